"""The classes of a define.xml: nothing is lost between XML and Python, however odd the XML."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from define_xml.document.common import Alias, Description, TranslatedText, c_code, described
from define_xml.document.elements import from_xml, to_xml
from define_xml.document.fields import Extra
from define_xml.document.index import Index
from define_xml.document.items import Class, ItemDef, ItemGroupDef, ItemRef
from define_xml.document.metadata import Define, MetaDataVersion, Study
from define_xml.document.namespaces import DEF, ODM, VERSIONS, version_of
from define_xml.document.values import CodeList, CodeListItem, RangeCheck

NAMESPACES = {None: ODM["2.1"], "def": DEF["2.1"], "v": "urn:vendor"}


def read(text: str, model: type) -> object:
    """The element as a value; the text stands below a root that declares the namespaces."""
    declared = f'xmlns="{ODM["2.1"]}" xmlns:def="{DEF["2.1"]}" xmlns:v="urn:vendor"'
    return from_xml(etree.fromstring(f"<root {declared}>{text}</root>")[0], model, "2.1")


def written(value: object) -> str:
    """The element as XML without its namespace declarations."""
    root = etree.Element("root", nsmap=NAMESPACES)
    to_xml(value, "2.1", root)
    return re.sub(r' xmlns(:\w+)?="[^"]*"', "", etree.tostring(root[0], encoding="unicode"))


def test_attributes_children_and_texts_have_their_places() -> None:
    text = (
        '<ItemDef OID="IT.DM.SEX" Name="SEX" DataType="text" Length="1"><Description>'
        '<TranslatedText xml:lang="en">Sex</TranslatedText></Description><CodeListRef CodeListOID="CL.SEX"/>'
        '<def:Origin Type="Collected" Source="Investigator"/></ItemDef>'
    )
    item = read(text, ItemDef)
    assert isinstance(item, ItemDef)
    assert (item.oid, item.length, item.display_format) == ("IT.DM.SEX", "1", None)
    assert item.description is not None
    assert item.description.value == "Sex"
    assert item.codelist is not None
    assert item.codelist.codelist_oid == "CL.SEX"
    assert [one.type for one in item.origins] == ["Collected"]
    assert item.extra is None
    assert written(item) == text


@pytest.mark.parametrize(
    "text",
    [
        '<ItemRef ItemOID="A" v:weight="3"/>',
        '<ItemRef ItemOID=""/>',
        '<ItemRef ItemOID="A"><v:note>by <v:b>vendor</v:b></v:note><def:WhereClauseRef WhereClauseOID="W"/></ItemRef>',
        '<ItemRef ItemOID="A"><def:WhereClauseRef WhereClauseOID="W"/><v:note/><def:WhereClauseRef/></ItemRef>',
        '<ItemRef ItemOID="A" Unknown="of no namespace"/>',
    ],
)
def test_what_the_standard_does_not_know_keeps_its_place(text: str) -> None:
    assert written(read(text, ItemRef)) == text


def test_a_second_child_where_one_is_meant_is_not_lost() -> None:
    text = '<ItemGroupDef OID="IG.AE"><def:Class Name="EVENTS"/><def:Class Name="FINDINGS"/></ItemGroupDef>'
    dataset = read(text, ItemGroupDef)
    assert isinstance(dataset, ItemGroupDef)
    assert dataset.classes == Class(name="EVENTS")
    assert dataset.extra is not None
    assert written(dataset) == text


def test_a_text_with_an_attribute_is_not_lost() -> None:
    text = '<RangeCheck Comparator="IN"><CheckValue>A</CheckValue><CheckValue v:id="1">B</CheckValue></RangeCheck>'
    check = read(text, RangeCheck)
    assert isinstance(check, RangeCheck)
    assert check.values == ("A",)
    assert written(check) == text


def test_blanks_of_a_text_are_kept_and_do_not_count_when_it_is_read() -> None:
    description = read("<Description><TranslatedText>  two\n  lines </TranslatedText></Description>", Description)
    assert isinstance(description, Description)
    assert description.texts[0].value == "  two\n  lines "
    assert description.value == "two lines"


def test_the_english_text_is_the_one_shown() -> None:
    texts = (TranslatedText(lang="fr", value="Sexe"), TranslatedText(lang="en-GB", value="Sex"))
    assert Description(texts=texts).value == "Sex"
    assert Description(texts=texts[:1]).value == "Sexe"
    assert Description().value == ""


def test_the_c_code_is_found_among_other_names() -> None:
    aliases = (Alias(context="SAS", name="LONGNAME"), Alias(context="nci:ExtCodeID", name="C66731"))
    assert c_code(aliases) == "C66731"
    assert c_code(aliases[:1]) == ""


def test_a_decode_is_a_description_under_another_name() -> None:
    item = CodeListItem(coded_value="M", decode=described("Male"), aliases=(Alias(context="x", name="y"),))
    listed = CodeList(oid="CL.SEX", items=(item,))
    text = written(listed)
    assert '<Decode><TranslatedText xml:lang="en">Male</TranslatedText></Decode>' in text
    assert read(text, CodeList) == listed
    assert listed.values() == ("M",)


def test_the_first_of_two_definitions_is_meant() -> None:
    items = (ItemDef(oid="A", name="ONE"), ItemDef(oid="A", name="TWO"))
    metadata = MetaDataVersion(items=items, datasets=(ItemGroupDef(oid="G", items=(ItemRef(item_oid="A"),)),))
    index = Index(Define(study=Study(metadata=metadata)))
    assert index.items["A"].name == "ONE"
    assert [item.name for _, item in index.variables(index.datasets["G"])] == ["ONE"]
    assert index.homes["A"][0].oid == "G"


@pytest.mark.parametrize("version", VERSIONS)
def test_a_version_is_known_by_its_namespace(version: str) -> None:
    assert version_of({"d": DEF[version], None: ODM[version]}) == version


def test_no_version_is_guessed() -> None:
    assert version_of({None: "http://www.cdisc.org/ns/odm/v1.3"}) == ""


texts = st.text(
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"), max_size=8
)
maybe = st.none() | texts
extras = st.none() | st.builds(
    Extra, attributes=st.lists(st.tuples(st.just("{urn:vendor}a"), texts), min_size=1, max_size=1).map(tuple)
)
refs = st.builds(ItemRef, item_oid=maybe, order_number=maybe, role=maybe, extra=extras)
groups = st.builds(ItemGroupDef, oid=maybe, name=maybe, items=st.lists(refs, max_size=3).map(tuple), extra=extras)


@given(groups)
def test_python_to_xml_to_python_is_the_identity(dataset: ItemGroupDef) -> None:
    root = etree.Element("root", nsmap=NAMESPACES)
    to_xml(dataset, "2.1", root)
    again = etree.fromstring(etree.tostring(root))
    assert from_xml(again[0], ItemGroupDef, "2.1") == dataset
