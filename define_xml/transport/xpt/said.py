"""What a spec says, as a transport file can say it: names, labels, lengths and formats, and who made the file, when."""

from __future__ import annotations

import re
from collections.abc import Sequence

from define_xml.transport.stream import Stream, Writing
from define_xml.transport.xpt.card import escaped
from define_xml.transport.xpt.header import PIVOT, format_parts, stamp
from mappings.error import InputError
from mappings.finding import Finding
from mappings.sas_dates import calendar_kind
from mappings.spec import VariableSpec

_NAME = re.compile(r"[A-Z_][A-Z0-9_]{0,7}")
# TS-140; SAS itself writes this version, whatever its own.
_VERSION = "6.06"
# What the numbers of dates and times count, and a format that says so.
_COUNTED = {"date": "days since 1960-01-01", "datetime": "seconds since 1960-01-01", "time": "seconds of a day"}
_FORMS = {"date": "DATE9.", "datetime": "DATETIME20.", "time": "TIME8."}
# No time is known: the moment at which the clock of SAS begins.
_NEVER = "01JAN60:00:00:00"


def check_said(stream: Stream, variables: Sequence[VariableSpec], encoding: str, noted: list[Finding]) -> None:
    """InputError for what a transport file cannot say of its dataset; what is odd is noted."""
    spec = stream.spec
    _check_name(spec.name, spec.name)
    _check_ascii(spec.name, "type", spec.sas_type, 8)
    noted += _label_findings(spec.name, "", spec.label, encoding)
    if not spec.label:
        noted.append(Finding("no_label", "warning", "the dataset has no label", spec.name))
    if not 1 <= len(variables) <= 9999:
        raise InputError(spec.name, f"{len(variables)} variables", "a transport file holds 1 to 9999")
    seen: set[str] = set()
    for variable in variables:
        place = f"{spec.name}.{variable.name}"
        _check_name(place, variable.name)
        if variable.name in seen:
            raise InputError(place, "described twice", "leave one")
        seen.add(variable.name)
        noted += _label_findings(spec.name, variable.name, variable.label, encoding)
        _check_form(place, variable, stream.file is not None)
        noted += _date_findings(stream, variable)
        if "_" in variable.name:
            words = "a name with an underscore, which agencies advise against"
            noted.append(Finding("underscore_name", "warning", words, spec.name, variable.name, variable.name))


def _check_name(place: str, name: str) -> None:
    if not _NAME.fullmatch(name):
        problem = f"name {name}: {len(name)} characters" if len(name) > 8 else f"name {name!r}"
        raise InputError(place, problem, "a name is 1 to 8 capital letters, digits or _, no digit first")


def _label_findings(dataset: str, variable: str, label: str, encoding: str) -> list[Finding]:
    place = f"{dataset}.{variable}" if variable else dataset
    try:
        data = label.encode(encoding)
    except UnicodeEncodeError as error:
        problem = f"{label[error.start]!r} of the label does not fit {encoding}"
        raise InputError(place, problem, "say the label in plain letters") from None
    if len(data) > 40:
        problem = f"the label has {len(data)} bytes: {label}"
        raise InputError(place, problem, "a transport file holds 40: shorten the label")
    control = next((byte for byte in data if byte < 32 or byte == 127), None)
    if control is not None:
        raise InputError(place, f"byte {control:02X} in the label is a control character", "leave it out")
    if data.endswith(b" "):
        raise InputError(place, f"the label ends in a blank: {label!r}", "leave it out: the file cannot hold it")
    if data.isascii():
        return []
    words = f"the label has bytes that are no ASCII text, written as {encoding}"
    return [Finding("not_ascii", "error", words, dataset, variable, escaped(data))]


def _date_findings(stream: Stream, variable: VariableSpec) -> list[Finding]:
    """A warning where the numbers are dates, as the spec or the file they were read from says, and no format tells."""
    about = stream.file.about if stream.file is not None else {}
    kind = about.get(f"columns.{variable.name}.dataType", str(variable.data_type))
    if variable.type != "Num" or kind not in _COUNTED or calendar_kind(variable.format):
        return []
    words = f"its numbers are {_COUNTED[kind]}, and no format says so: say format {_FORMS[kind]}"
    return [Finding("date_without_format", "warning", words, stream.spec.name, variable.name)]


def _check_form(place: str, variable: VariableSpec, found: bool) -> None:
    """Length and formats; two bytes are what SAS on a mainframe writes, kept where a file had them."""
    for what, form in (("format", variable.format), ("informat", variable.informat)):
        format_parts(place, form)
        _check_ascii(place, what, form, 40)
    shortest = 2 if found else 3
    if variable.type == "Num" and variable.length and not shortest <= variable.length <= 8:
        raise InputError(place, f"a number of {variable.length} bytes", "say length 3 to 8; 8 keeps every number")


def _check_ascii(place: str, what: str, text: str, size: int) -> None:
    if not (text.isascii() and text.isprintable()) or len(text) > size or text.endswith(" "):
        raise InputError(place, f"the {what} {text!r} does not fit", f"it is up to {size} plain letters")


def header_about(stream: Stream, writing: Writing) -> dict[str, str]:
    """Version, system and times for the header: what is asked for, over what was read, over what all files say.

    Without any time the file bears the moment at which the clock of SAS begins, 1960-01-01: nobody asks the clock.
    """
    about = {"sas_version": _VERSION, "sas_os": "", "created": _NEVER}
    if stream.file is not None and stream.file.format.startswith("xpt"):
        about |= stream.file.about
    about |= writing.about
    if writing.created is not None:
        about["created"] = about["modified"] = _stamp(stream, writing, "created")
        about = {key: text for key, text in about.items() if key not in ("library.created", "library.modified")}
    if writing.modified is not None:
        about["modified"] = _stamp(stream, writing, "modified")
        about.pop("library.modified", None)
    about.setdefault("modified", about["created"])
    return about


def _stamp(stream: Stream, writing: Writing, which: str) -> str:
    when = writing.created if which == "created" else writing.modified
    assert when is not None
    if not 1900 + PIVOT <= when.year < 2000 + PIVOT:
        problem = f"{which} in {when.year}; a transport file tells two digits of the year"
        raise InputError(stream.spec.name, problem, f"say a time from {1900 + PIVOT} to {1999 + PIVOT}")
    return stamp(when)
