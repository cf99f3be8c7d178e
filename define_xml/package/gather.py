"""Reads finished builds and the reports of their judgement into the facts that the papers are made from."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from define_xml.package.facts import DatasetFacts, Floor, Issue, Judged, NotRun
from define_xml.package.placed import Part
from define_xml.transport.whole import readable
from mappings.dataset import Dataset
from mappings.error import InputError
from mappings.spec import DatasetSpec

DESIGN = ("TS", "TA", "TE", "TV", "TI")
WAIVED = "waived"


def read_json(path: Path) -> dict[str, Any]:
    """The object in a JSON file; InputError if there is none."""
    try:
        with readable(path):
            found = json.loads(path.read_bytes())
    except ValueError as error:
        raise InputError(path.name, f"is not readable as JSON: {error}", "build again") from None
    if not isinstance(found, dict):
        raise InputError(path.name, "holds no JSON object", "build again")
    return found


def read_floor(
    part: Part, folder: Path, datasets: Mapping[str, Dataset], judged: Judged, parts: Mapping[str, tuple[str, ...]]
) -> Floor:
    """What the papers say of one floor: its define.xml, its datasets, its ledger and how it was judged.

    `folder` is the finished build, `datasets` are those in it; `parts` gives the files of each that was split.
    """
    from define_xml.read import read_define
    from define_xml.to_spec import spec_from_define

    define = read_define(folder / "define.xml")
    spec = spec_from_define(define)
    ledger = read_json(folder / "ledger.json")
    made, looked_up = flows(ledger)
    found = tuple(
        _dataset(one, datasets[one.name], made.get(one.name, ()), looked_up.get(one.name, ()), parts.get(one.name, ()))
        for one in spec.datasets
        if one.name in datasets
    )
    return Floor(part, spec, found, judged, ledger, define.version)


def _dataset(
    spec: DatasetSpec,
    found: Dataset,
    made_of: tuple[tuple[str, int], ...],
    looked_up: tuple[str, ...],
    parts: tuple[str, ...],
) -> DatasetFacts:
    """The facts of one dataset, counted in its records."""
    records = found.records
    subjects = int(records["USUBJID"].nunique()) if "USUBJID" in records else None
    path = spec.href or f"{spec.name.lower()}.xpt"
    size = found.file.size if found.file else 0
    return DatasetFacts(spec, path, size, len(records), records.shape[1], subjects, made_of, looked_up, parts)


def flows(ledger: Mapping[str, Any]) -> tuple[dict[str, tuple[tuple[str, int], ...]], dict[str, tuple[str, ...]]]:
    """By dataset: the tables that gave it records, with their number; and those that were looked up for it."""
    made: dict[str, list[tuple[str, int]]] = {}
    seen: dict[str, list[str]] = {}
    for form in ledger.get("forms", ()):
        for dataset, count in form["records"].items():
            made.setdefault(dataset, []).append((form["table"], count))
        for dataset in form["looked_up"]:
            seen.setdefault(dataset, []).append(form["table"])
    return (
        {name: tuple(sorted(several)) for name, several in made.items()},
        {name: tuple(sorted(set(several))) for name, several in seen.items()},
    )


def judged(report: Mapping[str, Any], rejection: bool = True) -> Judged:
    """What a judgement said, of its JSON report.

    Without `rejection`, FDA's criteria that did not run are none that are missing: no other authority asks for them.
    """
    about = report["about"]
    checks = [one for one in report["checks"] if rejection or one["status"] != "not_run" or not _of_fda(one)]
    known = {one["id"]: _identifiers(one) for one in checks}
    return Judged(
        standard=report["standard"],
        terminology=about["terminology"],
        checks={name: sum(one["status"] == name for one in checks) for name in report["summary"]["checks"]},
        coverage=float(report["coverage"]["percent"] or 0),
        issues=tuple(_issue(one, known) for one in report["findings"]),
        not_run=tuple(not_run(checks)),
        engine=about["program"],
        criteria={one["id"]: one["status"] for one in checks if _of_fda(one)},
    )


def _of_fda(check: Mapping[str, Any]) -> bool:
    """Whether a check is one of FDA's criteria of rejection."""
    return str(check["id"]).startswith("TD-FDA17")


def _identifiers(check: Mapping[str, Any]) -> tuple[str, ...]:
    return tuple(f"{one['organization']} {one['id']}".strip() for one in check["identifiers"])


def _issue(found: Mapping[str, Any], known: Mapping[str, tuple[str, ...]]) -> Issue:
    waiver: Mapping[str, Any] = found["waiver"] or {}
    count = int(found["count"])
    return Issue(
        check=found["check"],
        identifiers=known.get(found["check"], ()),
        dataset=found["dataset"],
        variables=tuple(found["variables"]),
        severity=found["severity"],
        message=found["message"],
        count=count,
        waived=count if found["standing"] == WAIVED else 0,
        reason=waiver.get("reason") or "",
        author=waiver.get("author") or "",
        date=waiver.get("date") or "",
    )


def not_run(checks: Iterable[Mapping[str, Any]]) -> Iterable[NotRun]:
    """The checks that did not run or raised, by reason."""
    reasons: dict[str, list[str]] = {}
    for check in checks:
        for outcome in check["outcomes"]:
            if outcome["status"] in ("not_run", "error"):
                reasons.setdefault(outcome["reason"], []).append(check["id"])
    yield from (NotRun(tuple(dict.fromkeys(ids)), reason) for reason, ids in sorted(reasons.items()))


def design_rows(datasets: Mapping[str, Dataset]) -> dict[str, Sequence[Mapping[str, str]]]:
    """The records of the trial design datasets that there are, as text."""
    return {
        name: [{str(key): _text(value) for key, value in row.items()} for row in found.records.to_dict("records")]
        for name in DESIGN
        if (found := datasets.get(name)) is not None
    }


def _text(value: object) -> str:
    """A value as text: whole numbers without a point, missing ones empty."""
    if value is None or value != value:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).rstrip()


def read_outputs(folder: Path) -> Sequence[Mapping[str, object]]:
    """The tables and figures that were made, as results.json tells them; none if there is no such file."""
    path = folder / "results.json"
    return read_json(path).get("outputs", []) if path.is_file() else []
