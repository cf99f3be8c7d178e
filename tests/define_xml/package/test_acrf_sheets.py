"""Pages of the annotated CRF laid out: everything on the page, nothing over another, letters that can be read."""

from __future__ import annotations

from itertools import combinations
from math import dist

from hypothesis import given, settings
from hypothesis import strategies as st

from define_xml.package.acrf.annotation import Annotation, Colour, Look, fill_of, shaped
from define_xml.package.acrf.bookmarks import Bookmark
from define_xml.package.acrf.contents import contents_sheets
from define_xml.package.acrf.layout import laid_out
from define_xml.package.acrf.letters import broken
from define_xml.package.acrf.pages import FieldShown, FormShown, PageShown
from define_xml.package.acrf.sheet import HEIGHT, MARGIN, WIDTH, Line, Link, Sheet, Stamp

LOOKS: tuple[Look, ...] = ("variable", "note", "not_submitted", "relrec")


def width(text: str, font: str, size: float) -> float:
    return len(text) * size * (0.65 if font.endswith("Bold") else 0.55)


WORDS = st.text(st.characters(exclude_categories=["C", "Z"]), min_size=1, max_size=40)
NAMES = st.text("ABCDEFGH ", min_size=1, max_size=30).filter(str.strip)
LONG = st.text("abcdefgh ", min_size=1, max_size=400).filter(str.strip)
NOTES = st.builds(Annotation, NAMES, st.sampled_from(["", "AE", "DM", "VS"]), st.sampled_from(LOOKS))
FIELDS = st.builds(
    FieldShown, NAMES, st.one_of(NAMES, LONG), st.sampled_from(["text", "date", "code"]),
    st.lists(st.tuples(st.sampled_from(["", "1", "12"]), NAMES), max_size=30).map(tuple),
    st.lists(NOTES, min_size=1, max_size=5).map(tuple),
)  # fmt: skip
FORMS = st.builds(FormShown, NAMES, st.lists(FIELDS, max_size=60).map(tuple), st.lists(NOTES, max_size=4).map(tuple))


def inside(sheet: Sheet) -> bool:
    """Whether every part lies on the page."""
    for part in sheet.parts:
        if isinstance(part, Line):
            wide, low, high = width(part.text, part.font, part.size), part.y, 0.0
        else:
            shape = part.shape if isinstance(part, Stamp) else part
            wide, low, high = shape.width, part.y, shape.height
        if not (
            part.x >= MARGIN and part.x + wide <= sheet.width - MARGIN + 0.1 and low > 0 and low + high < sheet.height
        ):
            return False
    return True


@given(st.lists(WORDS, max_size=8), st.floats(20, 200))
def test_broken_text_keeps_every_letter_and_fits(words: list[str], room: float) -> None:
    lines = broken(" ".join(words), "Helvetica", 10, room, width)
    assert "".join(lines).replace(" ", "") == "".join("".join(words).split())
    assert all(width(line, "Helvetica", 10) <= room or len(line) == 1 for line in lines)


@given(NOTES, st.floats(40, 300), st.floats(6, 14))
def test_an_annotation_keeps_its_words_whole_and_its_box_in_its_room(
    note: Annotation, room: float, size: float
) -> None:
    shape = shaped(note, room, size, width)
    assert shape.width <= room
    assert shape.size <= size
    if shape.size > 6.0:
        assert " ".join(shape.lines).split() == note.text.split()


def test_conditions_are_broken_before_and() -> None:
    text = "MKORRES when MKTESTCD = T2 and MKANTREG = NUCLEUS PULPOSUS and MKDIR = CENTRAL"
    shape = shaped(Annotation(text, "MK"), 210, 9, width)
    assert shape.lines == ("MKORRES when MKTESTCD = T2", "and MKANTREG = NUCLEUS PULPOSUS", "and MKDIR = CENTRAL")
    assert len(shaped(Annotation(text, "MK"), 500, 9, width).lines) == 1
    assert shaped(Annotation("A\n b  and c", "MK"), 500, 9, width).lines == ("A b and c",)


@settings(max_examples=60, deadline=None)
@given(st.lists(FORMS, max_size=3), st.lists(NOTES, max_size=3))
def test_everything_stands_on_the_page_and_no_annotation_on_another(
    forms: list[FormShown], notes: list[Annotation]
) -> None:
    page = PageShown(7, tuple(forms), tuple(notes))
    sheet = laid_out(page, "S", {"AE": "Adverse Events"}, width, 8)
    assert inside(sheet)
    assert sheet.height >= HEIGHT * sheet.width / WIDTH - 0.01
    stamps = [part for part in sheet.parts if isinstance(part, Stamp)]
    fields = [shown for form in forms for shown in form.fields]
    told = [*notes, *(note for form in forms for note in (*form.notes, *(n for f in form.fields for n in f.notes)))]
    assert [one.note for one in stamps if one.note.look != "domain"] == told
    assert [one.note.dataset for one in stamps if one.note.look == "domain"] == list(page.datasets)
    for place, one in enumerate(stamps):
        for other in stamps[place + 1 :]:
            apart = (
                one.x + one.shape.width <= other.x or other.x + other.shape.width <= one.x
                or one.y + one.shape.height <= other.y or other.y + other.shape.height <= one.y
            )  # fmt: skip
            assert apart
    assert sum(isinstance(part, Link) for part in sheet.parts) == 1
    assert not fields or all(one.shape.size >= 6.0 for one in stamps)


def test_forty_fields_stay_readable_on_one_page() -> None:
    note = Annotation("QSORRES when QSTESTCD = SF36101", "QS")
    answers = (("1", "Never"), ("2", "Rarely"), ("3", "Sometimes"), ("4", "Often"), ("5", "Always"))
    fields = tuple(FieldShown(f"q{number}", f"Question {number}", "code", answers, (note,)) for number in range(40))
    sheet = laid_out(PageShown(1, (FormShown("sf36", fields),)), "S", {"QS": "Questionnaires"}, width)
    sizes = {part.shape.size for part in sheet.parts if isinstance(part, Stamp) and part.note == note}
    assert min(sizes) >= 8.0
    assert abs(sheet.height / sheet.width - HEIGHT / WIDTH) < 0.01


def test_a_page_that_repeats_one_leads_to_it() -> None:
    form = FormShown("vitals", (FieldShown("height", "Height", "decimal", (), (Annotation("VSORRES", "VS"),)),))
    sheet = laid_out(PageShown(9, (form,), repeats=4), "S", {}, width, 12)
    assert [part.page for part in sheet.parts if isinstance(part, Link)] == [4, 12]
    assert "the same as page 4" in [part.text for part in sheet.parts if isinstance(part, Line)]


@given(st.lists(st.builds(Bookmark, st.integers(0, 2), st.one_of(NAMES, LONG), st.integers(1, 300)), max_size=120))
def test_the_contents_name_and_link_every_entry_in_order(tree: list[Bookmark]) -> None:
    sheets = contents_sheets(tree, "S", width)
    links = [part.page for sheet in sheets for part in sheet.parts if isinstance(part, Link)]
    assert links == [mark.page for mark in tree]
    assert all(inside(sheet) for sheet in sheets)
    text = "".join("".join(part.text.split()) for sheet in sheets for part in sheet.parts if isinstance(part, Line))
    assert all("".join(mark.title.split()) in text for mark in tree)


def test_colours_go_by_the_order_of_datasets_and_are_told_apart() -> None:
    fills = fill_of(["DM", "SE", "DM", "AE", "VS", "QS", "CM", "IE", "CO", "DS"])
    assert list(fills) == ["DM", "SE", "AE", "VS", "QS", "CM", "IE", "CO", "DS"]
    assert (fills["DM"], fills["SE"]) == ((0.75, 1.0, 1.0), (1.0, 1.0, 0.52))
    assert fills["DS"] == fills["DM"]
    for sight in SIGHTS:
        seen = [seen_as(one, sight) for one in list(fills.values())[:8]]
        assert min(dist(one, other) for one, other in combinations(seen, 2)) > 0.11
        assert min(sum(one) / 3 for one in seen) > 0.6


def seen_as(colour: Colour, sight: tuple[tuple[float, ...], ...]) -> list[float]:
    """The colour as it is seen with these cones: sight mixes light, not its coding in sRGB."""
    light = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in colour]
    mixed = [min(max(sum(a * b for a, b in zip(row, light, strict=True)), 0.0), 1.0) for row in sight]
    return [one * 12.92 if one <= 0.0031308 else 1.055 * one ** (1 / 2.4) - 0.055 for one in mixed]


# How colours are seen: by most people, without the red and without the green cones (Machado, Oliveira, Fernandes 2009).
SIGHTS = (
    ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
    ((0.152286, 1.052583, -0.204868), (0.114503, 0.786281, 0.099216), (-0.003882, -0.048116, 1.051998)),
    ((0.367322, 0.860646, -0.227968), (0.280085, 0.672501, 0.047413), (-0.011820, 0.042940, 0.968881)),
)
