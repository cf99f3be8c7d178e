"""Dataset-JSON files made with the standard library alone, so that any fault can be put into them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

Column = Mapping[str, Any]


def column(name: str, length: int | None = None, kind: str = "string", **more: Any) -> Column:
    """A column: its name, type and length, and what else is said of it."""
    said = {"itemOID": f"IT.{name}", "name": name, "label": name, "dataType": kind, "length": length, **more}
    return {key: value for key, value in said.items() if value is not None}


def content(columns: Sequence[Column], rows: Sequence[Sequence[Any]], **more: Any) -> dict[str, Any]:
    """A dataset of version 1.1."""
    return {
        "datasetJSONCreationDateTime": "2020-08-21T09:14:28",
        "datasetJSONVersion": "1.1.0",
        "itemGroupOID": "IG.DM",
        "records": len(rows),
        "name": "DM",
        "label": "Demographics",
        "columns": list(columns),
        "rows": list(rows),
        **more,
    }


def put_json(folder: Path, columns: Sequence[Column], rows: Sequence[Sequence[Any]], **more: Any) -> Path:
    """A file `dm.json` with the dataset, in the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "dm.json"
    path.write_text(json.dumps(content(columns, rows, **more)), encoding="utf-8")
    return path
