"""A hundred promises over a million records: ours, Great Expectations and pandera, the same promises in one run."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
from pandas import DataFrame

sys.path.insert(0, str(Path(__file__).parents[1]))

from peak import peak_megabytes

from mappings.dataset import Dataset, FileFacts
from mappings.spec import DatasetSpec, StudySpec, VariableSpec
from validation.promises import promise as said
from validation.promises.promise import Demand, Promise

GX_TIMES, PANDERA_TIMES = 25.0, 4.0  # how many times as long they may take, at least
DAY = "(?:20[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01]))"
TESTS = [f"TEST{place:02d}" for place in range(40)]
Counts = dict[str, int]
# The part of the records that have no value.
MISSING = {
    "LBBLFL": 0.9, "LBFAST": 0.3, "LBMETHOD": 0.2, "LBREFID": 0.1, "LBNRIND": 0.05, "LBORRESU": 0.05, "LBSTRESU": 0.05,
    "LBORRES": 0.02, "LBSTRESN": 0.04, "LBDTC": 0.01, "LBDY": 0.01, "LBORNRLO": 0.1, "LBORNRHI": 0.1,
}  # fmt: skip
WIDE = "LB.LBORNRHI end_precedes_start with LBORNRLO"


def main() -> int:
    """Measure and print; 1 if ours is not so many times as fast."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="records (default: 1000000)")
    parser.add_argument("--runs", type=int, default=3, help="runs of ours and of pandera (default: 3); GX has one")
    parser.add_argument("--without", default="", help="leave out: gx, pandera")
    parser.add_argument("--task", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        print(json.dumps(task(options.task, options.rows)))
        return 0
    left = options.without.split(",")
    print(f"{options.rows:,} records x 25 variables x {len(promises())} promises; {conditions()}\n")
    costs: dict[str, list[dict[str, Any]]] = {}
    for run in range(options.runs):
        for name in ("ours", "ours, categories", "pandera", "gx"):
            if name not in left and (run == 0 or name != "gx"):
                costs.setdefault(name, []).append(spent(name, options.rows))
    return told(costs)


def conditions() -> str:
    """What the figures depend on."""
    names = ("pandas", "numpy", "pyarrow", "great-expectations", "pandera")
    versions = ", ".join(f"{name} {version(name)}" for name in names)
    load = f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"
    return f"Python {platform.python_version()}, {versions}; {os.cpu_count()} cores, load {load}"


def version(name: str) -> str:
    """The version of a package, or that it is not there."""
    try:
        return importlib.metadata.version(name)
    except importlib.metadata.PackageNotFoundError:
        return "missing"


def spent(name: str, rows: int) -> dict[str, Any]:
    """What a task costs in a process of its own: seconds by the clock and of the processor, memory, what it found."""
    line = [sys.executable, __file__, "--task", name, "--rows", str(rows)]
    done = subprocess.run(line, capture_output=True, text=True, check=False)
    if done.returncode:
        return {"reason": (done.stderr.strip().splitlines() or ["no words"])[-1]}
    found: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return found


def told(costs: dict[str, list[dict[str, Any]]]) -> int:
    """The table: the best run of each, by the processor's time, which a busy machine changes least."""
    best = {name: min((one for one in runs if "cpu" in one), key=lambda one: one["cpu"], default=runs[0])
            for name, runs in costs.items()}  # fmt: skip
    ours, good = best["ours"], True
    print("engine                 CPU s    wall s   import s  peak MB  failing records  x ours (CPU)")
    for name, one in best.items():
        if "reason" in one:
            print(f"{name:20}  not run: {one['reason']}")
            continue
        times = one["cpu"] / ours["cpu"]
        wanted = {"gx": GX_TIMES, "pandera": PANDERA_TIMES}.get(name)
        good &= wanted is None or times >= wanted
        print(f"{name:20} {one['cpu']:7.2f} {one['wall']:9.2f} {one['import']:10.2f} {one['peak']:8.0f} "
              f"{sum(one['found'].values()):16,}  {times:8.1f}{f'  (at least {wanted:.0f})' if wanted else ''}")
        # Pandera names the checks of a column by their arguments: the counts are the same.
        same = sorted(one["found"].values()) == sorted(ours["found"].values())
        good &= same
        if not same:
            print(f"  finds others: {one['found']} instead of {ours['found']}")
    return int(not good)


def task(name: str, rows: int) -> dict[str, Any]:
    """One engine, its import and its check of the data measured apart; the data are made before."""
    frame = records(rows)
    if name == "ours, categories":
        texts = [one for one in frame.columns if not pd.api.types.is_numeric_dtype(frame[one])]
        frame = frame.astype(dict.fromkeys(texts, "category"))
    start = time.process_time()
    check = {"gx": gx, "pandera": pandera}.get(name, ours)(frame)
    imported = time.process_time() - start
    wall, cpu = time.perf_counter(), time.process_time()
    found = check()
    cost = {"wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "import": imported}
    return cost | {"peak": peak_megabytes(), "found": found}


def records(rows: int) -> DataFrame:
    """Laboratory results: codes with few values, texts with many, dates, numbers; five promises are broken."""
    chance = np.random.default_rng(20)
    place = np.arange(rows)
    few: dict[str, list[str]] = {
        "LBTESTCD": TESTS, "LBCAT": ["CHEMISTRY", "HEMATOLOGY"], "LBORRESU": ["g/L", "mmol/L", "U/L", "%"],
        "LBSPEC": ["BLOOD", "SERUM"], "LBFAST": ["Y", "N"], "LBBLFL": ["Y", "N"],
        "VISIT": [f"VISIT {place}" for place in range(20)],
        "LBNRIND": ["HIGH", "LOW", "NORMAL"], "LBMETHOD": ["ELISA", "PCR"], "EPOCH": ["SCREENING", "TREATMENT"],
        "LBSTRESU": ["g/L", "mmol/L", "U/L", "%"],
    }  # fmt: skip
    days = np.datetime_as_string(np.arange("2020-01-01", "2023-12-31", dtype="M8[D]"))
    columns: dict[str, Any] = {"STUDYID": np.repeat("S1", rows), "DOMAIN": np.repeat("LB", rows)}
    columns["USUBJID"] = np.char.add("S1-", np.char.zfill((place // 400).astype(str), 6))
    columns["LBSEQ"] = (place % 400 + 1).astype(float)
    for name, values in few.items():
        columns[name] = np.array(values)[chance.integers(0, len(values), rows)]
    columns["LBTEST"] = np.char.add("Measurement of substance ", columns["LBTESTCD"])
    columns["LBSTRESN"] = np.round(chance.gamma(2, 20, rows), 1)
    columns["LBORRES"] = columns["LBSTRESN"].astype(str)
    columns["LBDTC"] = days[chance.integers(0, len(days), rows)]
    columns["LBSPID"] = np.char.add("L", (place // 7).astype(str))
    for name in ("VISITNUM", "LBDY", "LBORNRLO"):
        columns[name] = chance.integers(1, 60, rows).astype(float)
    columns["LBORNRHI"] = columns["LBORNRLO"] + chance.integers(0, 9, rows)
    columns["LBREFID"] = np.char.add("R", chance.integers(0, 40_000, rows).astype(str))
    frame = DataFrame({name: pd.Series(column, dtype="str" if column.dtype.kind == "U" else "float64")
                       for name, column in columns.items()})  # fmt: skip
    # What is not known or not meant is missing, as in any clinical dataset; most flags are.
    for name, part in MISSING.items():
        frame.loc[chance.random(rows) < part, name] = None
    _break(frame, rows)
    return frame


def _break(frame: DataFrame, rows: int) -> None:
    """Five promises broken, from one record to one in fifty."""
    frame.loc[rows // 2, "LBFAST"] = "U"
    frame.loc[:: rows // 500, "LBDTC"] = "UNKNOWN"
    frame.loc[::50, "LBSPEC"] = None
    frame.loc[:: rows // 1000, "LBORNRHI"] = -1.0
    frame.loc[7 :: rows // 100, "LBSEQ"] = 0.0


def promises() -> tuple[Promise, ...]:
    """A hundred: presence 19, not missing 12, lengths 19, forms 19, codelists 14, numbers 15, a key and a pair."""
    coded = {
        "LBTESTCD": tuple(TESTS), "LBCAT": ("CHEMISTRY", "HEMATOLOGY"), "LBORRESU": ("g/L", "mmol/L", "U/L", "%"),
        "LBSPEC": ("BLOOD", "SERUM"), "LBFAST": ("Y", "N"), "LBBLFL": ("Y", "N"),
        "VISIT": tuple(f"VISIT {place}" for place in range(20)), "LBNRIND": ("HIGH", "LOW", "NORMAL"),
        "LBMETHOD": ("ELISA", "PCR"), "EPOCH": ("SCREENING", "TREATMENT"), "LBSTRESU": ("g/L", "mmol/L", "U/L", "%"),
        "STUDYID": ("S1",), "DOMAIN": ("LB",),
    }  # fmt: skip
    texts = [*coded, "USUBJID", "LBTEST", "LBORRES", "LBDTC", "LBSPID", "LBREFID"]
    numbers = {"LBSEQ": (1, 400), "LBSTRESN": (0, 1e4), "VISITNUM": (1, 60), "LBDY": (1, 60), "LBORNRLO": (1, 60),
               "LBORNRHI": (0, 80)}  # fmt: skip
    forms = dict.fromkeys(texts, "[A-Z0-9 ]+") | {
        "LBDTC": DAY, "USUBJID": "S1-[0-9]{6}", "LBORRES": "[0-9]+\\.[0-9]+", "LBSPID": "L[0-9]+", "LBREFID": "R[0-9]+",
        "LBTESTCD": "[A-Z][A-Z0-9]{0,7}", "LBTEST": "[A-Za-z0-9 ]+", "VISIT": "VISIT [0-9]+",
        "LBORRESU": "[A-Za-z/%]+", "LBSTRESU": "[A-Za-z/%]+",
    }  # fmt: skip
    made: list[tuple[str, Demand, tuple[str, ...]]] = []
    made += [("variable_absent", said.Present(), (name,)) for name in texts]
    made += [("mandatory_value_missing", said.Filled(), (name,)) for name in (*texts, *numbers) if name not in MISSING]
    made += [("value_outside_codelist", said.Among(values), (name,)) for name, values in coded.items()]
    made += [("value_too_long", said.Bytes(40), (name,)) for name in texts]
    made += [("number_malformed", said.Matching("x", form), (name,)) for name, form in forms.items()]
    made += [("date_out_of_calendar", said.Between(*limits), (name,)) for name, limits in numbers.items()]
    made += [("number_not_whole", said.Whole(), (name,)) for name in ("LBSEQ", "VISITNUM", "LBDY")]
    made += [("value_outside_codelist", said.Among(tuple(map(float, range(1, 61)))), ("VISITNUM",))]
    made += [("day_zero", said.NoneOf((-99.0,)), (name,)) for name in numbers]
    made += [("keys_repeated", said.Unique(), ("USUBJID", "LBSEQ", "LBSPID"))]
    made += [("end_precedes_start", said.NotBefore(True), ("LBORNRHI", "LBORNRLO"))]
    return tuple(Promise(check, "error", "LB", demand, "", names) for check, demand, names in made)


def ours(frame: DataFrame) -> Callable[[], Counts]:
    """Distinct values first."""
    from validation.promises.answer import Judged
    from validation.promises.judge import judged_promise

    spec = DatasetSpec(name="LB", label="", domain="LB", variables=tuple(
        VariableSpec(name=name, label="", type="Num" if pd.api.types.is_numeric_dtype(frame[name]) else "Char")
        for name in frame.columns))  # fmt: skip

    def check() -> Counts:
        judged = Judged({"LB": Dataset(spec, frame, FileFacts("lb.xpt", "xpt"))}, StudySpec(study_id="S1"))
        held = judged.held("LB")
        assert held is not None
        outcomes = [(one.name, judged_promise(one, held, judged)) for one in promises()]
        return {name: len(one.hits) for name, one in outcomes if one.hits is not None}

    return check


def gx(frame: DataFrame) -> Callable[[], Counts]:
    """Great Expectations as its leanest use is: one suite in one call, SUMMARY; the frame as pandas reads files."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations
    from great_expectations.data_context.types.base import ProgressBarsConfig

    from validation.promises.expected import expected

    def check() -> Counts:
        context = great_expectations.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        spec = DatasetSpec(name="LB", label="", domain="LB")
        each = [(one, words) for one in promises() for words in expected(one, spec) if not words.beside]
        configurations = [words.configuration(one) for one, words in each]
        suite = great_expectations.ExpectationSuite(name="LB", expectations=configurations)
        source = context.data_sources.add_pandas("p").add_dataframe_asset("a").add_batch_definition_whole_dataframe("b")
        result = source.get_batch({"dataframe": frame}).validate(suite, result_format={"result_format": "SUMMARY"})
        return {one.expectation_config.meta["promise"]: one.result["unexpected_count"] for one in result.results
                if not one.success}  # fmt: skip

    return check


def pandera(frame: DataFrame) -> Callable[[], Counts]:
    """Pandera, all errors collected."""
    import pandera.pandas as pa

    def check() -> Counts:
        try:
            _schema(pa, frame).validate(frame, lazy=True)
        except pa.errors.SchemaErrors as errors:
            return _counted(errors.failure_cases)
        return {}

    return check


def _schema(pa: Any, frame: DataFrame) -> Any:
    of, wide, filled, unique = {name: [] for name in frame.columns}, [], set(), None
    for one in promises():
        demand, name = one.demand, one.variables[0]
        if isinstance(demand, said.Filled):
            filled.add(name)
        elif isinstance(demand, said.Unique):
            unique = list(one.variables)
        elif isinstance(demand, said.NotBefore):
            wide.append(pa.Check(lambda all_: ~(all_["LBORNRHI"] < all_["LBORNRLO"]), name=one.name))
        elif not isinstance(demand, said.Present):
            of[name].append(_check(pa, demand, one.name))
    columns = {name: pa.Column(checks=checks, nullable=name not in filled) for name, checks in of.items()}
    return pa.DataFrameSchema(columns, checks=wide, unique=unique)


def _check(pa: Any, demand: Demand, name: str) -> Any:
    if isinstance(demand, said.Among):
        return pa.Check.isin(list(demand.values), name=name)
    if isinstance(demand, said.Bytes):
        return pa.Check.str_length(max_value=demand.most, name=name)
    if isinstance(demand, said.Matching):
        return pa.Check.str_matches(rf"^(?:{demand.regex})$", name=name)
    if isinstance(demand, said.Whole):
        return pa.Check(lambda numbers: numbers % 1 == 0, name=name)
    if isinstance(demand, said.NoneOf):
        return pa.Check.notin(list(demand.values), name=name)
    assert isinstance(demand, said.Between)
    return pa.Check.in_range(demand.least, demand.most, name=name)


def _counted(cases: DataFrame) -> Counts:
    """The failing records of each check; one of the whole frame tells of each of its columns."""
    check, column = cases["check"].astype(str), cases["column"].astype(str)
    keyed = check.where(check == WIDE, column + " " + check)
    found = cases.assign(key=keyed).drop_duplicates(["key", "index"]).groupby("key").size()
    return {str(name): int(count) for name, count in found.items()}


if __name__ == "__main__":
    sys.exit(main())
