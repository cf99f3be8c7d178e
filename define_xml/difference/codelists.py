"""The codelists of two define.xml: which is which, by name, by use, by what they hold; and each with its terms."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from define_xml.difference.texts import Texts, facts, further, languages, other_names
from define_xml.difference.things import Thing
from define_xml.document.common import NCI, c_code
from define_xml.document.index import Index
from define_xml.document.items import ItemDef, ItemGroupDef
from define_xml.document.values import CodeList, CodeListItem, EnumeratedItem, ExternalCodeList

Uses = Mapping[str, set[str]]


@dataclass(frozen=True)
class Names:
    """What the codelists of the old and the new document are called here, by OID: the same list, the same name."""

    old: Mapping[str, str]
    new: Mapping[str, str]


def common_names(old: Texts, new: Texts) -> Names:
    """Names for the codelists of both sides."""
    theirs = _own_names(new.index)
    ours = _own_names(old.index)
    left, right = set(ours), set(theirs)
    known = set(theirs.values())
    found = {oid: name for oid, name in ours.items() if name in known}
    shared = set(found.values())
    right -= {oid for oid, name in theirs.items() if name in shared}
    left -= set(found)
    for one, other in _used_alike(uses(old), uses(new), left, right):
        found[one] = theirs[other]
    return _of_one_content(old.index, new.index, Names(ours | found, theirs))


def _own_names(index: Index) -> dict[str, str]:
    """The name of each list; with its OID where several have the name."""
    names = {oid: one.name or oid for oid, one in index.codelists.items()}
    times = Counter(names.values())
    return {oid: name if times[name] == 1 else f"{name} ({oid})" for oid, name in names.items()}


def _used_alike(ours: Uses, theirs: Uses, left: set[str], right: set[str]) -> Iterator[tuple[str, str]]:
    """Pairs of lists that the same variables use, those with the most such variables first."""
    using: dict[str, list[str]] = {}
    for other in right:
        for place in theirs.get(other, ()):
            using.setdefault(place, []).append(other)
    common: dict[tuple[str, str], int] = {}
    for one in left:
        for place in ours.get(one, ()):
            for other in using.get(place, ()):
                common[one, other] = common.get((one, other), 0) + 1
    for one, other in sorted(common, key=lambda pair: (-common[pair], pair)):
        if one in left and other in right:
            left.discard(one)
            right.discard(other)
            yield one, other


def _of_one_content(old: Index, new: Index, names: Names) -> Names:
    """Lists without a partner that hold exactly what another holds are that list, split or put together."""
    ours, theirs = dict(names.old), dict(names.new)
    for index, own, others, other_index in ((old, ours, theirs, new), (new, theirs, ours, old)):
        taken = set(others.values())
        alone = [oid for oid, name in own.items() if name not in taken]
        known = {_content(other_index.codelists[oid]): name for oid, name in reversed(others.items())} if alone else {}
        for oid in alone:
            own[oid] = known.get(_content(index.codelists[oid]), own[oid])
    return Names(ours, theirs)


def _content(codelist: CodeList) -> tuple[object, ...]:
    external = codelist.external
    terms = sorted((term.name, sorted(term.facts.items())) for term in _terms(codelist, ""))
    kept = (external.dictionary, external.version) if external else ()
    return codelist.data_type, c_code(codelist.aliases), kept, repr(terms)


def uses(texts: Texts) -> dict[str, set[str]]:
    """For each codelist the places that use it: `DM.SEX`, `VS.VSORRES VSTESTCD == "BMI"`."""
    found: dict[str, set[str]] = {}
    for dataset in texts.index.define.metadata.datasets:
        for ref, item in texts.index.variables(dataset):
            place = f"{dataset.name}.{item.name}"
            for oid, used in ((_list(item), place), (ref.role_codelist_oid, f"{place} role")):
                found.setdefault(oid or "", set()).add(used)
            for oid, where in _value_uses(texts, dataset, item):
                found.setdefault(oid, set()).add(f"{place} {where}")
    found.pop("", None)
    return found


def _value_uses(texts: Texts, dataset: ItemGroupDef, item: ItemDef) -> Iterator[tuple[str, str]]:
    values = texts.index.value_list(item)
    for ref, one in texts.index.variables(values) if values else ():
        yield _list(one), texts.condition(ref.where, dataset)


def _list(item: ItemDef) -> str:
    return (item.codelist.codelist_oid if item.codelist else "") or ""


def codelist_things(texts: Texts, names: Mapping[str, str]) -> Iterator[Thing]:
    """The codelists, each once, with their terms."""
    told: set[str] = set()
    for oid, one in texts.index.codelists.items():
        if names[oid] not in told:
            told.add(names[oid])
            yield _codelist(texts, names[oid], one)


def _codelist(texts: Texts, name: str, one: CodeList) -> Thing:
    place = f"codelist {one.name or one.oid or ''}"
    external = one.external or ExternalCodeList()
    said = facts({
        "name": one.name, "type": one.data_type, "code": c_code(one.aliases),
        "aliases": other_names(alias for alias in one.aliases if alias.context != NCI),
        "standard": texts.standard(one.standard_oid), "non-standard": one.is_non_standard,
        "format": one.sas_format_name, "dictionary": external.dictionary,
        "version": external.version, "link": external.href or external.ref,
    })  # fmt: skip
    said |= languages("description", one.description) | texts.comment(one.comment_oid) | further(one)
    return Thing("codelist", name, place, said, tuple(_terms(one, place)), oid=one.oid or "")


def _terms(codelist: CodeList, place: str) -> Iterator[Thing]:
    terms: list[CodeListItem | EnumeratedItem] = [*codelist.items, *codelist.enumerated]
    ranks = _ranks([one.order_number for one in terms])
    for one, rank in zip(terms, ranks, strict=True):
        code = c_code(one.aliases)
        said = facts({
            "code": code, "extended": one.extended_value, "rank": one.rank,
            "aliases": other_names(alias for alias in one.aliases if alias.context != NCI),
        })  # fmt: skip
        said |= languages("decode", one.decode if isinstance(one, CodeListItem) else None)
        said |= languages("description", one.description) | further(one)
        value = one.coded_value or ""
        alike = (code, said.get("decode", ""))
        yield Thing("term", value, f'{place} "{value}"', said, alike=alike, order=rank)


def _ranks(numbers: list[str | None]) -> list[int | None]:
    """The rank of each by its OrderNumber; none unless all have one."""
    if not all(number and number.strip().isascii() and number.strip().isdigit() for number in numbers):
        return [None] * len(numbers)
    places = sorted(range(len(numbers)), key=lambda place: int(numbers[place] or 0))
    ranks: list[int | None] = [None] * len(numbers)
    for rank, place in enumerate(places):
        ranks[place] = rank
    return ranks
