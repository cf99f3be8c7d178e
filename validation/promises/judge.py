"""Promises judged on distinct values: `judge_promises`."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from define_xml.checks.beside.kinds import number_digits
from mappings.dataset import Dataset
from mappings.spec import StudySpec
from validation.conformance.column import Column, Mask
from validation.promises import promise as said
from validation.promises.answer import Judged, beforehand, found, found_whole, outcome
from validation.promises.forms import matcher
from validation.promises.held import Floats, Held
from validation.promises.promise import Promise
from validation.promises.related import known, not_before, one_to_one, repeated, same
from validation.promises.said import all_promises
from validation.result import Outcome, Rows

Values = NDArray[np.object_]
# What is asked of numbers without looking at which are distinct.
OF_NUMBERS = (said.Filled, said.Empty, said.Between, said.NoneOf, said.Whole)
NONE: Rows = np.zeros(0, dtype=np.intp)


def judge_promises(
    datasets: Mapping[str, Dataset], study: StudySpec, *, others: Mapping[str, Dataset] | None = None
) -> tuple[Outcome, ...]:
    """What each promise of the study's spec says of the datasets (by upper-case name): one Outcome for each.

    `others` are the SDTM datasets that analysis datasets were made of. A dataset that is not there breaks one promise,
    that it is; its other promises are not asked.
    """
    judged = Judged(datasets, study, others)
    answers: list[Outcome] = []
    for name, promises in all_promises(study).items():
        answers += judged_dataset(name, promises, judged)
        judged.let_go(name)
    return tuple(answers)


def judged_dataset(name: str, promises: tuple[Promise, ...], judged: Judged) -> Iterator[Outcome]:
    """What each of its promises says of one dataset."""
    held = judged.held(name)
    for promise in promises:
        if held is not None:
            yield judged_promise(promise, held, judged)
        elif isinstance(promise.demand, said.Delivered):
            yield found_whole(promise, (), judged)


def judged_promise(promise: Promise, held: Held, judged: Judged) -> Outcome:
    """What one promise says of its dataset."""
    before = beforehand(promise, held, judged)
    if before is not None:
        return before
    if isinstance(promise.demand, said.OF_WHOLE):
        return _whole(promise, held, judged)
    return found(promise, _wrong(promise, held, judged), held, judged)


def whole_names(promise: Promise, held: Held) -> tuple[str, ...] | None:
    """The variables that a promise about a dataset's variables is broken by; None where it is kept."""
    demand, names = promise.demand, held.names
    if isinstance(demand, said.Described):
        return tuple(name for name in names if name not in demand.names) or None
    if isinstance(demand, said.Ordered):
        return next(((one,) for one, other in zip(names, demand.names, strict=True) if one != other), None)
    return None


def _whole(promise: Promise, held: Held, judged: Judged) -> Outcome:
    demand = promise.demand
    if isinstance(demand, said.Ordered) and set(demand.names) != set(held.names):
        reason = "the variables are not those that the spec describes, which is told of them"
        return outcome(promise, judged.study, "not_applicable", reason=reason)
    if isinstance(demand, said.Described | said.Ordered):
        return found_whole(promise, whole_names(promise, held), judged)
    if isinstance(demand, said.Present):
        return found_whole(promise, None if promise.variables[0] in held.columns else ("",), judged)
    if isinstance(demand, said.Typed):
        number = held.number(promise.variables[0])
        told = ("numbers (Num)" if number else "text (Char)",)
        return found_whole(promise, None if number == demand.number else told, judged)
    if isinstance(demand, said.Labelled | said.DatasetLabelled):
        label = _label(promise, held)
        return found_whole(promise, None if label == demand.label else (label,), judged)
    return found_whole(promise, None, judged)


def _label(promise: Promise, held: Held) -> str:
    """The label that the data have."""
    spec = held.dataset.spec
    if not promise.variables:
        return spec.label.strip()
    variable = spec.variable(promise.variables[0])
    return " ".join(variable.label.split()) if variable else ""


def _wrong(promise: Promise, held: Held, judged: Judged) -> Rows:
    """The records that break the promise."""
    demand, rows = promise.demand, held.rows(promise.where) if promise.where else None
    if held.number(promise.variables[0]) and isinstance(demand, OF_NUMBERS):
        return _of_numbers(held.numbers(promise.variables[0]), rows, demand)
    if isinstance(demand, said.Known | said.Same):
        home = judged.home(demand.dataset)
        if home is None:
            return NONE
        asked = known if isinstance(demand, said.Known) else same
        return asked(held, home, promise.variables[0], demand.variable)
    if isinstance(demand, said.Unique):
        return repeated(held, promise.variables)
    if isinstance(demand, said.OneToOne):
        return one_to_one(held, promise.variables, demand.within)
    if isinstance(demand, said.NotBefore):
        return not_before(held, promise.variables, demand)
    column = held.columns[promise.variables[0]]
    if isinstance(demand, said.Filled | said.Empty):
        return _missing(column, rows, isinstance(demand, said.Filled))
    return _of_values(column, rows, _test(demand, held))


def _of_numbers(numbers: Floats, rows: Rows | None, demand: said.Demand) -> Rows:
    """The records whose number is not good, looked at as they are: no distinct values are needed for that."""
    given = numbers if rows is None else numbers[rows]
    if isinstance(demand, said.Filled | said.Empty):
        wrong = np.isnan(given) if isinstance(demand, said.Filled) else ~np.isnan(given)
    elif isinstance(demand, said.Between):
        # What is missing is neither smaller nor greater.
        wrong = (given < _least(demand)) | (given > _most(demand))
    elif isinstance(demand, said.NoneOf):
        wrong = np.isin(given, np.array(demand.values)) if len(demand.values) > 1 else given == demand.values[0]
    else:
        wrong = (given != np.floor(given)) & ~np.isnan(given)
    places = np.flatnonzero(wrong)
    return places if rows is None else rows[places]


def _least(demand: said.Between) -> float:
    return -np.inf if demand.least is None else demand.least


def _most(demand: said.Between) -> float:
    return np.inf if demand.most is None else demand.most


def _missing(column: Column, rows: Rows | None, missing: bool) -> Rows:
    if rows is None:
        return np.flatnonzero(column.empty == missing)
    return np.asarray(rows[column.empty[rows] == missing])


def _of_values(column: Column, rows: Rows | None, good: Callable[[Values], Mask]) -> Rows:
    """The records whose value is not good; asked once for each distinct value that is met."""
    if rows is None:
        verdicts = good(column.values)
        return NONE if verdicts.all() else np.flatnonzero(column.spread(~verdicts))
    codes = column.codes[rows]
    met = np.unique(codes)
    met = met[met >= 0]
    verdicts = good(column.values[met])
    if verdicts.all():
        return NONE
    wrong = np.zeros(len(column.values) + 1, dtype=bool)
    wrong[met] = ~verdicts
    return rows[wrong[codes]]


def _each(test: Callable[[Any], object]) -> Callable[[Values], Mask]:
    """Which values the test has an answer for that is true, or something."""
    return lambda values: np.fromiter(map(bool, map(test, values)), dtype=bool, count=len(values))


def _numbers(test: Callable[[NDArray[np.float64]], Any]) -> Callable[[Values], Mask]:
    return lambda values: np.asarray(test(values.astype(np.float64)), dtype=bool)


def _among(demand: said.Among) -> Callable[[Values], Mask]:
    if demand.values and not isinstance(demand.values[0], str):
        return _numbers(lambda numbers: np.isin(numbers, np.array(demand.values, dtype=np.float64)))
    return _each(frozenset(demand.values).__contains__)


def _test(demand: said.Demand, held: Held) -> Callable[[Values], Mask]:
    """Which of some distinct values the demand is met by."""
    if isinstance(demand, said.Among):
        return _among(demand)
    if isinstance(demand, said.Matching):
        return _each(matcher(demand.regex).fullmatch)
    if isinstance(demand, said.Bytes):
        return lambda values: _sizes(values, held.encoding) <= demand.most
    if isinstance(demand, said.Decimals):
        return _numbers(lambda numbers: number_digits(numbers)[1] <= demand.most)
    raise TypeError(f"nobody knows how to judge {type(demand).__name__}")


def _sizes(values: Values, encoding: str) -> NDArray[np.int64]:
    """The bytes of each text in the file's encoding."""
    if not all(map(str.isascii, values)):
        values = np.array([value.encode(encoding, errors="replace") for value in values], dtype=object)
    return np.fromiter(map(len, values), dtype=np.int64, count=len(values))
