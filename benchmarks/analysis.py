"""What analysis datasets cost at a hundred times the reference study, and each word at a million records."""

from __future__ import annotations

import argparse
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any

from build import ROOT, STUDY, Cost, compiled, spent

PACKAGES = ("pandas", "numpy", "pyarrow")
PARTS = ("help", "build", "words", "joins")
SECONDS, MEGABYTES = 20.0, 2000.0  # what the build may take
HELP_LIMIT = 3.0  # `--help` may cost this many times an empty Python
WORD_SECONDS = 5.0
PYTHON = sys.executable


def main() -> int:
    """Measure and print; 1 if the build or `--help` takes more than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=3, help="how often each command is run (default: 3)")
    parser.add_argument("--copies", type=int, default=100, help="how many times the reference study (default: 100)")
    parser.add_argument("--rows", type=int, default=1_000_000, help="records for each word (default: 1000000)")
    parser.add_argument("--joined", type=int, default=7_000_000, help="records of the joins (default: 7000000)")
    parser.add_argument("--only", default=",".join(PARTS), help=f"of {', '.join(PARTS)} these only")
    parser.add_argument("--task", nargs="+", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        return task(*options.task)
    parts = options.only.split(",")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        environment = compiled(folder)
        print(conditions(options.runs))
        good = [
            said(folder, environment, options)
            for part, said in (("help", helped), ("build", built), ("words", each_word), ("joins", joined))
            if part in parts
        ]
    print(f"load at the end: {load()}")
    return int(not all(good))


def conditions(runs: int) -> str:
    """What the figures depend on."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    return (
        f"Python {platform.python_version()}, {versions}; {os.cpu_count()} cores, load {load()}; "
        f"{runs} runs of each command, in turns\n"
    )


def load() -> str:
    """The mean number of processes that wanted a core in the last minute, where the system tells it."""
    return f"{os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else "unknown"


def helped(folder: Path, environment: dict[str, str], options: argparse.Namespace) -> bool:
    """What `--help` costs beside an empty Python, many times, for it is short."""
    commands = {"empty Python": ["-c", ""], "adam --help": ["-m", "adam", "--help"]}
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for _ in range(5 * options.runs):
        for name, line in commands.items():
            costs[name].append(spent([PYTHON, *line], environment))
    table(costs)
    ratio = median(
        ours.wall / other.wall for ours, other in zip(costs["adam --help"], costs["empty Python"], strict=True)
    )
    print(f"--help takes {ratio:.1f} times an empty Python (at most {HELP_LIMIT:.0f})\n")
    return ratio <= HELP_LIMIT


def built(folder: Path, environment: dict[str, str], options: argparse.Namespace) -> bool:
    """ADEFF of so many copies of the reference study, from SDTM datasets in files: a process from start to end."""
    sdtm, many = folder / "sdtm", folder / "many"
    line = [PYTHON, "-m", "sdtm", "build", str(STUDY), "--quiet", "--fail-on", "never", "--out", str(sdtm)]
    lists = [str(STUDY / name) for name in ("randomisation.csv", "injection_unblinded.csv")]
    spent([*line, "--unblind", lists[0], "--unblind", lists[1]], environment)
    subjects = ran(environment, "copies", str(sdtm), str(many), str(options.copies))[0]
    command = [PYTHON, "-m", "adam", "build", str(STUDY), "--quiet", "--fail-on", "never", "--only", "ADEFF"]
    costs: dict[str, list[Cost]] = {"import pandas": [], "build ADEFF, x 1": [], f"build ADEFF, x {options.copies}": []}
    # What the dependencies have no byte-code for is compiled by a first build, which is not counted.
    spent([*command, "--sdtm", str(sdtm), "--out", str(folder / "first")], environment)
    for number in range(options.runs):
        costs["import pandas"].append(spent([PYTHON, "-c", "import pandas"], environment))
        for name, source in zip(list(costs)[1:], (sdtm, many), strict=True):
            out = folder / f"out{number}"
            costs[name].append(spent([*command, "--sdtm", str(source), "--out", str(out)], environment))
    table(costs)
    seconds = median(cost.wall for cost in costs[f"build ADEFF, x {options.copies}"])
    peak = max(cost.peak for cost in costs[f"build ADEFF, x {options.copies}"])
    judged = "pass" if seconds < SECONDS and peak < MEGABYTES else "MISS"
    limits = f"< {SECONDS:.0f} s, < {MEGABYTES:.0f} MB"
    print(f"{subjects:,} subjects in DM: {seconds:.1f} s, {peak:.0f} MB ({limits}): {judged}\n")
    return judged == "pass"


def each_word(folder: Path, environment: dict[str, str], options: argparse.Namespace) -> bool:
    """Each word of analysis over records nobody measured."""
    print(f"{'word':<26} {'seconds':>8} {'MB above':>9}   ({options.rows:,} records)")
    for name, seconds, peak in ran(environment, "words", str(options.rows)):
        slow = f"   more than {WORD_SECONDS:.0f} s" if seconds > WORD_SECONDS else ""
        print(f"{name:<26} {seconds:>8.2f} {peak / 1e6:>9.0f}{slow}")
    missing = ran(environment, "unmeasured")
    print(f"not measured: {', '.join(missing) or 'none'}\n")
    return not missing


def joined(folder: Path, environment: dict[str, str], options: argparse.Namespace) -> bool:
    """Joins by subject and time."""
    print(f"{'join':<26} {'seconds':>8} {'GB above':>9}   ({options.joined:,} records with as many)")
    for name, seconds, peak in ran(environment, "joins", str(options.joined)):
        print(f"{name:<26} {seconds:>8.2f} {peak / 1e9:>9.2f}")
    print()
    return True


def table(costs: dict[str, list[Cost]]) -> None:
    """One line for each command."""
    print(f"{'command':<20} {'median s':>9} {'range s':>15} {'user s':>7} {'system s':>9} {'peak MB':>8}")
    for name, runs in costs.items():
        walls = sorted(cost.wall for cost in runs)
        user, system, peak = (median(getattr(cost, one) for cost in runs) for one in ("user", "system", "peak"))
        between = f"{walls[0]:.3f}-{walls[-1]:.3f}"
        print(f"{name:<20} {median(walls):>9.3f} {between:>15} {user:>7.2f} {system:>9.2f} {peak:>8.0f}", flush=True)


def ran(environment: dict[str, str], *words: str) -> list[Any]:
    """What a task tells, done in a process of its own."""
    line = [PYTHON, __file__, "--task", *words]
    done = subprocess.run(line, env=environment, cwd=ROOT, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{' '.join(words)}: {(done.stderr.strip().splitlines() or ['failed'])[-1]}")
    told: list[Any] = json.loads(done.stdout)
    return told


def task(name: str, *words: str) -> int:
    """One task in this process; what it tells goes to the output as JSON."""
    import analysis_tasks as tasks

    told: dict[str, Any] = {
        "copies": lambda: [tasks.copies(Path(words[0]), Path(words[1]), int(words[2]))],
        "words": lambda: list(tasks.words(int(words[0]))),
        "joins": lambda: list(tasks.joins(int(words[0]))),
        "unmeasured": tasks.unmeasured,
    }
    print(json.dumps(told[name]()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
