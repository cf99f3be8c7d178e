"""The laws of the house: imports go down, files stay small, everything is explained, only commands touch the world."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.source import (
    CODE,
    FLOORS,
    MODULES,
    ROOT,
    Function,
    calls,
    code_lines,
    depth,
    functions,
    imported,
    last,
    positional,
    python_files,
    source,
    tree,
)

PUBLIC = {
    "mappings": {
        "load_study", "StudySpec", "DatasetSpec", "VariableSpec", "Codelist", "Dataset", "parse_rule", "MappingError",
    },
    "sdtm": {"read_sources", "build", "ALGORITHMS"},
    "adam": {"build", "load", "ALGORITHMS"},
    "define_xml": {
        "write_define", "read_define", "read_dataset", "read_datasets", "write_dataset", "write_datasets",
    },
    "validation": {"validate", "check", "Finding"},
}  # fmt: skip
# Readers and writers: they may touch files. Only commands and the screen may print; only commands ask the clock.
READERS = (
    "adam/loaded.py", "adam/tables/arm_reading.py", "adam/tables/command.py", "adam/tables/reading.py",
    "define_xml/check_command.py", "define_xml/checks/beside/folder.py", "define_xml/checks/beside/pdf.py",
    "define_xml/commands.py", "define_xml/package/", "define_xml/page/assets.py", "define_xml/read.py",
    "define_xml/schema.py", "define_xml/transport/", "define_xml/write.py", "mappings/arguments.py",
    "mappings/catalog.py", "mappings/command.py", "mappings/nci.py", "mappings/said.py", "mappings/study.py",
    "mappings/terms.py", "mappings/workbook.py", "sdtm/define.py", "sdtm/deliver.py", "sdtm/sources/", "sdtm/words.py",
    "validation/asking.py", "validation/built.py", "validation/commands.py", "validation/conformance/cases.py",
    "validation/conformance/define.py", "validation/conformance/layout.py", "validation/conformance/layout_text.py",
    "validation/conformance/own.py", "validation/conformance/read.py", "validation/data_docs.py",
    "validation/expectations.py", "validation/explained.py", "validation/reading.py", "validation/reports/json_.py",
    "validation/reports/page/assets.py", "validation/reports/sheets.py", "validation/reports/write.py",
    "validation/results/query_files.py", "validation/tagging.py",
)  # fmt: skip
SCREENS = (
    "adam/tables/command.py", "define_xml/check_command.py", "define_xml/commands.py",
    "define_xml/package/command.py", "define_xml/package/verify_command.py", "mappings/command.py",
    "sdtm/screen.py", "validation/commands.py", "validation/reports/lines.py",
)  # fmt: skip
FILES = re.compile(r"(read|write)_(text|bytes|csv|json|parquet|excel|table|xport)|to_(csv|json|parquet|excel)")
FOLDERS = frozenset({"iterdir", "glob", "rglob", "mkdir", "unlink", "is_file", "is_dir", "exists", "cwd"})
CLOCK = frozenset({"now", "utcnow", "today"})
EVALUATED = frozenset({"eval", "exec", "compile", "__import__", "system", "popen", "read_pickle", "to_pickle"})
REFUSED = frozenset({"pickle", "marshal", "shelve", "dill", "joblib"})
CHANCE = frozenset({"time", "random", "secrets", "uuid", "locale"})
VAGUE = re.compile(r"(?i)(^|_)(utils?|helpers?|managers?|handlers?|processors?|services?|misc)(_|$)|^(do|process)_")


def touching(name: str) -> bool:
    """True for a call that reads or writes a file, a folder or the environment."""
    opens = last(name) == "open" or FILES.fullmatch(last(name)) is not None or last(name) in FOLDERS
    return opens or name.startswith("os.environ") or name in {"os.getenv", "os.getcwd"}


def documented(body: Iterable[ast.stmt], front: str = "") -> Iterator[tuple[str, bool]]:
    """Public functions, classes and methods, and whether they are explained."""
    for node in body:
        if isinstance(node, Function | ast.ClassDef) and not node.name.startswith("_"):
            yield front + node.name, bool(ast.get_docstring(node))
            if isinstance(node, ast.ClassDef):
                yield from documented(node.body, f"{node.name}.")


def test_imports_go_down() -> None:
    wrong = []
    for path in python_files(*FLOORS):
        allowed = FLOORS[: FLOORS.index(path.split("/")[0]) + 1]
        ours = {name for name in imported(path) if name.split(".")[0] in (*CODE, "tests")}
        wrong += [f"{path} imports {name}" for name in sorted(ours) if name.split(".")[0] not in allowed]
    assert not wrong, "\n".join(wrong)


def test_the_generator_of_synthetic_data_stands_alone() -> None:
    names = {name for path in python_files("synthetic") for name in imported(path)}
    assert not {name for name in names if name.split(".")[0] in (*FLOORS, "tests")}


@pytest.mark.parametrize("floor", CODE)
def test_there_are_no_circles(floor: str) -> None:
    inside = {name: path for name, path in MODULES.items() if name.split(".")[0] == floor}
    graph = {name: imported(path, typing=False) & set(inside) - {name} for name, path in inside.items()}
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        pytest.fail(" -> ".join(error.args[1]))


def test_nobody_imports_a_command() -> None:
    assert not [path for path in python_files(*CODE) if any(last(name) == "__main__" for name in imported(path))]


def test_only_commands_readers_and_writers_touch_files_screen_and_clock() -> None:
    wrong = []
    for path in python_files(*FLOORS):
        for name, line in calls(path):
            reads = touching(name) and not path.startswith(READERS)
            prints = last(name) in {"print", "input"} and path not in SCREENS
            if Path(path).stem != "__main__" and (reads or prints or last(name) in CLOCK):
                wrong.append(f"{path}:{line} {name}")
    assert not wrong, "\n".join(wrong)


def test_nothing_hangs_on_clock_chance_or_place() -> None:
    files = [path for path in python_files(*FLOORS) if Path(path).stem != "__main__"]
    wrong = [f"{path} imports {name}" for path in files for name in sorted(imported(path) & CHANCE)]
    wrong += [f"{path}:{line} hash" for path in files for name, line in calls(path) if name == "hash"]
    assert not wrong, "\n".join(wrong)


def test_nothing_is_evaluated() -> None:
    wrong = []
    for path in python_files(*CODE):
        called = [(name, line) for name, line in calls(path) if last(name) in EVALUATED and name != "re.compile"]
        wrong += [f"{path}:{line} {name}" for name, line in called]
        wrong += [f"{path} imports {name}" for name in sorted(imported(path)) if name.split(".")[0] in REFUSED]
    assert not wrong, "\n".join(wrong)


def test_files_are_small() -> None:
    sizes = {path: len(source(path).splitlines()) for path in python_files(*CODE, "tests")}
    assert not {path: size for path, size in sizes.items() if size > 300}


def test_functions_are_small() -> None:
    wrong = []
    for path in python_files(*CODE):
        for function in functions(path):
            figures = code_lines(path, function), positional(function), depth(function.body)
            if figures[0] > 40 or figures[1] > 5 or figures[2] > 3:
                told = "{} lines, {} positional arguments, {} levels".format(*figures)
                wrong.append(f"{path}:{function.lineno} {function.name} has {told}")
    assert not wrong, "\n".join(wrong)


def test_blocks_inside_blocks_are_levels_and_elif_is_none() -> None:
    flat = "if a:\n  pass\nelif b:\n  pass\nelif c:\n  pass\nelse:\n  pass"
    assert depth(ast.parse(flat).body) == 1
    deep = "for a in b:\n  with c:\n    if d:\n      pass\n    else:\n      while e:\n        pass"
    assert depth(ast.parse(deep).body) == 4
    assert depth(ast.parse("for a in b:\n  def c():\n    for d in e:\n      pass").body) == 1


def test_every_file_says_what_it_is() -> None:
    assert not [path for path in python_files(*CODE, "tests") if not (ast.get_docstring(tree(path)) or "").strip()]


def test_everything_public_is_explained() -> None:
    wrong = [f"{path} {name}" for path in python_files(*CODE) for name, said in documented(tree(path).body) if not said]
    assert not wrong, "\n".join(wrong)


def test_names_say_something() -> None:
    names = [(path, Path(path).stem) for path in python_files(*CODE)]
    for path in python_files(*CODE):
        named = [node for node in ast.walk(tree(path)) if isinstance(node, Function | ast.ClassDef)]
        names += [(path, re.sub(r"(?<=[a-z])(?=[A-Z])", "_", node.name)) for node in named]
    assert not [(path, name) for path, name in names if VAGUE.search(name)]


@pytest.mark.parametrize("floor", FLOORS)
def test_a_package_hands_on_its_public_names_and_no_others(floor: str) -> None:
    package = importlib.import_module(floor)
    names = set(getattr(package, "__all__", ()))
    assert names <= PUBLIC[floor]
    assert not [name for name in sorted(names) if getattr(package, name, None) is None]


@pytest.mark.parametrize("floor", [floor for floor in FLOORS if (ROOT / floor / "__main__.py").is_file()])
def test_help_is_shown_at_once(floor: str) -> None:
    asked = [sys.executable, "-X", "importtime", "-m", floor, "--help"]
    shown = subprocess.run(asked, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    told = [line.rpartition("|")[2].strip() for line in shown.stderr.splitlines() if line.startswith("import time:")]
    loaded = {name.split(".")[0] for name in told}
    assert shown.returncode == 0
    assert "usage" in shown.stdout
    assert "argparse" in loaded
    assert not loaded & {"numpy", "pandas", "pyarrow", "pydantic", "rich", "great_expectations", "lxml"}


def tracked_files() -> list[Path]:
    """The files of the project: what git tracks or would track; without git, what is not hidden or built."""
    asked = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(asked, cwd=ROOT, capture_output=True, check=False)
    if listed.returncode == 0 and listed.stdout:
        return [ROOT / name for name in listed.stdout.decode().split("\0") if name and (ROOT / name).is_file()]
    parts = {"build", "dist", "__pycache__"}
    inside = [path.relative_to(ROOT) for path in ROOT.rglob("*") if path.is_file()]
    return [ROOT / path for path in inside if not parts & set(path.parts) and not path.parts[0].startswith(".")]


def test_no_file_names_a_machine_a_registry_or_a_person() -> None:
    # Put together from parts, so that this file is no finding of its own.
    folders = "|".join(("home", "root", "work", "tmp", "Users"))
    hosts = "|".join(("pypi", "pythonhosted", "artifactory", "nexus", "jfrog", "codeartifact"))
    places = rf"(?<![\w.~*)/-])/(?:{folders})/\w|[A-Z]:\\\\?Users"
    private = re.compile(rf"{places}|https?://[^\s/]*(?:{hosts})|://[^\s/@]+:[^\s/@]+@")
    mail = re.compile(r"[\w.+-]+@[\w-]+\.(?:\w+\.)*[a-z]{2,}\b")
    wrong = []
    for path in tracked_files():
        content = path.read_bytes()
        text = "" if b"\0" in content else content.decode("utf-8", errors="replace")
        found = private.search(text) or mail.search(text)
        if found:
            wrong.append(f"{path.relative_to(ROOT)}:{text.count(chr(10), 0, found.start()) + 1} {found.group()}")
    assert not wrong, "\n".join(wrong)


def test_test_files_have_names_of_their_own() -> None:
    """Without packages, pytest knows a test file by its name alone."""
    names = [path.name for path in (ROOT / "tests").rglob("test_*.py")]
    assert sorted({name for name in names if names.count(name) > 1}) == []
