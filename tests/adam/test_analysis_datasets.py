"""Analysis datasets from study files: predecessors, helpers, carried variables, order, structures, and their errors."""

from __future__ import annotations

from pathlib import Path

import pytest

from adam.datasets import build_study
from mappings.error import InputError, MappingError
from tests.analysis_folder import ADAE, ADSL, AE, STUDY, dataset, write_analysis
from tests.folder import records


def built(folder: Path, changed: dict[str, str | None] | None = None) -> object:
    """The small study, built."""
    write_analysis(folder, changed)
    return build_study(folder, folder / "xpt")


def refused(folder: Path, changed: dict[str, str | None]) -> str:
    """The words of the error."""
    with pytest.raises(MappingError) as error:
        built(folder, changed)
    return str(error.value)


def test_records_and_predecessors(tmp_path: Path) -> None:
    build = built(tmp_path)
    first, second = (records(build, "ADSL")[place] for place in (0, 1))
    # EX of 2019-01-01 has dose 0 and is left out by the helper's condition: 2019-01-05 is day 21554 of SAS.
    assert first == {
        "STUDYID": "MINI", "USUBJID": "MINI-1", "SUBJID": "1", "SITEID": "01", "AGE": 40, "SEX": "M",
        "SAFFL": "Y", "ARM": "A", "TRT01P": "A", "TRTSDT": 21554,
    }  # fmt: skip
    assert second["SAFFL"] == "N"
    assert second["TRTSDT"] is None
    events = records(build, "ADAE")
    assert [(row["SEX"], row["TRTSDT"], row["ASTDT"], row["ASTDTF"], row["TRTEMFL"]) for row in events] == [
        ("M", 21554, 21550, "D", None),
        ("M", 21554, 21555, None, "Y"),
        ("F", None, None, None, None),
    ]


def test_what_a_predecessor_is_called_comes_with_it(tmp_path: Path) -> None:
    build = built(tmp_path)
    spec = next(one for one in build.datasets if one.name == "ADAE").spec  # type: ignore[attr-defined]
    said = {variable.name: (variable.label, variable.format) for variable in spec.variables}
    assert said["SEX"] == ("Sex", "")
    assert said["TRTSDT"] == ("Date of First Exposure to Treatment", "DATE9.")
    assert said["AETERM"] == ("Reported Term for the Adverse Event", "")
    assert spec.class_name == "OCCURRENCE DATA STRUCTURE"
    # Whose record it is first, then what is copied from ADSL, then the standard's order.
    assert [variable.name for variable in spec.variables] == [
        "STUDYID", "USUBJID", "SEX", "TRTSDT", "AESEQ", "AETERM", "AESTDTC", "ASTDT", "ASTDTF", "TRTEMFL",
    ]  # fmt: skip


def test_all_of_a_source_and_an_order_of_ones_own(tmp_path: Path) -> None:
    said = ADAE.replace('ADSL = ["SEX", "TRTSDT"]', 'ADSL = "*"').replace(
        "keys =", 'omitted = ["AESTDTC", "SUBJID"]\norder = ["USUBJID", "AETERM"]\nkeys ='
    )
    build = built(tmp_path, {"adam/adae.toml": said})
    names = list(records(build, "ADAE")[0])
    assert names[:2] == ["USUBJID", "AETERM"]
    assert {"ARM", "TRT01P", "SAFFL", "AGE"} < set(names)
    assert not {"AESTDTC", "SUBJID"} & set(names)


def test_a_dataset_of_another_class_says_its_labels(tmp_path: Path) -> None:
    other = """
label = "Something"
class = "ADAM OTHER"
records = 'rows(AE)'
keys = ["USUBJID", "AESEQ"]

[predecessors]
AE = ["USUBJID", "AESEQ"]

[variables]
MINE = {rule = 'constant("x")', label = "Mine"}
"""
    build = built(tmp_path, {"adam/adother.toml": other})
    assert list(records(build, "ADOTHER")[0]) == ["USUBJID", "AESEQ", "MINE"]


@pytest.mark.parametrize(
    ("name", "old", "new", "words"),
    [
        ("adae", '"ADVERSE EVENT"', '"ADVERSE"', "there is no class OCCURRENCE DATA STRUCTURE ADVERSE"),
        ("adae", '"SEX", "TRTSDT"', '"SEX", "TRTSTD"', "ADSL has no variable TRTSTD"),
        ("adae", "ADSL = ", "ADLS = ", "no dataset ADLS"),
        ("adae", 'keys = ["STUDYID", "USUBJID", "AESEQ"]', 'keys = ["AESQE"]', "ADAE has no variable AESQE"),
        ("adae", "keys =", 'order = ["AETRM"]\nkeys =', "ADAE has no variable AETRM"),
        ("adae", 'label = "Adverse Events Analysis Dataset"', "", "ADAE has no label"),
        ("adae", 'constant("Y")\'', 'constant("Y")\', supplemental = true', "no supplemental qualifiers"),
        ("adae", "TRTEMFL =", "MYFLAG =", "MYFLAG has no label"),
        ("adsl", "helpers.DOSED", "helpers.dosed", "dosed cannot be a helper"),
        ("adsl", "rows(EX)", "rows(EXX)", "no table or dataset EXX"),
        ("adsl", "assign(ARM)", "assign(ARMM)", "no column ARMM; did you mean ARM?"),
        ("adsl", "EXDOSE > 0", "EXDOSEE > 0", "no column EXDOSEE"),
    ],
)
def test_what_an_author_did_wrong(tmp_path: Path, name: str, old: str, new: str, words: str) -> None:
    said = {"adsl": ADSL, "adae": ADAE}[name]
    assert old in said
    assert words in refused(tmp_path, {f"adam/{name}.toml": said.replace(old, new)})


def test_a_published_label_that_no_file_holds_is_the_authors_to_say(tmp_path: Path) -> None:
    # AOCCzzFL is published with a label that leaves out what the study has to say.
    said = ADAE + "\nAOCC01FL = 'constant(\"Y\")'\n"
    words = refused(tmp_path, {"adam/adae.toml": said})
    assert "adae.toml  ADAE.AOCC01FL" in words
    assert "a variable of your own says" in words


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('ADaMIG = "1.3"\n', "", "the study names no version of ADaMIG"),
        ('ADaM = "2025-03-28"\n', "", "the study names no release of ADaM controlled terminology"),
        ('ADaMIG = "1.3"', 'ADaMIG = "9.9"', "not shipped"),
    ],
)
def test_standards_an_analysis_needs(tmp_path: Path, old: str, new: str, words: str) -> None:
    assert words in refused(tmp_path, {"study.toml": STUDY.replace(old, new)})


def test_an_sdtm_dataset_that_may_be_absent(tmp_path: Path) -> None:
    said = ADSL + "LSTALVDT = {rule = 'subject_largest(TRTSDT, VISITED.ADT)', format = \"DATE9.\"}\n"
    said += "\n[helpers.VISITED]\nrecords = 'rows(SV)'\n\n[helpers.VISITED.variables]\nADT = 'date(SVSTDTC)'\n"
    changed = {"adam/adsl.toml": said, "study.toml": STUDY}
    assert "no table or dataset SV" in refused(tmp_path / "without", changed)
    changed["study.toml"] = STUDY + '\n[sources.SV]\ncolumns = ["USUBJID", "SVSTDTC"]\n'
    assert [row["LSTALVDT"] for row in records(built(tmp_path / "with", changed), "ADSL")] == [21554, None]


def test_only_the_datasets_that_rules_name_are_read(tmp_path: Path) -> None:
    write_analysis(tmp_path)
    (tmp_path / "xpt" / "ts.xpt").write_bytes(b"no transport file")
    assert len(build_study(tmp_path, tmp_path / "xpt").datasets) == 2
    (tmp_path / "xpt" / "ex.xpt").write_bytes(b"no transport file")
    with pytest.raises(InputError, match=r"ex\.xpt"):
        build_study(tmp_path, tmp_path / "xpt")


def test_csv_that_says_nothing_of_types(tmp_path: Path) -> None:
    write_analysis(tmp_path)
    frame = dataset("AE", AE).records.astype({"AESEQ": int})
    (tmp_path / "xpt" / "ae.xpt").unlink()
    frame.to_csv(tmp_path / "xpt" / "ae.csv", index=False)
    events = records(build_study(tmp_path, tmp_path / "xpt"), "ADAE")
    assert [row["AESEQ"] for row in events] == [1, 2, 1]
    frame.assign(AESEQ=["1", "two", "1"]).to_csv(tmp_path / "xpt" / "ae.csv", index=False)
    with pytest.raises(InputError) as error:
        build_study(tmp_path, tmp_path / "xpt")
    assert "ae.csv  AE.AESEQ  record 2" in str(error.value)


def test_what_tabulation_does_not_take(tmp_path: Path) -> None:
    from tests.folder import AE as SDTM_AE
    from tests.folder import spec, write_study

    write_study(tmp_path, {"sdtm/ae.toml": SDTM_AE.replace("keys =", 'order = ["AETERM"]\nkeys =')})
    with pytest.raises(MappingError, match="analysis datasets only"):
        spec(tmp_path)
