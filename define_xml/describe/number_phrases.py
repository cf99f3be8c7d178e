"""What the algorithms of numbers do, as sentences: sums, ratios, changes, criteria, classes."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from define_xml.describe.plain_words import argument_words, value_words

Said = Mapping[str, Any]
Phrase = Callable[[Said], str]


def _several(what: str) -> Phrase:
    def phrase(said: Said) -> str:
        least, names = said.get("at_least"), argument_words(said["values"])
        missing = f", of those that are known, at least {least} of them" if least else "; missing if one of them is"
        return f"The {what} of {names}{missing}."

    return phrase


def _of_those_known(what: str) -> Phrase:
    def phrase(said: Said) -> str:
        least = f", at least {said['at_least']} of them" if said.get("at_least") else ""
        return f"The {what} of {argument_words(said['values'])}, of those that are known{least}."

    return phrase


def _ratio(said: Said) -> str:
    times = f" x {value_words(said['times'])}" if said.get("times") else ""
    return f"{value_words(said['value'])} / {value_words(said['base'])}{times}. Missing where the divisor is 0."


def _percent_change(said: Said) -> str:
    value, base = value_words(said["value"]), value_words(said["base"])
    size = f"the size of {base}" if said.get("by_size") else base
    return f"100 x ({value} - {base}) / {size}. Missing where {base} is 0."


def _criterion(said: Said) -> str:
    met = f"{value_words(said['value'])} {said['comparison']!s} {value_words(said['limit'])}"
    other = said.get("otherwise", "N")
    return f"Y where {met}, else {other or 'missing'}; missing where one side is missing."


def _category(said: Said) -> str:
    pairs = [f"{value_words(new)} where it is {old}" for old, new in said["categories"].items()]
    return f"By {value_words(said['value'])}: {', '.join(pairs)}."


def _improved(said: Said) -> str:
    limits = [f"{value_words(said[name])} {name}" for name in ("percent", "points") if said.get(name) is not None]
    better = "higher" if said.get("better") == "higher" else "lower"
    than = f"{value_words(said['value'])} is {better} than {value_words(said['base'])}"
    missed = "N where it is not; missing where one of them is missing"
    return f"Y where {than} by at least {' and '.join(limits)}, {missed}."


def _shift(said: Said) -> str:
    words = f"{value_words(said['first'])} and {value_words(said['second'])} in one text, with"
    unknown = said.get("missing", "NULL")
    told = f"a missing one is {value_words(unknown)}" if unknown else "missing where one of them is"
    return f'{words} "{said.get("separator", " to ")}" between them; {told}.'


def _rounded(said: Said) -> str:
    return f"{value_words(said['number'])} rounded to {value_words(said['digits'])} decimals, half away from zero."


NUMBERS: Mapping[str, Phrase] = {
    "category": _category, "criterion": _criterion, "improved": _improved, "percent_change": _percent_change,
    "change": lambda said: f"{value_words(said['value'])} - {value_words(said['base'])}.",
    "largest_of": _of_those_known("largest (latest)"), "mean_of": _several("mean"),
    "product_of": lambda said: f"{argument_words(said['factors'], 'x')}; missing if one of them is.",
    "ratio": _ratio, "rounded": _rounded, "shift": _shift,
    "smallest_of": _of_those_known("smallest (earliest)"), "sum_of": _several("sum"),
}  # fmt: skip
