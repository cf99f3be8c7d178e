"""Words for supplemental qualifiers: what SUPP-- says of a record or a subject, as a column."""

from __future__ import annotations

from typing import Any

import numpy as np
from pandas import Series

from adam.subjects import Mask, Subjects, check_together, numeric
from adam.timeline import searched
from mappings.distinct import Codes, as_text, factors, number_text, spread
from mappings.error import MappingError
from mappings.records import taken
from mappings.where import NUMBER


def qualifier(
    name: str, names: Series, values: Series, ids: Series | None = None, sequence: Series | None = None, *,
    idvars: Series | None = None, idvar: str = "", subject: Series,
) -> Series:  # fmt: skip
    """The supplemental qualifier of that name: that of the record by its identifier, or of the subject without one.

    `ids` (IDVARVAL) meets `sequence`, the record's --SEQ or other identifying variable: as numbers if one of them is
    numeric ("1 ", "01" and 1.0 are the same), else as text without blanks around it. Where the rows identify records
    by several variables, idvars=SUPPAE.IDVAR, idvar="AESEQ" chooses. Of several rows that fit the first is taken.
    (admiral's metatools: combine_supp)

    Example:
        SAECAT = 'qualifier("SAECAT", SUPPAE.QNAM, SUPPAE.QVAL, SUPPAE.IDVARVAL, AESEQ)'
        COMPLT8 = 'qualifier("COMPLT8", SUPPDM.QNAM, SUPPDM.QVAL)'
    """
    _check_pairs(ids, sequence, idvars, idvar)
    check_together(names, values, *(column for column in (ids, idvars) if column is not None))
    people = Subjects(subject)
    rows = people.of_rows(values)
    chosen = _says(names, name) & (rows >= 0)
    if idvars is not None:
        chosen &= _says(idvars, idvar)
    here, there = np.zeros(len(subject), dtype=np.int64), np.zeros(len(values), dtype=np.int64)
    if ids is not None and sequence is not None:
        here, there = _identified(people.here(sequence), ids)
        chosen &= there >= 0
    width = int(max(here.max(initial=0), there.max(initial=0))) + 1
    found = np.flatnonzero(chosen)
    # The first of equal keys is the one that np.unique tells.
    keys, first = np.unique(rows[found] * width + there[found], return_index=True)
    known = (people.codes >= 0) & (here >= 0)
    return taken(values, _met(np.where(known, people.codes * width + here, -1), keys, found[first]), subject.index)


def _check_pairs(ids: Any, sequence: Any, idvars: Any, idvar: str) -> None:
    if (ids is None) != (sequence is None):
        raise MappingError("", "ids and sequence go together", "for example  SUPPAE.IDVARVAL, AESEQ")
    if (idvars is None) != (not idvar) or (idvars is not None and ids is None):
        raise MappingError("", "idvars, idvar and ids go together", 'for example  idvars=SUPPAE.IDVAR, idvar="AESEQ"')


def _says(column: Series, word: str) -> Mask:
    codes, words = factors(as_text(column))
    return np.array([*(one.strip() == word for one in words), False], dtype=bool)[codes]


def _identified(sequence: Series, ids: Series) -> tuple[Codes, Codes]:
    """One number for the same identifier in the records and in the rows that qualify them; -1 where there is none."""
    sizes = any(numeric(column) for column in (sequence, ids))
    own, words = factors(spread(lambda text: _identifier(text, sizes), as_text(sequence)))
    other, others = factors(spread(lambda text: _identifier(text, sizes), as_text(ids)))
    place = {word: at for at, word in enumerate(words)}
    turn = np.array([*(place.get(word, -1) for word in others), -1], dtype=np.int64)
    return own, turn[other]


def _identifier(text: str | None, sizes: bool) -> str | None:
    plain = (text or "").strip()
    return number_text(float(plain)) if sizes and NUMBER.fullmatch(plain) else plain or None


def _met(wanted: Codes, keys: Codes, rows: Codes) -> Codes:
    """The row of each wanted key; -1 where no key is the same."""
    if not len(keys):
        return np.full(len(wanted), -1, dtype=np.int64)
    places = np.minimum(searched(keys, wanted), len(keys) - 1)
    return np.where(keys[places] == wanted, rows[places], -1)
