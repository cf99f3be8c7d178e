"""Analysis datasets in memory: typed frames by name, their labels, codes in order, parameters, and joins with ADSL."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from pandas import DataFrame, Series

from adam.codes import codes_of, ordered_codes
from adam.overview import dataset_overview, variable_overview
from mappings.dataset import Dataset
from mappings.error import MappingError, nearest
from mappings.finding import Finding
from mappings.spec import DatasetSpec


class UnknownNameError(MappingError, KeyError, AttributeError):
    """A dataset, variable, parameter or value that is not there: for `study[...]`, `study.X` and `hasattr` alike."""


class Analysis(Mapping[str, DataFrame]):
    """The analysis datasets of a study, by name: `study.ADEFF` and `study["ADEFF"]` are typed frames.

    Text is text with NaN, whole numbers are Int64 where the file says `integer`, other numbers float64, numbers with a
    SAS date format datetime64 (days, moments) or timedelta64 (times); flags are the text Y or N. A frame is a copy:
    what is done to it stays with who asked for it. `format` is the format that was read, `notes` what is to be known
    of the choice, `findings` what was odd about the files.
    """

    def __init__(
        self,
        datasets: Mapping[str, Dataset],
        format: str = "",
        notes: tuple[str, ...] = (),
        elsewhere: Mapping[str, Path] | None = None,
    ) -> None:
        self._datasets = dict(datasets)
        self._frames: dict[str, DataFrame] = {}
        self._elsewhere = dict(elsewhere or {})
        self.format, self.notes = format, notes

    def __getitem__(self, name: str) -> DataFrame:
        """The dataset as a typed frame."""
        return self._frame(name).copy(deep=False)

    def __getattr__(self, name: str) -> DataFrame:
        """The dataset as a typed frame."""
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        return self[name]

    def __iter__(self) -> Iterator[str]:
        """The names of the datasets, ADSL first."""
        return iter(sorted(self._datasets, key=lambda name: (name != "ADSL", name)))

    def __len__(self) -> int:
        """How many datasets there are."""
        return len(self._datasets)

    def __contains__(self, name: object) -> bool:
        """Whether there is a dataset of that name."""
        return name in self._datasets

    @property
    def datasets(self) -> Mapping[str, Dataset]:
        """The datasets as they were read: records as in the file, the spec as found."""
        return dict(self._datasets)

    def __dir__(self) -> list[str]:
        """Methods, and the datasets for those who complete names."""
        return [*super().__dir__(), *self]

    def __repr__(self) -> str:
        """On a few lines what it is."""
        sizes = ", ".join(f"{name} ({len(self._datasets[name].records):,})" for name in self)
        return "\n".join([f"<Analysis of {len(self)} datasets, records: {sizes}>", *self.notes])

    @cached_property
    def findings(self) -> tuple[Finding, ...]:
        """What was odd about the files, in the order of the datasets."""
        return tuple(finding for name in self for finding in self._datasets[name].findings)

    def labels(self, name: str) -> dict[str, str]:
        """The label of each variable, in the order of the dataset."""
        said = self._frame(name).attrs["labels"]
        return {str(variable): str(label) for variable, label in said.items()}

    def spec(self, name: str) -> DatasetSpec:
        """What the file says of the dataset: keys, structure, and of each variable type, length, format, codelist."""
        self._frame(name)
        return self._datasets[name].spec

    def describe(self, name: str = "") -> DataFrame:
        """The datasets, one to a line; or the variables of one dataset: what they are, how full, what they hold."""
        if name:
            return variable_overview(self._frame(name), self._datasets[name].spec)
        return dataset_overview({one: (self._frame(one), self._datasets[one].spec) for one in self})

    def codelists(self, name: str = "", *, most: int = 30) -> DataFrame:
        """The values in use: of each text variable with at most `most` values, and of those with companions anyway.

        `dataset | variable | value | number | meaning | records | subjects`; `number` is the N companion's (AVISITN of
        AVISIT), `meaning` the text that a code stands for (PARAM of PARAMCD). In order of the number, else of the text.
        """
        parts = [codes_of(self._frame(one), one, most) for one in ([name] if name else list(self))]
        return pd.concat(parts, ignore_index=True)

    def levels(self, name: str, variable: str) -> list[str]:
        """The values of a text variable in use, in the order of its N companion, else of the text."""
        frame = self._frame(name)
        self._known(name, [variable])
        return [str(value) for value in ordered_codes(frame, variable).index]

    def ordered(self, name: str, *variables: str) -> DataFrame:
        """The dataset with these variables as ordered categoricals; if none is named, all with an N companion."""
        frame = self[name]
        self._known(name, variables)
        for variable in variables or [one for one in frame if _in_order(frame, str(one))]:
            levels = self.levels(name, str(variable))
            frame[variable] = pd.Categorical(frame[variable], categories=levels, ordered=True)
        return frame

    def parameter(self, name: str, code: str, **equal: object) -> DataFrame:
        """The records of one parameter, and of them those with these values: `AVISIT="Month 12", ANL01FL="Y"`."""
        frame = self[name]
        self._known(name, ["PARAMCD", *equal])
        keep = Series(True, index=frame.index)
        for variable, value in {"PARAMCD": code, **equal}.items():
            same = (frame[variable] == value).fillna(False).astype(bool)
            if not same.any():
                known = {str(one) for one in frame[variable].dropna().unique()}
                few = ", ".join(sorted(known)[:20])
                remedy = nearest(str(value), known) or (f"it has {few}" if known else "")
                raise UnknownNameError(f"{name}.{variable}", f"no record has {value}", remedy)
            keep &= same
        return frame[keep].reset_index(drop=True)

    def with_subjects(self, records: str | DataFrame, *variables: str) -> DataFrame:
        """The records, by name or as a frame, with these variables of their subject in ADSL (none named: all).

        A variable the records have already stays theirs. Records keep their number and order; a subject that is not in
        ADSL, or twice there, is an error.
        """
        place, frame = (records, self[records]) if isinstance(records, str) else ("records", records)
        self._known("ADSL", variables)
        subjects = self._subjects()
        wanted = [one for one in variables or subjects.columns if one not in frame.columns]
        if "USUBJID" not in frame.columns:
            raise UnknownNameError(place, "no variable USUBJID", "keep it: records meet ADSL by it")
        at = subjects.index.get_indexer(pd.Index(frame["USUBJID"]))
        if (at < 0).any():
            strangers = list(dict.fromkeys(frame["USUBJID"][at < 0].astype(str)))
            told = f"{len(strangers)} subjects are not in ADSL: {', '.join(strangers[:5])}"
            raise MappingError(place, told, "build ADSL and the dataset from the same SDTM datasets")
        taken = subjects[wanted].take(at)
        joined = pd.concat([frame, taken.set_axis(frame.index)], axis=1)
        joined.attrs = {**frame.attrs, "labels": {**self.labels("ADSL"), **frame.attrs.get("labels", {})}}
        joined.attrs["labels"] = {one: joined.attrs["labels"].get(str(one), "") for one in joined.columns}
        return joined

    def _subjects(self) -> DataFrame:
        """ADSL by subject."""
        self._known("ADSL", ["USUBJID"])
        frame = self._frame("ADSL")
        twice = frame["USUBJID"][frame["USUBJID"].duplicated()]
        if len(twice):
            raise MappingError("ADSL", f"two records of subject {twice.iloc[0]}", "ADSL has one record per subject")
        return frame.set_index("USUBJID", drop=False)

    def _frame(self, name: str) -> DataFrame:
        """The typed frame, made when it is first asked for."""
        if name not in self._datasets:
            raise UnknownNameError(name, "no dataset of that name", self._remedy(name))
        if name not in self._frames:
            self._frames[name] = self._datasets[name].frame()
        return self._frames[name]

    def _remedy(self, name: str) -> str:
        if name in self._elsewhere:
            path = self._elsewhere[name]
            return f"it is in {path.name}: load the folder with format={path.suffix[1:]!r}"
        return nearest(name, set(self._datasets)) or f"there are {', '.join(self)}"

    def _known(self, name: str, variables: Any) -> None:
        """UnknownNameError for a variable the dataset does not have."""
        frame = self._frame(name)
        for variable in variables:
            if variable not in frame.columns:
                remedy = nearest(str(variable), {str(one) for one in frame.columns})
                raise UnknownNameError(f"{name}.{variable}", f"no variable of that name in {name}", remedy)


def _in_order(frame: DataFrame, variable: str) -> bool:
    """Whether the variable has numbers that order it."""
    return bool(ordered_codes(frame, variable)["number"].notna().any())
