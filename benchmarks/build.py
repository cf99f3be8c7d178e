"""What a build of the reference study costs, as a user runs it: `python benchmarks/build.py [--runs 5]`."""

from __future__ import annotations

import argparse
import compileall
import dataclasses
import functools
import importlib
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
STUDY = ROOT / "mappings" / "respine"
PACKAGES = ("pandas", "numpy", "pyarrow", "pydantic")
MOST_SHOWN = 8
HELP_LIMIT = 3.0  # `--help` may cost this many times an empty Python, no more
STAGES = ("imports", "study", "read", "bind", "apply", "finish", "ledger", "findings", "deliver")


@dataclass(frozen=True)
class Cost:
    """What one process took: seconds from start to end, user and system CPU seconds, peak memory in MB."""

    wall: float
    user: float
    system: float
    peak: float


def main() -> int:
    """Measure, print the tables; 1 if `--help` costs more than it may."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how often each command is run (default: 5)")
    parser.add_argument("--stages", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.stages:
        print(json.dumps(stages(options.stages)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return report(options.runs, Path(folder))


def report(runs: int, folder: Path) -> int:
    """The whole report on the screen."""
    environment = compiled(folder)
    print(conditions(runs))
    costs = measured(runs, folder, environment)
    print_costs(costs)
    ratio = median(cost.wall for cost in costs["sdtm --help"]) / median(cost.wall for cost in costs["empty Python"])
    print(f"\n--help takes {ratio:.1f} times an empty Python (at most {HELP_LIMIT:.0f})\n")
    done = [staged(folder / f"stages{number}", environment) for number in range(runs)]
    print_stages(done)
    print_most("word", done[-1]["words"])
    print_most("variable", done[-1]["nodes"])
    return int(ratio > HELP_LIMIT)


def compiled(folder: Path) -> dict[str, str]:
    """An environment in which all byte-code is there, in a folder of its own: the checkout stays as it is."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONPYCACHEPREFIX": str(folder / "pycache")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.pycache_prefix = environment["PYTHONPYCACHEPREFIX"]
    for name in ("mappings", "define_xml", "validation", "sdtm", "adam"):
        compileall.compile_dir(ROOT / name, quiet=1)
    # What the dependencies have no byte-code for is compiled by a first build, which is not counted.
    spent([sys.executable, "-m", "sdtm", "build", str(STUDY), "--quiet", "--out", str(folder / "first")], environment)
    return environment


def conditions(runs: int) -> str:
    """What the figures depend on."""
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    rows = sum(len(path.read_bytes().splitlines()) - 1 for path in (STUDY / "raw").glob("*.csv"))
    return (
        f"Python {platform.python_version()}, {versions}; {os.cpu_count()} cores; {runs} runs of each, in turns\n"
        f"RESPINE, blinded: {rows} rows in {len(list((STUDY / 'raw').glob('*.csv')))} files\n"
    )


def measured(runs: int, folder: Path, environment: dict[str, str]) -> dict[str, list[Cost]]:
    """Every command, all of them in turns, so that a busy minute of the machine falls on all alike."""
    python = sys.executable
    commands = {
        "empty Python": [python, "-c", ""],
        "argparse alone": [python, "-c", "import argparse, pathlib, runpy"],
        "import pandas": [python, "-c", "import pandas"],
        "sdtm --help": [python, "-m", "sdtm", "--help"],
        "sdtm build": [python, "-m", "sdtm", "build", str(STUDY), "--quiet", "--out"],
    }
    costs: dict[str, list[Cost]] = {name: [] for name in commands}
    for number in range(runs):
        for name, line in commands.items():
            out = [str(folder / f"out{number}")] if name == "sdtm build" else []
            costs[name].append(spent([*line, *out], environment))
    return costs


def spent(line: Sequence[str], environment: dict[str, str]) -> Cost:
    """What a process costs, from its start to its end."""
    start = time.perf_counter()
    process = subprocess.Popen(line, env=environment, stdout=subprocess.DEVNULL, cwd=Path(tempfile.gettempdir()))
    _, status, used = os.wait4(process.pid, 0)
    wall = time.perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        raise SystemExit(f"{' '.join(line)} ended with status {process.returncode}")
    scale = 1 << 20 if sys.platform == "darwin" else 1 << 10
    return Cost(wall, used.ru_utime, used.ru_stime, used.ru_maxrss / scale)


def print_costs(costs: dict[str, list[Cost]]) -> None:
    """One line for each command."""
    least = median(cost.wall for cost in costs["import pandas"])
    heads = ("median s", 9), ("range s", 13), ("user s", 7), ("system s", 9), ("peak MB", 8), ("x pandas", 9)
    print(f"{'command':<14} " + " ".join(head.rjust(width) for head, width in heads))
    for name, runs in costs.items():
        walls = sorted(cost.wall for cost in runs)
        print(
            f"{name:<14} {median(walls):>9.3f} {f'{walls[0]:.3f}-{walls[-1]:.3f}':>13}"
            f" {median(cost.user for cost in runs):>7.2f} {median(cost.system for cost in runs):>9.2f}"
            f" {median(cost.peak for cost in runs):>8.0f} {median(walls) / least:>9.2f}"
        )


def staged(out: Path, environment: dict[str, str]) -> dict[str, Any]:
    """The seconds of each stage, in a fresh process."""
    line = [sys.executable, __file__, "--stages", str(out)]
    done = subprocess.run(line, env=environment, capture_output=True, text=True, check=True)
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def print_stages(done: Sequence[dict[str, Any]]) -> None:
    """One line for each stage: median, range, share of all stages."""
    seconds = {stage: sorted(run["stages"][stage] for run in done) for stage in STAGES}
    whole = sum(median(values) for values in seconds.values())
    print(f"{'stage':<14} {'median s':>9} {'range s':>13} {'share':>7}")
    for stage, values in seconds.items():
        share = median(values) / whole
        print(f"{stage:<14} {median(values):>9.3f} {f'{values[0]:.3f}-{values[-1]:.3f}':>13} {share:>7.0%}")
    print(f"{'all':<14} {whole:>9.3f}")


def print_most(kind: str, seconds: dict[str, list[float]]) -> None:
    """What costs most of one kind, in the last run."""
    print(f"\n{kind:<26} {'calls':>6} {'ms':>8}")
    for name, (calls, spent_) in sorted(seconds.items(), key=lambda item: -item[1][1])[:MOST_SHOWN]:
        print(f"{name:<26} {calls:>6.0f} {1000 * spent_:>8.1f}")


class Watch:
    """Seconds by name, and how often."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self.calls: Counter[str] = Counter()

    @contextmanager
    def over(self, name: str) -> Iterator[None]:
        """What happens inside is counted under the name."""
        start = time.perf_counter()
        try:
            yield
        finally:
            self.seconds[name] = self.seconds.get(name, 0.0) + time.perf_counter() - start
            self.calls[name] += 1

    def timed(self, function: Callable[..., Any], named: Callable[..., str]) -> Callable[..., Any]:
        """The function, its calls counted under the name that its arguments give."""

        @functools.wraps(function)
        def counted(*words: Any, **more: Any) -> Any:
            with self.over(named(*words)):
                return function(*words, **more)

        return counted

    def told(self) -> dict[str, list[float]]:
        """Calls and seconds by name."""
        return {name: [self.calls[name], self.seconds[name]] for name in self.seconds}


# The stages after the imports: each is a function the command calls, by the module that holds its name.
CALLED = {
    "study": ("mappings.study", "load_study"),
    "read": ("sdtm.sources", "read_all"),
    "bind": ("sdtm.datasets", "bind"),
    "apply": ("sdtm.datasets", "apply_rules"),
    "finish": ("sdtm.datasets", "finish"),
    "ledger": ("sdtm.datasets", "ledger"),
    "findings": ("sdtm.findings", "build_findings"),
    "deliver": ("sdtm.deliver", "deliver"),
}


def stages(out: Path) -> dict[str, Any]:
    """One build in this process by the command itself, a watch on each of its stages, words and variables."""
    watch, words, nodes = Watch(), Watch(), Watch()
    with watch.over("imports"):
        modules = {name: importlib.import_module(name) for name, _ in CALLED.values()}
        engine, vocabulary = importlib.import_module("mappings.apply"), importlib.import_module("sdtm.words")
        vocabulary.algorithms()
        importlib.import_module("define_xml.transport.files")
        importlib.import_module("sdtm.sources.csv")
        from sdtm.__main__ import main as command

    for stage, (module, name) in CALLED.items():
        setattr(modules[module], name, watch.timed(getattr(modules[module], name), lambda *_, stage=stage: stage))
    for kind in ("records", "variable"):
        setattr(engine.Steps, kind, nodes.timed(getattr(engine.Steps, kind), lambda _, *node: ".".join(node)))
    said = vocabulary.study_words(STUDY)
    timed = {
        name: dataclasses.replace(word, function=words.timed(word.function, lambda *_, name=name: name))
        for name, word in said.items()
    }
    setattr(vocabulary, "study_words", lambda folder: timed)  # noqa: B010
    status = command(["build", str(STUDY), "--quiet", "--fail-on", "never", "--out", str(out)])
    if status or set(watch.seconds) != set(STAGES):
        raise SystemExit(f"status {status}; stages seen: {', '.join(watch.seconds)}")
    return {"stages": dict(watch.seconds), "words": words.told(), "nodes": nodes.told()}


if __name__ == "__main__":
    sys.exit(main())
