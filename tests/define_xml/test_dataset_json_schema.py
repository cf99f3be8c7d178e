"""Our schema of Dataset-JSON 1.1: it accepts and refuses what the published one accepts and refuses."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some
from jsonschema import Draft202012Validator
from jsonschema.validators import validator_for

from define_xml.transport.dataset_json.head import schema

SHARED = Path(__file__).parents[2] / ".." / "shared" / "realdata" / "msg_sdtm33"
PUBLISHED = SHARED / "dataset.schema.json"
published = pytest.mark.skipif(not PUBLISHED.is_file(), reason="the published schema is not beside the checkout")

COLUMN = {
    "itemOID": "IT.DM.ADT", "name": "ADT", "label": "A Date", "dataType": "date", "targetDataType": "integer",
    "length": 8, "displayFormat": "DATE9.", "keySequence": 1,
}  # fmt: skip
WHOLE = {
    "datasetJSONCreationDateTime": "2020-08-21T09:14:28", "datasetJSONVersion": "1.1.0", "fileOID": "F",
    "dbLastModifiedDateTime": "2020-08-21T09:14:28.5+01:00", "originator": "O",
    "sourceSystem": {"name": "N", "version": "V"}, "studyOID": "S", "metaDataVersionOID": "M",
    "metaDataRef": "define.xml", "itemGroupOID": "IG.DM", "records": 1, "name": "DM", "label": "Demographics",
    "columns": [COLUMN, {**COLUMN, "name": "B"}], "rows": [["2020-01-01", None]],
}  # fmt: skip
VALUES: tuple[Any, ...] = (
    None, True, 0, 1, -1, 5.0, 1.5, 10**30, "", "x", [], [1], [[]], {}, {"name": "x"}, "1.1", "1.1.12", "1.1.01",
    "1.0.0", "1.2.0", "2020-08-21", "2020-08-21T09:14", "2020-13-21T09:14:28", "2020-02-31T09:14:28Z",
    "2020-08-21T24:00:00", "2020-08-21T09:14:28.", "2020-08-21 09:14:28", "2020-08-21T09:14:28+14:00", "integer",
    "decimal", "string", "URI", "double", "boolean", "time", "text", "Integer",
)  # fmt: skip


def places(told: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The path of each value in the document."""
    yield path
    inner = told.items() if isinstance(told, dict) else enumerate(told) if isinstance(told, list) else ()
    for name, value in inner:
        yield from places(value, (*path, name))


PLACES = [path for path in places(WHOLE) if path]


def changed(path: tuple[Any, ...], value: Any) -> dict[str, Any]:
    """The document with another value there; Ellipsis takes it out."""
    told: Any = copy.deepcopy(WHOLE)
    at = told
    for step in path[:-1]:
        at = at[step]
    if value is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return told if isinstance(told, dict) else {}


def ours(told: Any) -> bool:
    """Whether our schema accepts the document."""
    return Draft202012Validator(schema()).is_valid(told)


@pytest.fixture(scope="module")
def theirs() -> Any:
    """The published schema's judgement."""
    said = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return validator_for(said)(said).is_valid


def test_our_schema_is_one() -> None:
    Draft202012Validator.check_schema(schema())
    assert ours(WHOLE)


@pytest.mark.parametrize("name", sorted(WHOLE))
def test_what_is_required(name: str) -> None:
    needed = {
        "datasetJSONCreationDateTime", "datasetJSONVersion", "itemGroupOID", "records", "name", "label", "columns",
    }  # fmt: skip
    assert ours(changed((name,), ...)) == (name not in needed)


@published
def test_both_judge_alike(theirs: Any) -> None:
    wrong, refused = [], 0
    for path in PLACES:
        for value in (..., *VALUES):
            told = changed(path, value)
            refused += not ours(told)
            if ours(told) != theirs(told):
                wrong.append((path, value))
    for path in ((), ("sourceSystem",), ("columns", 0)):
        told = changed((*path, "isReferenceData"), False)
        assert not ours(told)
        assert not theirs(told)
    assert not wrong
    assert refused > 500


@published
@settings(deadline=None, max_examples=60)
@given(data=some.data())
def test_both_judge_several_changes_alike(theirs: Any, data: some.DataObject) -> None:
    told: Any = copy.deepcopy(WHOLE)
    for path in data.draw(some.lists(some.sampled_from([path for path in PLACES if len(path) == 1]), max_size=3)):
        told[path[0]] = data.draw(some.sampled_from(VALUES))
    assert ours(told) == theirs(told)


@published
def test_the_samples_are_accepted() -> None:
    paths = sorted((SHARED / "json").glob("*.json"))
    assert len(paths) == 26
    assert all(ours(json.loads(path.read_text(encoding="utf-8"))) for path in paths)


@published
def test_ours_is_no_copy() -> None:
    said = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    sentences = {value["description"] for value in said["properties"].values()}
    shown = json.dumps(schema())
    assert not [sentence for sentence in sentences if sentence in shown]
