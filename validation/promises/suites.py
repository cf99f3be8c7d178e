"""Suites of expectations, as the JSON that Great Expectations loads: what a study's spec promises of each dataset."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from mappings.spec import StudySpec
from validation.promises.expected import Expected, expected, selecting
from validation.promises.promise import Promise
from validation.promises.said import all_promises
from validation.promises.words import BESIDE, TOLD

BESIDE_NAME = "{}_beside"


def suites(study: StudySpec) -> dict[str, dict[str, Any]]:
    """The suites of a study by name: `AE` needs the dataset alone, `AE_beside` the columns its `meta` names too.

    Each is what `ExpectationSuite(**suite)` of Great Expectations 1.9 or later takes; datasets come as
    `plain_frame` makes them: text as Python's own, missing where it is blank, numbers as float64.
    """
    made: dict[str, dict[str, Any]] = {}
    for name, promises in all_promises(study).items():
        dataset = study.dataset(name)
        pairs = [(one, each) for one in promises for each in expected(one, dataset)] if dataset else []
        untold = [one.name for one in promises if dataset and not expected(one, dataset)]
        made[name] = suite_of(name, [pair for pair in pairs if not pair[1].beside], study, untold)
        beside = [pair for pair in pairs if pair[1].beside]
        if beside:
            made[BESIDE_NAME.format(name)] = suite_of(BESIDE_NAME.format(name), beside, study, ())
    return made


def suite_of(
    name: str, pairs: Iterable[tuple[Promise, Expected]], study: StudySpec, untold: Iterable[str]
) -> dict[str, Any]:
    """One suite: its expectations in the order of the promises, and in its meta what is not said in it and why."""
    listed = list(pairs)
    columns = dict.fromkeys(column for _, one in listed for column in one.beside)
    meta: dict[str, Any] = {"study": study.study_id, "dataset": name.partition("_")[0]}
    if columns:
        conditions = {selecting(one.where): one.where.text for one, _ in listed if one.where is not None}
        told = {name: text for name, text in conditions.items() if name in columns}
        meta |= {"columns": list(columns), "columns_explained": BESIDE} | ({"conditions": told} if told else {})
    if unsaid := list(untold):
        meta |= {"unsaid": unsaid, "unsaid_explained": TOLD}
    return {"name": name, "expectations": [one.configuration(promise) for promise, one in listed], "meta": meta}


def suite_files(study: StudySpec) -> dict[str, bytes]:
    """The suites as files of a folder `expectations`: `ae.json`, `ae_beside.json`; the same bytes for the same spec."""
    return {
        f"{name.lower()}.json": (json.dumps(suite, indent=1, sort_keys=True, ensure_ascii=False) + "\n").encode()
        for name, suite in suites(study).items()
    }
