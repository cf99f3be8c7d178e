"""The annotated CRF of small studies: constants, related records, visits, any dictionary, equal bytes."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import sdtm.words
from define_xml.package.acrf import acrf_pdf
from define_xml.package.acrf.annotation import Annotation
from define_xml.package.acrf.constants import Constant, form_constants
from define_xml.package.acrf.relrec import link_notes
from define_xml.package.acrf.visits import form_visits
from mappings.bind import bind
from mappings.bound import Bound
from mappings.spec import StudySpec
from mappings.study import load_study
from tests.folder import write_study
from tests.table import table

pypdf = pytest.importorskip("pypdf", reason="pypdf reads the text of the pages")
pytest.importorskip("reportlab", reason="reportlab makes the annotated CRF")
ROOT = Path(__file__).parents[3]
TABLES = {
    "people": ("subject", "sex", "treated"), "events": ("subject", "term", "started", "line"),
    "pills": ("subject", "name", "event_line"), "body": ("subject", "visit", "height"),
    "plan": ("visit", "VISITNUM", "VISIT"),
}  # fmt: skip
AE = """
records = 'rows(events)'
keys = ["STUDYID", "USUBJID", "AETERM"]

[variables]
AETERM = 'assign(term)'
AEDECOD = 'assign(term)'
AECAT = 'constant("LOG")'
AEPRESP = {rule = 'constant("N")', where = 'AETERM == "Cough"'}
AELNKID = 'joined("AE-", line)'
"""
CM = """
records = 'rows(pills)'
keys = ["STUDYID", "USUBJID", "CMTRT"]

[variables]
CMTRT = 'assign(name)'
CMLNKID = 'joined("AE-", event_line)'
"""
VS = """
records = 'stack(HEIGHTS)'
keys = ["STUDYID", "USUBJID", "VSTESTCD", "VISITNUM"]

[variables]
VISITNUM = 'lookup(visit, plan.visit, plan.VISITNUM)'
VISIT = 'visit_name(visit, plan.visit, plan.VISIT, VISITNUM)'

[helpers.HEIGHTS]
records = 'unpivot(body, HEIGHT=height)'

[helpers.HEIGHTS.variables]
VSTESTCD = 'assign(test)'
VSORRES = 'text(result)'
VSORRESU = {rule = 'constant("cm")', where = 'VSORRES.notna()'}
VSPOS = {rule = 'constant("STANDING")', where = 'VSORRES.isna()'}
"""
PR = """
records = 'rows(pills)'
keys = ["STUDYID", "USUBJID", "PRTRT"]

[variables]
PRTRT = 'assign(name)'
PRLNKID = 'joined("AE-", event_line)'
"""
RELREC = """
records = 'stack(ONE)'

[helpers.ONE]
records = {}
"""
RELATED = """'related("AECM", AE.AELNKID, AE.AESEQ, CM.CMLNKID, CM.CMSEQ)'"""
FILES = {"sdtm/ae.toml": AE, "sdtm/cm.toml": CM, "sdtm/vs.toml": VS, "sdtm/relrec.toml": RELREC.format(RELATED)}
DRAWN = """
form   | field      | label          | type    | codelist       | page | visit
people | subject    | Subject        | text    |                | 1    | S
people | sex        | Sex            | code    | 1=Male;2=Female| 1    |
people | treated    | First injection| date    |                | 2    |
body   | height     | Height (cm)    | decimal |                | 3    |
events | term       | What happened  | text    |                | 5    |
events | line       | Line of the log| integer |                | 5    |
pills  | name       | Medicine       | text    |                | 4    |
pills  | event_line | For event      | integer |                | 4    |
"""
DICTIONARY = [
    {str(key): cell if isinstance(cell, str) else "" for key, cell in row.items()}
    for row in table(DRAWN).astype("object").to_dict("records")
]


@pytest.fixture(scope="module")
def bound(tmp_path_factory: pytest.TempPathFactory) -> Bound:
    """The small study, bound to the names of its tables."""
    folder = tmp_path_factory.mktemp("mini")
    return bind(load_study(write_study(folder, FILES)), TABLES, sdtm.words.study_words(folder))


def texts(content: bytes) -> list[str]:
    """The text of each page, white space as one space."""
    return [" ".join(page.extract_text().split()) for page in pypdf.PdfReader(BytesIO(content)).pages]


def test_constants_of_forms(bound: Bound) -> None:
    assert form_constants(bound) == {
        "people": (Constant(Annotation("COUNTRY = FRA", "DM", "note")),),
        "events": (Constant(Annotation("AECAT = LOG", "AE", "note")),),
        "body": (Constant(Annotation("VSORRESU = cm", "VS", "note"), "VSORRES"),),
    }


def test_related_records_are_told_beside_the_fields_that_link_them(bound: Bound) -> None:
    assert link_notes(bound) == {
        ("events", "line"): (Annotation("RELREC when AELNKID = CMLNKID", "RELREC", "relrec"),),
        ("pills", "event_line"): (Annotation("RELREC when CMLNKID = AELNKID", "RELREC", "relrec"),),
    }


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        (
            """'dataset_relation("A", [["AE", "AELNKID", "ONE"], ["CM", "CMLNKID", "MANY"]])'""",
            {
                ("events", "line"): "RELREC when AELNKID = CMLNKID",
                ("pills", "event_line"): "RELREC when CMLNKID = AELNKID",
            },
        ),
        # Both sides of one field: said once.
        (
            """'dataset_relation("A", [["CM", "CMLNKID", "ONE"], ["PR", "PRLNKID", "MANY"]])'""",
            {("pills", "event_line"): "RELREC when CMLNKID = PRLNKID"},
        ),
    ],
    ids=["two", "one field"],
)
def test_relations_of_whole_datasets(tmp_path: Path, rule: str, expected: Mapping[tuple[str, str], str]) -> None:
    folder = write_study(tmp_path, {**FILES, "sdtm/pr.toml": PR, "sdtm/relrec.toml": RELREC.format(rule)})
    found = link_notes(bind(load_study(folder), TABLES, sdtm.words.study_words(folder)))
    assert {place: [one.text for one in notes] for place, notes in found.items()} == {
        place: [text] for place, text in expected.items()
    }


def test_a_study_without_relrec_relates_nothing(tmp_path: Path) -> None:
    folder = write_study(tmp_path, {name: said for name, said in FILES.items() if "relrec" not in name})
    assert link_notes(bind(load_study(folder), TABLES, sdtm.words.study_words(folder))) == {}


def test_the_whole_of_a_small_one(bound: Bound) -> None:
    pages = texts(acrf_pdf(bound.study, bound, DICTIONARY))
    assert len(pages) == 6
    assert "DM (Demographics) Form: people COUNTRY = FRA" in pages[0]
    assert "Form: people (continued)" in pages[1]
    assert "COUNTRY" not in pages[1]
    assert "VSORRESU = cm Height (cm) height decimal VSORRES when VSTESTCD = HEIGHT" in pages[2]
    assert "For event event_line integer CMLNKID RELREC when CMLNKID = AELNKID" in pages[3]
    assert "AELNKID RELREC when AELNKID = CMLNKID" in pages[4]


NAMES = st.text("abc _", min_size=1, max_size=12).filter(str.strip)
ROWS = st.lists(
    st.fixed_dictionaries({
        "form": NAMES, "field": st.from_regex(r"[a-z]{1,8}", fullmatch=True),
        "label": st.text(st.characters(codec="utf-8", exclude_categories=["C"]), max_size=300),
        "type": st.sampled_from(["", "text", "code", "a kind of field that has a very long name"]),
        "codelist": st.sampled_from(["", "1=Yes;0=No", ";".join(f"{n}=Answer number {n}" for n in range(30))]),
        "page": st.sampled_from(["1", "2", "1, 3"]),
    }),
    min_size=1, max_size=60,
)  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(ROWS)
def test_any_dictionary_gives_a_whole_pdf(rows: list[dict[str, str]]) -> None:
    study = StudySpec(study_id="S")
    content = acrf_pdf(study, Bound(study), rows)
    assert content == acrf_pdf(study, Bound(study), rows)
    pages = texts(content)
    last = max(int(number) for row in rows for number in row["page"].split(", "))
    assert len(pages) > last
    for row in rows:
        for number in map(int, row["page"].split(", ")):
            assert row["field"] in pages[number - 1].split()
    assert all("[NOT SUBMITTED]" in pages[int(row["page"].split(", ")[0]) - 1] for row in rows)


PROGRAM = """
import sys
from hashlib import sha256
from define_xml.package.acrf import acrf_pdf
from mappings.bound import Bound
from mappings.spec import StudySpec
rows = [{"form": f"form {n % 7}", "field": f"field_{n}", "page": str(n % 5 + 1)} for n in range(60)]
study = StudySpec(study_id="S")
print(sha256(acrf_pdf(study, Bound(study), rows)).hexdigest())
"""


def test_bytes_are_equal_whatever_the_hash_seed_clock_and_folder(tmp_path: Path) -> None:
    found = {
        subprocess.run(
            [sys.executable, "-c", PROGRAM], cwd=tmp_path, check=True, capture_output=True, text=True,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT), "TZ": zone, "PATH": ""},
        ).stdout
        for seed, zone in (("1", "UTC"), ("77", "Asia/Tokyo"))
    }  # fmt: skip
    assert len(found) == 1
    assert len(found.pop().strip()) == len(sha256(b"").hexdigest())


def test_visits_of_forms_are_read_off_rows_and_the_dictionary(tmp_path: Path) -> None:
    from sdtm.datasets import build_study

    files = {
        **FILES, "sdtm/cm.toml": None, "sdtm/relrec.toml": None, "sdtm/ae.toml": None,
        "tables/plan.csv": "visit,VISITNUM,VISIT\nS,1,SCREENING\nW,2,WEEK 1\n",
        "raw/body.csv": "subject,visit,height\n01-001,W,170\n",
    }  # fmt: skip
    built = build_study(write_study(tmp_path, files), None)
    bound, tables = built.applied.bound, built.applied.tables
    assert form_visits(bound, tables) == {"WEEK 1": ("body",)}
    assert form_visits(bound, tables, DICTIONARY) == {"SCREENING": ("people",), "WEEK 1": ("body",)}
    content = acrf_pdf(bound.study, bound, DICTIONARY, tables)
    reader = pypdf.PdfReader(BytesIO(content))
    assert [one.title for one in reader.outline[2] if not isinstance(one, list)] == [
        "SCREENING", "WEEK 1", "Running Records",
    ]  # fmt: skip
