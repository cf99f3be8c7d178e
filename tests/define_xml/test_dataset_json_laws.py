"""Laws of Dataset-JSON over the whole value space: what was written is what is read, in each of its forms."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from define_xml.transport.dataset_json.document import json_blocks, open_json
from define_xml.transport.dataset_json.lines import dsjc_blocks, ndjson_blocks, open_dsjc, open_ndjson
from define_xml.transport.stream import Reading, Writing, streamed, whole
from mappings.dataset import Dataset
from mappings.error import InputError
from mappings.spec import DatasetSpec, VariableSpec

FORMS: Any = {
    "json": (json_blocks, open_json), "ndjson": (ndjson_blocks, open_ndjson), "dsjc": (dsjc_blocks, open_dsjc),
}  # fmt: skip
WRITING = Writing(created=datetime(2024, 2, 29))
SPEC = DatasetSpec(
    name="DM", label="Demographics", domain="DM",
    variables=(
        VariableSpec(name="T", label="Text", type="Char"),
        VariableSpec(name="F", label="Float", type="Num", data_type="float"),
        VariableSpec(name="I", label="Integer", type="Num", data_type="integer"),
    ),
)  # fmt: skip
TEXTS = some.one_of(
    some.none(), some.text(), some.sampled_from(['"', "\\", "],[", "null", "\u2028", "\0", "a,b", " ", "\x7f"])
)
FLOATS = some.one_of(some.none(), some.floats(allow_infinity=False, allow_nan=False), some.integers(-9, 9).map(float))
INTEGERS = some.one_of(some.none(), some.integers(-(2**53), 2**53))
laws = settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
Row = tuple[str | None, float | None, int | None]


def dataset(rows: list[Row]) -> Dataset:
    """The records in memory."""
    texts, floats, integers = zip(*rows, strict=True) if rows else ((), (), ())
    columns = {
        "T": pd.Series(texts, dtype="object"),
        "F": pd.Series([math.nan if one is None else one for one in floats], dtype="float64"),
        "I": pd.Series([math.nan if one is None else one for one in integers], dtype="float64"),
    }
    return Dataset(SPEC, pd.DataFrame(columns))


def same(found: pd.DataFrame, rows: list[Row]) -> Iterator[bool]:
    """Whether each value is what was written: doubles by their bits, empty text as missing."""
    for (text, number, integer), read in zip(rows, found.itertuples(index=False, name=None), strict=True):
        yield read[0] == text if text else isinstance(read[0], float)
        for wanted, one in ((number, read[1]), (integer, read[2])):
            yield math.isnan(one) if wanted is None else np.float64(wanted).tobytes() == np.float64(one).tobytes()


@pytest.mark.parametrize("form", FORMS)
@laws
@given(rows=some.lists(some.tuples(TEXTS, FLOATS, INTEGERS), max_size=12), chunk=some.integers(1, 12))
def test_there_and_back(form: str, rows: list[Row], chunk: int, tmp_path: Path) -> None:
    blocks, opens = FORMS[form]
    path = tmp_path / f"dm.{form}"
    path.write_bytes(b"".join(blocks(streamed(dataset(rows), chunk), WRITING, [])))
    found = whole(opens(path, Reading(chunk=chunk)))
    assert found.spec.name == "DM"
    assert all(same(found.records, rows))
    again = b"".join(blocks(opens(path, Reading(chunk=13 - chunk)), Writing(), []))
    assert again == path.read_bytes()


@laws
@given(rows=some.lists(some.tuples(TEXTS, FLOATS, INTEGERS), max_size=8))
def test_the_standard_library_reads_the_same(rows: list[Row]) -> None:
    raw = b"".join(json_blocks(streamed(dataset(rows)), WRITING, []))
    read = json.loads(raw)["rows"]
    assert len(read) == len(rows)
    for (text, number, integer), (one, two, three) in zip(rows, read, strict=True):
        assert one == (text or "")
        assert (two is None) if number is None else (math.copysign(1, two), two) == (math.copysign(1, number), number)
        assert three == integer
        assert three is None or isinstance(three, int)


@laws
@given(rows=some.lists(some.tuples(TEXTS, FLOATS, INTEGERS), max_size=8), data=some.data())
def test_however_the_document_is_laid_out(rows: list[Row], data: some.DataObject, tmp_path: Path) -> None:
    told = json.loads(b"".join(json_blocks(streamed(dataset(rows)), WRITING, [])))
    names = data.draw(some.permutations(list(told)))
    indent = data.draw(some.sampled_from([None, 0, 2]))
    path = tmp_path / "dm.json"
    shown = json.dumps({name: told[name] for name in names}, indent=indent, ensure_ascii=data.draw(some.booleans()))
    path.write_text(shown, encoding="utf-8", newline="")
    assert all(same(whole(open_json(path, Reading(chunk=3))).records, rows))


@laws
@given(rows=some.lists(some.tuples(TEXTS, FLOATS, INTEGERS), min_size=1, max_size=6), data=some.data())
def test_damage_is_refused_or_changes_nothing_unseen(rows: list[Row], data: some.DataObject, tmp_path: Path) -> None:
    """A byte changed in the rows: refused, or exactly what the standard library understands of it."""
    form = data.draw(some.sampled_from(["json", "ndjson"]))
    blocks, opens = FORMS[form]
    raw = bytearray(b"".join(blocks(streamed(dataset(rows)), WRITING, [])))
    start = raw.index(b'"rows":[') + 8 if form == "json" else raw.index(b"\n") + 1
    place = data.draw(some.integers(start, len(raw) - 1))
    raw[place] = data.draw(some.one_of(some.sampled_from(b'[]{},"\\ \n\t0129.-+eEnulltrue'), some.integers(0, 255)))
    path = tmp_path / f"dm.{form}"
    path.write_bytes(raw)
    try:
        found = whole(opens(path)).records
    except InputError:
        return
    text = raw.decode("utf-8")
    documents = [text] if form == "json" else text.removesuffix("\n").split("\n")[1:]
    read = [json.loads(one, parse_int=lambda digits: -0.0 if digits == "-0" else int(digits)) for one in documents]
    read = read[0]["rows"] if form == "json" else read
    assert all(same(found, [tuple(row) for row in read]))


@laws
@given(some.text(some.characters(categories=["Cs"]), min_size=1, max_size=3))
def test_half_of_a_pair_is_refused(text: str) -> None:
    what = streamed(dataset([("a", None, None), (text, None, None)]))
    with pytest.raises(InputError, match=r"T  record 2\n    .* is no Unicode text"):
        list(json_blocks(what, WRITING, []))


@laws
@given(some.integers(min_value=2**53 + 1), some.sampled_from([1, -1]))
def test_integers_beyond_doubles_are_refused(value: int, sign: int) -> None:
    frame = pd.DataFrame({"T": [None], "F": [1.0], "I": pd.Series([sign * value], dtype="object")})
    with pytest.raises(InputError, match=r"I  record 1\n    .* is beyond 2\*\*53"):
        list(json_blocks(streamed(Dataset(SPEC, frame)), WRITING, []))


@pytest.mark.parametrize("value", [math.inf, -math.inf])
@pytest.mark.parametrize("name", ["F", "I"])
def test_infinity_is_refused(value: float, name: str) -> None:
    frame = pd.DataFrame({"T": [None, None], "F": [1.0, 1.0], "I": [1.0, 1.0]})
    frame.loc[1, name] = value
    with pytest.raises(InputError, match=rf"{name}  record 2\n    -?inf has no place in Dataset-JSON"):
        list(json_blocks(streamed(Dataset(SPEC, frame)), WRITING, []))
