"""The commands about define.xml (show, compare, draft a study, write anew), and those about packages."""

from __future__ import annotations

import argparse

from mappings.command import CLEAN, FINDINGS

# `--help` waits for what stands here: typing and pathlib would make it a third slower. Type checkers know this name.
TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from pathlib import Path

    from define_xml.checks.beside.observed import Observed
    from define_xml.document.metadata import Define
    from mappings.finding import Finding


def check(options: argparse.Namespace) -> int:
    """Check a define.xml: against the schema, by our own checks, and against the datasets, documents and spec."""
    from define_xml.check_command import run

    return run(
        options.source, options.data, options.study, options.sdtm,
        fail_on=options.fail_on, json=options.json, encoding=options.encoding,
    )  # fmt: skip


def show(options: argparse.Namespace) -> int:
    """Write a define.xml as one page that needs no network, no stylesheet and no script to be read."""
    from define_xml.page import page
    from define_xml.read import read_define
    from mappings.finding import exit_code

    path = file_of(options.source)
    out = options.out or path.with_suffix(".html")
    define = read_define(path)
    observed, findings = beside(define, options.data or path.parent, options)
    write_files(out.parent, {out.name: page(define, observed, findings)})
    data = "" if observed is None else f", with what was found in {(options.data or path.parent).as_posix()}"
    print(f"{out.as_posix()}{data}")
    return exit_code(findings, options.fail_on)


def beside(define: Define, folder: Path, options: argparse.Namespace) -> tuple[Observed | None, tuple[Finding, ...]]:
    """The facts of the datasets in the folder, and what reading them found odd; None if there are no datasets."""
    from define_xml.checks.beside.observed import observed
    from define_xml.transport.files import dataset_paths, read_dataset
    from mappings.error import InputError

    if not folder.is_dir():
        raise InputError(folder.as_posix(), "there is no such folder", "say where the datasets are: --data DIR")
    # Of the files of this folder alone: a define.xml may name a file anywhere.
    named = {(leaf.href or "").removeprefix("./") for one in define.metadata.datasets if (leaf := one.leaf)}
    try:
        paths = [path for path in dataset_paths(folder) if path.name in named]
    except InputError:
        return None, ()
    found = [read_dataset(path, encoding=options.encoding) for path in paths]
    if not found:
        return None, ()
    return observed(define, found), tuple(one for dataset in found for one in dataset.findings)


def diff(options: argparse.Namespace) -> int:
    """Compare two define.xml by what they mean; 0 if they say the same, 1 if not."""
    from define_xml.difference import difference
    from define_xml.read import read_define

    found = difference(read_define(file_of(options.old)), read_define(file_of(options.new)))
    if options.out is not None:
        names = (file_of(options.old).as_posix(), file_of(options.new).as_posix())
        text = found.as_html(*names) if options.out.suffix.lower() in {".html", ".htm"} else found.as_json()
        write_files(options.out.parent, {options.out.name: text.encode()})
        print(options.out.as_posix())
    else:
        print(found.as_json() if options.json else found.as_text())
    return CLEAN if found.equal else FINDINGS


def spec(options: argparse.Namespace) -> int:
    """Draft a study folder from a define.xml; what it cannot tell is marked for you to decide."""
    from define_xml.draft import draft
    from define_xml.read import read_define
    from mappings.error import InputError

    if options.out.is_dir() and any(options.out.iterdir()):
        raise InputError(options.out.as_posix(), "is not empty", "a draft goes to a new folder, over nobody's work")
    files = {name: text.encode() for name, text in draft(read_define(file_of(options.source))).items()}
    write_files(options.out, files)
    print("\n".join([*(f"{options.out.as_posix()}/{name}" for name in sorted(files)), f"{len(files)} files drafted"]))
    return CLEAN


def write(options: argparse.Namespace) -> int:
    """Write a define.xml anew: in canonical order and form, as another version, with a stylesheet line."""
    from define_xml.read import read_define
    from define_xml.transport.report import finding_lines
    from define_xml.versions import as_version
    from define_xml.versions import lost as lost_in
    from define_xml.write import write_define
    from mappings.finding import exit_code

    define = read_define(file_of(options.source))
    version = options.define or (define.version if define.version != "1.0" else "2.1")
    lost = lost_in(define, version)
    sheet = define.stylesheet if options.stylesheet is None else options.stylesheet
    write_define(as_version(define, version), options.out, version=version, stylesheet=sheet)
    print("\n".join([f"{options.out.as_posix()}: Define-XML {version}", *(finding_lines(lost) if lost else [])]))
    return exit_code(lost, options.fail_on)


def package(options: argparse.Namespace) -> int:
    """Make the submission package of a study: tree, define.xml, guides, annotated CRF, tagging, manifest."""
    from define_xml.package.command import run

    return run(options)


def verify(options: argparse.Namespace) -> int:
    """Prove a package unchanged and complete, or name each file that was changed, lost, added, cut or renamed."""
    from define_xml.package.verify_command import run

    return run(options)


def file_of(source: Path) -> Path:
    """The define.xml meant: the file, or the one in the folder."""
    return source / "define.xml" if source.is_dir() else source


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """The files into the folder: all of them or none; folders they need are made."""
    from define_xml.transport.whole import locked, whole_files, writable

    with writable(folder):
        for parent in folders(folder, files):
            parent.mkdir(parents=True, exist_ok=True)
    with locked(folder), whole_files(folder) as draft:
        for name, content in files.items():
            draft(name, [content])


def folders(folder: Path, names: Iterable[str]) -> list[Path]:
    """The folder and those inside it that the names stand in."""
    return sorted({folder, *((folder / name).parent for name in names)})


def add_commands(commands: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """The commands and their arguments."""
    from mappings.arguments import path

    one = _command(commands, check, "check a define.xml, and what it describes")
    one.add_argument("source", type=path, metavar="FILE", help="a define.xml, or a folder that holds one")
    one.add_argument("--data", type=path, metavar="DIR", help="the datasets (default: beside the file)")
    one.add_argument("--sdtm", type=path, metavar="DIR", help="the SDTM datasets that analysis datasets are made of")
    one.add_argument("--study", type=path, metavar="FOLDER", help="a study folder: what it says now must be said here")
    one.add_argument("--json", action="store_true", help="all findings as JSON")
    _judging(one)
    one = _command(commands, show, "a define.xml as a page any browser opens")
    one.add_argument("source", type=path, metavar="FILE", help="a define.xml, or a folder that holds one")
    one.add_argument("--data", type=path, metavar="DIR", help="the datasets (default: beside the file)")
    one.add_argument("--out", type=path, metavar="PAGE", help="where the page goes (default: FILE with .html)")
    _judging(one)
    one = _command(commands, diff, "what changed between two define.xml, by meaning")
    one.add_argument("old", type=path, metavar="OLD", help="a define.xml, or a folder that holds one")
    one.add_argument("new", type=path, metavar="NEW", help="a define.xml, or a folder that holds one")
    one.add_argument("--out", type=path, metavar="FILE", help="a page (.html) or JSON (.json) instead of lines here")
    one.add_argument("--json", action="store_true", help="the changes as JSON")
    one = _command(commands, spec, "draft a study folder from a define.xml")
    one.add_argument("source", type=path, metavar="FILE", help="a define.xml, or a folder that holds one")
    one.add_argument("--out", type=path, metavar="FOLDER", required=True, help="the study folder; new, or empty")
    one = _command(commands, write, "write a define.xml anew, or as another version")
    one.add_argument("source", type=path, metavar="FILE", help="a define.xml, or a folder that holds one")
    one.add_argument("--out", type=path, metavar="FILE", required=True, help="where it goes")
    one.add_argument("--define", choices=["2.1", "2.0"], help="the version written (default: as read, 2.1 for 1.0)")
    one.add_argument("--stylesheet", metavar="NAME", help="the stylesheet named in it (default: as read)")
    _fail_on(one)
    _package_arguments(_command(commands, package, "make the submission package: the m5 folder, guides, manifest"))
    _verify_arguments(_command(commands, verify, "prove a package unchanged and complete"))


def _package_arguments(command: argparse.ArgumentParser) -> None:
    from define_xml.package.command import add_arguments

    add_arguments(command)


def _verify_arguments(command: argparse.ArgumentParser) -> None:
    from define_xml.package.verify_command import add_arguments

    add_arguments(command)


def _command(
    commands: argparse._SubParsersAction[argparse.ArgumentParser], run: object, words: str
) -> argparse.ArgumentParser:
    name, said = getattr(run, "__name__", ""), run.__doc__
    command = commands.add_parser(name, help=words, description=said)
    command.set_defaults(run=run)
    return command


def _judging(command: argparse.ArgumentParser) -> None:
    _fail_on(command)
    command.add_argument(
        "--encoding", default="ascii", metavar="NAME", help="of the text in transport files (default: ascii)"
    )


def _fail_on(command: argparse.ArgumentParser) -> None:
    command.add_argument(
        "--fail-on", default="error", choices=["error", "warning", "note", "never"],
        help="end with 1 if a finding is that grave (default: error)",
    )  # fmt: skip
