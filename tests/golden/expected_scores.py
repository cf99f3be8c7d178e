"""ADEFF recomputed from the SDTM files with fractions: scores, windows, baselines, criteria and responders."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from fractions import Fraction
from typing import Any

from tests.golden.analysed import Cells, kept, tabulated

Amount = Fraction | None
EPOCH = date(1960, 1, 1)
# The analysis windows, typed again: visit, number, first and last day, target.
WINDOWS = (
    ("Screening", 1, None, -1, -1), ("Baseline", 2, 1, 1, 1), ("Week 1", 3, 2, 19, 8), ("Month 1", 4, 20, 61, 31),
    ("Month 3", 5, 62, 138, 92), ("Month 6", 6, 139, 229, 184), ("Month 9", 7, 230, 320, 275),
    ("Month 12", 8, 321, 549, 366), ("Month 24", 9, 550, None, 732),
)  # fmt: skip
# SF-36: the items of each scale, how many answers each offers, and those whose first answer is the best.
SCALES: dict[str, tuple[str, int, str]] = {
    "PF": ("3A 3B 3C 3D 3E 3F 3G 3H 3I 3J", 3, ""),
    "RP": ("4A 4B 4C 4D", 2, ""),
    "BP": ("7 8", 6, ""),
    "GH": ("1 11A 11B 11C 11D", 5, "11B 11D"),
    "VT": ("9A 9E 9G 9I", 6, "9A 9E"),
    "SF": ("6 10", 5, "6"),
    "RE": ("5A 5B 5C", 2, ""),
    "MH": ("9B 9C 9D 9F 9H", 6, "9D 9H"),
}
DECIMALS = {"1": ("5", "4.4", "3.4", "2", "1"), "7": ("6", "5.4", "4.2", "3.1", "2.2", "1")}
ALONE = ("6", "4.75", "3.5", "2.25", "1")  # item 8 where item 7 was not answered
# Mean, standard deviation and the weights of the physical and mental component, general population of the US, 1990.
NORMS = {
    "PF": ("84.52404", "22.89490", "0.42402", "-0.22999"), "RP": ("81.19907", "33.79729", "0.35119", "-0.12329"),
    "BP": ("75.49196", "23.55879", "0.31754", "-0.09731"), "GH": ("72.21316", "20.16964", "0.24954", "-0.01571"),
    "VT": ("61.05453", "20.86942", "0.02877", "0.23534"), "SF": ("83.59753", "22.37642", "-0.00753", "0.26876"),
    "RE": ("81.29467", "33.02717", "-0.19206", "0.43407"), "MH": ("74.84212", "18.01189", "-0.22069", "0.48581"),
}  # fmt: skip


def days(text: str | None) -> int | None:
    """Days since 1960-01-01 of the date in a complete ISO 8601 text."""
    return (date.fromisoformat(text[:10]) - EPOCH).days if text and len(text) >= 10 else None


def stored(value: Fraction) -> Fraction:
    """The number as a dataset has it: rounded once to a double, taken by the digits it shows."""
    return Fraction(repr(float(value)))


@kept
def drawn() -> dict[str, int]:
    """The day of randomisation, of those for whom it is told."""
    told = [(row["USUBJID"], days(row["DSSTDTC"])) for row in tabulated("DS") if row["DSDECOD"] == "RANDOMIZED"]
    return {who: min(day for other, day in told if other == who and day) for who, day in told if day is not None}


@kept
def randomised() -> dict[str, int | None]:
    """The subjects randomised, and the day each baseline is counted from: the injection, else randomisation."""
    people = [row for row in tabulated("DM") if row["ARM"]]
    return {row["USUBJID"]: days(row["RFXSTDTC"]) or drawn().get(row["USUBJID"]) for row in people}


def counted(item: str, answers: dict[str, Amount], reverse: str, offered: int) -> Amount:
    """What an answer on the form counts in its scale."""
    answer = answers.get(item)
    if answer is None:
        return None
    place = int(answer)
    if item in DECIMALS:
        return Fraction(DECIMALS[item][place - 1])
    if item == "8":
        pain = answers.get("7")
        both_none = pain == answer == 1
        return Fraction(ALONE[place - 1]) if pain is None else Fraction(6 if both_none else 6 - place)
    return Fraction(offered + 1 - place if item in reverse.split() else place)


def scale(name: str, answers: dict[str, Amount]) -> Amount:
    """A scale from 0 to 100; at least half of its items must be answered, the others are taken as their mean."""
    items, offered, reverse = SCALES[name]
    counts = [counted(item, answers, reverse, offered) for item in items.split()]
    known = [count for count in counts if count is not None]
    if 2 * len(known) < len(counts):
        return None
    return 100 * (sum(known) / Fraction(len(known)) - 1) / (offered - 1)


def component(column: int, scales: dict[str, Amount], *, rounding: bool) -> Amount:
    """The physical (2) or mental (3) component; of scores as stored, or of exact ones."""
    total = Fraction(50)
    for name, norms in NORMS.items():
        score = scales[name]
        if score is None:
            return None
        mean, sd, weight = Fraction(norms[0]), Fraction(norms[1]), Fraction(norms[column])
        total += 10 * weight * ((stored(score) if rounding else score) - mean) / sd
    return total


@kept
def forms() -> dict[tuple[str, float, str], dict[str, tuple[Amount, float]]]:
    """The answers of each subject, visit and date, with their sequence numbers; unanswered ones are None.

    A form without a date is none: its scores would belong to no visit. Of an item answered twice the first counts.
    """
    found: dict[tuple[str, float, str], dict[str, tuple[Amount, float]]] = defaultdict(dict)
    for row in asked():
        if row["QSTESTCD"] != "VASPAIN" and row["QSDTC"]:
            answers = found[row["USUBJID"], row["VISITNUM"], row["QSDTC"]]
            answers.setdefault(row["QSTESTCD"], (exactly(row["QSSTRESN"]), row["QSSEQ"]))
    return dict(found)


def asked() -> list[Cells]:
    """What those randomised were asked; QSALL stands for a questionnaire that was not filled."""
    return [row for row in tabulated("QS") if row["QSTESTCD"] != "QSALL" and row["USUBJID"] in randomised()]


def exactly(value: float | None) -> Amount:
    """The number as a fraction."""
    return None if value is None else Fraction(value)


def disability(answers: dict[str, Amount]) -> tuple[Amount, bool]:
    """The ODI in percent of the sections answered, and whether one was not."""
    sections = [answers.get(f"ODI01{number:02d}") for number in range(1, 11)]
    known = [section for section in sections if section is not None]
    return (100 * sum(known) / Fraction(5 * len(known)) if known else None), len(known) < 10


def scores(key: tuple[str, float, str], *, rounding: bool = True) -> list[Cells]:
    """The scores of one subject, visit and date, exact ones beside."""
    answers = {name: value for name, (value, _) in forms()[key].items()}
    items = {name.removeprefix("SF361").lstrip("0"): value for name, value in answers.items() if name[:5] == "SF361"}
    scales = {name: scale(name, items) for name in NORMS}
    wanted = " ".join(items for items, _, _ in SCALES.values()).split()
    partly = any(items.get(item) is None for item in wanted)
    odi, odi_partly = disability(answers)
    found = [
        ("ODIPCT", odi, odi_partly), ("ODITOT", None if odi is None else odi / 2, odi_partly),
        ("SF36PCS", component(2, scales, rounding=rounding), partly),
        ("SF36MCS", component(3, scales, rounding=rounding), partly),
    ]  # fmt: skip
    return [scored(key, name, value, imputed) for name, value, imputed in found if value is not None]


def scored(key: tuple[str, float, str | None], name: str, value: Amount, imputed: bool = False) -> Cells:
    """A value before it is compared with others of its parameter."""
    return {
        "USUBJID": key[0], "VISITNUM": key[1], "ADT": days(key[2]), "PARAMCD": name, "exact": value,
        "AVAL": None if value is None else float(value), "DTYPE": "PRORATED" if imputed else None,
    }  # fmt: skip


def collected(name: str = "") -> list[Cells]:
    """Every answer by itself; with a name those to that question."""
    return [
        scored((row["USUBJID"], row["VISITNUM"], row["QSDTC"]), row["QSTESTCD"], exactly(row["QSSTRESN"]))
        | {"SRCSEQ": row["QSSEQ"]}
        for row in asked() if row["QSTESTCD"] == name or (not name and row["QSTESTCD"] != "VASPAIN")
    ]  # fmt: skip


def window(day: int | None) -> Cells:
    """The analysis window that holds the day."""
    for visit, number, low, high, target in WINDOWS:
        if day is not None and (low is None or low <= day) and (high is None or day <= high):
            away = abs(day - target) - (1 if day * target < 0 else 0)
            return {"AVISIT": visit, "AVISITN": number, "AWLO": low, "AWHI": high, "AWTARGET": target, "AWTDIFF": away}
    return dict.fromkeys(("AVISIT", "AVISITN", "AWLO", "AWHI", "AWTARGET", "AWTDIFF"))


def improved(value: Fraction, base: Amount, percent: int = 0, points: int = 0) -> bool | None:
    """Lower by at least so many percent of the base, and so many points; a percentage of nothing is not known."""
    if base is None:
        return None
    if points and base - value < points:
        return False
    return None if percent and not base else 100 * (base - value) >= percent * base


def flag(met: bool | None) -> str | None:
    """Y, N, or not known."""
    return None if met is None else "Y" if met else "N"


@kept
def measures() -> tuple[Cells, ...]:
    """Pain, ODI and components with baseline, change, criteria and window."""
    pain = [record for record in collected("VASPAIN") if record["AVAL"] is not None]
    return _compared([*pain, *(record for key in forms() for record in scores(key))])


@kept
def scales() -> tuple[Cells, ...]:
    """The eight scales of the SF-36, as `measures`."""
    records = []
    for key, form in forms().items():
        items = {name[5:].lstrip("0"): value for name, (value, _) in form.items() if name.startswith("SF361")}
        for name, (asked_for, _, _) in SCALES.items():
            value = scale(name, items)
            if value is not None:
                partly = any(items.get(item) is None for item in asked_for.split())
                records.append(scored(key, f"SF36{name}", value, partly))
    return _compared(records)


@kept
def answers() -> tuple[Cells, ...]:
    """Every answer to an item, as `measures`; its number is better or worse by its own item, so it has no change."""
    return tuple(record | {"CHG": None, "PCHG": None} for record in _compared(collected()))


def _compared(records: list[Cells]) -> tuple[Cells, ...]:
    for record in records:
        start = randomised()[record["USUBJID"]]
        day = None if record["ADT"] is None or start is None else record["ADT"] - start
        record["ADY"] = None if day is None else day + 1 if day >= 0 else day
        record |= window(record["ADY"])
    _choose(records)
    for record in records:
        _compare(record)
    return tuple(records)


def _choose(records: list[Cells]) -> None:
    """The baseline record of each parameter, and the record of each window that is analysed."""
    baseline: dict[tuple[str, str], Cells] = {}
    nearest: dict[tuple[str, str, str], Cells] = {}
    candidates = [record for record in records if record["ADY"] is not None and record["AVAL"] is not None]
    for record in sorted(candidates, key=lambda one: (one["ADT"], one["VISITNUM"])):
        own = record["USUBJID"], record["PARAMCD"]
        if record["ADY"] <= 1:
            baseline[own] = record
        best = nearest.get((*own, record["AVISIT"]))
        if best is None or record["AWTDIFF"] <= best["AWTDIFF"]:  # of two as far the later one
            nearest[(*own, record["AVISIT"])] = record
    for record in records:
        own = record["USUBJID"], record["PARAMCD"]
        first, chosen = baseline.get(own), nearest.get((*own, record["AVISIT"]))
        record["base"], record["BASE"] = (first["exact"], first["AVAL"]) if first else (None, None)
        record["ABLFL"] = "Y" if record is first else None
        record["ANL01FL"] = "Y" if record is chosen else None
        record["winner"] = chosen


def _compare(record: Cells) -> None:
    """What is told of a record after baseline."""
    record |= dict.fromkeys(("CHG", "PCHG", "CRIT1FL", "CRIT2FL"))
    name, value, base = record["PARAMCD"], record["exact"], record["base"]
    if value is None or base is None or record["ADY"] is None or record["ADY"] <= 1:
        return
    change = Fraction(repr(record["AVAL"])) - Fraction(repr(record["BASE"]))
    record["CHG"] = float(change)
    record["PCHG"] = float(100 * change / Fraction(repr(record["BASE"]))) if base else None
    record["CRIT1FL"] = flag(improved(value, base, 20, 20)) if name == "VASPAIN" else None
    record["CRIT2FL"] = flag(improved(value, base, 20)) if name == "ODIPCT" else None


def responders() -> list[Cells]:
    """Who responded at each visit after baseline, where it can be said."""
    visits: dict[tuple[str, str], dict[str, Any]] = defaultdict(dict)
    for record in measures():
        if record["ANL01FL"] == "Y" and record["ADY"] > 1 and record["PARAMCD"] in ("VASPAIN", "ODIPCT"):
            visits[record["USUBJID"], record["AVISIT"]][record["PARAMCD"]] = record
    found: list[Cells] = []
    for (subject, _), pair in visits.items():
        for name, met in _responses(pair.get("VASPAIN"), pair.get("ODIPCT")).items():
            if met is not None:
                # It is told on the day of what it stands on, of two the later one.
                made_of = {"MCIDVAS": ["VASPAIN"], "MCIDODI": ["ODIPCT"]}.get(name, list(pair))
                last = max((pair[part] for part in made_of), key=lambda one: one["ADT"])
                told = {name: last[name] for name in ("AVISIT", "AVISITN", "ADT", "ADY")}
                answer = {"PARAMCD": name, "AVALC": flag(met), "AVAL": float(met), "ANL01FL": "Y"}
                found.append({"USUBJID": subject, **told, **answer})
    return found


def _responses(pain: Cells | None, odi: Cells | None) -> dict[str, bool | None]:
    vas20 = None if pain is None else improved(pain["exact"], pain["base"], 20, 20)
    odi20 = None if odi is None else improved(odi["exact"], odi["base"], 20)
    vas30 = None if pain is None else improved(pain["exact"], pain["base"], 30)
    odi10 = None if odi is None else improved(odi["exact"], odi["base"], 0, 10)
    both = None if odi10 is None else False if False in (odi10, vas30) else vas30  # without the ODI nothing is said
    return {
        "RESP": None if vas20 is None or odi20 is None else vas20 or odi20,
        "MCIDVAS": vas30, "MCIDODI": odi10, "MCIDBOTH": both,
    }  # fmt: skip
