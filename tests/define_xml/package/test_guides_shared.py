"""What both guides share: tables without blank columns, names of figures, narrative, standards, trees of files."""

from __future__ import annotations

from dataclasses import replace
from string import ascii_lowercase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from define_xml.package.guides.paper import Gap, Grid, Listing, Paragraph, Section
from define_xml.package.guides.shared import (
    acronyms,
    conformance,
    counted,
    directory,
    figures,
    filled_columns,
    introduction,
    number,
    protocol_title,
    standards,
    told,
    tree,
)
from define_xml.package.placed import Placed
from mappings.error import MappingErrors
from mappings.spec import DictionarySpec, StandardRef
from tests.define_xml.package.example_facts import explained, facts, frames

CELLS = st.lists(st.tuples(*[st.sampled_from(["", "a", "7"])] * 4), max_size=5).map(tuple)
PATHS = st.lists(
    st.lists(st.text(ascii_lowercase, min_size=1, max_size=3), min_size=1, max_size=4).map("/".join), unique=True
)


@given(CELLS)
def test_filled_columns(rows: tuple[tuple[str, ...], ...]) -> None:
    """What is left has something in each column, the cells that are gone were blank, numbers stay at the right."""
    grid = Grid("Title", ("A", "B", "C", "D"), rows, (1, 2, 3, 4), (1, 3))
    kept = filled_columns(grid)
    assert ["".join(row) for row in kept.rows] == ["".join(row) for row in rows]
    assert {kept.headings[place] for place in kept.right} == {"B", "D"} & set(kept.headings)
    assert dict(zip(kept.headings, kept.widths, strict=True)).items() <= {"A": 1, "B": 2, "C": 3, "D": 4}.items()
    if any(map(any, rows)):
        assert all(any(row[place] for row in kept.rows) for place in range(len(kept.headings)))
    else:
        assert kept == grid


@pytest.mark.parametrize(
    ("name", "figure"),
    [
        ("AE.records", "3"), ("AE.subjects", "2"), ("AE.variables", "3"), ("AE.from.events", "3"), ("AE.AETRTEM", "2"),
        ("QS.DIARY", "2"), ("counts.screened", "4"), ("TS.TITLE", "Drug X beside placebo"), ("TS.PCLAS", ""),
        ("SDTMIG.version", "3.4"), ("study.id", "ALPHA"), ("acrf.pages", "12"), ("arms.X.assigned", "2"),
        ("DS.SCREEN_FAILURE", "1"), ("sdtm.datasets", "11"), ("sdtm.TD-2.AE", "2"), ("ADSL.records", "4"),
    ],
    ids=lambda said: said if "." in said else "",
)  # fmt: skip
def test_figures(name: str, figure: str) -> None:
    """The figures that a narrative may name."""
    assert figures(facts())[name] == figure


def test_names_of_figures_can_be_written() -> None:
    """Each name has only signs that a narrative may put in braces."""
    data = frames()
    data["QS"] = data["QS"].assign(QSCAT=["PAIN (MM), DAILY", "A/B"])
    names = figures(facts(data))
    assert names["QS.PAIN_MM_DAILY"] == "1"
    assert not {sign for name in names for sign in name} & set(" (){}/,*`[]")


def test_name_of_two_figures_has_none() -> None:
    """Where a name could mean two figures a text that says it is refused: nobody guesses."""
    data = frames()
    data["QS"] = data["QS"].assign(QSCAT=["records", "OTHER"])
    names = figures(facts(data))
    assert "QS.records" not in names
    assert names["QS.OTHER"] == "1"


def test_counted() -> None:
    """One finding, two findings; thousands are set off."""
    assert [counted(count, "finding") for count in (0, 1, 2)] == ["0 findings", "1 finding", "2 findings"]
    assert number(1234567) == "1,234,567"


def test_narrative_of_a_guide() -> None:
    """What is told, what is not asked for, and a figure of the guide itself."""
    text = "## one\n\nIt is {own} of {AE.records}.\n\n## two\n\nMore.\n"
    words = told(facts(narrative={"adrg": text}), "adrg", {"own": "7"})
    assert words.blocks("one", "asks") == (Paragraph("It is 7 of 3."),)
    assert words.blocks("none", "asks") == (Gap("none", "guides/adrg.md", "asks"),)
    assert words.optional("none") == ()
    with pytest.raises(MappingErrors, match="no section two"):
        words.finish()
    assert words.has("two")
    words.finish()


@pytest.mark.parametrize("text", ["TODO", "TBD: by the statistician", "..."], ids=["todo", "tbd", "dots"])
def test_text_that_is_awaited(text: str) -> None:
    """A heading with nothing but a mark of work to be done is a gap."""
    words = told(facts(narrative={"csdrg": f"## design\n\n{text}\n"}), "csdrg")
    (gap,) = words.blocks("design", "The design.")
    assert isinstance(gap, Gap)
    assert gap.key == "design"


def test_standards_and_dictionaries() -> None:
    """Every standard with its version; a dictionary that the study names, or that a codelist is of."""
    found = facts()
    spec = found.sdtm.spec.model_copy(
        update={
            "standards": (StandardRef(name="SDTMIG", version="3.4"), StandardRef(name="OWN", version="2")),
            "dictionaries": (DictionarySpec(name="WHODrug", version="", variables=("CM.CMDECOD", "CM.CMCAT")),),
        }
    )
    grid = standards(found, [replace(found.sdtm, spec=spec)]).blocks[0]
    assert isinstance(grid, Grid)
    assert ("OWN", "2", "Tabulation datasets") in grid.rows
    assert ("Dictionary: WHODrug", "not said", "2 variables: CM") in grid.rows
    assert ("Dictionary: MedDRA", "27.0", "1 variable: AE") in grid.rows


def test_both_floors_in_one_inventory() -> None:
    """The analysis guide names the standards of both floors, each once."""
    found = facts()
    assert found.adam is not None
    part = introduction(found, told(found, "adrg"), "the guide", (found.sdtm, found.adam), ())
    rows = part.sections[2].blocks[0]
    assert isinstance(rows, Grid)
    names = [row[0] for row in rows.rows]
    assert "Analysis Data Model Implementation Guide (ADaMIG)" in names
    assert len(set(rows.rows)) == len(rows.rows)
    assert "analysis datasets" in part.sections[0].blocks[0].text  # type: ignore[union-attr]


def test_software_that_serves_others_is_counted() -> None:
    """What touches the data by version; what it needs is counted and stands elsewhere."""
    several = (("Python", "3.11"), ("trial-dossier", "0.1"), ("attrs", "2"), ("pandas", "3"), ("idna", "3"))
    blocks = standards(facts(software=several), [facts().sdtm]).blocks
    assert isinstance(blocks[1], Grid)
    assert [row[0] for row in blocks[1].rows] == ["Python", "trial-dossier", "pandas"]
    assert isinstance(blocks[2], Paragraph)
    assert "2 further packages" in blocks[2].text


@pytest.mark.parametrize(
    ("text", "found"),
    [("The CRF.", {"CRF"}), ("CRFs and ADAM", set()), ("an SDTM-based eCTD", {"SDTM", "eCTD"}), ("ARM", set())],
    ids=["word", "part", "hyphen", "variable"],
)
def test_acronyms(text: str, found: set[str]) -> None:
    """Whole words and parts of hyphenated ones; what a variable is called is no acronym."""
    grid = acronyms(facts(), [Section("Title", (Paragraph(text),))]).blocks[0]
    assert isinstance(grid, Grid)
    assert {row[0] for row in grid.rows} == found


def test_conformance_of_analysis_names_its_waivers() -> None:
    """An open issue of the analysis datasets is to be explained in their own file of waivers."""
    found = facts()
    assert found.adam is not None
    gaps = [one for one in conformance(found, found.adam, told(found, "adrg")).all_blocks() if isinstance(one, Gap)]
    assert [gap.file for gap in gaps] == ["waivers-adam.toml or guides/adrg.md"]


def test_no_issue() -> None:
    """A judgement without findings says so, and has no table of them."""
    found = facts()
    clean = replace(found.sdtm, judged=replace(explained(), issues=(), not_run=()))
    part = conformance(found, clean, told(found, "csdrg"))
    assert part.sections[1].blocks == (Paragraph("No check has a finding."),)


def test_protocol_without_title() -> None:
    """A protocol without a title is asked for it."""
    found = facts(trial={})
    assert [block.key for block in protocol_title(found).blocks if isinstance(block, Gap)] == ["TITLE"]


@given(PATHS)
def test_tree_shows_every_folder_once(paths: list[str]) -> None:
    """A line for each folder and each file, the deeper the further in."""
    lines = tree([Placed(f"{path}.txt", "document", b"") for path in paths]).splitlines()
    folders = {path.rsplit("/", depth)[0] for path in paths for depth in range(1, path.count("/") + 1)}
    assert sum(line.endswith("/") for line in lines) == len(folders)
    assert sorted(line.strip() for line in lines if not line.endswith("/")) == sorted(
        f"{path.rpartition('/')[2]}.txt" for path in paths
    )


def test_directory_shows_the_submission() -> None:
    """Every submitted file is in the tables, what lies beside is not; many datasets are counted in the tree."""
    found = facts()
    part = directory(found)
    shown = {(table.title.removeprefix("Files in "), row[0]) for table in part.blocks if isinstance(table, Grid)
             for row in table.rows}  # fmt: skip
    assert shown == {tuple(one.path.rsplit("/", 1)) for one in found.placed if one.kind != "review"}
    listing = next(block.text for block in part.blocks if isinstance(block, Listing))
    assert "ae.xpt ... tv.xpt  (11 transport files)" in listing
    here = {block.title for block in directory(found, "sdtm").blocks if isinstance(block, Grid)}
    assert here == {"Files in m5/datasets/alpha/tabulations/sdtm"}
    assert listing.splitlines()[:3] == ["m5/", "    datasets/", "        alpha/"]


def test_tree_counts_many_programs() -> None:
    """Of more than three programs or datasets a folder shows the first and the last."""
    files = [Placed(f"a/{name}.txt", "program", b"") for name in "bcde"] + [Placed("a/z.xpt", "dataset", b"")]
    assert tree(files).splitlines() == ["a/", "    b.txt ... e.txt  (4 programs)", "    z.xpt"]
