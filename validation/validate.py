"""Everything that can be asked of datasets, asked: promises, conformance rules, checks, define.xml, files."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from mappings.catalog import terminology_versions
from mappings.dataset import Dataset
from mappings.finding import Finding
from mappings.spec import StandardRef, StudySpec
from mappings.terminology import Terminology, load_terminology
from validation.result import DatasetFacts, Judgement, Outcome, Unread

if TYPE_CHECKING:
    from define_xml.document.metadata import Define
    from validation.conformance.rule import ConformanceRule
    from validation.conformance.table import Study
    from validation.tagging import Tagging

Progress = Callable[[str], None]
# What a standard is taken to be where neither a define.xml nor the user says it, by the floor of the datasets.
ASSUMED = {"sdtm": ("SDTMIG", "3.4"), "adam": ("ADaMIG", "1.3")}
PARTS = ("files", "promises", "conformance rules", "checks", "define.xml", "rejection criteria")
UNPROMISED = "no spec says what is promised: there is no define.xml beside the data, and no --study"
CT_NAMES = {"SDTM": "sdtmct", "ADaM": "adamct", "SEND": "sendct", "DEFINE-XML": "define-xmlct"}


@dataclass(frozen=True)
class Against:
    """What datasets are judged by: the spec they promise, rules, standard, terminology, and what they were made of.

    `rules` are our own where none are given, and `more` are run beside them. `only` keeps the checks of these ids.
    `others` are the datasets before these: SDTM's for ADaM. `engine` is `native`, or `gx` for promises run by Great
    Expectations. `tagging` is what the study tagging file of an eCTD sequence says of the files.
    """

    spec: StudySpec | None = None
    rules: tuple[ConformanceRule, ...] | None = None
    more: tuple[ConformanceRule, ...] = ()
    standard: str = ""
    version: str = ""
    substandard: str = ""
    terminology: Mapping[str, Terminology] | None = None
    define: Define | None = None
    content: bytes = b""
    others: Mapping[str, Dataset] = field(default_factory=dict)
    only: frozenset[str] = frozenset()
    engine: str = "native"
    docs: Path | None = None  # where Great Expectations builds its Data Docs
    odd: tuple[Finding, ...] = ()
    unread: tuple[Unread, ...] = ()
    name: str = ""
    tagging: Tagging | None = None
    untagged: str = ""  # why a study tagging file could not be read
    parts: tuple[str, ...] = PARTS


def validate(
    datasets: Mapping[str, Dataset], against: Against | None = None, progress: Progress = lambda words: None
) -> Judgement:
    """All that was asked of the datasets (by name), and what each check said of each of them.

    Nothing is raised for what is wrong with data: it is a finding, or a check that could not be run and why.
    """
    return _Asked(dict(datasets), against or Against(), progress).judgement()


def standard_of(
    datasets: Iterable[str], spec: StudySpec | None, standards: Sequence[StandardRef] = ()
) -> tuple[str, str]:
    """The implementation guide that datasets follow, and its version: as said, else by their names."""
    floor = floor_of(datasets)
    wanted = ASSUMED[floor][0]
    said = [*(spec.standards if spec else ()), *standards]
    for one in said:
        if one.name.upper().startswith(("SENDIG", wanted.upper())):
            return one.name, one.version
    return ASSUMED[floor]


def floor_of(datasets: Iterable[str]) -> str:
    """`adam` for a folder of analysis datasets, else `sdtm`."""
    names = {name.upper() for name in datasets}
    analysis = [name for name in names if name.startswith("AD")]
    return "adam" if "ADSL" in names or (analysis and "DM" not in names) else "sdtm"


def chosen_terminology(spec: StudySpec | None, standard: str) -> dict[str, Terminology]:
    """The releases the spec names, of those that are shipped; else the newest that is shipped."""
    wanted = "ADaM" if standard.upper().startswith("ADAM") else "SDTM"
    shipped = terminology_versions()
    named = [(one.name, one.version) for one in (spec.terminology if spec else ())]
    said = [(name, version) for name, version in named if version in shipped.get(name, ())]
    if not any(name == wanted for name, _ in said):
        said.append((wanted, max(shipped[wanted])))
    if wanted == "ADaM" and not any(name == "SDTM" for name, _ in said):
        said.append(("SDTM", max(shipped["SDTM"])))
    return {package_name(name, version): load_terminology(name, version) for name, version in said}


def program() -> str:
    """`trial-dossier 0.1.0`, or the name alone where it is not installed."""
    from importlib.metadata import PackageNotFoundError, version

    try:
        return f"trial-dossier {version('trial-dossier')}"
    except PackageNotFoundError:
        return "trial-dossier"


def package_name(name: str, version: str) -> str:
    """A release's name as CDISC's rules say it: sdtmct-2025-03-28."""
    return f"{CT_NAMES.get(name, f'{name.lower()}ct')}-{version}"


@dataclass
class _Asked:
    """One run over the datasets; each part gives outcomes, in the order that reports tell them."""

    datasets: dict[str, Dataset]
    against: Against
    progress: Progress

    def judgement(self) -> Judgement:
        """The outcomes of all parts, and what was judged."""
        outcomes: list[Outcome] = []
        for words, part in self._parts().items():
            self.progress(words)
            outcomes += part()
        if self.against.only:
            outcomes = [one for one in outcomes if one.check.id in self.against.only]
        about = {
            "program": program(), "standard": " ".join(self.standard),
            "terminology": ", ".join(self.terminology) or "none",
        }  # fmt: skip
        return Judgement(
            self.against.name, " ".join(filter(None, self.standard)), tuple(self._facts()), tuple(outcomes),
            self.against.unread, about, dict(self.datasets),
        )  # fmt: skip

    def _parts(self) -> dict[str, Callable[[], Iterable[Outcome]]]:
        parts = (self._files, self._promises, self._rules, self._checks, self._define, self._rejections)
        return {name: part for name, part in zip(PARTS, parts, strict=True) if name in self.against.parts}

    @cached_property
    def standard(self) -> tuple[str, str]:
        """The implementation guide and its version."""
        if self.against.standard:
            return self.against.standard, self.against.version
        return standard_of(self.datasets, self.against.spec)

    @cached_property
    def terminology(self) -> Mapping[str, Terminology]:
        """The releases that values are held against."""
        if self.against.terminology is not None:
            return self.against.terminology
        return chosen_terminology(self.against.spec, self.standard[0])

    @cached_property
    def floor(self) -> str:
        """sdtm or adam."""
        return "adam" if self.standard[0].upper().startswith("ADAM") else "sdtm"

    @cached_property
    def study(self) -> Study:
        """The datasets as rules see them."""
        from validation.conformance.library import study_of, tables_of

        against = self.against
        others = tables_of(against.others.values(), *ASSUMED["sdtm"])
        return study_of(
            self.datasets.values(), standard=self.standard[0], version=self.standard[1],
            substandard=against.substandard, terminology=self.terminology, define=against.define, others=others,
            spec=against.spec,
        )  # fmt: skip

    def _files(self) -> Iterable[Outcome]:
        from validation.results.adopt import adopted

        return adopted(self.against.odd, self.datasets, kind="file")

    def _promises(self) -> Iterable[Outcome]:
        from validation.expectations import judge_promises, run_gx
        from validation.promises import PROMISES

        against = self.against
        if against.spec is None:
            return (Outcome(one, "", "not_run", UNPROMISED) for one in PROMISES)
        if against.engine == "gx":
            return run_gx(self.datasets, against.spec, against.docs, others=against.others)
        return judge_promises(self.datasets, against.spec, others=against.others)

    def _rules(self) -> Iterable[Outcome]:
        from validation.conformance.judge import applicable, judge
        from validation.conformance.own import own_rules

        given = own_rules(self.floor) if self.against.rules is None else self.against.rules
        rules = applicable((*given, *self.against.more), *self.standard, self.against.substandard)
        if self.against.only:
            rules = tuple(one for one in rules if one.id in self.against.only)
        ours = own_rules() if self.against.only and self.against.rules is None else given
        unasked = [one for ones in (ours, self.against.more) for one in self._unasked(ones, bool(rules))]
        return (*(self._with_unread(one) for one in judge(rules, self.study)), *unasked)

    def _with_unread(self, one: Outcome) -> Outcome:
        """The outcome; that a dataset is absent is not said where its file is there and could not be read."""
        files = {file.file.rpartition(".")[0].upper(): file.file for file in self.against.unread}
        if one.dataset or one.status != "failed" or one.hits is None or not set(one.hits.variables) <= set(files):
            return one
        names = ", ".join(files[name] for name in one.hits.variables)
        return Outcome(one.check, "", "not_run", f"{names} could not be read")

    def _unasked(self, rules: Sequence[ConformanceRule], asked: bool) -> Iterator[Outcome]:
        """Rules of which not one is for the standard's version: each is told as not run, never left out in silence."""
        from validation.conformance.judge import applicable

        name, version = self.standard
        fitting = applicable(rules, name, version, self.against.substandard)
        if self.against.only:  # who names a rule is told why it was not asked
            left = [one for one in rules if one.id in self.against.only and one not in fitting]
            yield from (Outcome(one.info(), "", "not_run", f"it is not for {name} {version}") for one in left)
        if self.against.only or any(not one.broken for one in fitting):
            return
        # Rules about another standard are not ours to ask, unless nothing else was asked at all.
        others = [one for one in applicable(rules, name, "") or (() if asked else rules) if not one.broken]
        written = {said.version for one in others for said in one.authorities if said.standard == name}
        remedy = f"--standard '{name} {max(written)}' asks those of another version" if written else "see --standard"
        reason = f"no rule is written for {name} {version}: {remedy}"
        yield from (Outcome(one.info(name), "", "not_run", reason) for one in others)

    def _checks(self) -> Iterable[Outcome]:
        from validation.results.adopt import judged_checks

        return judged_checks(self.floor, self.datasets, self.against.spec, self.against.others)

    def _define(self) -> Iterable[Outcome]:
        from validation.results.adopt import adopted

        if self.against.define is None:
            return ()
        return adopted(tuple(self._define_findings()), self.datasets, kind="define")

    def _rejections(self) -> Iterable[Outcome]:
        from validation.rejection import rejections, submitted

        against = self.against
        given = submitted(self.datasets, self.floor, against.define is not None, against.tagging, against.untagged)
        return rejections(given)

    def _define_findings(self) -> Iterator[Finding]:
        from define_xml.checks import check_define

        # What it says of the data is promised by the spec read from it: `define_xml check` compares the two in full.
        if self.against.define is not None:
            yield from check_define(self.against.define, self.against.content)

    def _facts(self) -> Iterator[DatasetFacts]:
        for name, one in self.datasets.items():
            table = self.study.tables.get(name)
            yield DatasetFacts(
                name, one.spec.label, table.class_name if table else one.spec.class_name,
                one.file.name if one.file else "", len(one.records), len(one.records.columns),
            )  # fmt: skip
