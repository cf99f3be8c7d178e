"""Numbers on their way into a transport file: exact as IBM doubles, or refused."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from pandas import Series

from define_xml.transport.cells import number_cells
from define_xml.transport.xpt.ibm import Floats, Words, from_ibm, outside, to_ibm
from define_xml.transport.xpt.words import Array, Cells
from mappings.error import InputError
from mappings.missing import letters_of

_MEND = "set it missing, or mend it, by a rule"
_BLANKS = 0x2020_2020_2020_2020


@dataclass(frozen=True)
class NumberField:
    """A variable of numbers: its place for the user, the bytes of its field (8, or the first ones of 8)."""

    place: str
    width: int

    def cells(self, column: Series, before: int) -> Cells:
        """The IBM doubles of these records; InputError (records count from `before` + 1) for what does not fit."""
        values = number_cells(self.place, column, before)
        wrong = outside(values)
        if wrong.any():
            raise self._unfit(column, int(np.argmax(wrong)), before)
        cut = 8 * (8 - self.width)
        blank = np.uint64(_BLANKS >> cut << cut)
        cells = Numbers(values, self.width)
        if self.width < 8:
            self._check_width(to_ibm(values), values, before, cut)
        alike = values == from_ibm(np.array([blank], np.uint64))[0]
        if alike.any():
            row = int(np.argmax(alike))
            problem = f"{values[row]} is written as {self.width} blanks, which readers take for padding"
            raise InputError(f"{self.place}  record {before + row + 1}", problem, _MEND)
        return cells

    def _unfit(self, column: Series, row: int, before: int) -> InputError:
        problem = f"{column.iloc[row]} does not fit an IBM double (5.4e-79 to 7.2e75, integers to 2**53)"
        return InputError(f"{self.place}  record {before + row + 1}", problem, _MEND)

    def _check_width(self, words: Words, values: Floats, before: int, cut: int) -> None:
        """InputError for the first number that has more bits than the field."""
        wrong = (words & np.uint64((1 << cut) - 1)) != 0
        if wrong.any():
            row = int(np.argmax(wrong))
            problem = f"{values[row]} is not exact in {self.width} bytes, and the spec says length {self.width}"
            raise InputError(f"{self.place}  record {before + row + 1}", problem, "say length 8, or round it by a rule")


@dataclass(frozen=True)
class Numbers:
    """A number for each record, in the first bytes of IBM doubles."""

    values: Floats
    width: int

    def written(self, rows: slice) -> Array:
        """The bytes of these records."""
        words = to_ibm(self.values[rows]).astype(">u8")
        if self.width == 8:
            return words.view("V8")
        bytes_ = words.view(np.uint8).reshape(-1, 8)[:, : self.width]
        return np.ascontiguousarray(bytes_).view(f"V{self.width}").ravel()

    def same(self, rows: slice, found: Array) -> bool:
        """Whether the bytes are the numbers, special missing values with their letters."""
        full = found.view(">u8") if self.width == 8 else _filled(found, self.width)
        back, wanted = from_ibm(full.astype(np.uint64)), self.values[rows]
        differ = np.flatnonzero(back != wanted)
        if not len(differ):
            return True
        one, other = back[differ], wanted[differ]
        return bool(np.isnan(one).all() and np.isnan(other).all() and (letters_of(one) == letters_of(other)).all())


def _filled(found: Array, width: int) -> Array:
    full = np.zeros((len(found), 8), np.uint8)
    full[:, :width] = found.view(np.uint8).reshape(-1, width)
    return full.view(">u8").ravel()
