"""NCI's own terminology files, text or ODM, read whole or refused."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from mappings.error import InputError

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

# Of a codelist: code, short name, extensible, name. Of a term: code, submission value, preferred term, synonyms.
Cells = tuple[str, str, str, str]
# (place in the file, C-code of the term's codelist or an empty text, cells)
Said = tuple[str, str, Cells]

NCI_COLUMNS = (
    "Code",
    "Codelist Code",
    "Codelist Extensible (Yes/No)",
    "Codelist Name",
    "CDISC Submission Value",
    "CDISC Synonym(s)",
    "NCI Preferred Term",
)
ODM = "{http://www.cdisc.org/ns/odm/v1.3}"
NCI = "{http://ncicb.nci.nih.gov/xml/odm/EVS/CDISC}"
AGAIN = "take the file whole from NCI again"


def read_release(path: Path, standard: str, version: str) -> list[str]:
    """The codelists of a file as text blocks: a line for the codelist, one for each term, cells parted by tabs.

    Raises InputError for a file that is not whole, or that names another release than the study does.
    """
    if not re.fullmatch(r"\d{4}-\d\d-\d\d", version):
        raise InputError(str(path), f"{version!r} is no release date", "name the release as NCI does: 2025-03-28")
    try:
        content = path.read_bytes()
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror}") from error
    if not content.strip():
        raise InputError(str(path), "the file is empty", AGAIN)
    _agree(str(path), "the name of the file", re.findall(r"\d{4}-\d\d-\d\d", path.name), version)
    markup = content.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"<")
    return _blocks(path, _odm_rows(path, content, standard, version) if markup else _text_rows(path, content))


def _text_rows(path: Path, content: bytes) -> Iterator[Said]:
    """What each line says, of NCI's tab separated text."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(str(path), f"byte {error.start} is no UTF-8", "save the file as UTF-8") from error
    lines = text.replace("\r\n", "\n").split("\n")
    header = lines[0].split("\t")
    missing = [column for column in NCI_COLUMNS if column not in header]
    if missing:
        problem = f"the first line lacks: {', '.join(missing)}"
        raise InputError(str(path), problem, "NCI publishes the tab separated text under this layout as `.txt`")
    if lines.pop():
        raise InputError(f"{path}, line {len(lines) + 1}", "the last line does not end: the file was cut", AGAIN)
    places = [header.index(column) for column in NCI_COLUMNS]
    for number, line in enumerate(lines[1:], start=2):
        cells = line.split("\t")
        if len(cells) != len(header):
            problem = f"{len(cells)} cells where the first line has {len(header)}: the file was cut or saved anew"
            raise InputError(f"{path}, line {number}", problem, AGAIN)
        code, parent, extensible, name, submission, synonyms, preferred = (cells[place] for place in places)
        said = (code, submission, preferred, synonyms) if parent else (code, submission, extensible, name)
        if any(cell.startswith('"') and cell.endswith('"') for cell in said):
            raise InputError(f"{path}, line {number}", "cells in quotes: saved by a spreadsheet?", AGAIN)
        yield f"{path}, line {number}", parent, said


def _odm_rows(path: Path, content: bytes, standard: str, version: str) -> Iterator[Said]:
    """What each CodeList and item says, of NCI's ODM."""
    from lxml import etree

    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(content, parser)
    except etree.XMLSyntaxError as error:
        raise InputError(str(path), f"no whole XML: {error.msg}", AGAIN) from error
    if root.getroottree().docinfo.doctype:
        raise InputError(str(path), "a document type declaration, which NCI's files do not have", AGAIN)
    if root.tag != f"{ODM}ODM":
        raise InputError(str(path), f"the root is {root.tag}, not the ODM element of ODM 1.3", AGAIN)
    _agree_odm(path, root, standard, version)
    for element in root.iter(f"{ODM}CodeList"):
        place = f"{path}, line {element.sourceline}"
        code, extensible = (_attribute(place, element, f"{NCI}{name}") for name in ("ExtCodeID", "CodeListExtensible"))
        short = _child(place, element, "CDISCSubmissionValue")
        yield place, "", (code, short, extensible, _attribute(place, element, "Name"))
        for item in element.iterchildren(f"{ODM}EnumeratedItem", f"{ODM}CodeListItem"):
            place = f"{path}, line {item.sourceline}"
            value, term = (_attribute(place, item, name) for name in ("CodedValue", f"{NCI}ExtCodeID"))
            synonyms = (_plain(synonym.text) for synonym in item.iterchildren(f"{NCI}CDISCSynonym"))
            yield place, code, (term, value, _child(place, item, "PreferredTerm"), "; ".join(filter(None, synonyms)))


def _blocks(path: Path, rows: Iterable[Said]) -> list[str]:
    """Codelists with their terms, checked to be whole."""
    blocks: dict[str, list[str]] = {}
    known: set[tuple[str, str]] = set()
    for place, parent, cells in rows:
        problem = _fault(parent, cells, blocks, known)
        if problem:
            raise InputError(place, problem, AGAIN)
        known |= {(parent, cells[0]), (parent, f"={cells[1]}")}
        blocks.setdefault(parent or cells[0], []).append("\t".join(cells))
    barren = [code for code, lines in blocks.items() if len(lines) == 1]
    if barren or not blocks:
        problem = f"codelists without terms: {', '.join(barren)}" if barren else "no codelist in it"
        raise InputError(str(path), f"{problem}; the file was cut", AGAIN)
    return ["\n".join(lines) for lines in blocks.values()]


def _fault(parent: str, cells: Cells, blocks: dict[str, list[str]], known: set[tuple[str, str]]) -> str:
    """What is wrong with a codelist or a term; an empty text if nothing is."""
    kind = f"a term of {parent}" if parent else "a codelist"
    if not re.fullmatch(r"C\d+", cells[0]):
        return f"{cells[0]!r} is no C-code of {kind}"
    if not all(cells[1:3]):
        return f"{cells[0]}, {kind}: an empty cell where a published value must be"
    if {(parent, cells[0]), (parent, f"={cells[1]}")} & known:
        return f"{cells[0]} {cells[1]}, {kind}: said before"
    if parent and parent not in blocks:
        return f"{cells[0]}, {kind}: no such codelist before it"
    if not parent and (cells[2] not in ("Yes", "No") or not cells[3]):
        return f"{cells[0]}, {kind}: extensible is {cells[2]!r}, not Yes or No; or it has no name"
    return ""


def _agree(place: str, source: str, dates: list[str], version: str) -> None:
    other = sorted(set(dates) - {version})
    if other:
        problem = f"{source} says release {', '.join(other)}, the study says {version}"
        raise InputError(place, problem, "name the release of this very file, or bring the file of that release")


def _agree_odm(path: Path, root: Element, standard: str, version: str) -> None:
    """The file's own names (CDISC_CT.SDTM.2025-03-28) must be those the study gave."""
    named = [root.get("FileOID", ""), *(e.get("OID", "") for e in root.iter(f"{ODM}Study", f"{ODM}MetaDataVersion"))]
    found = [match for name in named if (match := re.search(r"([^.]+)\.(\d{4}-\d\d-\d\d)$", name))]
    if not found:
        raise InputError(str(path), "names no release (CDISC_CT.<standard>.<date>)", "bring NCI's file unchanged")
    _agree(str(path), "the file", [match[2] for match in found], version)
    others = sorted({match[1] for match in found if match[1].casefold() != standard.casefold()})
    if others:
        raise InputError(str(path), f"is {', '.join(others)} terminology, the study says {standard}")


def _attribute(place: str, element: Element, name: str) -> str:
    value = _plain(element.get(name))
    if not value:
        raise InputError(place, f"no attribute {name.rpartition('}')[2]}", "bring NCI's ODM file unchanged")
    return value


def _child(place: str, element: Element, name: str) -> str:
    value = _plain(element.findtext(f"{NCI}{name}"))
    if not value:
        raise InputError(place, f"no element nciodm:{name}", "bring NCI's ODM file unchanged")
    return value


def _plain(text: str | None) -> str:
    return " ".join((text or "").split())
