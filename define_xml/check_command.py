"""The check of a define.xml at the command line: what is run, what is not and why, and what was found."""

from __future__ import annotations

import json as json_
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field
from pathlib import Path
from textwrap import wrap

from define_xml.checks import check_define
from define_xml.checks import explained as explained_alone
from define_xml.checks.beside.data import CHECKS, check_matched
from define_xml.checks.beside.folder import EXPLAINED as OF_FOLDER
from define_xml.checks.beside.folder import check_folder
from define_xml.checks.beside.held import matched
from define_xml.checks.beside.pdf import EXPLAINED as OF_PDF
from define_xml.checks.beside.pdf import check_pdf, installed, referred
from define_xml.checks.beside.predecessors import Names, names_of_data, names_of_define, together, untold, with_own
from define_xml.document.metadata import Define
from define_xml.read import define_of, read_define
from define_xml.transport.files import dataset_paths, read_dataset
from define_xml.transport.folder import UNPROVEN
from define_xml.transport.report import PAGE, finding_lines
from define_xml.transport.whole import readable
from define_xml.versions import as_version
from mappings.command import INPUT, told
from mappings.dataset import Dataset
from mappings.error import InputError
from mappings.finding import SEVERITIES, Finding, exit_code

_SHOWN = 8


@dataclass
class Checked:
    """What was found, what was run, what could not be run and why, and files that could not be read."""

    name: str
    version: str
    findings: list[Finding] = field(default_factory=list)
    run: list[str] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    unread: list[InputError] = field(default_factory=list)


def run(
    source: Path,
    data: Path | None = None,
    study: Path | None = None,
    sdtm: Path | None = None,
    *,
    fail_on: str = "error",
    json: bool = False,
    encoding: str = "ascii",
) -> int:
    """The exit status of the check, whose findings it prints: 0 clean, 1 findings, 3 a file that cannot be read."""
    done = checked(source, data, study, sdtm, encoding=encoding)
    print(as_json(done) if json else "\n".join(screen(done, fail_on)))
    for error in done.unread:
        told(str(error), INPUT)
    return INPUT if done.unread else exit_code(done.findings, fail_on)


def checked(
    source: Path,
    data: Path | None = None,
    study: Path | None = None,
    sdtm: Path | None = None,
    *,
    encoding: str = "ascii",
) -> Checked:
    """Every check that can be run on a define.xml and what lies beside it; InputError if it cannot be read itself."""
    path = source / "define.xml" if source.is_dir() else source
    with readable(path):
        content = path.read_bytes()
    read = define_of(content, path.name)
    define = as_version(read, "2.1")
    done = Checked(path.name, read.version)
    done.findings += check_define(read, content)
    done.run.append(f"the schema of Define-XML {read.version} and {len(explained_alone())} checks of the define alone")
    _data(done, define, data or path.parent, Before(sdtm, encoding))
    _folder(done, define, path.parent, data)
    _study(done, define, study)
    done.findings = list(dict.fromkeys(done.findings))
    return done


@dataclass(frozen=True)
class Before:
    """Where the datasets are that these were made of, and the encoding of the text in transport files."""

    folder: Path | None
    encoding: str


def _data(done: Checked, define: Define, folder: Path, before: Before) -> None:
    """The checks that look at records."""
    datasets, none = _datasets(done, folder, before.encoding)
    if none:
        done.left.append(f"{len(CHECKS)} checks of data: {none}")
        return
    names = _names(done, before)
    odd = [finding for dataset in datasets for finding in dataset.findings]
    done.findings += [one for one in odd if one.check != UNPROVEN]
    open_ended = ", ".join(one.dataset for one in odd if one.check == UNPROVEN)
    if open_ended:
        # A transport file does not say how many records it has: one in eighty ends so.
        done.left.append(f"whether records are missing at the end of {open_ended}: it ends just where a record does")
    held = matched(define, datasets)
    done.findings += check_matched(held, names)
    records = sum(len(dataset.records) for dataset in datasets)
    done.run.append(f"{len(CHECKS)} checks of {_count(len(datasets), 'dataset')} with {_count(records, 'record')}")
    unknown = untold(define, with_own(held, define, names))
    if unknown:
        done.left.append(f"{_count(unknown, 'predecessor')} of other folders: say where they are with --sdtm DIR")


def _datasets(done: Checked, folder: Path, encoding: str) -> tuple[list[Dataset], str]:
    """The datasets of a folder that can be read, or why there are none; a folder in another form too is read once."""
    if not folder.is_dir():
        raise InputError(folder.name, "there is no such folder", "say where the datasets are: --data DIR")
    try:
        paths = dataset_paths(folder)
    except InputError as error:
        return [], f"{error.problem.splitlines()[0]}: say where they are with --data DIR"
    found: dict[str, Dataset] = {}
    # A dataset in two formats is the same dataset: the transport file stands for both.
    for path in sorted(paths, key=lambda one: (one.suffix.lower() != ".xpt", one.name)):
        if path.stem.upper() in found:
            continue
        try:
            dataset = read_dataset(path, encoding=encoding)
        except InputError as error:
            done.unread.append(error)
            continue
        found.setdefault(dataset.name.upper(), dataset)
    return list(found.values()), ""


def _names(done: Checked, before: Before) -> Names | None:
    """The variables of the datasets before this define: of their define.xml, and of their data."""
    if before.folder is None:
        return None
    file = before.folder / "define.xml" if before.folder.is_dir() else before.folder
    known = names_of_define(as_version(read_define(file), "2.1")) if file.is_file() else {}
    data, none = _datasets(done, file.parent, before.encoding)
    if none and not known:
        raise InputError(before.folder.name, f"no define.xml and {none}", "--sdtm names the SDTM folder")
    return together(known, names_of_data(data))


def _folder(done: Checked, define: Define, folder: Path, data: Path | None) -> None:
    """The checks of files and PDFs."""
    done.findings += check_folder(define, folder, data, done.name)
    done.run.append(f"{len(OF_FOLDER)} checks of the files beside it")
    pdfs = referred(define, folder)
    if pdfs and not installed():
        done.left.append(f"{len(OF_PDF)} checks of PDFs: pypdf is not installed (pip install pypdf)")
        return
    for one in pdfs:
        to = done.run if one.path else done.left
        absent = "" if one.path else ": it is not in the folder"
        to.append(f"{_count(one.count, 'reference')} to pages of {one.href}{absent}")
    done.findings += check_pdf(define, folder)


def _study(done: Checked, define: Define, study: Path | None) -> None:
    """The checks against what a study folder says now."""
    if study is None:
        done.left.append("what the study says now: name its folder with --study FOLDER")
        return
    from define_xml.checks.beside.study import CHECKS as OF_STUDY
    from define_xml.checks.beside.study import against_spec
    from mappings.study import load_study

    analysis = any(group.purpose == "Analysis" for group in define.metadata.datasets)
    done.findings += against_spec(define, load_study(study, floor="adam" if analysis else "sdtm"))
    done.run.append(f"{len(OF_STUDY)} checks against {study.resolve().name}")


def screen(done: Checked, fail_on: str) -> list[str]:
    """The findings, errors and warnings in full and notes by kind, and what was and was not looked at."""
    grave = [one for one in done.findings if one.severity != "note" or fail_on == "note"]
    notes = [one for one in done.findings if one.severity == "note" and fail_on != "note"]
    lines = [f"{done.name}: Define-XML {done.version}", ""]
    for ones in _kinds(grave).values():
        lines += _first(ones)
    for check, ones in _kinds(notes).items():
        lines += _note(check, ones)
    if any(len(ones) > 1 for ones in _kinds(notes).values()):
        lines.append("  (each note in words: --fail-on note, or --json)")
    lines += [*([""] if lines[-1] else []), "checked:", *(f"  {words}" for words in done.run)]
    if done.left:
        lines += ["not checked:", *(f"  {words}" for words in done.left)]
    counts = [(severity, sum(one.severity == severity for one in done.findings)) for severity in SEVERITIES]
    return [*lines, "findings: " + ", ".join(_count(count, severity) for severity, count in counts)]


def _kinds(findings: Iterable[Finding]) -> dict[str, list[Finding]]:
    """The findings by check, the gravest first."""
    kinds: dict[str, list[Finding]] = {}
    for one in sorted(findings, key=lambda one: SEVERITIES.index(one.severity)):
        kinds.setdefault(one.check, []).append(one)
    return kinds


def _first(ones: Sequence[Finding]) -> list[str]:
    """The findings of one check, those of the first places, and how many more there are."""
    places = list(dict.fromkeys(one.place for one in ones))
    shown = [one for one in ones if one.place in set(places[:_SHOWN])]
    lines = finding_lines(shown)[1:]
    if len(shown) < len(ones):
        lines.append(f"      and {len(ones) - len(shown):,} more of [{ones[0].check}]: --json tells all")
    return lines


def _note(check: str, ones: Sequence[Finding]) -> list[str]:
    """A note in words, or several of one kind in a line with their places."""
    if len(ones) == 1:
        return finding_lines(ones)[1:]
    places = list(dict.fromkeys(one.place for one in ones if one.place))
    more = f" and {len(places) - _SHOWN:,} more" if len(places) > _SHOWN else ""
    line = f"{len(ones):,} notes: {', '.join(places[:_SHOWN])}{more} [{check}]"
    return wrap(line, PAGE, initial_indent="  ", subsequent_indent="      ", break_on_hyphens=False)


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'s' * (number != 1)}"


def as_json(done: Checked) -> str:
    """All of it as one JSON object."""
    said = {
        "file": done.name, "define": done.version, "checked": done.run, "not_checked": done.left,
        "unread": [str(error) for error in done.unread], "findings": _as_rows(done.findings),
    }  # fmt: skip
    return json_.dumps(said, indent=1, ensure_ascii=True)


def _as_rows(findings: Iterable[Finding]) -> list[dict[str, object]]:
    return [asdict(one) for one in findings]
