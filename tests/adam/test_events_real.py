"""Flags, exposure and times to event of two published studies, cell by cell, with the rules told in words."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from pandas import DataFrame, Index, Series

from adam.algorithms.emergent import treatment_emergent
from adam.algorithms.exposure import average_daily_dose, dose_days, last_dose, total_dose
from adam.algorithms.survival import event_censor, event_date, event_value
from adam.moments import days
from define_xml.transport.files import read_dataset
from mappings.distinct import text
from sdtm.algorithms.results import rounded

REAL = Path(__file__).parents[2] / ".." / "shared" / "realdata"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the published studies are not beside the checkout")


@cache
def pilot(path: str) -> DataFrame:
    """A dataset of the CDISC pilot: text encoded, dates as SAS days."""
    return read_dataset(REAL / "cdiscpilot01" / path).records


@cache
def published(path: str) -> DataFrame:
    """A table of pharmaverse: every cell a text, empty ones missing."""
    frame = pd.read_csv(REAL / path, dtype=str, keep_default_na=False)
    return DataFrame({name: text(frame[name].where(frame[name] != "", None)) for name in frame})


def labelled(frame: DataFrame, name: str) -> Series:
    """A column of another dataset, labelled by subject."""
    return Series(frame[name].array, index=Index(frame["USUBJID"].astype(object)), name=name)


def differing(found: Series, expected: Series) -> list[tuple[Any, Any]]:
    """The cells that differ."""
    pairs = zip(found.astype(object), expected.astype(object), strict=True)
    return [pair for pair in pairs if pair[0] != pair[1] and not (pd.isna(pair[0]) and pd.isna(pair[1]))]


def test_treatment_emergent_of_pharmaverse() -> None:
    adae = published("expected_adam/pharmaverseadam/adae.csv")
    dates = (adae[name] for name in ("ASTDT", "AENDT", "TRTSDT", "TRTEDT"))
    found = treatment_emergent(*dates, window=30, subject=adae["USUBJID"])
    assert len(found) == 1191
    assert not differing(found, adae["TRTEMFL"])


def test_last_dose_of_pharmaverse() -> None:
    adae, ex = published("expected_adam/pharmaverseadam/adae.csv"), published("expected_sdtm/pharmaversesdtm/ex.csv")
    dosed = ex[ex["EXDOSE"].isin(["0", "54"]) & ex["EXENDTC"].notna()]
    found = last_dose(adae["ASTDT"], labelled(dosed, "EXSTDTC"), labelled(dosed, "EXENDTC"), subject=adae["USUBJID"])
    assert found.notna().sum() == 1126
    assert not differing(found, Series(days(adae["LDOSEDTM"])))


def test_treatment_emergent_of_the_pilot() -> None:
    adae = pilot("adam/adae.xpt")
    # Eleven events have no start date: N, as the pilot says of all that did not begin on treatment.
    assert adae["ASTDT"].isna().sum() == 11
    said = {"otherwise": "N", "missing": "N", "subject": adae["USUBJID"]}
    found = treatment_emergent(adae["ASTDT"], None, labelled(pilot("adam/adsl.xpt"), "TRTSDT"), **said)
    assert len(found) == 1191
    assert not differing(found, adae["TRTEMFL"])


def test_exposure_of_the_pilot() -> None:
    adsl, ex = pilot("adam/adsl.xpt"), pilot("sdtm/ex.xpt")
    starts, ends = labelled(ex, "EXSTDTC"), labelled(ex, "EXENDTC")
    assert ends.isna().sum() == 6
    said = {"until": adsl["TRTEDT"], "subject": adsl["USUBJID"]}
    dose, often = labelled(ex, "EXDOSE"), labelled(ex, "EXDOSFRQ")
    assert len(adsl) == 254
    assert not differing(total_dose(dose, starts, ends, frequency=often, **said), adsl["CUMDOSE"])
    assert not differing(rounded(average_daily_dose(dose, starts, ends, **said), 1), adsl["AVGDD"])
    assert not differing(dose_days(starts, ends, **said), adsl["TRTDUR"])
    # Without a bound three subjects on the high dose, and those on placebo with an open record, have no answer.
    assert total_dose(dose, starts, ends, subject=adsl["USUBJID"]).isna().sum() == 6


@pytest.mark.parametrize("flagged", [True, False])
def test_time_to_event_of_the_pilot(flagged: bool) -> None:
    adtte, adsl, adae = (pilot(f"adam/{name}.xpt") for name in ("adtte", "adsl", "adae"))
    # The record flagged first, or all dermatologic events on treatment: the first of them is found here.
    chosen = adae["AOCC01FL"].eq("Y") if flagged else adae["CQ01NAM"].notna() & adae["TRTEMFL"].eq("Y")
    events, censors = labelled(adae[chosen], "ASTDT"), labelled(adsl, "RFENDT")
    subject = adtte["USUBJID"]
    assert len(subject) == 254
    assert not differing(event_date(events, censors, start=labelled(adsl, "TRTSDT"), subject=subject), adtte["ADT"])
    assert not differing(event_censor(events, censors, subject=subject), adtte["CNSR"])
    told = {
        "EVNTDESC": ("Dematologic Event Occured", "Study Completion Date"),
        "SRCDOM": ("ADAE", "ADSL"),
        "SRCVAR": ("ASTDT", "RFENDT"),
        "SRCSEQ": (labelled(adae[chosen], "AESEQ"), None),
    }
    for name, (event, censor) in told.items():
        assert not differing(event_value(events, censors, event, censor, subject=subject), adtte[name]), name
