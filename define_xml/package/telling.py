"""What the command `package` tells of what it made, as lines for people and as JSON."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

from define_xml.package.facts import Floor
from define_xml.package.guides.shared import counted
from define_xml.package.making import Made
from mappings.finding import SEVERITIES

NAMES = {"sdtm": "SDTM", "adam": "ADaM"}


def status(made: Made) -> int:
    """1 where a person has to look before this is submitted, else 0.

    That is: a text nobody wrote, a finding of the judgement that is an error and that nobody explained, a criterion of
    rejection that is not met, a page reference without its annotation, a check that raised.
    """
    open_errors = any(floor.judged.open("error") for floor in _floors(made))
    raised = any(floor.judged.checks.get("error", 0) for floor in _floors(made))
    red = made.preflight is not None and not made.preflight.green
    odd = any(one.severity == "error" for one in made.findings)
    return int(bool(made.papers.missing) or open_errors or raised or red or odd)


def lines(made: Made, where: str) -> Iterator[str]:
    """The closing lines, from the datasets to the fingerprint."""
    rows = list(_rows(made))
    wide = max(len(name) for name, _ in rows)
    yield from (f"{name:<{wide}}  {words}".rstrip() for name, words in rows)
    files = [one for one in made.placed if one.kind not in ("review", "manifest")]
    beside = made.profile.folders.review
    yield ""
    yield f"{len(files):,} files for {made.profile.title}, and what lies beside them in {beside}/: {where}"
    yield f"fingerprint {made.fingerprint}"


def _rows(made: Made) -> Iterator[tuple[str, str]]:
    """What there is to say, each with what it is about."""
    facts = made.facts
    for floor in _floors(made):
        yield NAMES[floor.part], _floor(floor)
    if facts.acrf_pages:
        good, asked = facts.proved
        yield "annotated CRF", f"{facts.acrf_pages} pages; {good:,} of {asked:,} page references proved"
    for name, gaps in made.papers.gaps.items():
        yield name, counted(len(gaps), "gap") if gaps else "complete"
        # One text may fill several gaps.
        for (file, key, asks), count in Counter((gap.file, gap.key, gap.asks) for gap in gaps).items():
            yield "", f"{file}  ## {key}: {asks}{f' ({count}x)' if count > 1 else ''}"
    if made.preflight is not None:
        yield "pre-flight", made.preflight.words
    yield from ((one.severity, f"{one.dataset}: {one.words} [{one.check}]") for one in made.findings)


def told(made: Made, where: str) -> dict[str, Any]:
    """The same as JSON."""
    return {
        "package": where,
        "profile": made.profile.id,
        "fingerprint": made.fingerprint,
        "status": status(made),
        "floors": {floor.part: _counts(floor) for floor in _floors(made)},
        "gaps": {name: [f"{gap.file} ## {gap.key}" for gap in gaps] for name, gaps in made.papers.gaps.items()},
        "acrf": {"pages": made.facts.acrf_pages, "proved": made.facts.proved[0], "asked": made.facts.proved[1]},
        "preflight": None if made.preflight is None else {one.number: one.answer for one in made.preflight.criteria},
        "findings": [
            {"check": one.check, "severity": one.severity, "place": one.dataset, "words": one.words}
            for one in made.findings
        ],
        "files": [one.path for one in made.placed],
    }


def _floors(made: Made) -> list[Floor]:
    return [made.facts.sdtm, *([made.facts.adam] if made.facts.adam else [])]


def _counts(floor: Floor) -> dict[str, Any]:
    return {
        "datasets": len(floor.datasets),
        "records": sum(one.records for one in floor.datasets),
        **{severity: len(floor.judged.open(severity)) for severity in SEVERITIES},
        "waived": sum(one.waived == one.count for one in floor.judged.issues),
        "not_run": sum(len(one.checks) for one in floor.judged.not_run),
    }


def _floor(floor: Floor) -> str:
    """`37 datasets, 45,230 records; judged: 0 errors, 0 warnings, 0 notes, 31 explained`."""
    known = _counts(floor)
    judged = ", ".join(counted(known[one], one) for one in SEVERITIES)
    left = f"; {counted(known['not_run'], 'check')} did not run" if known["not_run"] else ""
    size = f"{counted(known['datasets'], 'dataset')}, {counted(known['records'], 'record')}"
    return f"{size}; judged: {judged}, {known['waived']} explained{left}"
