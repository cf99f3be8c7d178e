"""Reads cases of rules: CDISC's folders of CSV files, and our one file of tables for each rule."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from mappings.catalog import terminology_versions
from mappings.error import InputError, MappingError
from mappings.terminology import Terminology, load_terminology
from validation.conformance.column import Column, encoded
from validation.conformance.layout_text import TextCase, TextTable, read_text
from validation.conformance.library import classed
from validation.conformance.standards import library
from validation.conformance.table import Study, Table, VariableFacts

# What is said of each finding: dataset, record (from 1; "" for the dataset as a whole), variable, value.
Row = tuple[str, str, str, str]
HEADER = ["Dataset", "Record", "Variable", "Value"]
_STANDARDS = {"SDTMIG": "SDTMIG", "SENDIG": "SENDIG", "ADAMIG": "ADaMIG", "TIG": "TIG"}
_DEFAULTS = {"adam": ("ADaMIG", "1.3"), "sdtm": ("SDTMIG", "3.4"), "fda": ("SDTMIG", "3.4")}
_SETTING = re.compile(r"(PRODUCT|VERSION|SUBSTANDARD|USE_CASE|DEFINE_XML|(?<!PRODU)CT)\s*=")


@dataclass(frozen=True, eq=False)
class Case:
    """Datasets, the rule they are asked by, and what it should find (None where nobody says)."""

    rule: str
    name: str
    study: Study
    expected: tuple[Row, ...] | None
    said: Mapping[str, str] = field(default_factory=dict)
    settled: bool = True  # it says its standard and version
    problem: str = ""  # why it cannot be run

    @property
    def place(self) -> str:
        """The rule and the case: CORE-000001 negative/01."""
        return f"{self.rule} {self.name}"


def read_cases(folder: Path) -> Iterator[Case]:
    """Every case below a folder, in the order of rules and names; InputError where one cannot be read."""
    if not folder.exists():
        raise InputError(folder.name, "there is no such folder", "name the folder that holds the cases")
    texts = [folder] if folder.is_file() else sorted(folder.rglob("*.txt"))
    for file in texts:
        yield from _of_text(file)
    if folder.is_dir():
        for data in sorted(one for one in folder.rglob("data") if one.is_dir()):
            rule, name = _named(data)
            try:
                yield _of_folder(data)
            except (MappingError, ValueError, csv.Error) as error:  # the others can be run without it
                yield Case(rule, name, Study({}), None, problem=" ".join(str(error).split()))


def released(standard: str) -> dict[str, Terminology]:
    """The newest terminology that is shipped for a standard, by package."""
    names = {"ADAMIG": ("ADaM", "SDTM"), "SENDIG": ("SEND", "SDTM")}.get(standard.upper(), ("SDTM",))
    shipped = terminology_versions()
    return {package: one for name in names if name in shipped for package, one in [_newest(name)]}


@cache
def _newest(name: str) -> tuple[str, Terminology]:
    version = max(terminology_versions()[name])
    return f"{name.lower()}ct-{version}", load_terminology(name, version)


def _of_folder(data: Path) -> Case:
    """A case in CDISC's layout: RULE/negative/01/data/*.csv and RULE/negative/01/results/results.csv."""
    said = _settings(data / ".env")
    standard = _STANDARDS.get(said.get("PRODUCT", "").upper(), said.get("PRODUCT", ""))
    version = said.get("VERSION", "").replace("-", ".")
    held = library(standard or "SDTMIG", version or "3.4")
    facts = _facts(data / "_variables.csv")
    labels = _labels(data / "_datasets.csv")
    tables: dict[str, Table] = {}
    for file in sorted(data.glob("*.csv")):
        if not file.name.startswith("_"):
            name, label = labels.get(file.stem.casefold(), (file.stem.upper(), ""))
            tables[name] = classed(_table(file, name, label, facts.get(file.stem.casefold(), [])), held)
    study = Study(
        _in_order(tables, labels),
        standard or "SDTMIG",
        version or "3.4",
        said.get("SUBSTANDARD", ""),
        _chosen(said.get("CT", ""), standard),
        _define(data, said.get("DEFINE_XML", "")),
        {"use case": said["USE_CASE"]} if said.get("USE_CASE") else {},
    )
    rule, name = _named(data)
    answer = _expected(data.parent / "results" / "results.csv")
    return Case(rule, name, study, answer, said, settled=bool(standard and version))


def _named(data: Path) -> tuple[str, str]:
    """The rule and the name of a case: CORE-000001, negative/01."""
    kinds = [one for one in data.parents if one.name in ("negative", "positive")]
    home = kinds[0].parent if kinds else data.parent.parent
    return home.name, data.parent.relative_to(home).as_posix()


def _chosen(said: str, standard: str) -> dict[str, Terminology]:
    """The terminology a case names, as far as it is shipped; where it names none, the newest of its standard."""
    if not said:
        return released(standard)
    return dict(_package(one) for one in re.split(r"[\s,;]+", said) if _is_shipped(one))


def _is_shipped(package: str) -> bool:
    """Whether the terminology of a package's name is shipped."""
    kind, _, version = package.partition("ct-")
    return any(kind.casefold() == name.casefold() and version in all_ for name, all_ in terminology_versions().items())


def _in_order(tables: Mapping[str, Table], labels: Mapping[str, tuple[str, str]]) -> dict[str, Table]:
    """The tables, those first which the list of datasets names, in its order."""
    named = [name for name, _ in labels.values() if name in tables]
    return {name: tables[name] for name in [*named, *(one for one in tables if one not in named)]}


def _settings(file: Path) -> dict[str, str]:
    """What a case says of its standard; two settings on one line are two."""
    if not file.exists():
        return {}
    text = _read(file)
    spans = [*_SETTING.finditer(text)]
    ends = [*(one.start() for one in spans[1:]), len(text)]
    return {one[1]: text[one.end() : end].strip() for one, end in zip(spans, ends, strict=False)}


def _labels(file: Path) -> dict[str, tuple[str, str]]:
    """The name and label of each dataset, by the name of its file."""
    found = {}
    for row in _rows(file):
        stem = Path(row.get("Filename", "")).stem
        found[stem.casefold()] = (row.get("Dataset Name") or stem.upper(), row.get("Label", ""))
    return found


def _facts(file: Path) -> dict[str, list[VariableFacts]]:
    """The variables of each dataset, by the name of its file."""
    found: dict[str, list[VariableFacts]] = {}
    for row in _rows(file):
        length = row.get("length", "").split(".")[0]
        kind = "Num" if row.get("type", "").casefold() in ("num", "number", "integer", "float") else "Char"
        size = int(length) if length.isdigit() else None
        variable = VariableFacts(row.get("variable", ""), row.get("label", ""), kind, size)
        found.setdefault(Path(row.get("dataset", "")).stem.casefold(), []).append(variable)
    return found


def _table(file: Path, name: str, label: str, facts: list[VariableFacts]) -> Table:
    """One dataset."""
    lines = list(csv.reader(_read(file).splitlines(keepends=True)))
    header = [one.strip() for one in lines[0]] if lines else []
    records = [line for line in lines[1:] if line]
    kinds = {one.name: one.type for one in facts}
    cells = {word: [line[at] if at < len(line) else "" for line in records] for at, word in enumerate(header) if word}
    columns = {word: _column(values, kinds.get(word, "")) for word, values in cells.items()}
    known = facts or [VariableFacts(word, type="Num" if one.number else "Char") for word, one in columns.items()]
    return Table(name, columns, len(records), label=label, file=file.name, size=file.stat().st_size,
                 variables=tuple(known))  # fmt: skip


def _column(values: Sequence[str], kind: str) -> Column:
    """The values, numbers where the variable has numbers; where its type is not said, if all of them are numbers."""
    if kind == "Char":  # blanks at the end are none, as in a transport file
        return encoded([one.rstrip(" ") for one in values])
    try:
        numbers = [float(one) if one.strip() else None for one in values]
    except ValueError:
        return encoded(values)
    if not kind and not any(one is not None for one in numbers):
        return encoded(values)
    return encoded(numbers, number=True)


def _expected(file: Path) -> tuple[Row, ...] | None:
    """What the published result says; a line with nothing but a dataset says that nothing was found in it."""
    if not file.exists():
        return None
    rows = [tuple(row.get(word, "") for word in HEADER) for row in _rows(file)]
    return tuple((one[0], one[1], one[2], one[3]) for one in rows if any(one[1:]))


def _define(data: Path, said: str) -> Any:
    """The define.xml of a case, if it has one."""
    files = [data / said] if said and (data / said).exists() else sorted(data.glob("*.xml"))
    if not files:
        return None
    from define_xml.read import read_define

    return read_define(files[0])


def _rows(file: Path) -> list[dict[str, str]]:
    """The rows of a CSV file by the words of its header; none where there is no file."""
    if not file.exists():
        return []
    rows = csv.DictReader(_read(file).splitlines(keepends=True))
    return [{str(key): value or "" for key, value in row.items() if key} for row in rows]


def _read(file: Path) -> str:
    """A file's text; InputError where it is none."""
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        return file.read_text(encoding="cp1252")
    except OSError as error:
        raise InputError(file.name, f"cannot be read: {error}", "mend the case") from None


def _of_text(file: Path) -> Iterator[Case]:
    """The cases of a file in our own layout."""
    default = _DEFAULTS.get(file.parent.name, ("SDTMIG", "3.4"))
    for said in read_text(_read(file), file.name):
        yield _text_case(file.stem, said, said.standard or default)


def _text_case(rule: str, said: TextCase, standard: tuple[str, str]) -> Case:
    """One case of ours."""
    held = library(*standard)
    tables = {one.name: classed(_text_table(one), held) for one in said.tables}
    under = library("SDTMIG", "3.4")
    others = {one.name: classed(_text_table(one), under) for one in said.others}
    terminology = released(standard[0])
    if said.terminology is not None:
        terminology = dict(_package(one) for one in said.terminology)
    study = Study(tables, *standard, terminology=terminology, others=others)
    return Case(rule, said.name, study, tuple(said.expected))


@cache
def _package(name: str) -> tuple[str, Terminology]:
    """The terminology of a package's name: sdtmct-2025-03-28."""
    kind, _, version = name.partition("ct-")
    names = {one.casefold(): one for one in terminology_versions()}
    if kind.casefold() not in names:
        raise InputError(name, "is no terminology that is shipped", f"one of {', '.join(sorted(names))}: sdtmct-DATE")
    return name, load_terminology(names[kind.casefold()], version)


def _text_table(said: TextTable) -> Table:
    """A table as it is written."""
    columns = {one.name: _column([row[at] for row in said.rows], one.type) for at, one in enumerate(said.variables)}
    file = said.file or f"{said.name.lower()}.xpt"
    return Table(said.name, columns, len(said.rows), label=said.label, file=file, variables=tuple(said.variables))
