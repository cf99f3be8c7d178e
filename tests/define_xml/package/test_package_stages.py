"""Commands of other floors as processes: what they say is told, none is left running."""

from __future__ import annotations

import sys
import time
from pathlib import Path

import pytest

from define_xml.package.stages import Stage, StoppedError, run_stages

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="modules are found by PYTHONPATH of this kind")


@pytest.fixture
def module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of modules that processes find."""
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    return tmp_path


def test_side_by_side_in_order(module: Path) -> None:
    (module / "slow.py").write_text("import sys, time; time.sleep(.3); print('words', *sys.argv[1:]); sys.exit(1)")
    (module / "fast.py").write_text("print('first')")
    slow, other, fast = run_stages([*(Stage("slow", "slow", (word,)) for word in "ab"), Stage("fast", "fast", ())])
    assert (slow.status, slow.words, other.words, fast.status, fast.words) == (1, "words a", "words b", 0, "first")


@pytest.mark.parametrize(("status", "told"), [(2, 2), (3, 3), (130, 4)])
def test_what_stops_a_stage_stops_all(
    module: Path, status: int, told: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    (module / "bad.py").write_text(f"import sys; print('place: problem', file=sys.stderr); sys.exit({status})")
    # It would write a file at its end, and is ended before.
    (module / "endless.py").write_text("import time; time.sleep(5); open('left.txt', 'w').close()")
    monkeypatch.chdir(module)
    with pytest.raises(StoppedError) as error:
        run_stages([Stage("the bad one", "bad", ()), Stage("the endless one", "endless", ())])
    assert (error.value.title, error.value.status, error.value.words) == ("the bad one", told, "place: problem")
    time.sleep(6)
    assert not (module / "left.txt").exists()


def test_a_folder_of_data_hides_no_package(module: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    here = module / "here"
    (here / "define_xml").mkdir(parents=True)
    (here / "define_xml" / "__init__.py").write_text("raise SystemExit(99)")
    monkeypatch.chdir(here)
    (ended,) = run_stages([Stage("help", "define_xml", ("--help",))])
    assert "define.xml" in ended.words
