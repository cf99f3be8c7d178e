"""Words for groups of subjects: the number that stands for a group, and how few subjects a group has."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas import Series

from adam.subjects import Subjects
from mappings.distinct import as_text, factors, spread_number
from mappings.error import MappingError


def numbered(source: Series, numbers: dict[str, float]) -> Series:
    """The number that stands for the value, by a table in the rule; missing for a value that is not listed.

    For the variables that put groups in order: TRT01PN, AGEGR1N, ASEVN. (admiral: derive_vars_cat, case_when)

    Example:
        ASEVN = 'numbered(AESEV, {"MILD": 1, "MODERATE": 2, "SEVERE": 3})'
    """
    known = isinstance(numbers, dict) and numbers
    if not known or not all(isinstance(one, int | float) and not isinstance(one, bool) for one in numbers.values()):
        raise MappingError("", "numbered wants a table of numbers", 'for example  numbered(SEX, {"F": 1, "M": 2})')
    return spread_number(lambda value: numbers.get(value or ""), as_text(source))


def fewest_subjects(group: Series, category: Series, *, subject: Series) -> Series:
    """How many subjects the record's group has in the category in which it has fewest.

    Categories are all that any record has: a group without a subject in one of them has 0 there. A subject counts
    once in a group and category. Records without subject or category count for none; missing without a group.
    Small sites can be pooled by it.

    Example:
        SITEMIN = 'fewest_subjects(SITEID, TRT01P)'
    """
    people = Subjects(subject)
    groups, names = factors(people.here(group))
    kinds, words = factors(people.here(category))
    known = (groups >= 0) & (kinds >= 0) & (people.codes >= 0)
    cells = groups * len(words) + kinds
    pairs = pd.unique((cells * len(people.names) + people.codes)[known])
    counts = np.bincount(pairs // max(len(people.names), 1), minlength=len(names) * len(words))
    table = counts.reshape(len(names), len(words))[:, np.unique(kinds[kinds >= 0])]
    fewest = table.min(axis=1) if table.shape[1] else np.full(len(names), np.nan)
    return Series(np.append(fewest.astype(np.float64), np.nan)[groups], index=people.index)
