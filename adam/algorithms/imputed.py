"""Words for records that nobody collected: expected visits, values carried to them, averages (DTYPE)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from adam.carry import IMPUTED, Line, givers, labelled, like, line, overlaid, ranks, shared_codes
from adam.exact import numbers, quotient
from adam.subjects import group_codes, totals
from mappings.date_columns import Mask, Numbers
from mappings.distinct import Codes, as_text, spread_flag, text
from mappings.error import MappingError
from mappings.records import JOINED, ROW, TABLE, Dropped, Records, taken

# Private names of another floor: public functions there would be words that rules can say.
from sdtm.algorithms.records import Names, _at, _check_known, _names, _title, _with, stack

# The submission values of CDISC's codelist DTYPE: BOCF is the best observation there, BLOCF that of baseline.
CARRIED = ("LOCF", "WOCF", "BOCF", "BLOCF", "NOCB")
ALWAYS = ("STUDYID",)  # goes with the subject: a record without it would be of no study
SUMMARISED = ("AVERAGE", "MINIMUM", "MAXIMUM")


def expected(table: Records, schedule: Records, *, by: Names, visit: Names, keep: Names = ()) -> Records:
    """The records, and an empty one for each visit of the schedule that a group of them lacks.

    `by` names what makes a group (USUBJID, PARAMCD), `visit` what makes a visit (AVISITN), in both tables. A `by`
    variable that the schedule has too restricts it: rows with PARAMCD are for that parameter. The new records have
    the group's `by` values and STUDYID, the schedule's row, and the `keep` variables of the group's first record; all
    else is missing. They stand at the end and come from the schedule's row. admiral: derive_expected_records.

    Example:
        records = 'expected(SCORES, visits, by=[USUBJID, PARAMCD], visit=AVISITN, keep=TRTA)'
    """
    made = _lacking(table, schedule, (_names(by), _names(visit), _kept(keep)))
    needed = np.isin(schedule.frame[ROW], made.frame[ROW])
    return _planned(stack(table, made), schedule, needed, "planned, and nobody lacks it")


def carried_forward(
    table: Records, *schedule: Records, by: Names, order: Names, value: str, method: str = "LOCF", also: Names = (),
    keep: Names = (), baseline: str = "", from_baseline: bool = True, empty: str = "fill", worst: str = "",
) -> Records:  # fmt: skip
    """The records, with a value of the same group carried to those without one; DTYPE says so.

    Within `by` and in the order of `order` a record without `value` gets, by `method` (a term of CDISC's DTYPE): LOCF
    the last value before it, WOCF the worst before it, BOCF the best before it (`worst` is "lowest" or "highest"),
    BLOCF the value of the `baseline` record, NOCB the next after it. The variables in `also` come along. With
    `baseline` (a flag, Y) only records after the group's baseline record get a value, and none before it gives one;
    from_baseline=False: nor does it itself. In a group without baseline nothing is carried then.

    An empty record is filled (empty="fill"), or stays and has the carried one beside it (empty="beside"). With a
    schedule, which has the first `order` variable, visits without any record get one too (`expected`, with `keep`);
    where nothing can be carried they are left out, counted. Records without order or group stay as they are.
    admiral: derive_locf_records.

    Example:
        records = 'carried_forward(SCORES, visits, by=[USUBJID, PARAMCD], order=AVISITN, value=AVAL, also=AVALC)'
    """
    groups, ordered, brought = _names(by), _names(order), (value, *_kept(also))
    _check_known(table, [*groups, *ordered, *brought, *([baseline] if baseline else [])])
    _check_method(method, worst, baseline, (from_baseline, empty, len(schedule)))
    there = len(table.frame)
    whole = stack(table, *(_lacking(table, one, (groups, ordered[:1], _kept(keep))) for one in schedule))
    source = _sources(whole.frame, groups, ordered, (value, method, worst), (baseline, from_baseline))
    made = _carried(Records(whole.frame, whole.dropped, table.name), there, source, brought, (method, empty))
    for one in schedule:
        # What is carried comes from the record that gave it: a plan of visits is no source.
        made = _planned(made, one, np.zeros(len(one.frame), dtype=bool), "planned visits, which give no value")
    return made


def average_records(table: Records, *, by: Names, value: Names, method: str = "AVERAGE", at_least: int = 1) -> Records:
    """The records, and for each group of them one with the mean of its values; DTYPE says AVERAGE.

    method="MINIMUM" or "MAXIMUM" gives the least or greatest value. A group needs `at_least` values; missing ones are
    passed over. Other variables stay where the group's records agree. The new records stand at the end and come from
    the group's first. The mean is exact on the digits shown, rounded once. admiral: derive_summary_records.

    Example:
        records = 'average_records(VITALS, by=[USUBJID, PARAMCD, AVISITN], value=AVAL, at_least=2)'
    """
    names, values = _names(by), _names(value)
    _check_known(table, [*names, *values])
    if method not in SUMMARISED:
        raise MappingError("", f"no method {method!r}", f"one of {', '.join(SUMMARISED)}")
    known = _complete(table.frame, names)
    rows = np.flatnonzero(known)
    group = group_codes([table.frame[one].iloc[rows] for one in names])
    count = int(group.max(initial=-1)) + 1
    first = np.empty(count, dtype=np.int64)
    first[group[::-1]] = rows[::-1]
    figures = {one: _summary(numbers(table.frame[one])[rows], group, count, method) for one in values}
    sizes = np.bincount(group[table.frame[values[0]].notna().to_numpy()[rows]], minlength=count)
    enough = np.flatnonzero(sizes >= at_least)
    frame = _at(table.frame, first)
    for name in (one for one in table.columns if one not in names and one not in values):
        codes = group_codes([table.frame[name].iloc[rows]])
        places = np.arange(count)
        places[group[codes != codes[np.searchsorted(rows, first)][group]]] = -1
        frame[name] = taken(frame[name], places, frame.index)
    made = {one: Series(figures[one], index=frame.index) for one in values}
    made["DTYPE"] = labelled(np.ones(count, dtype=bool), method, frame.index)
    return stack(_with_type(table), Records(_at(_with(frame.assign(**made), {}), enough)))


def _planned(made: Records, schedule: Records, needed: Mask, reason: str) -> Records:
    """The records; rows of the schedule that gave none are counted under the reason."""
    return replace(made, dropped=(*made.dropped, *schedule.keep(needed, reason).dropped))


def _lacking(
    table: Records, schedule: Records, names: tuple[tuple[str, ...], tuple[str, ...], tuple[str, ...]]
) -> Records:
    """An empty record for each group and visit of the schedule that has none."""
    by, visit, keep = names
    _check_known(table, [*by, *visit, *keep])
    _check_known(schedule, visit)
    rows = np.flatnonzero(_complete(table.frame, by))
    group = group_codes([table.frame[one].iloc[rows] for one in by])
    first = np.empty(int(group.max(initial=-1)) + 1, dtype=np.int64)
    first[group[::-1]] = rows[::-1]
    planned = np.flatnonzero(_complete(schedule.frame, visit))
    here, there = np.repeat(np.arange(len(first)), len(planned)), np.tile(planned, len(first))
    fits = np.ones(len(here), dtype=bool)
    for one in (one for one in by if one in schedule.columns):
        ours, theirs = shared_codes(table.frame[one], schedule.frame[one])
        fits &= ours[first[here]] == theirs[there]
    here, there = here[fits], there[fits]
    ours, theirs = _visits(table.frame, schedule.frame, visit)
    lacking = _unseen((group, ours[rows]), (here, theirs[there]))
    return _empty(table, schedule, (first[here[lacking]], there[lacking]), (by, keep))


def _visits(left: DataFrame, right: DataFrame, visit: tuple[str, ...]) -> tuple[Codes, Codes]:
    """One code for equal visits on both sides."""
    pairs = [shared_codes(left[one], right[one]) for one in visit]
    sides = [Series(np.concatenate(pair)) for pair in pairs]
    codes = group_codes(sides)
    return codes[: len(left)], codes[len(left) :]


def _unseen(seen: tuple[Codes, Codes], wanted: tuple[Codes, Codes]) -> Codes:
    """The places of the wanted (group, visit) pairs that were not seen, each once."""
    width = max(int(seen[1].max(initial=0)), int(wanted[1].max(initial=0))) + 1
    pairs = wanted[0] * width + wanted[1]
    new = ~np.isin(pairs, seen[0] * width + seen[1]) & ~Series(pairs).duplicated().to_numpy()
    return np.flatnonzero(new)


def _empty(
    table: Records, schedule: Records, rows: tuple[Codes, Codes], names: tuple[tuple[str, ...], tuple[str, ...]]
) -> Records:
    """The new records: `by` and `keep` of the table's rows, the rest of the schedule's."""
    here, there = rows
    index = pd.RangeIndex(len(here))
    kept = dict.fromkeys((*names[0], *names[1], *(one for one in ALWAYS if one in table.columns)))
    own = {one: taken(table.frame[one], here, index) for one in kept}
    planned = [one for one in schedule.columns if one in table.columns and one not in own]
    told = {one: like(table.frame[one], taken(schedule.frame[one], there, index)) for one in planned}
    origin = {TABLE: taken(schedule.frame[TABLE], there, index), ROW: schedule.frame[ROW].take(there).set_axis(index)}
    origin[IMPUTED] = labelled(np.ones(len(here), dtype=bool), "expected", index)
    return Records(DataFrame({**own, **told, **origin}, index=index))


def _sources(
    frame: DataFrame, by: tuple[str, ...], order: tuple[str, ...], how: tuple[str, str, str], baseline: tuple[str, bool]
) -> Codes:
    """For each row the row whose value it gets; -1: none."""
    (value, method, worst), (flag, itself) = how, baseline
    group = np.where(_complete(frame, (*by, order[0])), group_codes([frame[one] for one in by]), -1)
    group = np.where(group >= 0, pd.factorize(group)[0], -1) if len(group) else group
    flagged = spread_flag(lambda one: one == "Y", as_text(frame[flag])).to_numpy() if flag else None
    on = line(group, [ranks(frame[one]) for one in order], frame[value], flagged)
    places = np.arange(len(on.rows))
    may_give = on.given & ((places >= on.since) if itself else (places > on.since))
    scores = places
    if method == "BLOCF":
        may_give = on.given & (places == on.since)
    elif method == "NOCB":
        scores = places[::-1]
    elif method in {"WOCF", "BOCF"}:
        scores = ranks(frame[value])[on.rows]
        scores = scores if (method == "WOCF") == (worst == "highest") else int(scores.max(initial=0)) - scores
    return _by_row(on, givers(on, scores, may_give, backwards=method == "NOCB"), len(frame))


def _by_row(on: Line, source: Codes, count: int) -> Codes:
    found = np.full(count, -1, dtype=np.int64)
    found[on.rows] = source
    return found


def _carried(whole: Records, there: int, source: Codes, brought: Sequence[str], how: tuple[str, str]) -> Records:
    """The records with the values brought: `source` says from which row, rows from `there` on were expected only."""
    method, empty = how
    frame, expected_only = _with_type(whole).frame, np.arange(len(source)) >= there
    gets = source >= 0
    beside = np.flatnonzero(gets & ~expected_only) if empty == "beside" else np.empty(0, dtype=np.int64)
    rows = np.concatenate([np.flatnonzero(gets | ~expected_only), beside])
    fills = gets[rows] & (expected_only[rows] | (empty == "fill") | (np.arange(len(rows)) >= len(rows) - len(beside)))
    made, giver = _at(frame, rows), np.where(fills, source[rows], -1)
    columns = {one: overlaid(made[one], taken(frame[one], giver, made.index), fills) for one in brought}
    columns["DTYPE"] = overlaid(made["DTYPE"], labelled(fills, method, made.index), fills)
    columns |= _origin(frame, made, giver, expected_only[rows])
    columns[f"{JOINED}{_title(whole)}"] = taken(frame[ROW], giver, made.index)
    columns[IMPUTED] = _how(made, fills, expected_only[rows], method)
    unfilled = int((expected_only & ~gets).sum())
    told = (Dropped(_title(whole), "expected, but no value to carry to it", unfilled),) if unfilled else ()
    return Records(_with(made.assign(**columns), {}), (*whole.dropped, *told))


def _origin(frame: DataFrame, made: DataFrame, giver: Codes, expected_only: Mask) -> dict[str, Series]:
    """A record nobody collected comes from the row that gave its value."""
    places = np.where(expected_only, giver, -1)
    rows = np.where(expected_only, frame[ROW].to_numpy()[giver], made[ROW].to_numpy()) if len(frame) else made[ROW]
    return {
        TABLE: overlaid(made[TABLE], taken(frame[TABLE], places, made.index), expected_only),
        ROW: Series(rows, index=made.index),
    }


def _how(made: DataFrame, fills: Mask, expected_only: Mask, method: str) -> Series:
    before = made[IMPUTED] if IMPUTED in made.columns else text([None] * len(made), made.index)
    words = np.where(expected_only, f"{method}, no record", f"{method}, empty record").tolist()
    return overlaid(before, text(words, made.index), fills)


def _summary(values: Numbers, group: Codes, count: int, method: str) -> Numbers:
    """The mean, least or greatest of each group's numbers; missing where it has none."""
    known = ~np.isnan(values)
    sizes = np.bincount(group[known], minlength=count).astype(np.float64)
    if method == "AVERAGE":
        return quotient(Series(totals(group, values, count)), Series(sizes)).to_numpy()
    least = method == "MINIMUM"
    best = np.full(count, np.inf if least else -np.inf)
    (np.minimum if least else np.maximum).at(best, group[known], values[known])
    return np.where(sizes > 0, best, np.nan)


def _with_type(table: Records) -> Records:
    """The records with a column DTYPE, missing if they had none."""
    if "DTYPE" in table.frame.columns:
        return table
    blank = text([None] * len(table.frame), table.frame.index)
    return Records(_with(table.frame, {"DTYPE": blank}), table.dropped, table.name)


def _complete(frame: DataFrame, names: Sequence[str]) -> Mask:
    """Where none of the columns is missing."""
    complete: Mask = np.logical_and.reduce([frame[one].notna().to_numpy() for one in names])
    return complete


def _kept(names: Names) -> tuple[str, ...]:
    return _names(names) if names else ()


def _check_method(method: Any, worst: str, baseline: str, said: tuple[bool, str, int]) -> None:
    from_baseline, empty, schedules = said
    if method not in CARRIED:
        raise MappingError("", f"no method {method!r}", f"one of {', '.join(CARRIED)}, as CDISC's DTYPE has them")
    if (method in {"WOCF", "BOCF"}) != (worst in {"lowest", "highest"}):
        remedy = 'worst="lowest" or worst="highest" goes with WOCF and BOCF, and only with them'
        raise MappingError("", f"{method} with worst={worst!r} has no meaning", remedy)
    if not baseline and (method == "BLOCF" or not from_baseline):
        raise MappingError("", f"{method} does not know the baseline record", "say  baseline=ABLFL")
    if method == "BLOCF" and not from_baseline:
        raise MappingError("", "BLOCF carries what from_baseline=False holds back", "leave from_baseline out")
    if empty not in {"fill", "beside"}:
        raise MappingError("", f"empty={empty!r} has no meaning", 'empty is "fill" or "beside"')
    if schedules > 1:
        raise MappingError("", "carried_forward knows one schedule", "stack the schedules first")
