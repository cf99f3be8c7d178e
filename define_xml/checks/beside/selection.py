"""Which records a where clause of Define-XML selects, and the condition in words."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from define_xml.checks.beside.columns import Column, Mask
from define_xml.checks.beside.held import Held, Matched, Part, Selected
from define_xml.document.items import ItemRef, WhereClauseRef
from define_xml.document.values import RangeCheck, WhereClauseDef

SUBJECT = "USUBJID"
_SIGNS = {"EQ": "is", "NE": "is not", "IN": "is one of", "NOTIN": "is none of", "LT": "<", "LE": "<=", "GT": ">",
          "GE": ">="}  # fmt: skip
_ORDER: dict[str, Callable[[float | str, float | str], bool]] = {
    "LT": lambda left, right: left < right,  # type: ignore[operator]
    "LE": lambda left, right: left <= right,  # type: ignore[operator]
    "GT": lambda left, right: left > right,  # type: ignore[operator]
    "GE": lambda left, right: left >= right,  # type: ignore[operator]
}


def clause_words(clause: WhereClauseDef, matched: Matched, dataset: str = "") -> str:
    """`VSTESTCD is WEIGHT and VSPOS is one of SITTING, STANDING`; variables of another dataset with its name."""
    return " and ".join(_check_words(check, matched, dataset) for check in clause.checks)


def _check_words(check: RangeCheck, matched: Matched, dataset: str) -> str:
    oid = check.item_oid or ""
    item = matched.index.items.get(oid)
    home = matched.index.homes.get(oid)
    own = home is None or any(held.name == dataset and oid in held.oids for held in matched)
    front = "" if own or home is None or home[0].name == dataset else f"{home[0].name}."
    values = ", ".join(value or '""' for value in check.values)
    return f"{front}{item.name if item else oid} {_SIGNS.get(check.comparator or '', check.comparator)} {values}"


def condition_words(refs: Iterable[WhereClauseRef], matched: Matched, dataset: str = "") -> str:
    """The conditions of an item in words, alternatives joined by `or`."""
    found = [matched.index.where_clauses.get(ref.where_clause_oid or "") for ref in refs]
    return " or ".join(clause_words(one, matched, dataset) for one in found if one is not None)


def selected(refs: Sequence[WhereClauseRef], held: Held, matched: Matched) -> Selected:
    """The records of the dataset for which one of the conditions holds; all of them without conditions."""
    key = (held.group.oid or "", tuple(ref.where_clause_oid or "" for ref in refs))
    if key not in matched.selections:
        matched.selections[key] = _selected(key[1], held, matched)
    return matched.selections[key]


def _selected(oids: Iterable[str], held: Held, matched: Matched) -> Selected:
    total: Mask | None = None
    for oid in oids:
        clause = matched.index.where_clauses.get(oid)
        if clause is None:
            return Selected(None, f"there is no where clause {oid}")
        one = holding(clause, held, matched)
        if one.mask is None:
            return one
        total = one.mask if total is None else total | one.mask
    return Selected(np.ones(held.records, dtype=bool) if total is None else total)


def holding(clause: WhereClauseDef, held: Held, matched: Matched) -> Selected:
    """The records of the dataset for which all comparisons of the clause hold."""
    mask = np.ones(held.records, dtype=bool)
    for check in clause.checks:
        found, reason = _compared(check, held, matched)
        if found is None:
            return Selected(None, reason)
        mask &= found.where(verdict(check, found), verdict(check, found)(""))
    return Selected(mask)


def _compared(check: RangeCheck, held: Held, matched: Matched) -> tuple[Column | None, str]:
    """The column a comparison looks at, record by record of this dataset; or why there is none."""
    oid = check.item_oid or ""
    item = matched.index.items.get(oid)
    if item is None:
        return None, f"there is no ItemDef {oid}"
    name = item.name or ""
    home = matched.index.homes.get(oid)
    if home is None or oid in held.oids or home[0].oid == held.group.oid:
        return held.column(name), f"{held.name} has no variable {name}"
    other = matched.held.get(home[0].oid or "")
    if other is None:
        return None, f"there are no data of {home[0].name}"
    return _joined(name, other, held)


def _joined(name: str, other: Held, held: Held) -> tuple[Column | None, str]:
    """A variable of a dataset with one record for each subject, spread over the records of this one."""
    subjects, theirs, values = held.column(SUBJECT), other.column(SUBJECT), other.column(name)
    if values is None:
        return None, f"{other.name} has no variable {name}"
    if subjects is None or theirs is None or bool((theirs.counts()[:-1] > 1).any()):
        return None, f"{other.name} has not one record for each {SUBJECT}, so that {other.name}.{name} has several"
    rows = {theirs.words[code]: row for row, code in enumerate(theirs.codes.tolist()) if code >= 0}
    turn = np.array([*(rows.get(word, -1) for word in subjects.words), -1], dtype=np.int64)
    places = turn[subjects.codes]
    return Column(np.append(values.codes, -1)[places], values.words, values.numbers), ""


def verdict(check: RangeCheck, column: Column) -> Callable[[str], bool]:
    """Whether a value fulfils the comparison; the empty text is a missing value, which is equal to "" alone."""
    sign, values = check.comparator or "", check.values
    if sign in _ORDER:
        return lambda word: bool(word) and any(_ordered(sign, word, value) for value in values)
    wanted = {_number(value) for value in values} if column.numeric else set(values)
    if sign in {"NE", "NOTIN"}:
        return lambda word: (_number(word) if column.numeric else word) not in wanted
    return lambda word: (_number(word) if column.numeric else word) in wanted


def _number(word: str) -> float | str:
    try:
        return float(word)
    except ValueError:
        return word.strip()


def _ordered(sign: str, word: str, value: str) -> bool:
    """Numbers by size, else texts by letters, as dates of ISO 8601 go."""
    one, other = _number(word), _number(value)
    if isinstance(one, float) and isinstance(other, float):
        return _ORDER[sign](one, other)
    return _ORDER[sign](word, value)


def parts(held: Held, matched: Matched) -> Iterator[Part]:
    """Each variable that the data have, whole, and after it each item of its value list whose records can be told."""
    for ref, item in held.variables:
        column = held.column(item.name or "")
        if column is None:
            continue
        whole = Part(held, item.name or "", ref, item, column)
        yield whole
        yield from items(whole, matched)


def items(whole: Part, matched: Matched) -> Iterator[Part]:
    """The items of a variable's value list whose records can be told."""
    values = matched.index.value_list(whole.item)
    for ref, item in matched.index.variables(values) if values else ():
        found = _of_item(ref, whole.held, matched)
        if found.mask is not None:
            words = condition_words(ref.where, matched, whole.held.name)
            yield Part(whole.held, whole.name, ref, item, whole.column, found.mask, words)


def _of_item(ref: ItemRef, held: Held, matched: Matched) -> Selected:
    """The records of a value-level item; one without a condition tells none."""
    if not ref.where:
        return Selected(None, "the item has no where clause")
    return selected(ref.where, held, matched)
