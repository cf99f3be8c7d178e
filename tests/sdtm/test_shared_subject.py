"""The subject of a raw table, by a rule that all datasets share, whatever word says it."""

from __future__ import annotations

from pathlib import Path

import pytest

import sdtm
from tests.folder import DM, STUDY, records, write_study

SHARED = """USUBJID = 'joined("MINI", subject, separator="-")'"""


@pytest.mark.parametrize("word", ["assign", "text"])
def test_a_raw_table_is_met_by_subject(word: str, tmp_path: Path) -> None:
    assert SHARED in STUDY
    folder = write_study(
        tmp_path / "mini",
        {
            "study.toml": STUDY.replace(SHARED, f"USUBJID = '{word}(subject)'"),
            "sdtm/dm.toml": DM + "ARMCD = 'subject_value(arms.arm)'\n",
            "raw/arms.csv": "subject,arm\n01-002,B\n01-001,A\n",
        },
    )
    found = [(one["USUBJID"], one["ARMCD"]) for one in records(sdtm.build(folder), "DM")]
    assert found == [("01-001", "A"), ("01-002", "B")]
