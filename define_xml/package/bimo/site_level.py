"""clinsite: a record for each site and arm, its spec and define.xml, and what is missing of it."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import pandas as pd
from pandas import DataFrame

from define_xml.package.bimo.efficacy import VALUE, efficacy_of
from define_xml.package.bimo.gaps import SiteFacts, gaps_of, notes_of
from define_xml.package.bimo.sites import SITEID
from define_xml.package.bimo.subjects import Frames, Group, counts_of, subjects_of, texts
from define_xml.package.bimo.variables import COUNTRY, DIGITS, PARTICULAR, SETTING, Listed, listed
from define_xml.package.settings import BimoEntry, Settings
from define_xml.transport.stream import text_dtype
from mappings.dataset import Dataset
from mappings.error import MappingError
from mappings.spec import DatasetSpec, StandardRef, StudySpec

NAME, FILE = "CLINSITE", "clinsite.xpt"
GUIDE = "3.0"  # the version of FDA's technical conformance guide that the define names


@dataclass(frozen=True)
class Clinsite:
    """The dataset, what is said of it as a study of its own, the values that are missing, and what is worth knowing.

    A gap is a required value that neither the datasets nor the study's statements give; none is invented.
    """

    dataset: Dataset
    spec: StudySpec
    gaps: tuple[str, ...]
    notes: tuple[str, ...] = ()
    created: datetime = datetime(1970, 1, 1)

    def files(self, encoding: str = "ascii") -> dict[str, bytes]:
        """clinsite.xpt, define.xml and define.html by name; InputError for text that is not in the encoding."""
        from define_xml.checks.beside.observed import observed
        from define_xml.from_spec import define_from_spec
        from define_xml.page import page
        from define_xml.transport.formats import FORMATS
        from define_xml.transport.stream import Writing
        from define_xml.transport.submitted import submitted
        from define_xml.write import define_bytes, prove

        define = define_from_spec(self.spec, created=self.created.isoformat())
        said = define_bytes(define)
        prove(define, said, "define.xml")
        writing = Writing(created=self.created, encoding=encoding, study=self.spec)
        blocks = FORMATS["xpt"].write(submitted(self.dataset), writing, [])
        shown = page(define, observed(define, [self.dataset]))
        return {FILE: b"".join(blocks), "define.xml": said, "define.html": shown}


def site_level(
    frames: Frames,
    settings: Settings,
    study: StudySpec,
    sites: Sequence[Mapping[str, str]] = (),
    *,
    created: datetime = datetime(1970, 1, 1),
) -> Clinsite:
    """clinsite of the datasets of both floors by name: a record for each site and arm, in that order.

    `sites` are the rows of the study's own list (`read_sites`), `created` is the time its files bear. A site is one of
    DM or of the list; each has a record for every arm of the study. MappingError where package.toml does not declare
    it, or declares an endpoint that the datasets do not have.
    """
    said = settings.bimo
    if said is None:
        raise MappingError("package.toml", "declares no site-level dataset", "add a table [bimo]")
    facts = _facts(frames, said, study, sites)
    places = sorted({*facts.subjects.sites.values(), *facts.sites})
    groups = [(site, arm) for site in places for arm in facts.subjects.arms]
    rows = {one: [_value(one, facts, group) for group in groups] for one in listed()}
    columns = {one.name: _column(one, values) for one, values in rows.items()}
    frame = DataFrame(columns)
    spec = _spec(frame, study, said, rows)
    dataset = Dataset(spec.datasets[0], frame)
    return Clinsite(dataset, spec, gaps_of(rows, groups, facts, frames), notes_of(facts, frames), created)


def _facts(
    frames: Frames, said: BimoEntry, study: StudySpec, sites: Sequence[Mapping[str, str]]
) -> SiteFacts:
    subjects = subjects_of(frames)
    return SiteFacts(
        said, said.study or study.study_id, said.title or _title(frames), subjects, counts_of(subjects, frames),
        efficacy_of(said, subjects, frames), {row[SITEID]: row for row in sites}, _countries(frames["DM"]),
    )  # fmt: skip


def _title(frames: Frames) -> str:
    if "TS" not in frames:
        return ""
    rows = zip(texts(frames["TS"], "TSPARMCD"), texts(frames["TS"], "TSVAL"), strict=True)
    return next((value for code, value in rows if code == "TITLE"), "")[:200]


def _countries(frame: DataFrame) -> dict[str, str]:
    """The country of each site whose subjects all have the same."""
    found: dict[str, set[str]] = {}
    for site, country in zip(texts(frame, SITEID), texts(frame, "COUNTRY"), strict=True):
        found.setdefault(site, set()).add(country)
    return {site: next(iter(some)) for site, some in found.items() if len(some) == 1}


def _value(one: Listed, facts: SiteFacts, group: Group) -> str | float | None:
    """The value of a variable for a site and an arm; None or "" where there is none."""
    site, arm = group
    row = facts.sites.get(site, {})
    if one.rule.startswith(SETTING):
        return _setting(one, facts)
    if one.rule.startswith(PARTICULAR):
        return row.get(one.source, "")
    if one.rule in facts.counts:
        return float(facts.counts[one.rule][(site, "") if one.rule == "screened" else group])
    plain = {
        "site": site, "arm": arm, "endpoint_type": facts.efficacy.type,
        COUNTRY: row.get(one.name) or facts.countries.get(site, ""),
    }  # fmt: skip
    return plain[one.rule] if one.rule in plain else facts.efficacy.values.get(one.rule, {}).get(group)


def _setting(one: Listed, facts: SiteFacts) -> str:
    """What package.toml says, or the datasets where it is silent."""
    own = {"study": facts.study, "title": facts.title}
    return own.get(one.source) or str(getattr(facts.said, one.source))


def _column(one: Listed, values: Sequence[str | float | None]) -> pd.Series:
    if one.type == "Num":
        return pd.Series([_number(one, value) for value in values], dtype="float64")
    longest = max((str(value or "") for value in values), key=len, default="")
    if len(longest) > one.length:
        problem = f"{longest[:60]!r}... has {len(longest)} letters; the variable holds {one.length}"
        raise MappingError(f"clinsite  {one.name}", problem, "say it shorter")
    column: pd.Series = pd.Series([value or math.nan for value in values], dtype=text_dtype())
    return column


def _number(one: Listed, value: str | float | None) -> float:
    if isinstance(value, float):
        return round(value, DIGITS)
    try:
        return float(value) if value else math.nan
    except ValueError:
        problem = f"{value!r} is no number"
        raise MappingError(f"clinsite  {one.name}", problem, "write digits, with a point for decimals") from None


def _spec(frame: DataFrame, study: StudySpec, said: BimoEntry, rows: Mapping[Listed, object]) -> StudySpec:
    """What is said of clinsite, as a study of one dataset."""
    value = said.endpoint_value or VALUE
    records = f"{said.endpoint_where}; the value is {value}." if said.endpoint_where else ""
    variables = tuple(
        one.spec(max(map(len, texts(frame, one.name)), default=1) or 1, bool(frame[one.name].notna().all()), records)
        for one in rows
    )
    dataset = DatasetSpec(
        name=NAME, label="Summary-Level Clinical Site Data", domain=NAME, class_name="ADAM OTHER",
        structure="One record per site per treatment arm", keys=("STUDY", SITEID, "ARM"), variables=variables,
        standard="BIMO", href=FILE, repeating=True, reference=False,
    )  # fmt: skip
    return StudySpec(
        floor="adam", study_id=study.study_id, name=study.name, protocol=study.protocol, description=study.description,
        standards=(StandardRef(name="BIMO", version=GUIDE),), terminology=study.terminology, datasets=(dataset,),
    )  # fmt: skip
