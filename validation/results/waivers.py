"""Waivers: findings that somebody decided to leave, with the reason, his name, the day, and how long that holds."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

import numpy as np
from numpy.typing import NDArray

from mappings.dataset import Dataset
from mappings.error import MappingError, MappingErrors, nearest
from validation.conformance.column import number_text
from validation.result import CheckInfo, Hits, Judgement, Outcome
from validation.results.findings import Found, Waiver, ordered
from validation.results.keys import column_at

Mask = NDArray[np.bool_]
FIELDS = ("check", "dataset", "variable", "value", "record", "reason", "author", "date", "expires", "standing")
NEEDED = ("check", "reason", "author")
EXAMPLE = '[[waiver]] with check = "...", reason = "why it stays", author = "who", date = 2026-11-22'
_HEADER = re.compile(r"^[ \t]*\[\[[ \t]*waiver[ \t]*\]\]", re.MULTILINE)
_EXPIRED = CheckInfo(
    "waiver_expired", "file", "warning", "a waiver has expired", "A waiver holds until the day it says, and no longer.",
    "worth a look",
)  # fmt: skip
_UNUSED = CheckInfo(
    "waiver_unused", "file", "warning", "a waiver waives nothing", "A waiver is about something that is found.",
    "worth a look",
)  # fmt: skip
WAIVER_CHECKS = (_EXPIRED, _UNUSED)
# Rules of CDISC's are known only to a run that reads their folder; a waiver may name them all the same.
PUBLISHED = re.compile(r"CORE-[0-9]{6}")


def parse_waivers(content: bytes, name: str, known: Collection[str] = ()) -> tuple[Waiver, ...]:
    """The waivers in a TOML file, in its order; MappingError with the line for what is wrong in one of them.

    Each says check, reason, author and date, and may say dataset, variable, value (or a list), record (variables and
    their values), expires, and standing = true where it may cover nothing. `known` are the ids of all checks there
    are; with none, any id is taken.
    """
    text = _text(content, name)
    try:
        said = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise MappingError(name, f"not readable as TOML: {error}", EXAMPLE) from None
    entries = said.pop("waiver", [])
    lines = _lines(text, len(entries) if isinstance(entries, list) else 0)
    if said:
        raise MappingError(name, f"{', '.join(sorted(said))}: not known here", f"all it may hold are {EXAMPLE}")
    if not isinstance(entries, list) or not all(isinstance(one, dict) for one in entries):
        raise MappingError(name, "`waiver` is no list of tables", EXAMPLE)
    errors: list[MappingError] = []
    found: list[Waiver] = []
    for entry, line in zip(entries, lines, strict=True):
        try:
            found.append(_waiver(entry, f"{name}{line}", known))
        except MappingError as error:
            errors.append(error)
    if errors:
        raise MappingErrors(errors) if len(errors) > 1 else errors[0]
    return tuple(found)


def _text(content: bytes, name: str) -> str:
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise MappingError(name, f"line {line} is no UTF-8", "save the file as UTF-8") from None


def _lines(text: str, count: int) -> list[str]:
    """Where each waiver begins; its number where the headers cannot be told from text that looks like one."""
    starts = [text[: found.start()].count("\n") + 1 for found in _HEADER.finditer(text)]
    if len(starts) == count:
        return [f" line {line}" for line in starts]
    return [f" waiver {number}" for number in range(1, count + 1)]


def _waiver(entry: Mapping[str, Any], place: str, known: Collection[str]) -> Waiver:
    texts = _texts(entry, place)
    if known and texts["check"] not in known and not PUBLISHED.fullmatch(texts["check"]):
        remedy = nearest(texts["check"], set(known)) or "`python -m validation list` names all checks"
        raise MappingError(place, f"there is no check {texts['check']}", remedy)
    written, expires = _day(entry, "date", place), _day(entry, "expires", place)
    if not written:
        raise MappingError(place, "a waiver without date", f"say date = 2026-11-22: {_WHY['date']}")
    if expires and expires < written:
        raise MappingError(place, f"it expires on {expires}, before its date {written}", "mend one of the two")
    if not isinstance(entry.get("standing", False), bool):
        raise MappingError(place, "standing is neither true nor false", "say standing = true, or leave it out")
    return Waiver(
        texts["check"], texts["reason"], texts["author"], written, texts["dataset"], texts["variable"],
        _values(entry.get("value", ()), "value", place), _record(entry.get("record", {}), place), expires, place,
        bool(entry.get("standing")),
    )  # fmt: skip


def _texts(entry: Mapping[str, Any], place: str) -> dict[str, str]:
    """What a waiver says in words: nothing it may not say, and all it must."""
    for word in entry:
        if word not in FIELDS:
            remedy = nearest(word, FIELDS) or f"a waiver says {', '.join(FIELDS)}"
            raise MappingError(place, f"a waiver has no {word}", remedy)
    texts = {word: _said(entry, word, place) for word in ("check", "dataset", "variable", "reason", "author")}
    for word in NEEDED:
        if not any(letter.isalnum() for letter in texts[word]):
            raise MappingError(place, f"a waiver without {word}", f'say {word} = "...": {_WHY[word]}')
    return texts


_WHY = {
    "check": "which check's findings are left",
    "reason": "a reviewer has to be able to accept it",
    "author": "somebody has to answer for it",
    "date": "when it was decided",
}


def _said(entry: Mapping[str, Any], word: str, place: str) -> str:
    text = entry.get(word, "")
    if not isinstance(text, str):
        raise MappingError(place, f"{word} is no text", f'say {word} = "..."')
    return text.strip()


def _day(entry: Mapping[str, Any], word: str, place: str) -> str:
    said = entry.get(word, "")
    if isinstance(said, datetime):
        return said.date().isoformat()
    if isinstance(said, date):
        return said.isoformat()
    if said == "":
        return ""
    try:
        return date.fromisoformat(said).isoformat()
    except (ValueError, TypeError):
        raise MappingError(place, f"{word} {said!r} is no date", f"say {word} = 2026-11-22") from None


def _record(said: Any, place: str) -> dict[str, tuple[str, ...]]:
    if not isinstance(said, dict):
        raise MappingError(place, "record is no table", 'say record = {USUBJID = "...", AESEQ = 1}')
    found = {str(name): _values(value, f"record.{name}", place) for name, value in said.items()}
    for name, values in found.items():
        if not values:
            raise MappingError(place, f"record.{name} has no value", "leave it out, or say which records are meant")
    return found


def _values(said: Any, word: str, place: str) -> tuple[str, ...]:
    """One value or several, as text; "" is a missing value."""
    return tuple(_value(one, word, place) for one in (said if isinstance(said, (list, tuple)) else [said]))


def _value(said: Any, word: str, place: str) -> str:
    if isinstance(said, str):
        return said.rstrip()
    if isinstance(said, (int, float)) and not isinstance(said, bool):
        return number_text(float(said))
    if isinstance(said, date):
        return said.isoformat()
    raise MappingError(place, f"{word} is neither text nor number", f'say {word} = "..."')


def applied(
    found: Iterable[Found], waivers: Sequence[Waiver], judgement: Judgement, day: date
) -> tuple[tuple[Found, ...], tuple[Outcome, ...]]:
    """The findings, those that a waiver covers bearing it; and what is to be said of waivers.

    A waiver that has expired by that day covers nothing. That one has expired, or covers nothing though its check
    ran, is a finding; the first waiver that covers a record has it. No finding is ever left out.
    """
    today, used = day.isoformat(), set[int]()
    holding = [not one.expires or today <= one.expires for one in waivers]
    told: list[Found] = []
    for one in found:
        rest = np.ones(one.count, dtype=bool)
        for number, waiver in enumerate(waivers):
            covered = rest & _covers(waiver, one, judgement.data.get(one.dataset)) if rest.any() else rest
            if not covered.any():
                continue
            used.add(number)
            if holding[number]:
                told.append(replace(one.part(np.flatnonzero(covered)), waiver=waiver))
                rest &= ~covered
        if rest.any():
            told.append(one if rest.all() else one.part(np.flatnonzero(rest)))
    ran = {one.check.id for one in judgement.outcomes if one.status in {"passed", "failed", "not_applicable"}}
    outcomes = [
        outcome
        for number, waiver in enumerate(waivers)
        for outcome in _odd(waiver, holding[number], number in used, waiver.check in ran)
    ]
    return ordered(told), tuple(outcomes)


def _covers(waiver: Waiver, one: Found, dataset: Dataset | None) -> Mask:
    """The same, where a waiver may name any of the checks that say the same."""
    found = covers(waiver, one, dataset)
    for other in one.folded:
        found = found | covers(waiver, other, dataset)
    return found


def covers(waiver: Waiver, one: Found, dataset: Dataset | None) -> Mask:
    """Which records of a finding a waiver is about, whether it has expired or not."""
    none = np.zeros(one.count, dtype=bool)
    if waiver.check != one.check.id or waiver.dataset not in ("", one.dataset):
        return none
    if waiver.variable and waiver.variable not in one.variables:
        return none
    covered = ~none
    if waiver.value:
        columns = [
            column for name, column in zip(one.variables, one.evidence.values, strict=True)
            if waiver.variable in ("", name)
        ]  # fmt: skip
        covered = none.copy()
        for column in columns:
            covered |= np.isin(column.astype(str), waiver.value)
    for name, values in waiver.record.items():
        covered &= _of_record(one, name, dataset, values)
    return covered


def _of_record(one: Found, name: str, dataset: Dataset | None, values: Collection[str]) -> Mask:
    """Which records of a finding have one of these values in a variable; none of which that is not known."""
    evidence = one.evidence
    if name in evidence.keys.names:
        column = evidence.keys.columns[evidence.keys.names.index(name)]
        return column.spread([text in values for text in column.texts], "" in values)
    if dataset is None or evidence.rows is None or name not in dataset.records or _by_name(one):
        return np.zeros(one.count, dtype=bool)
    column = column_at(dataset, name, evidence.rows)
    return column.spread([text in values for text in column.texts], "" in values) & (evidence.rows >= 0)


def _by_name(one: Found) -> bool:
    """Whether its rows are variables, not records."""
    return one.evidence.keys.names == ("variable",)


def _odd(waiver: Waiver, holding: bool, used: bool, ran: bool) -> Iterable[Outcome]:
    what = " ".join(part for part in (waiver.check, waiver.dataset, waiver.variable) if part)
    if not holding:
        words = f"the waiver of {what} expired on {waiver.expires}: it waives nothing any more"
        yield _told(_EXPIRED, waiver, words)
    elif waiver.standing:
        return
    elif not used and ran:
        words = f"the waiver of {what} covers nothing that was found: remove it, or mend what it is about"
        yield _told(_UNUSED, waiver, words)
    elif not used:
        words = f"whether the waiver of {what} is still needed cannot be told: its check did not run here"
        yield _told(replace(_UNUSED, severity="note"), waiver, words)


def _told(check: CheckInfo, waiver: Waiver, words: str) -> Outcome:
    value = np.array([waiver.place], dtype=object)
    return Outcome(check, "", "failed", hits=Hits(("value",), None, (value,)), message=words)
