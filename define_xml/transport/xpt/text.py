"""Text variables on their way into a transport file: encoded, judged, and as wide as their field."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd
from pandas import Series

from define_xml.transport.cells import text_array, text_labels
from define_xml.transport.notes import RECORDS, Notes
from define_xml.transport.xpt.card import escaped
from define_xml.transport.xpt.words import (
    Array,
    Cells,
    FullWords,
    OwnWords,
    Words,
    encoded,
    shared,
    words_of,
)
from mappings.error import InputError
from mappings.finding import Severity

# FDA Study Data Technical Conformance Guide, 3.3.2
LONGEST = 200
# Check, severity and words of a finding, and the value it is about.
Odd = tuple[tuple[str, Severity, str], str]


@dataclass(frozen=True)
class Policy:
    """The encoding of a file, whether bytes of no encoding are written as they were, and where oddities are noted."""

    encoding: str
    lenient: bool
    notes: Notes


@dataclass(frozen=True)
class _Distinct:
    """Distinct words, what is odd about some, and why some cannot be written: all by the word's number."""

    words: Words
    odd: dict[int, list[Odd]] = field(default_factory=dict)
    refused: dict[int, tuple[str, str]] = field(default_factory=dict)


@dataclass
class TextField:
    """A text variable: its place for the user, its name, and the width of its field (0: not known yet)."""

    place: str
    name: str
    width: int
    policy: Policy
    # The last categories that were met: chunks of one dataset share them.
    _last: tuple[object, _Distinct] | None = None

    def longest(self, column: Series, before: int) -> int:
        """The bytes of the longest value; InputError (records count from `before` + 1) for one beyond `LONGEST`."""
        words, codes = self._looked(column, before)
        sizes = words.sizes if codes is None else np.append(words.sizes, 0)[codes]
        self._check(sizes, LONGEST, before)
        return int(sizes.max(initial=0))

    def cells(self, column: Series, before: int) -> Cells:
        """The padded bytes of these records; InputError for what is no text, too long, or not of the encoding."""
        words, codes = self._looked(column, before, noting=True)
        if codes is None:
            self._check(words.sizes, self.width, before)
            full = len(words.sizes) > 0 and int(words.sizes.min()) == self.width
            return FullWords(words, self.width) if full else OwnWords(words, self.width)
        if int(words.sizes.max(initial=0)) > self.width:
            self._check(np.append(words.sizes, 0)[codes], self.width, before)
        return shared(words, self.width, codes)

    def _looked(self, column: Series, before: int, noting: bool = False) -> tuple[Words, Array | None]:
        """The words of the file, and which of them each record has (None: its own), all that is wrong told."""
        distinct, codes = self._distinct(column, before)
        if isinstance(distinct, Words):
            return distinct, None
        if distinct.odd or distinct.refused:
            self._tell(distinct, codes, before, noting)
        return distinct.words, codes

    def _distinct(self, column: Series, before: int) -> tuple[Words | _Distinct, Array]:
        none = np.empty(0, np.int64)
        if isinstance(column.dtype, pd.CategoricalDtype):
            categorical: Any = column.array
            return self._categories(categorical.categories, categorical.codes, before), categorical.codes
        try:
            cells = text_array(self.place, column, before)
        except UnicodeEncodeError:
            codes, found = pd.factorize(column.astype("object"), use_na_sentinel=True)
            return _look([str(word) for word in found], self.policy), codes
        words = words_of(cells)
        if words.plain:
            return words, none
        found = cells.dictionary_encode()
        return _look(found.dictionary.to_pylist(), self.policy), found.indices.fill_null(-1).to_numpy()

    def _categories(self, categories: Any, codes: Array, before: int) -> _Distinct:
        if self._last is None or self._last[0] is not categories:
            labels = text_labels(self.place, categories.tolist(), codes, before)
            self._last = (categories, _look(labels, self.policy))
        return self._last[1]

    def _tell(self, distinct: _Distinct, codes: Array, before: int, noting: bool) -> None:
        order = np.argsort(codes, kind="stable")
        borders = np.searchsorted(codes, np.arange(len(distinct.words.sizes) + 1), sorter=order)
        places = {code: order[borders[code] : borders[code + 1]] for code in (*distinct.refused, *distinct.odd)}
        refused = {int(rows[0]): code for code in distinct.refused if len(rows := places[code])}
        if refused:
            first = min(refused)
            raise InputError(f"{self.place}  record {before + first + 1}", *distinct.refused[refused[first]])
        for code, odds in distinct.odd.items() if noting else ():
            self._note(odds, places[code] + before + 1)

    def _note(self, odds: list[Odd], records: Array) -> None:
        for said, value in odds if len(records) else ():
            self.policy.notes.add(said, self.name, value, records[:RECORDS].tolist(), len(records))

    def _check(self, sizes: Array, width: int, before: int) -> None:
        longest = int(sizes.max(initial=0))
        if longest <= width:
            return
        place = f"{self.place}  record {before + int(sizes.argmax()) + 1}"
        if longest > LONGEST:
            problem = f"{longest} bytes; a transport file holds {LONGEST}"
            raise InputError(place, problem, "split the value by a rule, cut(...), or move it to SUPP--")
        problem = f"a value of {longest} bytes; the spec says length {width}"
        raise InputError(place, problem, "say a larger length, or shorten the value by a rule")


def _look(labels: list[str], policy: Policy) -> _Distinct:
    """The words in the encoding of the file, each looked at once."""
    together = "".join(labels)
    usual = together.isascii() and together.isprintable()
    cells = [label.encode() for label in labels] if usual else []
    odd: dict[int, list[Odd]] = {}
    refused: dict[int, tuple[str, str]] = {}
    for code, label in enumerate(labels):
        if not usual:
            cells.append(_encoded(label, policy, code, refused))
        found = _odd(label, cells[code], policy.encoding)
        if found:
            odd[code] = found
    return _Distinct(encoded(cells), odd, refused)


def _encoded(label: str, policy: Policy, code: int, refused: dict[int, tuple[str, str]]) -> bytes:
    try:
        return label.encode(policy.encoding, "surrogateescape" if policy.lenient else "strict")
    except UnicodeEncodeError as error:
        letter = label[error.start]
        if "\udc80" <= letter <= "\udcff":
            problem = f"byte {ord(letter) - 0xDC00:02X} in {_shown(label)} was kept as it was read, in no encoding"
            refused[code] = (problem, "declare the encoding it was written in, or write it as it was: --lenient")
        else:
            problem = f"{letter!r} (U+{ord(letter):04X}) in {label[:60]!r} does not fit {policy.encoding}"
            remedy = "say it in plain letters by a rule: plain(...), or convert with --out-encoding cp1252"
            refused[code] = (problem, remedy)
        return b""


def _odd(label: str, cell: bytes, encoding: str) -> list[Odd]:
    if not cell or (cell[0] > 32 and cell[-1] > 32 and label.isascii() and label.isprintable()):
        return []
    found: list[Odd] = []
    foreign = _hex(byte for byte in cell if byte > 127)
    if any("\udc80" <= letter <= "\udcff" for letter in label):
        words = f"byte {foreign} is no {encoding} text; it is written as it was"
        found.append((("wrong_encoding", "error", words), escaped(cell)))
    elif foreign:
        words = f"byte {foreign} is no ASCII text; it is written as {encoding}"
        found.append((("not_ascii", "error", words), escaped(cell)))
    control = _hex(byte for byte in cell if byte < 32 or byte == 127)
    if control:
        words = f"byte {control} is a control character"
        found.append((("control_character", "error", words), escaped(cell)))
    if cell[:1] == b" " and cell.strip(b" "):
        found.append((("leading_blank", "warning", "the value begins with a blank"), escaped(cell)))
    if cell[-1:] == b" ":
        words = "blanks after the text are not kept, for fields are padded with them"
        found.append((("trailing_blank", "note", words), escaped(cell)))
    return found


def _hex(codes: Iterable[int]) -> str:
    return " ".join(f"{byte:02X}" for byte in dict.fromkeys(codes))


def _shown(label: str) -> str:
    return repr(label[:60].encode("utf-8", "backslashreplace").decode("utf-8"))
