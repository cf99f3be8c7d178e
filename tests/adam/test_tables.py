"""Tables of a small study: definitions, figures, comparison with what was printed, and what is wrong told in words."""

from __future__ import annotations

import argparse
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from pandas import DataFrame, concat

from adam.tables.command import MOST, run, told
from adam.tables.comparison import Comparison, compare
from adam.tables.compute import Results, compute
from adam.tables.definitions import Cell
from adam.tables.numbers import printed
from adam.tables.reading import read_definitions, read_published
from define_xml import write_datasets
from mappings.dataset import Dataset
from mappings.error import InputError, MappingError
from mappings.spec import DatasetSpec, VariableSpec
from tests.adam.small_study import PUBLISHED, REPORTING, TABLE_1, frames, written


def computed(tmp_path: Path, **changed: str) -> Results:
    return compute(read_definitions(written(tmp_path / "results", **changed)), frames())


def compared(tmp_path: Path, published: str = PUBLISHED) -> Comparison:
    results = computed(tmp_path, published=published)
    return compare(results, read_published(tmp_path / "results"))


@pytest.mark.parametrize(
    ("cell", "figures"),
    [
        (("T1", "AGE", "", "Baseline", "A"), {"N": "3", "mean": "41.7", "sd": "12.6"}),
        (("T1", "AGE", "", "Baseline", "ALL"), {"N": "6", "mean": "40.0", "sd": "10.5"}),
        (("T1", "AGEQ", "", "Baseline", "P"), {"N": "3", "median": "35.0", "q1": "30.0", "q3": "50.0"}),
        # Of the four given placebo one has no sex: neither in n nor in N.
        (("T1", "SEX", "F", "Baseline", "P"), {"n": "1", "N": "3", "pct": "33.3"}),
        # The denominator is the row's own: S3 has no grade and counts, S7 has one and does not.
        (("T1", "GRADE", "", "Baseline", "A"), {"n": "1", "N": "3", "pct": "33.3"}),
        (("T1", "GRADE", "", "Baseline", "P"), {"n": "2", "N": "3", "pct": "66.7"}),
        # S8 is not treated, S9 is not in ADSL.
        (("T2", "AE", "", "", "A"), {"events": "3", "n": "2"}),
        (("T2", "AE", "", "", "P"), {"events": "1", "n": "1"}),
        (("T2", "TWO", "", "", "A"), {"n": "1"}),
        (("T2", "TERM", "NONE", "", "A"), {"events": "1"}),
        (("F1", "IN", "", "", "ALL"), {"n": "8"}),
        (("F1", "IN", "", "", "A"), {"n": "3"}),
        (("F2", "PAIN", "", "Month 1", "P"), {"N": "2", "mean": "30.3", "sd": "0.4"}),
        (("F2", "PAIN", "", "Month 2", "P"), {"N": "0", "mean": "-", "sd": "-"}),
    ],
)
def test_figures(tmp_path: Path, cell: tuple[str, str, str, str, str], figures: dict[str, str]) -> None:
    found = computed(tmp_path)[Cell(*cell)]
    counts = {"n", "N", "events"}
    assert {name: printed(value, 0 if name in counts else 1) for name, value in found.items()} == figures


def test_a_contradiction_is_explained_only_if_ours_is_right(tmp_path: Path) -> None:
    found = compared(tmp_path)
    assert found.summary == "cells matched: 12 of 13, explained: 1"
    assert found.whole
    assert [str(one) for one in found.of("explained")] == [
        "T1 SEX.F Baseline A pct: printed 66.6, computed 66.7 (2 of 3 are 66.67%, cut off)"
    ]


@pytest.mark.parametrize(
    ("old", "new", "statuses"),
    [
        # Nobody said why: a difference.
        ('"2 of 3 are 66.67%, cut off"', "", {"different": 1}),
        # The printed N is another than ours: the percentage does not excuse it.
        ("A,,2,3,66.6", "A,,2,4,66.6", {"different": 2}),
        ("A,,2,3,66.6", "A,,1,3,66.6", {"different": 2}),
        # The printed percentage is right by its own n and N: an explanation explains nothing.
        ("A,,2,3,66.6", "A,,2,3,66.7", {}),
        # A percentage alone cannot contradict anything.
        ("A,,2,3,66.6", "A,,,,66.6", {"different": 1}),
        # Only percentages are ever explained.
        ("41.7,12.6,,,,,", "41.8,12.6,,,,cut off,", {"different": 1, "explained": 1}),
        ("T2,AE,,,A", "T2,AE,,,ALL", {"absent": 2, "explained": 1}),
        ("T2,AE,,,A,3,2", "T2,AE,,,A,3,2.0", {"explained": 1}),
    ],
)
def test_what_differs_is_told(tmp_path: Path, old: str, new: str, statuses: dict[str, int]) -> None:
    assert old in PUBLISHED
    found = compared(tmp_path, PUBLISHED.replace(old, new))
    told = {name: len(found.of(name)) for name in ("explained", "different", "absent")}
    assert {name: count for name, count in told.items() if count} == statuses
    assert found.whole == (not statuses.get("different", 0) + statuses.get("absent", 0))


def test_no_published_figures_are_no_fault(tmp_path: Path) -> None:
    folder = written(tmp_path / "results")
    (folder / "published.csv").unlink()
    assert read_published(folder) == ()
    assert compare(compute(read_definitions(folder), frames()), ()).summary == "cells matched: 0 of 0, explained: 0"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('method = "mean"', 'method = "meen"', "  AGE.method\n    nothing is called meen\n    did you mean mean?"),
        ('"TREATED"', '"TREATD"', "  AGE.population\n    nothing is called TREATD\n    did you mean TREATED?"),
        ('groups = ["ALL", "A", "P"]', 'groups = ["B"]', "  AGE.groups\n    nothing is called B"),
        ('id = "AGEQ"', 'id = "AGE"', "\n    AGE is said twice\n    each row and each level needs an id of its own"),
        ('variable = "AGE"\n[[rows]]\nid = "SEX"', '[[rows]]\nid = "SEX"', "  AGEQ.variable\n    is not said"),
        ("'SEX.notna()'", "'SEX.known()'", "  GRADE.denominator\n    SEX.known()\n    ~~~~~~~~~~~ no test .known()"),
        ("values = [1]\n", "", "  GRADE.values\n    are not said"),
        ('label = "Age"', 'lable = "Age"', "  rows.0.lable\n    nothing here is called lable"),
    ],
)
def test_a_wrong_definition_is_told(tmp_path: Path, old: str, new: str, told: str) -> None:
    assert old in TABLE_1
    with pytest.raises(MappingError) as error:
        read_definitions(written(tmp_path / "results", table_1=TABLE_1.replace(old, new)))
    assert f"table_1.toml{told}" in str(error.value)


def test_an_output_nobody_says_is_told(tmp_path: Path) -> None:
    with pytest.raises(MappingError) as error:
        read_definitions(written(tmp_path / "results", table_1=TABLE_1.replace('id = "T1"', 'id = "T9"')))
    assert "reporting.toml  outputs\n    no file says T1" in str(error.value)
    assert "table_1.toml\n    T9 is not among the outputs of reporting.toml" in str(error.value)


def test_a_wrong_population_is_told(tmp_path: Path) -> None:
    text = REPORTING.replace("""'SAFFL == "Y"'""", """'SAFFL is "Y"'""")
    with pytest.raises(MappingError, match=r"populations\.TREATED"):
        read_definitions(written(tmp_path / "results", reporting=text))


@pytest.mark.parametrize(
    ("new", "told"),
    [("T2,AE,,,P,x,,,,,,,,,,", "events: 'x' is no printed number"), ("T2,AE,,,A,3,2,,,,,,,,,", "is said twice")],
)
def test_a_wrong_published_figure_is_told(tmp_path: Path, new: str, told: str) -> None:
    with pytest.raises(MappingError, match=told):
        read_published(written(tmp_path / "results", published=f"{PUBLISHED}{new}\n"))


def test_what_the_data_lack_is_told(tmp_path: Path) -> None:
    definitions, data = read_definitions(written(tmp_path / "results")), frames()
    with pytest.raises(MappingError, match=r"T1\.SEX\n    ADSL has no variable SEX"):
        compute(definitions, data | {"ADSL": data["ADSL"].drop(columns="SEX")})
    with pytest.raises(MappingError, match=r"populations\.\w+\n    ADSL has no variable SAFFL"):
        compute(definitions, data | {"ADSL": data["ADSL"].drop(columns="SAFFL")})
    with pytest.raises(InputError, match=r"no dataset ADAE, ADEFF; there are ADSL"):
        compute(definitions, {"ADSL": data["ADSL"]})
    with pytest.raises(InputError, match=r"16 records of 8 subjects"):
        compute(definitions, data | {"ADSL": concat([data["ADSL"], data["ADSL"]], ignore_index=True)})
    with pytest.raises(MappingError, match=r"ADSL\.AGE is text, not numbers"):
        compute(definitions, data | {"ADSL": data["ADSL"].assign(AGE=data["ADSL"]["SEX"])})


def test_no_record_is_no_fault(tmp_path: Path) -> None:
    data = frames()
    found = compute(read_definitions(written(tmp_path / "results")), {name: one.iloc[:0] for name, one in data.items()})
    assert found[Cell("F1", "IN", "", "", "ALL")] == {"n": 0}
    assert found[Cell("T1", "SEX", "F", "Baseline", "A")] == {"n": 0, "N": 0, "pct": None}


def delivered(folder: Path, data: dict[str, DataFrame]) -> Path:
    """The datasets as transport files."""
    datasets = []
    for name, frame in data.items():
        numbers = {"AGE", "GRADE", "AVAL"}
        variables = tuple(
            VariableSpec(name=column, label=column, type="Num", data_type="float")
            if column in numbers
            else VariableSpec(name=column, label=column, type="Char", length=20)
            for column in map(str, frame.columns)
        )
        spec = DatasetSpec(name=name, label=name, domain=name, variables=variables)
        datasets.append(Dataset(spec, frame))
    write_datasets(datasets, folder, ["xpt"], created=datetime(2020, 1, 1))
    return folder


def options(tmp_path: Path, name: str, **said: object) -> argparse.Namespace:
    written(tmp_path / "study" / "results")
    base = {"study": tmp_path / "study", "data": tmp_path / "adam", "out": tmp_path / name}
    base |= {"format": None, "quiet": True}
    return argparse.Namespace(**(base | said))


def test_the_command_writes_and_tells(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    delivered(tmp_path / "adam", frames())
    assert run(options(tmp_path, "one")) == 0
    last = capsys.readouterr().out.splitlines()
    assert last[-1] == "cells matched: 12 of 13, explained: 1"
    assert run(options(tmp_path, "two")) == 0
    made = {path.name: path.read_bytes() for path in (tmp_path / "one").iterdir()}
    assert made == {path.name: path.read_bytes() for path in (tmp_path / "two").iterdir()}
    assert sorted(made) == ["figure1.svg", "figure2.svg", "results.json", "tables.html", "tables.md"]


def test_the_command_fails_on_a_difference(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = frames()
    delivered(tmp_path / "adam", data | {"ADAE": data["ADAE"].iloc[1:]})
    assert run(options(tmp_path, "out", format="md")) == 1
    told = capsys.readouterr().out
    assert "different: T2 AE A events: printed 3, computed 2" in told
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == ["figure1.svg", "figure2.svg", "tables.md"]


def test_a_format_nobody_writes(tmp_path: Path) -> None:
    with pytest.raises(MappingError, match="nobody writes pdf"):
        run(options(tmp_path, "out", format="pdf"))
    assert not (tmp_path / "out").exists()


def test_blinded_datasets_are_told(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    data = frames()
    hidden = data["ADSL"].assign(TRT01P="Blinded")
    delivered(tmp_path / "adam", data | {"ADSL": hidden})
    assert run(options(tmp_path, "out")) == 1
    first, *rest = capsys.readouterr().out.splitlines()
    words = "no subject of Active <1> or Placebo in ADSL.TRT01P (it holds: Blinded); are the data blinded?"
    assert first == words
    assert rest[-1].startswith("cells matched: ")


def test_the_screen_shows_the_first_differences_of_many(tmp_path: Path) -> None:
    folder = written(tmp_path / "results")
    found = compare(compute(read_definitions(folder), frames()), read_published(folder))
    many = replace(found, cells=tuple(replace(found.cells[0], status="absent") for _ in range(MOST + 3)))
    assert [line for line in told(many) if line.startswith("absent")][MOST:] == ["absent: and 3 more in tables.html"]
