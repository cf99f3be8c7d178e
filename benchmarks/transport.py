"""How fast transport is, and how small, beside what people use today: `python benchmarks/transport.py [--quick]`."""

from __future__ import annotations

import argparse
import compileall
import importlib.metadata
import json
import os
import platform
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("pandas", "numpy", "pyarrow", "pyreadstat")
MB = 1e6
WHOLE_ROWS = 100_000


@dataclass(frozen=True)
class Cost:
    """What one call took: seconds, CPU seconds, most memory above the state before it, its chunk (bytes)."""

    wall: float
    cpu: float
    peak: float = 0.0
    chunk: float = 0.0


@dataclass(frozen=True)
class Line:
    """One line of the table: two tasks in turns, and how many times faster ours is to be."""

    what: str
    ours: str
    other: str
    target: float | None = None
    rows: int | None = None
    whole: bool = False


@dataclass(frozen=True)
class Held:
    """One line of the second table: a task, and what its memory may be: times the chunk, or megabytes."""

    what: str
    task: str
    times: int
    most: float | None = None


SPEED = (
    Line("write XPT, `str` frame", "write xpt str", "pyreadstat write str", 25),
    Line("write XPT, object frame", "write xpt object", "pyreadstat write object", 4),
    Line("write XPT, category frame", "write xpt category", "pyreadstat write category"),
    Line("XPT bytes; a plain write", "blocks xpt", "plain write"),
    Line("write XPT; a plain write", "write xpt str", "plain write"),
    Line("read XPT", "read xpt", "pyreadstat read", 12),
    Line("read XPT; pandas, bytes", "read xpt", "pandas read", 4),
    Line("read XPT; pandas, text", "read xpt", "pandas read text"),
    Line("NDJSON bytes; json.dumps loop", "blocks ndjson", "loop dumps", 3),
    Line("write NDJSON; json.dumps loop", "write ndjson str", "loop dumps"),
    Line("read NDJSON; json.loads loop", "read ndjson", "loop loads"),
    Line("write CSV; DataFrame.to_csv", "write csv str", "pandas to_csv"),
    Line("write Parquet; to_parquet", "write parquet str", "pandas to_parquet"),
    Line("read Parquet; read_parquet", "read parquet", "pandas read_parquet"),
    Line("process: write XPT", "whole write", "whole pyreadstat write", rows=WHOLE_ROWS, whole=True),
    Line("process: read XPT", "whole read", "whole pyreadstat read", rows=WHOLE_ROWS, whole=True),
    Line("process: read XPT; pandas", "whole read", "whole pandas read", rows=WHOLE_ROWS, whole=True),
)
_WRITE = """
import sys, pandas
from datetime import datetime
from laboratory import laboratory_spec
from define_xml.transport.files import write_dataset
from define_xml.transport.stream import Writing
from mappings.dataset import Dataset
frame = pandas.read_parquet(sys.argv[1] + "/input.parquet")
write_dataset(Dataset(laboratory_spec(), frame), sys.argv[1] + "/whole.xpt", Writing(created=datetime(2026, 1, 1)))
"""
_THEIR_WRITE = """
import sys, pandas, pyreadstat
frame = pandas.read_parquet(sys.argv[1] + "/input.parquet")
pyreadstat.write_xport(frame, sys.argv[1] + "/theirs.xpt", table_name="LB", file_format_version=5)
"""
WHOLE = {
    "whole write": _WRITE,
    "whole pyreadstat write": _THEIR_WRITE,
    "whole read": "import sys, define_xml; define_xml.read_dataset(sys.argv[1] + '/ours/lb.xpt')",
    "whole pyreadstat read": "import sys, pyreadstat; pyreadstat.read_xport(sys.argv[1] + '/ours/lb.xpt')",
    "whole pandas read": "import sys, pandas; pandas.read_sas(sys.argv[1] + '/ours/lb.xpt')",
}
ALONE = ("write json str", "read json", "write dsjc str", "read dsjc", "read csv")
MEMORY = (
    Held("write XPT in chunks", "stream write xpt", 1),
    Held("write XPT in chunks", "stream write xpt", 5),
    Held("read XPT in chunks", "stream read", 1),
    Held("read XPT in chunks", "stream read", 5),
    Held("XPT bytes in chunks", "stream blocks xpt", 1),
    Held("NDJSON bytes in chunks", "stream blocks ndjson", 1, 100.0),
    Held("write NDJSON in chunks", "stream write ndjson", 1, 100.0),
)


def main() -> int:
    """Measure and print the tables; the status is 0 whatever they say."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000, help="records of the data (default: 1000000)")
    parser.add_argument("--runs", type=int, default=3, help="how often each pair is run (default: 3)")
    parser.add_argument("--quick", action="store_true", help="100000 records")
    parser.add_argument("--only", default="", help="only lines whose text holds this")
    parser.add_argument("--task", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        from transport_tasks import cost_of

        print(json.dumps(cost_of(options.task, options.rows, options.folder)))
        return 0
    rows = WHOLE_ROWS if options.quick else options.rows
    with tempfile.TemporaryDirectory() as folder:
        report(rows, options.runs, options.only, Path(folder))
    return 0


def report(rows: int, runs: int, only: str, folder: Path) -> None:
    """The whole report on the screen."""
    environment = compiled(folder)
    print(conditions(rows, runs))
    child = Children(folder, environment)
    child.run("write xpt str", rows)
    print_speed(child, [line for line in SPEED if only in line.what], rows, runs)
    if not only:
        print_alone(child, rows, runs)
    print_memory(child, [held for held in MEMORY if only in held.what], rows)


def compiled(folder: Path) -> dict[str, str]:
    """An environment in which all byte-code is there, in a folder of its own: the checkout stays as it is."""
    path = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONPYCACHEPREFIX": str(folder / "pycache")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.pycache_prefix = environment["PYTHONPYCACHEPREFIX"]
    for name in ("mappings", "define_xml", "benchmarks"):
        compileall.compile_dir(ROOT / name, quiet=1)
    return environment


def conditions(rows: int, runs: int) -> str:
    """What the figures depend on."""
    sys.path.insert(0, str(ROOT))
    from laboratory import RECORD, VARIABLES

    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in PACKAGES)
    return (
        f"Python {platform.python_version()}, {versions}; {os.cpu_count()} cores\n"
        f"LB, {rows:,} records of {len(VARIABLES)} variables, {RECORD} bytes a record: {rows * RECORD / MB:,.0f} MB; "
        f"{runs} runs of each pair, in turns\n"
    )


class Children:
    """Tasks, each in a process of its own; what they leave in the folder serves the next."""

    def __init__(self, folder: Path, environment: dict[str, str]) -> None:
        self.folder, self.environment = folder, environment

    def run(self, task: str, rows: int) -> Cost | None:
        """What the task's call cost, without imports and preparation; None, and why on the screen, if it failed."""
        folder = self.folder / str(rows)
        folder.mkdir(exist_ok=True)
        line = [sys.executable, __file__, "--task", task, "--rows", str(rows), "--folder", str(folder)]
        done = subprocess.run(line, env=self.environment, capture_output=True, text=True, check=False)
        if done.returncode:
            print(f"  {task}: {(done.stderr.strip().splitlines() or ['failed'])[-1][:150]}")
            return None
        return Cost(**json.loads(done.stdout.splitlines()[-1]))

    def whole(self, task: str, rows: int) -> Cost | None:
        """What a whole process cost, from its start to its end, imports and all."""
        folder = self.folder / str(rows)
        line = [sys.executable, "-c", WHOLE[task], str(folder)]
        start = time.perf_counter()
        process = subprocess.Popen(line, env=self.environment, stderr=subprocess.DEVNULL)
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            print(f"  {task}: status {process.returncode}")
            return None
        return Cost(wall, used.ru_utime + used.ru_stime)


def print_speed(child: Children, lines: list[Line], rows: int, runs: int) -> None:
    """One line for each pair: medians, the median ratio of the pairs, and whether that is what was promised."""
    heads = {"records": 9, "ours s": 8, "other s": 8, "ratio": 7, "range": 13, "CPU": 7, "target": 7, "": 5}
    print(f"{'seconds, other / ours':<30}" + " ".join(head.rjust(width) for head, width in heads.items()))
    for line in lines:
        count = line.rows or rows
        if line.whole:
            child.run("inputs", count)
        one = child.whole if line.whole else child.run
        pairs = [(one(line.ours, count), one(line.other, count)) for _ in range(runs)]
        done = [(ours, other) for ours, other in pairs if ours and other]
        if done:
            print(f"{line.what:<30}{spoken(done, count, line.target)}", flush=True)


def spoken(pairs: list[tuple[Cost, Cost]], rows: int, target: float | None) -> str:
    """The figures of one line."""
    ratios = sorted(other.wall / ours.wall for ours, other in pairs)
    ratio, cpu = median(ratios), median(other.cpu / ours.cpu for ours, other in pairs)
    judged = "" if target is None else "pass" if ratio >= target else "MISS"
    said = "" if target is None else f">= {target:g}"
    return (
        f"{rows:>9,} {median(ours.wall for ours, _ in pairs):>8.3f} {median(other.wall for _, other in pairs):>8.3f}"
        f" {ratio:>7.{2 + (ratio < 0.1)}f} {f'{ratios[0]:.2f}-{ratios[-1]:.2f}':>13} {cpu:>7.2f} {said:>7} {judged:>5}"
    )


def print_alone(child: Children, rows: int, runs: int) -> None:
    """One line for each task that stands beside nothing: median seconds, memory."""
    print(f"\n{'for information':<30}{'seconds':>9} {'CPU s':>8} {'peak MB':>8}")
    for task in ALONE:
        done = [cost for cost in (child.run(task, rows) for _ in range(min(runs, 2))) if cost]
        if done:
            wall, cpu, peak = (median(getattr(cost, name) for cost in done) for name in ("wall", "cpu", "peak"))
            print(f"{task:<30}{wall:>9.2f} {cpu:>8.2f} {peak / MB:>8.0f}", flush=True)


def print_memory(child: Children, lines: list[Held], rows: int) -> None:
    """One line for each task in chunks: most memory above the state before it, beside one chunk."""
    heads = {"records": 10, "peak MB": 8, "chunk MB": 9, "x chunk": 8, "target": 9, "": 5}
    print(f"\n{'memory above the state before':<30}" + " ".join(head.rjust(width) for head, width in heads.items()))
    for line in lines:
        cost = child.run(line.task, rows * line.times)
        if cost is None:
            continue
        times = cost.peak / cost.chunk
        good = cost.peak / MB < line.most if line.most else times <= 2
        said = f"< {line.most:.0f} MB" if line.most else "<= 2 x"
        print(
            f"{line.what:<30}{rows * line.times:>10,} {cost.peak / MB:>8.1f} {cost.chunk / MB:>9.1f} {times:>8.2f}"
            f" {said:>9} {'pass' if good else 'MISS':>5}",
            flush=True,
        )


if __name__ == "__main__":
    sys.exit(main())
