"""List B, 20: lengths shared over a study, as the written files have them."""

from __future__ import annotations

from pathlib import Path

import pytest

from sdtm.__main__ import main
from tests.define_xml.acceptance.bad_files import lengths
from tests.folder import AE, DM, write_study

SUPPLEMENTAL = """
AESP = {rule = 'assign(remark)', label = "Remark of the Site", supplemental = true}
EPOCH = 'assign(phase)'
"""
MORE = {
    "sdtm/ae.toml": AE + SUPPLEMENTAL,
    "sdtm/dm.toml": DM + """DMREM = {rule = 'assign(remark)', label = "Remark", supplemental = true}\n""",
    "sdtm/cm.toml": """
records = 'rows(drugs)'
keys = ["STUDYID", "USUBJID", "CMTRT"]

[variables]
CMTRT = 'assign(drug)'
EPOCH = 'assign(phase)'
""",
    "raw/people.csv": "subject,sex,treated,remark\n01-001,1,05-JAN-2019,x\n01-002,2,UN-FEB-2019,yes\n",
    "raw/events.csv": (
        "subject,term,started,remark,phase\n01-001,Headache,05-JAN-2019,a long remark of 25 bytes,RUN-IN\n"
        "01-002,Fever,UN-UNK-2019,,TREATMENT\n"
    ),
    "raw/drugs.csv": "subject,drug,phase\n01-001,Aspirin,SCREENING\n01-002,Ibuprofen,FOLLOW-UP\n",
}


@pytest.fixture
def built(tmp_path: Path) -> dict[str, dict[str, int]]:
    """The lengths in each file of a small study."""
    folder = write_study(tmp_path / "mini", MORE)
    assert main(["build", str(folder), "--out", str(tmp_path / "out"), "--quiet"]) <= 1
    return {path.stem: lengths(path) for path in sorted((tmp_path / "out").glob("*.xpt"))}


def test_b20_a_variable_has_one_length_in_the_study(built: dict[str, dict[str, int]]) -> None:
    assert list(built) == ["ae", "cm", "dm", "suppae", "suppdm"]
    # TREATMENT and FOLLOW-UP have 9 letters, of which the one is in AE and the other in CM alone.
    assert (built["ae"]["EPOCH"], built["cm"]["EPOCH"]) == (9, 9)
    for name in ("STUDYID", "DOMAIN", "USUBJID"):
        assert len({built[one][name] for one in ("ae", "cm", "dm")}) == 1


def test_b20_a_supplemental_dataset_has_lengths_of_its_own(built: dict[str, dict[str, int]]) -> None:
    assert built["suppae"]["QVAL"] == len("a long remark of 25 bytes")
    assert built["suppdm"]["QVAL"] == len("yes")
    assert (built["suppae"]["QLABEL"], built["suppdm"]["QLABEL"]) == (len("Remark of the Site"), len("Remark"))
    assert (built["suppae"]["IDVAR"], built["suppdm"]["IDVAR"]) == (len("AESEQ"), 1)
