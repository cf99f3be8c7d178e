"""Drafted study folders in tests: loaded, and held against the define.xml they were drafted from."""

from __future__ import annotations

from pathlib import Path

from mappings.datasets import NAME
from mappings.error import MappingError
from mappings.spec import DatasetSpec, StudySpec, VariableSpec
from mappings.study import load_study


def loaded(files: dict[str, str], folder: Path, floor: str = "sdtm") -> StudySpec:
    """The study that the files say, when they lie in a folder."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    errors: list[MappingError] = []
    study = load_study(folder, errors, floor="adam" if floor == "adam" else "sdtm")
    assert [str(one) for one in errors] == []
    return study


def variable(study: StudySpec, dataset: str, name: str) -> VariableSpec:
    """A variable that is there."""
    home = study.dataset(dataset)
    found = home.variable(name) if home else None
    assert found, f"{dataset}.{name}"
    return found


def meant(study: StudySpec, one: VariableSpec) -> dict[str, str]:
    """The terms of a variable's codelist, and what they mean."""
    found = study.codelist(one.codelists[0]) if one.codelists else None
    return {term.value.strip(): term.decode for term in found.terms} if found else {}


def kept(said: StudySpec, found: StudySpec) -> list[str]:
    """What a drafted study says otherwise than the define.xml: keys, labels, types, terms."""
    wrong = []
    for dataset in said.datasets:
        home = found.dataset(dataset.name)
        if home is None or not NAME.fullmatch(dataset.name):
            continue
        if dataset.keys and home.keys != dataset.keys:
            wrong.append(f"{dataset.name}: keys {home.keys}, not {dataset.keys}")
        wrong += [text for one in dataset.variables for text in _kept(one, dataset, said, found)]
    return wrong


def _kept(one: VariableSpec, dataset: DatasetSpec, said: StudySpec, found: StudySpec) -> list[str]:
    now = variable(found, dataset.name, one.name)
    wrong = []
    short = "".join(sign for sign in one.label if sign.isascii() and sign.isprintable())[:40].strip()
    if short and now.label != short:
        wrong.append(f"{dataset.name}.{one.name}: {now.label!r}, not {one.label!r}")
    if now.data_type != one.data_type or (one.data_type == "text" and now.length not in (one.length, None)):
        wrong.append(f"{dataset.name}.{one.name}: {now.data_type} {now.length}, not {one.data_type} {one.length}")
    lost = {value for value in meant(said, one) if value} - set(meant(found, now))
    if lost:
        wrong.append(f"{dataset.name}.{one.name}: without the terms {sorted(lost)}")
    return wrong
