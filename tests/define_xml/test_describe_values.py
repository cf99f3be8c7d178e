"""Value level: which lists come, what their items say, and that items never share a record or leave one out."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas import DataFrame

from define_xml.describe.conditions import all_equal, literal, named
from define_xml.describe.numbers import plain, widths, written
from define_xml.describe.observed import observed, of_texts
from define_xml.describe.values import with_values
from mappings.bound import Bound
from mappings.dataset import Dataset
from mappings.distinct import number_text, text
from mappings.error import MappingError
from mappings.spec import Codelist, DatasetSpec, StudySpec, Term, ValueSpec, VariableSpec
from mappings.where import parse_where
from tests.table import table

NY = Codelist(name="C66742", code="C66742", terms=(Term(value="N"), Term(value="U"), Term(value="Y")))


def spec(name: str, records: DataFrame, *, domain: str = "", keys: tuple[str, ...] = ()) -> DatasetSpec:
    """The dataset with a variable for each column, as its data have it."""
    variables = tuple(
        VariableSpec(
            name=column, label=column.title(), type="Num" if records[column].dtype == "float64" else "Char",
            data_type=observed(records[column]).data_type,
        )
        for column in records.columns
    )  # fmt: skip
    return DatasetSpec(name=name, label=name, domain=domain or name, variables=variables, keys=keys)


def told(
    dataset: DatasetSpec, records: DataFrame, variable: str, *others: DatasetSpec, codelists: tuple[Codelist, ...] = ()
) -> tuple[ValueSpec, ...]:
    """The value list of a variable."""
    study = StudySpec(study_id="S", datasets=(dataset, *others), codelists=codelists)
    found = with_values(study, [Dataset(dataset, records)], Bound(study)).dataset(dataset.name)
    assert found is not None
    said = found.variable(variable)
    assert said is not None
    return said.values


def shown(values: tuple[ValueSpec, ...]) -> list[tuple[str, str | None, int | None, int | None]]:
    return [(one.where.text, one.type, one.length, one.digits) for one in values]


VITALS = table("""
    USUBJID | VSTESTCD | VSTEST  | VSORRES | VSSTRESN | VSORRESU
    1       | HEIGHT   | Height  | 176     | 176      | cm
    1       | WEIGHT   | Weight  | 72.5    | 72.5     | kg
    2       | HEIGHT   | Height  |         |          |
    2       | WEIGHT   | Weight  | 101.25  | 101.25   | kg
    2       | BODYTYPE | Type    | 007     |          |
""", "VSSTRESN")  # fmt: skip


def test_results_are_told_test_by_test() -> None:
    values = told(spec("VS", VITALS), VITALS, "VSORRES")
    assert shown(values) == [
        ('VSTESTCD == "BODYTYPE"', "text", 3, None),  # leading zeros: no number
        ('VSTESTCD == "HEIGHT"', "integer", 3, None),
        ('VSTESTCD == "WEIGHT"', "float", 6, 2),
    ]
    assert [one.label for one in values] == ["Type", "Height", "Weight"]
    assert [one.name for one in values] == ["BODYTYPE", "HEIGHT", "WEIGHT"]


def test_numbers_keep_the_length_of_numbers() -> None:
    assert shown(told(spec("VS", VITALS), VITALS, "VSSTRESN")) == [
        ('VSTESTCD == "HEIGHT"', "integer", 8, None),
        ('VSTESTCD == "WEIGHT"', "float", 8, 2),
    ]


def test_number_variables_are_as_long_as_their_numbers_and_empty_ones_as_before() -> None:
    records = DataFrame({"AVAL": [33.771995370279775, 100.0], "CHG": [float("nan")] * 2, "BASE": [1.0, 2.0]})
    dataset = spec("ADEFF", records)
    widths = {"AVAL": (8, 15), "CHG": (8, None), "BASE": (8, None)}
    variables = tuple(
        one.model_copy(update={"length": widths[one.name][0], "digits": widths[one.name][1]})
        for one in dataset.variables
    )
    built = dataset.model_copy(update={"variables": variables})
    said = dataset.model_copy(
        update={"variables": tuple(one.model_copy(update={"length": None, "digits": None}) for one in variables)}
    )
    study = StudySpec(floor="adam", study_id="S", datasets=(built,))
    bound = Bound(study.model_copy(update={"datasets": (said,)}))
    found = with_values(study, [Dataset(built, records)], bound).datasets[0]
    assert {one.name: (one.length, one.digits) for one in found.variables} == {
        "AVAL": (13, 10), "CHG": (8, None), "BASE": (8, None),
    }  # fmt: skip


def test_units_without_a_codelist_say_no_more_by_test() -> None:
    assert told(spec("VS", VITALS), VITALS, "VSORRESU") == ()


@pytest.mark.parametrize(
    ("drawing", "variable"),
    [
        ("VSTESTCD | VSORRES\nA | low\nB | high", "VSORRES"),
        ("VSTESTCD | VSORRES\nA | low\nB | higher than that", "VSORRES"),  # length alone
        ("VSTESTCD | VSORRES\nA | \nB | ", "VSORRES"),
        ("AETERM | AEDECOD\nCough | COUGH", "AETERM"),
    ],
)
def test_no_list_where_all_items_say_what_the_variable_says(drawing: str, variable: str) -> None:
    records = table(drawing)
    assert told(spec(variable[:2], records), records, variable) == ()


def test_a_test_with_numbers_and_words_is_split_by_the_key_that_tells_them_apart() -> None:
    records = table("""
        ISTESTCD | ISTEST | ISBDAGNT | ISTSTOPO | ISORRES
        ALAB     | Allo   | CLASS I  | QUANTIFY | 762
        ALAB     | Allo   | CLASS I  | SCREEN   | POSITIVE
        ALAB     | Allo   | CLASS II | QUANTIFY | 83
        ALAB     | Allo   | CLASS II | SCREEN   | NEGATIVE
        DSAB     | Donor  |          | SCREEN   | Y
    """)
    values = told(spec("IS", records, keys=("ISTESTCD", "ISBDAGNT", "ISTSTOPO")), records, "ISORRES", codelists=(NY,))
    assert [(one.where.text, one.type, one.codelist, one.label, one.name) for one in values] == [
        ('ISTESTCD == "ALAB" and ISTSTOPO == "QUANTIFY"', "integer", None, "Allo, QUANTIFY", "ALAB.QUANTIFY"),
        ('ISTESTCD == "ALAB" and ISTSTOPO == "SCREEN"', "text", None, "Allo, SCREEN", "ALAB.SCREEN"),
        ('ISTESTCD == "DSAB"', "text", "C66742", "Donor", "DSAB"),
    ]


def test_a_qualifier_is_what_its_author_says_and_never_a_number_by_its_looks() -> None:
    parent = DatasetSpec(
        name="AE", label="Adverse Events", domain="AE",
        variables=(
            VariableSpec(name="SAECAT", label="Category", type="Char", codelists=("CATS",), supplemental=True),
            VariableSpec(name="DOSES", label="Doses", type="Num", data_type="integer", supplemental=True),
        ),
    )  # fmt: skip
    records = table("""
        QNAM   | QLABEL   | QVAL
        DOSES  | Doses    | 12
        LOT    | Lot      | 12
        SAECAT | Category | A
        TOLD   | Told on  | 2019-01-05
    """)
    cats = Codelist(name="CATS", terms=(Term(value="A"), Term(value="B")))
    values = told(spec("SUPPAE", records, domain="AE"), records, "QVAL", parent, codelists=(cats,))
    assert [(one.name, one.type, one.codelist, one.label) for one in values] == [
        ("DOSES", "integer", None, "Doses"),
        ("LOT", "text", None, "Lot"),
        ("SAECAT", "text", "CATS", "Category"),
        ("TOLD", "date", None, "Told on"),
    ]
    assert [[origin.type for origin in one.origins] for one in values] == [["Assigned"], [], ["Assigned"], []]


def test_analysis_values_are_decoded_by_the_words_beside_them() -> None:
    records = table("""
        PARAMCD | PARAM     | AVAL | AVALC
        PAIN    | Pain (mm) | 55   |
        PAIN    | Pain (mm) | 12   |
        RESP    | Responder | 1    | Y
        RESP    | Responder | 0    | N
    """, "AVAL")  # fmt: skip
    dataset = spec("ADEFF", records)
    study = StudySpec(floor="adam", study_id="S", datasets=(dataset,))
    found = with_values(study, [Dataset(dataset, records)], Bound(study))
    values = found.datasets[0].variable("AVAL")
    assert values is not None
    assert [(one.name, one.type, one.codelist) for one in values.values] == [
        ("PAIN", "integer", None), ("RESP", "integer", "ADEFF.AVAL.RESP"),
    ]  # fmt: skip
    made = found.codelist("ADEFF.AVAL.RESP")
    assert made is not None
    assert made.data_type == "integer"
    assert [(term.value, term.decode) for term in made.terms] == [("0", "N"), ("1", "Y")]


def test_the_trial_summary_has_a_list_whatever_it_says() -> None:
    records = table("""
        TSPARMCD | TSPARM      | TSVAL
        AGEMAX   | Oldest      | P65Y
        RANDOM   | Randomized  | Y
        SDTMVER  | SDTM        | 2.10
        SSTDTC   | Start       | 2018-10-18
        TITLE    | Title       | A trial
    """)
    values = told(spec("TS", records), records, "TSVAL", codelists=(NY,))
    assert [one.type for one in values] == ["durationDatetime", "text", "text", "date", "text"]
    assert [one.codelist for one in values] == [None, "C66742", None, None, None]


def test_what_the_author_said_stands_and_is_completed() -> None:
    records = table("""
        SCTESTCD | SCTEST     | SCSTRESC
        EDULEVEL | Education  | COLLEGE
        EMPIND   | Employed   | Y
        AGE1ST   | First Job  | 16
    """)
    dataset = spec("SC", records)
    said = (
        ValueSpec(where=parse_where('SCTESTCD == "EDULEVEL"'), codelist="EDU", label="Schooling"),
        ValueSpec(where=parse_where('SCTESTCD == "NEVER"'), codelist="EDU"),
    )
    variables = tuple(
        one.model_copy(update={"values": said}) if one.name == "SCSTRESC" else one for one in dataset.variables
    )
    dataset = dataset.model_copy(update={"variables": variables})
    values = told(dataset, records, "SCSTRESC", codelists=(NY, Codelist(name="EDU", terms=(Term(value="COLLEGE"),))))
    assert [(one.name, one.codelist, one.label, one.type, one.length) for one in values] == [
        ("AGE1ST", None, "First Job", "integer", 2),
        ("EDULEVEL", "EDU", "Schooling", "text", 7),
        ("EMPIND", "C66742", "Employed", "text", 1),
    ]


def test_a_condition_on_what_is_not_submitted_is_the_author_s_error() -> None:
    dataset = spec("VS", VITALS)
    wrong = (ValueSpec(where=parse_where('VSTESTC == "HEIGHT"')),)
    variables = tuple(one.model_copy(update={"values": wrong}) for one in dataset.variables)
    with pytest.raises(MappingError, match="did you mean VSTESTCD"):
        told(dataset.model_copy(update={"variables": variables}), VITALS, "VSORRES")


CODES = st.sampled_from(["A", "B", "C", None])
RESULTS = st.sampled_from(["1", "2.5", "low", "Y", "007", "2019-01-05", None])


@given(st.lists(st.tuples(CODES, st.sampled_from(["X", "Y", None]), RESULTS), min_size=1, max_size=30))
def test_items_part_the_records(rows: list[tuple[str | None, str | None, str | None]]) -> None:
    codes, kinds, results = zip(*rows, strict=True)
    records = DataFrame({"LBTESTCD": text(codes), "LBSPEC": text(kinds), "LBORRES": text(results)})
    values = told(spec("LB", records, keys=("LBTESTCD", "LBSPEC")), records, "LBORRES")
    columns = {str(name): records[name] for name in records.columns}
    met = sum((one.where.mask(columns).astype(int) for one in values), start=np.zeros(len(records), dtype=int))
    filled = (records["LBORRES"].notna() & records["LBTESTCD"].notna()).to_numpy()
    assert (met[filled] == 1).all() if values else True
    assert met.max(initial=0) <= 1
    for one in values:
        own = [value for value in records["LBORRES"][one.where.mask(columns)] if isinstance(value, str)]
        assert own
        assert one.length == max(map(len, own))


@pytest.mark.parametrize(
    ("values", "width"),
    [
        ([55.0, 100.0], (8, None)),
        ([33.771995370279775, 100.0], (13, 10)),  # twelve digits are the number's own, the rest is noise
        ([0.1 + 0.2], (8, 1)),
        ([66.04, -1.5], (8, 2)),
        ([1861920000.0], (10, None)),  # seconds since 1960
        ([1e15 + 0.5], (17, 1)),
        ([], (8, None)),
    ],
)
def test_numbers_are_as_long_as_they_are_written(values: list[float], width: tuple[int, int | None]) -> None:
    assert widths(values) == width


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_plain_number_is_the_number_as_people_write_it(value: float) -> None:
    assert plain(value) == number_text(value)


@given(st.floats(allow_nan=False, allow_infinity=False, min_value=-1e12, max_value=1e12))
def test_a_written_number_is_the_number_to_twelve_digits(value: float) -> None:
    assert float(written(value)) == pytest.approx(value, rel=1e-11)
    length, digits = widths([value])
    whole, _, part = written(value).lstrip("-").partition(".")
    assert (length, digits or 0) == (max(8, len(whole) + len(part)), len(part))


@given(st.lists(st.one_of(st.text(max_size=8), st.integers().map(str)), min_size=1, max_size=5))
def test_a_narrowed_type_holds_every_value(values: list[str]) -> None:
    seen = of_texts(values)
    kind = seen.narrowed(dated=True)
    assert seen.values == tuple(sorted(set(seen.values), key=seen.values.index))
    if kind == "integer":
        assert [str(int(value)) for value in seen.values] == [value.replace("-0", "0") for value in seen.values]
    if kind == "float":
        assert all(np.isfinite(float(value)) for value in seen.values)


@given(st.lists(st.tuples(st.sampled_from(["A", "B"]), st.one_of(st.text(max_size=9), st.integers(-9, 9))), min_size=1))
def test_a_condition_can_be_read_again(pairs: list[tuple[str, str | int]]) -> None:
    where = all_equal(pairs)
    assert parse_where(where.text) == where
    assert [part.right for part in (where.node.parts if len(pairs) > 1 else (where.node,))] == [  # type: ignore[union-attr]
        value for _, value in pairs
    ]
    assert literal(2.0) == "2"
    assert literal(4.1) == "4.1"
    assert named(parse_where('A == "X" and B in [1, 2]')) == "X.1_2"
