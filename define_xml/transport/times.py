"""The time a file bears: what is said for a run, or what the file that was read says; never the clock's."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import UTC, datetime

from define_xml.transport.xpt.header import moment
from mappings.dataset import FileFacts
from mappings.error import InputError, MappingError

# The header fields that tell when a file was made, and when it was changed, in the formats that tell it.
_CREATED = ("created", "library.created", "datasetJSONCreationDateTime")
_MODIFIED = ("modified", "library.modified")


def source_date() -> datetime | None:
    """The time of SOURCE_DATE_EPOCH, in UTC; None if it is not set."""
    said = os.environ.get("SOURCE_DATE_EPOCH", "")
    if not said:
        return None
    try:
        return datetime.fromtimestamp(int(said), tz=UTC).replace(tzinfo=None)
    except (ValueError, OverflowError, OSError):
        problem = f"{said!r} is no number of seconds since 1970"
        raise InputError("SOURCE_DATE_EPOCH", problem, "unset it, or give one") from None


def said_time(text: str) -> datetime | None:
    """The time in ISO 8601, without its zone if it has one; None for an empty text, MappingError for any other."""
    if not text:
        return None
    found = iso_time(text)
    if found is None:
        raise MappingError("--created", f"{text!r} is no time", "say for example 2024-05-31T12:00:00")
    return found


def iso_time(text: str) -> datetime | None:
    """The time in ISO 8601, to the second, in UTC if it names a zone; None for what is none."""
    try:
        found = datetime.fromisoformat(text)
        found = found.astimezone(UTC) if found.tzinfo else found
    except (ValueError, OverflowError):
        return None
    return found.replace(tzinfo=None, microsecond=0)


def times_of(file: FileFacts | None) -> tuple[datetime | None, datetime | None]:
    """When the file that was read was made, and when it was changed, as far as its header says."""
    about: Mapping[str, str] = file.about if file is not None else {}
    return _first(about, _CREATED), _first(about, _MODIFIED)


def _first(about: Mapping[str, str], names: tuple[str, ...]) -> datetime | None:
    texts = [about[name] for name in names if about.get(name)]
    return next((found for text in texts if (found := moment(text) or iso_time(text)) is not None), None)
