"""A folder of SDTM datasets as tables that rules can read: only those the rules name, with what is said of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from mappings.catalog import StandardVariable, load_standard
from mappings.dataset import Dataset
from mappings.datasets import standard_values
from mappings.distinct import encoded, spread_number, text
from mappings.error import InputError
from mappings.records import ROW, TABLE, Records
from mappings.spec import DatasetSpec, VariableSpec
from mappings.where import NUMBER

SDTMIG = ("SDTMIG", "3.4")  # types the columns of files that say nothing of their own, CSV without a description


@dataclass(frozen=True)
class Tabulation:
    """The SDTM datasets that were read, by name: as datasets, and as tables of a build."""

    datasets: Mapping[str, Dataset]
    tables: Mapping[str, Records]

    @property
    def specs(self) -> tuple[DatasetSpec, ...]:
        """What is said of each."""
        return tuple(dataset.spec for dataset in self.datasets.values())


def read_tabulation(folder: Path, named: Collection[str], encoding: str = "ascii") -> Tabulation:
    """The SDTM datasets of a folder that are named; of one in several formats, the first of xpt, json, ndjson, ...

    InputError if the folder holds no datasets, or a named one cannot be read whole and true.
    """
    from define_xml.transport.files import open_dataset, refuse_old
    from define_xml.transport.folder import check_links
    from define_xml.transport.stream import Reading, streamed, whole

    found: dict[str, Dataset] = {}
    for path in dataset_files(folder):
        if path.name.split(".")[0].upper() not in named:
            continue
        stream = open_dataset(path, Reading(encoding))
        refuse_old(stream, lenient=False)
        found[stream.spec.name] = typed(whole(stream))
    check_links({name: streamed(dataset) for name, dataset in found.items()})
    return Tabulation(found, {name: source_records(dataset) for name, dataset in found.items()})


def dataset_files(folder: Path) -> list[Path]:
    """The file of each dataset in a folder: one in several formats counts once."""
    from define_xml.transport.files import dataset_paths
    from define_xml.transport.formats import FORMATS

    order = {name: place for place, name in enumerate(FORMATS)}
    try:
        paths = dataset_paths(folder)
    except InputError as error:
        remedy = "build them first, python -m sdtm build, or say where they are: --sdtm DIR"
        raise InputError(error.place, error.problem, remedy) from None
    chosen: dict[str, Path] = {}
    for path in sorted(paths, key=lambda path: (order.get(path.suffix.lower()[1:], len(order)), path.name)):
        chosen.setdefault(path.name.split(".")[0].lower(), path)
    return [chosen[name] for name in sorted(chosen)]


def typed(dataset: Dataset) -> Dataset:
    """The dataset; if its file says nothing of types, numbers where the SDTMIG has numbers, and its labels."""
    if not any(finding.check == "no_metadata" for finding in dataset.findings):
        return dataset
    published = _published(dataset.name)
    variables = [_described(one, published.get(one.name)) for one in dataset.spec.variables]
    columns = {
        one.name: _numbers(dataset, one.name) if one.type == "Num" else dataset.records[one.name] for one in variables
    }
    spec = dataset.spec.model_copy(update={"variables": tuple(variables)})
    return Dataset(spec, DataFrame(columns, index=dataset.records.index), dataset.file, dataset.findings)


def source_records(dataset: Dataset) -> Records:
    """The dataset as a table: text encoded, numbers float64, each record labelled with the dataset and its number."""
    columns: dict[str, Series] = {}
    index = pd.RangeIndex(len(dataset.records))
    for variable in dataset.spec.variables:
        values = dataset.records[variable.name].set_axis(index)
        # A special missing value is a NaN with a letter; a derivation must not hand it on.
        columns[variable.name] = values.where(values.notna(), np.nan) if variable.type == "Num" else text(values)
    here = encoded(np.zeros(len(index), dtype=np.int64), [dataset.name], index)
    rows = Series(np.arange(1, len(index) + 1), index=index)
    return Records(DataFrame({**columns, TABLE: here, ROW: rows}, index=index), name=dataset.name)


def _published(name: str) -> dict[str, StandardVariable]:
    standard = load_standard(*SDTMIG)
    if name.startswith("SUPP") and len(name) > len("SUPP"):
        return {one.name: one for one in standard.supplemental(name[len("SUPP") :]).variables}
    found = standard.dataset(name) or standard.dataset(name[:2])
    return {one.name: one for one in found.variables} if found else {}


def _described(variable: VariableSpec, published: StandardVariable | None) -> VariableSpec:
    if published is None:
        return variable
    said = standard_values(published)
    return variable.model_copy(update={key: said[key] for key in ("label", "type", "data_type")})


def _numbers(dataset: Dataset, name: str) -> Series:
    """The column as numbers; InputError with the record for a text that is none."""
    values = text(dataset.records[name])
    numbers = spread_number(lambda one: float(one) if one is not None and NUMBER.fullmatch(one) else None, values)
    wrong = np.flatnonzero((values.notna() & numbers.isna()).to_numpy())
    if len(wrong):
        file = dataset.file.name if dataset.file else dataset.name.lower()
        place = f"{file}  {dataset.name}.{name}  record {wrong[0] + 1}"
        raise InputError(place, f"{values.iloc[wrong[0]]!r} is no number, as SDTM has it there", "mend the file")
    return numbers
