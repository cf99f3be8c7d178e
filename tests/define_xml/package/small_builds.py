"""Two small finished builds as they lie on a disk, SDTM and ADaM, and the package that is made of them."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from pandas import DataFrame

from define_xml.from_spec import define_from_spec
from define_xml.package.backbone import with_backbone
from define_xml.package.content import write_placed
from define_xml.package.placed import Placed
from define_xml.package.profile import load_profile
from define_xml.package.sections import Submission
from define_xml.package.settings import PackageEntry, Settings
from define_xml.package.tree import Tree, tree
from define_xml.transport.files import write_dataset
from define_xml.transport.stream import Writing
from define_xml.transport.times import said_time
from define_xml.write import define_bytes
from mappings.dataset import Dataset
from mappings.spec import DatasetSpec, StandardRef, StudySpec, VariableSpec
from mappings.statement import DocumentSpec

STANDARDS = {
    "sdtm": StandardRef(name="SDTMIG", version="3.4"), "adam": StandardRef(name="ADaMIG", version="1.3"),
}  # fmt: skip
CREATED = "2023-06-30T00:00:00"
ACRF = DocumentSpec(id="acrf", title="Annotated CRF", href="acrf.pdf", kind="acrf")
SUBMISSION = Submission("ALPHA", "A small study & its title", "alpha", "5.3.5.1", "Back pain", "placebo")
SDTM, ADAM = "m5/datasets/alpha/tabulations/sdtm", "m5/datasets/alpha/analysis/adam/datasets"
Rows = Sequence[Mapping[str, str]]


def summary(start: str = "2018-04-17", flavor: str = "", study: str = "ALPHA") -> list[dict[str, str]]:
    """A full TS: the title and the start of the study."""
    front = {"STUDYID": study, "DOMAIN": "TS"}
    return [
        {**front, "TSPARMCD": "SSTDTC", "TSPARM": "Study Start Date", "TSVAL": start, "TSVALNF": flavor},
        {**front, "TSPARMCD": "TITLE", "TSPARM": "Trial Title", "TSVAL": "A small study", "TSVALNF": ""},
    ]


def subjects(study: str = "ALPHA", count: int = 3) -> list[dict[str, str]]:
    """DM or ADSL, short."""
    return [{"STUDYID": study, "USUBJID": f"{study}-{number:02}", "SEX": "M"} for number in range(count)]


TABULATION: Mapping[str, Rows] = {"TS": summary(), "DM": subjects()}
ANALYSIS: Mapping[str, Rows] = {"ADSL": subjects()}


def dataset(name: str, rows: Rows) -> Dataset:
    """A dataset of texts."""
    frame = DataFrame(list(rows))
    lengths = {str(column): max(1, *(len(one.encode()) for one in frame[column])) for column in frame}
    variables = tuple(
        VariableSpec(name=column, label=f"Label of {column}", type="Char", length=size)
        for column, size in lengths.items()
    )
    spec = DatasetSpec(
        name=name, label=f"Dataset {name}", domain=name[:2], class_name="Special-Purpose", structure="One",
        keys=(variables[0].name,), variables=variables,
    )  # fmt: skip
    return Dataset(spec, frame.replace("", None))


def make_build(
    folder: Path,
    datasets: Mapping[str, Rows] = TABULATION,
    documents: Sequence[DocumentSpec] = (ACRF,),
    sheet: str = "",
) -> Path:
    """The folder of a finished build: transport files, define.xml, its page, documents, ledger."""
    folder.mkdir(parents=True, exist_ok=True)
    floor: Literal["sdtm", "adam"] = "adam" if "ADSL" in datasets else "sdtm"
    made = [dataset(name, rows) for name, rows in datasets.items()]
    for one in made:
        write_dataset(one, folder / f"{one.name.lower()}.xpt", Writing(created=said_time(CREATED)))
    study = StudySpec(
        study_id="ALPHA", name="Alpha", protocol="A1", description="Small", floor=floor, documents=tuple(documents),
        standards=(STANDARDS[floor],),
        datasets=tuple(one.spec for one in made),
    )  # fmt: skip
    define = define_from_spec(study, created=CREATED)
    (folder / "define.xml").write_bytes(define_bytes(define, stylesheet=sheet))
    (folder / "define.html").write_text("<html></html>", encoding="utf-8")
    (folder / "ledger.json").write_text(json.dumps({"findings": [], "forms": []}), encoding="utf-8")
    for document in documents:
        (folder / document.href).write_bytes(b"%PDF-1.4 " + document.id.encode())
    return folder


def builds(folder: Path) -> tuple[Path, Path]:
    """Both builds, the second inside the first."""
    sdtm = make_build(folder / "alpha")
    return sdtm, make_build(sdtm / "adam", ANALYSIS, ())


def settings(folder: str = "") -> Settings:
    """What package.toml says."""
    return Settings(package=PackageEntry(folder=folder))


def made_tree(sdtm: Path, adam: Path | None, profile: str = "fda") -> Tree:
    """The tree of these builds."""
    return tree(sdtm, adam, load_profile(profile), settings(), "ALPHA")


def make_package(folder: Path, submission: Submission = SUBMISSION, *, more: Sequence[Placed] = ()) -> Path:
    """The package of both builds, with its backbone, written below the folder."""
    sdtm, adam = builds(folder / "build")
    placed = (*made_tree(sdtm, adam).placed, *more)
    write_placed(with_backbone(placed, submission, load_profile("fda")), folder / "out")
    return folder / "out"
