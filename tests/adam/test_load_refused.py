"""What `adam.load` refuses, and in which words: folders, formats, files and names that are not there."""

from __future__ import annotations

from pathlib import Path

import pytest

from adam.loaded import load
from define_xml.transport.files import write_datasets
from mappings.error import InputError, MappingError
from tests.adam.test_load import ADSL, both, dataset


def refused(folder: Path, **how: str) -> str:
    """The words of the refusal."""
    with pytest.raises(InputError) as caught:
        load(folder, **how)
    return str(caught.value)


def test_no_such_folder(tmp_path: Path) -> None:
    (tmp_path / "respine").mkdir()
    assert refused(tmp_path / "respin") == "respin\n    no such folder\n    did you mean respine?"
    assert "no such folder\n    build it: python -m adam build" in refused(tmp_path / "x" / "y")


def test_a_file_is_no_folder(tmp_path: Path) -> None:
    (tmp_path / "adsl.xpt").write_bytes(b"")
    assert refused(tmp_path / "adsl.xpt") == "adsl.xpt\n    a file, no folder\n    load the folder it is in"


def test_no_adsl(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_bytes(b"nothing")
    assert "no ADSL here\n    build it: python -m adam build" in refused(tmp_path)
    write_datasets([dataset("DM", ADSL)], tmp_path, ("xpt",))
    write_datasets([both()[1]], tmp_path / "adam", ("xpt",))
    assert "no ADSL here or in adam, only ADEFF" in refused(tmp_path)


def test_a_format_that_is_not_there_or_is_none(tmp_path: Path) -> None:
    write_datasets(both(), tmp_path, ("xpt",))
    assert refused(tmp_path, format="parquet").endswith("no ADSL in format parquet\n    there is one in xpt")
    with pytest.raises(MappingError, match=r"no format parket\n    did you mean parquet\?"):
        load(tmp_path, format="parket")


def test_a_file_that_is_cut_is_not_read(tmp_path: Path) -> None:
    write_datasets(both(), tmp_path, ("parquet",))
    path = tmp_path / "adeff.parquet"
    path.write_bytes(path.read_bytes()[:-200])
    assert refused(tmp_path).startswith("adeff.parquet\n")


def test_a_file_that_holds_another_dataset(tmp_path: Path) -> None:
    write_datasets(both(), tmp_path, ("parquet",))
    (tmp_path / "adeff.parquet").rename(tmp_path / "adqs.parquet")
    assert refused(tmp_path) == (
        "adqs.parquet\n    the file holds dataset ADEFF\n    name it adeff.parquet, or load another folder"
    )


def test_misspelt_names(tmp_path: Path) -> None:
    write_datasets(both(), tmp_path, ("parquet",))
    study = load(tmp_path)
    words = "ADEF\n    no dataset of that name\n    did you mean ADEFF?"
    with pytest.raises(KeyError) as by_key:
        study["ADEF"]
    with pytest.raises(AttributeError) as by_name:
        _ = study.ADEF
    with pytest.raises(MappingError) as by_label:
        study.labels("ADEF")
    assert [str(caught.value) for caught in (by_key, by_name, by_label)] == [words] * 3
    assert not hasattr(study, "ADAE")
    assert study.get("ADAE") is None
    with pytest.raises(MappingError, match=r"XYZ\n    no dataset of that name\n    there are ADSL, ADEFF"):
        study.describe("XYZ")
    with pytest.raises(MappingError, match=r"ADSL\.SEXX\n    no variable of that name in ADSL\n    did you mean SEX\?"):
        study.levels("ADSL", "SEXX")
    with pytest.raises(MappingError, match=r"ADSL\.TRT1P\n.*\n    did you mean TRT01P\?"):
        study.with_subjects("ADEFF", "TRT1P")
    with pytest.raises(MappingError, match=r"ADSL\.PARAMCD\n    no variable of that name in ADSL"):
        study.parameter("ADSL", "VASPAIN")


def test_a_loaded_study_survives_copies_and_completion(tmp_path: Path) -> None:
    import copy

    write_datasets(both(), tmp_path, ("parquet",))
    study = load(tmp_path)
    assert {"ADEFF", "describe"} <= set(dir(study))
    assert copy.copy(study).ADSL.shape == study.ADSL.shape
    assert copy.deepcopy(study).ADSL.shape == study.ADSL.shape
