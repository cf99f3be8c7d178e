"""The CRF that a user brings, opened: what is no PDF, locked, cut, damaged or far too much is refused with a reason."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import Any

from define_xml.checks.beside.pdf import DAMAGED, quiet
from mappings.error import InputError

MOST_BYTES = 200_000_000
MOST_PAGES = 5_000
MOST_CONTENT = 20_000_000  # of one page, with all that it draws; in the whole file ten times that
TAIL = 4096  # bytes at the end among which the mark of the end stands
_DRAWN = re.compile(rb"/([^\s/\[\]()<>{}%]+)\s+Do\b")


def opened(blank: bytes, name: str) -> Any:
    """The file as a pypdf reader; InputError, with `name` as its place, where no CRF can be annotated in it."""
    _whole(blank, name)
    from pypdf import PdfReader

    try:
        reader = PdfReader(BytesIO(blank), strict=False)
        if reader.is_encrypted:
            problem = "it is encrypted: with a password, or with limits on what may be done with it"
            raise InputError(name, problem, "agencies take no such PDF: save it without security and bring that")
        count = len(reader.pages)
    except unreadable() as error:
        raise InputError(name, f"it cannot be read as a PDF ({words(error)})", "write it anew") from None
    if not count:
        raise InputError(name, "it has no pages", "bring the CRF with the pages that the data dictionary names")
    if count > MOST_PAGES:
        problem = f"it has {count:,} pages, and {MOST_PAGES:,} are the most that are annotated"
        raise InputError(name, problem, "bring the unique forms only: each form once")
    _bounded(reader, name)
    return reader


def check_blank(blank: bytes, name: str) -> None:
    """Nothing; InputError, with `name` as its place, where no CRF can be annotated in the file."""
    with quiet():
        opened(blank, name)


def _whole(blank: bytes, name: str) -> None:
    """Nothing; InputError for bytes that are not a whole PDF."""
    if len(blank) > MOST_BYTES:
        problem = f"it has {len(blank):,} bytes, and {MOST_BYTES:,} are the most that are read"
        raise InputError(name, problem, "save it with smaller pictures")
    if b"%PDF-" not in blank[:1024]:
        raise InputError(name, "it is no PDF" if blank else "it is empty", "bring the blank CRF as a PDF")
    if b"%%EOF" not in blank[-TAIL:]:
        raise InputError(name, "it is cut: the mark of its end, %%EOF, is not there", "copy it anew, whole")


def _bounded(reader: Any, name: str) -> None:
    """Nothing; InputError for pages that cannot be read, or that draw so much that reading them has no end."""
    total, known = 0, dict[int, int]()
    for number, page in enumerate(reader.pages, 1):
        try:
            weight = _weight(page, page.get_contents(), known, ())
        except unreadable() as error:
            raise InputError(name, f"page {number} is damaged ({words(error)})", "write the PDF anew") from None
        total += weight
        if weight > MOST_CONTENT or total > 10 * MOST_CONTENT:
            problem = f"page {number} draws more than can be read ({weight:,} bytes of drawing)"
            raise InputError(name, problem, "print the CRF anew to a PDF, drawings as pictures")


def _weight(owner: Any, stream: Any, known: dict[int, int], above: tuple[int, ...]) -> int:
    """How many bytes of drawing a page or form has, with the forms that it draws, as often as it does."""
    data = stream.get_data() if stream is not None else b""
    forms = resources(owner).get("/XObject")
    inner = forms.get_object() if forms is not None else {}
    total = len(data)
    for drawn in _DRAWN.findall(data):
        form = _form(inner, drawn)
        if form is None or id(form) in above:
            continue
        if id(form) not in known:
            known[id(form)] = _weight(form, form, known, (*above, id(form)))
        total += known[id(form)]
        if total > MOST_CONTENT:
            break
    return total


def _form(inner: Any, drawn: bytes) -> Any:
    """The form of that name, None for a picture or what is not there."""
    key = "/" + drawn.decode("latin-1")
    one = inner[key].get_object() if key in inner else None
    return one if one is not None and one.get("/Subtype") == "/Form" else None


def resources(owner: Any) -> Any:
    """What a page or form draws with, by kind; a page may have it from a node above, where many pages share it."""
    known: set[int] = set()
    while isinstance(owner, dict) and id(owner) not in known:
        known.add(id(owner))
        named = owner.get("/Resources")
        found = named.get_object() if named is not None else None
        if isinstance(found, dict):
            return found
        above = owner.get("/Parent")
        owner = above.get_object() if above is not None else None
    return {}


def version_of(reader: Any) -> str:
    """The version of PDF that a file says of itself, `1.7`: at its head, or later in its catalog."""
    return max(str(reader.pdf_header)[5:8], str(reader.root_object.get("/Version", ""))[1:4])


def unreadable() -> tuple[type[Exception], ...]:
    """What is raised where a PDF is damaged."""
    from pypdf.errors import PyPdfError

    return PyPdfError, *DAMAGED


@contextmanager
def heard() -> Iterator[list[str]]:
    """What pypdf says of oddities that it mends while it reads or writes, not shown on the screen."""
    said: list[str] = []
    log, taker = logging.getLogger("pypdf"), logging.Handler(logging.WARNING)
    taker.emit = lambda record: said.append(record.getMessage())  # type: ignore[method-assign]
    before = log.level, log.propagate
    log.setLevel(logging.WARNING)
    log.propagate = False
    log.addHandler(taker)
    try:
        yield said
    finally:
        log.removeHandler(taker)
        log.level, log.propagate = before


def words(error: BaseException) -> str:
    """What an error of pypdf says, on one line."""
    return str(error).split("\n")[0][:100] or type(error).__name__
