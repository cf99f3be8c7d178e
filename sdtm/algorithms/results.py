"""Words for results: standard form, units, rounding, baseline flags, and the sequence of records."""

from __future__ import annotations

import math
import re
from datetime import datetime, time
from decimal import ROUND_HALF_UP, Context, Decimal

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from mappings.date_columns import Mask, Numbers, orders, possible_days
from mappings.distinct import Codes, as_text, encoded, factors, groups, spread, spread_flag, spread_number
from mappings.error import MappingError
from mappings.iso8601 import parse_date
from mappings.spec import Codelist
from sdtm.algorithms.collected import assign
from sdtm.algorithms.text import number
from sdtm.algorithms.timing import _of_record

COMPARED = re.compile(r"\s*([<>]=?|[\u2264\u2265])?\s*(\S+)\s*")
NUMERAL = re.compile(r"\s*[-+]?(\d+(\.\d*)?|\.\d+)([eE][-+]?\d\d?)?\s*", re.ASCII)
EXACT = Context(prec=800)  # a float's shortest decimal text has at most 17 digits, its exponent at most 308


def standard_text(result: Series, *, codelist: Codelist | None, decimal: str) -> Series:
    """The result in standard form: the term of the codelist, a number written plainly, else as collected.

    A number loses leading and trailing zeros, its decimal sign becomes a point (`7,50` gives 7.5 only where a decimal
    comma is declared for the table), also behind a sign of comparison (`<0,5` gives <0.5).

    Example:
        LBSTRESC = 'standard_text(LBORRES)'
    """
    terms = {None} if codelist is None else {None, *codelist.values()}
    meant = as_text(assign(result, codelist=codelist))
    return spread(lambda value: value if value in terms else _plain(value, decimal), meant)


def standard_number(result: Series, *, decimal: str) -> Series:
    """The number of a numeric result; missing for text such as `<0.5`.

    Example:
        LBSTRESN = 'standard_number(LBSTRESC)'
    """
    return number(result, decimal=decimal)


def converted(
    number: Series, unit: Series, units: Series, factors: Series, offsets: Series | None = None, *,
    test: Series | None = None, tests: Series | None = None, standard_units: Series | None = None, decimal: str,
) -> Series:  # fmt: skip
    """The number in the standard unit: times the factor, plus the offset, of its unit in the table of conversions.

    With `test` and `tests` the row must be of the same test. A unit that stands among `standard_units` (of that test)
    needs no row. Missing where the unit is missing, not in the table, or there with different conversions.

    Example:
        LBSTRESN = 'converted(LBORRES, LBORRESU, units.unit, units.factor, test=LBTESTCD, tests=units.test)'
    """
    known = _conversions((tests, units), factors, offsets)
    for key in _rows((tests, standard_units)) if standard_units is not None else []:
        known.setdefault(key, {(Decimal(1), Decimal(0))})
    certain = {key: rows for key, rows in known.items() if len(rows) == 1}

    def convert(value: object, *key: str) -> float | None:
        amount, row = _decimal(value, decimal), certain.get(key)
        if amount is None or row is None:
            return None
        ((factor, offset),) = row
        return _bounded(EXACT.add(EXACT.multiply(amount, factor), offset))

    return spread_number(convert, number, *_sides(test, tests, unit))


def converted_unit(
    unit: Series, units: Series, standard_units: Series, *, test: Series | None = None, tests: Series | None = None
) -> Series:
    """The standard unit that the collected unit is converted to, by the table of conversions.

    With `test` and `tests` the row must be of the same test. A standard unit (of that test) stays. Missing where the
    unit is missing, not in the table, or there with different standard units.

    Example:
        LBSTRESU = 'converted_unit(LBORRESU, units.unit, units.standard, test=LBTESTCD, tests=units.test)'
    """
    known: dict[tuple[str, ...], set[str]] = {}
    for row in _rows((tests, units, standard_units)):
        known.setdefault(row[:-1], set()).add(row[-1])
    for key in _rows((tests, standard_units)):
        known.setdefault(key, {key[-1]})
    certain = {key: next(iter(found)) for key, found in known.items() if len(found) == 1}
    return spread(lambda *key: certain.get(key), *_sides(test, tests, unit))


def rounded(number: Series, digits: int) -> Series:
    """The number rounded to so many decimals, half away from zero, on the decimal text people see (2.675 gives 2.68).

    Example:
        LBSTRESN = 'rounded(LBCONV, 2)'
    """
    if isinstance(digits, bool) or not isinstance(digits, int) or abs(digits) > 300:
        raise MappingError("", f"{digits!r} is no number of decimals", "a whole number, for example  rounded(BMI, 1)")
    step = Decimal(1).scaleb(-digits)

    def round_half_up(value: object) -> float | None:
        amount = _decimal(value, ".")
        if amount is None:
            return None
        return _bounded(amount.quantize(step, rounding=ROUND_HALF_UP, context=EXACT))

    if not pd.api.types.is_float_dtype(number.dtype) or not 0 <= digits <= 15:
        return spread_number(round_half_up, number)
    # Far from a half, binary and decimal arithmetic agree: k / 10**digits is the float nearest to the decimal number.
    scaled = np.abs(number.to_numpy(dtype=np.float64)) * 10.0**digits
    clear = (scaled < 1e9) & (np.abs(scaled % 1 - 0.5) > 1e-6)
    answer = np.copysign(np.floor(scaled + 0.5) / 10.0**digits, number) + 0.0
    return Series(answer, index=number.index).where(clear, spread_number(round_half_up, number.mask(clear)))


def last_before_treatment(result: Series, date: Series, start: Series, *by: Series, subject: Series) -> Series:
    """Y on the last record with a result on or before the start of treatment, by subject and the columns named.

    A date without time on the day of the start is on time. Of several records on that last day the latest by clock is
    flagged if all tell the minute, else the last in the order of the source. A partial date counts only where it is
    certain: surely not after the start, and surely after all others.

    Example:
        LBLOBXFL = 'last_before_treatment(LBORRES, LBDTC, DM.RFXSTDTC, LBTESTCD)'
    """
    return _last_flagged(_given(result), (date, start), by, subject)


def baseline_flag(
    result: Series, date: Series, start: Series, *by: Series, subject: Series,
    visit: Series | None = None, visits: tuple[str, ...] = (),
) -> Series:  # fmt: skip
    """Y on the baseline record: the last with a result on or before the start, by subject and the columns named.

    With `visit` and `visits` only records of these visits can be baseline. Days, clocks and partial dates count as in
    last_before_treatment.

    Example:
        QSBLFL = 'baseline_flag(QSORRES, QSDTC, DM.RFXSTDTC, QSTESTCD, visit=VISIT, visits=["BASELINE"])'
    """
    if (visit is None) != (not visits):
        raise MappingError("", "visit and visits go together", 'for example  visit=VISIT, visits=["BASELINE"]')
    given = _given(result)
    if visit is not None:
        given = given & spread_flag(lambda name: name in visits, as_text(visit)).to_numpy()
    return _last_flagged(given, (date, start), by, subject)


def not_done(result: Series) -> Series:
    """NOT DONE where there is no result.

    Example:
        VSSTAT = 'not_done(VSORRES)'
    """
    return spread(lambda value: "NOT DONE" if value is None or not value.strip() else None, as_text(result))


def sequence(*, subject: Series | None, keys: DataFrame, index: pd.Index) -> Series:
    """The number of the record within its subject, in the order of the dataset's keys.

    Missing keys come first, text goes by code point, numbers by size; equal keys stay in the order of the source. A
    dataset without subjects is numbered as a whole.

    Example:
        AESEQ = 'sequence()'
    """
    people = np.zeros(len(index), dtype=np.int64) if subject is None else factors(subject)[0]
    order = np.lexsort((*(_key_ranks(keys[name]) for name in reversed(keys.columns)), people))
    sorted_people = people[order]
    begins = np.flatnonzero(np.r_[True, sorted_people[1:] != sorted_people[:-1]][: len(order)])
    sizes = np.diff(np.r_[begins, len(order)])
    numbers = np.empty(len(order))
    numbers[order] = np.arange(len(order)) - np.repeat(begins, sizes) + 1
    return Series(numbers, index=index)


def _key_ranks(column: Series) -> Codes:
    """Places of the values in sorted order; missing comes before all."""
    codes, values = factors(column)
    ranks = np.empty(len(values) + 1, dtype=np.int64)
    ranks[sorted(range(len(values)), key=lambda place: values[place])] = np.arange(len(values))
    ranks[-1] = -1
    return ranks[codes]


def _plain(value: str, decimal: str) -> str:
    match = COMPARED.fullmatch(value)
    if match is None or (amount := _decimal(match.group(2), decimal)) is None:
        return value
    digits = format(amount, "f")
    digits = digits.rstrip("0").rstrip(".") if "." in digits else digits
    return f"{match.group(1) or ''}{'0' if digits == '-0' else digits}"


def _decimal(value: object, decimal: str) -> Decimal | None:
    """The number as it is written, exactly; None for text that is none by the declared decimal signs."""
    if isinstance(value, float):
        return Decimal(repr(float(value))) if math.isfinite(value) else None
    if not isinstance(value, str) or ("." in value and "." not in decimal):
        return None
    written = value.translate({ord(sign): "." for sign in decimal})
    return Decimal(written.strip()) if NUMERAL.fullmatch(written) else None


def _bounded(amount: Decimal) -> float | None:
    answer = float(amount) + 0.0  # -0 becomes 0
    return answer if math.isfinite(answer) else None


def _sides(test: Series | None, tests: Series | None, unit: Series) -> list[Series]:
    if (test is None) != (tests is None):
        raise MappingError("", "test and tests go together", "for example  test=LBTESTCD, tests=units.test")
    return [as_text(column) for column in (test, unit) if column is not None]


def _rows(columns: tuple[Series | None, ...]) -> list[tuple[str, ...]]:
    """The distinct rows of a table in which nothing is missing; a column not named is left out."""
    _, rows = groups([as_text(column) for column in columns if column is not None])
    return [row for row in rows if None not in row]


def _conversions(
    keys: tuple[Series | None, Series], multiples: Series, offsets: Series | None
) -> dict[tuple[str, ...], set[tuple[Decimal, Decimal]]]:
    """Factor and offset of each unit (of each test); a row with a factor or offset that is no number says nothing."""
    known: dict[tuple[str, ...], set[tuple[Decimal, Decimal]]] = {}
    added = multiples if offsets is None else offsets
    _, rows = groups([as_text(column) for column in (*keys, multiples, added) if column is not None])
    for *key, factor, more in rows:
        multiple, offset = _decimal(factor, "."), _decimal("0" if offsets is None else more or "0", ".")
        if None not in key and multiple is not None and offset is not None:
            known.setdefault(tuple(key), set()).add((multiple, offset))
    return known


def _given(result: Series) -> Mask:
    flags: Mask = spread_flag(lambda value: value is not None and bool(value.strip()), as_text(result)).to_numpy()
    return flags


def _last_flagged(given: Mask, dates: tuple[Series, Series], by: tuple[Series, ...], subject: Series) -> Series:
    """Y on the last of the given records of each group that is surely on or before the start."""
    date, start = as_text(dates[0]), as_text(_of_record(dates[1], subject))
    group, _ = groups([subject, *by])
    order = orders(date, start)
    chosen = given & (order.before | order.same) & ~order.after & subject.notna().to_numpy()
    chosen = _surely_last(chosen, group, possible_days(date))
    clock = spread_number(_clock, date).to_numpy()
    untold = _greatest(np.isnan(clock).astype(np.float64), chosen, group) > 0
    clock = np.where(untold[group], 0.0, clock)
    chosen &= clock == _greatest(clock, chosen, group)[group]
    place = np.arange(len(group), dtype=np.float64)
    chosen &= place == _greatest(place, chosen, group)[group]
    return encoded(np.where(chosen, 0, -1), ["Y"], date.index)


def _surely_last(chosen: Mask, group: Codes, days: tuple[Numbers, Numbers]) -> Mask:
    """The chosen records of each group on its last day; none where partial dates leave open which is last."""
    low, high = days
    complete = low == high
    chosen = chosen & (complete | (low > _greatest(low, chosen & complete, group)[group]))
    last = _greatest(low, chosen, group)[group]
    end = _greatest(high, chosen & (low == last), group)[group]
    unsure = chosen & np.where(low == last, high != end, high > last)
    chosen &= (low == last) & ~(_greatest(unsure.astype(np.float64), unsure, group) > 0)[group]
    return chosen


def _greatest(values: Numbers, chosen: Mask, group: Codes) -> Numbers:
    """The greatest value among the chosen records of each group."""
    best = np.full(int(group.max(initial=-1)) + 1, -np.inf)
    np.maximum.at(best, group[chosen], values[chosen])
    return best


def _clock(text: str | None) -> float | None:
    """Seconds since midnight, if the minute is told."""
    date = parse_date(text or "")
    if date is None or date.earliest is None or len(date.known) < 5:
        return None
    return (date.earliest - datetime.combine(date.earliest, time.min)).total_seconds()
