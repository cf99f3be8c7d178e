"""Odd values before every word of analysis: the answer is a value, or missing, or an error of the rule."""

from __future__ import annotations

import inspect
import random
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandas import Series

from adam.datasets import build_study
from adam.words import algorithms
from mappings.distinct import text
from mappings.engine import call, column
from mappings.error import MappingError
from mappings.missing import letters_of, tagged
from mappings.rule import parse_rule
from mappings.spec import DatasetSpec, StudySpec, VariableSpec
from mappings.vocabulary import Word, check_call
from tests.analysis_folder import ADSL, EX, write_analysis
from tests.folder import records

COUNT = 6
INDEX = pd.RangeIndex(COUNT)
LETTER = tagged(np.frombuffer(b"A", dtype=np.uint8))[0]
NUMBERS: dict[str, list[float]] = {
    "WHOLE": [1, 2, 3, 4, 5, 6],
    "ODD": [0, -0.0, -1e-9, np.nan, 0.1, 1e308],
    "HUGE": [1e308, -1e308, 2**53 + 1, 1e-308, 5e-324, 9e15],
    "DAYS": [21550, 21550.5, -200_000, 3_000_000, np.nan, 0],
    "NONE": [np.nan] * COUNT,
}
TEXTS: dict[str, list[str | None]] = {
    "WORDS": ["a", "Y", "N", " ", "x" * 500, "\u00e9\u0130\U0001f600"],
    "DATES": ["2020-01-01", "2020-02", "2020-02-30", "--03-05", "2020-01-01T25:00", "9999-12-31"],
    "FLAGS": ["Y", "N", None, "y", "Y ", "NA"],
    "FIGURES": ["1", "1e400", "-0", "nan", "inf", "0x1F"],
    "EMPTY": [None] * COUNT,
}
# What a word wants said plainly, by parameter.
PLAIN: dict[str, dict[str, Any]] = {
    "category": {"categories": {"< 5": "a", ">= 5": "b"}},
    "criterion": {"comparison": "<=", "limit": 3},
    "improved": {"percent": 30},
    "numbered": {"numbers": {"a": 1}},
    "qualifier": {"name": "A"},
    "scale_score": {"lowest": 0, "highest": 5},
    "sf36_item": {"item": "7"},
    "sf36_raw": {"scale": "PF"},
    "sf36_scale": {"scale": "PF"},
    "norm_component": {"scores": {}},
}
TEN = ("odi_percent", "odi_total50", "sf36_raw", "sf36_scale")


def columns(rows: int = COUNT) -> dict[str, Series]:
    """The odd columns, their first rows."""
    index = pd.RangeIndex(rows)
    numbers = {name: Series(np.array(values[:rows], dtype=np.float64), index=index) for name, values in NUMBERS.items()}
    return {**numbers, **{name: text(values[:rows], index=index) for name, values in TEXTS.items()}}


def given(rows: int) -> dict[str, Any]:
    """What the engine hands to a word."""
    subjects = ["1", "1", "2", None, "3", "3"][:rows]
    return {
        "subject": text(subjects, index=pd.RangeIndex(rows)),
        "keys": pd.DataFrame(index=pd.RangeIndex(rows)),
        "index": pd.RangeIndex(rows),
        "codelist": None,
        "source_codelist": None,
        "target": VariableSpec(name="X", label="x", type="Char"),
        "dataset": DatasetSpec(name="ADX", label="x", domain="ADX"),
        "study": StudySpec(floor="adam", study_id="S"),
        "source": text(["AE"] * rows, index=pd.RangeIndex(rows)),
        "formats": (),
        "decimal": ".",
        "needed": None,
    }


def slots(word: Word) -> list[str]:
    """The rule's arguments, `?` where a column stands."""
    found: list[str] = []
    for parameter in word.signature.parameters.values():
        kind, named = str(parameter.annotation), parameter.kind is parameter.KEYWORD_ONLY
        value = PLAIN.get(word.name, {}).get(parameter.name)
        if value is None and parameter.kind is parameter.VAR_POSITIONAL:
            found.extend(["?"] * (10 if word.name in TEN else 2))
            continue
        if value is None and named and "Series" not in kind:
            continue
        shown = repr(value) if value is not None else "(?, ?)" if kind in {"Sources", "Bounds"} else "?"
        shown = "(?, ?)" if kind.startswith("tuple[Any") else shown
        found.append(f"{parameter.name}={shown}" if named else shown)
    return found


WORDS = sorted(
    name for name, word in algorithms().items() if not word.records and word.function.__module__.startswith("adam")
)


@pytest.mark.parametrize("rows", [COUNT, 1, 0])
@pytest.mark.parametrize("name", WORDS)
def test_no_value_breaks_a_word(name: str, rows: int) -> None:
    word, chance = algorithms()[name], random.Random(f"{name} {rows}")
    known, hands = columns(rows), given(rows)
    asked = {key: hands[key] for key in word.asks}
    template = ", ".join(slots(word))
    for _ in range(40):
        words = list(template)
        said = "".join(chance.choice(sorted(known)) if sign == "?" else sign for sign in words)
        rule = parse_rule(f"{name}({said})")
        try:
            check_call(rule, algorithms(), "here")
            answer = call(word, rule, lambda one: known[one.text], asked, "here")
            found = column(answer, pd.RangeIndex(rows), rule, "here")
        except MappingError:
            continue
        if not isinstance(found.dtype, pd.CategoricalDtype):
            assert not np.isinf(found.to_numpy()).any(), rule


def test_every_word_of_analysis_is_tried() -> None:
    assert len(WORDS) > 50
    assert all(inspect.getdoc(algorithms()[name].function) for name in WORDS)


def test_special_missing_values_of_a_transport_file(tmp_path: Path) -> None:
    """.A is a dose that is missing: no dose above 0, no smallest, nothing to count; and no letter is handed on."""
    from define_xml import write_datasets
    from tests.analysis_folder import dataset

    said = ADSL + (
        "SMALLEST = {rule = 'subject_smallest(EX.EXDOSE)', label = 'Smallest dose', type = 'Num'}\n"
        "COUNT = {rule = 'subject_count(EX.EXDOSE)', label = 'Doses', type = 'Num'}\n"
        "FIRST = {rule = 'subject_first(EX.EXDOSE)', label = 'First dose', type = 'Num'}\n"
    )
    folder = write_analysis(tmp_path, {"adam/adsl.toml": said})
    (tmp_path / "xpt" / "ex.xpt").unlink()
    write_datasets([dataset("EX", [{**EX[0], "EXDOSE": LETTER}, {**EX[1], "EXDOSE": 5.0}])], tmp_path / "xpt")
    built = build_study(folder, tmp_path / "xpt")
    first = records(built, "ADSL")[0]
    assert (first["TRTSDT"], first["SMALLEST"], first["COUNT"], first["FIRST"]) == (21554, 5, 1, None)
    numbers = built.datasets[1].records.select_dtypes("number").to_numpy(dtype=np.float64)
    assert not letters_of(numbers).any()
