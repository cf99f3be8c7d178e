"""Two define.xml compared: each change of meaning with its place, and apart, what is only written otherwise."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from define_xml.difference.changes import Change, Kind
from define_xml.difference.codelists import common_names
from define_xml.difference.consequences import consequence
from define_xml.difference.forms import alike, forms
from define_xml.difference.said import said
from define_xml.difference.texts import Texts
from define_xml.difference.things import NONE, Matches, Pair, Thing, moved
from define_xml.document.index import Index
from define_xml.document.metadata import Define

# What many variables share by one definition: told once, with every place.
SHARED = (
    "method", "method name", "method type", "method documents", "method aliases", "expression", "comment",
    "comment documents", "comment on the condition", "comment on the condition documents", "standard",
    "role codelist",
)  # fmt: skip


@dataclass(frozen=True)
class Difference:
    """The changes of meaning, in the order of the new document; and in words what is only written otherwise."""

    changes: tuple[Change, ...]
    form: tuple[str, ...] = ()
    old: str = ""
    new: str = ""

    @property
    def equal(self) -> bool:
        """True if both mean the same."""
        return not self.changes

    def count(self, change: Kind) -> int:
        """How many changes there are of a kind."""
        return sum(one.change == change for one in self.changes)

    def as_text(self) -> str:
        """Lines for the screen."""
        from define_xml.difference.as_text import as_text

        return as_text(self)

    def as_json(self) -> str:
        """One JSON document."""
        from define_xml.difference.as_json import as_json

        return as_json(self)

    def as_html(self, old_name: str = "", new_name: str = "") -> str:
        """One page that needs nothing else; the names are those of the files."""
        from define_xml.difference.as_html import as_html

        return as_html(self, old_name, new_name)


def difference(old: Define, new: Define) -> Difference:
    """What changed from the old define.xml to the new one; both may be of any version.

    Of two versions, what only the newer one has words for is no change: it is told under `form`.
    """
    ours, theirs, untold = alike(old, new)
    one, other = Texts(Index(ours)), Texts(Index(theirs))
    names = common_names(one, other)
    left, right = said(one, names.old), said(other, names.new)
    matches = Matches(left, right)
    changes = _together(_changes(left, right, matches))
    form = (*forms((old, new), matches), *untold)
    return Difference(tuple(changes), form, _title(old), _title(new))


def _title(define: Define) -> str:
    """The study, the form of the document, and when it was made."""
    names = define.study.names if define.study else None
    about = (names.study_name if names else "") or "a study without a name"
    when = f", made {define.creation_date_time}" if define.creation_date_time else ""
    return f"{about}, Define-XML {define.metadata.define_version or define.version}{when}"


def _facts(old: Thing, new: Thing) -> Iterator[Change]:
    """What is said otherwise of the same thing."""
    for what in dict.fromkeys((*new.facts, *old.facts)):
        before, after = old.facts.get(what, ""), new.facts.get(what, "")
        # A method that came or went is one change, with its name and type.
        whole = what not in {"method name", "method type"} or ("method" in old.facts) == ("method" in new.facts)
        if before != after and whole:
            follows = consequence(new.kind, what, before, after)
            yield Change(new.kind, "changed", new.place, what, before, after, follows)


def _changes(old: Thing, new: Thing, matches: Matches) -> Iterator[Change]:
    """What changed in a thing and in its parts."""
    yield from _facts(old, new)
    found = matches.parts(new)
    if found is NONE:
        return
    wandered = _moved(found.pairs)
    come = {id(one) for one in found.come}
    for one in found.gone:
        yield Change(one.kind, "removed", one.place, "", _told(one), "", consequence(one.kind, "removed"))
    partner = {id(after): before for before, after in found.pairs}
    for one in new.parts:
        if id(one) in come:
            yield Change(one.kind, "added", one.place, "", "", _told(one), consequence(one.kind, "added"))
        else:
            yield from _named(partner[id(one)], one, wandered)
            yield from _changes(partner[id(one)], one, matches)


def _named(old: Thing, new: Thing, wandered: dict[int, tuple[str, str]]) -> Iterator[Change]:
    """Another name, another place among the others."""
    if old.name != new.name:
        what = "condition" if new.kind == "value" else "name"
        follows = consequence(new.kind, what, old.name, new.name)
        yield Change(new.kind, "renamed", new.place, what, old.name, new.name, follows)
    if id(new) in wandered:
        before, after = wandered[id(new)]
        yield Change(new.kind, "moved", new.place, "position", before, after, consequence(new.kind, "position"))


def _told(thing: Thing) -> str:
    """What a thing is that came or went: its label, and how much is in it."""
    parts = {kind: sum(one.kind == kind for one in thing.parts) for kind in ("variable", "value", "term", "result")}
    inside = [f"{count} {kind}{'s' if count > 1 else ''}" for kind, count in parts.items() if count]
    return "; ".join(filter(None, (thing.label, ", ".join(inside))))


def _moved(pairs: Sequence[Pair]) -> dict[int, tuple[str, str]]:
    """The things whose order means something and that have another place among the others, in words."""
    known = [(before, after) for before, after in pairs if before.order is not None and after.order is not None]
    names = _short([after for _, after in known])
    olds = [names[id(after)] for _, after in sorted(known, key=lambda pair: pair[0].order or 0)]
    news = [names[id(after)] for _, after in sorted(known, key=lambda pair: pair[1].order or 0)]
    told = moved(olds, news)
    words = {names[id(after)]: after.name for _, after in known}
    before, now = ({name: words[last] for last, name in pairwise(one)} for one in (olds, news))
    return {
        id(after): (_after(before.get(names[id(after)])), _after(now.get(names[id(after)])))
        for _, after in known
        if names[id(after)] in told
    }


def _short(things: Sequence[Thing]) -> dict[int, str]:
    """A name for each that no other has."""
    found: dict[int, str] = {}
    times: dict[str, int] = {}
    for one in things:
        number = times[one.name] = times.get(one.name, 0) + 1
        found[id(one)] = f"{one.name} {number}"
    return found


def _after(name: str | None) -> str:
    return "first" if name is None else f"after {name}"


def _together(changes: Iterator[Change]) -> list[Change]:
    """Changes of one shared definition as one change with all its places."""
    told: dict[tuple[str, ...], Change] = {}
    for place, one in enumerate(changes):
        shared = one.change == "changed" and one.what in SHARED
        key = (one.what, one.old, one.new) if shared else (str(place),)
        first = told.setdefault(key, one)
        if first is not one:
            told[key] = replace(first, also=(*first.also, one.place))
    return list(told.values())
