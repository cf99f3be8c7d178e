"""Occurrence flags, last doses and qualifiers of two published ADAE, record by record, from the words alone."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame, Series

from adam.algorithms.flags import flag_first, flag_worst
from adam.algorithms.joined import value_before, value_during
from adam.algorithms.qualifiers import qualifier
from adam.algorithms.select import subject_count, subject_has, subject_largest, subject_smallest
from define_xml import read_dataset
from mappings.distinct import text
from tests.adam.drawn import labelled, plain

REAL = Path(__file__).parents[2] / ".." / "shared" / "realdata"
PUBLISHED = REAL / "expected_adam" / "pharmaverseadam"
TABULATED = REAL / "expected_sdtm" / "pharmaversesdtm"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the published studies are not beside the checkout")


@cache
def csv(path: Path) -> DataFrame:
    """A table of text; only an empty cell is missing."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False, na_values=[""])
    return DataFrame({name: text(frame[name]) for name in frame.columns})


def number(column: Series) -> Series:
    return Series(pd.to_numeric(column.astype(object)).to_numpy(dtype=np.float64), index=column.index)


def seconds(column: Series) -> Series:
    """Complete dates and moments as seconds since 1960."""
    moments = pd.to_datetime(column.astype(object).where(column.astype(object).str.len() >= 10), format="ISO8601")
    return Series(((moments - pd.Timestamp("1960-01-01")) / pd.Timedelta(seconds=1)).to_numpy(dtype=np.float64))


def days(column: Series) -> Series:
    return seconds(column) // 86400


@cache
def doses() -> DataFrame:
    """The doses that count: 0 or 54 mg with an end."""
    frame = csv(TABULATED / "ex.csv")
    kept = frame[frame["EXDOSE"].isin(["0", "54"]) & frame["EXENDTC"].notna()].reset_index(drop=True)
    return kept.assign(START=days(kept["EXSTDTC"]), END=days(kept["EXENDTC"]), DOSE=number(kept["EXDOSE"]))


def ex(name: str) -> Series:
    return labelled(doses(), name)


def agreed(found: Series, published: Series) -> int:
    """On how many records both say the same, missing included."""
    return sum(one == other for one, other in zip(plain(found), plain(published), strict=True))


def test_the_dose_at_and_before_each_event() -> None:
    adae = csv(PUBLISHED / "adae.csv")
    subject, start = adae["USUBJID"], days(adae["ASTDT"])
    # One dose a day: the last one is of the event's own day, or of the end of the last period that began before it.
    end = value_before(start, ex("START"), ex("END"), subject=subject)
    last = Series(np.minimum(end, start)) * 86400
    assert (len(adae), agreed(last, seconds(adae["LDOSEDTM"]))) == (1191, 1191)
    assert (
        agreed(value_during(start, ex("START"), ex("END"), ex("DOSE"), subject=subject), number(adae["DOSEON"])) == 1191
    )
    assert agreed(value_during(start, ex("START"), ex("END"), ex("EXDOSU"), subject=subject), adae["DOSEU"]) == 1191
    assert (adae["LDOSEDTM"].notna().sum(), adae["DOSEON"].notna().sum()) == (1126, 796)


def test_the_first_event_of_the_greatest_severity() -> None:
    adae = csv(PUBLISHED / "adae.csv")
    order = number(adae["ASEVN"]), seconds(adae["ASTDTM"]), number(adae["AESEQ"])
    found = flag_worst(*order, among=adae["TRTEMFL"], subject=adae["USUBJID"])
    assert (agreed(found, adae["AOCCIFL"]), found.notna().sum()) == (1191, 217)


@cache
def pilot() -> DataFrame:
    return read_dataset(REAL / "cdiscpilot01" / "adam" / "adae.xpt").records


FLAGS = [
    ("AOCCFL", (), ("TRTEMFL",), 218),
    ("AOCCSFL", ("AEBODSYS",), ("TRTEMFL",), 550),
    ("AOCCPFL", ("AEBODSYS", "AEDECOD"), ("TRTEMFL",), 781),
    ("AOCC02FL", (), ("TRTEMFL", "AESER"), 3),
    ("AOCC03FL", ("AEBODSYS",), ("TRTEMFL", "AESER"), 3),
    ("AOCC04FL", ("AEBODSYS", "AEDECOD"), ("TRTEMFL", "AESER"), 3),
    ("AOCC01FL", (), ("TRTEMFL", "CQ01NAM"), 152),
]


@pytest.mark.parametrize(("name", "by", "among", "flags"), FLAGS)
def test_the_occurrence_flags_of_the_pilot(name: str, by: tuple[str, ...], among: tuple[str, ...], flags: int) -> None:
    adae = pilot()
    groups: Any = tuple(adae[one] for one in by)
    chosen = tuple(adae[one] for one in among)
    found = flag_first(adae["ASTDT"], adae["AESEQ"], by=groups, among=chosen, subject=adae["USUBJID"])
    assert (len(adae), agreed(found, adae[name]), found.notna().sum()) == (1191, 1191, flags)


def test_a_qualifier_of_events_and_one_of_subjects() -> None:
    events, supp = csv(TABULATED / "ae.csv"), csv(TABULATED / "suppae.csv")
    columns = [labelled(supp, name, "SUPPAE") for name in ("QNAM", "QVAL", "IDVARVAL")]
    found = qualifier("AETRTEM", *columns, number(events["AESEQ"]), subject=events["USUBJID"])
    known = supp[supp["QNAM"] == "AETRTEM"]
    told = {
        (who, int(at)): value for who, at, value in known[["USUBJID", "IDVARVAL", "QVAL"]].astype(object).to_numpy()
    }
    records = zip(plain(events["USUBJID"]), plain(events["AESEQ"]), strict=True)
    assert plain(found) == [told.get((who, int(at))) for who, at in records]
    assert found.notna().sum() == 1191

    people, more = csv(TABULATED / "dm.csv"), csv(TABULATED / "suppdm.csv")
    columns = [labelled(more, name, "SUPPDM") for name in ("QNAM", "QVAL")]
    safe = qualifier("SAFETY", *columns, subject=people["USUBJID"])
    whose = set(more[more["QNAM"] == "SAFETY"]["USUBJID"])
    assert plain(safe) == ["Y" if who in whose else None for who in plain(people["USUBJID"])]
    assert safe.notna().sum() == len(whose) > 200


def test_treatment_of_each_subject() -> None:
    adsl, frame = csv(PUBLISHED / "adsl.csv"), csv(TABULATED / "ex.csv")
    dose = number(frame["EXDOSE"])
    dosed = (dose > 0) | ((dose == 0) & frame["EXTRT"].astype(object).str.contains("PLACEBO"))
    kept = frame[dosed].reset_index(drop=True)
    kept = kept.assign(START=days(kept["EXSTDTC"]), END=days(kept["EXENDTC"]))
    subject = adsl["USUBJID"]
    first = subject_smallest(labelled(kept, "START"), subject=subject)
    last = subject_largest(labelled(kept, "END"), subject=subject)
    safe = subject_has(labelled(kept, "EXSEQ"), otherwise="N", subject=subject)
    assert len(adsl) == 306
    assert [agreed(first, days(adsl["TRTSDT"])), agreed(last, days(adsl["TRTEDT"]))] == [306, 306]
    assert agreed(safe, adsl["SAFFL"]) == 306
    assert subject_count(labelled(kept, "EXSEQ"), subject=subject).sum() == len(kept)
