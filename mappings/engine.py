"""A rule said: names become columns, the word is called, the answer is checked for shape."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Series

from mappings.distinct import text
from mappings.error import MappingError
from mappings.records import ROW, TABLE, Records
from mappings.rule import Argument, Name, Rule, pointed
from mappings.vocabulary import Word

Meaning = Callable[[Name], Any]


def call(word: Word, rule: Rule, meaning: Meaning, given: Mapping[str, Any], place: str) -> Any:
    """The word's answer to the rule, each name replaced by what it means here."""
    arguments = [value_of(argument, meaning) for argument in rule.arguments]
    options = {name: value_of(argument, meaning) for name, argument in rule.options}
    _check_kinds(word, rule, arguments, options, place)
    try:
        asked = {name: _asked(word, name, given[name]) for name in sorted(word.asks)}
        return word.function(*arguments, **options, **asked)
    except MappingError as error:
        problem = " ".join(part for part in (error.place, error.problem) if part)
        raise pointed(place, rule.text, _whole(rule), problem, error.remedy) from None


def value_of(argument: Argument, meaning: Meaning) -> Any:
    """An argument with its names replaced."""
    if isinstance(argument, Name):
        return meaning(argument)
    if isinstance(argument, tuple):
        return tuple(value_of(part, meaning) for part in argument)
    if isinstance(argument, dict):
        return {key: value_of(part, meaning) for key, part in argument.items()}
    return argument


def column(answer: Any, index: pd.Index, rule: Rule, place: str) -> Series:
    """The answer as a column of the records; anything else is an error of the word."""
    if not isinstance(answer, Series) or len(answer) != len(index):
        found = f"a column of {len(answer)}" if isinstance(answer, Series) else type(answer).__name__
        problem = f"{rule.word.text} gave {found}, not one value for each of {len(index)} records"
        raise MappingError(place, problem, "a word returns one column")
    if isinstance(answer.dtype, pd.CategoricalDtype):
        return Series(answer.array, index=index)
    if pd.api.types.is_numeric_dtype(answer.dtype) and not pd.api.types.is_bool_dtype(answer.dtype):
        return Series(answer.to_numpy(dtype=np.float64, na_value=np.nan), index=index)
    return text(Series(answer.to_numpy(dtype=object), index=index))


def blank(kind: str, index: pd.Index) -> Series:
    """A column in which every value is missing."""
    if kind == "Num":
        return Series(np.full(len(index), np.nan), index=index)
    return Series(
        pd.Categorical.from_codes(np.full(len(index), -1), categories=pd.Index([], dtype="object")), index=index
    )


def hidden(values: Series, keep: np.ndarray) -> Series:
    """The column with missing values where the mask is False."""
    return values.where(pd.Series(keep, index=values.index))


def empty_records(columns: tuple[str, ...], name: str) -> Records:
    """A table without rows, to learn which columns a word gives."""
    nothing = pd.Categorical.from_codes([], categories=pd.Index([], dtype="object"))
    titled = pd.Categorical.from_codes([], categories=pd.Index([name], dtype="object"))
    frame = DataFrame({**dict.fromkeys(columns, nothing), TABLE: titled, ROW: np.empty(0, dtype=np.int64)})
    return Records(frame, name=name)


def _check_kinds(word: Word, rule: Rule, arguments: list[Any], options: dict[str, Any], place: str) -> None:
    """A column where a column is wanted, a plain value where a plain value is wanted."""
    bound = word.signature.bind(*arguments, **options)
    for name, given in bound.arguments.items():
        parameter = word.signature.parameters[name]
        values = given if parameter.kind is parameter.VAR_POSITIONAL else (given,)
        if parameter.kind is parameter.VAR_KEYWORD:
            values = tuple(given.values())
        for value in values:
            wanted = _wanted(str(parameter.annotation), value)
            if wanted:
                raise pointed(place, rule.text, _whole(rule), f"{name} wants {wanted}", f"it is called  {word.usage}")


def _asked(word: Word, name: str, value: Any) -> Any:
    """What the word asks for; a word that cannot do without it says so in its parameter's type."""
    if value is None and "None" not in str(word.function.__annotations__.get(name, "None")):
        remedy = "the dataset needs USUBJID" if name == "subject" else ""
        raise MappingError("", f"{word.name} needs the {name}, and there is none here", remedy)
    return value


def _wanted(annotation: str, value: Any) -> str:
    kinds = {part.strip() for part in annotation.split("|")}
    if kinds <= {"Series", "None"} and not (isinstance(value, Series) or (value is None and "None" in kinds)):
        return f"a column, not {value!r}"
    if kinds == {"Records"} and not isinstance(value, Records):
        return f"a table or dataset, not {value!r}"
    if kinds <= {"str", "int", "float", "bool", "None"} and isinstance(value, Series | Records):
        return "a plain value, not a column or table"
    return ""


def _whole(rule: Rule) -> Name:
    return Name(rule.text, 0, len(rule.text))
