"""What two define.xml only write otherwise: versions of the form, identifiers, orders that mean nothing, times."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from define_xml.difference.things import Matches, Pair, moved
from define_xml.document.metadata import Define
from define_xml.versions import as_version, lost

FILE: tuple[tuple[str, Callable[[Define], str | None]], ...] = (
    ("the version of Define-XML", lambda one: one.version),
    ("DefineVersion", lambda one: one.metadata.define_version),
    ("FileOID", lambda one: one.file_oid),
    ("PriorFileOID", lambda one: one.prior_file_oid),
    ("FileType", lambda one: one.file_type),
    ("CreationDateTime", lambda one: one.creation_date_time),
    ("AsOfDateTime", lambda one: one.as_of_date_time),
    ("Originator", lambda one: one.originator),
    ("SourceSystem", lambda one: one.source_system),
    ("SourceSystemVersion", lambda one: one.source_system_version),
    ("ODMVersion", lambda one: one.odm_version),
    ("the stylesheet", lambda one: one.stylesheet),
    ("the OID of the study", lambda one: one.study.oid if one.study else None),
    ("the OID of the metadata", lambda one: one.metadata.oid),
)


def alike(old: Define, new: Define) -> tuple[Define, Define, tuple[str, ...]]:
    """Both documents in the form of 2.1, saying no more than the versions of both can; and what is not compared."""
    # Define-XML 1.0 says no more than 2.0 does.
    if (old.version == "2.1") == (new.version == "2.1"):
        return as_version(old, "2.1"), as_version(new, "2.1"), ()
    one, other = (as_version(as_version(define, "2.0"), "2.1") for define in (old, new))
    newer = old if old.version == "2.1" else new
    return one, other, tuple(f"not compared: {finding.words}" for finding in lost(newer, "2.0"))


def forms(documents: tuple[Define, Define], matches: Matches) -> Iterator[str]:
    """In words, what differs and means nothing."""
    for what, value in FILE:
        was, now = (value(one) or "none" for one in documents)
        if was != now:
            yield f"{what}: {was} -> {now}"
    renamed: dict[str, list[Pair]] = {}
    for before, after in matches.pairs[1:]:
        if before.oid != after.oid:
            renamed.setdefault(after.kind, []).append((before, after))
    for kind, pairs in renamed.items():
        before, after = pairs[0]
        more = f", and {len(pairs) - 1} more" if len(pairs) > 1 else ""
        yield f"the OID of {len(pairs)} {_plural(kind, len(pairs))}: {before.oid} -> {after.oid}{more}"
    for kind, count in _orders(matches).items():
        yield f"the order in the file of {count} {_plural(kind, count)}"


def _plural(kind: str, count: int) -> str:
    return kind if count == 1 else f"{kind}s"


def _orders(matches: Matches) -> dict[str, int]:
    """How many things stand elsewhere among those whose order means nothing, by kind."""
    found: dict[str, int] = {}
    for old, new in matches.pairs:
        free = [pair for pair in matches.parts(new).pairs if pair[1].order is None]
        for kind in dict.fromkeys(after.kind for _, after in free):
            names = {id(pair[0]): str(place) for place, pair in enumerate(free) if pair[1].kind == kind}
            ours = [names[id(one)] for one in old.parts if id(one) in names]
            count = len(moved(ours, list(names.values())))
            if count:
                found[kind] = found.get(kind, 0) + count
    return found
