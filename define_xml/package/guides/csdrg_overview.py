"""The overview of the subject data in the tabulation guide: who is in it, what became of them, what is asked of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from define_xml.package.facts import Facts
from define_xml.package.guides.csdrg_flow import unused
from define_xml.package.guides.paper import Block, Grid, Section
from define_xml.package.guides.shared import Told, counted, number
from define_xml.package.tabulation import Tabulation

SUBJECTS = (
    ("screened", "Subjects in DM"),
    ("screen_failures", "Of them screen failures"),
    ("assigned", "Assigned to an arm"),
    ("randomised", "Randomized"),
    ("treated", "Treated"),
    ("not_treated", "Assigned to an arm and not treated"),
    ("other_arm", "Treated otherwise than assigned"),
    ("completed", "Completed the study"),
    ("died", "Died"),
    ("sites", "Sites"),
    ("countries", "Countries"),
)


def overview(facts: Facts, told: Told) -> Section:
    """Overview: narrative, figures of subjects, arms and dispositions, and the questions a reviewer begins with."""
    asks = "What the subject data are, how they were collected, whether they are complete; any adjudication."
    blocks = (*told.blocks("overview", asks), *_subjects(facts), _questions(facts))
    return Section("Overview", blocks, key="overview")


def _subjects(facts: Facts) -> Iterator[Block]:
    counts = facts.counts
    rows = tuple((words, number(counts[name])) for name, words in SUBJECTS if name in counts)
    if rows:
        yield Grid("Subjects", ("Subjects", "Count"), rows, (4, 1), (1,), "dm.xpt and ds.xpt")
    found = facts.tabulation
    if found and found.arms:
        arms = tuple((one.name, one.code, number(one.assigned), number(one.treated)) for one in found.arms)
        columns = ("Arm", "Code", "Assigned", "Treated with it")
        yield Grid("Subjects by arm", columns, arms, (3, 1, 1, 1.2), (2, 3), "dm.xpt")
    if found and found.dispositions:
        events = tuple((one.category, one.term, number(one.subjects)) for one in found.dispositions)
        headings = ("Category", "Milestone or event", "Subjects")
        yield Grid("Milestones and dispositions", headings, events, (2, 5, 1), (2,), "ds.xpt")


def _questions(facts: Facts) -> Grid:
    rows = (
        ("Are the data of an ongoing study?", _ongoing(facts)),
        ("Are the subjects' arms unblinded?", _blinding(facts.tabulation)),
        ("Are screen failures included?", _failures(facts)),
        ("Were the analysis datasets made of these datasets?", _analysis(facts)),
        ("Are the submitted data a part of the collected data?", _part(facts)),
        ("Are datasets described and not submitted, since no data were collected?", _empty(facts)),
        ("Are there custom domains?", _names(one.name for one in facts.sdtm.datasets if one.spec.custom)),
        ("Were datasets split?", _names(one.name for one in facts.sdtm.datasets if one.parts)),
    )
    return Grid("Questions of a reviewer", ("Question", "Answer"), rows, (2, 3), source="datasets, define.xml, ledger")


def _ongoing(facts: Facts) -> str:
    said = {"Y": "Yes", "N": "No"}.get(next(iter(facts.parameter("ONGOSIND")), ""), "TS does not say (ONGOSIND)")
    day = next(iter(facts.parameter("DCUTDTC")), "")
    return f"{said}. Data cut-off {day}." if day else f"{said}."


def _blinding(found: Tabulation | None) -> str:
    if found is None or not found.arms:
        return "DM has no arm."
    if found.masked:
        return f"No: {', '.join(found.masked)} stands in DM instead of an arm of TA."
    return "Yes: every arm of DM is an arm of TA."


def _failures(facts: Facts) -> str:
    count = facts.counts.get("screen_failures", 0)
    return f"Yes: {counted(count, 'subject')}." if count else "No: DM has none."


def _analysis(facts: Facts) -> str:
    if facts.adam is None:
        return "The package has no analysis datasets."
    return f"Yes: {', '.join(one.name for one in facts.adam.datasets)}."


def _part(facts: Facts) -> str:
    ledger: Any = facts.sdtm.ledger
    rows = sum(map(unused, ledger.get("forms", ())))
    columns = sum(len(names) for names in ledger.get("ignored", {}).values())
    if not rows and not columns:
        return "No: every row and every column is used."
    return (
        f"Yes: {counted(rows, 'row')} and {counted(columns, 'column')} are not submitted, for the reasons told below."
    )


def _empty(facts: Facts) -> str:
    return _names(one.name for one in facts.sdtm.spec.datasets if one.has_no_data)


def _names(names: Iterator[str] | tuple[str, ...]) -> str:
    found = tuple(names)
    return f"Yes: {', '.join(found)}." if found else "No."
