"""Dates of two published ADAE, cell by cell, from the words alone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pandas import DataFrame, Series

from adam.algorithms.dates import analysis_day, date, date_flag, datetime, elapsed, time_flag
from define_xml import read_dataset
from mappings.distinct import text

REAL = Path(__file__).parents[2] / ".." / "shared" / "realdata"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the published studies are not beside the checkout")


def texts(column: Series) -> list[str | None]:
    """Texts, missing as None."""
    return column.astype("object").where(column.notna() & (column != ""), None).tolist()


def same(answer: Series, published: Series) -> int:
    """How many cells are the same, missing ones too."""
    one, other = answer.to_numpy(dtype=np.float64), published.to_numpy(dtype=np.float64)
    return int(((one == other) | (np.isnan(one) & np.isnan(other))).sum())


def same_text(answer: Series, published: Series) -> int:
    """How many texts are the same, missing ones too."""
    return sum(one == other for one, other in zip(texts(answer), texts(published), strict=True))


def since_1960(column: Series, unit: str) -> Series:
    """Published ISO 8601 as days or seconds, by pandas' own reading."""
    found = pd.to_datetime(column.where(column != ""), format="ISO8601") - pd.Timestamp("1960-01-01")
    return Series(found / pd.Timedelta(1, unit), index=column.index)


def by_subject(frame: DataFrame, column: str, unit: str) -> Series:
    """A column as a dotted name brings it: one value by subject."""
    people = frame.drop_duplicates("USUBJID")
    return since_1960(people[column], unit).set_axis(people["USUBJID"].tolist())


def test_every_date_of_the_events_of_pharmaverse() -> None:
    def read(path: str) -> DataFrame:
        return pd.read_csv(REAL / path, dtype=str, keep_default_na=False)

    events = read("expected_sdtm/pharmaversesdtm/ae.csv")
    published = events[["USUBJID", "AESEQ"]].merge(
        read("expected_adam/pharmaverseadam/adae.csv"), on=["USUBJID", "AESEQ"], validate="1:1", how="left"
    )
    assert len(published) == 1191
    subject = text(events["USUBJID"])
    start, end = (text(texts(events[name])) for name in ("AESTDTC", "AEENDTC"))
    treated, followed = by_subject(published, "TRTSDTM", "s"), by_subject(published, "EOSDT", "D")
    first, day = by_subject(published, "TRTSDT", "D"), {"level": "month", "subject": subject}
    begins = datetime(start, impute="first", time="first", minimum=treated, **day)  # type: ignore[arg-type]
    ends = datetime(end, impute="last", time="last", maximum=followed, **day)  # type: ignore[arg-type]
    begun = date(start, impute="first", minimum=first, **day)  # type: ignore[arg-type]
    ended = date(end, impute="last", maximum=followed, **day)  # type: ignore[arg-type]
    assert same(begins, since_1960(published["ASTDTM"], "s")) == 1191
    assert same(ends, since_1960(published["AENDTM"], "s")) == 1191
    assert same(begun, since_1960(published["ASTDT"], "D")) == 1191
    assert same(ended, since_1960(published["AENDT"], "D")) == 1191
    numbers = {name: pd.to_numeric(published[name]) for name in ("ASTDY", "AENDY", "ADURN")}
    assert same(analysis_day(begun, first, subject=subject), numbers["ASTDY"]) == 1191
    assert same(analysis_day(ended, first, subject=subject), numbers["AENDY"]) == 1191
    assert same(elapsed(begun, ended, subject=subject), numbers["ADURN"]) == 1191
    for result, source, flags in ((begins, start, ("ASTDTF", "ASTTMF")), (ends, end, ("AENDTF", "AENTMF"))):
        assert same_text(date_flag(source, result), published[flags[0]]) == 1191
        assert same_text(time_flag(source, result), published[flags[1]]) == 1191


def test_every_date_of_the_events_of_the_pilot() -> None:
    events = read_dataset(REAL / "cdiscpilot01" / "sdtm" / "ae.xpt").records
    adae = read_dataset(REAL / "cdiscpilot01" / "adam" / "adae.xpt").records
    published = events[["USUBJID", "AESEQ"]].merge(adae, on=["USUBJID", "AESEQ"], validate="1:1", how="left")
    assert len(published) == 1191
    subject = text(events["USUBJID"])
    people = adae.drop_duplicates("USUBJID")
    treated = Series(people["TRTSDT"].to_numpy(), index=people["USUBJID"].tolist())
    start, end = text(texts(events["AESTDTC"])), date(text(texts(events["AEENDTC"])))
    begun = date(start, impute="first", level="day")
    flags = date_flag(start, begun)
    assert same(begun, published["ASTDT"]) == 1191
    assert same_text(flags, published["ASTDTF"]) == 1191
    assert same(end, published["AENDT"]) == 1191
    assert same(analysis_day(begun, treated, subject=subject), published["ASTDY"]) == 1191
    assert same(analysis_day(end, treated, subject=subject), published["AENDY"]) == 1191
    # The publisher tells no duration of an event whose start was imputed.
    assert same(elapsed(begun, end).where(flags.isna()), published["ADURN"]) == 1191
