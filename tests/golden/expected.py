"""What six datasets must hold, record by record, recomputed from the raw rows and the mapping's stated rules."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.golden.raw import (
    Record,
    Row,
    apart,
    days,
    form,
    iso,
    number,
    numbered,
    people,
    plain,
    read,
    study_day,
    usubjid,
    visit,
)

SEX = {"1": "M", "2": "F"}
RACE = {"1": "WHITE", "2": "BLACK OR AFRICAN AMERICAN", "3": "ASIAN", "4": "OTHER"}
ETHNIC = {"1": "HISPANIC OR LATINO", "2": "NOT HISPANIC OR LATINO"}
ARM = {"BM-MSC": ("MSC", "BM-MSC"), "SHAM": ("SHAM", "Sham")}
GIVEN = {"1": ("MSC", "BM-MSC"), "2": ("SHAM", "Sham")}
BLIND = ("BLINDED", "Blinded")
NONE = ("", "")
LEVELS = {"1": "L1-L2", "2": "L2-L3", "3": "L3-L4", "4": "L4-L5", "5": "L5-S1"}
SPACE = "INTERVERTEBRAL SPACE"
TESTS = {
    "VASPAIN": "Pain Visual Analogue Scale (0-100 mm)", "QSALL": "All Items of the Questionnaire",
    "T2": "Transverse Relaxation Time", "MPFGRADE": "Modified Pfirrmann Grade", "SCHOBER": "Schober Test",
    "FTFDIST": "Finger-to-Floor Distance",
}  # fmt: skip


def begun(domain: str, subject: str) -> Record:
    """What every record begins with."""
    return {"STUDYID": "RESPINE", "DOMAIN": domain, "USUBJID": usubjid(subject)}


def dm(blinded: bool) -> list[Record]:
    """One record for a person; of two screenings the later one."""
    ends = {row["subject"]: row for row in form("disposition")}
    rows = [row for row in form("demographics") if row["subject"] != "03-006"]
    records = numbered([_dm(row, ends[row["subject"]], blinded) for row in rows], "DM", ())
    return [{name: value for name, value in record.items() if name != "DMSEQ"} for record in records]


def _dm(row: Row, end: Row, blinded: bool) -> Record:
    subject = row["subject"]
    person = people()[usubjid(subject)]
    if blinded:
        arm, actual = BLIND if end["status"] != "3" else NONE, BLIND if person.injected else NONE
    else:
        arm = ARM[apart("randomisation")[subject]["arm"]] if subject in apart("randomisation") else NONE
        given = apart("injection_unblinded").get(subject)
        actual = GIVEN[given["product"]] if given else NONE
    reason = "SCREEN FAILURE" if not arm[0] else "" if actual[0] else "ASSIGNED, NOT TREATED"
    return begun("DM", subject) | {
        "SUBJID": subject, "SITEID": subject[:2], "COUNTRY": row["country"],
        "RFSTDTC": person.injected, "RFXSTDTC": person.injected, "RFXENDTC": person.injected,
        "RFENDTC": iso(end["end_date"]) if person.injected else "",
        "RFICDTC": min(person.consents), "RFPENDTC": person.last,
        "BRTHDTC": iso(row["birth_date"]), "AGE": row["age"], "AGEU": "YEARS", "SEX": SEX[row["sex"]],
        "RACE": RACE.get(row["race"], ""), "ETHNIC": ETHNIC.get(row["ethnicity"], ""),
        "ARMCD": arm[0], "ARM": arm[1], "ACTARMCD": actual[0], "ACTARM": actual[1], "ARMNRS": reason,
    }  # fmt: skip


def ae(blinded: bool) -> list[Record]:
    """The current version of each line of the log, once."""
    ends = {row["subject"]: row["end_date"] for row in form("disposition")}
    rows = [row for row in form("adverse_events") if row["record_status"] != "2"]
    records = [_ae(row, ends[row["subject"]]) for row in rows]
    return numbered(records, "AE", ("AEDECOD", "AETERM", "AESTDTC", "AESPID"))


def _ae(row: Row, last: str) -> Record:
    person = people()[usubjid(row["subject"])]
    start, end = (iso(row[name]) if row[name] else "" for name in ("start_date", "end_date"))
    levels = {"LLT": "llt", "DECOD": "pt", "HLT": "hlt", "HLGT": "hlgt", "BODSYS": "soc", "SOC": "soc"}
    codes = {"LLTCD": "llt", "PTCD": "pt", "HLTCD": "hlt", "HLGTCD": "hlgt", "BDSYCD": "soc", "SOCCD": "soc"}
    boxes = {"CONG": "congen", "DISAB": "disab", "DTH": "death", "HOSP": "hosp", "LIFE": "threat", "MIE": "other"}
    related = {"1": "NOT RELATED", "2": "POSSIBLY RELATED", "3": "PROBABLY RELATED", "4": "CERTAINLY RELATED"}
    outcomes = {"1": "RECOVERED/RESOLVED", "2": "RECOVERING/RESOLVING", "3": "RECOVERED/RESOLVED WITH SEQUELAE",
                "4": "NOT RECOVERED/NOT RESOLVED", "5": "FATAL", "6": "UNKNOWN"}  # fmt: skip
    treated = "Y" if "1" in (row["treat_drug"], row["treat_nondrug"]) else "N" if row["treat_none"] == "1" else ""
    return begun("AE", row["subject"]) | {
        "AESPID": row["line"], "AELNKID": f"AE-{row['line']}", "AETERM": plain(row["term"]),
        "AEMODIFY": plain(row["term_en"]) if row["term"] != row["term_en"] else "",
        **{f"AE{name}": row[f"{level}_name"] for name, level in levels.items()},
        **{f"AE{name}": row[f"{level}_code"] for name, level in codes.items()},
        **{f"AES{name}": "Y" if row[f"sae_{box}"] == "1" else "" for name, box in boxes.items()},
        "AESEV": {"1": "MILD", "2": "MODERATE", "3": "SEVERE"}[row["severity"]],
        "AESER": {"1": "Y", "0": "N"}[row["serious"]], "AEACN": {"5": "NOT APPLICABLE"}[row["action_study"]],
        "AEREL": related[row["related_product"]], "AERLPRT": related[row["related_procedure"]],
        "AEOUT": outcomes.get(row["outcome"], row["outcome"]), "AECONTRT": treated,
        "EPOCH": person.epoch(start), "AESTDTC": start, "AEENDTC": end,
        "AESTDY": study_day(start, person.injected), "AEENDY": study_day(end, person.injected),
        "AEENRTPT": "ONGOING" if row["ongoing"] == "1" else "",
        "AEENTPT": iso(last) if row["ongoing"] == "1" else "",
    }  # fmt: skip


def emergent(record: Record) -> str:
    """N for what surely began, or, if the start is not known, surely ended before the injection; else Y if treated."""
    start = people()[record["USUBJID"]].injected[:10]
    first, final = (days(record[name])[1].isoformat() if name in record else "" for name in ("AESTDTC", "AEENDTC"))
    open_start = not first or days(record["AESTDTC"])[0].isoformat() <= start <= first
    before = (bool(first) and first < start) or (open_start and bool(final) and final < start)
    return "" if not start else "N" if before else "Y"


def ex(blinded: bool) -> list[Record]:
    """One injection for each treated subject."""
    return numbered([_ex(row, blinded) for row in form("injection")], "EX", ("EXTRT", "EXSTDTC"))


def _ex(row: Row, blinded: bool) -> Record:
    subject = row["subject"]
    when = iso(row["visit_date"], row["injection_time"])
    given = None if blinded else apart("injection_unblinded")[subject]
    record = begun("EX", subject) | {
        "EXLNKID": f"KIT-{row['kit_number']}", "EXREFID": row["kit_number"], "EXDOSFRQ": "ONCE", "EPOCH": "TREATMENT",
        "EXSTDTC": when, "EXENDTC": when, "EXSTDY": "1", "EXENDY": "1",
        "EXTRT": "BM-MSC OR SHAM (BLINDED)", "EXDOSFRM": "INJECTION",
    }  # fmt: skip
    if given is None:
        return record
    cells = given["product"] == "1"
    place = f"{row['level_planned']} {SPACE}" if cells and row["level_planned"] else ""
    return record | {
        "EXTRT": "BM-MSC" if cells else "SHAM", "EXDOSE": given["dose"] if cells else "0",
        "EXDOSU": "10^6 Therapeutic Cells", "EXDOSFRM": "INJECTION, SUSPENSION" if cells else "INJECTION, SOLUTION",
        "EXROUTE": {"1": "INTRADISCAL", "2": "SUBCUTANEOUS"}[given["route"]], "EXLOT": given["lot"], "EXLOC": place,
    }  # fmt: skip


def mk(blinded: bool) -> list[Record]:
    """Six findings for each disc of a scan, two for each examination; a blank answer is NOT DONE."""
    records = [record for row in form("mri") for record in _mri(row)]
    records += [record for row in form("examination") for record in _mobility(row)]
    last_before(
        records, "MK", lambda record: tuple(record.get(f"MK{name}", "") for name in ("TESTCD", "LOC", "ANTREG", "DIR"))
    )
    return numbered(records, "MK", ("MKTESTCD", "MKLOC", "MKANTREG", "MKDIR", "VISITNUM", "MKDTC"))


def _mri(row: Row) -> Iterable[Record]:
    shared = {
        "MKSPID": row["line"], "FOCID": {"1": "TREATED DISC", "2": "CONTROL DISC"}[row["disc_role"]],
        "MKCAT": "MRI OF THE LUMBAR DISCS", "MKLOC": f"{LEVELS[row['disc_level']]} {SPACE}", "MKMETHOD": "MRI",
        "MKEVAL": "INDEPENDENT ASSESSOR", "MKEVALID": {"R1": "READER 1"}[row["reader"]],
    }  # fmt: skip
    regions = {"annulus": "ANNULUS FIBROSUS", "nucleus": "NUCLEUS PULPOSUS"}
    for column, cell in row.items():
        if column.startswith("t2_"):
            _, region, side = column.split("_")
            where = {"MKANTREG": regions[region], "MKDIR": side.upper()}
            yield finding("MK", "T2", row, cell, row["scan_date"]) | shared | where | unit("MK", cell, "ms")
        elif column == "pfirrmann":
            yield finding("MK", "MPFGRADE", row, cell, row["scan_date"]) | shared


def _mobility(row: Row) -> Iterable[Record]:
    shared = {"MKCAT": "SPINAL MOBILITY", "MKLOC": "LUMBAR SPINE"}
    for test, column in (("SCHOBER", "schober_cm"), ("FTFDIST", "finger_floor_cm")):
        cell = row[column]
        yield finding("MK", test, row, cell, row["visit_date"]) | shared | unit("MK", cell, "cm")


def unit(domain: str, cell: str, name: str) -> Record:
    """The unit of a result, where there is one."""
    return {f"{domain}ORRESU": name, f"{domain}STRESU": name} if cell else {}


def finding(domain: str, test: str, row: Row, cell: str, collected: str) -> Record:
    """A finding of a visit: test, result as collected and in standard form, visit, date."""
    when = iso(collected)
    person = people()[usubjid(row["subject"])]
    names = dict(zip(("VISITNUM", "VISIT", "VISITDY"), visit(row, form("pain_vas")), strict=True))
    return begun(domain, row["subject"]) | names | {
        f"{domain}TESTCD": test, f"{domain}TEST": TESTS.get(test, ""),
        f"{domain}ORRES": cell, f"{domain}STRESC": number(cell) if cell else "",
        f"{domain}STRESN": number(cell) if cell else "", f"{domain}STAT": "" if cell else "NOT DONE",
        "EPOCH": person.epoch(when), f"{domain}DTC": when, f"{domain}DY": study_day(when, person.injected),
    }  # fmt: skip


def last_before(records: list[Record], domain: str, group: Callable[[Record], tuple[str, ...]]) -> None:
    """Flags the last record with a result on or before the day of the injection."""
    best: dict[tuple[str, ...], Record] = {}
    for record in records:
        start = people()[record["USUBJID"]].injected[:10]
        if not record[f"{domain}ORRES"] or not start or record[f"{domain}DTC"] > start:
            continue
        key = (record["USUBJID"], *group(record))
        if key not in best or record[f"{domain}DTC"] >= best[key][f"{domain}DTC"]:
            best[key] = record
    for record in best.values():
        record[f"{domain}LOBXFL"] = "Y"


def qs(blinded: bool) -> list[Record]:
    """ODI sections, SF-36 items and pain; a form that was not filled is one record."""
    answers = {(row["testcd"], row["code"]): row["answer"] for row in read("tables/sf36_answers.csv")}
    records = [record for row in form("odi") for record in _odi(row)]
    records += [record for row in form("sf36") for record in _sf36(row, answers)]
    records += [_vas(row) for row in form("pain_vas") if row["record_status"] != "2"]
    last_before(records, "QS", lambda record: (record["QSTESTCD"],))
    return numbered(records, "QS", ("QSCAT", "QSTESTCD", "VISITNUM", "QSDTC"))


def _odi(row: Row) -> Iterable[Record]:
    shared = {"QSCAT": "ODI V2.1A"}
    if row["odi_done"] == "0":
        yield finding("QS", "QSALL", row, "", row["visit_date"]) | shared
        return
    for place in range(1, 11):
        yield finding("QS", f"ODI01{place:02}", row, row[f"odi_{place}"], row["visit_date"]) | shared


def _sf36(row: Row, answers: dict[tuple[str, str], str]) -> Iterable[Record]:
    shared = {"QSCAT": "SF36 V1.0 STANDARD"}
    if row["sf36_done"] == "0":
        yield finding("QS", "QSALL", row, "", row["visit_date"]) | shared
        return
    for column, cell in row.items():
        if not column.startswith("sf_"):
            continue
        item = column.removeprefix("sf_")
        place = int(item.rstrip("abcdefghij"))
        test = f"SF361{place:02}{item[len(str(place)) :].upper()}"
        record = finding("QS", test, row, cell, row["visit_date"]) | shared
        # The words of the answer are the original result; items 4 to 10 ask about the past four weeks.
        words = {"QSORRES": answers[test, cell] if cell else "", "QSEVLINT": "-P4W" if 4 <= place <= 10 else ""}
        yield record | words


def _vas(row: Row) -> Record:
    reasons = {"1": "SUBJECT REFUSED", "2": "FORGOTTEN", "3": "TOO MUCH PAIN"}
    record = finding("QS", "VASPAIN", row, row["vas_mm"], row["visit_date"]) | {"QSCAT": "PAIN VAS"}
    reason = {} if row["vas_done"] == "1" else {"QSREASND": reasons.get(row["vas_not_done_reason"], "")}
    return record | unit("QS", row["vas_mm"], "mm") | reason


EXPECTED: dict[str, Callable[[bool], list[Record]]] = {"AE": ae, "DM": dm, "EX": ex, "MK": mk, "QS": qs}
