"""The primary endpoint by site and arm: its result and spread, and the effect against the control arm of the site."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from statistics import fmean, stdev

from pandas import DataFrame

from define_xml.package.bimo.subjects import Frames, Group, Subjects, texts
from define_xml.package.settings import BimoEntry
from mappings.error import MappingError, nearest
from mappings.where import parse_where

CONTINUOUS, BINARY, TIME, OTHER = TYPES = ("Continuous", "Binary", "Time to Event", "Other")
VALUE = "AVAL"  # where package.toml names no variable
PLACE = "package.toml  bimo"
_FLAGS = {"Y": 1.0, "N": 0.0}


@dataclass(frozen=True)
class Efficacy:
    """The type of the endpoint, and by site and arm: result, spread, effect, its spread, number censored.

    What there is no value for is not in the mapping.
    """

    type: str
    values: Mapping[str, Mapping[Group, float]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Values:
    """The values of one site and arm; of each whether it is censored."""

    values: list[float] = field(default_factory=list)
    censored: list[bool] = field(default_factory=list)


def efficacy_of(said: BimoEntry, subjects: Subjects, frames: Frames) -> Efficacy:
    """The endpoint that the settings declare, by site and arm; without values where they declare no records.

    MappingError for records that cannot be found, a value that is none of the type's, two records of a subject.
    """
    kind = _kind(said)
    if not (said.endpoint_where and kind):
        return Efficacy(kind)
    groups = _grouped(said, kind, subjects, frames)
    results = {group: found for group, one in groups.items() if (found := _result(kind, one)) is not None}
    spreads = {group: found for group, one in groups.items() if (found := _spread(kind, one)) is not None}
    effects = _effects(said, kind, subjects, results)
    values: dict[str, Mapping[Group, float]] = {
        "arm_result": results, "arm_spread": spreads, "site_effect": effects,
        "site_spread": {
            group: math.hypot(*(spreads[one] / math.sqrt(len(groups[one].values)) for one in (group, control)))
            for group in effects
            if (control := (group[0], said.control)) in spreads and group in spreads
        },
    }  # fmt: skip
    if kind == TIME:
        values["censored"] = {group: float(sum(one.censored)) for group, one in groups.items()}
    return Efficacy(kind, values)


def _kind(said: BimoEntry) -> str:
    if not said.endpoint_type:
        return ""
    kind = next((one for one in TYPES if one.casefold() == said.endpoint_type.casefold()), "")
    if not kind:
        problem = f"{said.endpoint_type!r} is no type of an endpoint"
        raise MappingError(f"{PLACE}.endpoint_type", problem, f"choose one of {', '.join(TYPES)}")
    return kind


def _effects(
    said: BimoEntry, kind: str, subjects: Subjects, results: Mapping[Group, float]
) -> dict[Group, float]:
    """The result of each arm less that of the control arm, where the site has both."""
    if said.control and said.control not in subjects.arms:
        problem = f"no subject of DM has the arm {said.control!r}"
        remedy = nearest(said.control, subjects.arms) or f"arms: {', '.join(subjects.arms)}"
        raise MappingError(f"{PLACE}.control", problem, remedy)
    if not said.control or kind == TIME:
        return {}
    return {
        (site, arm): value - results[site, said.control]
        for (site, arm), value in results.items()
        if arm != said.control and (site, said.control) in results
    }


def _grouped(said: BimoEntry, kind: str, subjects: Subjects, frames: Frames) -> dict[Group, _Values]:
    frame = _declared(said, frames)
    if kind == TIME and "CNSR" not in frame.columns:
        raise MappingError(f"{PLACE}.endpoint_where", "the records have no CNSR", "name a time-to-event dataset")
    names, values = texts(frame, "USUBJID"), _numbers(said, kind, frame)
    censored = [value > 0 for value in frame["CNSR"]] if "CNSR" in frame.columns else [False] * len(frame)
    name, count = max(Counter(names).items(), key=lambda one: one[1], default=("", 0))
    if count > 1:
        problem = f"{count} records of subject {name}"
        remedy = "one record of each subject: name the parameter and the visit"
        raise MappingError(f"{PLACE}.endpoint_where", problem, remedy)
    found: dict[Group, _Values] = {}
    for name, value, out in zip(names, values, censored, strict=True):
        if name in subjects.groups and not math.isnan(value):
            one = found.setdefault(subjects.groups[name], _Values())
            one.values.append(value)
            one.censored.append(out)
    return found


def _declared(said: BimoEntry, frames: Frames) -> DataFrame:
    """The records that are meant: `ADEFF: PARAMCD == "X" and AVISIT == "Week 4"`."""
    place = f"{PLACE}.endpoint_where"
    name, _, text = (part.strip() for part in said.endpoint_where.partition(":"))
    if name not in frames or not text:
        problem = f"no dataset {name} was built" if text else "names no dataset and no condition"
        remedy = nearest(name, set(frames)) if text else "for example  ADEFF: PARAMCD == \"X\" and AVISIT == \"Week 4\""
        raise MappingError(place, problem, remedy)
    frame, where = frames[name], parse_where(text, place)
    value = said.endpoint_value or VALUE
    for variable in (*(one.text for one in where.names()), value):
        if variable not in frame.columns:
            raise MappingError(place, f"{name} has no variable {variable}", nearest(variable, set(frame.columns)))
    columns = {one.text: frame[one.text] for one in where.names()}
    return frame.loc[where.mask(columns)]


def _numbers(said: BimoEntry, kind: str, frame: DataFrame) -> list[float]:
    """The values as numbers, NaN where there is none."""
    name = said.endpoint_value or VALUE
    if frame[name].dtype.kind in "fiu":
        values = [float(value) for value in frame[name]]
        fits = {0.0, 1.0} if kind == BINARY else set(values)
    else:
        values = [_FLAGS.get(value, math.inf) if value else math.nan for value in texts(frame, name)]
        fits = {0.0, 1.0} if kind == BINARY else set()
    if any(value not in fits for value in values if not math.isnan(value)):
        problem = f"{name} holds what is no value of a {kind} endpoint"
        raise MappingError(f"{PLACE}.endpoint_value", problem, "Binary wants Y and N, or 1 and 0; others want numbers")
    return values


def _result(kind: str, one: _Values) -> float | None:
    if kind in {CONTINUOUS, BINARY}:
        return fmean(one.values)
    return _median(one) if kind == TIME else None


def _spread(kind: str, one: _Values) -> float | None:
    if kind == CONTINUOUS and len(one.values) > 1:
        return stdev(one.values)
    share = fmean(one.values)
    return math.sqrt(share * (1 - share)) if kind == BINARY else None


def _median(one: _Values) -> float | None:
    """The time at which half are left, by the product limit method; None where it is not reached."""
    left, rows = 1.0, sorted(zip(one.values, one.censored, strict=True))
    for time in sorted(set(one.values)):
        risk = sum(value >= time for value, _ in rows)
        events = sum(value == time and not out for value, out in rows)
        left *= 1 - events / risk
        # A half may miss itself by the last bit of a product.
        if left <= 0.5 + 1e-12:
            return time
    return None
