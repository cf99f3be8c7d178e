"""The pages of a case report form as the data dictionary tells them: forms, fields, answers, annotations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from define_xml.describe.crf_pages import page_numbers
from define_xml.package.acrf.annotation import Annotation, not_submitted
from define_xml.package.acrf.constants import Constant
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
    notes: tuple[Annotation, ...]


@dataclass(frozen=True)
class FormShown:
    """The fields of one form that stand on a page, and what is said of the form as a whole.

    `continued` says that the form began on a page before.
    """

    name: str
    fields: tuple[FieldShown, ...]
    notes: tuple[Annotation, ...] = ()
    continued: bool = False
    label: str = ""

    @property
    def title(self) -> str:
        """What the form is called: its label, else its name without underscores."""
        return self.label or " ".join(self.name.replace("_", " ").split()) or self.name


@dataclass(frozen=True)
class PageShown:
    """One page: its number, its forms, and what is said of the page as a whole.

    `repeats` is the page before that asks for the same fields of the same forms, 0 where none does.
    """

    number: int
    forms: tuple[FormShown, ...] = ()
    notes: tuple[Annotation, ...] = ()
    repeats: int = 0

    @property
    def datasets(self) -> tuple[str, ...]:
        """The datasets that the page's annotations are of, in order of first mention from the head down."""
        inner = (note for form in self.forms for note in (*form.notes, *_of_fields(form)))
        return tuple(dict.fromkeys(note.dataset for note in (*self.notes, *inner) if note.dataset))


def pages_shown(
    said: StudySpec,
    dictionary: Sequence[Mapping[str, str]],
    notes: Mapping[Field, tuple[Annotation, ...]],
    constants: Mapping[str, tuple[Constant, ...]] | None = None,
) -> tuple[PageShown, ...]:
    """Every page up to the last that the dictionary names; one without fields is there too, so that numbers hold.

    `notes` stand beside fields, `constants` under the head of their form. The dictionary's columns are `form`, `field`,
    `label`, `type`, `codelist`, `page`, and `form_label` if forms have other titles than their names. A variable whose
    origin names a page on which no field says it (its author did) is said of the page as a whole.
    """
    forms: dict[int, dict[str, list[FieldShown]]] = {}
    for row in dictionary:
        for number in page_numbers(row.get("page") or ""):
            forms.setdefault(number, {}).setdefault(row["form"], []).append(_field(row, notes))
    titles = {row["form"]: " ".join((row.get("form_label") or "").split()) for row in reversed(dictionary)}
    asked = tuple(
        PageShown(number, tuple(_form(*one, titles) for one in forms.get(number, {}).items()))
        for number in range(1, max(forms, default=0) + 1)
    )
    pointing = _pointing(said)
    marked = _with_constants(_repeated(asked), constants or {})
    return tuple(replace(page, notes=tuple(_lacking(page, pointing.get(page.number, {})))) for page in marked)


def _form(name: str, fields: Sequence[FieldShown], titles: Mapping[str, str]) -> FormShown:
    return FormShown(name, tuple(fields), label=titles.get(name, ""))


def _repeated(pages: Sequence[PageShown]) -> tuple[PageShown, ...]:
    """The pages, marked where they ask what one before asked, and where a form goes on."""
    alike: dict[tuple[FormShown, ...], int] = {}
    begun: dict[str, int] = {}
    found: list[PageShown] = []
    for page in pages:
        same = alike.setdefault(page.forms, page.number) if page.forms else page.number
        repeats = same if same < page.number else 0
        forms = tuple(
            replace(form, continued=begun.setdefault(form.name, page.number) < page.number and not repeats)
            for form in page.forms
        )
        found.append(replace(page, forms=forms, repeats=repeats))
    return tuple(found)


def _with_constants(pages: Sequence[PageShown], constants: Mapping[str, tuple[Constant, ...]]) -> tuple[PageShown, ...]:
    """The pages with what is said of forms: where the form begins, or where a variable that it goes with stands."""
    words = {
        (form.name, page.number): {note.text.split()[0] for note in _of_fields(form)}
        for page in pages
        for form in page.forms
    }
    named = {(form, word) for (form, _), several in words.items() for word in several}

    def here(form: FormShown, page: int, one: Constant) -> bool:
        if (form.name, one.beside) in named:
            return one.beside in words[form.name, page]
        return not form.continued

    def completed(form: FormShown, page: int) -> FormShown:
        told = (one.note for one in constants.get(form.name, ()) if here(form, page, one))
        return replace(form, notes=tuple(told))

    return tuple(replace(page, forms=tuple(completed(form, page.number) for form in page.forms)) for page in pages)


def _of_fields(form: FormShown) -> Iterator[Annotation]:
    yield from (note for shown in form.fields for note in shown.notes)


def _field(row: Mapping[str, str], notes: Mapping[Field, tuple[Annotation, ...]]) -> FieldShown:
    place = (row["form"], row["field"])
    label = " ".join((row.get("label") or "").split()) or row["field"]
    told = notes.get(place) or (not_submitted(),)
    return FieldShown(row["field"], label, row.get("type") or "text", answers(row.get("codelist") or ""), told)


def answers(codelist: str) -> tuple[Answer, ...]:
    """The answers that a cell lists, `1=Yes;2=No`; a part without a sign of equality is an answer without a code."""
    parts = (part.partition("=") for part in codelist.split(";") if part.strip())
    return tuple((code.strip(), text.strip()) if sign else ("", code.strip()) for code, sign, text in parts)


def _lacking(page: PageShown, pointing: Mapping[Annotation, None]) -> Iterator[Annotation]:
    """Of what points to the page, that of which nothing on it says so."""
    told = [note for form in page.forms for note in (*form.notes, *_of_fields(form))]
    texts, words = {note.text for note in told}, {note.text.split()[0] for note in told}
    for note in pointing:
        said = note.text.split()
        if note.text not in texts and (len(said) > 1 or said[0] not in words):
            yield note


def _pointing(said: StudySpec) -> dict[int, dict[Annotation, None]]:
    """By page of the annotated CRF, the variables and items with an origin that names it."""
    found: dict[int, dict[Annotation, None]] = {}
    for dataset, variable in ((home, one) for home in said.datasets for one in home.variables):
        for number in _pages(said, variable):
            found.setdefault(number, {})[Annotation(variable.name, dataset.name)] = None
        for value, number in ((item, page) for item in variable.values for page in _pages(said, item)):
            told = Annotation(_value_name(dataset, variable, value), dataset.name.removeprefix("SUPP"))
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
