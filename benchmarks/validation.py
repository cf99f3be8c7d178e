"""How fast CDISC's open rules are run over a pilot-like study: `python benchmarks/validation.py`."""

from __future__ import annotations

import argparse
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

SHARED = ROOT.parent / "shared"
PILOT, RULES = SHARED / "realdata" / "cdiscpilot01" / "sdtm", SHARED / "open_rules" / "rules"
# Measured by others for cdisc-rules-engine 0.17.1 with 330 rules on the pilot's 18 datasets (19,302 records), two
# cores: its command, and the same in one process without any of its inter-process cost.
CORE_COMMAND, CORE_FLOOR, PUBLISHED = 225.0, 83.0, 19_302
MOST_SECONDS, MOST_MEGABYTES, LEAST_RATIO = 15.0, 1_500, 50.0


def main() -> int:
    """Measure and print; 1 if a promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="how often each size is run (default: 3)")
    sizes = [PUBLISHED, 500_000, 1_000_000]
    parser.add_argument("--records", type=int, nargs="*", default=sizes, help="records of the scaled study")
    parser.add_argument("--task", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        print(json.dumps(cost(options.task)))
        return 0
    if not PILOT.is_dir() or not RULES.is_dir():
        print("the pilot's data and the open rules are not here (../shared)")
        return 1
    with tempfile.TemporaryDirectory() as folder:
        return report(options.runs, options.records, Path(folder))


def report(runs: int, sizes: list[int], folder: Path) -> int:
    """A line for the pilot as it is and for each size, and the promises."""
    environment = {**os.environ, "PYTHONPYCACHEPREFIX": str(folder / "pycache"), "PYTHONPATH": str(ROOT)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    rooms = [str(ROOT / name) for name in ("mappings", "define_xml", "validation")]
    subprocess.run([sys.executable, "-m", "compileall", "-q", *rooms], env=environment, check=True)
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {runs} runs each: median (least-most)")
    print("   records  seconds  of that: read   rules      MB  checks: ran, found, not run, failed")
    kept, figures = True, {}
    for size in [0, *sizes]:
        data = scaled(folder / str(size), size)
        found = [measured(data, environment) for _ in range(runs)]
        figures[size] = one = middle(found)
        spread = f"({min(each['seconds'] for each in found):.1f}-{max(each['seconds'] for each in found):.1f})"
        counts = ", ".join(str(int(one[name])) for name in ("ran", "found", "left", "failed"))
        print(
            f"{int(one['records']):>10,}  {one['seconds']:>7.2f}  {one['read']:>13.2f}  {one['rules']:>6.2f}  "
            f"{one['megabytes']:>6.0f}  {counts}  {spread}"
        )
        if size == 500_000:
            kept &= one["seconds"] < MOST_SECONDS and one["megabytes"] < MOST_MEGABYTES
    if PUBLISHED in figures:
        ours = figures[PUBLISHED]["seconds"]
        kept &= CORE_COMMAND / ours >= LEAST_RATIO
        print(f"19,302 records, cdisc-rules-engine's command / ours: {CORE_COMMAND / ours:.0f}", end="")
        print(f" (its floor in one process / ours: {CORE_FLOOR / ours:.0f}; its seconds as measured by others)")
    return int(not kept)


def scaled(folder: Path, records: int) -> Path:
    """The pilot as it is, or its subjects copied under new ids until there are so many records, in transport files."""
    import pandas as pd

    from define_xml.transport.files import write_dataset
    from define_xml.transport.stream import Writing
    from validation.reading import read_folder

    if not records:
        return PILOT
    datasets = read_folder(PILOT).datasets
    have = sum(len(one.records) for one in datasets.values() if "USUBJID" in one.records)
    copies = -(-records // have)
    folder.mkdir()
    for name, one in datasets.items():
        frame = one.records
        if "USUBJID" in frame:
            parts = []
            for copy in range(copies):
                part = frame.copy()
                part["USUBJID"] = part["USUBJID"].str.slice(0, 9) + f"{copy:03d}"[-3:] + part["USUBJID"].str.slice(9)
                parts.append(part)
            frame = pd.concat(parts, ignore_index=True)
        spec = one.spec.model_copy(
            update={"variables": tuple(v.model_copy(update={"length": None}) for v in one.spec.variables)}
        )
        made = replace(one, records=frame, spec=spec)
        write_dataset(made, folder / f"{name.lower()}.xpt", Writing(encoding="cp1252"))
    return folder


def measured(data: Path, environment: Mapping[str, str]) -> dict[str, float]:
    """What one run costs in a process of its own."""
    line = [sys.executable, __file__, "--task", str(data)]
    done = subprocess.run(line, env=dict(environment), capture_output=True, text=True, check=True)
    said: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return said


def middle(found: list[dict[str, float]]) -> dict[str, float]:
    """The median of each figure."""
    return {name: median(one[name] for one in found) for name in found[0]}


def cost(data: Path) -> dict[str, float]:
    """Seconds of reading and of all SDTMIG 3.4 and FDA rules over a folder, and the memory that was needed at most."""
    from peak import peak_megabytes

    begun = time.perf_counter()
    from validation.conformance.judge import applicable
    from validation.conformance.read import read_rules
    from validation.reading import read_folder
    from validation.validate import Against, validate

    rules = applicable(read_rules(RULES), "SDTMIG", "3.4", "")
    datasets = read_folder(data).datasets
    read = time.perf_counter()
    against = Against(rules=rules, standard="SDTMIG", version="3.4", parts=("conformance rules",))
    judgement = validate(datasets, against)
    ended = time.perf_counter()
    by = {name: len({one.check.id for one in judgement.outcomes if one.status == name}) for name in ("failed", "error")}
    ran = {one.check.id for one in judgement.outcomes if one.status in ("passed", "failed")}
    left = {one.check.id for one in judgement.outcomes if one.status == "not_run"} - ran
    return {
        "records": sum(len(one.records) for one in datasets.values()),
        "seconds": ended - begun, "read": read - begun, "rules": ended - read,
        "megabytes": peak_megabytes(),
        "ran": len(ran), "found": by["failed"], "left": len(left), "failed": by["error"],
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
