"""A folder of SDTM datasets as tables that rules can read: only those the rules name, with what is said of each."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from mappings.catalog import StandardVariable, load_standard
from mappings.dataset import Dataset
from mappings.datasets import standard_values
from mappings.distinct import Growing, encoded, spread_number, text
from mappings.engine import blank
from mappings.error import InputError
from mappings.records import ROW, TABLE, Records
from mappings.spec import DatasetSpec, VariableSpec
from mappings.where import NUMBER

if TYPE_CHECKING:
    from define_xml.transport.stream import Stream

Floats = np.ndarray[Any, np.dtype[np.float64]]

SDTMIG = ("SDTMIG", "3.4")  # types the columns of files that say nothing of their own, CSV without a description


@dataclass
class Tabulation:
    """The SDTM datasets that rules may name: known by their headers, their records read when they are needed."""

    streams: Mapping[str, Stream]
    datasets: dict[str, Dataset] = field(default_factory=dict)  # those that were read

    @property
    def specs(self) -> tuple[DatasetSpec, ...]:
        """What is said of each."""
        return tuple(typed_spec(stream) for stream in self.streams.values())

    def tables(self, names: Collection[str], columns: Collection[str] | None = None) -> dict[str, Records]:
        """Those of these names as tables of a build; InputError if one cannot be read whole and true.

        If `columns` are named, others than these and what says whose record it is are left without values.
        """
        from define_xml.transport.folder import check_links

        wanted = [name for name in self.streams if name in names]
        new = [self.streams[name] for name in wanted if name not in self.datasets]
        self.datasets |= {stream.spec.name: read_encoded(stream, columns) for stream in new}
        # The files themselves: SUPP-- may point by a variable that no rule names and that is therefore not kept.
        check_links({name: self.streams[name] for name in self.datasets})
        return {name: source_records(self.datasets[name]) for name in wanted}


def open_tabulation(folder: Path, named: Collection[str], encoding: str = "ascii") -> Tabulation:
    """The SDTM datasets of a folder that are named; of one in several formats, the first of xpt, json, ndjson, ...

    InputError if the folder holds no datasets, or the header of a named one cannot be read.
    """
    from define_xml.transport.files import open_dataset, refuse_old
    from define_xml.transport.stream import Reading

    found: dict[str, Stream] = {}
    for path in dataset_files(folder):
        if path.name.split(".")[0].upper() not in named:
            continue
        stream = open_dataset(path, Reading(encoding))
        refuse_old(stream, lenient=False)
        if stream.spec.name in found:
            problem = f"it holds {stream.spec.name}, and so does another file"
            raise InputError(path.name, problem, "keep one file for each dataset")
        found[stream.spec.name] = stream
    return Tabulation(found)


def read_encoded(stream: Stream, columns: Collection[str] | None = None) -> Dataset:
    """The stream read to its end, text dictionary-encoded chunk by chunk: a text that repeats is in memory once.

    Where the file says nothing of types, numbers are where the SDTMIG has them. Of `columns` that nobody names only
    the place is kept; the file is read to its end all the same.
    """
    kept = [one for one in stream.spec.variables if columns is None or one.name in columns or is_identifier(one.name)]
    growing = {one.name: Growing() for one in kept if one.type == "Char"}
    numbers: dict[str, list[Floats]] = {one.name: [] for one in kept if one.type == "Num"}
    count = 0
    for chunk in stream.chunks():
        count += len(chunk)
        for name, words in growing.items():
            words.add(chunk[name])
        for name, pieces in numbers.items():
            values = chunk[name].to_numpy(dtype=np.float64, na_value=np.nan)
            if np.isinf(values).any():
                place = f"{stream.file.name if stream.file else stream.spec.name}  {stream.spec.name}.{name}"
                raise InputError(place, "it holds an infinite number", "mend the file: leave the value empty")
            # A special missing value is a NaN with a letter; a derivation must not hand it on.
            pieces.append(np.where(np.isnan(values), np.nan, values))
    empty = {kind: blank(kind, pd.RangeIndex(count)) for kind in ("Char", "Num")}
    found = {one.name: empty[one.type] for one in stream.spec.variables}
    found |= {name: growing.pop(name).column() for name in list(growing)}
    found |= {name: _joined(numbers.pop(name)) for name in list(numbers)}
    dataset = Dataset(stream.spec, DataFrame(found, copy=False), stream.file, tuple(stream.findings))
    spec = typed_spec(stream)
    pairs = zip(spec.variables, stream.spec.variables, strict=True)
    found |= {said.name: _numbers(dataset, said.name) for said, as_found in pairs if said.type != as_found.type}
    return Dataset(spec, DataFrame(found, copy=False), dataset.file, dataset.findings)


def is_identifier(name: str) -> bool:
    """Whether a variable says whose record it is, or which: rules and checks find records by it."""
    return name.endswith(("SEQ", "ID", "DOMAIN")) or name in {"IDVAR", "IDVARVAL"}


def typed_spec(stream: Stream) -> DatasetSpec:
    """What is said of a dataset; if its file says nothing of types, what the SDTMIG says."""
    if not any(finding.check == "no_metadata" for finding in stream.findings):
        return stream.spec
    published = _published(stream.spec.name)
    variables = tuple(_described(one, published.get(one.name)) for one in stream.spec.variables)
    return stream.spec.model_copy(update={"variables": variables})


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
        first = chosen.setdefault(path.name.split(".")[0].lower(), path)
        if first.name != path.name and first.name.lower() == path.name.lower():
            problem = f"{first.name} and {path.name} differ in case only"
            raise InputError(folder.name, problem, "keep one file for each dataset")
    return [chosen[name] for name in sorted(chosen)]


def source_records(dataset: Dataset) -> Records:
    """The dataset as a table: each record labelled with the dataset and its number."""
    frame, columns = dataset.records, {one.name: dataset.records[one.name] for one in dataset.spec.variables}
    here = encoded(np.zeros(len(frame), dtype=np.int64), [dataset.name], frame.index)
    rows = Series(np.arange(1, len(frame) + 1), index=frame.index)
    return Records(DataFrame({**columns, TABLE: here, ROW: rows}, index=frame.index, copy=False), name=dataset.name)


def _joined(pieces: list[Floats]) -> Series:
    return Series(np.concatenate([*pieces, np.empty(0)]), copy=False)


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
