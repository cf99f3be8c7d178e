"""The reference study's two define.xml, as the commands write them: valid, without a finding, read alike by odmlib."""

from __future__ import annotations

from pathlib import Path

import pytest

from adam.__main__ import main as analyse
from define_xml.check_command import checked
from define_xml.checks import check_define
from define_xml.read import read_define
from define_xml.schema import schema_findings
from sdtm.__main__ import main as tabulate
from tests.define_xml.test_define_odmlib import opened, ours, theirs
from tests.golden.raw import STUDY, UNBLINDING


@pytest.fixture(scope="module")
def delivered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an unblinded build of both floors."""
    out = tmp_path_factory.mktemp("defined") / "respine"
    unblind = [word for path in UNBLINDING for word in ("--unblind", str(path))]
    assert tabulate(["build", str(STUDY), "--out", str(out), "--quiet", *unblind]) == 0
    assert analyse(["build", str(STUDY), "--sdtm", str(out), "--out", str(out / "adam"), "--quiet"]) == 0
    return out


@pytest.mark.parametrize("floor", ["", "adam"])
def test_the_schema_and_our_own_checks_find_nothing(delivered: Path, floor: str) -> None:
    path = delivered / floor / "define.xml"
    assert schema_findings(path.read_bytes()) == ()
    assert check_define(read_define(path), path.read_bytes()) == ()


@pytest.mark.parametrize("floor", ["", "adam"])
def test_odmlib_counts_the_same(delivered: Path, floor: str) -> None:
    path = delivered / floor / "define.xml"
    counted = theirs(opened(path, "2.1", results=floor == "adam"))
    assert counted == ours(read_define(path))
    assert min(counted[name] for name in ("datasets", "variables", "value items", "codelists", "methods")) > 7


PLANTED = {("value_not_in_codelist", "AE.AEOUT")}
# The same value, and that nobody died, which is a result.
ANALYSED = {("value_not_in_codelist", "ADAE.AEOUT"), ("analysis_selects_nothing", "ADSL")}


@pytest.mark.parametrize(("floor", "known"), [("", PLANTED), ("adam", ANALYSED)])
def test_beside_the_data_only_what_is_known_is_found(delivered: Path, floor: str, known: set[tuple[str, str]]) -> None:
    done = checked(delivered / floor, None, STUDY, delivered if floor else None)
    assert {(one.check, one.place) for one in done.findings} == known
    assert [words for words in done.left if "records are missing" not in words] == []
    # Every page that define.xml names was looked up in the text of the annotated CRF.
    assert any(words.endswith("references to pages of acrf.pdf") for words in done.run) == (not floor)
