"""What `analysis.py` measures: copies of the reference study, records nobody measured, and one rule for each word."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame, Series
from transport_tasks import freed, memory

from adam.algorithms.joined import joined_flag, value_before
from adam.words import algorithms
from define_xml.transport.files import read_dataset, write_dataset
from define_xml.transport.stream import Stream, Writing
from mappings.distinct import encoded
from mappings.engine import call
from mappings.records import ROW, TABLE, Records
from mappings.rule import Name, parse_rule
from mappings.spec import VariableSpec

SEED = 20260101
SUBJECTS = 11_400
MORE = 4  # letters that name a copy
Numbers = np.ndarray[Any, np.dtype[np.float64]]

# A rule for each word of analysis over the columns of `columns` and `others`.
RULES = (
    "product_of(AVAL, BASE)", "last_until(ADT, ADSL.TRTSDT, PARAMCD, value=AVAL, order=SEQ)",
    "baseline(AVAL, ABLFL, PARAMCD)", "change(AVAL, BASE)", "percent_change(AVAL, BASE)",
    'criterion(AVAL, "<=", 20)', "improved(AVAL, BASE, percent=20, points=20)",
    'category(AVAL, {"< 18": "<18", "[18, 65)": "18-64", ">= 65": ">=65"})', "range_indicator(AVAL, 20, 80)",
    "any_met(YES, FLAG)", "all_met(YES, FLAG)", "yes_number(FLAG)", "shift(PARAMCD, FLAG)",
    'date(DTC, impute="first", level="month", minimum=ADSL.TRTSDT)', 'datetime(DTC, impute="last", time="last")',
    "date_flag(DTC, ADT)", "time_flag(DTC, ADTM)", "date_of(ADTM)", "time_of(ADTM)", "date_text(ADT)",
    "analysis_day(ADT, ADSL.TRTSDT)", "elapsed(ADT, AENDT)",
    "treatment_emergent(ADT, AENDT, ADSL.TRTSDT, ADSL.TRTEDT, window=30)",
    "on_treatment(ADT, ADSL.TRTSDT, ADSL.TRTEDT)", "dose_days(EX.ASTDT, EX.AENDT)",
    "total_dose(EX.EXDOSE, EX.ASTDT, EX.AENDT)", "average_daily_dose(EX.EXDOSE, EX.ASTDT, EX.AENDT)",
    "relative_dose_intensity(AVAL, BASE)", "last_dose(ADT, EX.ASTDT, EX.AENDT)",
    'single_doses(FEW, start="ADT", end="AENDT", frequency="FREQ")', "flag_first(ADT, SEQ, by=PARAMCD, among=YES)",
    "flag_last(ADT, SEQ, by=PARAMCD, among=YES)", "flag_worst(AVAL, SEQ, by=PARAMCD)",
    'numbered(PARAMCD, {"P0": 1, "P1": 2, "P2": 3, "P3": 4, "P4": 5, "P5": 6, "P6": 7, "P7": 8, "P8": 9, "P9": 10})',
    "fewest_subjects(FLAG, PARAMCD)", 'expected(RECORDS, PLAN, by="USUBJID", visit="AVISIT")',
    'carried_forward(RECORDS, PLAN, by=["USUBJID", "PARAMCD"], order="AVISIT", value="AVAL")',
    'average_records(RECORDS, by=["USUBJID", "PARAMCD", "AVISIT"], value="AVAL")',
    "value_before(ADT, EX.ASTDT, EX.EXDOSE)", "value_after(ADT, EX.ASTDT, EX.EXDOSE)",
    "value_during(ADT, EX.ASTDT, EX.AENDT, EX.EXDOSE)", "joined_flag(ADT, EX.ASTDT, within_days=7)",
    "period_value(ADT, [ADSL.TRTSDT], [ADSL.TRTEDT], [1])",
    "interval_label(DTC, ADSL.TRTSDT, windows.low, windows.high, windows.label)",
    'pivot(RECORDS, by=["USUBJID", "AVISIT"], name="PARAMCD", value="AVAL", columns=["P0", "P1", "P2", "P3"])',
    'qualifier("Q0", SUPP.QNAM, SUPP.QVAL, SUPP.IDVARVAL, SEQ)',
    "odi_percent(I0, I1, I2, I3, I4, I5, I6, I7, I8, I9)", "odi_total50(I0, I1, I2, I3, I4, I5, I6, I7, I8, I9)",
    'sf36_item("3a", J0)', 'sf36_raw("PF", J0, J1, J2, J0, J1, J2, J0, J1, J2, J0)',
    'sf36_scale("PF", J0, J1, J2, J0, J1, J2, J0, J1, J2, J0)', "scale_score(I0, I1, I2, I3, lowest=0, highest=5)",
    'norm_component({"PF": AVAL, "BP": BASE}, norms.scale, norms.mean, norms.sd, norms.weight)', "ratio(AVAL, BASE)",
    "sum_of(I0, I1, I2, I3, I4, AVAL)", "mean_of(I0, I1, I2, I3, I4, AVAL)", "smallest_of(AVAL, BASE)",
    "largest_of(AVAL, BASE)", "mean_arterial_pressure(AVAL, BASE)", "body_mass_index(AVAL, BASE)",
    "body_surface(AVAL, BASE)", "subject_first(EX.EXDOSE, EX.ASTDT)", "subject_last(EX.EXDOSE, EX.ASTDT)",
    "subject_smallest(EX.ASTDT, ADT)", "subject_largest(EX.ASTDT, ADT)", "subject_has(EX.EXDOSE)",
    "subject_count(EX.EXDOSE)", "subject_distinct(EX.EXDOSE)", "subject_total(EX.EXDOSE)",
    "event_date([EX.ASTDT], [ADSL.TRTEDT])", "event_censor([EX.ASTDT], [ADSL.TRTEDT])",
    'event_value([EX.ASTDT], [ADSL.TRTEDT], ["EVENT"], ["END"])', "source_dataset()",
    "window(ADY, windows.low, windows.high, windows.label)", "window_distance(ADY, TARGET)",
    "window_choice(DISTANCE, ADY, SEQ, by=[PARAMCD, AVISIT], value=AVAL)",
    "window_reason(DISTANCE, ADY, SEQ, by=[PARAMCD, AVISIT], window=AVISIT, value=AVAL)",
)  # fmt: skip


def copies(source: Path, target: Path, times: int) -> int:
    """Subjects of the copy: SDTM datasets `times` over, each copy with subjects of its own; in order of subjects."""
    target.mkdir(parents=True)
    for path in sorted(source.glob("*.xpt")):
        dataset = read_dataset(path)
        write_dataset(copied(dataset, times), target / path.name, Writing(created=datetime(2026, 1, 1)))
    return len(read_dataset(target / "dm.xpt").records)


def copied(dataset: Any, times: int) -> Stream:
    """The dataset as often as said; once, if it is not about subjects."""
    named = [name for name in ("USUBJID", "SUBJID") if name in dataset.records]
    if not named:
        return Stream(dataset.spec, lambda: iter([dataset.records]), count=len(dataset.records))

    def longer(variable: VariableSpec) -> VariableSpec:
        known = variable.name in named
        return variable.model_copy(update={"length": (variable.length or 0) + MORE}) if known else variable

    def chunks() -> Iterator[DataFrame]:
        for number in range(times):
            # RESPINE-01-001 becomes RESPINE-007-01-001: copies stay in the order of their subjects.
            front = rf"\g<1>{number:0{MORE - 1}}-"
            new = {name: dataset.records[name].str.replace(r"^([A-Z]+-)?", front, n=1, regex=True) for name in named}
            yield dataset.records.assign(**new)

    spec = dataset.spec.model_copy(update={"variables": tuple(map(longer, dataset.spec.variables))})
    return Stream(spec, chunks, count=len(dataset.records) * times)


def words(rows: int) -> Iterator[tuple[str, float, float]]:
    """For each word of analysis the seconds of one call over so many records, and the most memory above the start."""
    known, at_hand = algorithms(), {**columns(rows), **others(rows)}
    trial = {**columns(1000), **others(1000)}
    for text in RULES:
        rule = parse_rule(text, "benchmark")
        word = known[rule.word.text]
        # Imports and first calls are not what is measured.
        call(word, rule, meaning_in(trial), asked(trial), "benchmark")
        freed()
        before, start = memory("VmRSS"), time.perf_counter()
        kept = call(word, rule, meaning_in(at_hand), asked(at_hand), "benchmark")
        seconds = time.perf_counter() - start
        yield word.name, seconds, memory("VmHWM") - before
        del kept


def unmeasured() -> list[str]:
    """The words of analysis for which there is no rule here."""
    from sdtm.words import algorithms as tabulation

    return sorted(set(algorithms()) - set(tabulation()) - {parse_rule(text, "").word.text for text in RULES})


def meaning_in(at_hand: dict[str, Any]) -> Any:
    """What names stand for; a name alone in text is text."""

    def meaning(name: Name) -> Any:
        return at_hand.get(name.text, name.text)

    return meaning


def asked(at_hand: dict[str, Any]) -> dict[str, Any]:
    """What words ask for."""
    subject = at_hand["USUBJID"]
    number = VariableSpec(name="AWLO", label="Analysis Window", type="Num", data_type="float")
    return {
        "subject": subject, "index": subject.index, "target": number, "needed": None, "source": at_hand["PARAMCD"],
    }  # fmt: skip


def columns(rows: int) -> dict[str, Any]:
    """The records' own columns, and the same as tables: in order of subjects, values of one decimal, some missing."""
    random, row, index = np.random.default_rng(SEED), np.arange(rows), pd.RangeIndex(rows)
    people = max(1, rows * SUBJECTS // 1_000_000)
    day = np.floor(random.uniform(21_000, 22_000, rows))

    def numbers(values: Any, missing: float = 0.0) -> Series:
        return Series(np.where(random.random(rows) < missing, np.nan, np.asarray(values, np.float64)), index=index)

    def text(codes: Any, said: list[str]) -> Series:
        return encoded(np.asarray(codes, dtype=np.int64), said, index)

    dates = [str(np.datetime64("1960-01-01") + int(one)) for one in range(21_000, 22_000)]
    dates += [date[:7] for date in dates[::30]]
    found: dict[str, Any] = {
        "USUBJID": text(row * people // rows, subjects(people)),
        "PARAMCD": text(row % 10, [f"P{one}" for one in range(10)]),
        "AVISIT": text(row // 10 % 9, [f"V{one}" for one in range(9)]),
        "SEQ": numbers(row % (rows // people + 1) + 1), "ADT": numbers(day, 0.02), "ADTM": numbers(day * 86400 + 3600),
        "AENDT": numbers(day + np.floor(random.uniform(0, 30, rows)), 0.2), "ADY": numbers(day - 21_400, 0.02),
        "AVAL": numbers(np.rint(random.uniform(1, 1000, rows)) / 10, 0.05),
        "BASE": numbers(np.rint(random.uniform(1, 1000, rows)) / 10, 0.05),
        "TARGET": numbers(day // 90 * 90 - 21_400), "DISTANCE": numbers(day % 90 - 45),
        "ABLFL": text(np.where(row // 10 % 9 == 1, 0, -1), ["Y"]), "YES": text(np.where(row % 3, 0, -1), ["Y"]),
        "FLAG": text(random.integers(-1, 2, rows), ["Y", "N"]),
        "DTC": text(random.integers(-1, len(dates), rows), dates),
        **{f"I{one}": numbers(random.integers(0, 6, rows), 0.02) for one in range(10)},
        **{f"J{one}": numbers(random.integers(1, 4, rows), 0.02) for one in range(3)},
    }  # fmt: skip
    whole = ("USUBJID", "PARAMCD", "AVISIT", "SEQ", "ADT", "AENDT", "AVAL", "ABLFL")
    told = {TABLE: text(row * 0, ["QS"]), ROW: Series(row + 1, index=index)}
    found["RECORDS"] = Records(DataFrame({**{name: found[name] for name in whole}, **told}), name="RECORDS")
    # A record for each day of each dose: a tenth of the records give a million and more.
    few = found["RECORDS"].frame.assign(FREQ=text(row * 0, ["QD"])).iloc[: max(rows // 10, 1)]
    found["FEW"] = Records(few[few["ADT"].notna() & few["AENDT"].notna()].reset_index(drop=True), name="FEW")
    return found


def others(rows: int) -> dict[str, Any]:
    """Columns of another dataset of as many records, of ADSL and of tables; and a plan of visits."""
    random, own = np.random.default_rng(SEED + 1), columns(rows)
    people = max(1, rows * SUBJECTS // 1_000_000)
    labels = pd.Index(own["USUBJID"].astype("object"), name="USUBJID")
    names = pd.Index(subjects(people), name="USUBJID", dtype="object")
    started = np.floor(random.uniform(21_000, 21_900, people))

    def of(values: Series, name: str) -> Series:
        return Series(values.array, index=labels, name=name)

    start = Series(np.floor(random.uniform(21_000, 22_000, rows)))
    spans = np.arange(9) * 100.0
    visits = encoded(np.arange(9), [f"V{one}" for one in range(9)], pd.RangeIndex(9))
    plan = DataFrame({"AVISIT": visits, TABLE: visits, ROW: np.arange(9) + 1})
    return {
        "EX.ASTDT": of(start, "EX.ASTDT"), "EX.AENDT": of(start + 5, "EX.AENDT"),
        "EX.EXDOSE": of(own["AVAL"], "EX.EXDOSE"),
        "SUPP.QNAM": of(encoded(random.integers(0, 5, rows), [f"Q{one}" for one in range(5)], own["ADT"].index), "Q"),
        "SUPP.QVAL": of(own["FLAG"], "SUPP.QVAL"),
        "SUPP.IDVARVAL": of(encoded(own["SEQ"].astype(int) - 1, [str(one + 1) for one in range(200)], labels), "V"),
        "ADSL.TRTSDT": Series(started, index=names, name="ADSL.TRTSDT"),
        "ADSL.TRTEDT": Series(started + 100, index=names, name="ADSL.TRTEDT"),
        "windows.low": Series(spans - 400), "windows.high": Series(spans - 301),
        "windows.label": Series(spans), "PLAN": Records(plan, name="plan"),
        "norms.scale": encoded(np.arange(2), ["PF", "BP"], pd.RangeIndex(2)),
        "norms.mean": Series([84.52404, 75.49196]), "norms.sd": Series([22.8949, 23.55879]),
        "norms.weight": Series([0.42402, 0.31754]),
    }  # fmt: skip


def subjects(count: int) -> list[str]:
    """So many USUBJID."""
    return [f"RESPINE-{one % 100:03}-{one // 100:04}" for one in range(count)]


def joins(rows: int) -> Iterator[tuple[str, float, float]]:
    """Seconds and most memory above the start of joins of so many records with as many, by subject and time."""
    random, index = np.random.default_rng(SEED), pd.RangeIndex(rows)
    people = max(1, rows // 100)
    names = subjects(people)

    def side() -> tuple[Series, Series]:
        subject = encoded(random.integers(0, people, rows), names, index)
        return subject, Series(np.floor(random.uniform(21_000, 22_000, rows)), index=index)

    (subject, date), (owner, dates) = side(), side()
    labels = pd.Index(owner.astype("object"), name="USUBJID")
    there, values = Series(dates.array, index=labels), Series(random.random(rows), index=labels)
    del owner, dates
    for name, joined in (
        ("value_before", lambda: value_before(date, there, values, subject=subject)),
        ("joined_flag", lambda: joined_flag(date, there, within_days=7, subject=subject)),
    ):
        freed()
        before, start = memory("VmRSS"), time.perf_counter()
        found = joined()
        seconds = time.perf_counter() - start
        yield name, seconds, memory("VmHWM") - before
        if not found.notna().any():
            raise SystemExit(f"{name} found nothing")
