"""What each file of rules makes and reads is told by the rules."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from define_xml.package.rule_files import RuleFile, order_of_building, rule_files, sources, used_for
from mappings.error import MappingErrors
from tests.analysis_folder import write_analysis
from tests.process import STUDY

MORE = """
class = "BASIC DATA STRUCTURE"
label = "Times"
records = 'stack(FIRST, SECOND)'
[predecessors]
ADSL = ["TRTSDT"]
[helpers.FIRST]
records = 'rows(ADAE)'
where = 'TRTEMFL == "Y"'
[helpers.SECOND]
records = 'rows(FIRST)'
[helpers.SECOND.variables]
AVISIT = 'window(AESEQ, windows.low, windows.high, windows.AVISIT)'
[variables]
AGE = {rule = 'subject_value(DM.AGE)', where = 'ADSL.SAFFL == "Y"'}
"""


def made(name: str, *reads: str, submit: bool = True) -> RuleFile:
    """A dataset that is made of others."""
    return RuleFile(name, "", f"adam/{name.lower()}.toml", submit, "rows(X)", "", reads)


@pytest.fixture
def study(tmp_path: Path) -> Path:
    """A small study with a third dataset, helpers and a look-up table."""
    files = {"adam/adtte.toml": MORE, "adam/windows.csv": "AVISIT,low,high\nWeek 1,1,7\n"}
    return write_analysis(tmp_path / "mini", files)


def test_reads(study: Path) -> None:
    found = {one.name: one for one in rule_files(study, "adam")}
    assert {name: one.reads for name, one in found.items()} == {
        "ADAE": ("AE", "ADSL"),
        "ADSL": ("DM", "DOSED"),
        "DOSED": ("EX",),
        "ADTTE": ("FIRST", "SECOND", "ADSL", "DM"),
        "FIRST": ("ADAE",),
        "SECOND": ("FIRST", "windows"),
    }
    assert found["FIRST"] == RuleFile("FIRST", "", "adam/adtte.toml", False, "rows(ADAE)", 'TRTEMFL == "Y"', ("ADAE",))
    assert (found["ADTTE"].label, found["ADTTE"].submit) == ("Times", True)


def test_sources_order_uses(study: Path) -> None:
    found = rule_files(study, "adam")
    assert sources("ADSL", found) == ("DM", "EX")
    assert sources("ADTTE", found) == ("ADAE", "ADSL", "DM", "windows")
    assert order_of_building(found) == (("ADSL",), ("ADAE",), ("ADTTE",))
    assert [used_for(name, found) for name in ("DOSED", "FIRST", "SECOND")] == [("ADSL",), ("ADTTE",), ("ADTTE",)]


def test_no_rules(tmp_path: Path) -> None:
    assert rule_files(write_analysis(tmp_path / "mini"), "sdtm") == ()


def test_broken_rule(tmp_path: Path) -> None:
    folder = write_analysis(tmp_path / "mini", {"adam/adae.toml": "records = 'rows(AE'"})
    with pytest.raises(MappingErrors, match="adae"):
        rule_files(folder, "adam")


def test_raw_tables() -> None:
    """Tabulation: raw tables, look-up tables of the study, other datasets; a relation names its datasets as texts."""
    found = rule_files(STUDY, "sdtm")
    assert sources("QS", found) == ("DM", "odi", "pain_vas", "sf36", "sf36_answers", "tv")
    assert sources("RELREC", found) == ("AE", "CM", "EC", "EX", "HO", "MI", "PR")
    assert all(one.file.startswith("sdtm/") and (STUDY / one.file).is_file() for one in found)


def test_circle_shares_a_step() -> None:
    """Datasets that read each other's variables have no order among them."""
    found = (made("ADA", "DM"), made("ADB", "ADC", "ADA"), made("ADC", "ADB"), made("ADD", "ADC"))
    assert order_of_building(found) == (("ADA",), ("ADB", "ADC"), ("ADD",))


NAMES = ("A", "B", "C", "D", "E")


@given(
    st.fixed_dictionaries({name: st.sets(st.sampled_from([*NAMES, "DM"])) for name in NAMES}),
    st.sets(st.sampled_from(NAMES)),
)
def test_every_dataset_after_what_it_reads(reads: dict[str, set[str]], home: set[str]) -> None:
    """Whatever reads whatever: each submitted dataset has one step, none before what it needs unless that needs it."""
    files = tuple(made(name, *sorted(reads[name] - {name}), submit=name not in home) for name in NAMES)
    steps = order_of_building(files)
    place = {name: number for number, step in enumerate(steps) for name in step}
    assert sorted(name for step in steps for name in step) == sorted(set(NAMES) - home)
    needs = {name: {one for one in sources(name, files) if one in place} for name in place}
    for name, several in needs.items():
        for one in several:
            assert place[one] < place[name] or name in reach(one, needs)
    for name in home:
        for user in used_for(name, files):
            assert user not in home


def reach(name: str, needs: dict[str, set[str]]) -> set[str]:
    """All that a dataset needs, through others."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        for one in needs[waiting.pop()] - found:
            found.add(one)
            waiting.append(one)
    return found
