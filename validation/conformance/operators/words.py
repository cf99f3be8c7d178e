"""Operators about how labels are written: title case, as the reference engine has it."""

from __future__ import annotations

import re
from dataclasses import dataclass

from validation.conformance.column import Mask
from validation.conformance.operators.on import On
from validation.conformance.operators.pairs import text

# Small words are small but at the ends; these are always so, and an ID is always an ID.
_SMALL = r"(?:a|an|and|as|at|but|by|en|for|if|in|of|on|or|the|to|v\.?|via|vs\.?)"
_ALWAYS_SMALL = {"per", "and/or", "is", "with"}
_ACRONYMS = {"ID"}
_PUNCTUATION = r"[!\"\u201c#$%&'\u2018()*+,\-\u2013\u2012\u2014\u2015./:;?@\[\\\]_`{|}~]"
_IS_SMALL = re.compile(f"{_SMALL}$", re.IGNORECASE)
_FIRST = re.compile(rf"^({_PUNCTUATION}*)({_SMALL})\b", re.IGNORECASE)
_LAST = re.compile(rf"\b{_SMALL}{_PUNCTUATION}?$", re.IGNORECASE)
_AFTER_STOP = re.compile(rf"([:.;?!\-\u2013\u2012\u2014\u2015] )({_SMALL})")
_DOTTED = re.compile(r"\w\.\w")
_CAPITAL_INSIDE = re.compile(rf"{_PUNCTUATION}*?[^\W\d_]+?[A-Z]")
_INITIALS = re.compile(r"(?:[A-Z]\.|[A-Z]\.[A-Z])+$")
_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{3,}$", re.IGNORECASE)
_LETTER = re.compile(rf"^{_PUNCTUATION}*?\w")


def is_title_case(on: On) -> Mask:
    """Where each word but the small ones has a capital first letter; a missing value has."""
    return on.target.where(lambda one: titled(text(one).strip()) == text(one).strip(), missing=True)


def is_not_title_case(on: On) -> Mask:
    """Where a word is written otherwise."""
    return ~is_title_case(on)


def titled(label: str) -> str:
    """The label in title case."""
    words = _words(label)
    if words:
        words[0] = words[0].begun()
        words[-1] = words[-1].ended()
    found = _AFTER_STOP.sub(lambda one: one[1] + one[2].capitalize(), " ".join(one.text for one in words))
    return found[:1].upper() + found[1:]


@dataclass(frozen=True)
class _Word:
    """A word as a title has it; `settled` ones do not change at the ends."""

    text: str
    settled: bool = False

    def begun(self) -> _Word:
        """The word at the beginning: a small one has a capital."""
        return self if self.settled else _Word(_FIRST.sub(lambda one: one[1] + one[2].capitalize(), self.text, count=1))

    def ended(self) -> _Word:
        """The word at the end."""
        return self if self.settled else _Word(_LAST.sub(lambda one: one[0].capitalize(), self.text))


def _words(label: str) -> list[_Word]:
    """The words of a label, or of a part of one, each by itself."""
    capitals = label.upper() == label
    return [_word(word, capitals) for word in re.split(r"[\t ]", label)]


def _word(word: str, capitals: bool) -> _Word:
    """One word; in a label of capitals alone a word is none of an abbreviation."""
    if word.lower() in _ALWAYS_SMALL:
        return _Word(word.lower(), settled=True)
    if word.upper() in _ACRONYMS:
        return _Word(word.upper(), settled=True)
    if _kept(word, capitals):
        return _Word(word)
    if _IS_SMALL.match(word):
        return _Word(word.lower())
    for mark in ("/", "-"):
        if mark in word and (mark == "-" or "//" not in word):
            return _Word(mark.join(" ".join(one.text for one in _words(part)) for part in word.split(mark)))
    bare = word.lower() if capitals else word
    if _CONSONANTS.match(bare):
        return _Word(bare.upper())
    return _Word(_LETTER.sub(lambda one: one[0].upper(), bare, count=1) if _LETTER.match(bare) else bare)


def _kept(word: str, capitals: bool) -> bool:
    """Whether a word stays as it is written: initials, a dot or a capital inside."""
    if capitals and _INITIALS.match(word):
        return True
    return _DOTTED.search(word) is not None or (not capitals and _CAPITAL_INSIDE.match(word) is not None)
