"""ADSL recomputed from the SDTM files by dictionaries alone: populations, treatment, way out, baseline covariates."""

from __future__ import annotations

import calendar
from collections.abc import Callable, Iterable
from fractions import Fraction

from tests.golden.analysed import Cells, kept, tabulated
from tests.golden.expected_scores import days, drawn, measures, randomised

NUMBERS = {"BM-MSC": 1.0, "Sham": 2.0}
SCORES = {
    "VASPAIN": "VASBL", "ODIPCT": "ODIPCTBL", "ODITOT": "ODITOTBL", "SF36PCS": "PCSBL", "SF36MCS": "MCSBL",
}  # fmt: skip
CATEGORIES = {
    (0, 4): "NO DISABILITY", (5, 14): "MILD DISABILITY", (15, 24): "MODERATE DISABILITY",
    (25, 34): "SEVERE DISABILITY", (35, 50): "COMPLETELY DISABLED",
}  # fmt: skip


def possible(text: str | None) -> tuple[int, int] | None:
    """The first and the last day that a partial date may mean."""
    if not text:
        return None
    year, month, day = [int(part) for part in text[:10].split("-")] + [0] * (2 - text[:10].count("-"))
    first, last = (month or 1, day or 1), (month or 12, day or calendar.monthrange(year, month or 12)[1])
    ends = [days(f"{year:04d}-{one[0]:02d}-{one[1]:02d}") for one in (first, last)]
    assert ends[0] is not None
    assert ends[1] is not None
    return ends[0], ends[1]


def of(name: str, subject: str, wanted: Callable[[Cells], bool]) -> list[Cells]:
    """The records of a subject that are wanted."""
    return [row for row in by_subject(name).get(subject, []) if wanted(row)]


@kept
def by_subject(name: str) -> dict[str, list[Cells]]:
    """The records of a dataset by subject."""
    found: dict[str, list[Cells]] = {}
    for row in tabulated(name):
        found.setdefault(row["USUBJID"], []).append(row)
    return found


def last(name: str, subject: str, test: str, until: int | None) -> float | None:
    """The last numeric result of a test on or before the day."""
    columns = {column: f"{name}{column}" for column in ("TESTCD", "STRESN", "DTC")}
    rows = of(name, subject, lambda row: row[columns["TESTCD"]] == test and row[columns["STRESN"]] is not None)
    dated = [(days(row[columns["DTC"]]), row[columns["STRESN"]]) for row in rows if row.get("FOCID") != "CONTROL DISC"]
    before = [(day, value) for day, value in dated if until is not None and day is not None and day <= until]
    return sorted(before, key=lambda pair: pair[0])[-1][1] if before else None


def in_use(rows: Iterable[Cells], domain: str, injected: int | None) -> list[Cells]:
    """Treatments certainly in use at the injection."""
    kept = []
    for row in rows:
        start, end = possible(row[f"{domain}STDTC"]), possible(row[f"{domain}ENDTC"])
        goes_on = end[0] >= injected if end and injected is not None else row[f"{domain}ENRTPT"] == "ONGOING"
        if injected is not None and start and start[1] < injected and goes_on:
            kept.append(row)
    return kept


def subject_record(person: Cells) -> Cells:
    """What ADSL must say of a person."""
    subject = person["USUBJID"]
    taken, injected = subject in randomised(), days(person["RFXSTDTC"])
    treated = bool(of("EX", subject, lambda row: True))
    unblinded = bool(of("DS", subject, lambda row: row["DSDECOD"] == "TREATMENT UNBLINDED"))
    told = {name: person[name] for name in ("SITEID", "SUBJID", "COUNTRY", "AGE", "SEX", "RACE", "ETHNIC")}
    told |= {
        "USUBJID": subject, "RANDFL": _flag(taken), "ITTFL": _flag(taken), "SAFFL": _flag(treated),
        "FASFL": _flag(treated and not unblinded), "DTHFL": None,
        "TRT01P": person["ARM"], "TRT01PN": NUMBERS.get(person["ARM"]),
        "TRT01A": person["ACTARM"], "TRT01AN": NUMBERS.get(person["ACTARM"]),
        "STRAT1R": subject[8:10] if taken else None, "STRAT1V": person["SITEID"] if taken else None,
        "RFICDT": days(person["RFICDTC"]), "TRTSDT": injected, "TRTEDT": days(person["RFXENDTC"]),
        "RANDDT": drawn().get(subject), "BLREFDT": randomised().get(subject),
    }  # fmt: skip
    told |= _way_out(subject) | _life(subject) | _findings(subject)
    return told | _scores(subject) | _therapy(subject, injected)


def _flag(met: bool) -> str:
    return "Y" if met else "N"


def _way_out(subject: str) -> Cells:
    ends = of("DS", subject, lambda row: row["DSSCAT"] == "STUDY PARTICIPATION" and row["DSDECOD"] != "SCREEN FAILURE")
    if not ends:
        return {"EOSSTT": None, "DCSREAS": None, "EOSDT": None}
    word = sorted(ends, key=lambda row: row["DSSTDTC"] or "")[-1]["DSDECOD"]
    day = max((day for row in ends if (day := days(row["DSSTDTC"])) is not None), default=None)
    completed = word == "COMPLETED"
    status = "COMPLETED" if completed else "DISCONTINUED"
    return {"EOSSTT": status, "DCSREAS": None if completed else word, "EOSDT": day}


def _life(subject: str) -> Cells:
    """Smoking, education, employment, sick leave."""
    tobacco = sorted(of("SU", subject, lambda row: True), key=lambda row: row["SUDTC"])
    smoking = None
    if tobacco:
        told = tobacco[-1]["SUENRTPT"] or tobacco[-1]["SUOCCUR"]
        smoking = {"ONGOING": "Y", "BEFORE": "N", "N": "N"}.get(told)  # of one who smoked, when is not known
    answers = {}
    for test, name in (("EDULEVEL", "EDUCLVL"), ("EMPSTAT", "EMPLSTAT")):
        rows = of("SC", subject, lambda row, test=test: row["SCTESTCD"] == test and row["SCORRES"])  # type: ignore[misc]
        answers[name] = sorted(rows, key=lambda row: row["SCDTC"])[-1]["SCORRES"] if rows else None
    leave = of("FA", subject, lambda row: row["FATESTCD"] == "OCCUR" and row["VISITNUM"] == 2 and row["FASTRESC"])
    leave.sort(key=lambda row: row["FADTC"])
    return {"SMOKFL": smoking, **answers, "SICKLVFL": leave[0]["FASTRESC"] if leave else None}


def _findings(subject: str) -> Cells:
    until = randomised().get(subject)
    height, weight = (last("VS", subject, test, until) for test in ("HEIGHT", "WEIGHT"))
    index = None
    if height and weight:
        index = float(Fraction(repr(weight)) / (Fraction(repr(height)) / 100) ** 2)
    discs = of("MK", subject, lambda row: row["MKTESTCD"] == "MPFGRADE" and row["FOCID"] == "TREATED DISC")
    discs.sort(key=lambda row: row["MKDTC"])
    return {
        "HEIGHTBL": height, "WEIGHTBL": weight, "BMIBL": index,
        "SCHOBBL": last("MK", subject, "SCHOBER", until), "FTFBL": last("MK", subject, "FTFDIST", until),
        "PFIRRBL": last("MK", subject, "MPFGRADE", until), "TRTLEVEL": discs[0]["MKLOC"][:5] if discs else None,
    }  # fmt: skip


def _scores(subject: str) -> Cells:
    found = {SCORES[row["PARAMCD"]]: row for row in measures() if row["USUBJID"] == subject and row["ABLFL"] == "Y"}
    told: Cells = {name: found[name]["AVAL"] if name in found else None for name in SCORES.values()}
    if "ODITOTBL" in found:
        total = found["ODITOTBL"]["exact"]
        told["ODICAT"] = next((word for (low, high), word in CATEGORIES.items() if low <= total <= high), None)
    return told


def _therapy(subject: str, injected: int | None) -> Cells:
    if subject not in randomised():
        return dict.fromkeys(("NDTHBLFL", "ANLGBLFL", "NSG1BLFL", "GR2BLFL"))
    drugs = in_use(of("CM", subject, lambda row: True), "CM", injected)
    others = in_use(of("PR", subject, lambda row: row["PRCAT"] == "NON-DRUG TREATMENT"), "PR", injected)
    return {
        "NDTHBLFL": _flag(bool(others)),
        "ANLGBLFL": _flag(any(row["CMCAT"] in ("ANALGESIC", "NSAID") for row in drugs)),
        "NSG1BLFL": _flag(any(row["CMCAT"] == "NSAID" or row["CMSCAT"] == "WHO LADDER STEP 1" for row in drugs)),
        "GR2BLFL": _flag(any(row["CMSCAT"] == "WHO LADDER STEP 2" for row in drugs)),
    }
