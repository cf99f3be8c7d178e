"""RESPINE's analysis datasets in small: random values in the shape that the real ones have by contract."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from define_xml.transport.files import write_datasets
from mappings.dataset import Dataset
from mappings.spec import DatasetSpec, VariableSpec

VISITS = {"Baseline": 2, "Month 1": 4, "Month 3": 5, "Month 6": 6, "Month 12": 8, "Month 24": 9}
# Mean and standard deviation at baseline, and the change from visit to visit.
SCALES = {
    "VASPAIN": (60.0, 17.0, -4.0), "ODIPCT": (30.0, 13.0, -2.0), "SF36PCS": (36.0, 8.0, 1.0),
    "SF36MCS": (40.0, 10.0, 0.5),
}  # fmt: skip


def study_folder(folder: Path, subjects: int = 60, seed: int = 3, missing: float = 0.12) -> Path:
    """A folder with ADSL, ADEFF and ADMRI of so many subjects, a share of their values missing."""
    adsl, adeff = made_frames(subjects, seed, missing)
    images = adeff[(adeff["PARAMCD"] == "VASPAIN") & adeff["AVISIT"].isin(["Month 12", "Month 24"])]
    admri = images.assign(PARAMCD="DFCCHG", PARAM="Change of disc fluid content (%)", AVALC=None)
    datasets = [dataset(name, frame) for name, frame in (("ADSL", adsl), ("ADEFF", adeff), ("ADMRI", admri))]
    write_datasets(datasets, folder, ("parquet",))
    return folder


def made_frames(subjects: int, seed: int, missing: float) -> tuple[pd.DataFrame, pd.DataFrame]:
    """ADSL and ADEFF."""
    chance = np.random.default_rng(seed)
    names = [f"R-{at:03d}" for at in range(subjects)]
    arm = np.where(np.arange(subjects) % 2 == 0, "BM-MSC", "Sham")
    values = {code: _course(chance, subjects, *said) for code, said in SCALES.items()}
    flags = {name: np.where(chance.random(subjects) < 0.3, "Y", "N") for name in ("SMOKFL", "NSG1BLFL", "GR2BLFL")}
    adsl = pd.DataFrame(
        {
            "STUDYID": "R", "USUBJID": names, "SEX": np.where(chance.random(subjects) < 0.4, "F", "M"),
            "AGE": chance.integers(18, 61, subjects).astype(float), "TRT01P": arm, "TRT01A": arm, "ITTFL": "Y",
            "FASFL": np.where(np.arange(subjects) < 1, "N", "Y"), "BMIBL": chance.normal(24, 3, subjects).round(1),
            "EDUCLVL": chance.choice(["Primary school", "College", "Master"], subjects),
            "EMPLSTAT": chance.choice(["Full-time employment", "Unemployed"], subjects, p=[0.9, 0.1]), **flags,
            "VASBL": values["VASPAIN"][:, 0], "ODIPCTBL": values["ODIPCT"][:, 0],
            "PCSBL": values["SF36PCS"][:, 0], "MCSBL": values["SF36MCS"][:, 0],
        }
    )  # fmt: skip
    if missing:
        adsl.loc[[3, 7], ["SMOKFL", "BMIBL"]] = [None, np.nan]
    gone = chance.random((subjects, len(VISITS))) < missing
    gone[:, 0] = False
    return adsl, _records(names, values, gone)


def _course(chance: np.random.Generator, subjects: int, mean: float, sd: float, slope: float) -> np.ndarray:
    own = chance.normal(0, 0.7 * sd, (subjects, 1))
    drawn = mean + own + slope * np.arange(len(VISITS)) + chance.normal(0, 0.6 * sd, (subjects, len(VISITS)))
    # Even numbers: percentages of fifty, and whole millimetres.
    return np.clip(2 * np.round(drawn / 2), 2, 98)


def _records(names: list[str], values: dict[str, np.ndarray], gone: np.ndarray) -> pd.DataFrame:
    """A record for each value that is there, and for each response that can be told."""
    pain, odi = values["VASPAIN"], values["ODIPCT"]
    fewer = pain[:, :1] - pain
    better = ((fewer >= 20) & (fewer * 5 >= pain[:, :1])) | ((odi[:, :1] - odi) * 5 >= odi[:, :1])
    responses = {
        "RESP": better, "MCIDVAS": fewer * 10 >= 3 * pain[:, :1], "MCIDODI": odi[:, :1] - odi >= 10,
        "MCIDBOTH": (fewer * 10 >= 3 * pain[:, :1]) & (odi[:, :1] - odi >= 10),
    }  # fmt: skip
    rows = []
    for code, told in {**values, **responses}.items():
        first = 1 if code in responses else 0
        for at, name in enumerate(names):
            for visit, label in list(enumerate(VISITS))[first:]:
                if not gone[at, visit]:
                    word = ("N", "Y")[int(told[at, visit])] if first else None
                    value = told[at, visit]
                    rows.append(("R", name, code, f"Parameter {code}", label, VISITS[label], value, word, "Y"))
    columns = ["STUDYID", "USUBJID", "PARAMCD", "PARAM", "AVISIT", "AVISITN", "AVAL", "AVALC", "ANL01FL"]
    return pd.DataFrame(rows, columns=columns).astype({"AVAL": float, "AVISITN": float})


def dataset(name: str, frame: pd.DataFrame) -> Dataset:
    """The frame as a dataset."""
    variables = tuple(
        VariableSpec(name=str(one), label=f"Label of {one}", type="Num" if frame[one].dtype.kind == "f" else "Char")
        for one in frame.columns
    )
    return Dataset(DatasetSpec(name=name, label=f"Label of {name}", domain=name, variables=variables), frame)
