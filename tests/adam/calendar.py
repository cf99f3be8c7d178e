"""Days and seconds since 1960 in tests, by Python's own calendar."""

from __future__ import annotations

import datetime as clock

import numpy as np
from pandas import Series

EPOCH = clock.datetime(1960, 1, 1)


def shown(column: Series) -> list[str | float | None]:
    """The values as they are, missing as None."""
    return column.astype("object").where(column.notna(), None).tolist()


def days(*texts: str | None) -> Series:
    """Days since 1960 of ISO dates, by Python's own calendar."""
    return Series(
        [(clock.date.fromisoformat(one) - EPOCH.date()).days if one else np.nan for one in texts], dtype=float
    )


def seconds(*texts: str | None) -> Series:
    """Seconds since 1960 of ISO moments, by Python's own calendar."""
    found = [(clock.datetime.fromisoformat(one) - EPOCH).total_seconds() if one else np.nan for one in texts]
    return Series(found, dtype=float)


def moments(column: Series) -> list[str | None]:
    """Seconds since 1960 as ISO moments."""
    return [None if np.isnan(one) else (EPOCH + clock.timedelta(seconds=one)).isoformat() for one in column]
