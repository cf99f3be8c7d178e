"""Words for arithmetic along a record beyond sums: products, exact on the decimal digits."""

from __future__ import annotations

from functools import reduce
from operator import mul
from typing import Any

from pandas import Series

from adam.exact import exactly
from mappings.error import MappingError


def product_of(*factors: Any, index: Any) -> Series:
    """The product of several variables of the record, or of variables and numbers.

    Missing if one is missing. Decimal arithmetic on the digits shown, rounded once: 3 times 1.1 is 3.3.

    Example:
        CUMDOSE = 'product_of(54, TRTDURD)'
    """
    columns = [factor for factor in factors if isinstance(factor, Series)]
    plain = [factor for factor in factors if not isinstance(factor, Series)]
    if not columns or not all(isinstance(one, int | float) and not isinstance(one, bool) for one in plain):
        raise MappingError("", "product_of wants variables and numbers", "for example  product_of(54, TRTDURD)")
    answer = exactly(lambda *parts: reduce(mul, [*parts, *plain]), *columns)
    return Series(answer.to_numpy(), index=index)
