"""The strokes of our drawings: shapes and words of SVG, in colours that follow the reader's light or dark page."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

# Two groups are told apart by colour, by mark and by stroke: colour alone is not enough.
STYLE = """
.d{--ink:#1c2430;--soft:#5b6675;--line:#c9d0d9;--grid:#e6eaef;--paper:#fff;--box:#f7f9fb;--a:#0b6e69;--b:#b4500b;
font-family:system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
@media (prefers-color-scheme:dark){.d{--ink:#e7ecf2;--soft:#9aa7b6;--line:#445060;--grid:#29323d;--paper:#141a21;
--box:#1b232c;--a:#4fd1c5;--b:#f6ad55}}
@media print{.d{--ink:#000;--soft:#444;--line:#999;--grid:#ddd;--paper:#fff;--box:#fff;--a:#0b6e69;--b:#b4500b}}
.d text{fill:var(--ink);font-size:13px}.d .soft{fill:var(--soft)}.d .small{font-size:11.5px}
.d .strong{font-weight:600}.d .title{font-size:15px;font-weight:600}
.d .end{text-anchor:end}.d .middle{text-anchor:middle}
.d .paper{fill:var(--paper)}.d .box{fill:var(--box);stroke:var(--line)}.d .pill{fill:var(--ink)}
.d .pill+text{fill:var(--paper)}
.d .way{stroke:var(--soft);fill:none;stroke-width:1.4}.d .head{fill:var(--soft)}
.d .grid{stroke:var(--grid)}.d .axis{stroke:var(--line)}
.d .a{stroke:var(--a)}.d .b{stroke:var(--b);stroke-dasharray:7 4}.d .a,.d .b{fill:none;stroke-width:2.2}
.d .a.bar,.d .b.bar{stroke-width:1.2;stroke-dasharray:none;opacity:.65}
.d .a.dot{fill:var(--a);stroke:var(--paper);stroke-width:1.2}
.d .b.dot{fill:var(--b);stroke:var(--paper);stroke-width:1.2;stroke-dasharray:none}
.d .edge-a{stroke:var(--a);stroke-width:2}.d .edge-b{stroke:var(--b);stroke-width:2}
"""


def drawing(name: str, size: tuple[float, float], words: tuple[str, str], shapes: Iterable[str]) -> str:
    """A whole SVG of its own; `words` are its title and what it shows, for those who do not see it."""
    width, height = (number(side) for side in size)
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="d" role="img" viewBox="0 0 {width} {height}"'
    label = f'aria-labelledby="{name}-title {name}-desc"'
    told = f'<title id="{name}-title">{escape(words[0])}</title>\n<desc id="{name}-desc">{escape(words[1])}</desc>'
    body = "\n".join(shapes)
    return f'{head} width="{width}" height="{height}" {label}>\n{told}\n<style>{STYLE}</style>\n{body}\n</svg>\n'


def number(value: float) -> str:
    """A coordinate: two decimals at most."""
    text = f"{value:.2f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def line(start: tuple[float, float], end: tuple[float, float], kind: str) -> str:
    """A straight line."""
    (x1, y1), (x2, y2) = start, end
    return f'<line class="{kind}" x1="{number(x1)}" y1="{number(y1)}" x2="{number(x2)}" y2="{number(y2)}"/>'


def path(points: Iterable[tuple[float, float]], kind: str, more: str = "") -> str:
    """Straight lines from point to point."""
    told = " L".join(f"{number(x)} {number(y)}" for x, y in points)
    return f'<path class="{kind}" d="M{told}"{more}/>'


def words(text: str, place: tuple[float, float], kind: str = "") -> str:
    """A text at a place."""
    style = f' class="{kind}"' if kind else ""
    return f'<text{style} x="{number(place[0])}" y="{number(place[1])}">{escape(text)}</text>'


def box(place: tuple[float, float], size: tuple[float, float], kind: str, radius: float = 6) -> str:
    """A box with round corners."""
    (x, y), (width, height) = place, size
    sides = f'width="{number(width)}" height="{number(height)}" rx="{number(radius)}"'
    return f'<rect class="{kind}" x="{number(x)}" y="{number(y)}" {sides}/>'


def dot(place: tuple[float, float], kind: str, told: str, square: bool = False) -> str:
    """A mark, round or square, that tells its figures when pointed at."""
    x, y = place
    shape = box((x - 4.5, y - 4.5), (9, 9), kind, 1) if square else ""
    shape = shape or f'<circle class="{kind}" cx="{number(x)}" cy="{number(y)}" r="5"/>'
    return f"<g>{shape}<title>{escape(told)}</title></g>"
