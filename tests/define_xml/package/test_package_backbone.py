"""The drafts of the eCTD's backbone: well-formed, every file named once, every reference and checksum true."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from define_xml.package.backbone import check_said, with_backbone
from define_xml.package.index import XLINK, leaf_id
from define_xml.package.placed import Placed
from define_xml.package.profile import load_profile
from define_xml.package.sections import file_tags
from define_xml.package.settings import PackageEntry, Settings
from define_xml.package.stf import stf_bytes, stf_path
from mappings.error import MappingError
from tests.define_xml.package.small_builds import ADAM, SDTM, SUBMISSION, builds, made_tree, make_package

FDA = load_profile("fda")
STF = "m5/53-clin-stud-rep/535-rep-effic-safety-stud/5351-stud-rep-contr/alpha/stf-alpha.xml"
HREF = f"{{{XLINK}}}href"
SITES = Placed("m5/datasets/bimo/site-level/clinsite.xpt", "dataset", b"x", "bimo", "Sites", "data-listing-dataset")


def parsed(content: bytes) -> Any:
    """The root of a document, read without its document type."""
    return etree.fromstring(content, etree.XMLParser(load_dtd=False, no_network=True, resolve_entities=False))


def content_of(placed: tuple[Placed, ...], path: str) -> bytes:
    """What is written at a path."""
    [content] = [one.content for one in placed if one.path == path]
    return content if isinstance(content, bytes) else content.read_bytes()


@pytest.fixture(scope="module")
def placed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Placed, ...]:
    """The files of a package with its backbone, and a paper for review."""
    sdtm, adam = builds(tmp_path_factory.mktemp("backbone"))
    files = (*made_tree(sdtm, adam).placed, Placed("review/csdrg.docx", "review", b"x"))
    return with_backbone(files, SUBMISSION, FDA)


def test_the_study_tagging_file_says_which_study_and_what_each_file_is(placed: tuple[Placed, ...]) -> None:
    root = parsed(content_of(placed, STF))
    assert (etree.QName(root).localname, root.get("dtd-version")) == ("study", "2.2")
    assert root.getroottree().docinfo.system_url == "../../../../../util/dtd/ich-stf-v2-2.dtd"
    assert root.findtext("study-identifier/title") == "A small study & its title"
    assert root.findtext("study-identifier/study-id") == "ALPHA"
    [category] = root.findall("study-identifier/category")
    assert (category.get("name"), category.get("info-type"), category.text) == ("type-of-control", "ich", "placebo")
    tags = {
        one.get(HREF): [(tag.get("name"), tag.get("info-type")) for tag in one] for one in root.iter("doc-content")
    }
    own = {one.path: one.tag for one in placed if one.kind not in ("tagging", "index", "review")}
    assert tags == {f"../../../../../index.xml#{leaf_id(path)}": [(tag, "us")] for path, tag in own.items()}


def test_the_index_has_a_leaf_with_its_checksum_for_each_file_of_the_submission(placed: tuple[Placed, ...]) -> None:
    root = parsed(content_of(placed, "index.xml"))
    assert root.getroottree().docinfo.system_url == "util/dtd/ich-ectd-3-2.dtd"
    assert "DRAFT" in "".join(str(one.text) for one in root.iter(etree.Comment))
    leaves = {one.get(HREF): one for one in root.iter("leaf")}
    assert set(leaves) == {one.path for one in placed if one.kind not in ("index", "review")}
    for path, leaf in leaves.items():
        assert leaf.get("checksum") == hashlib.md5(content_of(placed, path)).hexdigest()
        assert (leaf.get("operation"), leaf.get("checksum-type"), leaf.get("ID")) == ("new", "md5", leaf_id(path))
        assert leaf.findtext("title")
    first = next(root.iter("leaf"))
    assert (first.get(HREF), first.get("version")) == (STF, "STF version 2.2")
    assert [leaf.get("version") for leaf in leaves.values()].count("STF version 2.2") == 1


def test_the_leaves_stand_under_the_headings_of_the_section(placed: tuple[Placed, ...]) -> None:
    root = parsed(content_of(placed, "index.xml"))
    leaf = next(root.iter("leaf"))
    above = [etree.QName(one).localname for one in leaf.iterancestors()]
    assert above == [
        "m5-3-5-1-study-reports-of-controlled-clinical-studies-pertinent-to-the-claimed-indication",
        "m5-3-5-reports-of-efficacy-and-safety-studies", "m5-3-clinical-study-reports",
        "m5-clinical-study-reports", "ectd",
    ]  # fmt: skip
    assert leaf.getparent().getparent().get("indication") == "Back pain"


def test_ids_are_valid_unique_and_stay_when_content_changes(placed: tuple[Placed, ...]) -> None:
    ids = [leaf_id(one.path) for one in placed]
    assert len(set(ids)) == len(ids)
    assert all(one[0].isalpha() and one.replace("-", "").isalnum() for one in ids)
    changed = with_backbone([replace(one, content=b"other") for one in placed], SUBMISSION, FDA)
    assert content_of(changed, STF) == content_of(placed, STF)
    assert content_of(changed, "index.xml") != content_of(placed, "index.xml")


def test_made_again_and_in_another_order_the_bytes_are_the_same(placed: tuple[Placed, ...]) -> None:
    again = with_backbone(tuple(reversed(placed)), SUBMISSION, FDA)
    assert [(one.path, one.kind) for one in again] == [(one.path, one.kind) for one in placed]
    assert all(content_of(again, path) == content_of(placed, path) for path in (STF, "index.xml"))


@pytest.mark.parametrize("name", ["pmda", "ema"])
def test_other_authorities_get_no_backbone_and_lose_an_earlier_one(placed: tuple[Placed, ...], name: str) -> None:
    found = with_backbone(placed, SUBMISSION, load_profile(name))
    assert {one.kind for one in found} & {"tagging", "index"} == set()
    assert len(found) == len(placed) - 2


def test_sites_have_a_study_tagging_file_of_their_own(placed: tuple[Placed, ...]) -> None:
    found = with_backbone([*placed, SITES], SUBMISSION, FDA)
    path = "m5/53-clin-stud-rep/535-rep-effic-safety-stud/5354-other-stud-rep/bimo/stf-bimo.xml"
    sites = parsed(content_of(found, path))
    assert sites.findtext("study-identifier/study-id") == "bimo"
    assert [one.get("name") for one in sites.iter("file-tag")] == ["data-listing-dataset"]
    assert leaf_id(SITES.path).encode() not in content_of(found, STF)
    index = parsed(content_of(found, "index.xml"))
    [heading] = list(index.iter("m5-3-5-4-other-study-reports"))
    assert [one.get(HREF) for one in heading.iter("leaf")] == [path, SITES.path]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"control": "sham"}, r"package\.control\n    a study tagging file has no word 'sham'"),
        ({"control": "placeb"}, r"did you mean placebo\?"),
        ({"section": "5.3"}, r"'5\.3' is no section for reports of a study"),
    ],
    ids=["control", "nearly", "section"],
)
def test_what_cannot_be_said_is_refused(placed: tuple[Placed, ...], change: dict[str, str], words: str) -> None:
    with pytest.raises(MappingError, match=words):
        with_backbone(placed, replace(SUBMISSION, **change), FDA)


@pytest.mark.parametrize(
    ("tag", "words"),
    [("", "it has no file-tag"), ("analysis-dataset", "is not in ectd/file_tags")],
    ids=["no", "other"],
)
def test_a_file_without_a_known_tag_is_refused(tag: str, words: str) -> None:
    with pytest.raises(MappingError, match=words):
        stf_bytes([Placed(f"{ADAM}/adsl.xpt", "dataset", b"", "adam", "", tag)], SUBMISSION, FDA)


def test_what_nobody_said_of_the_control_is_told_in_the_draft() -> None:
    told = stf_bytes([], replace(SUBMISSION, control=""), FDA)
    assert b"nobody said it: package.control" in told
    assert b"<category" not in told
    elsewhere = stf_bytes([], replace(SUBMISSION, control="", section="5.3.5.2"), FDA)
    assert b"nobody said it" not in elsewhere


@pytest.mark.parametrize(
    ("said", "words"),
    [({"section": "5.3"}, "no section"), ({"control": "sham"}, "no word 'sham'")],
    ids=["section", "control"],
)
def test_what_package_toml_says_wrongly_is_told_before_anything_is_built(said: dict[str, str], words: str) -> None:
    settings = Settings(package=PackageEntry.model_validate(said))
    with pytest.raises(MappingError, match=words):
        check_said(settings, FDA)
    check_said(settings, load_profile("pmda"))
    check_said(Settings(), FDA)


def test_an_indication_that_nobody_said_is_told_in_the_draft(placed: tuple[Placed, ...]) -> None:
    told = content_of(with_backbone(placed, replace(SUBMISSION, indication=""), FDA), "index.xml")
    assert b"TS has no INDIC" in told
    [heading] = list(parsed(told).iter("m5-3-5-reports-of-efficacy-and-safety-studies"))
    assert heading.get("indication") is None


def test_titles_from_data_never_break_the_xml(placed: tuple[Placed, ...]) -> None:
    odd = replace(SUBMISSION, title='<&> "quoted"\x01\ttab \u00e9', indication="a\x02b")
    found = with_backbone([replace(one, title="A\x00B & <c>") for one in placed], odd, FDA)
    assert parsed(content_of(found, STF)).findtext("study-identifier/title") == '<&> "quoted" tab \u00e9'
    assert {one.findtext("title") for one in parsed(content_of(found, "index.xml")).iter("leaf")} >= {"A B & <c>"}


def test_each_file_tag_tells_where_it_was_read() -> None:
    assert all(one.source and one.use and one.info_type in ("us", "ich") for one in file_tags().values())
    assert stf_path(SUBMISSION, FDA) == STF


def test_on_disk_every_reference_leads_to_a_file(tmp_path: Path) -> None:
    root = make_package(tmp_path)
    index = parsed((root / "index.xml").read_bytes())
    leaves = {one.get("ID"): one.get(HREF) for one in index.iter("leaf")}
    told = [one.get(HREF) for one in parsed((root / STF).read_bytes()).iter("doc-content")]
    for reference in told:
        front, _, leaf = reference.partition("#")
        assert ((root / STF).parent / front).resolve() == (root / "index.xml").resolve()
        assert (root / leaves[leaf]).is_file()
    assert f"{SDTM}/dm.xpt" in leaves.values()
