"""A small package as it lies on a disk: datasets in two folders, papers beside them, programs, and its manifest."""

from __future__ import annotations

from pathlib import Path
from random import Random

import numpy as np
from pandas import DataFrame

from define_xml.package.manifest import NAME, About, manifest_bytes
from define_xml.package.manifest_sources import Release, Source
from define_xml.package.placed import Kind, Part, Placed
from define_xml.transport.files import write_dataset
from mappings.dataset import Dataset
from mappings.spec import DatasetSpec, VariableSpec

SDTM = "m5/datasets/alpha/tabulations/sdtm"
ADAM = "m5/datasets/alpha/analysis/adam/datasets"
PROGRAMS = "m5/datasets/alpha/analysis/adam/programs"
# Name, records: of some bytes and of many, so that some files have parts.
RECORDS = {"dm": 12, "ae": 400, "vs": 5000, "suppae": 3, "ts": 1}


def dataset(name: str, records: int) -> Dataset:
    """A dataset of a text and two numbers."""
    spec = DatasetSpec(
        name=name.upper(), label=f"Dataset {name.upper()}", domain=name.upper()[:2],
        variables=(
            VariableSpec(name="USUBJID", label="Subject", type="Char", length=20),
            VariableSpec(name="SEQ", label="Number", type="Num", length=8),
            VariableSpec(name="VALUE", label="Value", type="Num", length=8),
        ),
    )  # fmt: skip
    numbers = np.arange(records, dtype=np.float64)
    subjects = [f"ALPHA-{number:03}-{name}" for number in range(records)]
    return Dataset(spec, DataFrame({"USUBJID": subjects, "SEQ": numbers, "VALUE": numbers * 1.5}))


def placed_files() -> list[Placed]:
    """All files but the datasets, with content that differs from file to file."""
    random = Random(7)
    papers: list[tuple[str, Kind, Part, int]] = [
        (f"{SDTM}/define.xml", "define", "sdtm", 90_000), (f"{SDTM}/define.html", "page", "sdtm", 30_000),
        (f"{SDTM}/acrf.pdf", "acrf", "sdtm", 300_000), (f"{SDTM}/csdrg.pdf", "guide", "sdtm", 5_000),
        (f"{ADAM}/define.xml", "define", "adam", 20_000), (f"{ADAM}/adrg.pdf", "guide", "adam", 4_096),
        (f"{PROGRAMS}/adsl-toml.txt", "program", "adam", 700), (f"{PROGRAMS}/environment.txt", "program", "adam", 1),
        ("review/csdrg.docx", "review", "", 8_193), ("index.xml", "index", "", 2_000),
    ]  # fmt: skip
    return [Placed(path, kind, random.randbytes(size), part) for path, kind, part, size in papers]


def make_package(root: Path) -> Path:
    """The package below this folder, which is made."""
    placed = placed_files()
    for one in placed:
        (root / one.path).parent.mkdir(parents=True, exist_ok=True)
        assert isinstance(one.content, bytes)
        (root / one.path).write_bytes(one.content)
    for folder, part in ((SDTM, "sdtm"), (ADAM, "adam")):
        for name, records in RECORDS.items():
            path = f"{folder}/{'ad' if part == 'adam' else ''}{name}.xpt"
            write_dataset(dataset(Path(path).stem, records), root / path)
            placed.append(Placed(path, "dataset", root / path, "adam" if part == "adam" else "sdtm", name, "data-x"))
    (root / NAME).write_bytes(manifest_bytes(root, placed, about()))
    return root


def about() -> About:
    """What the manifest says beside the files."""
    ct = Source("sdtm-ct.txt.gz", 10, "a" * 64)
    return About(
        "ALPHA", "fda", (("Python", "3.12"), ("trial-dossier", "0.1.0")),
        (Release("SDTM", "2025-03-28", "terminology", (ct,)), Release("SDTMIG", "3.4", "standard")),
        (Source("sdtm/dm.toml", 5, "b" * 64), Source("study.toml", 7, "c" * 64)),
        (Source("adverse_events.csv", 9, "d" * 64, rows=3),),
    )  # fmt: skip
