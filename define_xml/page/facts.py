"""What the data hold, beside what is declared: filled, range, values, and each difference with a mark."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from define_xml.document.items import ItemDef, ItemRef
from define_xml.page.arranged import Arranged, Group, Row
from define_xml.page.markup import count, text

if TYPE_CHECKING:
    from define_xml.checks.beside.observed import ValuesObserved

LONG = 60  # characters of one value
SHORT = 44  # characters of values that stand on one line; more unfold
LISTED = 90  # characters of values that unfold; more are not listed
MANY = 12  # values listed at most
_DATES = ("date", "time", "datetime", "partialDate", "partialTime", "partialDatetime", "incompleteDatetime")
_NUMBER = re.compile(r"-?\d{1,15}(\.\d*)?", re.ASCII)
_RANGED = frozenset({"integer", "float", *_DATES})


def variable_facts(view: Arranged, group: Group, row: Row) -> str:
    """The facts of a variable: a cell's content."""
    data = view.observed.datasets.get(group.name) if view.observed else None
    if data is None:
        return ""
    found = data.variables.get(row.item.name or "") if row.item else None
    return _facts(row.ref, row.item, found, "not in the data")


def item_facts(view: Arranged, group: Group, variable: Row, row: Row) -> str:
    """The facts of a value-level item: a cell's content."""
    name = (variable.item.name if variable.item else None) or ""
    found = view.observed.item(group.name, name, row.ref.item_oid or "") if view.observed else None
    return _facts(row.ref, row.item, found, "") if found or group.name in _seen(view) else ""


def _seen(view: Arranged) -> frozenset[str]:
    return frozenset(view.observed.datasets) if view.observed else frozenset()


def _facts(ref: ItemRef, item: ItemDef | None, found: ValuesObserved | None, absent: str) -> str:
    if found is None or item is None:
        return f"<p class=bad>{absent}" if absent else ""
    said = "".join(f"<p class=bad>{words}" for words in differences(ref, item, found))
    return _filled(found) + _range(item, found) + said


def _filled(found: ValuesObserved) -> str:
    if found.records == 0:
        return "<span class=soft>no records</span>"
    share = found.percent
    if share == 100:
        return "<i></i>100%"
    # Whole per cent, but never 0% of something or 100% of less than all.
    words = f"{share:.0f}%" if 1 <= share <= 99 else f"{min(max(share, 0.1), 99.9):.1f}%"
    return f"<i style=--p:{share:.0f}%></i>{words}" if found.filled else "<i style=--p:0></i>empty"


def _range(item: ItemDef, found: ValuesObserved) -> str:
    if not found.filled:
        return ""
    if found.distinct == 1:
        return f"<p>always {text(_clipped(shown(item, found.least)))}"
    if found.numeric or item.data_type in _RANGED:
        return f"<p>{text(shown(item, found.least))} \u2013 {text(shown(item, found.greatest))}"
    return _values(found)


def _values(found: ValuesObserved) -> str:
    terms = f"{found.used} of {count(found.permitted, 'term')} used" if found.permitted is not None else ""
    if len(found.values) < found.distinct or found.distinct > MANY:
        return f"<p>{terms or count(found.distinct, 'value')}"
    plain = " · ".join(value for value, _ in found.values)
    if len(plain) <= SHORT and found.permitted is None:
        return f"<p>{text(plain)}"
    if len(plain) > LISTED:
        return f"<p>{terms or count(found.distinct, 'value')}"
    counted = " · ".join(f"{text(_clipped(value))} ({number:,})" for value, number in found.values)
    return f"<details><summary>{terms or count(found.distinct, 'value')}</summary>{counted}</details>"


def shown(item: ItemDef, value: str) -> str:
    """A value as its display format means it: the day 2019-03-05 and not the number 21613; else as it is."""
    if not item.display_format or not _NUMBER.fullmatch(value):
        return value
    # Here, so that a page without facts of data is made without waiting for frames.
    import numpy as np

    from mappings.sas_dates import calendar_kind, from_sas

    kind = calendar_kind(item.display_format)
    if not kind:
        return value
    found = from_sas(np.array([float(value)]), kind)
    if found is None:
        return value
    if kind == "time":
        minutes, seconds = divmod(round(float(value)), 60)
        return f"{minutes // 60:02}:{minutes % 60:02}:{seconds:02}"
    return str(found.astype("M8[D]" if kind == "date" else "M8[s]")[0])


def _clipped(value: str) -> str:
    return value if len(value) <= LONG else value[: LONG - 2] + " …"


def differences(ref: ItemRef, item: ItemDef, found: ValuesObserved) -> Iterator[str]:
    """What the data hold otherwise than it is declared, in words, escaped."""
    if found.unpermitted:
        named = ", ".join(text(_clipped(value)) for value, _ in found.unpermitted[:3])
        yield f"{count(len(found.unpermitted), 'value')} not in the codelist: {named}"
    length = int(item.length) if item.length and item.length.isascii() and item.length.isdigit() else 0
    if item.data_type == "text" and length and found.longest > length:
        yield f"longest {found.longest}, declared {length}"
    yield from _decimals(item, found)
    if found.filled and ref.has_no_data == "Yes":
        yield "declared to have no data"
    if ref.mandatory == "Yes" and found.filled < found.records:
        yield f"{count(found.records - found.filled, 'record')} without, though mandatory"


def _decimals(item: ItemDef, found: ValuesObserved) -> Iterator[str]:
    digits = item.significant_digits or ""
    if item.data_type == "integer" and found.decimals:
        yield "decimals in an integer"
    elif item.data_type == "float" and digits.isascii() and digits.isdigit() and found.decimals > int(digits):
        yield f"{count(found.decimals, 'decimal')}, declared {digits}"
