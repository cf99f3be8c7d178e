"""The guide of the reference study: whole, and each figure of it counted a second time by other means (pyreadstat)."""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pyreadstat
import pytest
from pandas import DataFrame

from define_xml.package.facts import Facts
from define_xml.package.gather import design_rows, judged, read_floor
from define_xml.package.guides.csdrg import csdrg
from define_xml.package.guides.paper import Grid, Paper, Paragraph
from define_xml.package.profile import load_profile
from define_xml.package.settings import load_settings
from define_xml.package.tabulation import tabulation
from define_xml.transport.files import read_datasets
from mappings.error import MappingErrors
from tests.define_xml.package.paper_parts import grid, headings
from tests.process import STUDY, run

GOLDEN = Path(__file__).parent / "csdrg_respine.txt"
HIDDEN = ("randomisation.csv", "injection_unblinded.csv")
# A report of a judgement without findings: what the judgement says is tried elsewhere.
REPORT: dict[str, Any] = {
    "standard": "SDTMIG 3.4", "about": {"program": "trial-dossier", "terminology": "sdtmct-2025-03-28"},
    "checks": [], "findings": [], "coverage": {"percent": 100},
    "summary": {"checks": {"passed": 1, "failed": 0, "not_applicable": 0, "not_run": 0, "error": 0}},
}  # fmt: skip


@dataclass(frozen=True)
class Made:
    """The build as files, and the guide of it."""

    folder: Path
    facts: Facts
    paper: Paper

    def rows(self, title: str) -> dict[str, tuple[str, ...]]:
        """The rows of a table by their first cell."""
        return {row[0]: row for row in self.grid(title).rows}

    def grid(self, title: str) -> Grid:
        """The table of that title."""
        return grid(self.paper, title)

    def frame(self, name: str) -> DataFrame:
        """The records of a file, read by pyreadstat."""
        frame: DataFrame = pyreadstat.read_xport(self.folder / f"{name.lower()}.xpt")[0]
        return frame


pytestmark = pytest.mark.slow  # the study is built


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Made:
    """The unblinded study, built by its command, and the guide made from the files."""
    work = tmp_path_factory.mktemp("csdrg")
    hidden = [word for name in HIDDEN for word in ("--unblind", STUDY / name)]
    done = run(["build", STUDY, "--out", work / "sdtm", *hidden])
    assert done.returncode == 0, done.stderr
    folder = work / "sdtm"
    datasets = read_datasets(folder, formats=("xpt",))
    counted = tabulation({name: one.records for name, one in datasets.items()})
    found = Facts(
        settings=load_settings(STUDY), profile=load_profile("fda"),
        sdtm=read_floor("sdtm", folder, datasets, judged(REPORT), {}), adam=None, trial=design_rows(datasets),
        placed=(), programs=(), software=(("Python", "3.11"),), counts=counted.counts, acrf_pages=95,
        tabulation=counted, narrative={"csdrg": (STUDY / "guides" / "csdrg.md").read_text(encoding="utf-8")},
    )  # fmt: skip
    return Made(folder, found, csdrg(found))


def number(text: str) -> int:
    """A count as it is printed."""
    return int(text.replace(",", ""))


def test_whole(made: Made) -> None:
    """No text is missing, and the sections are those that were looked at."""
    assert made.paper.gaps == ()
    assert "\n".join(headings(made.paper.sections)) + "\n" == GOLDEN.read_text(encoding="utf-8")


def test_says_that_the_data_are_synthetic(made: Made) -> None:
    """On each page, on the cover, and in the purpose."""
    assert "Synthetic data" in made.paper.notice
    purpose = made.paper.sections[0].sections[0]
    assert any("**synthetic**" in block.text for block in purpose.blocks if isinstance(block, Paragraph))


def test_datasets(made: Made) -> None:
    """Records, subjects, variables and bytes of every file."""
    shown = made.rows("Structure, keys and size of the datasets")
    design = {"TA", "TE", "TI", "TS", "TV"}
    assert set(shown) | design == {path.stem.upper() for path in made.folder.glob("*.xpt")}
    for name, row in shown.items():
        frame = made.frame(name)
        # RELREC of whole datasets has records of no subject.
        subjects = frame["USUBJID"].replace("", None).dropna().nunique()
        size = (made.folder / row[6]).stat().st_size
        assert [number(cell) for cell in (row[3], row[4], row[5], row[7])] == [
            len(frame), subjects, frame.shape[1], size
        ], name  # fmt: skip


def test_keys_are_keys(made: Made) -> None:
    """The keys that the guide tells are variables of the file, and unique."""
    for name, row in made.rows("Structure, keys and size of the datasets").items():
        frame, keys = made.frame(name), row[2].split(", ")
        assert not frame.duplicated(subset=keys).any(), name


def test_subjects(made: Made) -> None:
    """Subjects, arms and what became of them, from DM and DS."""
    subjects = made.frame("DM")
    shown = {name: number(row[1]) for name, row in made.rows("Subjects").items()}
    assigned = subjects[subjects["ARMCD"] != ""]
    assert shown["Subjects in DM"] == len(subjects)
    assert shown["Of them screen failures"] == (subjects["ARMNRS"] == "SCREEN FAILURE").sum()
    assert shown["Assigned to an arm"] == shown["Randomized"] == len(assigned)
    assert shown["Treated"] == made.frame("EX")["USUBJID"].nunique()
    swapped = assigned[(assigned["ACTARMCD"] != "") & (assigned["ACTARMCD"] != assigned["ARMCD"])]
    assert shown["Treated otherwise than assigned"] == len(swapped)
    arms = {row[1]: number(row[2]) for row in made.grid("Subjects by arm").rows}
    assert arms == Counter(assigned["ARMCD"])


def test_dispositions(made: Made) -> None:
    """Subjects by milestone and event."""
    frame = made.frame("DS").drop_duplicates(["USUBJID", "DSCAT", "DSDECOD"])
    counted = Counter(zip(frame["DSCAT"], frame["DSDECOD"], strict=True))
    assert {row[:2]: number(row[2]) for row in made.grid("Milestones and dispositions").rows} == counted


def test_qualifiers(made: Made) -> None:
    """Non-standard variables with their labels and records, of every SUPP-- file."""
    for path in sorted(made.folder.glob("supp*.xpt")):
        frame, parent = made.frame(path.stem), path.stem.removeprefix("supp").upper()
        rows = made.grid(f"Non-standard variables of {parent}, in SUPP{parent}").rows
        counted = Counter(zip(frame["QNAM"], frame["QLABEL"], strict=True))
        assert {row[:2]: number(row[-1]) for row in rows} == counted


def test_categories(made: Made) -> None:
    """Questionnaires by category; other findings by test."""
    assert {row[0]: number(row[-1]) for row in made.grid("Records of QS by category").rows} == Counter(
        made.frame("QS")["QSCAT"]
    )
    tests = made.grid("Records of VS by test").rows
    assert tests == ((", ".join(sorted(set(made.frame("VS")["VSTESTCD"]))), str(len(made.frame("VS")))),)


def test_raw_tables(made: Made) -> None:
    """Rows of each raw table as a CSV reader counts them."""
    shown = made.rows("From tables to datasets")
    files = sorted((STUDY / "raw").glob("*.csv"))
    assert len(files) > 20
    for path in files:
        if path.stem == "data_dictionary":
            continue
        with path.open(encoding="utf-8", newline="") as file:
            rows = sum(1 for _ in csv.reader(file)) - 1
        assert number(shown[path.stem][1]) == rows, path.stem


def test_records_of_tables(made: Made) -> None:
    """What the tables gave a dataset adds up to its records."""
    for name, row in made.rows("From datasets to tables").items():
        given = [number(part.rpartition("(")[2].rstrip(")")) for part in row[2].split("), ") if part]
        assert sum(given) == number(row[1]) == len(made.frame(name)), name


def test_trial_design(made: Made) -> None:
    """Trial summary, criteria and visits, value by value."""
    summary = made.frame("TS")
    told = [(row[0], row[2]) for row in made.grid("Trial summary").rows]
    values = [value or f"({flavour})" for value, flavour in zip(summary["TSVAL"], summary["TSVALNF"], strict=True)]
    assert told == list(zip(summary["TSPARMCD"], values, strict=True))
    criteria = made.frame("TI")
    assert {row[0]: row[2] for row in made.grid("Criteria").rows} == dict(
        zip(criteria["IETESTCD"], criteria["IETEST"], strict=True)
    )
    assert [row[0] for row in made.grid("Planned visits").rows] == list(made.frame("TV")["VISIT"])


def test_related(made: Made) -> None:
    """Datasets that share a relationship."""
    frame = made.frame("RELREC")
    groups = frame.groupby(["USUBJID", "RELID"])["RDOMAIN"].agg(set)
    shown = made.rows("Subject domains")
    column = made.grid("Subject domains").headings.index("Related by RELREC")
    for name in set(frame["RDOMAIN"]):
        others = set().union(*(group for group in groups if name in group)) - {name}
        assert shown[name][column] == ", ".join(sorted(others))


def test_misspelt_heading_is_told(made: Made) -> None:
    """A heading of the narrative that meets no section stops the guide."""
    text = made.facts.narrative["csdrg"].replace("## domain-AE", "## domain-EA")
    with pytest.raises(MappingErrors, match="domain-EA"):
        csdrg(replace(made.facts, narrative={"csdrg": text}))
