"""What a site-level dataset is made of, what is missing of it, and what is worth knowing about it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from define_xml.package.bimo.efficacy import Efficacy
from define_xml.package.bimo.subjects import OF_DATASET, Frames, Group, Subjects, moved, texts
from define_xml.package.bimo.variables import SETTING, Listed
from define_xml.package.settings import BimoEntry

_SHOWN = 6


@dataclass(frozen=True)
class SiteFacts:
    """All that values are taken from."""

    said: BimoEntry
    study: str
    title: str
    subjects: Subjects
    counts: Mapping[str, Counter[Group]]
    efficacy: Efficacy
    sites: Mapping[str, Mapping[str, str]]
    countries: Mapping[str, str]


def gaps_of(
    rows: Mapping[Listed, Sequence[str | float | None]], groups: Sequence[Group], facts: SiteFacts, frames: Frames
) -> tuple[str, ...]:
    """A line for each variable with required values that are missing."""
    found = []
    absent = {rule: name for name, rules in OF_DATASET.items() if name not in frames for rule in rules}
    for one, values in rows.items():
        without = (site for (site, _), value in zip(groups, values, strict=True) if value in (None, ""))
        sites = list(dict.fromkeys(without))
        if one.rule in absent:
            found.append(f"{one.name}: there is no dataset {absent[one.rule]}")
        elif one.rule.startswith(SETTING) and one.core == "Req" and sites:
            found.append(f"{one.name}: say it in package.toml, bimo.{one.source}")
        elif one.core == "Req" and sites and one.rule not in {"arm", "endpoint_type"}:
            shown = ", ".join(sites[:_SHOWN]) + (" ..." if len(sites) > _SHOWN else "")
            every = len({site for site, _ in groups})
            words = f"{one.name}: not known of {len(sites)} of {every} sites ({shown})"
            found.append(f"{words}: say it in {facts.said.sites}")
    return (*found, *_of_applications(facts.said), *_of_efficacy(facts))


def _of_applications(said: BimoEntry) -> list[str]:
    if said.nda or said.bla:
        return []
    return ["NDA, BLA: say the application's number in package.toml, bimo.nda or bimo.bla"]


def _of_efficacy(facts: SiteFacts) -> list[str]:
    """What is missing for the efficacy of a site."""
    said, found = facts.said, []
    if "" in facts.subjects.arms:
        hidden = sum(not arm for _, arm in facts.subjects.groups.values())
        found.append(f"ARM: of {hidden} enrolled subjects the arm is not known: build with the unblinded files")
    if not said.endpoint_type:
        found.append("ENDPTYPE: say it in package.toml, bimo.endpoint_type")
    if not said.endpoint_where:
        found.append("TRTEFFR, TRTEFFS, SITEEFFE, SITEEFFS: say the records in package.toml, bimo.endpoint_where")
    elif facts.efficacy.type in {"Time to Event", "Other"}:
        found.append(f"SITEEFFE, SITEEFFS: no rule gives the effect of an endpoint of type {facts.efficacy.type}")
    elif not said.control:
        found.append("SITEEFFE, SITEEFFS: say the control arm in package.toml, bimo.control")
    return found


def notes_of(facts: SiteFacts, frames: Frames) -> tuple[str, ...]:
    """What is worth knowing: sites in one place only, subjects of two sites, records that are in no record."""
    found = [
        f"{count} subjects are of another site in {name} than in DM: they count at the site of DM"
        for name, count in moved(facts.subjects, frames).items()
    ]
    known = set(facts.subjects.sites.values())
    empty = [site for site in facts.sites if site not in known]
    if empty:
        found.append(f"sites of {facts.said.sites} without a subject in DM: {', '.join(empty)}")
    for name in ("AE", "DV"):
        if name in frames:
            beside = sum(one not in facts.subjects.groups for one in texts(frames[name], "USUBJID"))
            words = f"{beside} records of {name} are of subjects without an arm: no record counts them"
            found += [words] if beside else []
    return tuple(found)
