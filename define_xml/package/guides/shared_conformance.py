"""The data conformance summary of a guide: what was judged and with what, the issues, and why they stay."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.package.facts import Facts, Floor, Issue
from define_xml.package.guides.paper import Block, Gap, Grid, Paragraph, Section
from define_xml.package.guides.shared_figures import counted, number
from define_xml.package.guides.shared_told import Told

OPEN = "OPEN: no explanation"
SEVERITIES = ("error", "warning", "note")
WAIVERS = {"sdtm": "waivers.toml", "adam": "waivers-adam.toml"}


def conformance(facts: Facts, floor: Floor, told: Told) -> Section:
    """Conformance of one floor: inputs of the judgement, summary of issues, details; open issues are gaps."""
    return Section(
        "Data Conformance Summary",
        sections=(
            Section("Conformance Inputs", tuple(_inputs(facts, floor)), key="conformance-inputs"),
            Section("Issues Summary", tuple(_issues(floor, told)), key="issues"),
            Section("Additional Conformance Details", tuple(_details(facts, floor, told)), key="conformance-details"),
        ),
        key="conformance",
    )


def _report(floor: Floor) -> str:
    return f"conformance report of the {floor.part} folder (JSON)"


def _inputs(facts: Facts, floor: Floor) -> Iterator[Block]:
    judged = floor.judged
    counts = judged.checks
    ran = sum(counts.get(name, 0) for name in ("passed", "failed"))
    rows = (
        ("Software", _engine(facts, judged.engine)),
        ("Standard the datasets were judged by", judged.standard),
        ("Controlled terminology", judged.terminology),
        ("Define-XML", f"{floor.define_version}; define.xml was judged beside the datasets"),
        ("Checks that ran", f"{number(ran)}, of them {number(counts.get('failed', 0))} with findings"),
        ("Checks with nothing to judge", number(counts.get("not_applicable", 0))),
        ("Checks that did not run", number(counts.get("not_run", 0) + counts.get("error", 0))),
        ("Coverage, in pairs of check and dataset", f"{judged.coverage:g}%"),
    )
    yield Grid("Inputs of the judgement", ("Question", "Answer"), rows, widths=(2, 3), source=_report(floor))
    if judged.not_run:
        missed = tuple((", ".join(one.checks), one.reason) for one in judged.not_run)
        yield Paragraph("A check that did not run is no pass. These did not, or not on every dataset:")
        yield Grid("Checks that did not run", ("Checks", "Reason"), missed, widths=(2, 3), source=_report(floor))


def _engine(facts: Facts, name: str) -> str:
    """The software that judged, with its version where the report does not say it."""
    version = dict(facts.software).get(name, "")
    return f"{name} {version}" if version else name


def _issues(floor: Floor, told: Told) -> Iterator[Block]:
    issues = sorted(floor.judged.issues, key=lambda one: (SEVERITIES.index(one.severity), one.dataset, one.check))
    if not issues:
        yield Paragraph("No check has a finding.")
        return
    yield Paragraph(_sum(issues))
    rows = tuple(_row(one, told) for one in issues)
    headings = ("Dataset", "Check, and its ids elsewhere", "Message", "Severity", "Count", "Explanation")
    yield Grid(
        "Issues", headings, rows, widths=(1.1, 2.2, 3.6, 1.1, 0.9, 4.6), right=(4,), source=_report(floor), wide=True
    )
    for one in issues:
        if _open(one, told):
            yield Gap(f"issue-{one.check}", f"{WAIVERS[floor.part]} or {told.file}", _asked(one))


def _sum(issues: list[Issue]) -> str:
    found = []
    for severity in SEVERITIES:
        several = [one for one in issues if one.severity == severity]
        if several:
            count = sum(one.count for one in several)
            found.append(f"{number(len(several))} of severity {severity} ({counted(count, 'finding')})")
    explained = sum(one.waived >= one.count for one in issues)
    return (
        f"The table groups findings by check and dataset: {', '.join(found)}. "
        f"{number(explained)} of {number(len(issues))} groups are explained by a waiver of the study."
    )


def _row(issue: Issue, told: Told) -> tuple[str, ...]:
    ids = "; ".join((issue.check, *issue.identifiers))
    message = f"{', '.join(issue.variables)}: {issue.message}" if _names(issue) else issue.message
    return (_where(issue), ids, message, issue.severity, number(issue.count), _explanation(issue, told))


def _where(issue: Issue) -> str:
    """The dataset, or what a check says that is of no single one."""
    return issue.dataset or "(study)"


def _names(issue: Issue) -> bool:
    """Whether the message still wants its variables: a single one, not named in it."""
    several = [one for one in issue.variables if one.isupper()]
    return len(several) == 1 and several[0] not in issue.message


def _explanation(issue: Issue, told: Told) -> str:
    if issue.waived >= issue.count:
        signed = ", ".join(word for word in (issue.author, issue.date) if word)
        return f"{issue.reason} ({signed})" if signed else issue.reason
    if told.has(f"issue-{issue.check}"):
        return "See the additional details."
    if issue.waived:
        return f"{number(issue.waived)} of {number(issue.count)}: {issue.reason} The others: {OPEN}"
    return OPEN


def _open(issue: Issue, told: Told) -> bool:
    return issue.waived < issue.count and not told.has(f"issue-{issue.check}")


def _asked(issue: Issue) -> str:
    count = counted(issue.count - issue.waived, "finding")
    return f"Explain {count} of {issue.check} ({issue.severity}) in {_where(issue)}, or correct them."


def _details(facts: Facts, floor: Floor, told: Told) -> Iterator[Block]:
    """What the study says of conformance as a whole, and of single checks."""
    said = told.optional("conformance")
    yield from said
    for check in dict.fromkeys(one.check for one in floor.judged.issues):
        if words := told.optional(f"issue-{check}"):
            yield Paragraph(f"**{check}**")
            yield from words
            said = (*said, *words)
    if not said:
        yield Paragraph("Nothing is to be said beyond the tables above.")
    if facts.profile.non_ascii:
        yield from _characters(facts, floor, told)


def _characters(facts: Facts, floor: Floor, told: Told) -> Iterator[Block]:
    """What the authority asks of text beyond ASCII, and what stands in the tabulation datasets."""
    asks = facts.profile.non_ascii
    yield Paragraph(asks)
    found = facts.tabulation if floor.part == "sdtm" else None
    if found is None or not found.not_ascii:
        if found:
            yield Paragraph("All text of these datasets is plain ASCII.")
        yield from told.optional("characters")
        return
    yield Paragraph(f"Text beyond ASCII stands in {', '.join(found.not_ascii)}.")
    yield from told.blocks("characters", f"{asks} Name the character set, and why it is used.")
