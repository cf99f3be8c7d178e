"""What every statement of the spec has in common, and what define.xml says of origins, methods and documents."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

# What Define-XML calls them; a foreign define.xml may say other things, which are kept as they are.
DataType = Literal[
    "text", "integer", "float", "date", "time", "datetime", "partialDate", "partialTime", "partialDatetime",
    "incompleteDatetime", "durationDatetime", "intervalDatetime",
]  # fmt: skip


class Said(BaseModel):
    """A frozen statement; unknown words are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class PageSpec(Said):
    """Pages of a PDF: numbers with blanks between them, a range, or named destinations."""

    refs: str = ""
    first: str = ""
    last: str = ""
    type: str = "PhysicalRef"
    title: str = ""


class DocumentUse(Said):
    """A document of the study, by its id, and the pages that are meant."""

    document: str
    pages: tuple[PageSpec, ...] = ()


class DocumentSpec(Said):
    """A document beside the data: `kind` is "acrf", "supplemental", or "" for one that is only referred to.

    `blank` names the CRF that is annotated to make it, a file of the study folder; "" where there is none.
    """

    id: str
    title: str
    href: str
    kind: str = ""
    blank: str = ""


class OriginSpec(Said):
    """Where values come from. `type` and `source` are Define-XML's words; `text` names a predecessor, or explains."""

    type: str
    source: str = ""
    text: str = ""
    documents: tuple[DocumentUse, ...] = ()


class ExpressionSpec(Said):
    """How a value is made, in a language that a machine reads; `context` names the language."""

    context: str
    code: str


class MethodSpec(Said):
    """How a value is made: in words, and as the rule is written."""

    name: str
    text: str
    type: str = "Computation"
    expressions: tuple[ExpressionSpec, ...] = ()
    documents: tuple[DocumentUse, ...] = ()
    oid: str = ""
