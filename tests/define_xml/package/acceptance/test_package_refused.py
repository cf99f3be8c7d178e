"""What cannot be packaged is refused with a clear message and the right exit status; what stood at --out stays."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from define_xml.__main__ import main
from tests.define_xml.package.acceptance.packaged_study import builds, held, study

Capture = pytest.CaptureFixture[str]
Spoil = Callable[[Path], object]


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A study, and its finished builds in `sdtm`."""
    root = tmp_path_factory.mktemp("refused")
    builds(study(root / "mini"), root / "sdtm")
    return root


@pytest.fixture
def root(made: Path, tmp_path: Path) -> Path:
    """A copy to be spoilt."""
    shutil.copytree(made, tmp_path, dirs_exist_ok=True)
    return tmp_path


def package(root: Path, *more: str) -> int:
    """The command on the finished builds."""
    line = ["package", str(root / "mini"), "--sdtm", str(root / "sdtm"), "--adam", str(root / "sdtm" / "adam")]
    return main([*line, "--out", str(root / "out"), "--quiet", *more])


def renamed(name: str, new: str) -> Spoil:
    return lambda root: (root / name).rename(root / new)


def gone(name: str) -> Spoil:
    return lambda root: (root / name).unlink()


def copied(name: str, new: str) -> Spoil:
    return lambda root: shutil.copy(root / name, root / new)


def text(name: str, content: str) -> Spoil:
    return lambda root: (root / name).write_text(content)


REFUSED: dict[str, tuple[Spoil, int, str]] = {
    "unfinished-no-ledger": (
        gone("sdtm/ledger.json"), 3,
        "sdtm/ledger.json\n    is missing: every build that ends writes one: this one did not end, or is none\n"
        "    build all datasets again",
    ),
    "unfinished-draft-left": (
        text("sdtm/.dm.xpt.4711.part", "half"), 3,
        "sdtm\n    a build is being written here, or was stopped: .dm.xpt.4711.part\n    wait for it, or build again",
    ),
    "no-define": (
        gone("sdtm/define.xml"), 3,
        "sdtm/define.xml\n    is missing: the datasets are described by nothing; a build with --define none or --only"
        " writes none\n    build all datasets again",
    ),
    "no-define-of-adam": (gone("sdtm/adam/define.xml"), 3, "adam/define.xml\n    is missing"),
    "dataset-lost": (
        gone("sdtm/ae.xpt"), 3,
        "sdtm\n    define.xml names what is not there: ae.xpt (1 of 3)\n"
        "    build all datasets again: nothing is packaged in part",
    ),
    "dataset-of-another-build": (
        copied("sdtm/dm.xpt", "sdtm/zz.xpt"), 3, "sdtm\n    holds zz.xpt, of which define.xml says nothing",
    ),
    "names-differ-in-case-only": (copied("sdtm/dm.xpt", "sdtm/DM.XPT"), 3, "DM.XPT"),
    "dataset-cut": (lambda root: (root / "sdtm/ae.xpt").write_bytes(b"HEADER"), 3, "ae.xpt"),
    "define-damaged": (text("sdtm/define.xml", "<ODM>"), 3, "define.xml"),
    "ledger-damaged": (text("sdtm/ledger.json", "{"), 3, "ledger.json\n    is not readable as JSON"),
    "other-sdtm": (
        lambda root: (root / "sdtm/adam/ledger.json").write_text(
            (root / "sdtm/adam/ledger.json").read_text().replace('"rows": 2', '"rows": 5')
        ), 2,
        "adam\n    was made from 5 records of DM; sdtm holds 2\n    build the analysis datasets again",
    ),
    "no-study": (gone("mini/study.toml"), 2, "mini\n    is no study folder: it has no study.toml"),
    "package-toml-misspelt": (text("mini/package.toml", "[pakage]\n"), 2, "mini/package.toml"),
    "package-toml-no-toml": (text("mini/package.toml", "[package\n"), 2, "mini/package.toml\n    not readable as TOML"),
    "folder-not-allowed": (text("mini/package.toml", '[package]\nfolder = "My Study"\n'), 2, "'My Study' cannot be"),
    "path-above-the-limit": (
        text("mini/package.toml", f'[package]\nfolder = "{"x" * 120}"\n'), 3, "characters",
    ),
    "no-such-section": (text("mini/package.toml", '[package]\nsection = "5.9"\n'), 2, "'5.9' is no section"),
    "narrative-unknown-figure": (
        text("mini/guides/csdrg.md", "## purpose\n\nThere are {AEE.records} events.\n"), 2, "guides/csdrg.md:3",
    ),
    "narrative-unknown-heading": (text("mini/guides/csdrg.md", "## purpse\n\nText.\n"), 2, "did you mean purpose"),
    "narrative-picture": (text("mini/guides/csdrg.md", "## purpose\n\n![x](x.png)\n"), 2, "guides/csdrg.md:3"),
    "guide-elsewhere": (
        text("mini/package.toml", '[guides]\nadrg = "/etc/passwd"\n'), 2, "'/etc/passwd' is no file of the study",
    ),
    "guide-above": (text("mini/package.toml", '[guides]\nadrg = "../x.md"\n'), 2, "'../x.md' is no file of the study"),
    "use-of-no-dataset": (text("mini/package.toml", '[guides.use]\nDMM = "safety"\n'), 2, "did you mean DM?"),
    "program-lost": (text("mini/package.toml", '[programs."x.py"]\npurpose = "y"\n'), 2, "x.py"),
}  # fmt: skip


# These are known only after a judgement: a quarter of a minute each.
LATE = {"narrative-unknown-heading", "narrative-picture"}


@pytest.mark.parametrize("case", [pytest.param(one, marks=[pytest.mark.slow] * (one in LATE)) for one in REFUSED])
def test_a_build_that_cannot_be_packaged(case: str, root: Path, capsys: Capture) -> None:
    spoil, status, words = REFUSED[case]
    spoil(root)
    before = held(root)
    assert package(root) == status
    told = capsys.readouterr()
    assert words in told.err
    assert "Traceback" not in told.err
    assert str(root) not in told.err
    assert told.out == ""
    assert held(root) == before
    assert not (root / ".out.making").exists()


@pytest.mark.parametrize(
    ("more", "status", "words"),
    [
        (["--profile", "nmpa"], 2, "invalid choice"),
        (["--unblind", "x.csv"], 2, "--unblind\n    says how SDTM is built, and --sdtm names a finished build"),
        (["--crf", "x.pdf"], 2, "--crf\n    says how SDTM is built"),
        (["--stylesheet", "no.xsl"], 2, "--stylesheet\n    says how SDTM is built"),
        (["--today", "yesterday"], 2, "'yesterday' is no day"),
    ],
    ids=["profile", "unblind", "crf", "stylesheet", "today"],
)
def test_options_that_contradict(more: list[str], status: int, words: str, root: Path, capsys: Capture) -> None:
    try:
        ended = package(root, *more)
    except SystemExit as exit_:  # argparse
        ended = int(str(exit_.code))
    assert (ended, words in capsys.readouterr().err) == (status, True)
    assert not (root / "out").exists()


def test_analysis_datasets_without_their_sdtm(root: Path, capsys: Capture) -> None:
    line = ["package", str(root / "mini"), "--adam", str(root / "sdtm" / "adam"), "--out", str(root / "out")]
    assert main(line) == 2
    assert "finished analysis datasets need the SDTM datasets they were made of" in capsys.readouterr().err


def test_a_folder_of_other_things_is_not_replaced(root: Path, capsys: Capture) -> None:
    (root / "out").mkdir()
    (root / "out" / "thesis.docx").write_text("years")
    assert package(root) == 3
    assert "holds what is of no package: thesis.docx" in capsys.readouterr().err
    assert (root / "out" / "thesis.docx").read_text() == "years"


@pytest.mark.parametrize("out", ["mini", "mini/raw", "sdtm", "sdtm/adam"])
def test_not_where_the_inputs_are(out: str, root: Path, capsys: Capture) -> None:
    before = held(root)
    assert package(root, "--out", str(root / out)) == 2
    assert "holds what the build reads" in capsys.readouterr().err
    assert held(root) == before


def test_a_study_that_does_not_build_says_what_the_build_says(root: Path, capsys: Capture) -> None:
    (root / "mini" / "sdtm" / "ae.toml").write_text("records = 'rows(events)'\n[variables]\nAETERM = 'asign(term)'\n")
    assert main(["package", str(root / "mini"), "--out", str(root / "out"), "--quiet"]) == 2
    told = capsys.readouterr().err
    assert told.startswith("SDTM build\n")
    assert "did you mean assign?" in told
    assert not (root / "out").exists()


def test_what_is_foreign_in_a_build_is_named_and_left_out(root: Path, capsys: Capture) -> None:
    (root / "sdtm" / "notes.docx").write_text("mine")
    (root / "sdtm" / "old").mkdir()
    (root / "sdtm" / "old" / "dm.xpt").write_text("mine")
    assert main(
        ["package", str(root / "mini"), "--sdtm", str(root / "sdtm"), "--adam", str(root / "sdtm" / "adam"),
         "--out", str(root / "out")]
    ) == 1  # fmt: skip
    told = capsys.readouterr().out
    assert "sdtm/notes.docx: " in told
    assert "[not_packaged]" in told
    assert not [name for name in held(root / "out") if "notes" in name or "/old/" in name]
