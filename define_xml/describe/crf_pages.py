"""The pages of the annotated CRF: which page asks for which field, as the data dictionary says."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from mappings.origins import Field
from mappings.spec import StudySpec
from mappings.statement import DocumentUse, PageSpec

MANY = 10  # fields that are told one by one
_RANGE = re.compile(r"(\d+)\s*-\s*(\d+)", re.ASCII)
_NUMBER = re.compile(r"\d+", re.ASCII)


@dataclass(frozen=True)
class CrfPages:
    """The annotated CRF (its id among the documents, empty if there is none), and the pages and labels of fields."""

    document: str = ""
    pages: Mapping[Field, tuple[int, ...]] = field(default_factory=dict)
    labels: Mapping[Field, str] = field(default_factory=dict)

    def numbers(self, fields: Iterable[Field]) -> tuple[int, ...]:
        """The pages that ask for any of these fields, in order."""
        return tuple(sorted({page for one in fields for page in self.pages.get(one, ())}))

    def use(self, fields: Iterable[Field]) -> tuple[DocumentUse, ...]:
        """The reference to those pages; none without a CRF, or where no page asks for the fields."""
        numbers = self.numbers(fields)
        if not self.document or not numbers:
            return ()
        return (DocumentUse(document=self.document, pages=(PageSpec(refs=" ".join(map(str, numbers))),)),)

    def told(self, fields: Iterable[Field]) -> str:
        """The fields in words: `adverse_events.start_date "Start date" (page 21)`; of too many the forms."""
        several = sorted(fields)
        if len(several) <= MANY:
            return "; ".join(self._told(one) for one in several)
        forms = {form: sum(one[0] == form for one in several) for form, _ in several}
        return "; ".join(f"{form} ({count} fields)" for form, count in forms.items())

    def _told(self, one: Field) -> str:
        label, pages = self.labels.get(one, ""), self.pages.get(one, ())
        words = [".".join(one), f'"{label}"' if label else ""]
        if pages and self.document:
            words.append(f"(page{'s' if len(pages) > 1 else ''} {', '.join(map(str, pages))})")
        return " ".join(word for word in words if word)


def crf_pages(study: StudySpec, dictionary: Sequence[Mapping[str, str]]) -> CrfPages:
    """The pages of each form's fields, from the rows of a data dictionary (`form`, `field`, `label`, `page`)."""
    document = next((one.id for one in study.documents if one.kind == "acrf"), "")
    pages: dict[Field, tuple[int, ...]] = {}
    labels: dict[Field, str] = {}
    for row in dictionary:
        place = (row.get("form", ""), row.get("field", ""))
        pages[place] = tuple(sorted({*pages.get(place, ()), *page_numbers(row.get("page") or "")}))
        labels.setdefault(place, " ".join((row.get("label") or "").split()))
    return CrfPages(document, pages, labels)


def page_numbers(said: str) -> tuple[int, ...]:
    """The pages that a cell names: `3`, `3, 4`, `3-5`."""
    found = {page for first, last in _RANGE.findall(said) for page in range(int(first), int(last) + 1)}
    return tuple(sorted(found | {int(number) for number in _NUMBER.findall(said)}))
