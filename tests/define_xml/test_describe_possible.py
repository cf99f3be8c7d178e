"""What rules can give, and which rule fills the records of a test: read off the rules alone, without a record."""

from __future__ import annotations

from pathlib import Path

import pytest

import adam.words
import sdtm.words
from define_xml.describe.item_sources import Asked, Made, item_source
from define_xml.describe.possible import Possible
from define_xml.describe.tested import asked_codes
from mappings.bind import bind
from mappings.bound import Bound
from mappings.records import Records, column_names, table_records
from mappings.study import load_study
from sdtm.datasets import build_study
from sdtm.sources.study import own_tables
from tests.folder import write_study
from tests.table import table

FOLDER = Path(__file__).parents[2] / "mappings" / "respine"
FORM = {
    "people": ("subject", "sex", "treated"), "events": ("subject", "term", "started"),
    "form": ("subject", "kind", "a", "b", "words", "grade"), "other": ("subject", "c"),
}  # fmt: skip
ANSWERS = table("code | text\n1 | Never\n2 | Often")
FA = """
records = 'stack(FIRST, SECOND)'
class = "Findings About"

[variables]
FAOBJ = 'constant("PAIN")'
FATEST = 'decode(FATESTCD)'
{}

[helpers.FIRST]
records = 'unpivot(form, NUMDAYS=a, OCCUR=b)'

[helpers.FIRST.variables]
FATESTCD = 'assign(test)'
days     = {{rule = 'text(result)', where = 'test == "NUMDAYS"'}}
happened = {{rule = 'recode(result, {{"1": "Y", "0": "N"}})', where = 'test == "OCCUR"'}}
FAORRES  = 'first_known(days, happened)'

[helpers.SECOND]
records = 'rows(other)'
where = 'c.notna()'

[helpers.SECOND.variables]
FATESTCD = 'constant("SEV")'
FAORRES  = 'assign(c)'
"""


def bound(folder: Path, lines: str = "", name: str = "fa") -> Bound:
    """The small study with findings about something, bound to the names of its tables."""
    changed = {f"sdtm/{name}.toml": FA.format(lines)}
    study = load_study(write_study(folder, {**changed, "sdtm/ae.toml": None}))
    return bind(study, {**FORM, "answers": ("code", "text")}, sdtm.words.study_words(folder))


@pytest.mark.parametrize(
    ("rule", "groups"),
    [
        ("""'constant("A")'""", [("A",)]),
        ("""'recode(FATESTCD, {"1": "Y", "2": "N", "3": None})'""", [("Y", "N")]),
        ("""'flag(FATESTCD)'""", [("Y",)]),
        ("""'flag(FATESTCD, value="N")'""", [("N",)]),
        ("""'first_known(FAOBJ, "ELSE")'""", [("ELSE",), ("PAIN",)]),
        ("""'upper(FATESTCD)'""", [("NUMDAYS", "OCCUR"), ("SEV",)]),
        ("""'lookup(FATESTCD, answers.code, answers.text)'""", [("Never", "Often")]),
        ("""'part(FAOBJ, "-", 1)'""", []),
        ("""{rule = 'assign(FAORRES)', codelist = "SEX"}""", [("F", "M"), ("Y", "N")]),
    ],
)
def test_what_rules_can_give(rule: str, groups: list[tuple[str, ...]], tmp_path: Path) -> None:
    possible = Possible(bound(tmp_path, f"FACAT = {rule}"), {"answers": table_records("answers", ANSWERS)})
    assert list(possible.groups("FA", "FACAT")) == groups
    assert possible.groups("FA", "NEVER") == ()


def test_codes_are_known_or_nobody_knows(tmp_path: Path) -> None:
    possible = Possible(bound(tmp_path))
    assert possible.codes("FIRST", "FATESTCD") == frozenset({"NUMDAYS", "OCCUR"})
    assert possible.codes("SECOND", "FATESTCD") == frozenset({"SEV"})
    assert possible.codes("FA", "FATESTCD") == frozenset({"NUMDAYS", "OCCUR", "SEV"})
    assert possible.codes("SECOND", "subject") is None
    assert possible.codes("form", "kind") is None


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("NUMDAYS", Asked("form", "a", "NUMDAYS", "FIRST")),
        ("OCCUR", ("FIRST", "happened")),
        ("SEV", Asked("other", "c")),
        ("NEVER", None),
    ],
)
def test_the_result_of_a_test_is_followed_to_what_fills_it(code: str, told: object, tmp_path: Path) -> None:
    possible = Possible(bound(tmp_path))
    home = possible.bound.study.dataset("FA")
    result = home.variable("FAORRES") if home else None
    assert home is not None
    assert result is not None
    found = item_source(possible, Made(home, result), "FATESTCD", code)
    assert ((found.dataset.name, found.variable.name) if isinstance(found, Made) else found) == told


def test_a_test_is_known_by_what_its_name_becomes(tmp_path: Path) -> None:
    fa = """
records = 'unpivot(form, LEFT_A=a, LEFT_B=b)'
class = "Findings About"
[variables]
FAOBJ = 'constant("PAIN")'
kind = {rule = 'part(test, "_", 2)', submit = false}
FATESTCD = 'recode(kind, {"A": "SEV", "B": "NUMDAYS"})'
FATEST = 'decode(FATESTCD)'
FALOC = {rule = 'part(test, "_", 1)', where = 'kind == "A"'}
FAORRES = 'text(result)'
FADTC = 'assign(words)'
"""
    study = load_study(write_study(tmp_path, {"sdtm/fa.toml": fa, "sdtm/ae.toml": None}))
    said = bind(study, FORM, sdtm.words.study_words(tmp_path))
    home = said.study.dataset("FA")
    assert home is not None
    assert asked_codes(Possible(said), home) == {
        "LEFT_A": {"test": "LEFT_A", "FAOBJ": "PAIN", "kind": "A", "FATESTCD": "SEV", "FALOC": "LEFT"},
        "LEFT_B": {"test": "LEFT_B", "FAOBJ": "PAIN", "kind": "B", "FATESTCD": "NUMDAYS"},
    }
    result = home.variable("FAORRES")
    assert result is not None
    assert item_source(Possible(said), Made(home, result), "FATESTCD", "SEV") == Asked("form", "a", "LEFT_A", "FA")


@pytest.fixture(scope="module")
def analysis() -> Possible:
    """The reference study's analysis, bound to its tabulation without a record."""
    built = build_study(FOLDER)
    specs = [one.spec for one in built.datasets]
    study = load_study(FOLDER, floor="adam", sources=lambda named: [one for one in specs if one.name in named])
    own: dict[str, Records] = {**dict(own_tables(FOLDER / "tables")), **dict(own_tables(FOLDER / "adam"))}
    columns = {one.name: tuple(each.name for each in one.variables) for one in specs}
    return Possible(bind(study, {**column_names(own), **columns}, adam.words.study_words(FOLDER)), own)


@pytest.mark.parametrize(
    ("dataset", "variable", "code", "told"),
    [
        ("ADEFF", "AVAL", "VASPAIN", "EFF_PAIN.AVAL"),
        ("ADEFF", "AVAL", "ODIPCT", "BOOKLETS.ODIPCT"),
        ("ADEFF", "AVAL", "SF36PCS", "BOOKLETS.SF36PCS"),
        ("ADEFF", "AVAL", "RESP", "RESPONDERS.AVAL"),
        ("ADEFF", "AVALC", "RESP", "EFF_VISITS.RESP"),
        ("ADEFF", "AVALC", "MCIDBOTH", "EFF_VISITS.MCIDBOTH"),
        ("ADQS", "AVAL", "SF36PF", "BOOKLETS.SF36PF"),
        ("ADQS", "AVAL", "ODI0101", "QS_ITEMS.AVAL"),
        ("ADMRI", "AVAL", "DFCT2", "MRI_DISCS.t2"),
        ("ADMRI", "AVALC", "DFCCAT", "MRI_DISCS.evolution"),
        ("ADIS", "AVAL", "DSADN", "IS_NEW.AVAL"),
        ("ADTTE", "AVAL", "TTRESP", "ADTTE.AVAL"),
    ],
)
def test_parameters_are_followed_to_the_rule_that_makes_them(
    analysis: Possible, dataset: str, variable: str, code: str, told: str
) -> None:
    home = analysis.bound.study.dataset(dataset)
    value = home.variable(variable) if home else None
    assert home is not None
    assert value is not None
    found = item_source(analysis, Made(home, value), "PARAMCD", code)
    assert isinstance(found, Made)
    assert f"{found.dataset.name}.{found.variable.name}" == told
