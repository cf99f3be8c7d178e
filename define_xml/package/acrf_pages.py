"""The pages of a case report form as the data dictionary tells them: forms, fields, answers, annotations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from define_xml.describe.crf_pages import page_numbers
from define_xml.package.acrf_notes import NOT_SUBMITTED, Note
from mappings.origins import Field
from mappings.spec import DatasetSpec, StudySpec, ValueSpec, VariableSpec

Answer = tuple[str, str]  # a code, and what it means


@dataclass(frozen=True)
class FieldShown:
    """One field of a form: what is asked, how it is answered, and what its answer becomes."""

    name: str
    label: str
    type: str
    answers: tuple[Answer, ...]
    notes: tuple[Note, ...]


@dataclass(frozen=True)
class FormShown:
    """The fields of one form that stand on a page."""

    name: str
    fields: tuple[FieldShown, ...]

    @property
    def title(self) -> str:
        """The form's name without underscores."""
        return self.name.replace("_", " ")


@dataclass(frozen=True)
class PageShown:
    """One page: its number, its forms, and what is said of the page as a whole."""

    number: int
    forms: tuple[FormShown, ...] = ()
    notes: tuple[Note, ...] = ()

    @property
    def datasets(self) -> tuple[str, ...]:
        """The datasets that the page's notes are of, in order of first mention."""
        inner = (note for form in self.forms for shown in form.fields for note in shown.notes)
        return tuple(dict.fromkeys(note.dataset for note in (*inner, *self.notes) if note.dataset))


def pages_shown(
    said: StudySpec, dictionary: Sequence[Mapping[str, str]], notes: Mapping[Field, tuple[Note, ...]]
) -> tuple[PageShown, ...]:
    """Every page up to the last that the dictionary names; one without fields is there too, so that numbers hold.

    A variable whose origin names a page on which no field says it (its author did) is said of the page as a whole.
    """
    forms: dict[int, dict[str, list[FieldShown]]] = {}
    for row in dictionary:
        for number in page_numbers(row.get("page") or ""):
            forms.setdefault(number, {}).setdefault(row["form"], []).append(_field(row, notes))
    last = max(forms, default=0)
    found = tuple(
        PageShown(number, tuple(FormShown(name, tuple(fields)) for name, fields in forms.get(number, {}).items()))
        for number in range(1, last + 1)
    )
    pointing = _pointing(said)
    return tuple(replace(page, notes=tuple(_lacking(page, pointing.get(page.number, {})))) for page in found)


def _field(row: Mapping[str, str], notes: Mapping[Field, tuple[Note, ...]]) -> FieldShown:
    place = (row["form"], row["field"])
    label = " ".join((row.get("label") or "").split()) or row["field"]
    told = notes.get(place) or (Note(NOT_SUBMITTED),)
    return FieldShown(row["field"], label, row.get("type") or "text", answers(row.get("codelist") or ""), told)


def answers(codelist: str) -> tuple[Answer, ...]:
    """The answers that a cell lists, `1=Yes;2=No`; a part without a sign of equality is an answer without a code."""
    parts = (part.partition("=") for part in codelist.split(";") if part.strip())
    return tuple((code.strip(), text.strip()) if sign else ("", code.strip()) for code, sign, text in parts)


def _lacking(page: PageShown, pointing: Mapping[Note, None]) -> Iterator[Note]:
    """Of what points to the page, that of which nothing on it says so."""
    words = {word for form in page.forms for each in form.fields for note in each.notes for word in note.text.split()}
    yield from (note for note in pointing if note.text.split()[0] not in words)


def _pointing(said: StudySpec) -> dict[int, dict[Note, None]]:
    """By page of the annotated CRF, the variables and items with an origin that names it."""
    found: dict[int, dict[Note, None]] = {}
    for dataset, variable in ((home, one) for home in said.datasets for one in home.variables):
        for number in _pages(said, variable):
            found.setdefault(number, {})[Note(variable.name, dataset.name)] = None
        for value, number in ((item, page) for item in variable.values for page in _pages(said, item)):
            told = Note(_value_name(dataset, variable, value), dataset.name.removeprefix("SUPP"))
            found.setdefault(number, {})[told] = None
    return found


def _value_name(dataset: DatasetSpec, variable: VariableSpec, value: ValueSpec) -> str:
    if variable.name == "QVAL":
        return f"{value.name} in {dataset.name}"
    return f"{variable.name} when {value.where.text.replace('==', '=').replace(chr(34), '')}"


def _pages(said: StudySpec, one: VariableSpec | ValueSpec) -> Iterator[int]:
    """The pages of the annotated CRF that the origins of a variable or item name."""
    forms = {document.id for document in said.documents if document.kind == "acrf"}
    for use in (use for origin in one.origins for use in origin.documents if use.document in forms):
        for page in use.pages:
            yield from page_numbers(page.refs or f"{page.first}-{page.last}")
