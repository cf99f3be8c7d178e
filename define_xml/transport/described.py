"""What a format without a header of its own keeps beside its records: the spec as found, and whose header it was."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from define_xml.transport.stream import Stream, Writing
from define_xml.transport.times import times_of
from define_xml.transport.xpt.header import stamp
from mappings.dataset import FileFacts
from mappings.error import InputError, nearest
from mappings.spec import DatasetSpec, VariableSpec

DATASET = ("name", "label", "domain", "sas_type", "oid", "class_name", "structure", "keys", "comment")
VARIABLE = (
    "name", "label", "type", "data_type", "length", "digits", "format", "informat", "justify", "oid", "codelists",
    "origin", "role", "core", "comment",
)  # fmt: skip
# A library's times, where they differ from its member's.
_FIRST = ("library.created", "library.modified")
# Formats with a header whose fields can be written again, and where it tells when the file was made and changed.
_HEADED = {
    "xpt": ("created", "modified"),
    **dict.fromkeys(("json", "ndjson", "dsjc"), ("datasetJSONCreationDateTime",)),
}

Facts = dict[str, Any]


def dataset_facts(spec: DatasetSpec) -> Facts:
    """All that is said of the dataset, what is not said left out."""
    return _said(spec, DATASET)


def variable_facts(variable: VariableSpec) -> Facts:
    """All that is said of the variable, what is not said left out; `type` always."""
    return {**_said(variable, VARIABLE), "type": variable.type}


def _said(spec: DatasetSpec | VariableSpec, names: tuple[str, ...]) -> Facts:
    found = {name: getattr(spec, name) for name in names}
    said = {name: list(value) if isinstance(value, tuple) else value for name, value in found.items()}
    return {name: value for name, value in said.items() if value not in ("", None, [])}


def file_facts(stream: Stream, writing: Writing) -> Facts:
    """The format and encoding of the file the records were read from, and its header fields as `about`."""
    file = stream.file
    form = file.format if file is not None and file.format in _HEADED else ""
    about = dict(file.about) if file is not None else {}
    new = _times(form, file, writing)
    if new:
        about = {name: text for name, text in about.items() if name not in _FIRST}
    facts: Facts = {
        "format": form,
        "encoding": file.encoding if file else "",
        "about": {**about, **new, **writing.about},
    }
    return {name: value for name, value in facts.items() if value}


def _times(form: str, file: FileFacts | None, writing: Writing) -> dict[str, str]:
    """The times that are said for the new file, where they differ from those that the old one bears."""
    said = (writing.created, writing.modified or writing.created)
    names = _HEADED.get(form, ("created", "modified"))
    write = stamp if form == "xpt" else datetime.isoformat
    rows = zip(names, said, times_of(file), strict=False)
    return {name: write(moment) for name, moment, before in rows if moment is not None and moment != before}


def read_spec(dataset: Facts, variables: list[Facts], place: str) -> DatasetSpec:
    """The spec of which these are the facts; InputError for facts that are none."""
    for facts, known in ((dataset, DATASET), *((variable, VARIABLE) for variable in variables)):
        for name in facts:
            if name not in known:
                raise _no_fact(place, f"{name} is nothing that is said of data", nearest(name, known))
    said: Any = {"label": "", "domain": dataset.get("name", ""), **dataset}
    try:
        described = tuple(VariableSpec.model_validate({"label": "", **facts}, strict=False) for facts in variables)
        return DatasetSpec.model_validate({**said, "variables": described})
    except ValidationError as error:
        first = error.errors()[0]
        raise _no_fact(place, f"{'.'.join(map(str, first['loc']))}: {first['msg']}") from None


def read_file_facts(facts: Facts, path: Path, form: str, size: int) -> FileFacts:
    """The facts of the file at the path: its name and size, and what was kept of the file its records came from."""
    about = facts.get("about", {})
    texts = [*about.items(), ("format", facts.get("format", "")), ("encoding", facts.get("encoding", ""))]
    for name, text in texts:
        if not isinstance(text, str):
            raise _no_fact(path.name, f"{name}: {text!r} is no text")
    return FileFacts(path.name, facts.get("format", form), size, facts.get("encoding", "utf-8"), dict(about))


def _no_fact(place: str, problem: str, remedy: str = "") -> InputError:
    return InputError(place, f"its description cannot be read: {problem}", remedy or "write the file again")
