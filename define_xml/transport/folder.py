"""What names say, of files, datasets and variables; and whether what a dataset points to is there."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd
from pandas import DataFrame, Series

from define_xml.transport.stream import Stream
from define_xml.transport.whole import readable
from mappings.error import InputError
from mappings.finding import Finding
from mappings.spec import DatasetSpec

# What agencies take is a name in a transport file of version 5.  # TS-140
_NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,7}")
# FDA Study Data Technical Conformance Guide, 3.3.2: what the gateway takes.
LARGEST = 5 * 10**9
_SUBMITTED = frozenset({"xpt", "xpt8", "json", "ndjson", "dsjc"})
UNPROVEN = "completeness_unproven"
_POINTS = ("RDOMAIN", "USUBJID", "IDVAR", "IDVARVAL")


def described(path: Path, stream: Stream, named: str) -> list[Finding]:
    """What is odd about a file as a whole, whatever its format: its name (it should be `named`), size, label and names.

    Readers tell what is odd in the bytes; all this is told here alone.
    """
    spec = stream.spec
    found = [replace(finding, dataset=spec.name) for finding in name_findings(path, named)]
    size = stream.file.size if stream.file is not None and stream.file.format in _SUBMITTED else 0
    if size > LARGEST:
        remedy = f"split it: python -m define_xml convert {path.name} OUT/ --split-size 5GB"
        words = f"the file has {size:,} bytes; agencies take 5 GB: {remedy}"
        found.append(Finding("too_large", "error", words, spec.name, value=path.name))
    if not spec.label.strip():
        found.append(Finding("no_label", "warning", "the dataset has no label", spec.name))
    return [*found, *_odd_names(spec)]


def _odd_names(spec: DatasetSpec) -> Iterator[Finding]:
    """What is odd about the names of the dataset and its variables."""
    for variable, name in (("", spec.name), *((one.name, one.name) for one in spec.variables)):
        if _NAME.fullmatch(name) is None:
            words = "a name that agencies do not take: it is 1 to 8 capital letters, digits or _, no digit first"
            yield Finding("invalid_name", "error", words, spec.name, variable, name)
        if "_" in name:
            words = "a name with an underscore, which agencies advise against"
            yield Finding("underscore_name", "warning", words, spec.name, variable, name)


def name_findings(path: Path, dataset: str) -> list[Finding]:
    """What is odd about a file's name: another than its dataset's, in capitals, or one that a file beside has too."""
    found: list[Finding] = []
    stem = path.name.split(".")[0]
    if stem.upper() != dataset.upper():
        words = f"the dataset is named {dataset}, and the file {path.name}"
        found.append(Finding("name_differs", "error", words, dataset, value=path.name))
    if path.name != path.name.lower():
        words = f"the file's name is in capitals: agencies take {path.name.lower()}"
        found.append(Finding("upper_case_file", "warning", words, dataset, value=path.name))
    twins = _twins(path)
    if len(twins) > 1:
        words = "these names differ in case only: on other systems they are one file"
        found.append(Finding("case_twins", "error", words, dataset, value=", ".join(twins)))
    return found


def _twins(path: Path) -> list[str]:
    """All names of the folder that equal this one but for case; InputError where the system takes them for one."""
    with readable(path):
        same = sorted(one.name for one in path.parent.iterdir() if one.name.lower() == path.name.lower())
    if len(same) > 1 and case_blind(path.parent, same):
        problem = f"this system takes {' and '.join(same)} for one file"
        raise InputError(path.name, problem, "give each a name of its own, on a system that tells them apart")
    return same


def case_blind(folder: Path, names: list[str]) -> bool:
    """True if the system finds a file by a name that differs in case from all that are listed."""
    others = (names[0].swapcase(), names[0].upper(), names[0].lower(), names[0].title())
    return any((folder / other).exists() for other in others if other not in names)


@dataclass(frozen=True)
class _Link:
    """Records that are pointed to: of a domain, by a variable (none: by subject), and who points to them."""

    domain: str
    variable: str
    source: Stream


# (subject, value) -> the first record that points there.
_Wanted = dict[tuple[str, str], int]


def check_links(streams: Mapping[str, Stream], lenient: bool = False) -> list[Finding]:
    """InputError if a dataset whose end is unproven lacks records that SUPP-- or RELREC point to; lenient: findings.

    The streams have been read to their ends, so that their findings are complete.
    """
    unproven = [stream for stream in streams.values() if any(one.check == UNPROVEN for one in stream.findings)]
    targets: dict[str, list[Stream]] = {}
    for stream in streams.values():
        if unproven and not _pointing(stream):
            targets.setdefault(_domain(stream), []).append(stream)
    domains = {domain for domain, members in targets.items() if any(member in unproven for member in members)}
    forgiven: list[Finding] = []
    for link, wanted in _links((one for one in streams.values() if _pointing(one)), domains):
        members = targets[link.domain]
        absent = _absent(members, link.variable, wanted)
        if absent:
            cut = next(member for member in members if member in unproven)
            forgiven.append(_told(link, cut, absent, lenient))
    return forgiven


def _pointing(stream: Stream) -> bool:
    names = {variable.name for variable in stream.spec.variables}
    return names.issuperset(_POINTS)


def _domain(stream: Stream) -> str:
    """The domain the records say, for a part of a split dataset is named otherwise; else the dataset's name."""
    if stream.spec.variable("DOMAIN") is not None:
        for chunk in stream.chunks():
            said = chunk["DOMAIN"].dropna()
            if len(said):
                return str(said.iloc[0])
    return stream.spec.name


def _links(streams: Iterable[Stream], domains: set[str]) -> Iterator[tuple[_Link, _Wanted]]:
    """What each dataset points to in these domains."""
    for stream in streams if domains else ():
        found: dict[tuple[str, str], _Wanted] = {}
        for domain, subject, variable, value, record in _pointers(stream, domains):
            if subject or value:
                found.setdefault((domain, variable), {}).setdefault((subject, value), record)
        for (domain, variable), wanted in found.items():
            yield _Link(domain, variable, stream), wanted


def _pointers(stream: Stream, domains: set[str]) -> Iterator[tuple[str, str, str, str, int]]:
    """The records that point into these domains, and their numbers."""
    count = 0
    for chunk in stream.chunks():
        kept = chunk["RDOMAIN"].isin(sorted(domains)).to_numpy()
        numbers = (kept.nonzero()[0] + count + 1).tolist()
        yield from zip(*(_words(chunk[name])[kept] for name in _POINTS), numbers, strict=True)
        count += len(chunk)


def _words(column: Series) -> Series:
    return column.astype("object").where(column.notna(), "").astype(str).reset_index(drop=True)


def _absent(members: list[Stream], variable: str, wanted: _Wanted) -> _Wanted:
    """What no record of the datasets has; nothing, if one of them lacks the variable that is pointed by."""
    needed = {"USUBJID", variable} - {""}
    if any(not needed.issubset(one.name for one in member.spec.variables) for member in members):
        return {}
    number = variable != "" and any(one.type == "Num" for member in members if (one := member.spec.variable(variable)))
    absent = {(subject, _number(value) if number else value): record for (subject, value), record in wanted.items()}
    for member in members:
        for chunk in member.chunks():
            for key in _keys(chunk, variable):
                absent.pop(key, None)
    return absent


def _keys(chunk: DataFrame, variable: str) -> Iterator[tuple[str, str]]:
    subjects = _words(chunk["USUBJID"])
    if not variable:
        return zip(subjects, [""] * len(subjects), strict=True)
    column = chunk[variable]
    if pd.api.types.is_numeric_dtype(column.dtype):
        return zip(subjects, (_number(value) for value in column.tolist()), strict=True)
    return zip(subjects, _words(column), strict=True)


def _number(value: object) -> str:
    """One text for one number: `7`, ` 7.0` and 7.0 are the same record."""
    try:
        return f"{float(str(value)):.15g}"
    except ValueError:
        return str(value).strip()


def _told(link: _Link, cut: Stream, absent: _Wanted, lenient: bool) -> Finding:
    (subject, value), record = next(iter(absent.items()))
    name, source = (one.file.name if one.file is not None else one.spec.name for one in (cut, link.source))
    where = f"{link.variable} {value} of subject {subject}" if link.variable else f"subject {subject}"
    more = f" (and {len(absent) - 1} more)" if len(absent) > 1 else ""
    problem = f"{source}, record {record}, points to {where}, which is not in it{more}; nothing proves that it is whole"
    if not lenient:
        raise InputError(name, problem, "it is cut, or of another delivery: write or send both again")
    words = f"forgiven: {problem}"
    return Finding("cut_record", "error", words, cut.spec.name, link.variable, value, len(absent))
