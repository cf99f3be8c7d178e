"""The mri form: T2 of five regions per disc and the modified Pfirrmann grade, centrally read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from random import Random

from synthetic.attendance import LAST_DAY
from synthetic.forms import Field, Form, crf_date
from synthetic.solve import Target, settle
from synthetic.spine import ARMS, Subject

DISCS = ("L1-L2", "L2-L3", "L3-L4", "L4-L5", "L5-S1")
REGIONS = ("annulus_anterior", "annulus_posterior", "nucleus_anterior", "nucleus_central", "nucleus_posterior")
SHARES = (0.155, 0.145, 0.225, 0.255, 0.22)
VISITS = ("SCR", "M12", "M24")
UNIT = 10_000
"""Changes in % are counted in units of 1/UNIT while they are solved for."""


@dataclass(frozen=True)
class Change:
    """A published change of disc fluid content, with the numbers of rises, of no change and of falls."""

    target: Target
    rises: int
    still: int
    falls: int


CHANGES = {
    ("BM-MSC", "M12"): Change(Target(-5.15, 20.22, 2, UNIT), 11, 1, 17),
    ("SHAM", "M12"): Change(Target(-1.16, 18.57, 2, UNIT), 10, 2, 12),
    ("BM-MSC", "M24"): Change(Target(4.58, 18.14, 2, UNIT), 8, 0, 5),
    ("SHAM", "M24"): Change(Target(-1.44, 25.35, 2, UNIT), 3, 0, 4),
}
#: Modified Pfirrmann grades IV, V, VI by randomised arm, and steps at month 12 (down is better) as treated.
GRADES = {"BM-MSC": (4,) * 10 + (5,) * 16 + (6,), "SHAM": (4,) * 8 + (5,) * 16 + (6,) * 3}
STEPS = {"BM-MSC": (-1,) * 9 + (0,) * 15 + (1,) * 5, "SHAM": (-1,) * 8 + (0,) * 11 + (1,) * 5}
Key = tuple[str, str]


def forms(subjects: Sequence[Subject], seed: int) -> list[Form]:
    """The form mri: three discs per subject and visit."""
    rng = Random(f"{seed}:imaging")
    kept = [subject for subject in subjects if subject.baseline_mri]
    sums = _sums(kept, rng)
    grades = _grades(kept, sums, rng)
    rows = []
    for subject in kept:
        for visit in (visit for visit in VISITS if (subject.subject, visit) in sums):
            rows += _visit_rows(subject, visit, sums, grades, rng)
    return [Form("mri", _fields(), rows)]


def _sums(kept: Sequence[Subject], rng: Random) -> dict[Key, int]:
    """The sum of the five T2 values of the treated disc, in tenths of a millisecond, by subject and visit."""
    found = {(subject.subject, "SCR"): round(rng.gauss(3050, 420)) for subject in kept}
    for subject in kept:
        if subject.imaging_withdrawn:
            found[subject.subject, "M12"] = round(found[subject.subject, "SCR"] * rng.uniform(0.85, 1.1))
    for arm in ARMS:
        own = [s for s in kept if s.received == arm and not s.imaging_withdrawn]
        tendency = {subject.subject: rng.gauss(0, 1) for subject in own}
        _solve(own, (arm, "M12"), tendency, found, rng)
        change = CHANGES[arm, "M24"]
        able = [subject for subject in own if "M24" in subject.visits]
        again = rng.sample(able, change.rises + change.still + change.falls)
        _solve(sorted(again, key=lambda s: s.subject), (arm, "M24"), tendency, found, rng)
    return found


def _solve(own: Sequence[Subject], cell: Key, tendency: dict[str, float], found: dict[Key, int], rng: Random) -> None:
    """The sums of one arm as treated at one visit, exactly as many above, at and below baseline as published."""
    change = CHANGES[cell]
    target = change.target
    wishes = {s.subject: 0.8 * tendency[s.subject] + 0.6 * rng.gauss(0, 1) for s in own}
    order = sorted((s.subject for s in own), key=wishes.__getitem__, reverse=True)
    wanted, choices = [], []
    for rank, name in enumerate(order):
        base = found[name, "SCR"]
        if rank < change.rises:
            sums = range(base + 1, base * 8 // 5)
        elif rank < change.rises + change.still:
            sums = range(base, base + 1)
        else:
            sums = range(base * 9 // 20, base)
        choices.append(sums)
        wanted.append(UNIT * (target.mean + target.sd * wishes[name]))
    bases = [found[name, "SCR"] for name in order]
    domains = [[round(100 * UNIT * (s / base - 1)) for s in r] for base, r in zip(bases, choices, strict=True)]
    solved = settle(wanted, domains, target, rng)
    for name, sums, domain, value in zip(order, choices, domains, solved, strict=True):
        found[name, cell[1]] = sums[domain.index(value)]


def _grades(kept: Sequence[Subject], sums: dict[Key, int], rng: Random) -> dict[Key, int]:
    """The grade of the treated disc by subject and visit; one subject without a readable grade has none."""
    found: dict[Key, int] = {}
    for arm in ARMS:
        own = [s.subject for s in kept if s.arm == arm and not (arm == "BM-MSC" and s.imaging_withdrawn)]
        found |= {(name, "SCR"): g for name, g in zip(own, rng.sample(GRADES[arm], len(own)), strict=True)}
    for arm in ARMS:
        own = [s.subject for s in kept if s.received == arm and not s.imaging_withdrawn]
        gain = {name: sums[name, "M12"] / sums[name, "SCR"] + rng.gauss(0, 0.12) for name in own}
        order = sorted(own, key=gain.__getitem__, reverse=True)
        found |= {(name, "M12"): found[name, "SCR"] + s for name, s in zip(order, STEPS[arm], strict=True)}
    for name, visit in sums:
        if visit == "M24":
            found[name, visit] = found[name, "M12"] + rng.choice((-1, 0, 0, 0, 1))
        elif visit == "M12" and (name, "SCR") in found:
            found.setdefault((name, visit), found[name, "SCR"])
    return found


def _visit_rows(
    subject: Subject, visit: str, sums: dict[Key, int], grades: dict[Key, int], rng: Random
) -> list[dict[str, str]]:
    """The treated disc and the two discs above it at one visit."""
    treated = DISCS.index(subject.level or DISCS[-1])
    day = subject.visits[visit] + timedelta(days=rng.randint(0, 5))
    withdrawn = subject.imaging_withdrawn if visit == "M12" else None
    rows = []
    for line, disc in enumerate((treated, treated - 1, treated - 2), start=1):
        key = subject.subject, visit
        total = sums[key] if line == 1 else _control(subject.subject, line, rng)
        grade = grades.get(key) if line == 1 else rng.choice((2, 2, 3, 3, 3))
        row = {
            "subject": subject.subject,
            "visit": visit,
            "visit_date": crf_date(subject.visits[visit]),
            "scan_date": crf_date(min(day, LAST_DAY)),
            "line": str(line),
            "disc_role": "1" if line == 1 else "2",
            "disc_level": str(disc + 1),
        }
        row |= _regions(total, subject.site, rng)
        row |= {"pfirrmann": str(grade) if grade else "", "reader": "R1", "imaging_consent": "0" if withdrawn else "1"}
        rows.append(row | {"imaging_withdrawn_date": crf_date(withdrawn) if withdrawn else ""})
    return rows


def _control(subject: str, line: int, rng: Random) -> int:
    """The T2 sum of a healthy disc: about the same at every visit."""
    own = Random(f"{subject}:{line}").gauss(4700, 450)
    return round(own * rng.uniform(0.97, 1.03))


def _regions(total: int, site: str, rng: Random) -> dict[str, str]:
    """Five T2 values in ms to 0.1 with this sum; site 05 writes a decimal comma."""
    parts = [round(total * share * rng.uniform(0.93, 1.07)) for share in SHARES]
    parts[3] += total - sum(parts)
    texts = [f"{part // 10}.{part % 10}" for part in parts]
    if site == "05":
        texts = [text.replace(".", ",") for text in texts]
    return {f"t2_{region}": text for region, text in zip(REGIONS, texts, strict=True)}


def _fields() -> tuple[Field, ...]:
    """The data dictionary of mri."""
    levels = ";".join(f"{number}={disc}" for number, disc in enumerate(DISCS, start=1))
    comma = "decimal comma at site 05"
    few = "centrally read for 55 subjects only; month 24 for 20"
    grade = "modified Pfirrmann 1-8; one subject has no readable grade at screening"
    consent = "two subjects withdrew consent to the use of their images at month 12: leave them out of the analysis"
    return (
        Field("subject", "Subject number", "text", "", "21", "site dash number; leading zeros are part of it"),
        Field("visit", "Visit", "text", "", "21", few),
        Field("visit_date", "Date of visit", "date", "", "21"),
        Field("scan_date", "Date of the MRI", "date", "", "21"),
        Field("line", "Line", "integer", "", "21", "1 is the treated disc"),
        Field("disc_role", "Role of the disc", "code", "1=Treated;2=Control", "21"),
        Field("disc_level", "Level of the disc", "code", levels, "21"),
        *(
            Field(f"t2_{region}", f"T2 {region.replace('_', ' ')} (ms)", "decimal", "", "21", comma)
            for region in REGIONS
        ),
        Field("pfirrmann", "Modified Pfirrmann grade", "integer", "", "21", grade),
        Field("reader", "Central reader", "text", "", "21"),
        Field("imaging_consent", "Consent to the use of the images", "code", "0=Withdrawn;1=Given", "21", consent),
        Field("imaging_withdrawn_date", "Date consent to the images was withdrawn", "date", "", "21", consent),
    )
