"""Tests of FDA's technical rejection criteria about files, tags and define.xml, and of the order of all."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from mappings.dataset import Dataset, FileFacts
from mappings.error import InputError
from mappings.spec import DatasetSpec
from validation.rejection import NO_TAGGING, REJECTION_CHECKS, Submitted, first_rejected, rejections, submitted
from validation.result import CheckInfo, Hits, Identifier, Outcome
from validation.tagging import Tagging, found_tagging, read_tagging

SDTM, DEFINE = "data-tabulation-dataset-sdtm", "data-tabulation-data-definition"
GOOD = Tagging("stf-s1.xml", "S1", {"dm.xpt": (SDTM,), "ts.xpt": (SDTM,), "define.xml": (DEFINE,)})
FILES = ("dm.xpt", "ts.xpt")
STF = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE ectd:study SYSTEM "../../util/dtd/ich-stf-v2-2.dtd">
<ectd:study xmlns:ectd="http://www.ich.org/ectd" xmlns:xlink="http://www.w3.org/1999/xlink" dtd-version="2.2">
<study-identifier><title>T</title><study-id> S1 </study-id></study-identifier><study-document>
<doc-content xlink:href="../../index.xml#a1"><file-tag name="data-tabulation-dataset-sdtm" info-type="us"/>
</doc-content>
<doc-content xlink:href="define.xml"><file-tag name="data-tabulation-data-definition" info-type="us"/></doc-content>
<doc-content xlink:href="../../index.xml#lost"><file-tag name="x"/></doc-content></study-document></ectd:study>"""
INDEX = """<?xml version="1.0"?>
<ectd:ectd xmlns:ectd="http://www.ich.org/ectd" xmlns:xlink="http://www.w3.org/1999/xlink">
<leaf ID="a1" xlink:href="m5/datasets/s1/tabulations/sdtm/dm.xpt"/></ectd:ectd>"""


def statuses(given: Submitted) -> dict[str, str]:
    """What each criterion says."""
    return {one.check.id.removeprefix("TD-FDA"): one.status for one in rejections(given)}


PASSED = {"1736E": "passed", "1789": "passed", "1735": "passed", "1738B": "passed"}


@pytest.mark.parametrize(
    ("given", "failed"),
    [
        (Submitted(FILES, True, ("S1",), "sdtm", GOOD), {}),
        (Submitted(FILES, False, ("S1",), "sdtm", GOOD), {"1736E"}),
        (Submitted((*FILES, "ae.xpt"), True, ("S1",), "sdtm", GOOD), {"1789"}),
        (Submitted(FILES, True, ("S1",), "adam", GOOD), {"1735"}),
        (Submitted(FILES, True, ("S1",), "send", GOOD), {"1735"}),
        (Submitted(FILES, True, ("S2",), "sdtm", GOOD), {"1738B"}),
        (Submitted(FILES, True, (), "sdtm", GOOD), {}),
        (Submitted(FILES, True, ("S1",), "sdtm", Tagging("s", "S1", {**GOOD.tags, "define.xml": (SDTM,)})), {"1735"}),
        (Submitted(FILES, True, ("S1",), "sdtm", Tagging("s", "S1", {**GOOD.tags, "dm.xpt": ()})), {"1735"}),
        (Submitted(("DM.xpt",), True, ("S1",), "sdtm", GOOD), {}),
    ],
    ids=["good", "nodefine", "untagged", "adam", "send", "study", "nostudy", "definetag", "notag", "capitals"],
)
def test_criteria_about_files(given: Submitted, failed: set[str]) -> None:
    assert statuses(given) == {**PASSED, **dict.fromkeys(failed, "failed")}


def test_without_a_study_tagging_file_nothing_about_tags_is_passed() -> None:
    found = rejections(Submitted(FILES, True, ("S1",)))
    assert {one.check.id: one.reason for one in found if one.status == "not_run"} == dict.fromkeys(
        ("TD-FDA1789", "TD-FDA1735", "TD-FDA1738B"), NO_TAGGING
    )
    unread = rejections(Submitted(FILES, True, ("S1",), unread="stf.xml: is cut"))
    assert {one.reason for one in unread if one.status == "not_run"} == {"stf.xml: is cut"}


def test_what_is_found_names_files_and_tags() -> None:
    found = rejections(Submitted(("ae.xpt", "dm.xpt"), True, ("S2",), "adam", GOOD))
    told = {one.check.id: [value[0] for value in one.hits.values] for one in found if one.hits is not None}
    assert told == {
        "TD-FDA1789": ["ae.xpt", ""],
        "TD-FDA1735": ["dm.xpt; define.xml", f"{SDTM}; {DEFINE}"],
        "TD-FDA1738B": ["S1", "S2"],
    }


def dataset(name: str, study: str, file: str = "") -> Dataset:
    """A dataset with one record of a study."""
    spec = DatasetSpec(name=name, label="", domain=name)
    return Dataset(spec, pd.DataFrame({"STUDYID": [study]}), FileFacts(file, "xpt") if file else None)


def test_what_is_submitted_is_asked_of_the_datasets() -> None:
    given = submitted({"DM": dataset("DM", "S1 "), "TS": dataset("TS", "S2", "TS.xpt")}, "sdtm", True, GOOD)
    assert given == Submitted(("dm.xpt", "TS.xpt"), True, ("S2",), "sdtm", GOOD)
    assert submitted({"AE": dataset("AE", "S1")}, "sdtm", False).studies == ()


def failing(*numbers: str) -> list[Outcome]:
    """Outcomes of criteria that failed."""
    value = Hits(("x",), None, (np.array(["y"], dtype=object),))
    infos = [CheckInfo(one, "file", "error", "", identifiers=(Identifier("FDA", f"TRC{one}"),)) for one in numbers]
    return [Outcome(one, "", "failed", hits=value) for one in infos]


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((), ""),
        (("1738",), ""),
        (("1736", "1734"), "FDA's gateway rejects at criterion 1734; 1735 and 1736 are not looked at before it is met"),
        (("1735",), "FDA's gateway rejects at criterion 1735; 1736 is not looked at before it is met"),
        (("1736",), "FDA's gateway rejects at criterion 1736"),
    ],
    ids=["none", "medium", "chain", "tags", "last"],
)
def test_the_gateway_stops_at_the_first_of_the_chain(numbers: tuple[str, ...], words: str) -> None:
    assert first_rejected(failing(*numbers)) == words
    passed = [Outcome(one.check, "", "passed") for one in failing("1734")]
    assert first_rejected([*passed, *failing(*numbers)]) == words


def test_a_study_tagging_file_is_found_above_and_read_with_its_index(tmp_path: Path) -> None:
    folder = tmp_path / "m5" / "s1"
    folder.mkdir(parents=True)
    assert found_tagging(folder) is None
    (tmp_path / "m5" / "stf-s1.xml").write_text(STF, encoding="utf-8")
    (tmp_path / "index.xml").write_text(INDEX, encoding="utf-8")
    path = found_tagging(folder)
    assert path is not None
    tags = {"dm.xpt": (SDTM,), "define.xml": (DEFINE,)}
    assert read_tagging(path) == Tagging("stf-s1.xml", "S1", tags, ("../../index.xml#lost",))


def test_without_an_index_references_into_it_are_lost(tmp_path: Path) -> None:
    (tmp_path / "stf-s1.xml").write_text(STF, encoding="utf-8")
    found = read_tagging(tmp_path / "stf-s1.xml")
    assert found.lost == ("../../index.xml#a1", "../../index.xml#lost")
    assert set(found.tags) == {"define.xml"}


@pytest.mark.parametrize("content", ["", "<a>", "no XML", '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;'])
def test_what_is_no_whole_xml_is_refused(tmp_path: Path, content: str) -> None:
    (tmp_path / "stf-x.xml").write_text(content, encoding="utf-8")
    with pytest.raises(InputError, match=r"stf-x\.xml"):
        read_tagging(tmp_path / "stf-x.xml")


def test_ids_are_unique_and_each_names_its_criterion() -> None:
    assert len({one.id for one in REJECTION_CHECKS}) == len(REJECTION_CHECKS)
    assert all(one.identifiers[0].id[3:] in one.id for one in REJECTION_CHECKS)
