"""clinsite of the reference study, counted a second time by other means: pandas' groups over the datasets joined."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame

from adam import build as build_adam
from define_xml import read_dataset, write_datasets
from define_xml.check_command import checked
from define_xml.package.bimo import Clinsite, read_sites, site_level
from define_xml.package.settings import BimoEntry, Settings
from mappings.study import load_study
from sdtm.datasets import build_study

FOLDER = Path(__file__).parents[3] / "mappings" / "respine"
HIDDEN = [FOLDER / "randomisation.csv", FOLDER / "injection_unblinded.csv"]
SAID = BimoEntry(
    sponsor_number="1", sponsor_name="Sponsor", under_ind="N", bla="000000", endpoint="Responder at month 12",
    endpoint_type="Binary", endpoint_where='ADEFF: PARAMCD == "RESP" and AVISIT == "Month 12" and ANL01FL == "Y"',
    control="Sham",
)  # fmt: skip


@pytest.fixture(scope="module")
def frames(tmp_path_factory: pytest.TempPathFactory) -> dict[str, DataFrame]:
    """The datasets of both floors by name, as their files have them."""
    folder = tmp_path_factory.mktemp("respine")
    written = write_datasets(build_study(FOLDER, None, HIDDEN).datasets, folder / "sdtm")
    analysis = build_adam(FOLDER, folder / "sdtm").datasets
    written += write_datasets([one for one in analysis if one.name in {"ADSL", "ADEFF"}], folder / "adam")
    return {path.stem.upper(): read_dataset(path).records for path in written}


@pytest.fixture(scope="module")
def clinsite(frames: dict[str, DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Clinsite:
    """clinsite with a list of sites that is invented: places without persons."""
    folder = tmp_path_factory.mktemp("study")
    (folder / "bimo").mkdir()
    head = "SITEID,LASTNAME,FRSTNAME,PHONE,EMAIL,CITY,POSTAL,STREET,FINLMAX,FINLDISC"
    rows = [f"0{site},INVESTIGATOR,OF SITE,000,none,Site 0{site},0000{site},Street {site},0,0" for site in range(1, 7)]
    (folder / "bimo" / "sites.csv").write_text("\n".join([head, *rows, ""]), encoding="utf-8")
    settings = Settings(bimo=SAID)
    sites = read_sites(folder, settings)
    return site_level(frames, settings, load_study(FOLDER), sites, created=datetime(2023, 6, 30))


def joined(frames: dict[str, DataFrame], name: str) -> DataFrame:
    """The records of a dataset with the site and planned arm of their subjects, of randomised ones alone."""
    subjects = frames["ADSL"].query("RANDFL == 'Y'")[["USUBJID", "SITEID", "TRT01P"]]
    frame = frames[name].drop(columns=["SITEID", "TRT01P"], errors="ignore")
    return frame.merge(subjects, on="USUBJID", how="inner")


def by_group(frame: DataFrame) -> pd.Series:
    """The number of records by site and arm."""
    return frame.groupby(["SITEID", "TRT01P"]).size()


def second_count(frames: dict[str, DataFrame]) -> DataFrame:
    """The counts of clinsite by site and arm, from ADSL's flags and arms and joined records."""
    events, left = joined(frames, "AE"), joined(frames, "ADSL").query("EOSSTT == 'DISCONTINUED'")
    deaths = joined(frames, "ADSL").query("DTHFL == 'Y'")
    fatal = (events["AEOUT"] == "FATAL") | (events["AESDTH"] == "Y")
    serious = events["AESER"] == "Y"
    enrolled = by_group(joined(frames, "ADSL"))
    found = DataFrame({
        "ENROLL": enrolled, "DISCONT": by_group(left), "NSAE": by_group(events[~serious]),
        "SAE": by_group(events[serious & ~fatal]), "DEATH": by_group(deaths),
        "PROTVIOL": by_group(joined(frames, "DV")),
    }).reindex(enrolled.index).fillna(0)  # fmt: skip
    screened = frames["DM"].groupby("SITEID")["USUBJID"].nunique()
    return found.assign(SCREEN=[screened[site] for site, _ in found.index])


def test_counts_are_those_of_a_second_count(frames: dict[str, DataFrame], clinsite: Clinsite) -> None:
    wanted = second_count(frames)
    found = clinsite.dataset.records.set_index(["SITEID", "ARM"])[list(wanted.columns)]
    assert len(found) == 12
    assert found.to_dict("index") == wanted.to_dict("index")
    assert (found["ENROLL"].sum(), found["DISCONT"].sum(), found["PROTVIOL"].sum() > 0) == (114, 20, True)
    assert found["SCREEN"].xs("Sham", level="ARM").sum() == 152


def test_efficacy_is_that_of_a_second_count(frames: dict[str, DataFrame], clinsite: Clinsite) -> None:
    meant = "PARAMCD == 'RESP' and AVISIT == 'Month 12' and ANL01FL == 'Y'"
    groups = joined(frames, "ADEFF").query(meant).groupby(["SITEID", "TRT01P"])["AVAL"]
    share, count = groups.mean().unstack(), groups.count().unstack()
    variance = share * (1 - share) / count
    effect = share["BM-MSC"] - share["Sham"]
    error = np.sqrt(variance.sum(axis=1))
    found = clinsite.dataset.records.set_index(["SITEID", "ARM"])
    for site in share.index:
        row = found.loc[(site, "BM-MSC")]
        assert row["TRTEFFR"] == pytest.approx(share.loc[site, "BM-MSC"], abs=1e-6)
        assert row["SITEEFFE"] == pytest.approx(effect[site], abs=1e-6)
        assert row["SITEEFFS"] == pytest.approx(error[site], abs=1e-6)
        assert found.loc[(site, "Sham")]["TRTEFFS"] == pytest.approx(
            np.sqrt(share.loc[site, "Sham"] * (1 - share.loc[site, "Sham"])), abs=1e-6
        )
    assert found["SITEEFFE"].xs("Sham", level="ARM").isna().all()


def test_it_is_complete_and_its_define_is_clean(clinsite: Clinsite, tmp_path: Path) -> None:
    assert clinsite.gaps == ()
    for name, content in clinsite.files().items():
        (tmp_path / name).write_bytes(content)
    done = checked(tmp_path / "define.xml")
    assert [str(one) for one in done.findings if one.severity != "note"] == []
    assert len(read_dataset(tmp_path / "clinsite.xpt").records) == 12
