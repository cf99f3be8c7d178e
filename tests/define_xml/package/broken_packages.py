"""Packages that FDA's gateway would reject, each for one reason; what our pre-flight and the judgement must say."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from define_xml.transport.files import write_dataset
from tests.define_xml.package.small_builds import ADAM, SDTM, Rows, dataset, subjects, summary

STF = "m5/53-clin-stud-rep/535-rep-effic-safety-stud/5351-stud-rep-contr/alpha/stf-alpha.xml"


@dataclass(frozen=True)
class Broken:
    """What is spoilt, the criteria that are not met by it, words of the evidence, the checks of validation that fail.

    `part` is the floor that the judgement sees it in.
    """

    spoil: Callable[[Path], object]
    numbers: tuple[str, ...]
    words: str
    checks: frozenset[str] = frozenset()
    part: str = SDTM


def rewritten(name: str, rows: Rows) -> Callable[[Path], object]:
    """Writes a dataset anew."""
    return lambda root: write_dataset(dataset(name, rows), root / SDTM / f"{name.lower()}.xpt")


def replaced(path: str, old: str, new: str, count: int = -1) -> Callable[[Path], object]:
    """Changes the text of a file."""

    def change(root: Path) -> None:
        text = (root / path).read_text(encoding="utf-8")
        assert old in text
        (root / path).write_text(text.replace(old, new, count), encoding="utf-8")

    return change


def unnamed(root: Path) -> None:
    """A reference of the study tagging file to the first file is left out."""
    text = (root / STF).read_text(encoding="utf-8")
    front, _, rest = text.partition("    <doc-content")
    (root / STF).write_text(front + rest.partition("</doc-content>\n")[2], encoding="utf-8")


def removed(*paths: str) -> Callable[[Path], object]:
    """Takes files away, and with them nothing else."""

    def remove(root: Path) -> None:
        for path in paths:
            (root / path).unlink()

    return remove


def short(start: str, more: Rows = ()) -> Rows:
    """A simplified TS."""
    return [{"STUDYID": "ALPHA", "TSPARMCD": "SSTDTC", "TSVAL": start, "TSVALNF": ""}, *more]


BROKEN: dict[str, Broken] = {
    "nots": Broken(
        removed(f"{SDTM}/ts.xpt"), ("1734",), "there is no file of this name", frozenset({"TD-FDA1734A"})
    ),
    "cutts": Broken(
        lambda root: (root / SDTM / "ts.xpt").write_bytes((root / SDTM / "ts.xpt").read_bytes()[:400]),
        ("1734",), "cannot be read",
    ),
    "nostart": Broken(
        rewritten("TS", summary()[1:]), ("1734",), "no record of SSTDTC", frozenset({"TD-FDA1734B"})
    ),
    "date": Broken(
        rewritten("TS", summary("17APR2018")), ("1734",), "is no day written yyyy-mm-dd", frozenset({"TD-FDA1734C"})
    ),
    "noday": Broken(
        rewritten("TS", summary("2018-02-30")), ("1734",), "is no day written yyyy-mm-dd", frozenset({"TD-FDA1734C"})
    ),
    "noflavor": Broken(
        rewritten("TS", summary("", "SOON")), ("1734",), "no null flavor of ISO 21090", frozenset({"TD-FDA1734D"})
    ),
    "both": Broken(
        rewritten("TS", summary("2018-04-17", "UNK")), ("1734",), "a value and a null flavor",
        frozenset({"TD-FDA1734E"}),
    ),
    "twice": Broken(
        rewritten("TS", [*summary(), *summary()[:1]]), ("1734",), "told more than once", frozenset({"TD-FDA1734F"})
    ),
    "simplified": Broken(
        rewritten("TS", short("2018-04-17")), ("1734",), "for studies that started by 2016-12-17",
        frozenset({"TD-FDA1734H"}),
    ),
    "otherts": Broken(
        rewritten("TS", summary(study="BETA")), ("1734",), "study-id, not STUDYID of TS",
        frozenset({"TD-FDA1738A", "TD-FDA1738B"}),
    ),
    "otherdm": Broken(
        rewritten("DM", subjects("BETA")), ("1734",), "STUDYID, not that of TS", frozenset({"TD-FDA1738A"})
    ),
    "otherstf": Broken(
        replaced(STF, "<study-id>ALPHA<", "<study-id>alpha<"), ("1734",), "study-id, not STUDYID of TS",
        frozenset({"TD-FDA1738B"}),
    ),
    "later": Broken(
        lambda root: (rewritten("TS", summary("2024-01-02"))(root), replaced(STF, ">ALPHA<", ">A<")(root)),
        ("1738",), "study-id, not STUDYID of TS", frozenset({"TD-FDA1738B"}),
    ),
    "tag": Broken(
        replaced(STF, '"data-tabulation-dataset-sdtm"', '"analysis-dataset-adam"'), ("1735",),
        "is to be tagged data-tabulation-dataset-sdtm", frozenset({"TD-FDA1735"}),
    ),
    "definetag": Broken(
        replaced(STF, '"data-tabulation-data-definition"', '"annotated-crf"'), ("1735",),
        "is to be tagged data-tabulation-data-definition", frozenset({"TD-FDA1735"}),
    ),
    "notag": Broken(
        replaced(STF, '<file-tag name="analysis-dataset-adam" info-type="us"/>', ""), ("1735",),
        "is to be tagged analysis-dataset-adam", frozenset({"TD-FDA1735"}), ADAM,
    ),
    "nodm": Broken(removed(f"{SDTM}/dm.xpt"), ("1736",), "is not there", frozenset({"TD-FDA1736A"})),
    "nodefine": Broken(removed(f"{SDTM}/define.xml"), ("1736",), "is not there", frozenset({"TD-FDA1736E"})),
    "noadamdefine": Broken(
        removed(f"{ADAM}/define.xml"), ("1736",), "is not there", frozenset({"TD-FDA1736E"}), ADAM
    ),
    "foreign": Broken(
        lambda root: write_dataset(dataset("AE", subjects()), root / SDTM / "ae.xpt"), ("1789",),
        "does not name it", frozenset({"TD-FDA1789"}),
    ),
    "untagged": Broken(unnamed, ("1789",), "does not name it"),
}  # fmt: skip
