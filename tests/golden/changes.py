"""Ways in which a tabulation may be otherwise: each changes some records, by lot, and knows nothing of the analysis."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from random import Random
from typing import Any

from tests.golden.analysed import Cells
from tests.golden.expected_scores import WINDOWS

Tables = dict[str, list[Cells]]
Change = Callable[[Tables, Random], None]
CHANGES: dict[str, Change] = {}
EDGES = sorted({day for _, _, low, high, target in WINDOWS for day in (low, high, target) if day is not None})
ONSETS = (-1, 0, 1, 30, 31, 91, 92, 182, 183, 365, 366, 730, 731)
DATED = {"AE": ("AESTDTC", "AEENDTC"), "CM": ("CMSTDTC", "CMENDTC"), "PR": ("PRSTDTC", "PRENDTC")}
FINDINGS = ("QS", "MK", "IS", "VS", "SC", "FA", "SU")


def change(made: Change) -> Change:
    """A change that a seed may draw."""
    CHANGES[made.__name__] = made
    return made


def some(rows: Iterable[Any], draw: Random, share: float = 0.05) -> list[Any]:
    """A share of them, at least two if there are so many."""
    known = list(rows)
    return draw.sample(known, min(len(known), max(2, round(share * len(known)))))


def moved(text: str | None, days: int) -> str | None:
    """A complete date some days later, its time kept; a partial one as it is."""
    if not text or len(text) < 10:
        return text
    return (date.fromisoformat(text[:10]) + timedelta(days)).isoformat() + text[10:]


def injections(tables: Tables) -> dict[str, str]:
    """When each subject was injected, of those whose day is known."""
    known = {one["USUBJID"]: one["RFXSTDTC"] for one in tables["DM"]}
    return {who: text[:10] for who, text in known.items() if text and len(text) >= 10}


def forms(tables: Tables) -> list[list[Cells]]:
    """The questionnaire records of each subject, visit and date."""
    found: dict[Any, list[Cells]] = {}
    for one in tables["QS"]:
        found.setdefault((one["USUBJID"], one["VISITNUM"], one["QSDTC"]), []).append(one)
    return list(found.values())


def images(tables: Tables) -> list[list[Cells]]:
    """The records of each disc at a visit."""
    found: dict[Any, list[Cells]] = {}
    for one in tables["MK"]:
        if one["MKCAT"] == "MRI OF THE LUMBAR DISCS":
            found.setdefault((one["USUBJID"], one["MKSPID"], one["VISITNUM"], one["MKDTC"]), []).append(one)
    return list(found.values())


def again(tables: Tables, name: str, rows: list[Cells], **other: Any) -> None:
    """The records once more, with sequence numbers of their own and what is said of them otherwise."""
    number = f"{name}SEQ"
    last = max(one[number] for one in tables[name] if one["USUBJID"] == rows[0]["USUBJID"])
    tables[name] += [one | other | {number: last + place} for place, one in enumerate(rows, 1)]


def set_result(one: Cells, name: str, value: float | None) -> None:
    """The result, in each of its variables."""
    text = None if value is None else f"{value:g}"
    one |= {f"{name}ORRES": text, f"{name}STRESC": text, f"{name}STRESN": value}


def without_orphans(tables: Tables) -> Tables:
    """The tables, less qualifiers whose record is gone: files that do not belong together are refused elsewhere."""
    for name in [name for name in tables if name.startswith("SUPP") and name != "SUPPDM"]:
        parent = name.removeprefix("SUPP")
        known = {(one["USUBJID"], one[f"{parent}SEQ"]) for one in tables[parent]}
        tables[name] = [one for one in tables[name] if (one["USUBJID"], float(one["IDVARVAL"])) in known]
    return tables


@change
def records_gone(tables: Tables, draw: Random) -> None:
    for name in draw.sample((*FINDINGS, *DATED, "DS"), 3):
        gone = {id(one) for one in some(tables[name], draw)}
        tables[name] = [one for one in tables[name] if id(one) not in gone]


@change
def records_in_another_order(tables: Tables, draw: Random) -> None:
    for name in draw.sample((*FINDINGS, *DATED, "DS", "EX", "SUPPAE", "SUPPMK"), 4):
        draw.shuffle(tables[name])


@change
def dates_partly_known(tables: Tables, draw: Random) -> None:
    for name, columns in DATED.items():
        for one in some(tables[name], draw, 0.15):
            column = draw.choice(columns)
            one[column] = (one[column] or "")[: draw.choice((0, 4, 7, 10))] or None


@change
def onset_on_the_edge_of_a_period(tables: Tables, draw: Random) -> None:
    injected = injections(tables)
    for one in some([one for one in tables["AE"] if one["USUBJID"] in injected], draw, 0.15):
        one["AESTDTC"] = moved(injected[one["USUBJID"]], draw.choice(ONSETS))


@change
def event_over_before_it_began(tables: Tables, draw: Random) -> None:
    for one in some([one for one in tables["AE"] if one["AESTDTC"]], draw):
        one["AEENDTC"] = moved(one["AESTDTC"], -draw.randint(1, 400))


@change
def partly_known_start_near_the_injection(tables: Tables, draw: Random) -> None:
    """Of events and medication; over before it, at it, after it, or going on."""
    injected = injections(tables)
    for name in ("AE", "CM"):
        for one in some([one for one in tables[name] if one["USUBJID"] in injected], draw, 0.1):
            day = injected[one["USUBJID"]]
            one[f"{name}STDTC"] = day[: draw.choice((4, 7))]
            end = moved(day, draw.choice((-40, -3, -1, 0, 1, 20))) if draw.random() < 0.8 else None
            one[f"{name}ENDTC"] = end and end[: draw.choice((7, 10, 10))]


@change
def partly_known_end_near_the_last_day(tables: Tables, draw: Random) -> None:
    """Begun before it, on it, or after it."""
    ended = {one["USUBJID"]: one["DSSTDTC"] for one in tables["DS"] if one["DSSCAT"] == "STUDY PARTICIPATION"}
    for name in ("AE", "CM"):
        for one in some([one for one in tables[name] if ended.get(one["USUBJID"])], draw, 0.1):
            day = ended[one["USUBJID"]]
            one[f"{name}STDTC"] = moved(day, draw.choice((-30, -1, 0, 1, 9)))
            one[f"{name}ENDTC"] = day[: draw.choice((4, 7))]


@change
def events_numbered_otherwise(tables: Tables, draw: Random) -> None:
    """Their numbers have gaps and are in no order; the qualifiers follow them."""
    for who in some({one["USUBJID"]: 1 for one in tables["AE"]}, draw, 0.3):
        own = [one for one in tables["AE"] if one["USUBJID"] == who]
        others = draw.sample(range(1, 3 * len(own) + 1), len(own))
        turned = {one["AESEQ"]: float(other) for one, other in zip(own, others, strict=True)}
        for one in own:
            one["AESEQ"] = turned[one["AESEQ"]]
        for one in tables["SUPPAE"]:
            if one["USUBJID"] == who:
                one["IDVARVAL"] = f"{turned[float(one['IDVARVAL'])]:g}"


@change
def events_on_the_same_day(tables: Tables, draw: Random) -> None:
    for who in some({one["USUBJID"]: 1 for one in tables["AE"]}, draw, 0.2):
        own = [one for one in tables["AE"] if one["USUBJID"] == who]
        for one in own:
            one["AESTDTC"] = own[0]["AESTDTC"]


@change
def events_judged_otherwise(tables: Tables, draw: Random) -> None:
    words = {
        "AESEV": ("MILD", "MODERATE", "SEVERE", None), "AESER": ("Y", "N", None),
        "AEREL": ("NOT RELATED", "POSSIBLY RELATED", "CERTAINLY RELATED", None),
        "AEDECOD": ("Back pain", None), "AEBODSYS": ("Investigations", None),
    }  # fmt: skip
    for one in some(tables["AE"], draw, 0.2):
        column = draw.choice(list(words))
        one[column] = draw.choice(words[column])


@change
def drugs_of_another_kind(tables: Tables, draw: Random) -> None:
    for one in some(tables["CM"], draw, 0.15):
        one["CMCAT"] = draw.choice(("ANALGESIC", "NSAID", "OTHER", None))
        one["CMSCAT"] = draw.choice(("WHO LADDER STEP 1", "WHO LADDER STEP 2", "WHO LADDER STEP 3", None))
        one["CMENRTPT"] = draw.choice(("ONGOING", None))


@change
def treatments_swapped(tables: Tables, draw: Random) -> None:
    for one in some([one for one in tables["DM"] if one["ACTARM"]], draw):
        other = {"BM-MSC": ("SHAM", "Sham"), "Sham": ("MSC", "BM-MSC")}[one["ACTARM"]]
        one["ACTARMCD"], one["ACTARM"] = other


@change
def never_injected(tables: Tables, draw: Random) -> None:
    """Nothing of the injection is there, or the exposure alone is not."""
    for one in some([one for one in tables["DM"] if one["RFXSTDTC"]], draw):
        tables["EX"] = [other for other in tables["EX"] if other["USUBJID"] != one["USUBJID"]]
        if draw.random() < 0.7:
            gone = ("RFSTDTC", "RFENDTC", "RFXSTDTC", "RFXENDTC", "ACTARM", "ACTARMCD")
            one |= dict.fromkeys(gone)


@change
def injected_on_another_day(tables: Tables, draw: Random) -> None:
    """Earlier, later, or on a day that is not known."""
    for one in some([one for one in tables["DM"] if one["RFXSTDTC"]], draw):
        day = moved(one["RFXSTDTC"], draw.choice((-45, -7, -1, 1, 7, 45)))
        known = day[:7] if day and draw.random() < 0.2 else day
        one |= dict.fromkeys(("RFSTDTC", "RFXSTDTC", "RFXENDTC"), known)


@change
def ways_out(tables: Tables, draw: Random) -> None:
    """Unblinded early; another reason; on a day that is not known; told twice."""
    ends = [one for one in tables["DS"] if one["DSSCAT"] == "STUDY PARTICIPATION"]
    ends = [one for one in ends if one["DSDECOD"] != "SCREEN FAILURE"]
    again(tables, "DS", some(ends, draw)[:1], DSDECOD="TREATMENT UNBLINDED", DSSCAT=None)
    for one in some(ends, draw, 0.1):
        one["DSDECOD"] = draw.choice(("COMPLETED", "LOST TO FOLLOW-UP", "STUDY TERMINATED BY SPONSOR"))
    for one in some(ends, draw, 0.1):
        one["DSSTDTC"] = draw.choice((moved(one["DSSTDTC"], draw.randint(-200, 200)), one["DSSTDTC"][:7]))
    for one in some(ends, draw, 0.03):
        again(tables, "DS", [one], DSDECOD="LOST TO FOLLOW-UP", DSSTDTC=moved(one["DSSTDTC"], 5))


@change
def people_told_again(tables: Tables, draw: Random) -> None:
    """Who smokes, who works and how tall they are: asked twice on a day, later, or not answered."""
    for name, column in (("SU", "SUOCCUR"), ("SC", "SCORRES"), ("FA", "FASTRESC"), ("VS", "VSSTRESN")):
        for one in some(tables[name], draw):
            one[column] = None
        for one in some(tables[name], draw):
            when = moved(one[f"{name}DTC"], draw.choice((-1, 0, 0, 3)))
            other = draw.choice([row for row in tables[name] if row.get(f"{name}TESTCD") == one.get(f"{name}TESTCD")])
            again(tables, name, [one], **{column: other[column], f"{name}DTC": when})
