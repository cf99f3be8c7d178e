"""The columns of Dataset-JSON: what a variable is called there, and what is said there that a spec cannot say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from define_xml.oids import variable_oid
from define_xml.transport.dataset_json.dates import Kind
from mappings.error import MappingError
from mappings.sas_dates import calendar_kind
from mappings.spec import DatasetSpec, VariableSpec
from mappings.statement import DataType

Cells = Literal["text", "number", "integer", "boolean", "decimal", "date", "datetime", "time"]

TEXTS = ("string", "date", "datetime", "time", "URI")
NUMBERS = ("integer", "float", "double", "decimal", "boolean")
MOMENTS: tuple[Kind, ...] = ("date", "datetime", "time")
# What the values decide: a date is typed so only when every value is one.
BY_VALUE: tuple[DataType, ...] = ("date", "datetime", "partialDatetime")
_TYPE: dict[str, DataType] = {"integer": "integer", "boolean": "integer", "date": "date", "datetime": "datetime"}


@dataclass(frozen=True)
class Column:
    """One column as Dataset-JSON says it; empty or None is what it does not say."""

    name: str
    label: str
    oid: str
    data_type: str
    target: str = ""
    length: int | None = None
    display_format: str = ""
    key: int | None = None

    @property
    def cells(self) -> Cells:
        """What its cells are."""
        if self.data_type in MOMENTS and self.target:
            return next(kind for kind in MOMENTS if kind == self.data_type)
        if self.data_type in TEXTS:
            return "text"
        kinds: dict[str, Cells] = {"integer": "integer", "boolean": "boolean", "decimal": "decimal"}
        return kinds.get(self.data_type, "number")

    @property
    def is_text(self) -> bool:
        """Whether the variable is Char."""
        return self.cells == "text"

    def said(self) -> dict[str, Any]:
        """The column as an object of the file, in the order in which CDISC's own samples say it."""
        told = {
            "itemOID": self.oid, "name": self.name, "label": self.label, "dataType": self.data_type,
            "targetDataType": self.target or None, "length": self.length,
            "displayFormat": self.display_format or None, "keySequence": self.key,
        }  # fmt: skip
        return {name: value for name, value in told.items() if value is not None}


def column_said(told: Mapping[str, Any]) -> Column:
    """The column that an object of a file says (one that the schema has accepted)."""
    # To the schema, as to JSON, 8.0 is an integer.
    length, key = (None if told.get(name) is None else int(told[name]) for name in ("length", "keySequence"))
    return Column(
        told["name"], told["label"], told["itemOID"], told["dataType"], told.get("targetDataType", ""),
        length, told.get("displayFormat", ""), key,
    )  # fmt: skip


def variable_said(column: Column) -> VariableSpec:
    """The variable as found. A number's length in characters is no length in bytes: it stays with the file's facts."""
    return VariableSpec(
        name=column.name,
        label=column.label,
        type="Char" if column.is_text else "Num",
        data_type=_data_type(column),
        length=column.length if column.is_text else None,
        format=column.display_format,
        oid=column.oid,
    )


def _data_type(column: Column) -> DataType:
    if column.target == "integer":
        return "integer"
    return _TYPE.get(column.data_type, "text" if column.is_text else "float")


def column_of(spec: DatasetSpec, variable: VariableSpec) -> Column:
    """What a spec alone says of a variable; the values may yet decide whether text is a date."""
    kind = calendar_kind(variable.format) if variable.type == "Num" else ""
    if variable.type == "Char":
        data_type = str(variable.data_type) if variable.data_type in ("date", "datetime") else "string"
    else:
        data_type = kind or ("integer" if variable.data_type == "integer" else "float")
    return Column(
        variable.name,
        variable.label,
        variable_oid(spec, variable),
        data_type,
        "integer" if kind else "",
        # Bytes are never fewer than characters. Numbers, dates and durations have no length in define.xml either.
        variable.length if variable.type == "Char" and variable.data_type == "text" else None,
        variable.format,
        spec.keys.index(variable.name) + 1 if variable.name in spec.keys else None,
    )


_ATTRIBUTES = {
    "dataType": "data_type",
    "targetDataType": "target",
    "length": "length",
    "displayFormat": "display_format",
    "keySequence": "key",
}


def unsaid(found: Column, derived: Column) -> dict[str, str]:
    """What a file says of a column and a spec cannot, as facts of the file: `columns.ADT.length` and the like."""
    differ = {
        name: getattr(found, attribute)
        for name, attribute in _ATTRIBUTES.items()
        if getattr(found, attribute) != getattr(derived, attribute)
    }
    return {f"columns.{found.name}.{name}": "" if value is None else str(value) for name, value in differ.items()}


def told_otherwise(column: Column, variable: VariableSpec, about: Mapping[str, str]) -> Column:
    """The column with what the facts say of it; MappingError if that is no type for the variable."""
    front = f"columns.{column.name}."
    changes: dict[str, Any] = {}
    for name, attribute in _ATTRIBUTES.items():
        told = about.get(front + name)
        if told is not None:
            changes[attribute] = (int(told) if told else None) if name in ("length", "keySequence") else told
    if "data_type" in changes and "target" not in changes:
        changes["target"] = _target(changes["data_type"], variable)
    changed = replace(column, **changes)
    if changed.is_text != (variable.type == "Char"):
        place = f"{front}dataType"
        raise MappingError(
            place, f"{changed.data_type} is no type for a {variable.type} variable", "say another type for it"
        )
    return changed


def _target(data_type: str, variable: VariableSpec) -> str:
    if data_type == "decimal":
        return "decimal"
    return "integer" if data_type in MOMENTS and variable.type == "Num" else ""
