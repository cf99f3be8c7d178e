"""Datasets and the ledger into a folder: all of it or nothing."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from pathlib import Path
from typing import Any

from mappings.dataset import Dataset
from mappings.error import InputError, MappingError, nearest
from mappings.finding import SEVERITIES, Finding, told_once
from mappings.spec import StudySpec
from mappings.trace import Ledger
from sdtm.datasets import Build

Content = bytes | Callable[[], bytes]  # a file, or what makes it once the datasets are written


def ready(out: Path) -> None:
    """Proof, before any work, that the folder can be written; InputError if not."""
    from define_xml.transport.files import check_output

    check_output(out)


def deliver(
    built: Build,
    findings: Iterable[Finding],
    study: StudySpec,
    out: Path,
    *,
    only: str = "",
    formats: Sequence[str] = ("xpt",),
    progress: Callable[[str], None] = lambda name: None,
    noted: list[Finding] | None = None,
    beside: Mapping[str, Content] | None = None,
    judged: Sequence[Finding] = (),
) -> list[Path]:
    """The files of the datasets in each format, and `ledger.json` and what else is given `beside` them.

    `noted` takes what the writers find odd; the ledger says it too, together with the `findings`, and what was
    `judged` of the datasets.
    """
    from define_xml.transport.files import write_datasets

    progress("writing")
    wanted = chosen(built.datasets, only)
    if not only:
        refuse_strangers(out, wanted, formats)
    said, odd = tuple(findings), [] if noted is None else noted
    if "define.xml" not in (beside or {}) and (out / "define.xml").is_file():
        words = "it is of an earlier build and was not written anew: build all datasets, with define.xml"
        odd.append(Finding("define_not_renewed", "warning", words, dataset="define.xml"))

    def ledger() -> bytes:
        told = ledger_json(built.ledger, together(said, odd)) | {"judged": [asdict(one) for one in judged]}
        return f"{json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True)}\n".encode()

    others: dict[str, Content] = {"ledger.json": ledger, **(beside or {})}
    return write_datasets(wanted, out, formats, created=created(study), study=study, beside=others, noted=odd)


def together(findings: Iterable[Finding], noted: Iterable[Finding]) -> tuple[Finding, ...]:
    """The findings and what the writers noted, the gravest first.

    What a check has said of a variable, and what several formats say alike, is told once.
    """
    said = tuple(findings)
    checked = {(one.check, one.dataset, one.variable) for one in said}
    more = (one for one in noted if (one.check, one.dataset, one.variable) not in checked)
    return tuple(sorted((*said, *told_once(more)), key=lambda one: SEVERITIES.index(one.severity)))


def check_formats(formats: Sequence[str]) -> None:
    """MappingError for a format nobody writes, before any work."""
    from define_xml.transport.formats import check_formats

    check_formats(formats)


def refuse_strangers(out: Path, datasets: Iterable[Dataset], formats: Sequence[str]) -> None:
    """No dataset of another build stays beside those of this one: it may be stale, or say who received what."""
    from define_xml.transport.formats import FORMATS

    stems = {dataset.name.lower() for dataset in datasets}
    names = {f"{stem}.{name}" for stem in stems for name in formats}
    # JSON and CSV may be of any kind: they are datasets' where they bear the name of one.
    sure = {f".{name}" for name in FORMATS if name not in ("json", "csv")}
    found = [path for path in out.iterdir() if path.suffix[1:].lower() in FORMATS] if out.is_dir() else []
    found = [path for path in found if path.suffix.lower() in sure or path.stem.lower() in stems]
    strangers = sorted(path.name for path in found if not _made_anew(path, names))
    if strangers:
        problem = f"holds {', '.join(strangers)}, which this build does not make"
        raise InputError(out.name, problem, "remove what is of another build, or choose another --out")


def _made_anew(path: Path, names: set[str]) -> bool:
    """Whether a file of the build takes the place of this one; `DM.XPT` is `dm.xpt` on some systems only."""
    if path.name in names:
        return True
    same = path.with_name(path.name.lower())
    return same.name in names and same.exists() and same.samefile(path)


def chosen(datasets: tuple[Dataset, ...], only: str) -> tuple[Dataset, ...]:
    """The datasets named in `--only`, or all."""
    names = named(only, [dataset.name for dataset in datasets])
    return tuple(dataset for dataset in datasets if not names or dataset.name in names)


def named(only: str, known: list[str]) -> list[str]:
    """The names said in `--only`; MappingError for one that is not known."""
    names = [name.strip().upper() for name in only.split(",") if name.strip()]
    for name in names:
        if name not in known:
            remedy = nearest(name, known) or f"it builds {', '.join(known)}"
            raise MappingError("--only", f"the study builds no {name}", remedy)
    return names


def created(study: StudySpec) -> datetime:
    """The time written into the files: SOURCE_DATE_EPOCH, else the study's data cut-off, else 1970; never the clock."""
    from define_xml.transport.times import source_date

    return source_date() or datetime.fromisoformat(study.cutoff or "1970-01-01")


def ledger_json(ledger: Ledger, findings: Iterable[Finding]) -> dict[str, Any]:
    """The ledger and all findings as plain values."""
    return {
        "findings": [asdict(finding) for finding in findings],
        "forms": [asdict(form) for form in ledger.forms],
        "ignored": {table: dict(columns) for table, columns in ledger.ignored.items()},
        "unmapped": {table: list(columns) for table, columns in ledger.unmapped.items()},
        "unmatched": [asdict(value) for value in ledger.unmatched],
        "notes": list(ledger.notes),
    }
