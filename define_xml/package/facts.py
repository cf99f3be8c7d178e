"""What the papers of a package are made from: facts read off the datasets, define.xml, ledgers and the judgement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from define_xml.package.placed import Placed
from define_xml.package.profile import Profile
from define_xml.package.settings import Settings
from mappings.spec import DatasetSpec, StudySpec

if TYPE_CHECKING:
    from define_xml.package.analysis_facts import AnalysisFacts
    from define_xml.package.tabulation import Tabulation


@dataclass(frozen=True)
class DatasetFacts:
    """One submitted dataset: what is said of it, and what its file holds."""

    spec: DatasetSpec
    file: str
    bytes: int
    records: int
    variables: int
    subjects: int | None  # None without USUBJID
    made_of: tuple[tuple[str, int], ...] = ()  # raw table or SDTM dataset -> records it gave, of the ledger
    looked_up: tuple[str, ...] = ()  # tables or datasets only looked up for it
    parts: tuple[str, ...] = ()  # files of a split dataset

    @property
    def name(self) -> str:
        """The dataset's name."""
        return self.spec.name


@dataclass(frozen=True)
class Issue:
    """A group of findings as the judgement tells it."""

    check: str
    identifiers: tuple[str, ...]  # ids of others: "CDISC CG0001", "FDA FDAB017"
    dataset: str
    variables: tuple[str, ...]
    severity: str  # error, warning, note
    message: str
    count: int
    waived: int  # of them
    reason: str  # why it is waived; "" where it is open
    author: str = ""
    date: str = ""


@dataclass(frozen=True)
class NotRun:
    """Checks that did not run, and why."""

    checks: tuple[str, ...]
    reason: str


@dataclass(frozen=True)
class Judged:
    """What the judgement of a folder of datasets said, read off its JSON report."""

    standard: str
    terminology: str
    checks: Mapping[str, int]  # passed, failed, not_applicable, not_run, error
    coverage: float
    issues: tuple[Issue, ...]
    not_run: tuple[NotRun, ...]
    engine: str  # "trial-dossier 0.1.0"
    criteria: Mapping[str, str] = field(default_factory=dict)  # id of a check of FDA's criteria -> its status

    def open(self, severity: str) -> tuple[Issue, ...]:
        """The groups of that severity that no waiver explains."""
        return tuple(one for one in self.issues if one.severity == severity and one.waived < one.count)


@dataclass(frozen=True)
class Floor:
    """Tabulation or analysis as a whole: the complete spec as define.xml says it, the datasets, the judgement."""

    part: str  # sdtm or adam
    spec: StudySpec
    datasets: tuple[DatasetFacts, ...]
    judged: Judged
    ledger: Mapping[str, object]  # ledger.json as it is
    define_version: str

    def dataset(self, name: str) -> DatasetFacts | None:
        """The dataset of that name, if there is one."""
        return next((one for one in self.datasets if one.name == name), None)


@dataclass(frozen=True)
class Program:
    """A file among the programs: what it is for, what it reads, what it makes."""

    file: str
    purpose: str
    reads: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()
    origin: str = ""  # its path in the study folder; "" for a file that the command makes


@dataclass(frozen=True)
class Facts:
    """All that a guide may say. Rows of trial design datasets are text, by variable, in the order of the file."""

    settings: Settings
    profile: Profile
    sdtm: Floor
    adam: Floor | None
    trial: Mapping[str, Sequence[Mapping[str, str]]]  # TS, TA, TE, TV, TI (those there are) -> rows
    placed: tuple[Placed, ...]  # all of the tree, as it will stand
    programs: tuple[Program, ...]
    software: tuple[tuple[str, str], ...]  # name, version: Python, trial-dossier and what it runs on
    narrative: Mapping[str, str]  # "csdrg" / "adrg" -> Markdown text of the study folder; absent if no file
    counts: Mapping[str, int] = field(default_factory=dict)  # further figures: screened, randomised ...
    outputs: Sequence[Mapping[str, object]] = ()  # tables and figures: results.json's outputs, if there are any
    acrf_pages: int = 0
    proved: tuple[int, int] = (0, 0)  # page references whose page says so, and all of them
    tabulation: Tabulation | None = None
    analysis: AnalysisFacts | None = None

    def parameter(self, code: str) -> tuple[str, ...]:
        """The values of a trial summary parameter, TSVAL where TSPARMCD is the code, in order."""
        return tuple(row.get("TSVAL", "") for row in self.trial.get("TS", ()) if row.get("TSPARMCD") == code)
