"""What every part of a define.xml uses: texts, aliases, and references to documents and their pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from define_xml.document.fields import Element, attribute, children, text, text_child

NCI = "nci:ExtCodeID"  # the context of an Alias that holds a C-code


@dataclass(frozen=True, kw_only=True)
class TranslatedText(Element):
    """A text in one language."""

    TAG: ClassVar[str] = "odm:TranslatedText"

    lang: str | None = attribute("xml:lang")
    value: str = text()


@dataclass(frozen=True, kw_only=True)
class Description(Element):
    """A text in one or several languages; Decode has the same form."""

    TAG: ClassVar[str] = "odm:Description"

    texts: tuple[TranslatedText, ...] = children(TranslatedText)

    @property
    def value(self) -> str:
        """The English text, or the first there is; blanks at its ends and line ends inside do not count."""
        english = [one for one in self.texts if (one.lang or "en").lower().startswith("en")]
        found = (english or list(self.texts))[:1]
        return " ".join(found[0].value.split()) if found else ""


def described(words: str, lang: str | None = "en") -> Description:
    """A description of one text."""
    return Description(texts=(TranslatedText(lang=lang, value=words),))


@dataclass(frozen=True, kw_only=True)
class Alias(Element):
    """Another name, in a context: a C-code, a domain's description, a long SAS name."""

    TAG: ClassVar[str] = "odm:Alias"

    context: str | None = attribute("Context")
    name: str | None = attribute("Name")


@dataclass(frozen=True, kw_only=True)
class PDFPageRef(Element):
    """Pages of a PDF: numbers or named destinations."""

    TAG: ClassVar[str] = "def:PDFPageRef"

    type: str | None = attribute("Type")
    page_refs: str | None = attribute("PageRefs")
    first_page: str | None = attribute("FirstPage")
    last_page: str | None = attribute("LastPage")
    title: str | None = attribute("Title")


@dataclass(frozen=True, kw_only=True)
class DocumentRef(Element):
    """A document that says more, and where in it."""

    TAG: ClassVar[str] = "def:DocumentRef"

    leaf_id: str | None = attribute("leafID")
    pages: tuple[PDFPageRef, ...] = children(PDFPageRef)


@dataclass(frozen=True, kw_only=True)
class Leaf(Element):
    """A file: a dataset, an annotated CRF, a reviewer's guide."""

    TAG: ClassVar[str] = "def:leaf"

    id: str | None = attribute("ID")
    href: str | None = attribute("xlink:href")
    title: str | None = text_child("def:title")


def c_code(aliases: tuple[Alias, ...]) -> str:
    """The C-code among the aliases, or an empty text."""
    return next((one.name or "" for one in aliases if one.context == NCI), "")
