"""Small folders of SDTM and ADaM transport files, drawn in tests, and what `python -m validation run` says of them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from define_xml.from_spec.define import define_from_spec
from define_xml.transport.files import write_datasets
from define_xml.write import define_bytes
from mappings.catalog import load_standard
from mappings.dataset import Dataset
from mappings.spec import Codelist, DatasetSpec, StandardRef, StudySpec, VariableSpec
from tests.table import table
from validation.__main__ import main

DM = """
STUDYID | DOMAIN | USUBJID | SUBJID | RFSTDTC    | RFENDTC    | RFXSTDTC   | SITEID | AGE | AGEU  | SEX | ARMCD | ARM | COUNTRY
MINI    | DM     | MINI-01 | 01     | 2024-01-05 | 2024-06-05 | 2024-01-05 | A      | 54  | YEARS | F   | I     | Injection | FRA
MINI    | DM     | MINI-02 | 02     | 2024-02-05 | 2024-07-05 | 2024-02-05 | A      | 61  | YEARS | M   | I     | Injection | FRA
"""  # noqa: E501 - a table, as it looks
AE = """
STUDYID | DOMAIN | USUBJID | AESEQ | AETERM   | AEDECOD  | AESTDTC    | AEENDTC    | AESTDY | AEENDY
MINI    | AE     | MINI-01 | 1     | Headache | Headache | 2024-01-05 | 2024-01-06 | 1      | 2
MINI    | AE     | MINI-01 | 2     | Cough    | Cough    | 2024-01-04 | 2024-01-07 | -1     | 3
MINI    | AE     | MINI-02 | 1     | Fever    | Pyrexia  | 2024-02-07 | 2024-02-08 | 3      | 4
"""
TS = """
STUDYID | DOMAIN | TSSEQ | TSPARMCD | TSPARM           | TSVAL      | TSVALNF
MINI    | TS     | 1     | SSTDTC   | Study Start Date | 2024-01-02 |
MINI    | TS     | 1     | TITLE    | Trial Title      | A trial    |
"""
ADSL = """
STUDYID | USUBJID | SUBJID | AGE | TRT01P
MINI    | MINI-01 | 01     | 54  | Injection
MINI    | MINI-02 | 02     | 61  | Injection
"""
# What is drawn above, by dataset; a test says only what it changes.
TABULATION: Mapping[str, str] = {"AE": AE, "DM": DM, "TS": TS}
ANALYSIS: Mapping[str, str] = {"ADSL": ADSL}
MADE = datetime(2024, 7, 1, tzinfo=UTC)


RULE = """Core: {{Id: {id}, Status: Published, Version: '1', Severity: {severity}}}
Scope: {{Classes: {{Include: [ALL]}}, Domains: {{Include: [AE]}}}}
Rule Type: Record Data
Sensitivity: Record
Check: {{all: [{{name: AETERM, operator: equal_to, value: {word}}}]}}
Outcome: {{Message: AETERM says {word}., Output Variables: [AETERM]}}
Authorities:
  - Organization: Sponsor
    Standards:
      - {{Name: SDTMIG, Version: '3.4', References: [{{Rule Identifier: {{Id: MY1, Version: '1'}}}}]}}
"""


@dataclass(frozen=True)
class Ran:
    """How a run ended: its exit status, the report as JSON, and the words on the error stream."""

    status: int
    report: Mapping[str, Any]
    error: str

    def found(self, check: str, dataset: str = "", variable: str = "") -> list[Mapping[str, Any]]:
        """The groups of findings of a check; of one dataset or variable where it is said."""
        return [
            one
            for one in self.report["findings"]
            if one["check"] == check
            and (not dataset or one["dataset"] == dataset)
            and (not variable or variable in one["variables"])
        ]

    def one(self, check: str, dataset: str = "", variable: str = "") -> Mapping[str, Any]:
        """The only group of a check."""
        groups = self.found(check, dataset, variable)
        assert len(groups) == 1, (check, [(one["check"], one["dataset"], one["variables"]) for one in groups])
        return groups[0]

    def check(self, name: str) -> Mapping[str, Any]:
        """What became of a check."""
        return next(one for one in self.report["checks"] if one["id"] == name)


def drawn(name: str, drawing: str, **changed: Any) -> Dataset:
    """The dataset of a drawing: labels and types as the IG has them; `NAME#` is a number of no IG.

    `changed`: `label` of the dataset, `labels` and `lengths` of variables by name.
    """
    lines = drawing.strip().splitlines()
    heads = [cell.strip() for cell in lines[0].split("|")]
    names = [one.rstrip("#") for one in heads]
    known = _known(name)
    numbers = [one for one in names if f"{one}#" in heads or (one in known and known[one][1] == "Num")]
    records = table("\n".join([" | ".join(names), *lines[1:]]), *numbers)
    lengths, labels = changed.get("lengths", {}), changed.get("labels", {})
    variables = tuple(
        VariableSpec(
            name=one, label=labels.get(one, known.get(one, (f"Label of {one}", ""))[0]),
            type="Num" if one in numbers else "Char", length=8 if one in numbers else lengths.get(one),
        )
        for one in names
    )  # fmt: skip
    label = changed.get("label", _label(name))
    return Dataset(DatasetSpec(name=name, label=label, domain=name[:2], variables=variables), records)


def _known(name: str) -> dict[str, tuple[str, str]]:
    """Variable -> its label and type, as SDTMIG 3.4 has them."""
    standard = load_standard("SDTMIG", "3.4")
    published = standard.dataset("SUPPQUAL" if name.startswith("SUPP") else name)
    found = {} if published is None else {one.name: (one.label, one.type) for one in published.variables}
    analysis = {
        "AGE": ("Age", "Num"),
        "AVAL": ("Analysis Value", "Num"),
        "SUBJID": ("Subject Identifier for the Study", "Char"),
    }
    return {**(analysis if name.startswith("AD") else {}), **found}


def _label(name: str) -> str:
    published = load_standard("SDTMIG", "3.4").dataset(name)
    return published.label if published else f"Dataset {name}"


def write(folder: Path, base: Mapping[str, str], changed: Mapping[str, str | Dataset | None] | None = None) -> Path:
    """The folder with these datasets as transport files, some changed (None: left out)."""
    drawings = {**base, **(changed or {})}
    datasets = [drawn(name, one) if isinstance(one, str) else one for name, one in drawings.items() if one is not None]
    folder.mkdir(parents=True, exist_ok=True)
    write_datasets(datasets, folder, created=MADE, encoding="utf-8")
    return folder


def tabulation(folder: Path, **changed: str | Dataset | None) -> Path:
    """The folder with the small SDTM study, some datasets changed."""
    return write(folder, TABULATION, changed)


def analysis(folder: Path, **changed: str | Dataset | None) -> Path:
    """The folder with the small ADaM study, some datasets changed."""
    return write(folder, ANALYSIS, changed)


def define(folder: Path, *datasets: DatasetSpec, codelists: tuple[Codelist, ...] = ()) -> Path:
    """The folder with a define.xml that says these datasets."""
    study = StudySpec(
        study_id="MINI", name="Mini", description="A small study", protocol="MINI", datasets=datasets,
        standards=(StandardRef(name="SDTMIG", version="3.4"),), codelists=codelists,
        terminology=(StandardRef(name="SDTM", version="2025-03-28"),),
    )  # fmt: skip
    said = define_from_spec(study, created="2024-07-01T00:00:00")
    (folder / "define.xml").write_bytes(define_bytes(said))
    return folder


def described(name: str, drawing: str, **changed: Any) -> DatasetSpec:
    """The spec of a drawn dataset; `changed`: its fields, and `variables` as name -> fields."""
    spec = drawn(name, drawing).spec
    more = changed.pop("variables", {})
    variables = tuple(one.model_copy(update={"length": 40, **more.get(one.name, {})}) for one in spec.variables)
    usual = {"structure": "One record", "class_name": "Special Purpose", "repeating": True}
    return spec.model_copy(update={**usual, **changed, "variables": variables})


def two_rules(place: Path) -> Path:
    """A folder of two rules: Headache is an error (MY-1), Fever a warning (MY-2); the small study has one of each."""
    place.mkdir()
    for name, severity, word in (("MY-1", "error", "Headache"), ("MY-2", "warning", "Fever")):
        (place / f"{name}.yml").write_text(RULE.format(id=name, severity=severity, word=word), encoding="utf-8")
    return place


def ran(capsys: pytest.CaptureFixture[str], folder: Path, *words: str | Path) -> Ran:
    """What `python -m validation run FOLDER WORDS --json` says."""
    capsys.readouterr()
    status = main(["run", str(folder), *map(str, words), "--json"])
    out, error = capsys.readouterr()
    return Ran(status, json.loads(out) if out else {}, error)


def said(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str, str]:
    """The exit status of a command, what it prints, and what it says on the error stream."""
    capsys.readouterr()
    status = main([str(word) for word in words])
    return status, *capsys.readouterr()
