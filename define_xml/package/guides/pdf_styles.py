"""Paragraph styles of the PDF, and runs as reportlab's markup."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

from define_xml.package.guides import look
from define_xml.package.guides.inline import Run
from define_xml.package.guides.letters import pieces

_VERA = {"": "Vera", "b": "VeraBd", "i": "VeraIt", "bi": "VeraBI"}


@cache
def styles() -> dict[str, Any]:
    """Styles by name: body, item, heading1 to heading5, contents1 to contents3, cell, head, caption and so on."""
    from reportlab.lib.colors import HexColor
    from reportlab.lib.styles import ParagraphStyle

    _fonts()
    line = look.CELL * 1.24
    ink, head, quiet = (HexColor(f"#{one}") for one in (look.INK, look.HEAD, look.QUIET))

    def style(name: str, size: float, **more: Any) -> Any:
        told = {"fontName": "Helvetica", "textColor": ink, "leading": size * 1.36, "splitLongWords": 1} | more
        return ParagraphStyle(name, fontSize=size, **told)

    told = [
        style("body", look.BODY, spaceAfter=7, allowWidows=0, allowOrphans=0),
        style("item", look.BODY, spaceAfter=4, leftIndent=18, bulletIndent=4, allowWidows=0, allowOrphans=0),
        style("cell", look.CELL, leading=line),
        style("cell-right", look.CELL, leading=line, alignment=2),
        style("head", look.CELL, leading=line, fontName="Helvetica-Bold", textColor=head),
        style("head-right", look.CELL, leading=line, fontName="Helvetica-Bold", textColor=head, alignment=2),
        style("caption", look.SMALL + 0.5, textColor=head, spaceBefore=8, spaceAfter=4),
        style("gap", look.BODY, backColor=HexColor(f"#{look.GAP}"), borderPadding=(5, 6, 5, 6), spaceBefore=10,
              spaceAfter=12, leftIndent=6, rightIndent=6),
        style("furniture", look.FURNITURE, leading=look.FURNITURE * 1.25, textColor=quiet),
        style("source", look.SMALL, leading=look.SMALL * 1.24, textColor=quiet),
        style("notice", look.BODY, leading=look.BODY * 1.4),
        style("title", 27, leading=33, textColor=head, fontName="Helvetica-Bold", spaceAfter=14),
        style("study", 15, textColor=ink, spaceAfter=3),
        style("subject", 12, textColor=quiet, spaceAfter=20),
        style("fact", look.BODY, textColor=ink),
        style("fact-name", look.BODY, textColor=quiet),
        style("contents", 17, textColor=head, fontName="Helvetica-Bold", spaceAfter=12),
        style("contents1", look.BODY, leading=13.5, spaceBefore=6, fontName="Helvetica-Bold",
              textColor=head, rightIndent=26),
        style("contents2", look.BODY - 0.5, leading=12.5, leftIndent=14, spaceBefore=1, rightIndent=26),
        style("contents3", look.BODY - 1, leading=11.6, leftIndent=32, textColor=quiet, rightIndent=26),
        style("listing", look.CODE, fontName="Courier", leading=look.CODE * 1.24, spaceAfter=10),
    ]  # fmt: skip
    for level, size in enumerate(look.HEADINGS, 1):
        before = (20, 15, 12, 10, 10)[level - 1]
        told.append(style(f"heading{level}", size, fontName="Helvetica-Bold", textColor=head, spaceBefore=before,
                          leading=size * 1.25, spaceAfter=6 if level > 1 else 9))  # fmt: skip
    return {one.name: one for one in told}


@cache
def _fonts() -> None:
    """Make the embedded font known; its letters complete those of the standard fonts."""
    import reportlab
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    folder = Path(reportlab.__file__).parent / "fonts"
    for name in _VERA.values():
        pdfmetrics.registerFont(TTFont(name, str(folder / f"{name}.ttf")))
    pdfmetrics.registerFontFamily("Vera", normal="Vera", bold="VeraBd", italic="VeraIt", boldItalic="VeraBI")


def markup(runs: Sequence[Run]) -> str:
    """The runs in the markup of reportlab's paragraphs."""
    return "".join(_marked(one) for one in runs)


def _marked(run: Run) -> str:
    told = "".join(_faced(piece, "Vera" if embedded else "", run) for piece, embedded in pieces(run.text))
    for mark, wanted in (("i", run.slanted), ("b", run.bold)):
        told = f"<{mark}>{told}</{mark}>" if wanted else told
    return f'<a href="#{run.to}" color="#{look.LINK}">{told}</a>' if run.to else told


def _faced(text: str, face: str, run: Run) -> str:
    """A piece of a run in its font."""
    face = face or ("Courier" if run.code else "")
    said = escape(text, quote=False).replace("\n", "<br/>")
    return f'<font face="{face}">{said}</font>' if face else said
