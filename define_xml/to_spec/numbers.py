"""Numbers that a define.xml writes as texts."""

from __future__ import annotations

import re

_WHOLE = re.compile(r"\s*[-+]?[0-9]{1,9}\s*", re.ASCII)
_DECIMAL = re.compile(r"\s*[-+]?([0-9]{1,15}(\.[0-9]{0,15})?|\.[0-9]{1,15})\s*", re.ASCII)


def whole(text: str | None) -> int | None:
    """The whole number, or None where there is none."""
    return int(text) if text is not None and _WHOLE.fullmatch(text) else None


def decimal(text: str | None) -> float | None:
    """The number, or None where there is none."""
    return float(text) if text is not None and _DECIMAL.fullmatch(text) else None
