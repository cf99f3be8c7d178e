"""How fast a large define.xml is built, written and validated, beside odmlib: `python benchmarks/define.py`."""

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
from collections.abc import Callable
from pathlib import Path
from statistics import median
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
MOST = 3.0
STAGES = {
    "ours": ("build", "write", "validate"),
    "ours, proved": ("build", "write", "validate"),
    "ours, from spec": ("from spec", "write", "validate"),
    "odmlib": ("build", "write", "validate"),
}
Stages = list[tuple[str, Callable[[], Any]]]


def main() -> int:
    """Measure and print; 1 if the promise is not kept."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5, help="how often each is run, in turns (default: 5)")
    parser.add_argument("--task", help=argparse.SUPPRESS)
    parser.add_argument("--folder", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.task:
        print(json.dumps(cost(options.task, options.folder)))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        return report(options.runs, Path(folder))


def report(runs: int, folder: Path) -> int:
    """The figures of all tasks, in turns, each in a process of its own."""
    environment = compiled(folder)
    found: dict[str, list[dict[str, float]]] = {task: [] for task in STAGES}
    for turn in range(runs + 1):
        for task, costs in found.items():
            line = [sys.executable, __file__, "--task", task, "--folder", str(folder)]
            done = subprocess.run(line, env=environment, capture_output=True, text=True, check=False)
            if done.returncode:
                print(f"  {task}: {(done.stderr.strip().splitlines() or ['failed'])[-1][:150]}")
            elif turn:  # the first turn warms the disk
                costs.append(json.loads(done.stdout.splitlines()[-1]))
    print(conditions(folder, runs))
    for task, costs in found.items():
        if costs:
            told = "  ".join(f"{stage} {median(one[stage] for one in costs):.2f}" for stage in STAGES[task])
            wholes, cpu = sorted(whole(one) for one in costs), median(one["CPU"] for one in costs)
            seconds = f"{median(wholes):>6.2f} s  ({wholes[0]:.2f}-{wholes[-1]:.2f})"
            print(f"{task:<16}{seconds}  CPU {cpu:.2f} s   {told}")
    return judged(found["ours"], found["odmlib"])


def whole(costs: dict[str, float]) -> float:
    """Seconds on the clock of all stages."""
    return sum(seconds for name, seconds in costs.items() if name != "CPU")


def judged(ours: list[dict[str, float]], theirs: list[dict[str, float]]) -> int:
    """The ratios, pair by pair, and the status."""
    if not (ours and theirs):
        return 1
    pairs = list(zip(ours, theirs, strict=True))
    all_all = sorted(whole(one) / whole(other) for one, other in pairs)
    without = sorted(whole(one) / (other["build"] + other["write"]) for one, other in pairs)
    cpu = sorted(one["CPU"] / other["CPU"] for one, other in pairs)
    print(f"\nours / odmlib, both validated       {median(all_all):.2f}  ({all_all[0]:.2f}-{all_all[-1]:.2f})")
    print(f"the same in CPU seconds             {median(cpu):.2f}  ({cpu[0]:.2f}-{cpu[-1]:.2f})")
    print(f"ours validated / odmlib not         {median(without):.2f}  ({without[0]:.2f}-{without[-1]:.2f})")
    good = median(whole(one) for one in ours) < MOST and median(without) <= 1
    print(f"promise: < {MOST:g} s and not more than odmlib's build and write: {'kept' if good else 'MISSED'}")
    return 0 if good else 1


def compiled(folder: Path) -> dict[str, str]:
    """An environment in which all byte-code is there, in a folder of its own: the checkout stays as it is."""
    path = os.pathsep.join([str(ROOT), str(Path(__file__).parent)])
    environment = {**os.environ, "PYTHONPATH": path, "PYTHONPYCACHEPREFIX": str(folder / "pycache")}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    sys.pycache_prefix = environment["PYTHONPYCACHEPREFIX"]
    for name in ("mappings", "define_xml", "benchmarks"):
        compileall.compile_dir(ROOT / name, quiet=1)
    return environment


def conditions(folder: Path, runs: int) -> str:
    """What the figures depend on, and whether both wrote the same document."""
    sys.path.insert(0, str(ROOT))
    from scaled_define import WHOLE

    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("lxml", "odmlib"))
    sizes = ", ".join(f"{(folder / name).stat().st_size / 1e6:.1f} MB" for name in ("ours.xml", "odmlib.xml"))
    same = "the same document" if bare(folder / "ours.xml") == bare(folder / "odmlib.xml") else "NOT THE SAME DOCUMENT"
    counts = ", ".join(f"{count:,} {name}" for name, count in WHOLE._asdict().items())
    machine = f"Python {platform.python_version()}, {versions}; {os.cpu_count()} cores; {runs} runs, in turns"
    return f"{machine}\n{counts}: {sizes}, {same}\n"


def bare(path: Path) -> bytes:
    """The file as canonical XML without blanks between elements."""
    from lxml import etree

    root = etree.parse(path, etree.XMLParser(remove_blank_text=True)).getroot()
    written: bytes = etree.tostring(root, method="c14n", exclusive=True)
    return written


def cost(task: str, folder: Path) -> dict[str, float]:
    """Seconds of each stage of a task, after a small one that is not counted."""
    from scaled_define import SMALL, WHOLE

    for _, stage in stages(task, SMALL, folder, "small"):
        stage()
    found: dict[str, float] = {}
    used = 0.0
    for name, stage in stages(task, WHOLE, folder, ""):
        start, before = time.perf_counter(), time.process_time()
        stage()
        found[name] = time.perf_counter() - start
        used += time.process_time() - before
    return {**found, "CPU": used}


def stages(task: str, size: Any, folder: Path, prefix: str) -> Stages:
    """The steps of a task, by name; each leaves what the next needs."""
    held: dict[str, Any] = {}
    if task == "odmlib":
        return their_stages(size, folder / f"{prefix}odmlib.xml", held)
    from scaled_define import our_document

    from define_xml.schema import schema_findings
    from define_xml.transport.whole import whole_files
    from define_xml.write import define_bytes, write_define

    path = folder / f"{prefix}{task.replace(', ', ' ')}.xml"

    def written() -> None:
        """As a build does: the bytes, durable, read back from the disk, renamed."""
        with whole_files(folder) as draft:
            draft(path.name, [define_bytes(held["define"])])

    def valid() -> None:
        assert schema_findings(path.read_bytes()) == ()

    build = ("build", lambda: held.update(define=our_document(size)))
    if task == "ours":
        return [build, ("write", written), ("validate", valid)]
    if task == "ours, proved":
        return [build, ("write", lambda: write_define(held["define"], path)), ("validate", valid)]
    from define_xml.from_spec import define_from_spec
    from define_xml.to_spec import spec_from_define

    spec = spec_from_define(our_document(size))
    said = ("from spec", lambda: held.update(define=define_from_spec(spec, created="2026-01-31T12:00:00")))
    return [said, ("write", written), ("validate", valid)]


def their_stages(size: Any, path: Path, held: dict[str, Any]) -> Stages:
    """odmlib's steps; its file is validated as fast as it can be, with lxml."""
    from importlib.resources import files

    from lxml import etree
    from odmlib_define import their_document

    def valid() -> None:
        xsd = str(files("odmlib") / "schemas" / "define" / "2.1" / "define2-1-0.xsd")
        assert etree.XMLSchema(etree.parse(xsd)).validate(etree.parse(path))

    return [
        ("build", lambda: held.update(root=their_document(size))),
        ("write", lambda: held["root"].write_xml(str(path))),
        ("validate", valid),
    ]


if __name__ == "__main__":
    sys.exit(main())
