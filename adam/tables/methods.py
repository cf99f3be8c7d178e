"""The methods of tables: what each computes of a selection of records, and how its figures are shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

import numpy as np

from adam.tables.numbers import Numbers, deviation, exact, mean, percentage, quantile

Codes = np.ndarray[Any, np.dtype[np.int64]]
Mask = np.ndarray[Any, np.dtype[np.bool_]]
Statistics = Mapping[str, Fraction | None]


@dataclass(frozen=True)
class Selection:
    """Records of one group at one visit: `member` has the level in question, `counted` is in the denominator."""

    subjects: Codes
    member: Mask
    counted: Mask
    values: Numbers
    exactly: int | None = None


@dataclass(frozen=True)
class Operation:
    """One statistic of a method; `numerator` and `denominator` name the operations it is made of."""

    id: str
    label: str
    counts: bool = False
    numerator: str = ""
    denominator: str = ""


@dataclass(frozen=True)
class Method:
    """A method: its operations, how they are computed, and how they look together in a cell of a table."""

    label: str
    description: str
    operations: tuple[Operation, ...]
    compute: Callable[[Selection], Statistics]
    show: Callable[[Mapping[str, str]], str]
    numeric: bool = False


def _distinct(codes: Codes) -> int:
    return len(np.unique(codes))


def _proportion(selection: Selection) -> Statistics:
    part = _distinct(selection.subjects[selection.member & selection.counted])
    whole = _distinct(selection.subjects[selection.counted])
    return {"n": Fraction(part), "N": Fraction(whole), "pct": percentage(part, whole)}


def _mean(selection: Selection) -> Statistics:
    found = exact(selection.values[selection.member])
    return {"N": Fraction(found.number), "mean": mean(found), "sd": deviation(found)}


def _quartiles(selection: Selection) -> Statistics:
    found = exact(selection.values[selection.member])
    shares = {"q1": Fraction(1, 4), "median": Fraction(1, 2), "q3": Fraction(3, 4)}
    return {"N": Fraction(found.number), **{name: quantile(found, share) for name, share in shares.items()}}


def _events(selection: Selection) -> Statistics:
    return {"events": Fraction(int(selection.member.sum()))}


def _subjects(selection: Selection) -> Statistics:
    _, times = np.unique(selection.subjects[selection.member], return_counts=True)
    return {"n": Fraction(len(times) if selection.exactly is None else int((times == selection.exactly).sum()))}


def _occurrence(selection: Selection) -> Statistics:
    return {**_events(selection), **_subjects(selection)}


def _show_proportion(text: Mapping[str, str]) -> str:
    share = f"{text['pct']}%" if "pct" in text else ""
    if "n" not in text:
        return share
    whole = f"{text['n']}/{text['N']}" if "N" in text else text["n"]
    return f"{whole} ({share})" if share else whole


def _show_mean(text: Mapping[str, str]) -> str:
    return _with_number(f"{text['mean']} ± {text.get('sd', '-')}" if "mean" in text else "", text)


def _show_quartiles(text: Mapping[str, str]) -> str:
    between = f"({text.get('q1', '-')}; {text.get('q3', '-')})"
    return _with_number(f"{text['median']} {between}" if "median" in text else "", text)


def _with_number(figures: str, text: Mapping[str, str]) -> str:
    """The figures, and of how many values they are."""
    number = f"N = {text['N']}" if "N" in text else ""
    return f"{figures} [{number}]" if figures and number else figures or number


def _show_occurrence(text: Mapping[str, str]) -> str:
    events = f"{text['events']} event{'' if text['events'] == '1' else 's'}" if "events" in text else ""
    subjects = f"{text['n']} subject{'' if text['n'] == '1' else 's'}" if "n" in text else ""
    return " in ".join(filter(None, (events, subjects)))


SUBJECTS = Operation("n", "Number of subjects", counts=True)
EVENTS = Operation("events", "Number of events", counts=True)
KNOWN = Operation("N", "Number of subjects with a value", counts=True)

METHODS: dict[str, Method] = {
    "proportion": Method(
        "Proportion",
        "Subjects of a category among the subjects of the group with a known value, and their percentage.",
        (SUBJECTS, KNOWN, Operation("pct", "Percentage", numerator="n", denominator="N")),
        _proportion,
        _show_proportion,
    ),
    "mean": Method(
        "Mean and standard deviation",
        "Arithmetic mean and standard deviation (divisor n - 1) of the values that are there.",
        (KNOWN, Operation("mean", "Mean"), Operation("sd", "Standard deviation")),
        _mean,
        _show_mean,
        numeric=True,
    ),
    "quartiles": Method(
        "Median and quartiles",
        "Median, first and third quartile by SAS definition 5 (empirical distribution with averaging).",
        (KNOWN, Operation("median", "Median"), Operation("q1", "First quartile"), Operation("q3", "Third quartile")),
        _quartiles,
        _show_quartiles,
        numeric=True,
    ),
    "events": Method(
        "Events", "Number of records.", (EVENTS,), _events, lambda text: text.get("events", "")
    ),
    "subjects": Method(
        "Subjects", "Number of subjects with such a record.", (SUBJECTS,), _subjects, lambda text: text.get("n", "")
    ),
    "occurrence": Method(
        "Events and subjects",
        "Number of records, and number of subjects with at least one of them.",
        (EVENTS, SUBJECTS),
        _occurrence,
        _show_occurrence,
    ),
}  # fmt: skip
