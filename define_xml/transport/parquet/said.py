"""What a Parquet file says of its records in its metadata: our own description, and what pandas looks for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from define_xml.transport.described import Facts, dataset_facts, file_facts, read_spec, variable_facts
from define_xml.transport.parquet.columns import Survey, arrow_type, pandas_types
from define_xml.transport.parquet.types import described
from define_xml.transport.stream import Stream, Writing
from mappings.missing import Letters
from mappings.spec import DatasetSpec

KEY, DIGEST = "trial_dossier", "trial_dossier.sha256"
_VERSION = 1
Array = np.ndarray[Any, np.dtype[Any]]


def metadata(stream: Stream, survey: Survey, writing: Writing) -> dict[str, str]:
    """The schema's metadata: our description and its digest, and the two texts of pandas."""
    spec = stream.spec
    text = _json(
        {
            "version": _VERSION,
            "records": survey.count,
            "dataset": dataset_facts(spec),
            "file": file_facts(stream, writing),
            "variables": [{**variable_facts(one), "kept": survey.kept[one.name]} for one in spec.variables],
            "special": survey.special,
        }
    )
    digest = hashlib.sha256(text.encode()).hexdigest()
    return {KEY: text, DIGEST: digest, "pandas": _json(_for_pandas(spec, survey)), "PANDAS_ATTRS": _attributes(spec)}


def _for_pandas(spec: DatasetSpec, survey: Survey) -> Facts:
    """The dtypes that pandas shall choose where it has several: Int64 for integers, Arrow's dates for dates."""
    types = {one.name: pandas_types(survey.kept[one.name]) for one in spec.variables}
    columns = [
        {"name": name, "field_name": name, "pandas_type": kind, "numpy_type": dtype, "metadata": None}
        for name, (kind, dtype) in types.items()
    ]
    creator = {"library": "trial-dossier", "version": str(_VERSION)}
    return {"index_columns": [], "column_indexes": [], "columns": columns, "creator": creator,
            "pandas_version": "2.2.0"}  # fmt: skip


def _attributes(spec: DatasetSpec) -> str:
    """What `DataFrame.attrs` shall be; the same as those of `Dataset.frame`."""
    labels = {one.name: one.label for one in spec.variables}
    formats = {one.name: one.format for one in spec.variables if one.format}
    return _json({"name": spec.name, "label": spec.label, "labels": labels, "formats": formats})


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


@dataclass(frozen=True)
class Description:
    """Our own description of a file, empty if there is none, and in what it does not fit the file."""

    facts: Facts = field(default_factory=dict)
    problems: tuple[str, ...] = ()


def read_description(columns: Any, count: int, footer: bytes) -> Description:
    """What the schema says of a file with so many records; `footer` are the bytes it was read from."""
    said = dict(columns.metadata or {})
    text = said.get(KEY.encode())
    if text is None and DIGEST.encode() not in footer:
        return Description()
    if text is None or hashlib.sha256(text).hexdigest().encode() != said.get(DIGEST.encode()):
        return Description(problems=("its description is damaged",))
    facts = json.loads(text)
    if facts.get("version") != _VERSION:
        problem = f"its description is of version {facts.get('version')}; known is {_VERSION}"
        return Description(problems=(problem,))
    return Description(facts, tuple(_changes(facts, columns, count)))


def _changes(facts: Facts, columns: Any, count: int) -> Iterator[str]:
    """What another program has changed since the description was written."""
    kept = _kept(facts)
    others = [name for name in columns.names if name not in kept]
    lost = [name for name in kept if name not in columns.names]
    if others:
        yield f"column {others[0]} is not described"
    if lost:
        yield f"variable {lost[0]} is described, and has no column"
    if not others and not lost and list(kept) != columns.names:
        yield "its columns are in another order than described"
    for one in columns:
        if one.name in kept and one.type != arrow_type(kept[one.name]):
            yield f"column {one.name} is described as {arrow_type(kept[one.name])}, and is {one.type}"
    if count != facts["records"]:
        yield f"{count} records, and {facts['records']} are described"


def _kept(facts: Facts) -> dict[str, str]:
    return {one["name"]: one["kept"] for one in facts["variables"]}


def found_spec(description: Description, columns: Any, place: str, name: str) -> DatasetSpec:
    """The spec of a file: as described where the description fits, else what names and types tell."""
    facts = {one["name"]: one for one in description.facts.get("variables", ())}
    variables = []
    for one in columns:
        said = dict(facts.get(one.name, {}))
        fits = bool(said) and arrow_type(said.pop("kept")) == one.type
        variables.append(said if fits else variable_facts(described(one, place)))
    return read_spec(description.facts.get("dataset", {"name": name}), variables, place)


class Special:
    """The special missing values of one variable, in the order of their records."""

    def __init__(self, stretches: dict[str, list[list[int]]]) -> None:
        rows = sorted((first, last, ord(letter)) for letter, pairs in stretches.items() for first, last in pairs)
        self.first, self.last, self.codes = np.array(rows, dtype=np.int64).reshape(-1, 3).T

    def letters(self, start: int, count: int) -> Letters:
        """The letter of each of the records after `start`; 0 where there is none."""
        found = np.zeros(count, dtype=np.uint8)
        begin = int(np.searchsorted(self.last, start + 1))
        end = int(np.searchsorted(self.first, start + count, side="right"))
        rows = zip(self.first[begin:end], self.last[begin:end], self.codes[begin:end], strict=True)
        for first, last, code in rows:
            found[max(first - start - 1, 0) : last - start] = code
        return found


def special_missing(description: Description, count: int) -> dict[str, Special]:
    """The special missing values by variable; none where records were added or taken away."""
    facts = description.facts
    if not facts or facts["records"] != count:
        return {}
    return {name: Special(stretches) for name, stretches in facts["special"].items()}
