"""Codes that stand beside their text: lists of the study's own, decoded by the text of the same record."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from define_xml.describe.observed import in_order, observed
from mappings.dataset import Dataset
from mappings.distinct import as_text, groups
from mappings.spec import Codelist, DatasetSpec, StudySpec, Term, VariableSpec

MANY = 200  # more codes than that are a numbering, not a list
# Codes whose texts differ from dataset to dataset: one list for each.
OF_ONE_DATASET = re.compile(r"(?!IE).*TESTCD|PARAMCD|PARAMN")
NO_CODES = frozenset({"TSVALCD"})
TEXTS = {"VISITNUM": "VISIT", "ETCD": "ELEMENT"}
Place = tuple[str, str]
Pairs = dict[str, str]


def paired_lists(study: StudySpec, records: Mapping[str, Dataset]) -> dict[Place, Codelist]:
    """By dataset and variable the list of a code without one: ARMCD by ARM, VISITNUM by VISIT, TRTPN by TRTP.

    A code has a list if each of its values has one text. It is one list for the study, over all datasets where the
    variable agrees; codes of tests and parameters, and those that do not agree, have one in each dataset.
    """
    found = {
        (dataset.name, variable.name): pairs
        for dataset in study.datasets if dataset.name in records
        for variable in dataset.variables if not variable.codelists
        for text in _texts(dataset, variable, study.floor)
        if (pairs := _pairs(records[dataset.name], variable.name, text))
    }  # fmt: skip
    shared = {
        name: _shared([pairs for (_, one), pairs in found.items() if one == name and not OF_ONE_DATASET.fullmatch(one)])
        for _, name in found
    }
    kinds = {(dataset.name, one.name): one for dataset in study.datasets for one in dataset.variables}
    return {
        place: _list(place, kinds[place], shared[place[1]] or pairs, own=not shared[place[1]])
        for place, pairs in found.items()
    }


def _texts(dataset: DatasetSpec, variable: VariableSpec, floor: str) -> Iterator[str]:
    """The variable that says a code in words, if the dataset has it."""
    name = variable.name
    wanted = TEXTS.get(name, "")
    if name.endswith("CD") and variable.type == "Char" and name not in NO_CODES:
        wanted = wanted or name[:-2]
    elif name.endswith("N") and variable.type == "Num" and floor == "adam":
        wanted = name[:-1]
    text = dataset.variable(wanted) if wanted else None
    if text is not None and text.type == "Char" and variable.data_type in {"text", "integer", "float"}:
        yield wanted


def _pairs(dataset: Dataset, code: str, text: str) -> Pairs:
    """Each code and its text; nothing if a code has several, or there are too many."""
    if not {code, text} <= set(dataset.records.columns):
        return {}
    if not 0 < len(observed(dataset.records[code]).values) <= MANY:
        return {}
    _, pairs = groups([as_text(dataset.records[code]), as_text(dataset.records[text])])
    known = [(value, word) for value, word in pairs if value is not None]
    if any(word is None for _, word in known) or len({value for value, _ in known}) < len(known):
        return {}
    return dict(known)


def _shared(several: list[Pairs]) -> Pairs:
    """All the pairs together; nothing if two disagree."""
    found: Pairs = {}
    for pairs in several:
        if any(found.setdefault(code, text) != text for code, text in pairs.items()):
            return {}
    return found


def _list(place: Place, variable: VariableSpec, pairs: Pairs, *, own: bool) -> Codelist:
    name = f"{place[0]}.{place[1]}" if own else place[1]
    terms = tuple(
        Term(value=code, decode=pairs[code], order=number)
        for number, code in enumerate(sorted(pairs, key=in_order), 1)
    )
    label = f"{variable.label or place[1]}, {place[0]}" if own else variable.label or place[1]
    return Codelist(name=name, label=label, terms=terms, data_type=variable.data_type)
