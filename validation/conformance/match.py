"""Match Datasets: the records of a dataset beside those of others that belong to them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np

from validation.conformance.column import Column, encoded
from validation.conformance.grouping import joined_rows, paired
from validation.conformance.joins import added, beside
from validation.conformance.library import full_domain, is_supplementary, parent_of
from validation.conformance.match_related import with_children_of, with_supplemental
from validation.conformance.match_relrec import with_related
from validation.conformance.rule import ConformanceRule, Match, NotApplicable, NotRun, conditions
from validation.conformance.table import Study, Table
from validation.conformance.whole import dataset_named, unsplit, wholes


def matched(rule: ConformanceRule, table: Table, study: Study) -> Table:
    """The table beside the datasets the rule matches, each in turn; `rows` are the positions of the table's records.

    A dataset that is not in the study, and the table itself, are left out. A column that both have is `X` here and
    `X.DM` there; `DM.X` is always the other's.
    """
    said = _words(rule)
    for match in rule.matches:
        hidden = frozenset(word for word in said if word.startswith(f"{match.name}."))
        table = _remembered(match, table, study, hidden)
    return table


# What was matched to the dataset asked last: rules that match the same share the table, and what is asked of it.
_Known = dict[tuple[Match, frozenset[str]], Table]
_RECENT: WeakKeyDictionary[Table, WeakKeyDictionary[Study, _Known]] = WeakKeyDictionary()


def _remembered(match: Match, table: Table, study: Study, said: frozenset[str]) -> Table:
    if table.rows is not None:  # joined already: nobody else asks it
        return _matched(match, table, study, said)
    if table not in _RECENT:
        _RECENT.clear()
    known = _RECENT.setdefault(table, WeakKeyDictionary()).setdefault(study, {})
    key = (match, said)
    if key not in known:
        found = _matched(match, table, study, said)
        if found is table:  # an entry that held its own key would never go
            return table
        known[key] = found
    return known[key]


def _matched(match: Match, table: Table, study: Study, said: frozenset[str]) -> Table:
    if match.child:
        return _with_parents(match, table, study)
    if match.name in (table.name, unsplit(table)) or match.name == full_domain(table):
        return table
    name = _other_name(match.name, table)
    other = dataset_named(study, name) if name else None
    if other is None:
        _other_side_must_be_there(name, study)
        return table
    if name == "RELREC":
        return with_related(table, other, study, match.wildcard)
    if is_supplementary(name):
        return with_supplemental(table, other)
    return _joined(match, table, other, said)


def _other_name(name: str, table: Table) -> str:
    """The dataset's name where the rule's holds dashes: SUPP-- of AE is SUPPAE; "" where there can be none."""
    if "--" not in name:
        return name
    if is_supplementary(table.name):
        return ""
    return name.replace("--", full_domain(table) or table.name)


def _other_side_must_be_there(name: str, study: Study) -> None:
    """NotRun where an analysis rule needs a tabulation dataset and none lie beside."""
    if name and study.standard.upper().startswith("ADAM") and not study.others and not name.startswith("AD"):
        raise NotRun("the SDTM datasets are not beside: name them with --sdtm DIR")


def _joined(match: Match, table: Table, other: Table, said: frozenset[str]) -> Table:
    """The table beside another by keys; with join type left, records without a partner stay."""
    if not match.keys:
        raise NotRun(f"Match Datasets {match.name} has no keys: give Keys, or match RELREC")
    if match.join_type not in ("inner", "left"):
        raise NotRun(f"Match Datasets {match.name}: no join type {match.join_type} (inner, left)")
    left, right = keys_of(match, table, other)
    ids = paired(
        [_column(table, key) for key in left], [_column(other, key) for key in right], (table.count, other.count)
    )
    ours, theirs = joined_rows(*ids, keep_left=match.join_type == "left")
    same = {one for one, two in zip(left, right, strict=True) if one == two}

    def shown(name: str) -> str | None:
        # A column the rule names as the other's (SE.EPOCH) is not this dataset's, also where this one has none.
        return None if name in same or f"{match.name}.{name}" in said else name

    columns = beside(table.columns, other.columns, (ours, theirs), match.name, shown)
    if match.join_type == "left":
        sides = encoded(["both", "left_only"]).take(np.where(theirs < 0, 1, 0))
        columns = added(columns, {f"_merge_{match.name}": lambda: sides})
    return replace(table, columns=columns, count=len(ours), rows=table.own(ours))


def keys_of(match: Match, table: Table, other: Table) -> tuple[list[str], list[str]]:
    """The key columns of both sides; `--` is each one's own domain."""
    pairs = [(key, key) if isinstance(key, str) else key for key in match.keys]
    ours = [one.replace("--", table.domain) for one, _ in pairs]
    theirs = [two.replace("--", other.domain or match.name) for _, two in pairs]
    return ours, theirs


def _column(table: Table, name: str) -> Column:
    if name not in table.columns:
        raise NotApplicable(f"{table.name} has no variable {name} to match by")
    return table.columns[name]


def _with_parents(match: Match, table: Table, study: Study) -> Table:
    """The records of a relationship dataset beside those they are about; other tables as they are."""
    supplementary = is_supplementary(table.name)
    if match.name not in (table.name, full_domain(table)) and not (match.name == "SUPP--" and supplementary):
        return table
    by_identifier = "IDVAR" in match.keys or "IDVARVAL" in match.keys
    if by_identifier and (supplementary or "RDOMAIN" in table.columns):
        keys = [key for key in match.keys if isinstance(key, str) and key not in ("IDVAR", "IDVARVAL")]
        return with_children_of(table, _parents(table, study), keys)
    plain = replace(match, child=False, join_type="left")
    for other in _parents_by_keys(match, table, study):
        joined = _joined(replace(plain, name=other.name), table, other, frozenset())
        table = joined
    return table


def _parents(table: Table, study: Study) -> dict[str, Table]:
    """The datasets that RDOMAIN names, by its values."""
    if is_supplementary(table.name):
        names: Iterable[Any] = [parent_of(table)]
    else:
        names = table.columns["RDOMAIN"].values
    found = {str(name): dataset_named(study, str(name)) for name in names if name}
    return {name: other for name, other in found.items() if other is not None}


def _parents_by_keys(match: Match, table: Table, study: Study) -> list[Table]:
    if "RDOMAIN" in table.columns:
        return list(_parents(table, study).values())
    others = [whole.table for whole in wholes(study) if whole.table.name != unsplit(table)]
    return [other for other in others if all(key in other.columns for key in keys_of(match, table, other)[1])]


def _words(rule: ConformanceRule) -> frozenset[str]:
    """Every name or value a condition of the rule says."""
    found: set[str] = set()
    for condition in conditions(rule.check):
        values = condition.value if isinstance(condition.value, (list, tuple)) else [condition.value]
        found.update(word for word in (condition.name, *values) if isinstance(word, str))
    return frozenset(found)
