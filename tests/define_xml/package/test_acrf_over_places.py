"""Where annotations go: laws of placing for random pages, labels found in text, positions read from a dictionary."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from define_xml.package.acrf.frame import Frame, Rect
from define_xml.package.acrf.over_anchors import anchors
from define_xml.package.acrf.over_labels import Lines
from define_xml.package.acrf.over_places import Arranged, arranged
from define_xml.package.acrf.over_text import Run
from define_xml.package.acrf.pages import PageShown
from define_xml.package.acrf.positions import Given, Position, given_positions
from mappings.error import MappingErrors
from tests.define_xml.package.blank_crf import LABELS, page

pytest.importorskip("reportlab", reason="reportlab measures text")
DATASETS = ("AE", "DM", "VS", "QS")


def over(one: Rect, other: Rect) -> bool:
    """Whether two boxes cover each other."""
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def placed(shown: PageShown, where: Given, runs: Sequence[Run], size: tuple[float, float]) -> Arranged:
    """The page arranged."""
    return arranged(shown, LABELS, anchors(shown, where, Lines(runs)), size, [run.box for run in runs])


WORDS = ["AETERM", "VSORRES when VSTESTCD = HEIGHT", "LONG " * 30, "X" * 70]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=3)
numbers = st.floats(0, 900)
kinds = st.sampled_from(["given", "found", "lost"])
fields = st.lists(st.tuples(texts, kinds, numbers, numbers), min_size=1, max_size=40)


@settings(max_examples=60, deadline=None)
@given(fields, st.sampled_from([(595.0, 842.0), (842.0, 595.0), (300.0, 200.0)]))
def test_no_annotation_lies_over_another_or_outside_or_over_text(
    several: list[tuple[list[str], str, float, float]], size: tuple[float, float]
) -> None:
    asked = {f"Question number {place}": one[0] for place, one in enumerate(several)}
    runs = [
        Run(label, x % max(size[0] - 150, 1), y % size[1], 90.0, 9.0)
        for label, (_, kind, x, y) in zip(asked, several, strict=True) if kind == "found"
    ]  # fmt: skip
    where = {
        (("ae", f"field_{place}"), 1): Position(x, y)
        for place, (_, kind, x, y) in enumerate(several) if kind == "given"
    }  # fmt: skip
    done = placed(page(1, asked), Given(where, {}), runs, size)
    boxes = [one.box for one in done.placed]
    wanted = sorted(text for texts in asked.values() for text in texts)
    assert sorted(one.note.text for one in done.placed if one.note.look != "domain") == wanted
    assert len(boxes) == len(wanted) + 1
    assert not [pair for pair in combinations(boxes, 2) if over(*pair)]
    for box in boxes:
        assert box[0] >= 5.9
        assert box[1] >= 5.9
        assert box[2] <= size[0] + done.wider - 5.9
        assert box[3] <= size[1] - 5.9
    if not where:
        assert not [(box, run) for box in boxes for run in runs if over(box, run.box)]
    assert placed(page(1, asked), Given(where, {}), runs, size) == done


@given(st.sampled_from([0, 90, 180, 270]), st.floats(-50, 50), st.floats(1, 500), st.floats(0, 300), st.floats(0, 300))
def test_what_is_seen_and_what_is_drawn_are_one_place(turn: int, left: float, more: float, x: float, y: float) -> None:
    frame = Frame(left, -10.0, left + 400, 300.0, turn)
    a, b, c, d, e, f = frame.matrix
    assert frame.seen(a * x + c * y + e, b * x + d * y + f) == pytest.approx((x, y), abs=1e-9)
    wider = frame.widened(more)
    assert wider.size == pytest.approx((frame.size[0] + more, frame.size[1]))
    assert wider.seen(a * x + c * y + e, b * x + d * y + f) == pytest.approx((x, y), abs=1e-9)


LEFT = [
    Run("Section A: Start date of the event", 50, 700, 150, 10), Run("1. Start date:", 50, 660, 60, 10),
    Run("START  DATE", 50, 620, 60, 10), Run("ﬁrst visit", 50, 580, 40, 10), Run("Date", 300, 580, 20, 10),
    Run("of birth", 300, 568, 30, 10), Run("upwards", 20, 300, 30, 10, upright=False),
]  # fmt: skip


@pytest.mark.parametrize(
    ("label", "found"),
    [
        ("Start date", [(50, 620)]),  # alone on its line, not as part of more
        ("1. start DATE", [(50, 660)]),
        ("the event", [(160, 700)]),
        ("First visit?", [(50, 580)]),
        ("Date of birth", [(300, 580)]),
        ("visit date", []),
        ("upwards", []),
        ("?", []),
        ("", []),
    ],
)
def test_where_a_label_stands(label: str, found: list[tuple[int, int]]) -> None:
    assert [(round(one.x), round(one.y)) for one in Lines(LEFT).places(label)] == found


def test_positions_are_read_for_each_page() -> None:
    rows = (
        {"form": "ae", "field": "term", "page": "3", "x": "310", "y": "200.5", "width": "90"},
        {"form": "ae", "field": "start", "page": "3-4", "x": "10 20", "y": "30", "width": ""},
        {"form": "ae", "field": "end", "page": "5", "width": "40"},
        {"form": "ae", "field": "note", "page": ""},
    )
    read = given_positions(rows)
    assert read.positions == {
        (("ae", "term"), 3): Position(310, 200.5, 90), (("ae", "start"), 3): Position(10, 30),
        (("ae", "start"), 4): Position(20, 30),
    }  # fmt: skip
    assert read.widths[("ae", "end"), 5] == 40


@pytest.mark.parametrize(
    ("cells", "problem"),
    [
        ({"x": "10"}, "x is said and y is not"),
        ({"y": "10"}, "y is said and x is not"),
        ({"x": "10,5", "y": "1"}, "x is '10,5'"),
        ({"x": "-1", "y": "1"}, "x is '-1'"),
        ({"x": "1e999", "y": "1"}, "x is '1e999'"),
        ({"x": "nan", "y": "1"}, "x is 'nan'"),
        ({"x": "1_0", "y": "1"}, "x is '1_0'"),
        ({"x": "1 2 3", "y": "1"}, "x has 3 numbers, and the field stands on 1 pages"),
        ({"width": "5"}, "width is 5"),
        ({"x": "1", "y": "1", "page": ""}, "x is said and no page"),
    ],
)
def test_odd_positions_are_told_with_their_line(cells: dict[str, str], problem: str) -> None:
    rows = ({"form": "ae", "field": "term", "page": "1"}, {"form": "ae", "field": "start", "page": "2", **cells})
    with pytest.raises(MappingErrors) as told:
        given_positions(rows)
    assert str(told.value).startswith(f"data_dictionary.csv  line 3: ae.start\n    {problem}")


def test_fields_with_positions_do_not_look_for_their_labels() -> None:
    shown = page(1, {"Start date": ["AESTDTC"], "End date": ["AEENDTC"]})
    where = Given({(("ae", "field_0"), 1): Position(1, 2)}, {})
    first, second = anchors(shown, where, Lines(LEFT))
    assert (first.given, first.found, second.given, second.found) == (Position(1, 2), None, None, None)


def test_every_dataset_of_a_page_is_named_at_its_head() -> None:
    shown = PageShown(1, tuple(page(1, {f"Q{name}": [f"{name}ORRES"]}, name, name).forms[0] for name in DATASETS))
    done = placed(shown, Given({}, {}), [], (595.0, 842.0))
    heads = [one for one in done.placed if one.note.look == "domain"]
    assert [one.note.text for one in heads] == ["AE (Adverse Events)", "DM (Demographics)", "VS (Vital Signs)", "QS"]
    assert min(one.box[1] for one in heads) > 842 * 0.8
