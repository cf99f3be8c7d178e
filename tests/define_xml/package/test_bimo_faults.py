"""What is wrong with what a study says of its sites and its endpoint is told, with the remedy."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from define_xml.package.bimo import read_sites, site_level
from define_xml.package.bimo.variables import Listed, check_rule, listed
from define_xml.package.settings import BimoEntry, Settings
from mappings.error import InputError, MappingError
from tests.define_xml.package.example_bimo import AE, FRAMES, STUDY, WHERE, made

WRONG: dict[str, tuple[dict[str, str], str]] = {
    "type": ({"endpoint_type": "contin"}, "endpoint_type\n    'contin' is no type of an endpoint"),
    "dataset": ({"endpoint_where": 'ADEF: AVAL == "1"'}, "no dataset ADEF was built\n    did you mean ADEFF?"),
    "no dataset": ({"endpoint_where": 'PARAMCD == "VAS"'}, "names no dataset and no condition"),
    "variable": ({"endpoint_where": 'ADEFF: PARMCD == "VAS"'}, "no variable PARMCD\n    did you mean PARAMCD?"),
    "value": ({"endpoint_value": "AVALL"}, "ADEFF has no variable AVALL"),
    "condition": ({"endpoint_where": "ADEFF: PARAMCD"}, "not a condition"),
    "twice": ({"endpoint_where": 'ADEFF: PARAMCD == "VAS"'}, "2 records of subject 1-1"),
    "control": ({"control": "Placbo"}, "control\n    no subject of DM has the arm 'Placbo'\n    did you mean Placebo?"),
    "binary": ({"endpoint_type": "Binary", "endpoint_value": "CHG"}, "CHG holds what is no value of a Binary endpoint"),
    "numbers": ({"endpoint_value": "FLAG"}, "FLAG holds what is no value of a Continuous endpoint"),
}


@pytest.mark.parametrize("name", WRONG)
def test_an_endpoint_that_cannot_be_is_told(name: str) -> None:
    said, words = WRONG[name]
    with pytest.raises(MappingError) as told:
        made(**{"endpoint_type": "Continuous", "endpoint_where": WHERE, "endpoint_value": "CHG", **said})
    assert words in str(told.value)


def test_a_study_that_does_not_declare_it_has_none() -> None:
    with pytest.raises(MappingError, match="declares no site-level dataset"):
        site_level(FRAMES, Settings(), STUDY)
    with pytest.raises(MappingError, match="there is no dataset DM"):
        made({"AE": AE})


def listed_sites(folder: Path, text: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a study's list of sites."""
    (folder / "bimo").mkdir(exist_ok=True)
    (folder / "bimo" / "sites.csv").write_text(text, encoding="utf-8")
    return read_sites(folder, Settings(bimo=BimoEntry()))


def test_the_list_of_sites_is_read_with_its_faults(tmp_path: Path) -> None:
    assert read_sites(tmp_path, Settings(bimo=BimoEntry())) == ()
    assert listed_sites(tmp_path, "SITEID,CITY\n01,Lyon\n") == ({"SITEID": "01", "CITY": "Lyon"},)
    with pytest.raises(MappingError) as told:
        listed_sites(tmp_path, "SITEID,LASTNAM\n01,a\n,b\n01,c\n")
    assert [one.problem for one in told.value.errors] == [  # type: ignore[attr-defined]
        "no column LASTNAM is known", "line 3: no SITEID", "line 4: site 01 stands on line 2 already",
    ]  # fmt: skip
    with pytest.raises(MappingError, match="no column SITEID"):
        listed_sites(tmp_path, "CITY\nLyon\n")


def test_values_that_do_not_fit_are_told() -> None:
    with pytest.raises(MappingError, match=r"clinsite  FINLMAX\n    'much' is no number"):
        made(sites=({"SITEID": "01", "FINLMAX": "much"},))
    with pytest.raises(MappingError, match="has 201 letters; the variable holds 200"):
        made(sites=({"SITEID": "01", "CITY": "x" * 201},))
    with pytest.raises(InputError, match="CITY"):
        made(sites=({"SITEID": "01", "CITY": "Besançon"},)).files()
    assert "clinsite.xpt" in made(sites=({"SITEID": "01", "CITY": "Besançon"},)).files("cp1252")


def test_a_rule_that_nothing_follows_is_told_to_who_mends_the_list() -> None:
    with pytest.raises(MappingError, match=r"clinsite\.csv  X\n    no rule enroled\n    did you mean enrolled\?"):
        check_rule(Listed("X", "X", "Num", "integer", 8, "Req", "enroled", "x"))
    check_rule(Listed("X", "X", "Char", "text", 8, "Req", "particular:ANY", "x"))
    assert all(len(one.label) <= 40 and len(one.name) <= 8 for one in listed())
