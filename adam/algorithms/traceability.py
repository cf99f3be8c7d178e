"""Words that tell where an analysis record comes from."""

from __future__ import annotations

from pandas import Series


def source_dataset(*, source: Series) -> Series:
    """The name of the SDTM dataset the record was made of (SRCDOM), through helpers and stacks.

    ADaMIG 1.3, 3.3.9.

    Example:
        SRCDOM = 'source_dataset()'
    """
    return source
