"""The guide of RESPINE's analysis: whole, and its figures counted a second time by other means (pyreadstat)."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import pyreadstat
import pytest
from pandas import DataFrame

from define_xml.package.analysis_facts import analysis_facts
from define_xml.package.facts import Facts
from define_xml.package.gather import design_rows, judged, read_floor
from define_xml.package.guides.adrg import adrg
from define_xml.package.guides.paper import Grid, Paper
from define_xml.package.profile import load_profile
from define_xml.package.programs import spec_programs
from define_xml.package.rule_files import rule_files
from define_xml.package.settings import load_settings
from define_xml.transport.files import read_datasets
from tests.define_xml.package.paper_parts import grid, headings
from tests.process import BARE, STUDY, run

GOLDEN = Path(__file__).parent / "adrg_respine.txt"
HIDDEN = ("randomisation.csv", "injection_unblinded.csv")
# A report of a judgement without findings: what the judgement says is tried elsewhere.
REPORT: dict[str, Any] = {
    "standard": "ADaMIG 1.3", "about": {"program": "trial-dossier", "terminology": "adamct-2025-03-28"},
    "checks": [], "findings": [], "coverage": {"percent": 100},
    "summary": {"checks": {"passed": 1, "failed": 0, "not_applicable": 0, "not_run": 0, "error": 0}},
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """The build as files, and the guide of it."""

    folder: Path
    facts: Facts
    paper: Paper
    read: dict[str, DataFrame] = field(default_factory=dict)

    def grid(self, title: str) -> Grid:
        """The table of that title."""
        return grid(self.paper, title)

    def frame(self, name: str) -> DataFrame:
        """The records of a file, read by pyreadstat."""
        if name not in self.read:
            self.read[name] = pyreadstat.read_xport(self.folder / f"{name.lower()}.xpt")[0]
        return self.read[name]


pytestmark = pytest.mark.slow  # the study is built


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The unblinded study, built by its commands, and the guide made from the files."""
    work = tmp_path_factory.mktemp("adrg")
    hidden = [word for name in HIDDEN for word in ("--unblind", STUDY / name)]
    done = run(["build", STUDY, "--out", work / "sdtm", "--judge", "none", "--quiet", *hidden])
    assert done.returncode in (0, 1), done.stderr
    for words in (
        ["build", STUDY, "--sdtm", work / "sdtm", "--out", work / "adam", "--judge", "none", "--quiet"],
        ["tables", STUDY, "--data", work / "adam", "--quiet"],
    ):
        line = [sys.executable, "-m", "adam", *map(str, words)]
        done = subprocess.run(line, env=BARE, capture_output=True, text=True, timeout=300, check=False)
        assert done.returncode in (0, 1), done.stderr
    tabulated = read_datasets(work / "sdtm", formats=("xpt",))
    analysed = read_datasets(work / "adam", formats=("xpt",))
    settings, profile = load_settings(STUDY), load_profile("fda")
    placed, programs = spec_programs(STUDY, settings, profile)
    listed, results = (
        json.loads((work / "adam" / name).read_text()) for name in ("listings.json", "tables/results.json")
    )
    found = Facts(
        settings=settings, profile=profile,
        sdtm=read_floor("sdtm", work / "sdtm", tabulated, judged(REPORT), {}),
        adam=read_floor("adam", work / "adam", analysed, judged(REPORT), {}),
        trial=design_rows(tabulated), placed=placed, programs=programs, software=(("Python", "3.11"),),
        narrative={"adrg": (STUDY / "guides" / "adrg.md").read_text(encoding="utf-8")},
        analysis=analysis_facts(list(analysed.values()), rule_files(STUDY, "adam"), listed, results),
    )  # fmt: skip
    return Made(work / "adam", found, adrg(found))


def number(text: str) -> int:
    """A count as it is printed."""
    return int(text.replace(",", ""))


def test_whole(made: Made) -> None:
    """No text is missing, and the sections are those that were looked at."""
    assert made.paper.gaps == ()
    assert "Synthetic data" in made.paper.notice
    assert "\n".join(headings(made.paper.sections)) + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_datasets(made: Made) -> None:
    rows = {row[0]: row for row in made.grid("Analysis datasets").rows}
    assert {*rows} == {path.stem.upper() for path in made.folder.glob("*.xpt")}
    for name, row in rows.items():
        frame = made.frame(name)
        assert (number(row[7]), number(row[8])) == (len(frame), frame["USUBJID"].nunique())
        assert not frame.duplicated(row[6].split(", ")).any()


@pytest.mark.parametrize("name", ["ADEFF", "ADIS", "ADMRI", "ADQS"])
def test_parameters(made: Made, name: str) -> None:
    """Each parameter: its records, subjects, baselines, and those that were chosen."""
    frame = made.frame(name)
    shown = made.grid(f"Parameters of {name} (chosen: ANL01FL is Y)").rows
    assert {row[0] for row in shown} == {*frame["PARAMCD"]}
    for row in shown:
        mine = frame[frame["PARAMCD"] == row[0]]
        assert {row[1]} == {*mine["PARAM"]}
        flags = (mine["ABLFL"] == "Y").sum(), (mine["ANL01FL"] == "Y").sum()
        assert tuple(map(number, row[-4:])) == (len(mine), mine["USUBJID"].nunique(), *flags)


def test_populations_and_treatments(made: Made) -> None:
    """Populations by arm, and who received what was not planned, of ADSL."""
    adsl = made.frame("ADSL")
    for row in made.grid("Populations by planned treatment").rows:
        counts = Counter(adsl[adsl[row[0]] == "Y"]["TRT01P"])
        assert tuple(map(number, row[2:])) == (counts["BM-MSC"], counts["Sham"], sum(counts.values()))
    other = adsl[(adsl["TRT01P"] != adsl["TRT01A"]) & (adsl["TRT01A"] != "")]
    crossed = Counter(zip(other["TRT01P"], other["TRT01A"], strict=True))
    told = made.grid("Subjects who received another treatment").rows
    assert {(row[0], row[1]): number(row[2]) for row in told} == crossed


def test_core(made: Made) -> None:
    """What is called core is in every file, with ADSL's value."""
    adsl = made.frame("ADSL").set_index("USUBJID")
    others = {name: made.frame(name) for name in (one.name for one in made.facts.adam.datasets) if name != "ADSL"}  # type: ignore[union-attr]
    core = [row[0] for row in made.grid("Variables of ADSL in other datasets").rows if row[2]]
    assert sorted(core) == sorted(name for name in adsl.reset_index() if all(name in one for one in others.values()))
    for frame in others.values():
        for name in {*core} - {"USUBJID"}:
            said = frame["USUBJID"].map(adsl[name])
            assert ((frame[name] == said) | (frame[name].isna() & said.isna())).all()


def test_visits(made: Made) -> None:
    """Records of each visit; and each lies in the window that the table tells."""
    for row in made.grid("Analysis visits").rows:
        frame = made.frame(row[0])
        mine = frame[frame["AVISIT"] == row[1]]
        assert (number(row[6]), number(row[7])) == (len(mine), mine["USUBJID"].nunique())
        if row[0] == "ADEFF":
            low, high = float(row[3] or "-inf"), float(row[4] or "inf")
            assert mine["ADY"].between(low, high).all()


def test_imputed(made: Made) -> None:
    """Records with an imputation flag, and the dates of the listing that are submitted."""
    for row in made.grid("Imputation flags").rows:
        mine = made.frame(row[0])
        mine = mine[mine[row[1]] == row[3]]
        assert (number(row[4]), number(row[5])) == (len(mine), mine["USUBJID"].nunique())
    flagged: Counter[tuple[str, str]] = Counter()
    for row in made.grid("Imputation flags").rows:
        flagged[row[0], row[1].removesuffix("F")] += number(row[4])
    listed = {(row[0], row[1]): number(row[4]) for row in made.grid("Dates and times of which a part was imputed").rows}
    assert {key: listed[key] for key in flagged} == flagged


def test_events(made: Made) -> None:
    frame = made.frame("ADTTE")
    counts = Counter(zip(frame["PARAMCD"], frame["CNSR"].astype(int), frame["EVNTDESC"], strict=True))
    shown = made.grid("Events and censoring in ADTTE").rows
    assert {(row[0], int(row[1].partition("(")[2].rstrip(")")), row[2]): number(row[3]) for row in shown} == counts


def test_outputs(made: Made) -> None:
    """The tables and figures of the publication, each with what it is made of."""
    rows = made.grid("Tables and figures").rows
    assert [row[0] for row in rows] == ["F1", "T1", "T2", "F2", "T3", "SAFETY", "T4", "T5"]
    analyses = json.loads((made.folder / "tables" / "results.json").read_text())["analyses"]
    assert sum(number(row[7]) for row in rows) == len(analyses)
    assert sum(number(row[8]) for row in rows) == sum(len(one["results"]) for one in analyses)


def test_figures_of_the_text(made: Made) -> None:
    """What the text says is what the data hold: taken from two places of it."""
    adsl, events = made.frame("ADSL"), made.frame("ADAE")
    words = " ".join(
        block.text if hasattr(block, "text") else " ".join(getattr(block, "items", ()))
        for section in made.paper.sections
        for block in section.all_blocks()
    )
    assert f"all {(adsl['ITTFL'] == 'Y').sum()} who were randomised" in words
    assert f"the {(adsl['FASFL'] == 'Y').sum()} who were injected and stayed blinded" in words
    assert f"Of the {len(events)} events {(events['TRTEMFL'] == 'Y').sum()} are treatment-emergent" in words


def test_other_data_other_figures(made: Made) -> None:
    """Half the records of one dataset: the guide counts them."""
    analysed = read_datasets(made.folder, formats=("xpt",))
    half = analysed["ADIS"].records.iloc[::2]
    changed = {**analysed, "ADIS": replace(analysed["ADIS"], records=half)}
    counted = analysis_facts(list(changed.values()), rule_files(STUDY, "adam"), {}, {})
    shown = grid(adrg(replace(made.facts, analysis=counted)), "Parameters of ADIS (chosen: ANL01FL is Y)").rows
    assert {row[0]: number(row[-4]) for row in shown} == Counter(half["PARAMCD"])
