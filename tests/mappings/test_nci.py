"""NCI's own files, brought by a study: read whole, or refused with place, problem and remedy."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mappings.error import InputError
from mappings.terminology import CtCodelist, CtTerm, Terminology, _brought, load_terminology

RELEASE = "2025-03-28"
HEADER = (
    "Code\tCodelist Code\tCodelist Extensible (Yes/No)\tCodelist Name\t"
    "CDISC Submission Value\tCDISC Synonym(s)\tCDISC Definition\tNCI Preferred Term"
)
COLOURS = CtCodelist(
    "C9001",
    "COLOR",
    "Colour",
    True,
    (CtTerm("C9002", "RED", "Red", ("R", "Rouge")), CtTerm("C9003", "BLUE", "Blue Colour", ())),
)
ANSWER = CtCodelist("C9004", "YN", "Answer", False, (CtTerm("C9005", "Y", "Yes", ("yes",)),))


def nci_text(*codelists: CtCodelist) -> str:
    """The codelists as NCI's tab separated text."""
    lines = [HEADER]
    for c in codelists:
        lines.append(
            f"{c.code}\t\t{'Yes' if c.extensible else 'No'}\t{c.name}\t{c.short}\t{c.name}\ta list\tCDISC {c.name}"
        )
        for t in c.terms:
            lines.append(f"{t.code}\t{c.code}\t\t{c.name}\t{t.submission}\t{'; '.join(t.synonyms)}\ta term\t{t.decode}")
    return "\n".join(lines) + "\n"


def nci_odm(*codelists: CtCodelist, release: str = f"SDTM.{RELEASE}") -> str:
    """The codelists as NCI's ODM."""
    parts = []
    for c in codelists:
        said = f'nciodm:ExtCodeID={quoteattr(c.code)} nciodm:CodeListExtensible="{"Yes" if c.extensible else "No"}"'
        parts.append(f'<CodeList OID="CL.{c.code}" Name={quoteattr(c.name)} DataType="text" {said}>')
        for t in c.terms:
            parts.append(f"<EnumeratedItem CodedValue={quoteattr(t.submission)} nciodm:ExtCodeID={quoteattr(t.code)}>")
            parts += [f"<nciodm:CDISCSynonym>{escape(s)}</nciodm:CDISCSynonym>" for s in t.synonyms]
            parts.append(f"<nciodm:PreferredTerm>{escape(t.decode)}</nciodm:PreferredTerm></EnumeratedItem>")
        parts.append(f"<nciodm:CDISCSubmissionValue>{escape(c.short)}</nciodm:CDISCSubmissionValue></CodeList>")
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<ODM xmlns="http://www.cdisc.org/ns/odm/v1.3" xmlns:nciodm="http://ncicb.nci.nih.gov/xml/odm/EVS/CDISC" '
        f'FileOID="CDISC_CT.{release}" CreationDateTime="2025-03-20T10:00:00">'
        f'<Study OID="CDISC_CT.{release}"><MetaDataVersion OID="CDISC_CT_MetaDataVersion.{release}">\n'
        + "\n".join(parts)
        + "\n</MetaDataVersion></Study></ODM>\n"
    )


def written(folder: Path, text: str | bytes, name: str = "ct.txt") -> Path:
    path = folder / name
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def brought(path: Path, standard: str = "SDTM", version: str = RELEASE) -> Terminology:
    return load_terminology(standard, version, path)


@pytest.mark.parametrize(("form", "name"), [(nci_text, "SDTM Terminology 2025-03-28.txt"), (nci_odm, "SDTM.odm.xml")])
def test_a_brought_release(tmp_path: Path, form: Callable[..., str], name: str) -> None:
    terminology = brought(written(tmp_path, form(COLOURS, ANSWER), name))
    assert (terminology.standard, terminology.version, terminology.codes) == ("SDTM", RELEASE, ("C9001", "C9004"))
    assert terminology.codelist("COLOR") == COLOURS
    assert terminology.codelist("C9004") == ANSWER


def test_text_with_windows_line_ends_mark_and_columns_of_another_order(tmp_path: Path) -> None:
    rows = [line.split("\t")[::-1] for line in nci_text(COLOURS).splitlines()]
    text = "\ufeff" + "\r\n".join("\t".join([*row, "more"]) for row in rows) + "\r\n"
    assert brought(written(tmp_path, text)).codelist("COLOR") == COLOURS


def test_a_file_changed_is_read_again(tmp_path: Path) -> None:
    assert "YN" not in brought(written(tmp_path, nci_text(COLOURS)))
    assert "YN" in brought(written(tmp_path, nci_text(COLOURS, ANSWER)))


WORD = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "S")), min_size=1, max_size=8).filter(
    lambda word: ";" not in word and not (word.startswith('"') and word.endswith('"'))
)


@st.composite
def releases(draw: st.DrawFn) -> list[CtCodelist]:
    found = []
    for number, short in enumerate(draw(st.lists(WORD, min_size=1, max_size=3, unique=True))):
        values = draw(st.lists(WORD, min_size=1, max_size=4, unique=True))
        terms = tuple(
            CtTerm(f"C{i}", value, draw(WORD), tuple(draw(st.lists(WORD, max_size=2))))
            for i, value in enumerate(values)
        )
        found.append(CtCodelist(f"C8{number}", short, draw(WORD), draw(st.booleans()), terms))
    return found


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(releases())
def test_text_and_odm_say_the_same(tmp_path: Path, release: list[CtCodelist]) -> None:
    _brought.cache_clear()  # files of one name, size and instant follow each other here
    for name, text in (("a.txt", nci_text(*release)), ("a.xml", nci_odm(*release))):
        terminology = brought(written(tmp_path, text, name))
        assert [terminology.codelist(code) for code in terminology.codes] == release


GOOD = nci_text(COLOURS, ANSWER)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the file is empty"),
        (" \n", "the file is empty"),
        (HEADER + "\n", "no codelist in it"),
        (GOOD.replace("NCI Preferred Term", "Term"), "the first line lacks: NCI Preferred Term"),
        (GOOD.replace("\t", ","), "the first line lacks: Code, Codelist Code"),
        (GOOD[:-1], "the last line does not end"),
        (GOOD[:-20] + "\n", "cells where the first line has 8"),
        (nci_text(COLOURS) + nci_text(ANSWER).splitlines()[1] + "\n", "codelists without terms: C9004"),
        (GOOD.replace("\tYes\tColour", "\tPerhaps\tColour"), "extensible is 'Perhaps'"),
        (GOOD.replace("C9002\tC9001", "C9002\tC7777"), "no such codelist before it"),
        (GOOD.replace("C9003\t", "C9002\t"), "said before"),
        (GOOD.replace("\tBLUE\t", "\tRED\t"), "said before"),
        (GOOD + nci_text(COLOURS).partition("\n")[2], "said before"),
        (GOOD.replace("\tRED\t", "\t\t"), "an empty cell"),
        (GOOD.replace("C9002\t", "X9002\t"), "'X9002' is no C-code"),
        (GOOD.replace("\tRED\t", '\t"RED"\t'), "cells in quotes"),
        (GOOD.replace("Rouge", "Rougé").encode("latin-1"), "is no UTF-8"),
        (GOOD.encode("utf-16"), "is no UTF-8"),
    ],
)
def test_bad_text_is_refused(tmp_path: Path, text: str | bytes, problem: str) -> None:
    path = written(tmp_path, text)
    with pytest.raises(InputError) as caught:
        brought(path)
    assert problem in caught.value.problem
    assert caught.value.place.startswith(str(path))
    assert caught.value.remedy


ODM = nci_odm(COLOURS, ANSWER)
BOMB = (
    '<!DOCTYPE ODM [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;"><!ENTITY c "&b;&b;&b;&b;&b;&b;">]>\n'
)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (ODM[:400], "no whole XML"),
        (ODM[: ODM.index("</CodeList>")], "no whole XML"),
        (ODM.replace("ODM ", "ODMX ", 1).replace("</ODM>", "</ODMX>"), "not the ODM element of ODM 1.3"),
        (nci_odm(), "no codelist in it"),
        (ODM.replace(RELEASE, "2024-09-27"), "says release 2024-09-27, the study says 2025-03-28"),
        (nci_odm(COLOURS, release="ADaM.2025-03-28"), "is ADaM terminology, the study says SDTM"),
        (nci_odm(COLOURS, release="mine"), "names no release"),
        (ODM.replace('nciodm:CodeListExtensible="Yes"', ""), "no attribute CodeListExtensible"),
        (ODM.replace('nciodm:ExtCodeID="C9002"', ""), "no attribute ExtCodeID"),
        (ODM.replace("PreferredTerm>", "Other>"), "no element nciodm:PreferredTerm"),
        (ODM.replace("CDISCSubmissionValue>", "Other>"), "no element nciodm:CDISCSubmissionValue"),
        (ODM.replace('"RED"', '"BLUE"'), "said before"),
        (ODM.replace("<ODM", BOMB + "<ODM").replace(">Red<", ">&c;<"), "a document type declaration"),
        (
            ODM.replace("<ODM", '<!DOCTYPE ODM [<!ENTITY x SYSTEM "file:///etc/hostname">]>\n<ODM').replace(
                ">Red<", ">&x;<"
            ),
            "a document type declaration",
        ),
        (
            ODM.replace("<ODM", '<!DOCTYPE ODM SYSTEM "http://localhost:9/odm.dtd">\n<ODM'),
            "a document type declaration",
        ),
    ],
)
def test_bad_odm_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    path = written(tmp_path, text, "ct.xml")
    with pytest.raises(InputError) as caught:
        brought(path)
    assert problem in caught.value.problem
    assert caught.value.place.startswith(str(path))


def test_many_fold_entities_are_refused_quickly(tmp_path: Path) -> None:
    entities = '<!ENTITY e0 "aaaaaaaaaa">' + "".join(f'<!ENTITY e{i} "{f"&e{i - 1};" * 10}">' for i in range(1, 10))
    text = ODM.replace("<ODM", f"<!DOCTYPE ODM [{entities}]>\n<ODM").replace(">Red<", ">&e9;<")
    start = perf_counter()
    with pytest.raises(InputError):
        brought(written(tmp_path, text, "ct.xml"))
    assert perf_counter() - start < 5


@pytest.mark.parametrize("name", ["SDTM Terminology 2024-09-27.txt", "2024-09-27/../SDTM 2024-09-27.txt"])
def test_a_date_in_the_name_must_agree(tmp_path: Path, name: str) -> None:
    (tmp_path / "2024-09-27").mkdir()
    with pytest.raises(InputError, match="name of the file says release 2024-09-27, the study says 2025-03-28"):
        brought(written(tmp_path, GOOD, name))


def test_the_version_must_be_a_release_date(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="'latest' is no release date"):
        brought(written(tmp_path, GOOD), version="latest")


def test_no_file_or_a_folder(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        brought(tmp_path / "none.txt")
    with pytest.raises(InputError, match="cannot be read"):
        brought(tmp_path)
