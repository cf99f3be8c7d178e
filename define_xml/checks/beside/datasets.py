"""Datasets against their files: which are there, names, labels, records, variables, order, formats, keys."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import numpy as np

from define_xml.checks.beside.columns import first_records
from define_xml.checks.beside.held import Held, Matched
from define_xml.checks.beside.kinds import NUMERIC, whole_number
from define_xml.document.items import ItemDef, ItemGroupDef, ItemRef
from mappings.finding import Finding, Severity
from mappings.sas_dates import calendar_kind
from mappings.spec import VariableSpec


def _found(held: Held, check: str, words: str, variable: str = "", severity: Severity = "error") -> Finding:
    return Finding(check, severity, words, held.name, variable, cites="Define-XML 2.1, 5.3.7")


def line(group: ItemGroupDef) -> str:
    """`line 12 of define.xml: `, or nothing where the line is not known."""
    return f"line {group.line}: " if group.line else ""


def dataset_without_file(matched: Matched) -> Iterator[Finding]:
    """A dataset is named, and there is no file of it."""
    for group in matched.absent:
        if group.has_no_data != "Yes":
            words = f"{line(group)}there are no data of it: deliver its file, or say def:HasNoData"
            yield Finding("dataset_without_file", "error", words, group.name or group.oid or "",
                          cites="Define-XML 2.1, 5.3.7")  # fmt: skip


def file_without_dataset(matched: Matched) -> Iterator[Finding]:
    """There is a file of a dataset that is not named."""
    for dataset in matched.unnamed:
        name = dataset.file.name if dataset.file else dataset.name
        words = f"{name} holds {len(dataset.records):,} records of it, and define.xml does not name it"
        yield Finding("file_without_dataset", "error", words, dataset.name, cites="Define-XML 2.1, 5.3.7")


def no_data_delivered(held: Held) -> Iterator[Finding]:
    """A dataset is said to have no data, and there is a file with records of it."""
    if held.group.has_no_data == "Yes" and held.records:
        words = f"def:HasNoData is Yes, and there are {held.records:,} records: leave it out"
        yield _found(held, "no_data_delivered", words)


def no_records(held: Held) -> Iterator[Finding]:
    """A dataset has a file without records."""
    if not held.records and held.group.has_no_data != "Yes":
        words = "the file has no records: deliver none, and say def:HasNoData"
        yield _found(held, "no_records", words, severity="warning")


def dataset_label_differs(held: Held) -> Iterator[Finding]:
    """The dataset's label is another in the file."""
    said = held.group.description.value if held.group.description else ""
    label = held.dataset.spec.label.strip()
    if said and label and said != label:
        yield _found(held, "dataset_label_differs", f"its description is '{said}', and the file's label '{label}'")


def study_differs(held: Held) -> Iterator[Finding]:
    """STUDYID in the data is no name of the study."""
    study, column = held.index.define.study, held.column("STUDYID")
    if study is None or study.names is None or column is None:
        return
    names = [name for name in (study.names.study_name, study.names.protocol_name) if name]
    for place, (word, count) in enumerate(zip(column.words, column.counts().tolist(), strict=False)):
        if names and count and word not in names:
            words = f"StudyName is {names[0]}, and the data say another"
            yield Finding("study_differs", "warning", words, held.name, "STUDYID", word, count, column.records(place))


def domain_differs(held: Held) -> Iterator[Finding]:
    """DOMAIN (RDOMAIN of SUPP--) in the data is another than the dataset's."""
    said = held.group.domain or ""
    supplemental = held.name.startswith(("SUPP", "SQ"))
    name = "RDOMAIN" if supplemental else "DOMAIN"
    column = held.column(name)
    # Define-XML 2.1, 5.3.7: the domain of a supplemental dataset is that of its parent.
    if column is None or not said or (supplemental and said.startswith(("SUPP", "SQ"))):
        return
    for place, (word, count) in enumerate(zip(column.words, column.counts().tolist(), strict=False)):
        if count and word != said:
            words = f"Domain is {said}, and the data say another"
            yield Finding("domain_differs", "error", words, held.name, name, word, count, column.records(place))


def variable_without_data(held: Held) -> Iterator[Finding]:
    """A variable is described, and the file has none of that name."""
    for ref, item in held.variables:
        if held.column(item.name or "") is None and ref.has_no_data != "Yes":
            words = f"{held.dataset.file.name if held.dataset.file else 'the dataset'} has no such variable"
            yield _found(held, "variable_without_data", words, item.name or item.oid or "")


def variable_undescribed(held: Held) -> Iterator[Finding]:
    """The file has a variable that is not described."""
    names = {item.name for _, item in held.variables}
    for variable in held.dataset.spec.variables:
        if variable.name not in names:
            words = f"the file has it ({variable.label or 'no label'}), and define.xml does not describe it"
            yield _found(held, "variable_undescribed", words, variable.name)


def variable_order_differs(held: Held) -> Iterator[Finding]:
    """The variables stand in another order in the file."""
    here = [variable.name for variable in held.dataset.spec.variables]
    said = [item.name or "" for _, item in held.variables]
    both = [name for name in said if name in here]
    order = [name for name in here if name in both]
    first = next((pair for pair in zip(both, order, strict=False) if pair[0] != pair[1]), None)
    if first is not None:
        words = f"the order of variables differs: {first[0]} is next in define.xml, {first[1]} in the file"
        yield _found(held, "variable_order_differs", words, first[0])


def _both(held: Held) -> Iterator[tuple[ItemDef, VariableSpec]]:
    """Each variable as define.xml describes it and as the file does."""
    for _, item in held.variables:
        variable = held.dataset.spec.variable(item.name or "")
        if variable is not None:
            yield item, variable


def variable_label_differs(held: Held) -> Iterator[Finding]:
    """A variable's label is another in the file."""
    for item, variable in _both(held):
        said, label = item.description.value if item.description else "", " ".join(variable.label.split())
        if said and label and said != label:
            words = f"its description is '{said}', and the file's label '{label}'"
            yield _found(held, "variable_label_differs", words, variable.name)


def file_length_differs(held: Held) -> Iterator[Finding]:
    """A text variable is longer or shorter in the file than Length."""
    for item, variable in _both(held):
        said = whole_number(item.length)
        text = variable.type == "Char" and item.data_type == "text"
        if text and said is not None and variable.length is not None and said != variable.length:
            words = f"Length is {said}, and the file keeps {variable.length} bytes"
            yield _found(held, "file_length_differs", words, variable.name, "warning")


def display_format_differs(held: Held) -> Iterator[Finding]:
    """The display format is another in the file, or the file shows dates and define.xml does not say so."""
    for item, variable in _both(held):
        said, here = _format(item.display_format or ""), _format(variable.format)
        if said and here and said != here:
            words = f"def:DisplayFormat is {item.display_format}, and the file's format {variable.format}"
            yield _found(held, "display_format_differs", words, variable.name, "warning")
        elif not said and item.data_type in NUMERIC and calendar_kind(variable.format):
            words = f"the file's format is {variable.format}: say def:DisplayFormat, or nobody reads the number"
            yield _found(held, "display_format_differs", words, variable.name, "warning")


def _format(text: str) -> str:
    """A format as it is compared: `DATE9.` is `date9`, `$20.` is `20`, `8.` is `8`."""
    return text.strip().upper().rstrip(".").lstrip("$")


def key_absent(held: Held) -> Iterator[Finding]:
    """A key variable is not in the data."""
    for name in keys(held):
        if held.column(name) is None:
            yield _found(held, "key_absent", "KeySequence names it, and the data have no such variable", name)


def keys(held: Held) -> tuple[str, ...]:
    """The names of the dataset's key variables, in their sequence."""
    return keys_of(held.variables)


def keys_of(variables: Iterable[tuple[ItemRef, ItemDef]]) -> tuple[str, ...]:
    """The names of the key variables among these, in their sequence."""
    found = [(whole_number(ref.key_sequence), item.name or "") for ref, item in variables]
    return tuple(name for number, name in sorted((number, name) for number, name in found if number is not None))


def keys_not_unique(held: Held) -> Iterator[Finding]:
    """Records have the same values in all key variables."""
    from mappings.distinct import combined

    names = keys(held)
    columns = [found for name in names if (found := held.column(name)) is not None]
    if not names or len(columns) < len(names) or not held.records:
        return
    codes = combined([(column.codes, len(column.words)) for column in columns], held.records)
    counts = np.bincount(codes)
    repeated = counts[codes] > 1
    several = int((counts > 1).sum())
    if several:
        total = int(repeated.sum())
        words = f"the keys {', '.join(names)} are not unique: {total:,} records have {several:,} keys between them"
        yield Finding("keys_not_unique", "error", words, held.name, "", "", total, first_records(repeated),
                      "Define-XML 2.1, 5.3.9")  # fmt: skip


OF_ALL = (dataset_without_file, file_without_dataset)
CHECKS = (
    no_data_delivered, no_records, dataset_label_differs, study_differs, domain_differs, variable_without_data,
    variable_undescribed, variable_order_differs, variable_label_differs, file_length_differs,
    display_format_differs, key_absent, keys_not_unique,
)  # fmt: skip
