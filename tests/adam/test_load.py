"""Analysis datasets loaded from a folder: found, typed, labelled, ordered, described, joined, and refused in words."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from adam.analysis import Analysis
from adam.loaded import load
from define_xml.transport.files import write_datasets
from mappings.dataset import Dataset
from mappings.error import MappingError
from mappings.sas_dates import EPOCH_DAYS
from mappings.spec import DatasetSpec, VariableSpec
from tests.table import table

ADSL = """
STUDYID | USUBJID | SEX | AGE | TRT01P | TRT01PN | ITTFL | FASFL | TRTSDT
S       | S-1     | F   | 41  | Sham   | 2       | Y     | Y     | 21554
S       | S-2     | M   | 58  | BM-MSC | 1       | Y     | N     |
S       | S-3     | M   |     | Sham   | 2       | Y     | Y     | 21581
"""
ADEFF = """
STUDYID | USUBJID | PARAMCD | PARAM         | PARAMN | AVISIT   | AVISITN | AVAL | AVALC | ANL01FL | ADT
S       | S-1     | VASPAIN | Pain VAS (mm) | 1      | Baseline | 2       | 62   |       | Y       | 21554
S       | S-1     | VASPAIN | Pain VAS (mm) | 1      | Month 1  | 4       | 41.5 |       | Y       | 21581
S       | S-1     | VASPAIN | Pain VAS (mm) | 1      | Month 12 | 8       |      |       |         |
S       | S-2     | VASPAIN | Pain VAS (mm) | 1      | Baseline | 2       | 70   |       | Y       |
S       | S-2     | RESP    | Responder     | 2      | Month 1  | 4       | 1    | Y     | Y       |
S       | S-3     | RESP    | Responder     | 2      | Month 1  | 4       | 0    | N     |         |
"""
PILOT = Path(__file__).parents[2] / ".." / "shared" / "realdata" / "cdiscpilot01" / "adam"
NUMBERS = ("AGE", "TRT01PN", "TRTSDT", "PARAMN", "AVISITN", "AVAL", "ADT")
INTEGERS = ("AGE", "TRT01PN", "PARAMN", "AVISITN")
LABELS = {"AGE": "Age", "SEX": "Sex", "AVISIT": "Analysis Visit", "TRT01P": "Planned Treatment for Period 01"}


def dataset(name: str, drawing: str, keys: tuple[str, ...] = ("STUDYID", "USUBJID"), **more: str) -> Dataset:
    """The dataset in the drawing."""
    records = table(drawing, *(one for one in NUMBERS if one in drawing.split("\n")[1].replace("|", " ").split()))
    variables = tuple(
        VariableSpec(
            name=one, label=LABELS.get(one, f"Label of {one}"), type="Num" if one in NUMBERS else "Char",
            data_type="integer" if one in INTEGERS else "float" if one in NUMBERS else "text",
            format="DATE9." if one in ("ADT", "TRTSDT") else "", length=8 if one in NUMBERS else 20,
        )
        for one in records.columns
    )  # fmt: skip
    spec = DatasetSpec(name=name, label=f"Label of {name}", domain=name, variables=variables, keys=keys, **more)
    return Dataset(spec, records)


def both() -> list[Dataset]:
    """ADSL and ADEFF."""
    keys = ("STUDYID", "USUBJID", "PARAMCD", "AVISITN")
    return [
        dataset("ADSL", ADSL, structure="One record per subject"),
        dataset("ADEFF", ADEFF, keys, class_name="BASIC DATA STRUCTURE"),
    ]


@pytest.fixture
def study(tmp_path: Path) -> Analysis:
    """ADSL and ADEFF, written as Parquet and loaded."""
    write_datasets(both(), tmp_path / "adam", ("parquet",))
    return load(tmp_path)


def shown(frame: pd.DataFrame) -> list[tuple[Any, ...]]:
    """The rows of a frame as tuples, missing as None."""
    plain = frame.astype("object").where(frame.notna(), None)
    return [tuple(row) for row in plain.itertuples(index=False)]


def test_a_dataset_is_a_typed_frame_by_name(study: Analysis) -> None:
    assert list(study) == ["ADSL", "ADEFF"]
    assert len(study) == 2
    assert "ADEFF" in study
    assert "ADAE" not in study
    pd.testing.assert_frame_equal(study.ADEFF, study["ADEFF"])
    kinds = {name: str(dtype) for name, dtype in study.ADSL.dtypes.items() if name in NUMBERS}
    assert kinds == {"AGE": "Int64", "TRT01PN": "Int64", "TRTSDT": "datetime64[s]"}
    assert study.ADSL["USUBJID"].dtype == pd.Series(["a"]).dtype
    assert study.ADSL["TRTSDT"].tolist()[0] == pd.Timestamp("2019-01-05") == pd.Timestamp(21554 - EPOCH_DAYS, unit="D")
    assert study.ADSL["TRTSDT"].isna().tolist() == [False, True, False]
    assert study.datasets["ADSL"].records["TRTSDT"].tolist()[::2] == [21554, 21581]
    assert study.spec("ADSL") is study.datasets["ADSL"].spec
    assert study.ADEFF["AVAL"].tolist()[:2] == [62.0, 41.5]
    assert study.ADEFF["ANL01FL"].tolist()[:2] == ["Y", "Y"]
    assert study.ADEFF["ANL01FL"].isna().tolist() == [False, False, True, False, False, True]


@pytest.mark.parametrize("format", ["xpt", "json", "ndjson", "dsjc", "parquet", "csv"])
def test_every_format_gives_the_same_values(tmp_path: Path, format: str) -> None:
    write_datasets(both(), tmp_path, (format,), created=datetime(2024, 5, 31, 12))
    found = load(tmp_path)
    assert (found.format, found.notes) == (format, ())
    assert shown(found.ADEFF[["USUBJID", "AVISIT", "AVISITN", "AVAL", "ANL01FL"]])[1:3] == [
        ("S-1", "Month 1", 4, 41.5, "Y"), ("S-1", "Month 12", 8, None, None),
    ]  # fmt: skip
    assert found.ADEFF["ADT"].dtype == "datetime64[s]"
    # A transport file has no integers: it knows numbers only.
    assert str(found.ADSL["AGE"].dtype) == ("float64" if format == "xpt" else "Int64")
    assert found.labels("ADSL")["AGE"] == "Age"
    assert found.findings == ()


def test_what_is_done_to_a_frame_stays_with_who_asked_for_it(study: Analysis) -> None:
    mine = study.ADSL
    mine["EXTRA"] = 1
    assert "EXTRA" not in study.ADSL.columns
    assert "EXTRA" not in study.labels("ADSL")


def test_of_several_formats_the_fullest_is_read_and_it_is_said(tmp_path: Path) -> None:
    write_datasets(both(), tmp_path, ("xpt", "csv"))
    assert load(tmp_path).format == "xpt"
    assert load(tmp_path).notes == ("read from xpt; also there: csv",)
    assert load(tmp_path, format="csv").format == "csv"
    write_datasets(both()[:1], tmp_path, ("parquet",))
    assert load(tmp_path).format == "xpt"
    only_adsl = load(tmp_path, format="parquet")
    assert only_adsl.notes == (
        "read from parquet; also there: xpt, csv", "not read: adeff.xpt (no such dataset in parquet)",
    )  # fmt: skip
    assert repr(only_adsl).splitlines() == ["<Analysis of 1 datasets, records: ADSL (3)>", *only_adsl.notes]
    with pytest.raises(MappingError, match=r"it is in adeff\.xpt: load the folder with format='xpt'"):
        only_adsl["ADEFF"]


def test_the_folder_itself_comes_before_its_subfolder_and_sdtm_is_left_alone(tmp_path: Path) -> None:
    dm = dataset("DM", ADSL)
    write_datasets([dm], tmp_path, ("xpt",))
    write_datasets(both(), tmp_path / "adam", ("xpt",))
    assert list(load(tmp_path)) == ["ADSL", "ADEFF"]
    write_datasets(both()[:1], tmp_path, ("xpt",))
    assert list(load(tmp_path)) == ["ADSL"]
    assert list(load(tmp_path / "adam")) == ["ADSL", "ADEFF"]


def test_other_files_whose_name_begins_alike_are_no_datasets(tmp_path: Path) -> None:
    write_datasets(both(), tmp_path, ("xpt",))
    (tmp_path / "adam_listing.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    assert load(tmp_path).notes == ()


def test_codelists_are_the_values_in_use_in_their_order(study: Analysis) -> None:
    codes = study.codelists("ADEFF")
    assert list(codes.columns) == ["dataset", "variable", "value", "number", "meaning", "records", "subjects"]
    rows = shown(codes[codes["variable"].isin(["PARAMCD", "AVISIT"])])
    assert rows == [
        ("ADEFF", "PARAMCD", "VASPAIN", 1, "Pain VAS (mm)", 4, 2),
        ("ADEFF", "PARAMCD", "RESP", 2, "Responder", 2, 2),
        ("ADEFF", "AVISIT", "Baseline", 2, None, 2, 2),
        ("ADEFF", "AVISIT", "Month 1", 4, None, 3, 3),
        ("ADEFF", "AVISIT", "Month 12", 8, None, 1, 1),
    ]
    every = study.codelists()
    assert every["dataset"].unique().tolist() == ["ADSL", "ADEFF"]
    # Identifiers are no codes; USUBJID has few values here only by chance.
    assert not {"USUBJID", "AGE"} & set(every["variable"])
    assert study.levels("ADSL", "TRT01P") == ["BM-MSC", "Sham"]
    assert study.levels("ADSL", "SEX") == ["F", "M"]


def test_more_values_than_most_are_no_codelist_unless_they_have_companions(study: Analysis) -> None:
    assert set(study.codelists("ADEFF", most=1)["variable"]) == {
        "STUDYID", "PARAMCD", "PARAM", "AVISIT", "ANL01FL",
    }  # fmt: skip


def test_numbers_that_contradict_each_other_order_nothing(tmp_path: Path) -> None:
    torn = ADEFF.replace("Month 1  | 4       | 0", "Month 1  | 9       | 0")
    write_datasets([both()[0], dataset("ADEFF", torn)], tmp_path, ("parquet",))
    codes = load(tmp_path).codelists("ADEFF")
    assert codes.loc[codes["variable"] == "AVISIT", "number"].isna().all()
    assert load(tmp_path).levels("ADEFF", "AVISIT") == ["Baseline", "Month 1", "Month 12"]


def test_ordered_categoricals_are_there_on_request(study: Analysis) -> None:
    assert not isinstance(study.ADEFF["AVISIT"].dtype, pd.CategoricalDtype)
    frame = study.ordered("ADEFF")
    assert frame["AVISIT"].cat.ordered
    assert frame["AVISIT"].cat.categories.tolist() == ["Baseline", "Month 1", "Month 12"]
    assert [name for name in frame if isinstance(frame[name].dtype, pd.CategoricalDtype)] == [
        "PARAMCD", "PARAM", "AVISIT",
    ]  # fmt: skip
    assert study.ordered("ADSL", "SEX")["SEX"].max() == "M"
    counted = frame.groupby("AVISIT", observed=True)["AVAL"].count()
    assert list(counted.items()) == [("Baseline", 2), ("Month 1", 3), ("Month 12", 0)]


def test_datasets_at_a_glance(study: Analysis) -> None:
    seen = study.describe()
    assert list(seen.index) == ["ADSL", "ADEFF"]
    assert list(seen.columns) == ["label", "structure", "records", "subjects", "variables", "keys", "parameters"]
    assert shown(seen) == [
        ("Label of ADSL", "One record per subject", 3, 3, 9, "STUDYID, USUBJID", ""),
        ("Label of ADEFF", "BASIC DATA STRUCTURE", 6, 3, 11, "STUDYID, USUBJID, PARAMCD, AVISITN", "VASPAIN, RESP"),
    ]


def test_a_transport_file_says_no_keys_and_its_records_do(tmp_path: Path) -> None:
    write_datasets(both(), tmp_path, ("xpt",))
    seen = load(tmp_path).describe()[["structure", "keys"]]
    assert shown(seen) == [
        ("one record per subject", "STUDYID, USUBJID"),
        ("one record per subject, parameter, visit", "STUDYID, USUBJID, PARAMCD, AVISITN"),
    ]
    twice = ADEFF.replace("Month 12 | 8       |      |", "Month 1  | 4       | 3    |")
    write_datasets([both()[0], dataset("ADEFF", twice.replace("21581", "21554"))], tmp_path, ("xpt",))
    assert load(tmp_path).describe().loc["ADEFF", "keys"] == "STUDYID, USUBJID, PARAMCD, AVISITN, ADT"
    same = "\n".join([*twice.splitlines(), twice.splitlines()[-1]])
    write_datasets([both()[0], dataset("ADEFF", same)], tmp_path, ("xpt",))
    assert load(tmp_path).describe().loc["ADEFF", ["structure", "keys"]].tolist() == ["", ""]


@pytest.mark.skipif(not PILOT.is_dir(), reason="the CDISC pilot's datasets are not beside the checkout")
def test_datasets_of_others() -> None:
    pilot = load(PILOT)
    assert shown(pilot.describe()[["structure", "records", "subjects", "variables", "parameters"]]) == [
        ("one record per subject", 254, 254, 48, ""),
        ("one record per subject, event", 1191, 225, 55, ""),
        ("one record per subject, parameter", 254, 254, 26, "TTDE"),
    ]
    assert pilot.levels("ADSL", "TRT01P") == ["Placebo", "Xanomeline Low Dose", "Xanomeline High Dose"]
    assert pilot.levels("ADSL", "AGEGR1") == ["<65", "65-80", ">80"]
    assert pilot.describe("ADSL").loc["TRTSDT", ["type", "values"]].tolist() == ["date", "2012-07-09 to 2014-09-02"]
    events = pilot.with_subjects("ADAE", "COMP24FL")
    assert (len(events), events["COMP24FL"].notna().all()) == (1191, True)


def test_variables_at_a_glance(study: Analysis) -> None:
    adsl, adeff = study.describe("ADSL"), study.describe("ADEFF")
    assert list(adsl.columns) == ["label", "type", "filled %", "distinct", "values"]
    assert shown(adsl.loc[["AGE", "TRT01P", "FASFL", "TRTSDT"]]) == [
        ("Age", "integer", 66.7, 2, "41 to 58"),
        ("Planned Treatment for Period 01", "text", 100.0, 2, "BM-MSC | Sham"),
        ("Label of FASFL", "flag", 100.0, 2, "N | Y"),
        ("Label of TRTSDT", "date", 66.7, 2, "2019-01-05 to 2019-02-01"),
    ]
    assert adeff.loc["AVISIT", "values"] == "Baseline | Month 1 | Month 12"
    assert adeff.loc["AVAL", "values"] == "0 to 70"
    # Too long for a line: the first and the last in their order, not in that of the letters.
    long = both()[0]
    long.records["TRT01P"] = long.records["TRT01P"].cat.rename_categories(
        {"Sham": "A sham injection under the skin" * 2}
    )
    seen = Analysis({"ADSL": long}).describe("ADSL").loc["TRT01P", "values"]
    assert seen == "BM-MSC ... A sham injection under the ..."


def test_the_records_of_a_parameter(study: Analysis) -> None:
    assert study.parameter("ADEFF", "VASPAIN")["AVAL"].tolist()[:2] == [62.0, 41.5]
    assert shown(study.parameter("ADEFF", "VASPAIN", ANL01FL="Y", AVISITN=4)[["USUBJID", "AVAL"]]) == [("S-1", 41.5)]
    with pytest.raises(KeyError) as caught:
        study.parameter("ADEFF", "VASPAINS")
    assert str(caught.value) == "ADEFF.PARAMCD\n    no record has VASPAINS\n    did you mean VASPAIN?"
    with pytest.raises(MappingError, match=r"ADEFF\.AVISIT\n    no record has Year 9\n    it has Baseline, Month 1, "):
        study.parameter("ADEFF", "VASPAIN", AVISIT="Year 9")


def test_values_that_are_known_but_never_meet_give_no_records(study: Analysis) -> None:
    assert study.parameter("ADEFF", "RESP", AVISIT="Month 12").empty


def test_a_join_with_adsl_keeps_every_record_and_its_order(study: Analysis) -> None:
    joined = study.with_subjects("ADEFF", "TRT01P", "FASFL")
    assert joined["TRT01P"].tolist() == ["Sham"] * 3 + ["BM-MSC"] * 2 + ["Sham"]
    assert list(joined.columns) == [*study.ADEFF.columns, "TRT01P", "FASFL"]
    assert joined.attrs["labels"]["TRT01P"] == "Planned Treatment for Period 01"
    odd = study.parameter("ADEFF", "RESP").iloc[::-1]
    again = study.with_subjects(odd, "SEX")
    assert again.index.tolist() == [1, 0]
    assert again["SEX"].tolist() == ["M", "M"]
    everything = study.with_subjects("ADEFF")
    assert set(everything) == set(study.ADEFF) | set(study.ADSL)
    assert str(everything["AGE"].dtype) == "Int64"


def test_a_subject_adsl_does_not_know_is_no_silent_blank(study: Analysis) -> None:
    strange = study.ADEFF.assign(USUBJID=lambda frame: frame["USUBJID"].replace("S-3", "S-9"))
    with pytest.raises(MappingError, match="1 subjects are not in ADSL: S-9"):
        study.with_subjects(strange, "SEX")
    with pytest.raises(MappingError, match="no variable USUBJID"):
        study.with_subjects(strange.drop(columns="USUBJID"), "SEX")


def test_two_records_of_a_subject_in_adsl_are_refused_at_the_join(tmp_path: Path) -> None:
    write_datasets([dataset("ADSL", ADSL.replace("S-2", "S-1")), both()[1]], tmp_path, ("parquet",))
    with pytest.raises(MappingError, match="two records of subject S-1"):
        load(tmp_path).with_subjects("ADEFF", "SEX")
