"""What a judgement says: each check, what it said of each dataset, and what it found there, record by record."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from mappings.finding import Severity

Kind = Literal["promise", "conformance", "check", "define", "file"]
# passed: it ran and found nothing. failed: it ran and found something. not_applicable: the data give it nothing to
# judge. not_run: it could not be evaluated (the reason says why). error: it raised; never a pass.
Status = Literal["passed", "failed", "not_applicable", "not_run", "error"]
STATUSES: tuple[Status, ...] = ("passed", "failed", "not_applicable", "not_run", "error")
Triage = Literal["wrong value", "missing required", "worth a look"]
Rows = NDArray[np.intp]


@dataclass(frozen=True)
class Identifier:
    """The id others know a check by: who gave it (CDISC, FDA, PMDA, CORE, TIG), and the id (CG0041, FDAB034)."""

    organization: str
    id: str


@dataclass(frozen=True)
class Cited:
    """The sentence of guidance a check stands on, and where it is written."""

    document: str
    section: str = ""
    item: str = ""
    text: str = ""


@dataclass(frozen=True)
class CheckInfo:
    """What a check is: its id, what is wrong when it finds something, and what it stands on."""

    id: str
    kind: Kind
    severity: Severity
    message: str
    description: str = ""
    triage: Triage = "wrong value"
    identifiers: tuple[Identifier, ...] = ()
    cited: tuple[Cited, ...] = ()
    standard: str = ""
    executability: str = ""
    source: str = ""


@dataclass(frozen=True, eq=False)
class Hits:
    """What a check found in one dataset: records by position (from 0) and, for each variable shown, their values.

    `rows` is None for a finding about the dataset as a whole: then `values` has one text for each variable.
    Values are as written: text, numbers as SAS prints them at their shortest, "" for missing.
    `variables` are the columns shown. Where rows are no records but variables (of a metadata check), `names` says the
    variable that each is about, and `rows` is its place in the dataset.
    """

    variables: tuple[str, ...]
    rows: Rows | None
    values: tuple[NDArray[np.object_], ...]
    names: NDArray[np.object_] | None = None

    def __len__(self) -> int:
        """How many records (or 1 for the dataset as a whole)."""
        return 1 if self.rows is None else len(self.rows)


@dataclass(frozen=True, eq=False)
class Outcome:
    """What one check said of one dataset ("" for the folder as a whole)."""

    check: CheckInfo
    dataset: str
    status: Status
    reason: str = ""
    hits: Hits | None = None
    message: str = ""  # where it says more than the check's own message


@dataclass(frozen=True)
class DatasetFacts:
    """What was judged: a dataset with its label, class, file and size."""

    name: str
    label: str = ""
    class_name: str = ""
    file: str = ""
    records: int = 0
    variables: int = 0


@dataclass(frozen=True)
class Unread:
    """A file that could not be read whole: its name, what is wrong, what to do."""

    file: str
    problem: str
    remedy: str = ""


@dataclass(frozen=True, eq=False)
class Judgement:
    """All that was judged of a folder: what was read, what ran, what did not and why, and what was found."""

    name: str
    standard: str
    datasets: tuple[DatasetFacts, ...]
    outcomes: tuple[Outcome, ...]
    unread: tuple[Unread, ...] = ()
    about: Mapping[str, str] = field(default_factory=dict)  # program, rules, terminology and their versions
    data: Mapping[str, Any] = field(default_factory=dict)  # dataset name -> mappings.dataset.Dataset, for keys
