"""What our checks are, where they find something and where they do not: of data, of a define.xml, of files."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, cast

from mappings.docstring import first_line
from mappings.finding import Finding, Severity
from validation import checks
from validation.checks import ANALYSIS_CHECKS, CHECKS, SOURCE_CHECKS
from validation.result import CheckInfo, Cited, Kind
from validation.results.triage import triage_of_name

# What readers of files tell: how grave it is, and what holds where they tell nothing.
FILES: dict[str, tuple[Severity, str]] = {
    "blank_number": ("error", "A number that is missing is written as the format has it, not as blanks."),
    "case_twins": ("error", "No two files of a folder have names that differ by capitals alone."),
    "changed_file": ("warning", "A file is as it was when its counts and hashes were written down."),
    "completeness_unproven": ("warning", "Something tells that a file is whole: a count of records, a line, a link."),
    "cut_record": ("error", "The last record of a file is whole."),
    "damaged_text": ("error", "Text in a Dataset-JSON file is escaped as JSON has it."),
    "damaged_header": ("error", "The header of a file says what its format wants it to say."),
    "date_without_format": ("warning", "A number that is a date has a format that says so."),
    "incomplete_date": ("warning", "A value said to be a whole date or time is one."),
    "invalid_name": ("error", "Names of datasets and variables are those a transport file may hold."),
    "leading_blank": ("warning", "No value begins with a blank."),
    "name_differs": ("error", "A file bears the name of its dataset."),
    "no_label": ("warning", "A dataset has a label."),
    "no_metadata": ("warning", "A file says the labels, types and lengths of its variables."),
    "no_records": ("warning", "A dataset has records."),
    "not_ascii": ("error", "Text is printable ASCII."),
    "not_held": ("note", "A format has a place for all that is said of a dataset."),
    "old_name_in_values": ("warning", "No value names a dataset or variable by a name it no longer has."),
    "old_version": ("error", "A transport file is of version 5, which agencies want."),
    "rounded_number": ("note", "A number has no more digits than a double holds."),
    "special_missing_lost": ("warning", "A special missing value is kept as it is."),
    "too_large": ("error", "A file is not larger than agencies take."),
    "too_long": ("error", "No value is longer than its file says."),
    "trailing_blank": ("note", "No value ends with blanks."),
    "trailing_bytes": ("error", "Nothing follows the last record of a file."),
    "two_digit_year": ("note", "A year is written with four digits."),
    "underscore_name": ("warning", "Names are letters and digits alone."),
    "unknown_attribute": ("error", "A Dataset-JSON file has the attributes of its standard alone."),
    "upper_case_file": ("warning", "The name of a file is in small letters."),
    "wrong_encoding": ("error", "Text is in the encoding that its file is read in."),
}
_OF_DATA: tuple[Callable[..., Any], ...] = (*CHECKS, *ANALYSIS_CHECKS, *SOURCE_CHECKS)


def checks_known() -> tuple[CheckInfo, ...]:
    """Every check of datasets, of a define.xml alone and beside its data, and what readers of files tell."""
    of_data = [check_info(one) for one in _OF_DATA]
    files = [_info(name, "file", severity, said, "") for name, (severity, said) in FILES.items()]
    found = {(one.kind, one.id): one for one in reversed([*of_data, *_of_define().values(), *files])}
    return tuple(reversed(found.values()))


def check_info(check: Callable[..., Any]) -> CheckInfo:
    """What a check of data is, read off the function: its name, its severity, its docstring, what it cites."""
    marked = _marked(check)
    return _info(check.__name__, "check", _severity(marked), first_line(check), str(getattr(marked, "cites", "")))


def finding_info(one: Finding, kind: Kind) -> CheckInfo:
    """What the check of a compact finding is."""
    return _info(one.check, kind, one.severity, _described(one.check, kind), one.cites)


def _described(name: str, kind: Kind) -> str:
    if kind == "file":
        return FILES[name][1] if name in FILES else ""
    if kind == "check":
        return next((first_line(one) for one in _OF_DATA if one.__name__ == name), "")
    known = _of_define().get(name)
    return known.description if known else ""


@cache
def _of_define() -> dict[str, CheckInfo]:
    """The checks of a define.xml, alone and beside its data, by name."""
    # They bring all that reads a define.xml: a judgement without one does without them.
    from define_xml.checks import CHECKS as ALONE
    from define_xml.checks.beside.data import CHECKS as BESIDE

    alone = {one.name: _info(one.name, "define", one.severity, one.what, one.cites) for one in ALONE}
    beside = {one.__name__: _info(one.__name__, "define", _severity(one), first_line(one), "") for one in BESIDE}
    return {**beside, **alone}


def _info(name: str, kind: Kind, severity: Severity, description: str, cites: str) -> CheckInfo:
    document, _, section = cites.partition(", ")
    return CheckInfo(
        name, kind, severity, name.replace("_", " "), description, triage_of_name(name, severity),
        cited=(Cited(document, section),) if cites else (),
    )  # fmt: skip


def _marked(check: Callable[..., Any]) -> Callable[..., Any]:
    """The check with its mark, which one that is asked of each dataset keeps in its own file."""
    if hasattr(check, "severity"):
        return check
    files = (getattr(checks, name) for name in ("analysis", "identifiers", "parameters", "results", "timing", "values"))
    return next((getattr(one, check.__name__) for one in files if hasattr(one, check.__name__)), check)


def _severity(check: Callable[..., Any]) -> Severity:
    return cast("Severity", getattr(check, "severity", "error"))
