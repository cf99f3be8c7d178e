"""The injection: the blinded form, and apart from it the product, lot, donor and route that were given."""

from __future__ import annotations

from random import Random

from synthetic.forms import Field, Form, crf_date
from synthetic.safety_course import adverse_events
from synthetic.spine import Subject

# Marrow donors and their cell banks; "NA" is the first bank of donor N, not a missing value.
BATCHES = {"KA": "K", "KB": "K", "MA": "M", "MB": "M", "NA": "N", "NB": "N"}
INJECTION = (
    Field("subject", "Subject number", "text", "", "20"),
    Field("visit", "Visit", "text", "", "20"),
    Field("visit_date", "Date of the injection", "date", "", "20"),
    Field("injection_time", "Time of the injection", "text", "", "20", "24 hours, HH:MM; empty when not noted"),
    Field("kit_number", "Blinded kit number", "text", "", "20", "leading zeros matter; says nothing of the product"),
    Field("level_planned", "Disc level chosen", "text", "", "20",
          "known for the subjects whose images were read by the imaging centre, else empty"),
    Field("volume_ml", "Volume injected (mL)", "decimal", "", "20", "decimal comma from site 05"),
    Field("sedation", "Mild sedation given", "code", "1=Ticked", "20", "check box: 1 or empty"),
    Field("local_anaesthesia", "Local anaesthesia given", "code", "1=Ticked", "20", "check box: 1 or empty"),
    Field("complication", "Complication of the procedure", "code",
          "1=None;2=Vasovagal reaction;3=Pain during the procedure;4=Bleeding at the puncture site", "20"),
    Field("physician_unblinded", "Injecting physician unblinded", "code", "1=Yes;0=No", "20"),
)  # fmt: skip
UNBLINDED = (
    Field("subject", "Subject number"),
    Field("product", "Product given", "code", "1=BM-MSC;2=Saline (sham)"),
    Field("lot", "Lot"),
    Field("batch", "Cell bank the lot was grown from", "text", "", "",
          "two letters, donor and bank; NA is the first bank of donor N, a value and not missing; empty for saline"),
    Field("donor", "Marrow donor"),
    Field("dose", "Dose", "integer"),
    Field("dose_unit", "Unit of the dose"),
    Field("volume_ml", "Volume (mL)", "decimal"),
    Field("route", "Route", "code", "1=Intradiscal;2=Subcutaneous"),
)  # fmt: skip


def batches(subjects: tuple[Subject, ...], seed: int) -> dict[str, str]:
    """Subject -> cell bank, for those who received cells, in the order of injection."""
    rng = Random(f"{seed}:batches")
    treated = [one for one in subjects if one.received == "BM-MSC" and one.injected]
    treated.sort(key=lambda one: (one.injected, one.subject))
    names = list(BATCHES)
    return {
        one.subject: names[(number * len(names) // len(treated) + (rng.random() < 0.3)) % len(names)]
        for number, one in enumerate(treated)
    }


def forms(subjects: tuple[Subject, ...], seed: int) -> list[Form]:
    """The blinded injection form, one row per injected subject."""
    fainted = {
        event.subject.subject
        for event in adverse_events(subjects, seed)
        if event.day == 0 and event.concept and event.concept.pt == "Vasovagal reaction"
    }
    rng = Random(f"{seed}:injection")
    injected = [one for one in subjects if one.injected]
    kits = rng.sample(range(1, 900), len(injected))
    rows = [_injection(one, kit, one.subject in fainted, rng) for one, kit in zip(injected, kits, strict=True)]
    return [Form("injection", INJECTION, rows)]


def _injection(subject: Subject, kit: int, fainted: bool, rng: Random) -> dict[str, str]:
    """One injection as the blinded export shows it."""
    assert subject.injected is not None
    time = f"{rng.randint(8, 15):02d}:{rng.randrange(0, 60, 5):02d}"
    return {
        "subject": subject.subject,
        "visit": "D0",
        "visit_date": crf_date(subject.injected),
        "injection_time": time if rng.random() < 0.95 else "",
        "kit_number": f"{kit:04d}",
        "level_planned": subject.level or "",
        "volume_ml": "2,0" if subject.site == "05" else "2.0",
        "sedation": "1" if rng.random() < 0.7 else "",
        "local_anaesthesia": "1" if rng.random() < 0.9 else "",
        "complication": "2" if fainted else rng.choices("134", (30, 2, 1))[0],
        "physician_unblinded": "1",
    }


def apart(subjects: tuple[Subject, ...], seed: int) -> list[Form]:
    """What was really given: kept beside the randomisation list, not read by a blinded build."""
    banks = batches(subjects, seed)
    rows = []
    for number, subject in enumerate((one for one in subjects if one.injected), start=1):
        bank = banks.get(subject.subject, "")
        cells = bank != ""
        rows.append({
            "subject": subject.subject,
            "product": "1" if cells else "2",
            "lot": f"{bank}-{number:03d}" if cells else f"NS-{100 + number // 12}",
            "batch": bank,
            "donor": BATCHES.get(bank, ""),
            "dose": "20" if cells else "",
            "dose_unit": "10^6 cells" if cells else "",
            "volume_ml": "2",
            "route": "1" if cells else "2",
        })  # fmt: skip
    return [Form("injection_unblinded", UNBLINDED, rows)]
