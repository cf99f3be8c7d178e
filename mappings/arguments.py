"""What the commands of tabulation and analysis share on their command lines: studies, folders, lists of names."""

from __future__ import annotations

import argparse

# `--help` waits for what stands here: typing and pathlib would make it a third slower. Type checkers know this name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from pathlib import Path

BUNDLED = "respine"


def path(text: str) -> Path:
    """The path in the text."""
    from pathlib import Path

    return Path(text)


def names(text: str) -> list[str]:
    """The words between commas, each once."""
    return list(dict.fromkeys(word.strip().lower() for word in text.split(",") if word.strip())) or ["xpt"]


def study_folder(said: Path | None) -> Path:
    """The study named; else the folder one stands in if it holds study.toml; else the bundled reference study."""
    from pathlib import Path

    if said is not None:
        return said
    if Path("study.toml").is_file():
        return Path.cwd()
    import mappings

    return Path(next(iter(mappings.__path__))) / BUNDLED


def default_out(folder: Path, inside: str = "") -> Path:
    """`build/STUDY`, or a folder inside it, under where one stands; the folders above are made: nobody named them."""
    from pathlib import Path

    from mappings.error import InputError

    out = Path("build") / folder.name / inside
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise InputError("build", f"cannot be made: {error.strerror}", "say where the datasets go: --out DIR") from None
    return out


def refuse_inputs(out: Path, folder: Path, *read: Path) -> None:
    """Datasets do not go where a study's own files lie, or what the build reads."""
    from mappings.error import MappingError

    own = (folder, *read, *(folder / name for name in ("sdtm", "adam", "tables", "results")))
    if out.resolve() in {place.resolve() for place in own}:
        raise MappingError("--out", f"{out.name} holds what the build reads", "give the datasets a folder of their own")


def study_argument(command: argparse.ArgumentParser) -> None:
    """The argument that names a study."""
    words = "a study folder (default: this folder, else RESPINE)"
    command.add_argument("study", nargs="?", type=path, metavar="STUDY", help=words)


def word_argument(command: argparse.ArgumentParser) -> None:
    """The argument that names an algorithm."""
    command.add_argument("word", nargs="?", metavar="WORD", help="one algorithm, explained")


def delivery_arguments(command: argparse.ArgumentParser, out: str) -> None:
    """The arguments that say where datasets go, in which formats, and what the command tells."""
    command.add_argument("--out", type=path, metavar="DIR", help=f"where the datasets go (default: {out})")
    command.add_argument(
        "--format",
        type=names,
        default=["xpt"],
        metavar="xpt,json",
        help="formats of the datasets: xpt, json, ndjson, dsjc, parquet, csv (default: xpt)",
    )
    command.add_argument(
        "--define", default="2.1", choices=["2.1", "2.0", "none"], help="the define.xml written beside (default: 2.1)"
    )
    command.add_argument(
        "--stylesheet", type=path, metavar="FILE", help="a stylesheet that goes with define.xml and is named in it"
    )
    command.add_argument(
        "--judge", default="own", choices=["own", "gate", "none"],
        help="hold the datasets against their spec and our own conformance rules, and tell what is found; "
        "gate: it decides the exit status too (default: own)",
    )  # fmt: skip
    command.add_argument("--only", default="", metavar="AE,VS", help="write these datasets only")
    command.add_argument(
        "--fail-on",
        default="error",
        choices=["error", "warning", "note", "never"],
        help="exit 1 from this severity on (default: error)",
    )
    command.add_argument("--quiet", action="store_true", help="say nothing but errors")
    command.add_argument("--json", action="store_true", help="the summary as JSON")
