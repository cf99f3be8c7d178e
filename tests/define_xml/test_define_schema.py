"""What the XML schema finds: each fault with its line, its place and what is allowed, and all that stands behind it."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import define_xml.schema as schema
from define_xml.read import define_of
from define_xml.schema import schema_findings
from define_xml.write import define_bytes
from mappings.error import InputError
from mappings.finding import Finding
from tests.define_xml.defines import REAL, example, random_define

MSG = "realdata/msg_sdtm33/define.xml"
needs_shared = pytest.mark.skipif(not REAL, reason="no shared folder with real define.xml files beside the checkout")


def errors(content: bytes) -> list[Finding]:
    """What is wrong, without notes."""
    return [one for one in schema_findings(content) if one.severity != "note"]


def changed(old: str, new: str, count: int = 1) -> bytes:
    """The example of 2.1 with a change."""
    text = example().decode()
    assert text.count(old) >= count
    return text.replace(old, new, count).encode()


def test_what_is_valid_has_no_findings() -> None:
    assert errors(example()) == []
    assert schema_findings(example("example_2_0")) == ()
    plain = changed("<arm:AnalysisResultDisplays>", "<!--").replace(b"</arm:AnalysisResultDisplays>", b"-->")
    assert errors(plain) == []


@needs_shared
def test_the_typo_of_a_real_file_is_found_and_the_rest_is_checked() -> None:
    content = REAL[MSG].read_bytes()
    (found,) = schema_findings(content)
    assert (found.check, found.dataset, found.value) == ("schema_value", "def:Standard STD.1", "STDTMIG")
    assert found.words.startswith("line 63, def:Standard: Name is 'STDTMIG'; allowed: ADaM-OCCDSIG, ADaMIG, ")
    assert found.words.endswith("(did you mean SDTMIG?)")
    more = errors(content.replace(b'Comparator="EQ"', b'Comparator="LIKE"', 1))
    assert [one.value for one in more] == ["STDTMIG", "LIKE"]


@needs_shared
@pytest.mark.parametrize("path", [path for path in REAL if "/spec/" in path])
def test_real_files_of_2_0_are_valid(path: str) -> None:
    assert schema_findings(REAL[path].read_bytes()) == ()


LABEL = '<Description><TranslatedText xml:lang="en">Test</TranslatedText></Description>'
BY_SUBJECT = LABEL.replace("Test", "By subject")
# old, new -> check, dataset, variable, value, words
FAULTS = {
    "a term": (('Mandatory="Yes" KeySequence', 'Mandatory="Maybe" KeySequence'),
        ("schema_value", "VS", "VSTESTCD", "Maybe", "line 28, ItemRef: Mandatory is 'Maybe'; allowed: Yes, No")),
    "no attribute": ((' DataType="text" Length="8"', ' Length="8"'),
        ("schema_attribute_missing", "VS", "VSTESTCD", "DataType", "ItemDef: it has no DataType; add it")),
    "misspelt": (('OrderNumber="1" Mandatory="Yes" Key', 'OrdrNumber="1" Mandatory="Yes" Key'),
        ("schema_attribute_unknown", "VS", "VSTESTCD", "OrdrNumber", "did you mean OrderNumber?")),
    "no number": (('Length="8" SASF', 'Length="eight" SASF'),
        ("schema_value", "VS", "VSTESTCD", "eight", "Length is 'eight'; it has to be a whole number above 0")),
    "too long": (('SASDatasetName="VS"', 'SASDatasetName="VITALSIGNS"'),
        ("schema_value", "VS", "", "VITALSIGNS", "at most 8 characters")),
    "version": (('DefineVersion="2.1.0"', 'DefineVersion="2.1.x"'),
        ("schema_value", "MetaDataVersion MDV.EXAMPLE", "", "2.1.x", "of the form 2.1.")),
    "time": (('CreationDateTime="2026-01-31T12:00:00"', 'CreationDateTime="today"'),
        ("schema_value", "ODM", "", "today", "line 5, ODM: CreationDateTime is 'today'; it has to be a date and time")),
    "twice": (('<CodeList OID="CL.ROLE"', '<CodeList OID="CL.TEST"'),
        ("schema_duplicate", "CodeList CL.TEST", "", "CL.TEST", "CL.TEST is there twice")),
    "text": (("<Alias Context=\"SAS\"", "stray <Alias Context=\"SAS\""),
        ("schema_text", "VS", "VSEXTRA", "", "a text or an element stands where there is to be none")),
    "empty": ((BY_SUBJECT, "<Description/>"),
        ("schema_element_missing", "def:CommentDef COM.JOIN", "", "TranslatedText", "something is missing in it")),
    "unknown": (("<v:pause/>", "<pause/>"),
        ("schema_element_misplaced", "MetaDataVersion MDV.EXAMPLE", "", "pause", "stands where one of these has to: ")),
    "out of order": ((f'{LABEL}<CodeListRef CodeListOID="CL.TEST"/>', f'<CodeListRef CodeListOID="CL.TEST"/>{LABEL}'),
        ("schema_element_misplaced", "VS", "VSTESTCD", "Description", "has to: Role, Alias, def:Origin, ")),
    "predecessor": (("<StudyName>EXAMPLE</StudyName>", ""),
        ("schema_element_misplaced", "Study STDY.EXAMPLE", "", "StudyDescription", "stands where StudyName has to")),
}  # fmt: skip


@pytest.mark.parametrize("what", FAULTS)
def test_a_fault_is_told_with_place_and_remedy(what: str) -> None:
    (old, new), (check, dataset, variable, value, words) = FAULTS[what]
    found = errors(changed(old, new))
    assert [(one.check, one.dataset, one.variable, one.value) for one in found] == [(check, dataset, variable, value)]
    assert words in found[0].words
    assert found[0].words.startswith("line ")
    assert "{" not in found[0].words


def test_what_stands_behind_something_out_of_place_is_checked_all_the_same() -> None:
    text = example().decode().replace("<def:Standards>", "<Nonsense/><def:Standards>")
    text = text.replace("<CodeList OID", "<MoreNonsense/><CodeList OID", 1)
    text = text.replace('Comparator="EQ"', 'Comparator="LIKE"').replace('AnalysisReason="SPECIFIED IN PROTOCOL" ', "")
    assert [(one.check, one.value) for one in errors(text.encode())] == [
        ("schema_element_misplaced", "Nonsense"), ("schema_value", "LIKE"),
        ("schema_element_misplaced", "MoreNonsense"), ("schema_attribute_missing", "AnalysisReason"),
    ]  # fmt: skip


def test_children_in_the_wrong_order_are_told_once_and_checked() -> None:
    text = example().decode()
    start, end = text.index("<CodeList OID"), text.index("<MethodDef")
    lists = text[start:end].replace('Rank="1"', 'Rank="first"', 1)
    moved = (text[:start] + text[end:]).replace("<ItemGroupDef", f"{lists}<ItemGroupDef", 1)
    found = errors(moved.encode())
    assert [(one.check, one.value) for one in found] == [
        ("schema_value", "first"), ("schema_element_misplaced", "ItemGroupDef"),
    ]  # fmt: skip


def test_extensions_of_vendors_are_notes() -> None:
    found = schema_findings(example())
    assert [(one.check, one.severity, one.value, one.count) for one in found] == [
        ("vendor_extension", "note", "batch", 1), ("vendor_extension", "note", "pause", 1),
        ("vendor_extension", "note", "weight", 1), ("vendor_extension", "note", "note", 1),
    ]  # fmt: skip
    assert found[0].words == "line 5: attribute batch of urn:example:vendor, a vendor's extension: kept, not checked"


def test_a_later_release_may_allow_more() -> None:
    later = changed('DefineVersion="2.1.0"', 'DefineVersion="2.1.99"').replace(b'Name="SDTMIG"', b'Name="FUTUREIG"')
    (found,) = errors(later)
    assert (found.severity, found.value) == ("warning", "FUTUREIG")
    assert "the document of 2.1.99, which may allow more" in found.words


def test_1_0_has_no_schema_and_says_so() -> None:
    assert [(one.check, one.severity) for one in schema_findings(example("example_1_0"))] == [
        ("schema_not_checked", "warning")
    ]


def test_without_the_schemas_the_remedy_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    schema.compiled.cache_clear()
    monkeypatch.setattr(schema, "find_spec", lambda name: None)
    with pytest.raises(InputError, match="pip install 'odmlib"):
        schema_findings(example())
    schema.compiled.cache_clear()


@pytest.mark.parametrize("version", ["2.1", "2.0"])
def test_what_we_write_is_valid(version: str) -> None:
    assert errors(define_bytes(define_of(example(), "x"), version=version)) == []


def test_many_faults_are_all_told() -> None:
    items = "".join(f'<ItemDef OID="A{n}" Name="A" DataType="tekst"/>' for n in range(500))
    found = errors(changed("<ItemDef OID", f"{items}<ItemDef OID"))
    assert [one.check for one in found] == ["schema_value"] * 500


def test_a_codelist_of_30_000_terms_is_no_burden() -> None:
    terms = "".join(f'<EnumeratedItem CodedValue="T{n}" OrderNumber="{n + 1}"/>' for n in range(30_000))
    start = time.process_time()
    define = define_of(
        changed("<MethodDef", f'<CodeList OID="B" Name="B" DataType="text">{terms}</CodeList><MethodDef'), "x"
    )
    assert len(define.metadata.codelists[-1].values()) == 30_000
    assert errors(define_bytes(define)) == []
    assert time.process_time() - start < 5


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 1 << 30), version=st.sampled_from(("2.0", "2.1")))
def test_whatever_a_document_says_the_schema_answers_in_our_words(seed: int, version: str) -> None:
    for one in schema_findings(define_bytes(random_define(seed, version), version=version)):
        assert one.check.startswith(("schema_", "vendor_", "version_"))
        assert one.words.startswith("line ")
        assert "{http" not in one.words
        assert "facet" not in one.words
