"""A draft of the study tagging file: which study each file is of, and what it is, by its file-tag."""

from __future__ import annotations

from collections.abc import Sequence

from lxml import etree

from define_xml.package.index import ECTD, XLINK, leaf_id, plain, written
from define_xml.package.placed import Placed
from define_xml.package.profile import Profile
from define_xml.package.sections import CONTROLS, Submission, file_tags, section_folder
from mappings.error import MappingError, nearest

CONTROLLED = "5.3.5.1"


def stf_path(submission: Submission, profile: Profile) -> str:
    """Where the study tagging file stands: `m5/<section>/<study>/stf-<study>.xml`."""
    folder = profile.folders.place("tagging", submission.folder, section_folder(submission.section))
    return f"{folder}/stf-{submission.folder}.xml"


def stf_bytes(placed: Sequence[Placed], submission: Submission, profile: Profile) -> bytes:
    """The study tagging file (ich-stf-v2-2): a reference for each file, through its leaf of the index, with its tag.

    Every file given is named; MappingError for one whose tag nobody knows, and for a kind of control that STF has no
    word for. Where nobody said the kind of control, a comment says so.
    """
    up = "../" * stf_path(submission, profile).count("/")
    root = etree.Element(f"{{{ECTD}}}study", nsmap={"ectd": ECTD, "xlink": XLINK})
    root.set("{http://www.w3.org/XML/1998/namespace}lang", "en")
    root.set("dtd-version", "2.2")
    root.append(etree.Comment(" DRAFT made by trial-dossier: the references are to leaves of the draft index.xml. "))
    _identifier(root, submission)
    document = etree.SubElement(root, "study-document")
    for one in sorted(placed, key=lambda one: one.path):
        content = etree.SubElement(document, "doc-content")
        content.set(f"{{{XLINK}}}href", f"{up}{profile.folders.index}#{leaf_id(one.path)}")
        etree.SubElement(content, "file-tag", {"name": one.tag, "info-type": _info_type(one)})
    return written(root, f'<!DOCTYPE ectd:study SYSTEM "{up}util/dtd/ich-stf-v2-2.dtd">')


def _identifier(root: etree._Element, submission: Submission) -> None:
    """The title, the id, and the kind of control where the section asks for it."""
    told = etree.SubElement(root, "study-identifier")
    etree.SubElement(told, "title").text = plain(submission.title)
    etree.SubElement(told, "study-id").text = plain(submission.study_id)
    control = submission.control
    check_control(control)
    if control:
        attributes = {"name": "type-of-control", "info-type": "ich"}
        etree.SubElement(told, "category", attributes).text = control
    elif submission.section == CONTROLLED:
        words = " type-of-control is asked for in 5.3.5.1 and nobody said it: package.control in package.toml. "
        told.append(etree.Comment(words))


def check_control(control: str) -> None:
    """Nothing, if a study tagging file can say this kind of control, or none is said; MappingError otherwise."""
    if control and control not in CONTROLS:
        remedy = nearest(control, CONTROLS) or f"choose one of {', '.join(CONTROLS)}"
        raise MappingError("package.toml  package.control", f"a study tagging file has no word {control!r}", remedy)


def _info_type(one: Placed) -> str:
    known = file_tags()
    if one.tag not in known:
        problem = f"its file-tag {one.tag!r} is not in ectd/file_tags.csv" if one.tag else "it has no file-tag"
        raise MappingError(one.path, problem, nearest(one.tag, set(known)) or "the profile gives the tag of each kind")
    return known[one.tag].info_type
