"""A delivery that is right in everything: define.xml and its page, two datasets, a CRF; each test spoils one thing."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from define_xml.document.common import DocumentRef, Leaf, PDFPageRef
from define_xml.document.items import ItemDef, ItemGroupDef, Origin
from define_xml.document.metadata import AnnotatedCRF, Define, MetaDataVersion, Standards
from define_xml.transport.files import write_dataset
from define_xml.write import define_bytes
from tests.define_xml.beside.beside_example import both, example
from tests.define_xml.beside.pdf_files import pdf

LEAF = Leaf(id="LF.acrf", href="acrf.pdf", title="Annotated CRF")
CRF = (DocumentRef(leaf_id="LF.acrf", pages=(PDFPageRef(type="PhysicalRef", page_refs="1"),)),)


def delivered(**changes: object) -> Define:
    """The example as it would be submitted; `changes` replace parts of its metadata."""
    metadata = example().metadata
    assert metadata.standards is not None
    # Of a version whose variables we do not hold, none is missed.
    standards = tuple(replace(one, version="3.3") if one.type == "IG" else one for one in metadata.standards.standards)
    said = replace(
        metadata,
        standards=Standards(standards=standards),
        annotated_crf=AnnotatedCRF(documents=(DocumentRef(leaf_id="LF.acrf"),)),
        datasets=tuple(map(_dataset, metadata.datasets)),
        items=tuple(map(_item, metadata.items)),
        leaves=(LEAF,),
    )
    return with_metadata(example(), replace(said, **changes))  # type: ignore[arg-type]


def with_metadata(define: Define, metadata: MetaDataVersion) -> Define:
    """The define with these metadata."""
    assert define.study is not None
    return replace(define, study=replace(define.study, metadata=metadata))


def _dataset(group: ItemGroupDef) -> ItemGroupDef:
    if group.name == "DM":
        return replace(group, repeating="No")
    return replace(group, structure="One record per vital sign measurement per visit per subject")


def _item(item: ItemDef) -> ItemDef:
    if item.name == "SEX":
        collected = Origin(type="Collected", source="Investigator", documents=CRF)
        return replace(item, sas_field_name="SEX", origins=(collected,))
    return replace(item, sas_field_name=item.name, origins=(Origin(type="Assigned", source="Sponsor"),))


def put(folder: Path, define: Define | bytes | None = None) -> Path:
    """The delivery in the folder, which is made; with another define.xml, if one is given."""
    folder.mkdir(parents=True, exist_ok=True)
    for dataset in both():
        write_dataset(dataset, folder / f"{dataset.name.lower()}.xpt")
    (folder / "acrf.pdf").write_bytes(pdf(["Sex  SEX"]))
    (folder / "define.html").write_bytes(b"<title>TEST</title>")
    content = define if isinstance(define, bytes) else define_bytes(define or delivered(), version="2.1")
    (folder / "define.xml").write_bytes(content)
    return folder


def spoiled(change: Callable[[str], str]) -> bytes:
    """The define.xml of the delivery, its text changed."""
    before = define_bytes(delivered(), version="2.1").decode()
    after = change(before)
    assert after != before
    return after.encode()


def swapped(old: str, new: str) -> bytes:
    """The define.xml of the delivery, one text in it swapped for another."""
    return spoiled(lambda text: text.replace(old, new, 1))


def told(out: str) -> Iterator[str]:
    """The names of the checks that spoke, of what the command printed."""
    return (line.rpartition("[")[2].rstrip("]") for line in out.splitlines() if line.endswith("]"))
