"""The proof of pages: what holds, what does not, each miss named; RESPINE over a CRF that a user could bring."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from io import BytesIO
from pathlib import Path
from textwrap import wrap
from typing import Any

import pytest

from define_xml.describe import described_study
from define_xml.describe.crf_pages import page_numbers
from define_xml.document.metadata import Define
from define_xml.from_spec import define_from_spec
from define_xml.package.acrf import acrf_pdf
from define_xml.package.acrf.over import Annotated, annotated, crf_of
from define_xml.package.acrf.pages import answers
from define_xml.package.acrf.proof import Miss, proof, unproved
from mappings.error import InputError
from mappings.spec import DatasetSpec, StudySpec, ValueSpec, VariableSpec
from mappings.statement import DocumentSpec, DocumentUse, OriginSpec, PageSpec
from mappings.where import parse_where
from sdtm.datasets import Build, build_study
from sdtm.sources import read_dictionary
from tests.define_xml.package.blank_crf import A4, Paper, pdf

pytest.importorskip("pypdf", reason="pypdf reads the text of the pages")
pytest.importorskip("reportlab", reason="reportlab makes the PDFs")
FOLDER = Path(__file__).parents[3] / "mappings" / "respine"
ACRF = DocumentSpec(id="acrf", title="Annotated CRF", href="acrf.pdf", kind="acrf")


def collected(pages: str, source: str = "Investigator") -> tuple[OriginSpec, ...]:
    uses = (DocumentUse(document="acrf", pages=(PageSpec(refs=pages),)),) if pages else ()
    return (OriginSpec(type="Collected", source=source, documents=uses),)


def variable(name: str, origins: tuple[OriginSpec, ...] = (), values: tuple[ValueSpec, ...] = ()) -> VariableSpec:
    """A character variable."""
    return VariableSpec(name=name, label=name, type="Char", length=20, origins=origins, values=values)


def define(*variables: VariableSpec, name: str = "VS") -> Define:
    """A define of one dataset."""
    dataset = DatasetSpec(name=name, label=name, domain=name[-2:], variables=variables)
    said = StudySpec(study_id="S", documents=(ACRF,), datasets=(dataset,))
    return define_from_spec(said, created="2024-01-01T00:00:00")


def results(where: str, pages: str = "1") -> Define:
    """A define whose result is said for one condition."""
    value = ValueSpec(where=parse_where(where), name="ONE", origins=collected(pages))
    keys = (variable(name) for name in ("VSTESTCD", "VSPOS", "VSLOC"))
    return define(*keys, variable("VSORRES", values=(value,)))


def lines(*pages: Sequence[str]) -> bytes:
    """A PDF with these lines of text."""

    def drawing(several: Sequence[str]) -> Any:
        def draw(canvas: Any, paper: Paper) -> None:
            for place, line in enumerate(several):
                canvas.drawString(50, 800 - 20 * place, line)

        return draw

    return pdf(*[(A4, drawing(several)) for several in pages])


@pytest.mark.parametrize(
    ("text", "holds"),
    [
        (["AETERM"], True), (["AETERM, AEMODIFY"], True), (["(AETERM)"], True), (["AETERMX"], False),
        (["XAETERM"], False), (["aeterm"], False), (["AE TERM"], False), ([], False),
    ],
)  # fmt: skip
def test_a_variable_is_sought_by_its_whole_name(text: list[str], holds: bool) -> None:
    found = proof(define(variable("AETERM", collected("2")), name="AE"), lines(["x"], text))
    assert found.misses == (() if holds else (Miss("AE.AETERM", 2, "AETERM"),))
    assert (found.references, found.proved) == (1, int(holds))


@pytest.mark.parametrize(
    ("where", "text", "holds"),
    [
        ('VSTESTCD == "TEMP"', ["VSORRES when VSTESTCD = TEMP"], True),
        ('VSTESTCD == "TEMP"', ["VSORRES when", "VSTESTCD = TEMP"], True),
        ('VSTESTCD == "TEMP"', ["VSORRES when VSTESTCD = TEMPX"], False),
        ('VSTESTCD == "TEMP"', ["VSORRES", "VSTESTCD = TEMP"], False),
        ('VSTESTCD == "TEMP"', ["VSORRES when VSTESTCD = PULSE", "VSTESTCD = TEMP"], False),
        ('VSTESTCD == "TEMP"', ["VSORRESU when VSTESTCD = TEMP"], False),
        ('VSTESTCD == "TEMP"', ["VSORRES when VSTESTCD = PULSE", "VSORRES when VSTESTCD = TEMP"], True),
        ('VSTESTCD == "TEMP"', ["VSORRES when VSTESTCD = TEMP and VSPOS = SITTING"], True),
        ('VSTESTCD == "TEMP" and VSPOS == "SITTING"', ["VSORRES when VSTESTCD = TEMP and VSPOS = SITTING"], True),
        ('VSTESTCD == "TEMP" and VSPOS == "SITTING"', ["VSORRES when VSTESTCD = TEMP and VSPOS = SUPINE"], False),
        ('VSTESTCD == "TEMP" and VSPOS == "SITTING"', ["VSORRES when VSTESTCD = TEMP"], True),
        ('VSTESTCD in ("TEMP", "PULSE")', ["VSORRES when VSTESTCD = PULSE"], True),
        ('VSTESTCD in ("TEMP", "PULSE")', ["VSORRES when VSTESTCD = HEIGHT"], False),
        ('VSTESTCD == "TEMP" and VSLOC == "LEFT ARM"', ["VSORRES when VSTESTCD = TEMP and VSLOC = LEFT ARM"], True),
        ('VSTESTCD == "TEMP" and VSLOC == "LEFT ARM"', ["VSORRES when VSTESTCD = TEMP and VSLOC = LEFT LEG"], False),
    ],
)  # fmt: skip
def test_a_value_is_sought_with_its_condition(where: str, text: list[str], holds: bool) -> None:
    assert (unproved(results(where), lines(text)) == ()) is holds


def test_a_supplemental_qualifier_is_sought_by_its_own_name() -> None:
    value = ValueSpec(where=parse_where('QNAM == "AETRTDRG"'), name="AETRTDRG", origins=collected("1 2"))
    variables = (variable("QNAM"), variable("QVAL", values=(value,)))
    found = unproved(define(*variables, name="SUPPAE"), lines(["AETRTDRG in SUPPAE"], ["AETRTDRG"]))
    assert [str(one) for one in found] == [
        "SUPPAE.QVAL where QNAM = AETRTDRG: page 2 does not hold `AETRTDRG in SUPPAE`"
    ]


def test_each_page_that_is_named_has_to_hold_it_and_be_there() -> None:
    found = proof(define(variable("VSDTC", collected("1 2 9"))), lines(["VSDTC"], ["nothing"]))
    assert (found.references, found.proved, [one.page for one in found.misses]) == (3, 1, [2, 9])


@pytest.mark.parametrize(("source", "missed"), [("Investigator", 1), ("Subject", 1), ("Vendor", 0), ("Sponsor", 0)])
def test_what_a_form_asked_for_has_a_page(source: str, missed: int) -> None:
    found = proof(define(variable("VSDTC", collected("", source))), lines(["VSDTC"]))
    assert (found.references, len(found.misses), found.elsewhere) == (missed, missed, 1 - missed)
    if missed:
        assert str(found.misses[0]) == "VS.VSDTC: Collected, and no page of the annotated CRF is named"


def test_what_is_no_pdf_is_told() -> None:
    with pytest.raises(InputError, match="it cannot be read as a PDF"):
        proof(define(variable("VSDTC", collected("1"))), b"%PDF-1.7 and no more")


@dataclass(frozen=True)
class Study:
    built: Build
    said: StudySpec
    dictionary: Sequence[Mapping[str, str]]
    define: Define


@cache
def respine() -> Study:
    """The reference study, built and described."""
    built = build_study(FOLDER, None, [FOLDER / "randomisation.csv", FOLDER / "injection_unblinded.csv"])
    dictionary = read_dictionary(FOLDER / "raw" / "data_dictionary.csv")
    said = described_study(built.applied.bound, built.datasets, dictionary, built.applied.tables)
    return Study(built, said, dictionary, define_from_spec(said, created="2024-01-01T00:00:00"))


def as_printed(dictionary: Sequence[Mapping[str, str]]) -> bytes:
    """A blank CRF as a printer could have set it: A4, letter and turned paper, tables and lines, as pages ask."""
    asked: dict[int, list[Mapping[str, str]]] = {}
    for row in dictionary:
        for number in page_numbers(row["page"] or ""):
            asked.setdefault(number, []).append(row)
    papers = (A4, Paper(612, 792, font="Times-Roman"), Paper(595, 842, 90))
    pages = range(1, max(asked) + 1)
    return pdf(*[(papers[number % 3], form(asked.get(number, []), number % 2 == 0)) for number in pages])


def form(rows: Sequence[Mapping[str, str]], ruled: bool) -> Any:
    """One page: its questions, and boxes to tick or a field to fill beside each."""

    def draw(canvas: Any, paper: Paper) -> None:
        step = min(26.0, (paper.shown[1] - 110) / max(len(rows), 1))
        y = paper.shown[1] - 80
        canvas.setFont(paper.font, min(10.0, step * 0.6))
        for row in rows:
            for place, line in enumerate(wrap(row["label"], 60)):  # a long question goes on below, as in a table
                canvas.drawString(40, y - place * step * 0.45, line)
            x = 330.0
            for _, text in answers(row["codelist"] or "")[:3] or (("", ""),):
                canvas.rect(x, y - 1, 7 if text else 120, 7)
                canvas.drawString(x + 10, y, text[:12])
                x += 75
            if ruled:
                canvas.line(35, y - step * 0.6, 560, y - step * 0.6)
            y -= step

    return draw


@cache
def over() -> Annotated:
    """RESPINE's annotations over that CRF."""
    study = respine()
    crf = crf_of(study.said, study.built.applied.bound, study.dictionary, study.built.applied.tables)
    return annotated(as_printed(study.dictionary), crf, "crf.pdf")


@pytest.mark.slow
def test_every_page_of_respine_is_proved_over_a_crf_of_the_users() -> None:
    found = proof(respine().define, over().content)
    assert found.misses == ()
    assert found.references > 200
    assert not [one for one in over().findings if one.severity == "error"]


def test_every_page_of_respine_is_proved_in_our_own_rendering() -> None:
    study = respine()
    content = acrf_pdf(study.said, study.built.applied.bound, study.dictionary, study.built.applied.tables)
    found = proof(study.define, content)
    assert (found.misses, found.references) == ((), proof(study.define, over().content).references)


def test_without_annotations_nothing_of_respine_is_proved() -> None:
    found = proof(respine().define, as_printed(respine().dictionary))
    assert found.proved == 0
    assert {miss.page for miss in found.misses} == set(pages_named(respine().said))


def pages_named(said: StudySpec) -> Iterator[int]:
    """The pages that Collected origins of variables and values name."""
    for held in (one for dataset in said.datasets for one in dataset.variables):
        for origin in (origin for one in (held, *held.values) for origin in one.origins):
            if origin.type == "Collected":
                yield from (int(page) for use in origin.documents for each in use.pages for page in each.refs.split())


def test_the_questions_of_respine_are_found_by_their_labels() -> None:
    lost = {one.check: one.count for one in over().findings if one.check == "acrf_place_unknown"}
    fields = sum(len(page_numbers(row["page"] or "")) for row in respine().dictionary)
    assert fields > 250
    assert lost.get("acrf_place_unknown", 0) == 0


def test_pages_keep_their_numbers_and_text() -> None:
    from pypdf import PdfReader

    before = PdfReader(BytesIO(as_printed(respine().dictionary))).pages
    after = PdfReader(BytesIO(over().content)).pages
    for one, other in zip(before, after, strict=False):
        words = set(other.extract_text().split())
        assert set(one.extract_text().split()) <= words
