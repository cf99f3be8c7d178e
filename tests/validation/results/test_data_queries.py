"""Data queries: the raw cell behind a finding is the cell of the file; what nobody can trace is said."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from openpyxl import load_workbook
from pandas import DataFrame

from mappings.dataset import Dataset
from mappings.error import MappingError
from mappings.spec import DatasetSpec, StudySpec, VariableSpec
from mappings.study import load_study
from sdtm.datasets import Build, build_study
from tests.validation.results.drawn import CHECK
from validation.result import CheckInfo, Hits, Judgement, Outcome
from validation.results.cells import BuiltCells, Cell, SaidCells
from validation.results.findings import Found, Waiver, found
from validation.results.queries import COLUMNS, Query, queries
from validation.results.query_files import query_csv, query_xlsx, safe, write_file
from validation.results.sources import Source, Sources

RESPINE = Path(__file__).parents[3] / "mappings" / "respine"


@cache
def built() -> Build:
    return build_study(RESPINE)


@cache
def lineage() -> BuiltCells:
    return BuiltCells(built().applied, built().finished.provenance)


@cache
def raw(form: str) -> dict[int, dict[str, str]]:
    """The rows of a raw file by the line they begin at."""
    with (RESPINE / "raw" / f"{form}.csv").open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = [(row, reader.line_num) for row in reader]
    return {line: row for row, line in rows}


def datasets() -> dict[str, Dataset]:
    return {one.name: one for one in built().datasets}


def hit(dataset: str, rows: list[int], *variables: str, check: CheckInfo = CHECK) -> tuple[Found, ...]:
    """A finding in these records of RESPINE."""
    data = datasets()[dataset].records
    values = tuple(data[name].iloc[rows].astype(object).to_numpy() for name in variables)
    shown = tuple(np.array(list(map(str, one)), dtype=object) for one in values)
    hits = Hits(variables, np.array(rows, dtype=np.intp), shown)
    outcome = Outcome(check, dataset, "failed", hits=hits)
    return found(Judgement("RESPINE", "SDTMIG 3.4", (), (outcome,), data=datasets()))


def asked(groups: tuple[Found, ...]) -> list[Query]:
    return list(queries(groups, datasets(), lineage()))


def test_every_collected_value_leads_to_its_cell() -> None:
    looked_at = 0
    forms: set[str] = set()
    for dataset in built().datasets:
        count = len(dataset.records)
        rows = sorted({0, count // 3, count // 2, count - 1})
        for variable in dataset.spec.variables:
            for behind in lineage().behind(dataset.name, variable.name, rows):
                for cell in (one for one in behind.cells if one.row and behind.collected):
                    # The kinds of missing value and blanks around are the reader's: what stands there is the file's.
                    assert raw(cell.form)[cell.row][cell.field].strip() == (cell.value or "").strip()
                    looked_at, forms = looked_at + 1, forms | {cell.form}
    assert looked_at > 400
    assert len(forms) > 15


def test_an_end_before_its_start() -> None:
    data = datasets()["AE"].records
    (row,) = np.flatnonzero((data["USUBJID"] == "RESPINE-04-008") & (data["AEENDTC"] == "2019-01-07"))
    (one,) = asked(hit("AE", [int(row)], "AEENDTC"))
    assert (one.site, one.subject, one.form, one.field) == ("04", "04-008", "adverse_events", "end_date")
    assert (one.collected, one.submitted, one.to, one.traced) == ("07-JAN-2019", "2019-01-07", "site", "cell")
    assert raw("adverse_events")[int(one.row)]["end_date"] == "07-JAN-2019"
    assert one.question == (
        "End Date/Time of Adverse Event (AEENDTC) is 2019-01-07. The term is none. "
        "Please check it and correct it, or confirm it and say why."
    )


def test_a_record_made_of_a_column_leads_to_that_column() -> None:
    data = datasets()["VS"].records
    weights = [int(row) for row in np.flatnonzero(data["VSTESTCD"] == "WEIGHT")[:3]]
    for one in asked(hit("VS", weights, "VSORRES")):
        assert (one.form, one.field, one.collected) == ("examination", "weight_kg", one.submitted)
        assert one.visit


def test_a_supplemental_qualifier_leads_to_the_cell_of_its_parent() -> None:
    data = datasets()["SUPPAE"].records
    (row, *_) = np.flatnonzero(data["QNAM"] == "AETRTDRG")
    (one,) = asked(hit("SUPPAE", [int(row)], "QVAL"))
    assert (one.form, one.field, one.collected) == ("adverse_events", "treat_drug", "1")


def test_what_was_not_collected_is_a_question_to_the_sponsor() -> None:
    (one,) = asked(hit("AE", [0], "AEDECOD"))
    assert (one.to, one.field, one.traced) == ("sponsor", "pt_name", "cell")
    (one,) = asked(hit("VS", [0], "VSORRESU"))
    assert (one.to, one.form, one.row, one.traced) == ("sponsor", "", "", "no raw cell")


def test_waived_and_slight_findings_are_no_queries() -> None:
    (one,) = hit("AE", [0], "AETERM")
    assert len(asked((one,))) == 1
    assert asked((replace(one, waiver=Waiver("TD-SD0001", "r", "a", "2026-01-01")),)) == []
    slight = hit("AE", [0], "AETERM", check=replace(CHECK, severity="note"))
    assert asked(slight) == []
    assert len(list(queries(slight, datasets(), severities=["note"]))) == 1


def test_a_query_for_each_record_however_few_are_shown() -> None:
    groups = tuple(replace(one, cap=2) for one in hit("AE", list(range(20)), "AETERM"))
    all_of = asked(groups)
    assert len({one.record for one in all_of}) == len({one.row for one in all_of}) == 20
    assert [one.submitted for one in all_of] == datasets()["AE"].records["AETERM"].astype(str).tolist()[:20]


def test_a_dataset_as_a_whole_is_nobodys_cell() -> None:
    hits = Hits(("AETERM",), None, (np.array(["x"], dtype=object),))
    groups = found(Judgement("S", "", (), (Outcome(CHECK, "AE", "failed", hits=hits),), data=datasets()))
    assert asked(groups) == []


def test_without_a_build_the_rules_name_form_and_field() -> None:
    said = SaidCells(load_study(RESPINE))
    assert said.behind("AE", "AEENDTC", [0])[0].cells == (Cell("adverse_events", "end_date"),)
    assert said.behind("VS", "VSORRES", [0])[0].cells == (
        Cell("examination", "height_cm"), Cell("examination", "weight_kg"),
    )  # fmt: skip
    assert said.behind("VS", "VSTESTCD", [0])[0].cells == ()
    assert {cell.form for cell in said.behind("QS", "QSDTC", [0])[0].cells} == {"odi", "sf36", "pain_vas"}
    assert said.behind("SUPPAE", "AETRTDRG", [0], "AE")[0].cells == (Cell("adverse_events", "treat_drug"),)
    (one,) = queries(hit("AE", [0], "AEENDTC"), datasets(), said)
    assert (one.form, one.field, one.row, one.collected) == ("adverse_events", "end_date", "", "")
    assert (one.to, one.traced) == ("site", "column only")


def test_the_rules_never_name_what_the_build_does_not() -> None:
    said = SaidCells(load_study(RESPINE))
    wrong = []
    for dataset in built().datasets:
        for variable in dataset.spec.variables:
            known = {(cell.form, cell.field) for cell in said.behind(dataset.name, variable.name, [0])[0].cells}
            tables = built().applied.bound.tables
            wrong += [(dataset.name, variable.name, *one) for one in known if one[1] not in tables.get(one[0], ())]
    assert wrong == [], wrong[:5]


def dataset(name: str, domain: str, **columns: list[object]) -> Dataset:
    variables = tuple(VariableSpec(name=one, label="", type="Char") for one in columns)
    return Dataset(DatasetSpec(name=name, label="", domain=domain, variables=variables), DataFrame(columns))


LB = dataset(
    "LB", "LB", USUBJID=["1", "1", "2"], LBSEQ=[1.0, 2.0, 1.0], LBORRES=["5", "6", "7"], LBDTC=["2024-01-01"] * 3
)
DM = dataset("DM", "DM", USUBJID=["1", "2"], SITEID=["01", "02"], SUBJID=["1-1", "2-2"], AGE=[50.0, 60.0])
ADLB = dataset(
    "ADLB", "", USUBJID=["1", "2", "2"], AVAL=[6.0, 7.0, 8.0], SRCDOM=["LB", "LB", None], SRCSEQ=[2.0, 1.0, None],
    ASEQ=[1.0, 2.0, 3.0], AGE=[50.0, 60.0, 60.0], ADT=[1.0, 2.0, 3.0],
)  # fmt: skip
ADEFF = dataset("ADEFF", "", USUBJID=["2"], AVAL=[14.0], SRCDOM=["ADLB"], SRCSEQ=[2.0])
ADLBK = dataset("ADLBK", "", USUBJID=["1"], LBSEQ=[1.0], AVALC=["5"], TRTP=["A"])
TABULATION = {one.name: one for one in (LB, DM)}
ANALYSIS = {one.name: one for one in (ADLB, ADEFF, ADLBK)}


@pytest.mark.parametrize(
    ("data", "variable", "row", "wanted"),
    [
        (ADLB, "AVAL", 0, Source("LB", 1, "LBORRES")),
        (ADLB, "ADT", 1, Source("LB", 2, "LBDTC")),
        (ADLB, "AGE", 2, Source("DM", 1, "AGE")),
        (ADLB, "AVAL", 2, None),
        (ADEFF, "AVAL", 0, Source("LB", 2, "LBORRES")),
        (ADLBK, "AVALC", 0, Source("LB", 0, "LBORRES")),
        (ADLBK, "TRTP", 0, None),
    ],
    ids=["srcseq", "date", "subject", "unsaid", "through_analysis", "kept_seq", "computed"],
)
def test_the_record_an_analysis_value_was_made_of(
    data: Dataset, variable: str, row: int, wanted: Source | None
) -> None:
    assert Sources(TABULATION, ANALYSIS).of(data, variable, row) == wanted


def test_a_source_that_is_there_twice_is_none() -> None:
    twice = replace(LB, records=LB.records.assign(LBSEQ=[2.0, 2.0, 1.0]))
    assert Sources({"LB": twice}, ANALYSIS).of(ADLB, "AVAL", 0) is None
    assert Sources({"LB": twice}, ANALYSIS).of(ADLB, "AVAL", 1) == Source("LB", 2, "LBORRES")


def test_an_analysis_value_leads_to_the_form_of_its_source() -> None:
    study = StudySpec(study_id="S", datasets=())
    hits = Hits(("AVAL",), np.array([0, 2]), (np.array(["6", "8"], dtype=object),))
    groups = found(Judgement("S", "", (), (Outcome(CHECK, "ADLB", "failed", hits=hits),), data=ANALYSIS))

    class Named(SaidCells):
        def fields(self, dataset: str, name: str, raw: bool = False) -> tuple[tuple[str, str], ...]:
            return (("labs", "result"),) if (dataset, name) == ("LB", "LBORRES") else ()

    one, other = queries(groups, ANALYSIS, Named(study), tabulation=TABULATION)
    assert (one.site, one.subject, one.form, one.field) == ("01", "1-1", "labs", "result")
    assert (other.subject, other.form, other.traced) == ("2-2", "", "no raw cell")


def test_a_date_of_analysis_is_asked_as_a_date() -> None:
    variables = (VariableSpec(name="ASTDT", label="Analysis Start Date", type="Num", format="DATE9."),)
    data = DataFrame({"USUBJID": ["1", "1"], "ASTDT": [21556.0, np.nan]})
    adae = Dataset(DatasetSpec(name="ADAE", label="", domain="", variables=variables), data)
    hits = Hits(("ASTDT",), np.array([0, 1]), (np.array(["21556", ""], dtype=object),))
    groups = found(Judgement("S", "", (), (Outcome(CHECK, "ADAE", "failed", hits=hits),), data={"ADAE": adae}))
    assert [(one.submitted, one.question[:44]) for one in queries(groups, {"ADAE": adae})] == [
        ("2019-01-07", "Analysis Start Date (ASTDT) is 2019-01-07. T"),
        ("", "Analysis Start Date (ASTDT) is empty. The te"),
    ]


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("=1+1", "'=1+1"), ("@x", "'@x"), ("+a", "'+a"), ("-a", "'-a"), ("-5", "-5"), ("+3.5", "+3.5"),
        ("\t=1", "'\t=1"),
        ("plain", "plain"), ("", ""), ("two\nlines", "two lines"), ("\n=1", "' =1"),
    ],
    ids=["equals", "at", "plus", "minus", "negative", "positive", "tab", "plain", "empty", "lines", "line_first"],
)  # fmt: skip
def test_a_formula_stays_text(text: str, shown: str) -> None:
    assert safe(text) == shown


def test_the_files(tmp_path: Path) -> None:
    all_of = [Query("01", f"01-00{number}", "adverse_events", "term", *(["x"] * 14)) for number in (1, 2)]
    hostile = [replace(all_of[0], collected='=cmd|"x"!A0', submitted="a,b")]
    write_file([*all_of, *hostile], tmp_path / "new" / "q.csv")
    rows = list(csv.reader(io.StringIO((tmp_path / "new" / "q.csv").read_text(encoding="utf-8"))))
    assert rows[0] == list(COLUMNS)
    assert rows[1][:3] == [all_of[0].site, all_of[0].subject, "adverse_events"]
    assert (rows[3][5], rows[3][15]) == ('\'=cmd|"x"!A0', "a,b")
    write_file([*all_of, *hostile], tmp_path / "q.xlsx")
    sheet = load_workbook(tmp_path / "q.xlsx").worksheets[0]
    cells = [[cell.value or "" for cell in row] for row in sheet.iter_rows()]
    assert cells[0] == list(COLUMNS)
    assert cells[3][5] == '=cmd|"x"!A0'
    assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {"s", "n", "inlineStr"}
    assert query_csv(all_of) == query_csv(list(all_of))
    assert query_xlsx(all_of) == query_xlsx(all_of)
    with pytest.raises(MappingError, match="neither CSV nor XLSX"):
        write_file(all_of, tmp_path / "q.pdf")
