"""Checks of texts wherever they stand: languages, blanks, characters, scripts, words left undecided."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import fields
from functools import cache, lru_cache
from typing import Any

from define_xml.checks.check import Told, check, counted, repeated, told
from define_xml.checks.reviewed import Reviewed
from define_xml.document.common import Description, Leaf, TranslatedText
from define_xml.document.fields import XML, Element
from define_xml.document.items import ItemDef, ItemGroupDef
from define_xml.document.values import CodeListItem, EnumeratedItem, RangeCheck

# Events by name: `ongoing = "Y"` is a condition, and no event.
EVENT = r"\bon(?:abort|blur|change|click|error|focus|input|key\w+|load|mouse\w+|submit|toggle|unload)\s*=\s*[\"']"
SCRIPT = re.compile(rf"<\s*/?\s*(?:script|iframe|object|embed|svg|img)\b|\bjavascript\s*:|{EVENT}", re.IGNORECASE)
UNDECIDED = re.compile(r"\b(?:TBD|TODO|FIXME)\b|\?\?\?|\bXXX+\b|[Ll]orem ipsum")
# Controls but tab and line ends, the soft hyphen, and characters of width zero or of direction.
UNSEEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
TRANSPORTED = (ItemGroupDef, ItemDef, CodeListItem, EnumeratedItem)


@lru_cache(maxsize=1)
def _words(reviewed: Reviewed) -> tuple[tuple[Element, str], ...]:
    """Every text of the document that people read or that data hold."""
    found: list[tuple[Element, str]] = []
    for one in reviewed.elements:
        model: Any = type(one)
        for name in _textual(model):
            said = getattr(one, name)
            found += [(one, text) for text in (said if isinstance(said, tuple) else (said,)) if text]
    return tuple(found)


@cache
def _textual(model: Any) -> tuple[str, ...]:
    """The fields of a class that hold texts."""
    said = ((one.name, one.metadata.get(XML)) for one in fields(model))
    kinds = {"attribute", "text", "text_child", "text_children"}
    return tuple(name for name, what in said if what is not None and what.kind in kinds)


@check("error", "HTML, scripts")
def text_runs(reviewed: Reviewed) -> Iterator[Told]:
    """A text holds a script or markup that a browser may run."""
    for one, text in _words(reviewed):
        # Most texts hold none of these characters, and need not be searched.
        found = SCRIPT.search(text) if "<" in text or ":" in text or "=" in text else None
        if found and not isinstance(one, Leaf):
            words = f"the text holds {found[0]!r}: pages made of this file might run it; say it in words"
            yield told(one, words, text[:80])


@check("note", "XML 1.0, 2.2")
def control_character(reviewed: Reviewed) -> Iterator[Told]:
    """A text holds a character that cannot be seen."""
    for one, text in _words(reviewed):
        odd = UNSEEN.search(text)
        if odd:
            yield told(one, f"the text holds U+{ord(odd[0]):04X}, which cannot be seen", text[:80])


@check("note", "SAS transport 5")
def text_not_ascii(reviewed: Reviewed) -> Iterator[Told]:
    """A label or a value that datasets hold has characters beyond ASCII."""
    for one in reviewed.elements:
        if isinstance(one, TRANSPORTED):
            label = one.description.value if isinstance(one, ItemGroupDef | ItemDef) and one.description else ""
            text = label or getattr(one, "coded_value", None) or ""
            if not text.isascii():
                odd = next(char for char in text if not char.isascii())
                yield told(one, f"{text!r} holds {odd!r}, which is not ASCII: transport files may lose it", text)


@check("warning", "Define-XML 2.1, texts")
def text_padded(reviewed: Reviewed) -> Iterator[Told]:
    """A name or a value begins or ends with a blank."""
    for one in reviewed.elements:
        for attribute in ("name", "coded_value", "href", "structure"):
            text = getattr(one, attribute, None)
            if isinstance(text, str) and text != text.strip():
                yield told(one, f"{text!r} begins or ends with a blank", text)


@check("warning", "Define-XML 2.1, CheckValue")
def compared_value_padded(reviewed: Reviewed) -> Iterator[Told]:
    """A value compared with begins or ends with a blank."""
    for one in reviewed.of(RangeCheck):
        for value in one.values:
            if value.strip() and value != value.strip():
                yield told(one, f"{value!r} begins or ends with a blank: comparisons may fail", value)


@check("warning", "Define-XML 2.1, texts")
def text_undecided(reviewed: Reviewed) -> Iterator[Told]:
    """A text was left for later."""
    for one in reviewed.of(TranslatedText):
        found = UNDECIDED.search(one.value)
        if found:
            yield told(one, f"the text holds {found[0]!r}: say it before the file leaves the house", one.value[:80])


@check("note", "Define-XML 2.1, TranslatedText")
def language_missing(reviewed: Reviewed) -> Iterator[Told]:
    """Texts do not say which language they are in."""
    without = [one for one in reviewed.of(TranslatedText) if not (one.lang or "").strip()]
    if without:
        words = f'{counted(len(without), "text", "have")} no xml:lang; say xml:lang="en"'
        yield told(without[0], words)


@check("error", "ODM 1.3.2, TranslatedText")
def language_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """A description has two texts in the same language."""
    for one in reviewed.of(Description):
        for language, count in repeated((text.lang or "").lower() for text in one.texts).items():
            yield told(one, f"{count} texts are in the language {language or '(not said)'}", language)


CHECKS = (
    text_runs,
    control_character,
    text_not_ascii,
    text_padded,
    compared_value_padded,
    text_undecided,
    language_missing,
    language_repeated,
)
