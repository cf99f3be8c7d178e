"""What the spec promises between variables, and between a dataset and those with one record for each subject."""

from __future__ import annotations

import re
from collections.abc import Iterator

from mappings.spec import DatasetSpec, StudySpec, VariableSpec
from validation.promises.kinds import kind
from validation.promises.promise import Demand, Known, NotBefore, OneToOne, Promise, Same
from validation.promises.variables import submitted

SUBJECT = "USUBJID"
HOMES = {"sdtm": "DM", "adam": "ADSL"}
# SDTMIG 3.4, 4.1.2 and 7: short and long names; the endings come after the domain.
_ENDINGS = (("TESTCD", "TEST"), ("PARMCD", "PARM"))
_NAMED = (
    ("ARMCD", "ARM"), ("ACTARMCD", "ACTARM"), ("ETCD", "ELEMENT"), ("QNAM", "QLABEL"), ("PARAMCD", "PARAM"),
    ("PARAMCD", "PARAMN"), ("TRTP", "TRTPN"), ("TRTA", "TRTAN"), ("AGEGR1", "AGEGR1N"), ("SEX", "SEXN"),
    ("RACE", "RACEN"), ("ATPT", "ATPTN"), ("APHASE", "APHASEN"),
)  # fmt: skip
_TREATMENT = re.compile(r"TRT[0-9]{2}[PA]")
_SPANS = (
    ("RFSTDTC", "RFENDTC"), ("RFXSTDTC", "RFXENDTC"), ("ASTDT", "AENDT"), ("ASTDTM", "AENDTM"), ("TRTSDT", "TRTEDT"),
    ("TRTSDTM", "TRTEDTM"), ("STARTDT", "ADT"), ("STARTDTM", "ADTM"),
)  # fmt: skip
# ADaMIG 1.3, 3.2: of the subject, and the same in every dataset that bears them, where no origin says it.
OF_SUBJECT = frozenset(
    {"SUBJID", "SITEID", "AGE", "AGEU", "SEX", "RACE", "ETHNIC", "COUNTRY", "FASFL", "SAFFL", "ITTFL", "PPROTFL",
     "COMPLFL", "RANDFL", "ENRLFL", "TRTSDT", "TRTEDT", "TRTSDTM", "TRTEDTM", "RANDDT", "DTHFL", "DTHDT"}
)  # fmt: skip
_OF_TREATMENT = re.compile(r"TRT[0-9]{2}[PA]N?|(STRAT|AGEGR|RACEGR|SITEGR|REGION)[0-9]N?")
_COPY = re.compile(r"(ADSL|DM)\.([A-Z][A-Z0-9_]*)")


def relation_promises(study: StudySpec, dataset: DatasetSpec) -> Iterator[Promise]:
    """Every promise that looks at more than one variable."""
    variables = {one.name: one for one in submitted(dataset) if not one.has_no_data}
    yield from _pairs(dataset, variables)
    yield from _spans(dataset, variables)
    yield from _subjects(study, dataset, variables)


def _made(dataset: DatasetSpec, check: str, demand: Demand, words: str, *variables: str) -> Promise:
    return Promise(check, kind(check).severity, dataset.name, demand, words, variables)


def _pairs(dataset: DatasetSpec, variables: dict[str, VariableSpec]) -> Iterator[Promise]:
    prefix = dataset.domain
    pairs = [(f"{prefix}{short}", f"{prefix}{long}") for short, long in _ENDINGS] if len(prefix) == 2 else []
    # SDTMIG 3.4, 7.4: inclusion and exclusion criteria are planned under names of IE.
    pairs += [("IETESTCD", "IETEST")] if prefix == "TI" else []
    pairs += [*_NAMED, *((name, f"{name}N") for name in variables if _TREATMENT.fullmatch(name))]
    for short, long in pairs:
        if short in variables and long in variables:
            words = f"goes one to one with {short}, and does not here"
            yield _made(dataset, "pair_not_one_to_one", OneToOne(), words, long, short)
    within = ("PARAMCD",) if "PARAMCD" in variables else ()
    if {"AVISIT", "AVISITN"} <= set(variables):
        words = f"goes one to one with AVISITN{' within PARAMCD' if within else ''}, and does not here"
        yield _made(dataset, "pair_not_one_to_one", OneToOne(within), words, "AVISIT", "AVISITN")


def _spans(dataset: DatasetSpec, variables: dict[str, VariableSpec]) -> Iterator[Promise]:
    spans = [(name, f"{name[:-5]}ENDTC") for name in variables if name.endswith("STDTC") and not name.startswith("RF")]
    if dataset.class_name.casefold().startswith("findings"):
        spans.append((f"{dataset.domain}DTC", f"{dataset.domain}ENDTC"))
    for start, end in (*spans, *_SPANS):
        if start in variables and end in variables and variables[start].type == variables[end].type:
            number = variables[start].type == "Num"
            yield _made(dataset, "end_precedes_start", NotBefore(number), f"comes before {start}", end, start)


def _subjects(study: StudySpec, dataset: DatasetSpec, variables: dict[str, VariableSpec]) -> Iterator[Promise]:
    home = HOMES[study.floor]
    if SUBJECT not in variables:
        return
    above = "DM" if dataset.name == "ADSL" else home
    # What the spec does not describe need not be there: a study without DM says so itself.
    if dataset.name != above and dataset.domain != "DM":
        yield _made(dataset, "subject_unknown", Known(above, SUBJECT), f"no subject of {above}", SUBJECT)
    for name, variable in variables.items():
        source = _copied(study, dataset, variable)
        if source is not None and name != SUBJECT:
            words = f"the subject's record in {source[0]} has another {source[1]}"
            yield _made(dataset, "value_unlike_source", Same(*source), words, name)


def _copied(study: StudySpec, dataset: DatasetSpec, variable: VariableSpec) -> tuple[str, str] | None:
    """The variable of ADSL or DM that this one is copied from."""
    if study.floor != "adam" or variable.where is not None:
        return None
    if variable.origins:
        found = _COPY.fullmatch(variable.origins[0].text.strip())
        predecessor = len(variable.origins) == 1 and variable.origins[0].type == "Predecessor"
        return (found[1], found[2]) if predecessor and found and found[1] != dataset.name else None
    adsl = study.dataset("ADSL")
    known = variable.name in OF_SUBJECT or _OF_TREATMENT.fullmatch(variable.name)
    if variable.rule is not None or dataset.name == "ADSL" or adsl is None or not known:
        return None
    there = adsl.variable(variable.name)
    return ("ADSL", variable.name) if there is not None and there.type == variable.type else None
