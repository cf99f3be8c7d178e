"""Elements of WordprocessingML that python-docx has no call for: runs, fields, links, bookmarks, shading."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from define_xml.package.guides import look
from define_xml.package.guides.inline import Run

if TYPE_CHECKING:
    from docx.oxml.xmlchemy import BaseOxmlElement

FIXED = "Courier New"


def made(tag: str, *inside: BaseOxmlElement | None, **attributes: object) -> BaseOxmlElement:
    """An element of the main namespace with its attributes and children; None is left out."""
    from docx.oxml import OxmlElement
    from docx.oxml.ns import qn

    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    element.extend([one for one in inside if one is not None])
    return element


def paragraph(style: str, *inside: BaseOxmlElement, more: Sequence[BaseOxmlElement] = ()) -> BaseOxmlElement:
    """A paragraph of a style, by its id; `more` are further properties in the order of the schema."""
    return made("p", made("pPr", made("pStyle", val=style), *more), *inside)


def text(said: str, *, bold: bool = False, slanted: bool = False, code: bool = False, color: str = "") -> Any:
    """A run; line breaks in the text are line breaks of the document."""
    from docx.oxml.ns import qn

    looks = made(
        "rPr",
        made("rFonts", ascii=FIXED, hAnsi=FIXED, cs=FIXED) if code else None,
        made("b") if bold else None,
        made("i") if slanted else None,
        made("noProof") if code else None,
        made("color", val=color) if color else None,
    )
    run = made("r", looks if len(looks) else None)
    for place, line in enumerate(said.split("\n")):
        written = made("t")
        written.text = line
        written.set(qn("xml:space"), "preserve")
        run.extend([made("br"), written] if place else [written])
    return run


def runs(told: Sequence[Run]) -> Iterator[BaseOxmlElement]:
    """The runs of a text, links as links inside the document."""
    for one in told:
        color = look.LINK if one.to else ""
        run = text(one.text, bold=one.bold, slanted=one.slanted, code=one.code, color=color)
        yield link(one.to, run) if one.to else run


def link(anchor: str, *inside: BaseOxmlElement) -> BaseOxmlElement:
    """A link to a bookmark."""
    return made("hyperlink", *inside, anchor=anchor, history=1)


def field(instruction: str, shown: str) -> list[BaseOxmlElement]:
    """A field that already shows its result, so that nobody is asked to update it."""
    return [*field_begin(instruction), text(shown), field_end()]


def field_begin(instruction: str) -> list[BaseOxmlElement]:
    """The beginning of a field, up to its result."""
    from docx.oxml.ns import qn

    said = made("instrText")
    said.text = f" {instruction} "
    said.set(qn("xml:space"), "preserve")
    begin, separate = made("fldChar", fldCharType="begin"), made("fldChar", fldCharType="separate")
    return [made("r", begin), made("r", said), made("r", separate)]


def field_end() -> BaseOxmlElement:
    """The end of a field."""
    return made("r", made("fldChar", fldCharType="end"))


def bookmarked(name: str, number: int, *inside: BaseOxmlElement) -> list[BaseOxmlElement]:
    """Runs with a bookmark around them; the number is the bookmark's own."""
    return [made("bookmarkStart", id=number, name=name), *inside, made("bookmarkEnd", id=number)]


def shade(fill: str) -> BaseOxmlElement:
    """A background."""
    return made("shd", val="clear", color="auto", fill=fill)


def edge(side: str, color: str, eighths: int, space: int = 0) -> BaseOxmlElement:
    """A border on one side, its width in eighths of a point."""
    return made(side, val="single", sz=eighths, space=space, color=color)
