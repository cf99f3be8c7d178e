"""Joins over time on millions of records, and a build of part of a study: bounded memory, the same answers."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from adam.datasets import build_datasets, load_analysis
from adam.sources import read_encoded
from mappings.bound import mentioned
from tests.analysis_folder import ADSL, write_analysis

ROOT = Path(__file__).parents[2]
JOIN = """
import resource, sys
import numpy as np, pandas as pd
from pandas import Series
from adam.algorithms.joined import joined_flag, value_before
from mappings.distinct import encoded

# admiral #2214: 7 million records of 70,000 subjects, joined with as many; all pairs would be 700 million.
rows, people = 7_000_000, 70_000
index, place = pd.RangeIndex(rows), np.arange(rows)
subject = encoded(place % people, [f"S{one:06}" for one in range(people)], index)
labels = pd.Index(subject.astype("object"), name="USUBJID")
# The subject's n-th record is of day 10 n; there the n-th is of day 10 n - 3 and says n.
number = (place // people).astype(np.float64)
date, dates = Series(10 * number, index=index), Series((10 * number - 3)[::-1].copy(), index=labels[::-1])
values = Series(number[::-1].copy(), index=dates.index)
limit = 3 << 30
held = int(open("/proc/self/statm").read().split()[0]) * resource.getpagesize()
resource.setrlimit(resource.RLIMIT_AS, (held + limit, held + limit))
assert (value_before(date, dates, values, subject=subject).to_numpy() == number).all()
assert (joined_flag(date, dates, within_days=3, subject=subject) == "Y").all()
assert joined_flag(date, dates, within_days=2, subject=subject).isna().all()
print("whole")
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="the limit of memory is Linux's")
def test_seven_million_records_join_in_three_gigabytes() -> None:
    """admiral #2214: joins by subject and time finish within a limit that the system enforces, and are right."""
    done = subprocess.run([sys.executable, "-c", JOIN], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.stdout, done.returncode) == ("whole\n", 0), done.stderr[-2000:]


def test_a_part_of_a_study_is_built_as_in_the_whole(tmp_path: Path) -> None:
    """`only` builds the named and what they are made of; each value is that of the whole build."""
    late = """
label = "Late events"
class = "ADAM OTHER"
records = 'rows(ADAE)'
where = 'ASTDT >= TRTSDT'
keys = ["USUBJID", "AESEQ"]

[predecessors]
ADAE = ["USUBJID", "AESEQ"]
"""
    write_analysis(tmp_path, {"adam/adlate.toml": late})
    whole = {one.name: one for one in build_datasets(load_analysis(tmp_path, tmp_path / "xpt")).datasets}
    for only, names in (("ADSL", {"ADSL"}), ("ADAE", {"ADSL", "ADAE"}), ("ADLATE", {"ADSL", "ADAE", "ADLATE"})):
        part = build_datasets(load_analysis(tmp_path, tmp_path / "xpt"), only=[only])
        assert {one.name for one in part.datasets} == names
        for one in part.datasets:
            assert one.records.astype("object").equals(whole[one.name].records.astype("object"))
            assert [variable.name for variable in one.spec.variables] == list(one.records.columns)


def test_what_a_part_does_not_need_is_neither_read_nor_lost(tmp_path: Path) -> None:
    """The ledger of a part speaks of what the part was made of: of nothing else rows are lost, or told."""
    write_analysis(tmp_path, {"adam/adsl.toml": ADSL})
    study = load_analysis(tmp_path, tmp_path / "xpt")
    part = build_datasets(study, only=["ADSL"])
    assert "AE" in study.tabulation.streams
    assert set(study.tabulation.datasets) == {"DM", "EX"}
    assert {form.table for form in part.ledger.forms} == {"DM", "EX"}
    assert [form.lost for form in part.ledger.forms] == [0, 0]
    assert part.ledger.notes[-1] == "only ADSL of the study: text is as long as these need it"


def test_columns_that_no_rule_names_keep_their_place_and_nothing_else(tmp_path: Path) -> None:
    """EX has a dose and a start that ADSL reads; DM's sex is copied, its arm assigned, its age carried."""
    folder = write_analysis(tmp_path)
    study = load_analysis(folder, folder / "xpt")
    built = build_datasets(study, only=["ADSL"])
    read = study.tabulation.datasets
    assert set(read) == {"DM", "EX"}
    assert list(read["EX"].records.columns) == ["STUDYID", "USUBJID", "EXSEQ", "EXDOSE", "EXSTDTC"]
    named = mentioned(built.applied.bound)
    assert named is not None
    assert {"EXDOSE", "EXSTDTC", "SEX", "ARM", "AGE"} <= named
    # No rule of ADSL reads the number of a dose: who looks for records by it still finds it.
    assert "EXSEQ" not in named
    assert read["EX"].records["EXSEQ"].tolist() == [1, 2]


def test_a_column_that_no_rule_names_is_left_empty(tmp_path: Path) -> None:
    folder = write_analysis(tmp_path)
    study = load_analysis(folder, folder / "xpt")
    build_datasets(study, only=["ADAE"])
    assert study.tabulation.datasets["AE"].records["AETERM"].tolist() == ["Headache", "Cough", "Fever"]
    again = load_analysis(folder, folder / "xpt")
    build_datasets(again, only=["ADSL"])
    whole = read_encoded(again.tabulation.streams["AE"], {"AESTDTC"}).records
    assert whole["AETERM"].isna().all()
    assert whole["AESTDTC"].tolist() == ["2019-01", "2019-01-06", "2019"]
    assert whole["AESEQ"].tolist() == [1, 2, 1]


def test_a_study_with_words_of_its_own_reads_every_column(tmp_path: Path) -> None:
    """Nobody knows what they look at."""
    folder = write_analysis(tmp_path)
    own = "from pandas import Series\n\n\ndef kept(source: Series) -> Series:\n"
    own += '    """The value as it is.\n\n    Example:\n        ARM = \'kept(ARM)\'\n    """\n    return source\n'
    (folder / "algorithms.py").write_text(own)
    adsl = (folder / "adam" / "adsl.toml").read_text()
    (folder / "adam" / "adsl.toml").write_text(adsl.replace("assign(ARM)", "kept(ARM)"))
    study = load_analysis(folder, folder / "xpt")
    assert mentioned(build_datasets(study).applied.bound) is None
