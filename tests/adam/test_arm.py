"""Tables and figures as analysis results: the same records, the words as written, and valid by the schema."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from adam.tables.alternatives import Asked, Unsaid, alternatives, either
from adam.tables.arm import ResultsMetadata, displays, with_results, with_tables
from adam.tables.definitions import Grouping, Output, Population, Reporting, Row, condition
from adam.tables.own_words import own_words
from adam.tables.reading import Definitions, read_definitions
from define_xml.document.common import DocumentRef, Leaf, described
from define_xml.document.items import ItemDef, ItemGroupDef, ItemRef
from define_xml.document.metadata import Define, GlobalVariables, MetaDataVersion, Standard, Standards, Study
from define_xml.document.results import AnalysisResult
from define_xml.document.values import CommentDef, WhereClauseDef
from define_xml.read import define_of
from define_xml.schema import schema_findings
from define_xml.versions import as_version
from define_xml.write import define_bytes
from mappings.error import MappingError
from mappings.spec import DatasetSpec, StudySpec, VariableSpec
from mappings.where import parse_where

NAMES = GlobalVariables(study_name="RESPINE", study_description="RESPINE", protocol_name="RESPINE")
STUDY = Path(__file__).parents[2] / "mappings" / "respine"
RESPINE = read_definitions(STUDY / "results")


def rows(definitions: Definitions) -> Iterator[tuple[Output, Row]]:
    """Every row of every output."""
    return ((output, row) for output in definitions.outputs for row in output.rows)


def named(definitions: Definitions) -> dict[str, set[str]]:
    """The variables that the definitions name, by dataset."""
    said = definitions.reporting
    found: dict[str, set[str]] = {said.subjects: {said.subject, *(one.variable for one in said.groupings.values())}}
    asked = [(said.subjects, one.where) for one in said.populations.values()]
    for _, row in rows(definitions):
        found.setdefault(row.dataset, set()).update({said.subject, row.variable} - {""})
        visits = [said.visits[visit] for visit in row.visits]
        asked += [(row.dataset, text) for text in (row.where, row.denominator, *visits)]
    for dataset, text in asked:
        where = condition(text, "test")
        found[dataset] |= {name.text for name in where.names()} if where else set()
    return found


def study_of(variables: dict[str, set[str]]) -> StudySpec:
    """A study whose datasets have these variables."""
    datasets = [
        DatasetSpec(
            name=name, label=name, domain=name,
            variables=tuple(VariableSpec(name=one, label=one, type="Char", length=8) for one in sorted(names)),
        )
        for name, names in sorted(variables.items())
    ]  # fmt: skip
    return StudySpec(study_id="RESPINE", floor="adam", datasets=tuple(datasets))


def define_of_study(study: StudySpec) -> Define:
    """A define.xml of these datasets, as small as it may be."""
    datasets = tuple(
        ItemGroupDef(
            oid=f"IG.{one.name}", name=one.name, repeating="Yes", purpose="Analysis", structure="One",
            standard_oid="STD.1", description=described(one.label), archive_location_id=f"LF.{one.name}",
            items=tuple(ItemRef(item_oid=f"IT.{one.name}.{item.name}", mandatory="No") for item in one.variables),
            leaf=Leaf(id=f"LF.{one.name}", href=f"{one.name.lower()}.xpt", title=one.name),
        )
        for one in study.datasets
    )  # fmt: skip
    items = tuple(
        ItemDef(oid=f"IT.{one.name}.{item.name}", name=item.name, data_type="text", length="8")
        for one in study.datasets for item in one.variables
    )  # fmt: skip
    standards = Standards(standards=(Standard(oid="STD.1", name="ADaMIG", type="IG", version="1.3", status="Final"),))
    metadata = MetaDataVersion(
        oid="MDV.1", name="RESPINE", define_version="2.1.0", standards=standards, datasets=datasets, items=items
    )
    return Define(
        file_oid="R", file_type="Snapshot", odm_version="1.3.2", creation_date_time="2026-01-01T00:00:00",
        context="Other", study=Study(oid="S", metadata=metadata, names=NAMES),
    )  # fmt: skip


def small(row: Row, population: str = 'FASFL == "Y"', visits: dict[str, str] | None = None) -> Definitions:
    """Definitions of one row."""
    groups = [{"id": "A", "label": "Active", "values": ["Active"]}]
    grouping = Grouping.model_validate({"label": "Treatment", "variable": "TRT01A", "groups": groups})
    output = Output(
        id="T1", title="Table 1. Results", population="FAS", grouping="ACTUAL", dataset="ADXX", groups=("A",),
        rows=(row,), reason="SPECIFIED IN SAP", purpose="PRIMARY OUTCOME MEASURE",
    ).said()  # fmt: skip
    said = Reporting.model_validate({
        "id": "S", "title": "S", "source": {"id": "P", "label": "P"}, "groupings": {"ACTUAL": grouping},
        "populations": {"FAS": Population(label="All", where=population)}, "outputs": ["T1"], "visits": visits or {},
    })  # fmt: skip
    return Definitions(said, (output,))


SMALL = study_of({
    "ADSL": {"USUBJID", "FASFL", "TRT01A", "AGE"},
    "ADXX": {"USUBJID", "PARAMCD", "AVISIT", "ANL01FL", "AVAL", "BASE"},
})  # fmt: skip
ROW = Row(id="R", label="Change", method="mean", variable="AVAL", where='PARAMCD == "X"')


def only(found: ResultsMetadata) -> AnalysisResult:
    """The one result."""
    ((result,),) = (one.results for one in found.displays.displays)
    return result


def conditions(found: ResultsMetadata) -> list[tuple[str, str]]:
    """The datasets of the one result with their conditions, in words."""
    clauses = {one.oid: one for one in found.where_clauses}
    datasets = only(found).datasets
    assert datasets is not None
    told = []
    for one in datasets.datasets:
        checks = [check for ref in one.where for check in clauses[ref.where_clause_oid].checks]
        words = [f"{(check.item_oid or '').rpartition('.')[2]} {check.comparator} {check.values}" for check in checks]
        told.append((one.item_group_oid or "", " and ".join(words)))
    return told


def test_a_result_says_subjects_records_parameter_and_definition() -> None:
    found = displays(small(ROW), SMALL)
    result = only(found)
    assert (result.oid, result.parameter_oid) == ("AR.T1.R", "IT.ADXX.PARAMCD")
    assert (result.analysis_reason, result.analysis_purpose) == ("SPECIFIED IN SAP", "PRIMARY OUTCOME MEASURE")
    assert conditions(found) == [("IG.ADSL", "FASFL EQ ('Y',)"), ("IG.ADXX", "PARAMCD EQ ('X',)")]
    assert [one.oid for one in found.where_clauses] == ["WC.AR.FAS", "WC.AR.T1.R.ADXX"]
    joined = "Records of ADXX are those of the subjects chosen in ADSL, by USUBJID."
    assert found.comments == (CommentDef(oid="COM.AR.T1.R", description=described(joined)),)
    assert result.description == described("Change, mean and standard deviation by treatment")
    assert result.code is not None
    assert result.code.context == "trial-dossier"
    (display,) = found.displays.displays
    assert (display.oid, display.name, display.description) == ("RD.T1", "Table 1", described("Results"))


VISITS = {
    "Baseline": 'ABLFL == "Y"', "M1": 'AVISIT == "M1" and ANL01FL == "Y"', "M2": 'AVISIT == "M2" and ANL01FL == "Y"',
}  # fmt: skip
SAID = [
    ({"visits": ("M1",)}, ["AVISIT EQ ('M1',) and ANL01FL EQ ('Y',)"]),
    ({"visits": ("M1", "M2")}, ["AVISIT IN ('M1', 'M2') and ANL01FL EQ ('Y',)"]),
    ({"where": "AVAL.notna()"}, ["AVAL NE ('',)"]),
    ({"where": "AVAL.isna()"}, ["AVAL EQ ('',)"]),
    ({"where": 'not AVISIT in ["M1", "M2"]'}, ["AVISIT NOTIN ('M1', 'M2')"]),
    ({"where": "5 < AVAL <= 7.5"}, ["AVAL GT ('5',) and AVAL LE ('7.5',)"]),
    ({"where": 'AVISIT == "M1" or AVISIT == "M2"'}, ["AVISIT IN ('M1', 'M2')"]),
    ({"where": 'AVISIT == "M1" or AVAL > 3'}, ["AVISIT EQ ('M1',)", "AVAL GT ('3',)"]),
    # What Define-XML cannot say stands in the comment, and the condition is left away.
    ({"where": 'AVISIT.startswith("M")'}, [""]),
    ({"where": "not AVAL > 3"}, [""]),
    ({"where": "AVAL > BASE"}, [""]),
]


@pytest.mark.parametrize(("said", "expected"), SAID)
def test_conditions(said: dict[str, object], expected: list[str]) -> None:
    found = displays(small(ROW.model_copy(update={"where": "", **said}), visits=VISITS), SMALL)
    assert [words for dataset, words in conditions(found) if dataset == "IG.ADXX"] == expected
    comment = found.comments[0].description
    assert comment is not None
    assert ("any of the conditions" in comment.value) == (len(expected) > 1)
    assert (f"Of ADXX only the records where ({said.get('where')})." in comment.value) == (expected == [""])


def test_a_variable_that_is_not_there_is_the_authors_fault() -> None:
    with pytest.raises(MappingError) as error:
        displays(small(ROW.model_copy(update={"variable": "AVALX"})), SMALL)
    assert str(error.value) == "T1.R\n    ADXX has no variable AVALX\n    did you mean AVAL?"


def test_a_dataset_that_is_not_described_is_left_out_and_said() -> None:
    found = displays(small(ROW), study_of({"ADSL": {"USUBJID"}}))
    assert (found.displays.displays, found.left_out) == ((), ("T1.R: no dataset ADXX is described",))
    define = define_of_study(SMALL)
    assert with_results(define, small(ROW), study_of({"ADSL": {"USUBJID"}})) == define


def test_a_condition_that_is_there_already_is_referred_to() -> None:
    first = displays(small(ROW), SMALL)
    known = tuple(WhereClauseDef(oid=f"WC.{place}", checks=one.checks) for place, one in enumerate(first.where_clauses))
    again = displays(small(ROW), SMALL, known=known)
    assert again.where_clauses == ()
    datasets = only(again).datasets
    assert datasets is not None
    assert [ref.where_clause_oid for one in datasets.datasets for ref in one.where] == ["WC.0", "WC.1"]


def test_documents_stand_at_their_display() -> None:
    found = displays(small(ROW), SMALL, {"T1": (DocumentRef(leaf_id="LF.tables"),)})
    assert found.displays.displays[0].documents == (DocumentRef(leaf_id="LF.tables"),)


def test_every_row_of_the_reference_study_is_a_result_in_its_own_words() -> None:
    found = displays(RESPINE, study_of(named(RESPINE)))
    results = [result for display in found.displays.displays for result in display.results]
    assert (len(found.displays.displays), len(results), found.left_out) == (8, 60, ())
    for (output, row), result in zip(rows(RESPINE), results, strict=True):
        assert result.code is not None
        said = tomllib.loads(result.code.code or "")
        assert Row.model_validate(said["rows"][0]) == row
        assert (
            Population.model_validate(said["populations"][row.population])
            == RESPINE.reporting.populations[row.population]
        )
        assert said.get("visits", {}) == {visit: RESPINE.reporting.visits[visit] for visit in row.visits}
        assert result.code.code == own_words(RESPINE.reporting, output, row)


@pytest.mark.parametrize("version", ["2.1", "2.0"])
def test_the_reference_study_is_valid_by_the_schema_and_reads_back(version: str) -> None:
    study = study_of(named(RESPINE))
    define = as_version(with_tables(STUDY)(define_of_study(study), study), version)
    content = define_bytes(define, version=version)
    assert [one.words for one in schema_findings(content) if one.severity == "error"] == []
    again = define_of(content, "define.xml")
    assert again.metadata.displays == define.metadata.displays


def test_a_study_without_tables_has_no_results(tmp_path: Path) -> None:
    define = define_of_study(SMALL)
    assert with_tables(tmp_path)(define, SMALL) == define


TEXT, NUMBER = ["a", "b", None], [1.0, 2.0, 3.5, None]
COMPARED = st.sampled_from([
    'X == "a"', 'X != "a"', 'X in ["a", "b"]', 'X not in ["a"]', "X.isna()", "X.notna()", "Y == 2", "Y != 1",
    "Y > 1", "Y <= 2", "Y in [1, 3.5]", "not Y == 2", 'not X in ["b"]', "not X.isna()", "1 < Y < 3.5",
])  # fmt: skip
CONDITION = st.recursive(
    COMPARED,
    lambda inner: st.one_of(
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) and ({pair[1]})"),
        st.tuples(inner, inner).map(lambda pair: f"({pair[0]}) or ({pair[1]})"),
        inner.map(lambda one: f"not ({one})"),
    ),
    max_leaves=4,
)
FRAME = pd.DataFrame([(x, y) for x in TEXT for y in NUMBER], columns=["X", "Y"])


def holds(asked: Asked, value: object) -> bool:
    """What Define-XML means by a comparison: a missing value is the empty one, and is not ordered."""
    text = "" if value is None or value != value else f"{value:g}" if isinstance(value, float) else str(value)
    if asked.comparator in {"EQ", "IN"}:
        return text in asked.values
    if asked.comparator in {"NE", "NOTIN"}:
        return text not in asked.values
    if not text:
        return False
    left, right = float(text), float(asked.values[0])
    return {"LT": left < right, "LE": left <= right, "GT": left > right, "GE": left >= right}[asked.comparator]


@settings(deadline=None)
@given(CONDITION, st.lists(COMPARED, max_size=3))
def test_the_alternatives_choose_the_records_that_the_condition_chooses(text: str, visits: list[str]) -> None:
    try:
        found = either([alternatives((visit,), "test") for visit in visits], alternatives((text,), "test"))
    except Unsaid:
        assert "not" in text
        return
    columns = {"X": FRAME["X"], "Y": FRAME["Y"]}
    chosen = [parse_where(visit).mask(columns) for visit in visits] or [np.ones(len(FRAME), dtype=bool)]
    wanted = parse_where(text).mask(columns) & np.logical_or.reduce(chosen)
    told = [
        any(all(holds(one, record[one.variable]) for one in alternative) for alternative in found)
        for record in FRAME.to_dict("records")
    ]
    assert told == wanted.tolist()
