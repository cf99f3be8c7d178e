"""What can be said of a promise before it is asked, and how what was found is told; the same for every engine."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from mappings.dataset import Dataset
from mappings.spec import StudySpec
from validation.promises.held import SUBJECT, Held, held
from validation.promises.kinds import kind
from validation.promises.promise import (
    OF_TYPE,
    OF_WHOLE,
    Among,
    Bytes,
    DatasetLabelled,
    Delivered,
    Known,
    Matching,
    NotBefore,
    Present,
    Promise,
    Same,
)
from validation.result import CheckInfo, Hits, Outcome, Rows, Status

_NO_SDTM = "the SDTM datasets are not beside: name them with --sdtm DIR"


@dataclass
class Judged:
    """The datasets that are judged, and those they were made of, each encoded when it is first asked for."""

    datasets: Mapping[str, Dataset]
    study: StudySpec
    others: Mapping[str, Dataset] | None = None
    kept: dict[str, Held] = field(default_factory=dict)

    def held(self, name: str) -> Held | None:
        """One of the datasets judged, if it is there."""
        return self._held(name, self.datasets)

    def home(self, name: str) -> Held | None:
        """A dataset that values are compared with: one of those judged, or of those they were made of."""
        return self._held(name, self.datasets) or self._held(name, self.others or {})

    def _held(self, name: str, among: Mapping[str, Dataset]) -> Held | None:
        if name not in self.kept and name in among:
            self.kept[name] = held(among[name])
        return self.kept.get(name) if name in among else None

    def let_go(self, name: str) -> None:
        """Forget the columns of a dataset that no other one is compared with."""
        if name not in {"DM", "ADSL"}:
            self.kept.pop(name, None)


def check_of(promise: Promise, study: StudySpec) -> CheckInfo:
    """The kind of the promise, as grave as it is here, and for which standard."""
    standard = " ".join(f"{one.name} {one.version}".strip() for one in study.standards[:1])
    return replace(kind(promise.id), severity=promise.severity, standard=standard)


def outcome(
    promise: Promise, study: StudySpec, status: Status, *, reason: str = "", hits: Hits | None = None
) -> Outcome:
    """What was said of the promise."""
    name = promise.variables[0] if promise.variables else promise.dataset
    return Outcome(check_of(promise, study), promise.dataset, status, reason, hits, f"{name}: {promise.words}")


def beforehand(promise: Promise, held_: Held, judged: Judged) -> Outcome | None:
    """What is known without asking: that there is nothing to ask of, or that something is missing to ask with."""
    reason = _unlinked(promise, held_, judged)
    if reason:
        return outcome(promise, judged.study, "not_run", reason=f"its condition cannot be told: {reason}")
    reason = _nothing(promise, held_)
    if reason:
        return outcome(promise, judged.study, "not_applicable", reason=reason)
    if isinstance(promise.demand, Known | Same):
        return _compared(promise, promise.demand, held_, judged)
    return None


def _unlinked(promise: Promise, held_: Held, judged: Judged) -> str:
    """Why a condition on another dataset's variable cannot be told."""
    names = [name.text for name in promise.where.names()] if promise.where else []
    for name in names:
        dataset, _, variable = name.partition(".")
        if not variable or name in held_.linked:
            continue
        home = judged.home(dataset)
        reason = held_.link(home, variable) if home else f"there is no {dataset}"
        if reason:
            return reason
    return ""


def _nothing(promise: Promise, held_: Held) -> str:
    if isinstance(promise.demand, Delivered | Present):
        return ""
    absent = [name for name in promise.shown if name not in held_.columns and name not in held_.linked]
    if absent:
        return f"the dataset has no variable {absent[0]}"
    if isinstance(promise.demand, OF_WHOLE):
        return ""
    if not held_.count:
        return "the dataset has no records"
    return _other_type(promise, held_)


def _other_type(promise: Promise, held_: Held) -> str:
    """Why the values cannot be asked: they are of another type than promised, which is told of once."""
    demand, name = promise.demand, promise.variables[0]
    number = held_.number(name)
    if isinstance(demand, NotBefore):
        other = [one for one in promise.variables if held_.number(one) != demand.number]
        return f"{other[0]} holds {_held(not demand.number)}" if other else ""
    if not isinstance(demand, OF_TYPE):
        return ""
    return "" if number == of_numbers(promise) else f"{name} holds {_held(number)}"


def of_numbers(promise: Promise) -> bool:
    """Whether the promise is one about numbers."""
    demand = promise.demand
    if isinstance(demand, Among):
        return bool(demand.values) and not isinstance(demand.values[0], str)
    return not isinstance(demand, Bytes | Matching)


def _held(number: bool) -> str:
    return "numbers" if number else "text"


def _compared(promise: Promise, demand: Known | Same, held_: Held, judged: Judged) -> Outcome | None:
    home = judged.home(demand.dataset)
    if home is None:
        sdtm = demand.dataset == "DM" and judged.study.floor == "adam"
        reason = _NO_SDTM if sdtm and not judged.others else f"there is no {demand.dataset} to compare with"
        return outcome(promise, judged.study, "not_run", reason=reason)
    needed = (SUBJECT, demand.variable)
    absent = [name for name in needed if name not in home.columns]
    if absent:
        reason = f"{demand.dataset} has no variable {absent[0]}"
        return outcome(promise, judged.study, "not_applicable", reason=reason)
    if isinstance(demand, Same) and held_.number(promise.variables[0]) != home.number(demand.variable):
        reason = f"{demand.dataset}.{demand.variable} holds {_held(home.number(demand.variable))}"
        return outcome(promise, judged.study, "not_applicable", reason=reason)
    return None


def found(promise: Promise, rows: Rows, held_: Held, judged: Judged) -> Outcome:
    """The promise is kept where no record breaks it; else the records that do, with their values."""
    if not len(rows):
        return outcome(promise, judged.study, "passed")
    names, values = promise.shown, [held_.cells(name, rows) for name in promise.shown]
    if isinstance(promise.demand, Same):
        names = (*names, f"{promise.demand.dataset}.{promise.demand.variable}")
        values.append(_there(promise.demand, rows, held_, judged))
    return outcome(promise, judged.study, "failed", hits=Hits(names, rows, tuple(values)))


def _there(demand: Same, rows: Rows, held_: Held, judged: Judged) -> NDArray[np.object_]:
    """What the subjects' records have in the other dataset."""
    home = judged.home(demand.dataset)
    subjects = held_.cells(SUBJECT, rows)
    if home is None:
        return np.full(len(rows), "", dtype=object)
    places = np.array([home.of_subject.get(subject, -1) for subject in subjects], dtype=np.intp)
    return home.columns[demand.variable].take(places).cells()


def found_whole(promise: Promise, said: tuple[str, ...] | None, judged: Judged) -> Outcome:
    """The promise is kept where nothing is said; else what is said of the dataset as a whole, variable by variable."""
    if said is None:
        return outcome(promise, judged.study, "passed")
    # Of a dataset, its label has a value; variables that are too many are named, and so is the dataset itself.
    labelled = isinstance(promise.demand, DatasetLabelled)
    names = promise.variables or ((promise.dataset,) if labelled else said or (promise.dataset,))
    shown = said if promise.variables or labelled else ("",) * len(names)
    values = tuple(np.array([value], dtype=object) for value in shown)
    return outcome(promise, judged.study, "failed", hits=Hits(names, None, values))
