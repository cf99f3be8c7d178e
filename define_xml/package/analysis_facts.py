"""What the analysis datasets hold, counted: parameters, treatments, windows, flags, criteria, imputed dates."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pandas import DataFrame, Index, Series, isna

from define_xml.package.analysis_counts import Counted, counted, filled, yes
from define_xml.package.analysis_outputs import Output, outputs
from define_xml.package.rule_files import RuleFile
from mappings.dataset import Dataset

# ADaMIG 1.3, 3.2.4: population indicators of ADSL.
POPULATIONS = ("RANDFL", "ENRLFL", "ITTFL", "FASFL", "SAFFL", "PPROTFL", "COMPLFL")
TREATMENT = re.compile(r"(ARM|ACTARM|TRT(\d\d)?[PA]|TRTSEQ[PA]|TRT(\d\d)?[PA]G\d)")
IMPUTED = re.compile(r"[A-Z0-9]+(DTF|TMF)")
FLAG = re.compile(r"[A-Z0-9]+FL")
CHOSEN = re.compile(r"ANL\d\dFL")
NOT_CHOSEN = re.compile(r"NOTANL\d\d")
CRITERION = re.compile(r"(M?CRIT\d+)FL")
WINDOW = ("AVISIT", "AVISITN", "AWLO", "AWHI", "AWTARGET")
# What ADSL says beside what DM says (ADaMIG 1.3, 3.2.5), where the study has one period.
ARMS = (("ARM", "TRT01P"), ("ACTARM", "TRT01A"))


@dataclass(frozen=True)
class Parameter:
    """A parameter: code, text, category and type; its records, subjects, baselines, and records with ANL01FL."""

    code: str
    label: str
    category: str
    kind: str
    records: int
    subjects: int
    baselines: int
    chosen: int | None  # None without ANL01FL


@dataclass(frozen=True)
class AnalysisDataset:
    """One analysis dataset, counted. Keys of the mappings are variables; a missing value is ""."""

    name: str
    variables: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    populations: Mapping[str, int]  # flag -> subjects with Y
    flags: Mapping[str, Counted]  # further flags -> records and subjects with Y
    treatments: Mapping[str, tuple[Counted, ...]]
    window_columns: tuple[str, ...]  # of AVISIT, AVISITN, AWLO, AWHI, AWTARGET those that are there
    windows: tuple[Counted, ...]  # their values
    no_visit: int  # records without AVISIT
    not_chosen: tuple[Counted, ...]  # reasons why a record was not chosen, where a variable tells them
    criteria: tuple[Counted, ...]  # PARAMCD ("" without), criterion, flag
    derived: tuple[Counted, ...]  # DTYPE, and PARAMCD
    events: tuple[Counted, ...]  # PARAMCD, CNSR, what happened
    imputed: Mapping[str, tuple[Counted, ...]]  # imputation flag -> values that are there
    unlike: tuple[str, ...]  # variables of ADSL whose value differs from ADSL's for some subject


@dataclass(frozen=True)
class Listed:
    """A rule, and how many values it imputed, judged exactly on a cut, or would change; not `submit` if at home."""

    dataset: str
    variable: str
    rule: str
    count: int
    submit: bool


@dataclass(frozen=True)
class AnalysisFacts:
    """All analysis datasets, counted; the rules that make them; the listings of the build; the outputs made of them."""

    datasets: tuple[AnalysisDataset, ...]
    core: tuple[str, ...]  # variables of ADSL that all other datasets carry
    arms: tuple[tuple[str, str, int], ...]  # variable of DM, of ADSL, subjects for whom they differ
    crossed: tuple[Counted, ...]  # TRT01P, TRT01A of subjects who were planned for one and received the other
    populations: tuple[Counted, ...]  # flag, TRT01P -> subjects with Y
    rules: tuple[RuleFile, ...]
    imputed: tuple[Listed, ...]
    on_cut: tuple[Listed, ...]
    flips: tuple[Listed, ...]  # `rule` is the date whose imputation they hang on
    outputs: tuple[Output, ...]

    def dataset(self, name: str) -> AnalysisDataset | None:
        """The dataset of that name, if there is one."""
        return next((one for one in self.datasets if one.name == name), None)


def analysis_facts(
    datasets: Sequence[Dataset],
    rules: tuple[RuleFile, ...],
    listings: Mapping[str, Any],
    results: Mapping[str, Any],
) -> AnalysisFacts:
    """The facts of analysis datasets as they were read; `listings` and `results` are the files of the build, or {}."""
    frames = {one.name: _bare(one) for one in datasets}
    subjects = frames.get("ADSL", DataFrame())
    others = [frame for name, frame in frames.items() if name != "ADSL"]
    return AnalysisFacts(
        datasets=tuple(_dataset(one.name, frames[one.name], subjects) for one in datasets),
        core=tuple(str(name) for name in subjects.columns if others and all(name in one for one in others)),
        arms=tuple(_arms(subjects)),
        crossed=_crossed(subjects),
        populations=tuple(_populations_by_arm(subjects)),
        rules=rules,
        imputed=_listed(listings.get("imputed", ()), "rule", frames),
        on_cut=_listed(listings.get("on_cut", ()), "rule", frames),
        flips=_listed(listings.get("flips", ()), "imputed", frames),
        outputs=outputs(results),
    )


def _bare(dataset: Dataset) -> DataFrame:
    """The records as people count them, without what is said of them: pandas copies that with every selection."""
    frame = dataset.frame(dates=False)
    frame.attrs = {}
    return frame


def _dataset(name: str, frame: DataFrame, subjects: DataFrame) -> AnalysisDataset:
    names = [str(one) for one in frame.columns]
    windows = tuple(one for one in WINDOW if one in frame) if "AVISIT" in frame else ()
    flags = [one for one in names if FLAG.fullmatch(one) and one not in POPULATIONS and not CRITERION.fullmatch(one)]
    coded = [one for one in ("PARAMCD",) if one in frame]
    events = [*coded, "CNSR", *(one for one in ("EVNTDESC",) if one in frame)]
    return AnalysisDataset(
        name=name,
        variables=tuple(names),
        parameters=tuple(_parameters(frame)),
        populations={one: yes(frame, one).subjects for one in POPULATIONS if one in frame},
        flags={one: yes(frame, one) for one in flags},
        treatments={one: counted(frame, [one]) for one in names if TREATMENT.fullmatch(one)},
        window_columns=windows,
        windows=counted(frame, windows, order="AVISITN"),
        no_visit=int(frame["AVISIT"].isna().sum()) if windows else 0,
        not_chosen=tuple(found for one in names if NOT_CHOSEN.fullmatch(one) for found in filled(frame, one)),
        criteria=tuple(_criteria(frame, names)),
        derived=counted(frame[frame["DTYPE"].notna()], ["DTYPE", *coded]) if "DTYPE" in frame else (),
        events=counted(frame, events) if "CNSR" in frame else (),
        imputed={one: filled(frame, one) for one in names if IMPUTED.fullmatch(one)},
        unlike=tuple(_unlike(frame, subjects)) if name != "ADSL" else (),
    )


def _parameters(frame: DataFrame) -> Iterator[Parameter]:
    """The parameters in the order of PARAMN, or of their codes."""
    if "PARAMCD" not in frame:
        return
    columns = [one for one in ("PARAMN", "PARAMCD", "PARAM", "PARCAT1") if one in frame]
    baselines = _by_values(frame, columns, "ABLFL")
    chosen = _by_values(frame, columns, "ANL01FL")
    kinds = _kinds(frame)
    for one in counted(frame, columns, order="PARAMN"):
        said = dict(zip(columns, one.values, strict=True))
        yield Parameter(
            said["PARAMCD"], said.get("PARAM", ""), said.get("PARCAT1", ""), kinds.get(said["PARAMCD"], ""),
            one.records, one.subjects, baselines.get(one.values, 0),
            chosen.get(one.values, 0) if "ANL01FL" in frame else None,
        )  # fmt: skip


def _by_values(frame: DataFrame, columns: Sequence[str], flag: str) -> dict[tuple[str, ...], int]:
    """Records with the flag, by the values of the columns."""
    found = counted(frame[frame[flag] == "Y"], columns) if flag in frame else ()
    return {one.values: one.records for one in found}


def _kinds(frame: DataFrame) -> dict[str, str]:
    """PARAMTYP by PARAMCD."""
    kinds: dict[str, list[str]] = {}
    for one in counted(frame, ["PARAMCD", "PARAMTYP"]) if "PARAMTYP" in frame else ():
        kinds.setdefault(one.values[0], []).extend([one.values[1]] if one.values[1] else [])
    return {code: ", ".join(several) for code, several in kinds.items()}


def _criteria(frame: DataFrame, names: Iterable[str]) -> Iterator[Counted]:
    for name in names:
        found = CRITERION.fullmatch(name)
        if found and found[1] in frame:
            coded = ["PARAMCD"] if "PARAMCD" in frame else []
            for one in counted(frame[frame[name].notna()], [*coded, found[1], name]):
                yield Counted((*([] if coded else [""]), *one.values), one.records, one.subjects)


def _unlike(frame: DataFrame, subjects: DataFrame) -> Iterator[str]:
    """The variables that bear a name of ADSL's, and for some subject another value."""
    if "USUBJID" not in frame or "USUBJID" not in subjects or subjects["USUBJID"].duplicated().any():
        return
    # Where a subject is unknown to ADSL, ADSL says nothing: the place -1 is that of a missing value.
    places = Index(subjects["USUBJID"]).get_indexer(Index(frame["USUBJID"]))
    for name in (one for one in subjects.columns if one in frame and one != "USUBJID"):
        said = Series([*subjects[name].tolist(), None], dtype=object).to_numpy()[places]
        here = frame[name].to_numpy(dtype=object)
        if not ((here == said) | (isna(here) & isna(said))).all():
            yield str(name)


def _arms(subjects: DataFrame) -> Iterator[tuple[str, str, int]]:
    if "TRT02P" in subjects:
        return
    for planned, said in ARMS:
        if planned in subjects and said in subjects:
            one, other = subjects[planned], subjects[said]
            yield planned, said, int((~((one == other) | (one.isna() & other.isna()))).sum())


def _crossed(subjects: DataFrame) -> tuple[Counted, ...]:
    if not {"TRT01P", "TRT01A"} <= {*subjects.columns}:
        return ()
    both = subjects[subjects["TRT01P"].notna() & subjects["TRT01A"].notna()]
    return counted(both[both["TRT01P"] != both["TRT01A"]], ["TRT01P", "TRT01A"])


def _populations_by_arm(subjects: DataFrame) -> Iterator[Counted]:
    for flag in (one for one in POPULATIONS if one in subjects and "TRT01P" in subjects):
        for one in counted(subjects[subjects[flag] == "Y"], ["TRT01P"]):
            yield Counted((flag, *one.values), one.records, one.subjects)


def _listed(entries: Iterable[Mapping[str, str]], rule: str, submitted: Mapping[str, DataFrame]) -> tuple[Listed, ...]:
    """How often each rule is listed for each variable, by dataset and variable."""
    counts: dict[tuple[str, str, str], int] = {}
    for one in entries:
        key = (one["dataset"], one["variable"], one[rule])
        counts[key] = counts.get(key, 0) + 1
    return tuple(
        Listed(dataset, variable, said, count, dataset in submitted and variable in submitted[dataset])
        for (dataset, variable, said), count in sorted(counts.items())
    )
