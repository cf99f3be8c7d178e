"""Data that hypothesis draws: records of the two small studies with values that keep or break their promises."""

from __future__ import annotations

from hypothesis import strategies as st
from pandas import DataFrame, Series

from mappings.dataset import Dataset
from mappings.distinct import text
from mappings.spec import DatasetSpec
from tests.validation.promises.promised import ADLB, ADSL, DM, LB, Data, held

SUBJECTS = ["01", "02", "03", None]
DATES = ["2023", "2023-01", "2023-01-01", "2023-01-01T10:30", "2022-12-31", "2023-02-30", "2023-02-29", "JAN", " 2023",
         "2024-02-29", "--02-29", "2023---15", "2023-01-01T10:30Z", "2023-01-01T10:30+14:00", None]  # fmt: skip
TEXTS: dict[str, list[str | None]] = {
    "STUDYID": ["S1", "S1", "S2", None], "DOMAIN": ["DM", "LB", "lb", None], "USUBJID": SUBJECTS,
    "SEX": ["F", "M", "U", "f", None], "DTHFL": ["Y", None, None],
    "LBTESTCD": ["CNT", "NEG", "ALT", "DAY", "ALTALTALT", None],
    "LBTEST": ["Count", "Urine", "ALT", None],
    "LBORRES": ["1", "12", "1234", "1.5", "-.5e3", "1.", "N", "Y", "é", "éééé", "2023-01-01", " 7", "1e", "N ", None],
    "LBFAST": ["Y", "N", "", "YES", None], "TRT01P": ["A", "B", None], "PARAMCD": ["ALT", "CNT", "TOOLONGALT", None],
    "PARAM": ["Alt", "Count", None], "AVISIT": ["Week 1", "Week 2", None],
}  # fmt: skip
NUMBERS: dict[str, list[float]] = {
    "AGE": [51, 0, -1, 5.5], "LBSEQ": [0, 1, 2, 3, 4, 1.5], "LBDY": [-1, 0, 1, 0.5], "AVISITN": [1, 2],
    "LBSTRESN": [0, 1, 1.5, 12.25, 0.1 + 0.2, 1e20, -3, 1e-5], "AVAL": [0, 1.55, 1.555, 1 / 3, 0.1 + 0.2, -2.5],
    "TRTSDT": [22000, 22001, 0, 3_000_000, -200_000], "TRTEDT": [22000, 21000, 22000.5], "TRT01PN": [1, 2],
    "ADT": [22000, 22001, 5e6], "ADTM": [1e9, -1e15], "STARTDT": [22000, 22002],
}  # fmt: skip
MISSING = float("nan")


@st.composite
def records(draw: st.DrawFn, spec: DatasetSpec) -> Dataset:
    """A dataset of up to nine records; now and then a variable is absent, of another type, or one is too many."""
    count = draw(st.integers(0, 9))
    columns: dict[str, Series] = {}
    for variable in spec.variables:
        odd = draw(st.integers(0, 60))
        if odd == 0:
            continue
        if (variable.type == "Num") != (odd == 1):
            pool = [*NUMBERS.get(variable.name, [1.0, 2.0]), MISSING]
            column = Series(draw(st.lists(st.sampled_from(pool), min_size=count, max_size=count)), dtype="float64")
        else:
            words = st.sampled_from(TEXTS.get(variable.name, DATES))
            column = text(draw(st.lists(words, min_size=count, max_size=count)))
        columns[variable.name] = column
    if draw(st.integers(0, 9)) == 0:
        columns["EXTRA"] = text(["x"] * count)
    names = list(columns)
    if names and draw(st.integers(0, 9)) == 0:
        names = [names[-1], *names[:-1]]
    frame = DataFrame({name: columns[name] for name in names}, index=range(count))
    return held(spec, frame, draw(st.sampled_from(["utf-8", "latin-1", "ascii"])))


def studies() -> st.SearchStrategy[Data]:
    """DM and LB."""
    return st.fixed_dictionaries({"DM": records(DM), "LB": records(LB)})


def analyses() -> st.SearchStrategy[tuple[Data, Data]]:
    """ADSL and ADLB, and the DM that they were made of."""
    made = st.fixed_dictionaries({"ADSL": records(ADSL), "ADLB": records(ADLB)})
    return st.tuples(made, st.fixed_dictionaries({"DM": records(DM)}))
