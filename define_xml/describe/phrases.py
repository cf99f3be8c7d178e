"""What each algorithm does, as a sentence about the names in a rule; the words most rules say have phrases."""

from __future__ import annotations

import inspect
from collections.abc import Mapping
from typing import Any

from define_xml.describe.number_phrases import NUMBERS, Phrase, Said
from define_xml.describe.plain_words import argument_words, arguments, joined, listed, value_words
from mappings.rule import Name, Rule
from mappings.vocabulary import Word

TIMES = {"first": "00:00:00", "last": "23:59:59"}
DATES = {"first": "the first day it can mean", "last": "the last day it can mean", "mid": "the middle of its time"}


def rule_words(rule: Rule, word: Word | None) -> str:
    """The rule as a sentence: what its word does, and with what."""
    if word is None:
        return f"{rule.text}."
    said = _said(rule, word)
    phrase = PHRASES.get(word.name)
    if phrase is not None:
        return phrase(said)
    summary = word.summary.replace("`", "").rstrip(".")
    shown = "; ".join(f"{name.replace('_', ' ')} = {value_words(value)}" for name, value in said.items())
    return f"{summary}. With {shown}." if shown else f"{summary}."


def _said(rule: Rule, word: Word) -> dict[str, Any]:
    """The arguments by the names of the word's parameters, those named freely under their own."""
    bound = word.signature.bind(*rule.arguments, **dict(rule.options))
    found: dict[str, Any] = {}
    for name, value in bound.arguments.items():
        free = word.signature.parameters[name].kind is inspect.Parameter.VAR_KEYWORD
        found |= value if free else {name: value}
    return found


def _by(said: Said) -> str:
    """The groups within a subject, and which records count."""
    groups = f" and {argument_words(said['by'])}" if said.get("by") else ""
    counted = f", among those where {argument_words(said['among'])} is known (a flag: Y)" if said.get("among") else ""
    return f"{groups}{counted}"


def _recode(said: Said) -> str:
    pairs = [f'"{old}" is {"missing" if new is None else value_words(new)}' for old, new in said["words"].items()]
    return f"{value_words(said['source'])} in other words: {', '.join(pairs)}. Other values stay as they are."


def _numbered(said: Said) -> str:
    pairs = [f'"{text}" is {value_words(number)}' for text, number in said["numbers"].items()]
    return f"A number for {value_words(said['source'])}: {', '.join(pairs)}."


def _first_known(said: Said) -> str:
    *names, last = said["sources"]
    if isinstance(last, Name):
        return f"The first that is not missing of {argument_words(said['sources'])}."
    return f"{argument_words(tuple(names), 'or')} where not missing, else {value_words(last)}."


def _lookup(said: Said) -> str:
    pairs = zip(arguments(said["value"]), arguments(said["keys"]), strict=True)
    keys = [f"{value_words(key)} equals {value_words(value)}" for value, key in pairs]
    return f"The value of {value_words(said['values'])} in the first row in which {joined(keys)}."


def _flag(said: Said) -> str:
    ticked = said.get("ticked")
    asked = f"is {value_words(ticked)}" if ticked else "is ticked"
    return f"{value_words(said.get('value', 'Y'))} where {value_words(said['source'])} {asked}, else missing."


def _date(unit: str) -> Phrase:
    def phrase(said: Said) -> str:
        words = f"{value_words(said['source'])} as a number of {unit} since 1960-01-01."
        how, level = said.get("impute"), said.get("level", "day")
        if how:
            day = DATES.get(str(how), f"{value_words(how)}")
            words += f" A partial date is completed to {day}; what is missing may be the {level} at most."
        elif not said.get("time"):
            words += " Missing where a part of it is not known."
        if said.get("time"):
            words += f" A missing time is completed to {TIMES.get(said['time'], said['time'])}."
        bounds = (("not before", "minimum"), ("not after", "maximum"))
        told = [f"{sign} {argument_words(said[name])}" for sign, name in bounds if said.get(name) is not None]
        return f"{words} A completed date lies {joined(told)}, where it can mean that day." if told else words

    return phrase


def _flagged(which: str) -> Phrase:
    def phrase(said: Said) -> str:
        order = f" in the order of {argument_words(said['order'])}" if said.get("order") else ""
        return f"Y on the {which} record of each subject{_by(said)}{order}; else missing."

    return phrase


def _worst(said: Said) -> str:
    most = "lowest" if said.get("highest") is False else "highest"
    first = f"; of equal ones on the first in the order of {argument_words(said['order'])}" if said.get("order") else ""
    worst = f"Y on the record with the {most} {value_words(said['value'])}"
    return f"{worst} of each subject{_by(said)}{first}; else missing."


def _last_until(said: Said) -> str:
    until = "before" if said.get("inclusive") is False else "on or before"
    known = f" with a value of {value_words(said['value'])}" if said.get("value") else ""
    order = f"; of one day the last in the order of {argument_words(said['order'])}" if said.get("order") else ""
    groups = f" and {argument_words(said['by'])}" if said.get("by") else ""
    last = f"Y on the last record of each subject{groups}{known}, by {value_words(said['date'])}"
    return f"{last}, {until} {value_words(said['limit'])}{order}; else missing."


def _baseline(said: Said) -> str:
    groups = f", by {argument_words(said['by'])}" if said.get("by") else ""
    return f"{value_words(said['value'])} of the subject's record in which {value_words(said['flag'])} is Y{groups}."


def _met(which: str, other: str) -> Phrase:
    def phrase(said: Said) -> str:
        flags, unknown = argument_words(said["flags"]), "missing where one of them is missing"
        unknown = unknown if said.get("complete") else "else missing"
        return f"Y where {which} of {flags} is Y, N where {other} is N; {unknown}."

    return phrase


def _day(said: Said) -> str:
    date, start = value_words(said["date"]), value_words(said["start"])
    days = f"{date} - {start} + 1 where {date} is on or after {start}, else {date} - {start}"
    return f"{days}. Missing where a day is not known."


def _subject(which: str) -> Phrase:
    def phrase(said: Said) -> str:
        order = f" in the order of {argument_words(said['order'])}" if said.get("order") else ""
        return f"{value_words(said['values'])} of the subject's {which} record{order}."

    return phrase


def _nearest(which: str) -> Phrase:
    def phrase(said: Said) -> str:
        strictly = "" if said.get("inclusive", True) else ", and not of that day"
        dates = f"{value_words(said['dates'])} on or {which} {value_words(said['date'])}{strictly}"
        return f"{value_words(said['values'])} of the subject's record with the nearest {dates}."

    return phrase


def _subject_has(said: Said) -> str:
    yes, no = value_words(said.get("value", "Y")), said.get("otherwise")
    known = f"the subject has a value of {value_words(said['values'])}"
    return f"{yes} where {known}, else {value_words(no) if no else 'missing'}."


def _epoch(said: Said) -> str:
    held = f"holds {value_words(said['date'])}: from {value_words(said['starts'])} until the next element starts"
    return f"{value_words(said['names'])} of the subject's element that {held}."


def _last_before(said: Said) -> str:
    groups = f" and {argument_words(said['by'])}" if said.get("by") else ""
    last = f"Y on the last record of each subject{groups} with a value of {value_words(said['result'])}"
    return f"{last} and with {value_words(said['date'])} on or before {value_words(said['start'])}; else missing."


def _unpivot(said: Said) -> str:
    names = {"table", "test", "value", "into", "ticked"}
    cells = {code: argument_words(cell) for code, cell in said.items() if code not in names}
    codes = [code if code == cell else f"{code} ({cell})" for code, cell in cells.items()]
    into = said.get("into") or said.get("value", "result")
    named = ", ".join(_plain(into))
    each = f"The records of {value_words(said['table'])}, one for each {_plain(said.get('test', 'test'))[0]}"
    return f"{each}: {listed(codes)}; the answer is {named}."


def _plain(value: Any) -> list[str]:
    """Names and texts without quotes."""
    return [one.text if isinstance(one, Name) else str(one) for one in arguments(value)]


def _pivot(said: Said) -> str:
    several = said["columns"]
    made = several.items() if isinstance(several, Mapping) else [(one, one) for one in _plain(several)]
    columns = [name if test == name else f'{name} ("{test}")' for test, name in made]
    records = f"One record of {value_words(said['table'])} for each {', '.join(_plain(said['by']))}"
    asked = f"{_plain(said['value'])[0]} of each {_plain(said['name'])[0]} side by side"
    return f"{records}, with {asked}: {listed(columns)}."


def _plus(said: Said) -> str:
    inclusive, unit = said.get("inclusive"), value_words(said["unit"]) if said.get("unit") else "days"
    words = f"The time from {value_words(said['start'])} to {value_words(said['end'])} in {unit.strip(chr(34))}"
    return f"{words}, both counted." if unit == "days" and inclusive is not False else f"{words}."


def _window(said: Said) -> str:
    held = f"from {value_words(said['lows'])} to {value_words(said['highs'])} holds {value_words(said['day'])}"
    by = f", among those of its {value_words(said['by'])}" if said.get("by") else ""
    return f"{value_words(said['labels'])} of the window that {held}{by}; missing outside every window."


def _chosen(said: Said) -> str:
    later = "earlier" if said.get("tie") == "earlier" else "later"
    order = f", of one day the last in the order of {argument_words(said['order'])}" if said.get("order") else ""
    known = f" with a value of {value_words(said['value'])}" if said.get("value") else ""
    nearest = f"that is nearest to the target ({value_words(said['distance'])})"
    tie = f"of two as far the {later} one ({value_words(said['day'])}){order}"
    return f"the record of each subject{_by(said)}{known} {nearest}, {tie}"


def _relative(said: Said) -> str:
    date, reference = value_words(said["date"]), value_words(said["reference"])
    if said.get("end"):
        period = f"{reference} to {value_words(said['end'])}"
        return f"BEFORE, DURING or AFTER: {date} beside {period}, where that is certain."
    return f"BEFORE, COINCIDENT or AFTER: {date} beside {reference}, where that is certain."


def _constant(said: Said) -> str:
    return "Missing." if said["value"] is None else f"The constant {value_words(said['value'])}."


def _only(said: Said) -> str:
    return f"{value_words(said['source'])} where it is {argument_words(said['values'], 'or')}, else missing."


def _iso8601(said: Said) -> str:
    time = f" and {value_words(said['time'])}" if said.get("time") else ""
    return f"In ISO 8601, with the parts that are known and no others: {value_words(said['date'])}{time}."


def _of(start: str, name: str, end: str = ".") -> Phrase:
    """A phrase about one argument, or several."""
    return lambda said: f"{start}{argument_words(said[name])}{end}"


PHRASES: Mapping[str, Phrase] = {
    **NUMBERS,
    "all_met": _met("each", "any"), "analysis_day": _day, "any_met": _met("any", "each"),
    "assign": _of("Equal to ", "source"), "baseline": _baseline,
    "constant": _constant,
    "date": _date("days"), "datetime": _date("seconds"),
    "decode": _of("The meaning of ", "source", " in its codelist."), "elapsed": _plus, "epoch": _epoch,
    "earliest": _of("The earliest date of the subject among ", "dates"),
    "first_known": _first_known, "flag": _flag, "flag_first": _flagged("first"), "flag_last": _flagged("last"),
    "flag_worst": _worst,
    "iso8601": _iso8601,
    "last_before_treatment": _last_before, "last_until": _last_until,
    "latest": _of("The latest date of the subject among ", "dates"), "lookup": _lookup,
    "not_done": _of('"NOT DONE" where ', "result", " is missing, else missing."),
    "number": _of("", "source", " as a number."), "numbered": _numbered,
    "only": _only,
    "pivot": _pivot,
    "qualifier": lambda said: f"The supplemental qualifier {said['name']} ({value_words(said['values'])}).",
    "recode": _recode, "relative": _relative, "rows": _of("The records of ", "table"),
    "stack": _of("The records of ", "tables"),
    "standard_number": _of("", "result", " as a number; missing where it is no number."),
    "study_day": _day, "subject_first": _subject("first"), "subject_has": _subject_has,
    "subject_largest": _of("The largest (latest) value of the subject among ", "values"),
    "subject_last": _subject("last"),
    "subject_smallest": _of("The smallest (earliest) value of the subject among ", "values"),
    "subject_value": _of("", "values", " of the same subject."),
    "text": _of("", "source", " as text."),
    "unduplicated": _of("The records of ", "table", ", those that are alike in every column once."),
    "unpivot": _unpivot, "upper": _of("", "source", " in capital letters."),
    "window": _window,
    "window_choice": lambda said: f"Y on {_chosen(said)}; else missing.",
    "window_reason": lambda said: f"Why it is not the record chosen for its window, which is {_chosen(said)}.",
    "value_after": _nearest("after"), "value_before": _nearest("before"),
    "yes_number": _of("1 where ", "flag", " is Y, 0 where it is N."),
}  # fmt: skip
