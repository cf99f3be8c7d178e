"""A dataset in parts, by size or by a variable: parts that keep subjects, variables and lengths, and miss no record."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

import numpy as np
from pandas import DataFrame, Series

from define_xml.transport.proof import Kept, stripped, texts
from define_xml.transport.rename import named
from define_xml.transport.stream import Stream
from mappings.distinct import factors
from mappings.error import InputError, MappingError, nearest
from mappings.spec import DatasetSpec, VariableSpec

# FDA Study Data Technical Conformance Guide, 3.3.2: parts lie beside the whole in this folder.
FOLDER = "split"
_SIZE = re.compile(r"(\d+(?:\.\d+)?)\s*([KMGT]?I?B?)", re.IGNORECASE)
_UNITS = {"": 1, "K": 10**3, "M": 10**6, "G": 10**9, "T": 10**12, "KI": 2**10, "MI": 2**20, "GI": 2**30, "TI": 2**40}
_CARD, _DESCRIPTION, _LONGEST_NAME = 80, 140, 8
Codes = np.ndarray[Any, np.dtype[np.int64]]
Chosen = np.ndarray[Any, np.dtype[np.bool_]]
# Begins a pass: which records of each chunk are kept.
Begin = Callable[[], Callable[[DataFrame], Chosen]]


def bytes_in(text: str) -> int:
    """The number of bytes that `5GB`, `500 MB` or `4.7GiB` says; MappingError for what says none."""
    found = _SIZE.fullmatch(text.strip())
    unit = found[2].upper().removesuffix("B") if found else ""
    if found is None or unit not in _UNITS or float(found[1]) <= 0:
        raise MappingError("--split-size", f"{text!r} is no size", "say for example 5GB")
    return int(float(found[1]) * _UNITS[unit])


def named_parts(said: Sequence[str]) -> dict[str, str]:
    """Value -> name of its part, from `CHEMISTRY=LBCH,HEMATOLOGY=LBHE`; no value before the = is a missing one."""
    parts: dict[str, str] = {}
    for text in said:
        value = ""
        for piece in text.split(","):
            # A value may have commas in it: what has no = belongs to what follows.
            front, equals, name = piece.rpartition("=")
            value += front if equals else f"{piece},"
            if equals:
                _add(parts, value.strip(), name.strip().upper())
                value = ""
        if value:
            raise MappingError("--parts", f"no part is named for {value.rstrip(',')!r}", "say VALUE=NAME,VALUE=NAME")
    return parts


def _add(parts: dict[str, str], value: str, name: str) -> None:
    if re.fullmatch(r"[A-Z][A-Z0-9]{0,7}", name) is None:
        raise MappingError("--parts", f"{name!r} names no dataset", "say 1 to 8 letters or digits, a letter first")
    if value in parts:
        raise MappingError("--parts", f"{value!r} is said twice", "leave one")
    parts[value] = name


def by_value(stream: Stream, variable: str, parts: Mapping[str, str]) -> list[Stream]:
    """The parts of a dataset by the values of a text variable; InputError for values that have no part."""
    place = f"{stream.spec.name}.{variable}"
    said = stream.spec.variable(variable)
    if said is None or said.type != "Char":
        names = [one.name for one in stream.spec.variables if one.type == "Char"]
        problem = "no such variable" if said is None else "a number; datasets are split by text"
        raise MappingError(place, problem, nearest(variable, names))
    counts = _counts(stream, variable)
    lost = [value for value in counts if value not in parts]
    if lost:
        shown = ", ".join(f"{value or '(missing)'} ({counts[value]} records)" for value in lost)
        raise InputError(place, f"no part for {shown}", "name one for each value: --parts VALUE=NAME,...")
    names = [name for name in dict.fromkeys(parts.values()) if any(parts[value] == name for value in counts)]
    numbers = {value: names.index(parts[value]) for value in counts}
    sizes = [sum(size for value, size in counts.items() if parts[value] == name) for name in names]
    return [
        _part(stream, name, size, _chosen(variable, numbers, number))
        for number, (name, size) in enumerate(zip(names, sizes, strict=True))
    ]


def by_size(stream: Stream, limit: int, encoding: str = "ascii") -> list[Stream]:
    """The parts of a dataset, each a transport file within the limit; none cuts a subject. One part: nothing to split.

    InputError if a single subject's records are more than the limit.
    """
    stream = measured(stream, encoding)
    most = records_within(stream.spec, limit)
    place = stream.spec.name
    if most < 1:
        raise InputError(place, f"not one record fits in {limit:,} bytes", "say a larger --split-size")
    subjects = stream.spec.variable("USUBJID") is not None
    counts = _counts(stream, "USUBJID") if subjects else {"": sum(len(chunk) for chunk in stream.chunks())}
    if sum(counts.values()) <= most:
        return [stream]
    if not subjects:
        starts = range(0, counts[""], most)
        sizes = [min(most, counts[""] - start) for start in starts]
        return [_part(stream, name, size, _between(start, start + size))
                for name, start, size in zip(_names(place, len(sizes)), starts, sizes, strict=True)]  # fmt: skip
    numbers, sizes = _filled(counts, most, place)
    return [
        _part(stream, name, size, _chosen("USUBJID", numbers, number))
        for number, (name, size) in enumerate(zip(_names(place, len(sizes)), sizes, strict=True))
    ]


def _filled(counts: Mapping[str, int], most: int, place: str) -> tuple[dict[str, int], list[int]]:
    """The part of each subject, in their order, and the records of each part."""
    numbers: dict[str, int] = {}
    sizes = [0]
    for subject, size in counts.items():
        if size > most:
            problem = f"subject {subject or '(missing)'} has {size:,} records; {most:,} fit in a part"
            raise InputError(f"{place}.USUBJID", problem, "say a larger --split-size, or split by a variable")
        if sizes[-1] + size > most:
            sizes.append(0)
        sizes[-1] += size
        numbers[subject] = len(sizes) - 1
    return numbers, sizes


def _names(dataset: str, parts: int) -> list[str]:
    names = [f"{dataset}{number}" for number in range(1, parts + 1)]
    if len(names[-1]) > _LONGEST_NAME:
        problem = f"the last of {parts} parts would be named {names[-1]}: a name has {_LONGEST_NAME} characters"
        raise InputError(dataset, problem, "say a larger --split-size, or split by a variable: --split-by, --parts")
    return names


def records_within(spec: DatasetSpec, limit: int) -> int:
    """How many records a transport file of that many bytes holds; the lengths of all variables are said."""
    width = sum(variable.length or 0 for variable in spec.variables)
    # TS-140: nine cards and the descriptions come first, and all is padded to whole cards.
    header = 9 * _CARD + -(-_DESCRIPTION * len(spec.variables) // _CARD) * _CARD
    return max((limit - header) // _CARD, 0) * _CARD // max(width, 1)


def measured(stream: Stream, encoding: str = "ascii") -> Stream:
    """The stream with the length of every variable said; those that were not are read off the values."""
    unsaid = [one.name for one in stream.spec.variables if one.type == "Char" and one.length is None]
    longest = dict.fromkeys(unsaid, 1)
    for chunk in stream.chunks() if unsaid else ():
        for name in unsaid:
            longest[name] = max(longest[name], longest_text(chunk[name], encoding))

    def said(one: VariableSpec) -> VariableSpec:
        return one if one.length is not None else one.model_copy(update={"length": longest.get(one.name, 8)})

    variables = tuple(said(one) for one in stream.spec.variables)
    return replace(stream, spec=stream.spec.model_copy(update={"variables": variables}))


def longest_text(column: Series, encoding: str) -> int:
    """The bytes of the longest text of a column, without blanks at its end."""
    import pyarrow.compute

    compute: Any = pyarrow.compute
    try:
        cells = stripped(texts(column), Kept(blanks=False))
    except UnicodeEncodeError:
        cells = None
    if cells is not None and (encoding == "utf-8" or compute.all(compute.string_is_ascii(cells)).as_py() is not False):
        return int(compute.max(compute.binary_length(cells)).as_py() or 0)
    words = {str(word).rstrip(" ") for word in column.dropna().unique()}
    return max((_size(word, encoding) for word in words), default=0)


def _size(word: str, encoding: str) -> int:
    try:
        return len(word.encode(encoding, "surrogateescape"))
    except UnicodeEncodeError:
        # It cannot be written so, which the writer tells; by then no file has its name.
        return len(word.encode("utf-8", "surrogatepass"))


def _part(stream: Stream, name: str, size: int, kept: Begin) -> Stream:
    """The records for which `kept` is true; `kept` begins anew with each pass."""

    def chunks() -> Iterator[DataFrame]:
        choose = kept()
        for chunk in stream.chunks():
            mask = choose(chunk)
            if mask.any():
                yield chunk[mask]

    # The domain stays: parts of LB are named otherwise, and are records of LB.
    spec = named(stream.spec, name, {}).model_copy(update={"domain": stream.spec.domain})
    return replace(stream, spec=spec, chunks=chunks, count=size)


def _counts(stream: Stream, variable: str) -> dict[str, int]:
    """How many records each value has, in the order of their first appearance; a missing one is an empty text."""
    counts: dict[str, int] = {}
    for chunk in stream.chunks():
        codes, words = _coded(chunk[variable])
        sizes = np.bincount(codes, minlength=len(words))
        firsts = np.full(len(words), len(codes))
        np.minimum.at(firsts, codes, np.arange(len(codes)))
        for code in np.argsort(firsts, kind="stable")[: int((sizes > 0).sum())].tolist():
            counts[words[code]] = counts.get(words[code], 0) + int(sizes[code])
    return counts


def _coded(column: Series) -> tuple[Codes, list[str]]:
    codes, words = factors(column)
    return np.where(codes < 0, len(words), codes), [*(str(word).rstrip(" ") for word in words), ""]


def _chosen(variable: str, numbers: Mapping[str, int], number: int) -> Begin:
    def choose(chunk: DataFrame) -> Chosen:
        codes, words = _coded(chunk[variable])
        return np.array([numbers.get(word) == number for word in words], dtype=bool)[codes]

    return lambda: choose


def _between(start: int, stop: int) -> Begin:
    def begin() -> Callable[[DataFrame], Chosen]:
        seen = 0

        def choose(chunk: DataFrame) -> Chosen:
            nonlocal seen
            places = np.arange(seen, seen + len(chunk))
            seen += len(chunk)
            return (places >= start) & (places < stop)

        return choose

    return begin
