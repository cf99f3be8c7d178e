"""How long `python -m define_xml package` takes on the reference study, from its raw export, and whether it repeats.

    python benchmarks/package.py [--runs 3]

Each run is a process of its own into a new folder; what is told are the median and the range, the memory of the largest
process, and whether all packages have the same bytes. `verify` is timed on the last one.
"""

from __future__ import annotations

import argparse
import hashlib
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
ASKED = 60.0  # seconds, of issue 7


def main() -> int:
    """Time it, print a table; 1 if the packages differ or one did not end with 0."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        made = [run(Path(folder) / str(number)) for number in range(runs)]
        begun = time.perf_counter()
        whole = command("verify", str(Path(folder) / str(runs - 1)))
        verified = time.perf_counter() - begun
    seconds, prints, statuses = zip(*made, strict=True)
    alike = len(set(prints)) == 1
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    median = statistics.median(seconds)
    print(f"package   {median:6.1f} s  ({min(seconds):.1f} to {max(seconds):.1f}; asked < {ASKED:.0f})")
    print(f"verify    {verified:6.1f} s  (exit {whole})")
    print(f"memory    {peak:6.0f} MB of the largest process")
    print(f"bytes     {'the same in all runs' if alike else 'DIFFERENT'}: {prints[0][:16]}")
    return int(not alike or any(statuses) or whole != 0)


def run(out: Path) -> tuple[float, str, int]:
    """Seconds, a hash over all paths and bytes, and the exit status."""
    begun = time.perf_counter()
    status = command("package", "--quiet", "--out", str(out), "--today", "2024-01-01")
    seconds = time.perf_counter() - begun
    total = hashlib.sha256()
    for path in sorted(one for one in out.rglob("*") if one.is_file()):
        total.update(f"{path.relative_to(out).as_posix()}\n".encode() + hashlib.sha256(path.read_bytes()).digest())
    return seconds, total.hexdigest(), status


def command(*arguments: str) -> int:
    """The exit status of a command of define_xml."""
    line = [sys.executable, "-m", "define_xml", *arguments]
    return subprocess.run(line, cwd=ROOT, check=False, stdout=subprocess.DEVNULL).returncode


if __name__ == "__main__":
    sys.exit(main())
