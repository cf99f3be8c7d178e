"""What an author may say for define.xml: origins, methods, comments, documents, sources; and each fault in words."""

from __future__ import annotations

from pathlib import Path

import pytest

from mappings.error import MappingError, MappingErrors
from mappings.spec import StudySpec, VariableSpec
from mappings.statement import DocumentSpec, DocumentUse, MethodSpec, OriginSpec, PageSpec
from mappings.study import load_study
from tests.folder import AE, STUDY, write_study

DOCUMENTS = """
[documents.acrf]
title = "Annotated CRF"
file = "acrf.pdf"
kind = "acrf"

[documents.sap]
title = "Plan"
file = "plans/sap.pdf"
floor = "adam"

[documents.guide]
title = "Guide"
file = "guide.pdf"
kind = "supplemental"

[dictionaries.MedDRA]
version = "26.0"
variables = ["AE.AEDECOD"]

[tables.events]
source = "Vendor"
"""


def loaded(folder: Path, ae: str = AE, more: str = DOCUMENTS) -> StudySpec:
    """The small study with these words in it."""
    return load_study(write_study(folder, {"study.toml": STUDY + more, "sdtm/ae.toml": ae}))


def variable(study: StudySpec, name: str = "AESPID") -> VariableSpec:
    """A variable of AE as said."""
    dataset = study.dataset("AE")
    assert dataset is not None
    found = dataset.variable(name)
    assert found is not None
    return found


ORIGINS: dict[str, tuple[str, tuple[str, tuple[OriginSpec, ...]]]] = {
    "a word": ('"Not Available"', ("Not Available", ())),
    "a table": (
        '{type = "Collected", source = "Subject", document = "acrf", pages = [3, 4]}',
        ("Collected", (OriginSpec(type="Collected", source="Subject", documents=(
            DocumentUse(document="acrf", pages=(PageSpec(refs="3 4"),)),)),)),
    ),
    "a number of a page": (
        '{type = "Collected", document = "acrf", pages = 7}',
        ("Collected", (OriginSpec(type="Collected", documents=(
            DocumentUse(document="acrf", pages=(PageSpec(refs="7"),)),)),)),
    ),
    "a place in the document": (
        '{type = "Collected", document = "acrf", pages = "AE.Log"}',
        ("Collected", (OriginSpec(type="Collected", documents=(
            DocumentUse(document="acrf", pages=(PageSpec(refs="AE.Log", type="NamedDestination"),)),)),)),
    ),
    "a list": (
        '[{type = "Collected"}, {type = "Predecessor", text = "DM.SEX"}]',
        ("Collected", (OriginSpec(type="Collected"), OriginSpec(type="Predecessor", text="DM.SEX"))),
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", ORIGINS)
def test_origins(tmp_path: Path, name: str) -> None:
    said, expected = ORIGINS[name]
    found = variable(loaded(tmp_path / "s", f"{AE}AESPID = {{rule = 'assign(term)', origin = {said}}}\n"))
    assert (found.origin, found.origins) == expected


def test_methods_and_comments_are_texts_or_tables(tmp_path: Path) -> None:
    said = """AESPID = {rule = 'assign(term)', method = "By hand.", comment = "See there."}
[variables.AELNKID]
rule = 'assign(term)'
has_no_data = true
mandatory = false
method = {text = "By rule.", type = "Imputation"}
comment = {text = "As told.", documents = [{document = "guide", pages = "2, 3"}]}
"""
    study = loaded(tmp_path / "s", f'comment = "All of them."\n{AE}{said}')
    plain, full = variable(study), variable(study, "AELNKID")
    dataset = study.dataset("AE")
    assert dataset is not None
    assert (plain.method, plain.comment) == (MethodSpec(name="", text="By hand."), "See there.")
    assert full.method == MethodSpec(name="", text="By rule.", type="Imputation")
    assert full.comment_documents == (DocumentUse(document="guide", pages=(PageSpec(refs="2 3"),)),)
    assert (full.comment, full.has_no_data, full.mandatory) == ("As told.", True, False)
    assert dataset.comment == "All of them."


def test_values_say_origins_and_methods_too(tmp_path: Path) -> None:
    values = """[{where = 'AETERM == "x"', origin = "Derived", method = "So.", comment = "And so.", format = "8.1"}]"""
    value = variable(loaded(tmp_path / "s", f"{AE}AESPID = {{rule = 'assign(term)', values = {values}}}\n")).values[0]
    assert value.origins == (OriginSpec(type="Derived"),)
    assert (value.method, value.comment, value.format) == (MethodSpec(name="", text="So."), "And so.", "8.1")


def test_a_variable_without_data_needs_no_rule(tmp_path: Path) -> None:
    found = variable(loaded(tmp_path / "s", f'{AE}AESPID = {{has_no_data = true, comment = "Nobody asked."}}\n'))
    assert (found.rule, found.has_no_data, found.comment) == (None, True, "Nobody asked.")


def test_documents_belong_to_a_floor(tmp_path: Path) -> None:
    study = loaded(tmp_path / "s")
    assert study.documents == (
        DocumentSpec(id="acrf", title="Annotated CRF", href="acrf.pdf", kind="acrf"),
        DocumentSpec(id="guide", title="Guide", href="guide.pdf", kind="supplemental"),
    )
    assert [(one.name, one.version, one.variables) for one in study.dictionaries] == [
        ("MedDRA", "26.0", ("AE.AEDECOD",))
    ]
    assert study.table("events").source == "Vendor"


VARIABLE = "AESPID = {{rule = 'assign(term)', {}}}\n"
WRONG: dict[str, tuple[str, str, str]] = {
    # what the AE file says more | what study.toml says more | what the report says
    "an origin in capitals": (VARIABLE.format('origin = "DERIVED"'), "",
        "AE.AESPID.origin\n    no origin is called 'DERIVED'\n    did you mean Derived?"),
    "an origin nobody knows": (VARIABLE.format('origin = "eDT"'), "",
        "no origin is called 'eDT'\n    one of Assigned, Collected"),
    "an origin that is a number": (VARIABLE.format("origin = 5"), "",
        "AE.AESPID.origin\n    is neither a text nor a table\n    say  origin = "),
    "a key of an origin": (VARIABLE.format('origin = {tipe = "Derived"}'), "",
        "origin.tipe\n    nothing here is called tipe\n    did you mean type?"),
    "an origin without a type": (VARIABLE.format('origin = {source = "Sponsor"}'), "", "origin.type\n    is not said"),
    "a source": (VARIABLE.format('origin = {type = "Collected", source = "Patient"}'), "",
        "no source is called 'Patient'"),
    "a predecessor with a source": (VARIABLE.format('origin = {type = "Predecessor", source = "Sponsor"}'), "",
        "a predecessor has no source"),
    "pages of nothing": (VARIABLE.format('origin = {type = "Collected", pages = 3}'), "", "pages of what document?"),
    "a document nobody named": (VARIABLE.format('origin = {type = "Collected", document = "acfr"}'), "",
        "AE.AESPID.origin\n    no document acfr\n    did you mean acrf?"),
    "a document of a comment": (VARIABLE.format('comment = {text = "x", documents = [{document = "y"}]}'), "",
        "AE.AESPID.comment\n    no document y"),
    "a key of a document used": (VARIABLE.format('comment = {text = "x", documents = [{documents = "y"}]}'), "",
        "nothing here is called documents\n    did you mean document?"),
    "a method's type": (VARIABLE.format('method = {text = "x", type = "Guess"}'), "",
        "no type of method is called 'Guess'"),
    "a method that is a list": (VARIABLE.format('method = ["x"]'), "", "method\n    is neither a text nor a table"),
    "a kind of document": ("", '[documents.x]\ntitle = "X"\nfile = "x.pdf"\nkind = "crf"\n',
        "documents.x\n    no kind of document is called 'crf'\n    did you mean acrf?"),
    "a file elsewhere": ("", '[documents.x]\ntitle = "X"\nfile = "../x.pdf"\n',
        "is no name of a file beside the datasets"),
    "a file of a network": ("", '[documents.x]\ntitle = "X"\nfile = "https://x.org/x.pdf"\n', "is no name of a file"),
    "a document without a title": ("", '[documents.x]\nfile = "x.pdf"\n', "documents.x.title\n    is not said"),
    "who gave a table": ("", '[tables.people]\nsource = "vendor"\n',
        "tables.people.source\n    no source is called 'vendor'\n    did you mean Vendor?"),
    "a key of a dictionary": ("", '[dictionaries.D]\nversion = "1"\nvariable = ["AE.AEDECOD"]\n',
        "did you mean variables?"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG)
def test_faults_are_told_with_place_and_remedy(tmp_path: Path, name: str) -> None:
    ae, more, words = WRONG[name]
    with pytest.raises(MappingError) as told:
        loaded(tmp_path / "s", AE + ae, DOCUMENTS + more)
    assert words in str(told.value)
    assert not isinstance(told.value, MappingErrors) or len(told.value.errors) == 1, str(told.value)
