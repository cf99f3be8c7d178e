"""Texts as define.xml keeps them: blanks at the ends and in runs do not count; of a long text the lines do."""

from __future__ import annotations

from functools import lru_cache

from define_xml.document.common import Description, TranslatedText, described


def one_line(text: str) -> str:
    """The words of a name or a label."""
    return " ".join(text.split())


def lines(text: str) -> str:
    """The words of a longer text, line by line, without empty lines around it."""
    kept = (" ".join(line.split()) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
    return "\n".join(kept).strip("\n")


@lru_cache(maxsize=20_000)
def description(text: str) -> Description | None:
    """A description of the text, or nothing where there is none."""
    return described(text) if text else None


def described_words(one: Description | None) -> str:
    """The English text of a description, or the first there is, line by line; empty if there is none."""
    return lines(_english(one).value) if one is not None and one.texts else ""


def _english(one: Description) -> TranslatedText:
    return next((text for text in one.texts if (text.lang or "en").lower().startswith("en")), one.texts[0])
