"""Words for what identifies a record: study and domain."""

from __future__ import annotations

import numpy as np
import pandas as pd
from pandas import Series

from mappings.distinct import encoded, groups, spread
from mappings.spec import DatasetSpec, StudySpec


def study_identifier(*, study: StudySpec, index: pd.Index) -> Series:
    """The identifier of the study.

    Example: STUDYID = 'study_identifier()'
    """
    return encoded(np.zeros(len(index), dtype=np.int64), [study.study_id], index)


def domain(*, dataset: DatasetSpec, index: pd.Index) -> Series:
    """The abbreviation of the dataset's domain.

    Example: DOMAIN = 'domain()'
    """
    return encoded(np.zeros(len(index), dtype=np.int64), [dataset.domain], index)


def unique_subject(prefix: str, subject: Series, first: Series, later: Series, *, separator: str = "-") -> Series:
    """The identifier of the person: the prefix and the subject number, for a re-screened person the latest number.

    `first` and `later` are columns of one table: where a row of it names an earlier number of the same person in
    `first`, that number stands for the one in `later`. Numbers may follow each other in a chain.

    Example: USUBJID = 'unique_subject("STUDY1", subject, demographics.previous_subject, demographics.subject)'
    """
    # SDTMIG 3.4, 4.1.2: USUBJID identifies a person, whatever numbers the person had.
    _, pairs = groups([first, later])
    follows = {before: after for before, after in pairs if before is not None and after is not None and before != after}

    def person(number: str | None) -> str | None:
        for _ in range(len(follows) if number else 0):
            number = follows.get(number, number)
        return None if number is None else f"{prefix}{separator}{number}"

    return spread(person, subject)
