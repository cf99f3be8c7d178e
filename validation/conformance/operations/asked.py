"""What an operation is asked: the rule's words, the table to answer for, and the data to compute from."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from validation.conformance.column import Column, number_text
from validation.conformance.grouping import Ids, Rows, firsts, grouped, paired
from validation.conformance.joins import rows_of
from validation.conformance.library import full_domain, is_supplementary, parent_of
from validation.conformance.rule import NotApplicable, NotRun, Operation
from validation.conformance.standards import Library, library
from validation.conformance.table import Study, Table
from validation.conformance.whole import dataset_named, unsplit

# A scalar, a list, or a value for each record of the table.
Answer = Any


# By dataset: what was asked of it as a whole.
_ANSWERED: WeakKeyDictionary[Table, dict[tuple[str, ...], Answer]] = WeakKeyDictionary()


@dataclass(frozen=True, eq=False)
class Asked:
    """An operation, asked for a table; `dataset` is the one the rule looks at, `table` what became of it.

    Where rows are variables or datasets, `table` has those, and `dataset` the records.
    """

    operation: Operation
    table: Table
    dataset: Table
    study: Study
    answers: Mapping[str, Answer]

    def option(self, name: str, default: Any = None) -> Any:
        """A field of the operation as it is written."""
        return self.operation.fields.get(name, default)

    @cached_property
    def library(self) -> Library:
        """The standard the study follows."""
        return library(self.study.standard, self.study.version)

    @cached_property
    def domain(self) -> str:
        """The dataset the operation names, its dashes replaced; "" for the one the rule looks at."""
        said = self.operation.domain
        if said.endswith("--"):
            return said[:-2] + (parent_of(self.dataset) or full_domain(self.dataset) or self.dataset.name)
        return said

    @cached_property
    def data(self) -> Table:
        """The records to compute from, without those the filter leaves out."""
        table = self.unfiltered
        if not self.option("filter"):
            return table
        rows = self.kept
        return replace(table, columns=rows_of(table.columns, rows), count=len(rows), rows=table.own(rows))

    @cached_property
    def kept(self) -> Rows:
        """The positions of the records that have the values the filter asks for; "AB&" asks for a beginning."""
        said: Mapping[str, Any] = self.option("filter") or {}
        mask = np.ones(self.unfiltered.count, dtype=bool)
        for name, value in said.items():
            mask &= _has(column_of(self.unfiltered, self.named(str(name))), value)
        return np.flatnonzero(mask)

    @cached_property
    def unfiltered(self) -> Table:
        """The records to compute from; NotApplicable if the study has no such dataset."""
        own = (self.dataset.name, unsplit(self.dataset), full_domain(self.dataset))
        if not self.domain or self.domain in own:
            return self.table if self.same_rows else self.dataset
        found = dataset_named(self.study, self.domain)
        if found is not None:
            return found
        if self.study.standard.upper().startswith("ADAM") and not self.study.others and self.domain[:2] != "AD":
            raise NotRun("the SDTM datasets are not beside: name them with --sdtm DIR")
        raise NotApplicable(f"the study has no dataset {self.domain}")

    @cached_property
    def same_rows(self) -> bool:
        """Whether the rows of the table are records of the dataset."""
        return self.table.name == self.dataset.name and not set(self.table.columns).isdisjoint(self.dataset.columns)

    def once(self, answer: Callable[[], Answer]) -> Answer:
        """The answer, worked out once for all who ask the same of a dataset of the study; None never is."""
        if self.unfiltered is self.table and self.table.rows is not None:
            return answer()
        said = sorted((key, repr(value)) for key, value in self.operation.fields.items() if key not in ("id", "name"))
        key = (self.operation.operator, self.name, repr(said), *self.keys)
        known = _ANSWERED.setdefault(self.unfiltered, {})
        if key not in known:
            known[key] = answer()
        return known[key]

    @cached_property
    def name(self) -> str:
        """The variable the operation is about, with the letters of the domain for the dashes."""
        return self.named(self.operation.name)

    def named(self, word: str) -> str:
        """A variable's name with the letters of the domain for the dashes."""
        if "--" not in word:
            return word
        own = self.unfiltered.domain if self.domain and not is_supplementary(self.domain) else self.dataset.domain
        return word.replace("--", own)

    @cached_property
    def target(self) -> Column:
        """The values of the variable in the data."""
        return column_of(self.data, self.name)

    @cached_property
    def keys(self) -> list[str]:
        """The variables to group by; an operation's answer that is a list stands for those it names."""
        said = self.option("group") or []
        return self._opened([said] if isinstance(said, str) else said)

    @cached_property
    def own_keys(self) -> list[str]:
        """What the grouping variables are called in the table that is asked."""
        aliases = list(self.option("group_aliases") or [])
        said = self.option("group") or []
        names = [said] if isinstance(said, str) else list(said)
        return self._opened([aliases[i] if i < len(aliases) else name for i, name in enumerate(names)])

    def _opened(self, names: Sequence[str]) -> list[str]:
        found: list[str] = []
        for name in names:
            answer = self.answers.get(name)
            if isinstance(answer, (list, tuple)):
                found += [str(one) for one in answer]
            else:
                found.append(self.named(name))
        return list(dict.fromkeys(found))

    def spread(self, data: Table, answer: Callable[[Ids, int], Column], regex: str = "") -> Column:
        """For each record of the table the answer for the group of the data that has its keys; missing for none.

        `answer` is given the group of each of the data's records, and how many groups there are, and gives a column
        with a row for each group. With `regex`, texts are grouped by what it matches at their beginning.
        """
        keys = [begun(column_of(data, key), regex) for key in self.keys]

        def made() -> tuple[Column, list[Column]]:
            ids, groups = grouped(keys, data.count)
            first = firsts(ids, groups)
            return answer(ids, groups), [key.take(first) for key in keys]

        answers, of_groups = self.once(made)
        own = [begun(column_of(self.table, key), regex) for key in self.own_keys]
        ours, theirs = paired(own, of_groups, (self.table.count, len(answers)))
        place = firsts(theirs, int(max(ours.max(initial=-1), theirs.max(initial=-1))) + 1)
        found: Column = answers.take(place[ours])
        return found


def column_of(table: Table, name: str) -> Column:
    """The column; NotApplicable if the table has none of that name."""
    if name not in table.columns:
        raise NotApplicable(f"{table.name or 'the data'} has no variable {name}")
    return table.columns[name]


def _has(column: Column, value: Any) -> NDArray[np.bool_]:
    """Where a value is the one asked for, or one of them."""
    if isinstance(value, (list, tuple)):
        found = np.zeros(len(column), dtype=bool)
        for one in value:
            found |= _has(column, one)
        return found
    text = number_text(float(value)) if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)
    if value is None or text == "":
        return column.empty
    texts = [str(one) for one in column.texts]
    if text.endswith("&"):
        return column.spread([one.startswith(text.rstrip("&")) for one in texts])
    return column.spread([one == text for one in texts])


def begun(column: Column, regex: str) -> Column:
    """Texts cut to what the expression matches at their beginning, for grouping; others stay."""
    if not regex or column.number:
        return column
    pattern = re.compile(regex)

    def turn(value: Any) -> Any:
        found = pattern.match(value) if isinstance(value, str) else None
        return found[0] if found else value

    return column.mapped(turn)
