"""The synthetic subjects: who was screened where, randomised to what, injected with what, seen when."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from synthetic import attendance
from synthetic.solve import Target, settle

ARMS = ("BM-MSC", "SHAM")
VISITS = ("SCR", "D0", "W1", "M1", "M3", "M6", "M9", "M12", "M24")


@dataclass(frozen=True)
class Site:
    """A university hospital: how many of its screenings led to randomisation, how many failed before `LAST_FAILED`."""

    code: str
    country: str
    randomised: int
    failed: int
    opened: date


SITES = (
    Site("01", "FRA", 34, 10, date(2018, 4, 9)),
    Site("02", "FRA", 12, 5, date(2018, 9, 3)),
    Site("03", "ESP", 26, 8, date(2018, 5, 14)),
    Site("04", "ESP", 14, 5, date(2018, 10, 1)),
    Site("05", "ITA", 10, 4, date(2019, 1, 14)),
    Site("06", "DEU", 18, 6, date(2018, 7, 2)),
)
FAILURES = (
    "PAIN BELOW 40",
    "PFIRRMANN GRADE OUT OF RANGE",
    "LUMBAR DISC HERNIATION",
    "FACET SYNDROME",
    "STEROID WITHIN 3 MONTHS",
    "PREVIOUS SPINE SURGERY",
    "CONSENT WITHDRAWN",
    "ANTICOAGULANT",
)
AGES = {"BM-MSC": Target(42.9, 8.8, 1), "SHAM": Target(38.7, 8.6, 1)}
FEMALE = {"BM-MSC": 21, "SHAM": 18}
LEVELS = {
    "BM-MSC": ("L3-L4",) * 3 + ("L4-L5",) * 7 + ("L5-S1",) * 18,
    "SHAM": ("L3-L4",) * 1 + ("L4-L5",) * 8 + ("L5-S1",) * 18,
}
PAUSE = (date(2020, 3, 14), date(2020, 6, 8))
LATE = (date(2021, 2, 10), date(2021, 2, 25), date(2021, 3, 11), date(2021, 3, 30), date(2021, 4, 15))
LATE_SITES = ("01", "03", "06", "01", "02")
# 38 persons fail for good: one of the drawn failures comes back, so one more is screened, the last at its site.
LAST_FAILED = ("06", date(2021, 3, 22), "PREVIOUS SPINE SURGERY")


@dataclass(frozen=True)
class Subject:
    """One screened subject number and everything the forms have to agree on."""

    subject: str
    site: str
    country: str
    sex: str
    birth: date
    consent: date
    screened: date
    failure: str | None
    previous_subject: str | None
    arm: str | None
    received: str | None
    randomised: date | None
    injected: date | None
    visits: Mapping[str, date]
    ended: date
    end_reason: str
    full_analysis: bool
    baseline_mri: bool
    level: str | None
    unblinded: date | None = None
    imaging_withdrawn: date | None = None
    """When consent to the use of the images was withdrawn (two subjects, at month 12)."""

    @property
    def age(self) -> int:
        """Whole years at consent."""
        had_birthday = (self.consent.month, self.consent.day) >= (self.birth.month, self.birth.day)
        return self.consent.year - self.birth.year - (not had_birthday)


@dataclass
class Draft:
    """A subject while it is being drawn."""

    site: Site
    consent: date
    randomised: date | None = None
    failure: str | None = None
    subject: str = ""
    previous: Draft | None = None
    sex: str = "M"
    birth: date = date(1900, 1, 1)
    arm: str | None = None
    received: str | None = None
    full_analysis: bool = False
    late: bool = False
    role: attendance.Role = attendance.PRESENT
    visits: dict[str, date] = field(default_factory=dict)
    level: str | None = None
    unblinded: date | None = None
    imaging_withdrawn: date | None = None


def subjects(seed: int) -> tuple[Subject, ...]:
    """All 153 subject numbers of the 152 persons screened, in order, the same for the same seed."""
    for attempt in range(200):
        rng = Random(f"{seed}:spine:{attempt}")
        drafts = _screened(rng)
        kept = [draft for draft in drafts if draft.randomised]
        _treat(kept, rng)
        late = [sum(draft.late and draft.received == arm for draft in kept) for arm in ARMS]
        if late[0] <= 2 and late[1] <= 5:
            break
    _attend(kept, rng)
    _image(kept, rng)
    _describe(drafts, kept, rng)
    return tuple(_subject(draft) for draft in sorted(drafts, key=lambda draft: draft.subject))


def _weekday(day: date) -> date:
    """The day itself, or the Monday after a weekend."""
    return day + timedelta(days=(0, 0, 0, 0, 0, 2, 1)[day.weekday()])


def _between(first: date, last: date, rng: Random) -> date:
    """A working day between two dates, outside the pandemic pause of enrolment."""
    while True:
        day = _weekday(first + timedelta(days=rng.randrange((last - first).days + 1)))
        if not PAUSE[0] <= day <= PAUSE[1]:
            return day


def _screened(rng: Random) -> list[Draft]:
    """Everyone who gave consent, numbered by site in the order of consent."""
    drafts = []
    for site in SITES:
        late = [day for day, code in zip(LATE, LATE_SITES, strict=True) if code == site.code]
        first = site.opened + timedelta(days=25)
        days = sorted(_between(first, date(2020, 12, 9), rng) for _ in range(site.randomised - len(late)))
        for day in days + late:
            consent = _weekday(max(day - timedelta(days=rng.randint(14, 40)), site.opened))
            drafts.append(Draft(site, consent, randomised=day, late=day in late))
        for _ in range(site.failed):
            consent = _between(site.opened, date(2021, 2, 26), rng)
            drafts.append(Draft(site, consent, failure=rng.choice(FAILURES)))
    _first_and_again(drafts)
    code, consent, reason = LAST_FAILED
    drafts += [Draft(site, consent, failure=reason) for site in SITES if site.code == code]
    for site in SITES:
        own = sorted((draft for draft in drafts if draft.site is site), key=lambda draft: draft.consent)
        for number, draft in enumerate(own, start=1):
            draft.subject = f"{site.code}-{number:03d}"
    return drafts


def _first_and_again(drafts: list[Draft]) -> None:
    """The first consent in April 2018, and one failure that comes back later under a second number."""
    first = min((draft for draft in drafts if draft.randomised), key=lambda draft: draft.consent)
    first.consent, first.randomised = date(2018, 4, 17), date(2018, 4, 30)
    here = [draft for draft in drafts if draft.site.code == "03"]
    again = next(draft for draft in here if draft.randomised and draft.consent > date(2019, 2, 1))
    failed = next(draft for draft in here if draft.failure)
    failed.failure = "STEROID WITHIN 3 MONTHS"
    failed.consent = _weekday(again.consent - timedelta(days=131))
    again.previous = failed


def _treat(kept: list[Draft], rng: Random) -> None:
    """Arms in blocks of four within a centre, four swaps, and the two subjects outside the full analysis set."""
    for site in SITES:
        own = [draft for draft in kept if draft.site is site]
        own.sort(key=lambda draft: draft.randomised or draft.consent)
        arms: list[str] = []
        for _ in range(len(own) // 4):
            arms += rng.sample(ARMS * 2, 4)
        last = ("BM-MSC", "BM-MSC") if site.code == "06" else rng.sample(ARMS, 2)
        for draft, arm in zip(own, [*arms, *last], strict=False):
            draft.arm = draft.received = arm
            draft.full_analysis = True
    early = [draft for draft in kept if not draft.late and draft.site.code in ("01", "03", "06")]
    cells = rng.sample([draft for draft in early if draft.arm == "BM-MSC"], 3)
    shams = rng.sample([draft for draft in early if draft.arm == "SHAM"], 3)
    for draft in cells[:2]:
        draft.received = "SHAM"
    for draft in shams[:2]:
        draft.received = "BM-MSC"
    cells[2].full_analysis = shams[2].full_analysis = False
    shams[2].received = None


def _attend(kept: list[Draft], rng: Random) -> None:
    """Each subject's absences, so that the printed numbers of subjects per visit come out, and all visit dates."""
    for arm in ARMS:
        own = [draft for draft in kept if draft.received == arm and draft.full_analysis]
        late = [draft for draft in own if draft.late]
        others = [draft for draft in own if not draft.late]
        rng.shuffle(others)
        roles = attendance.roles(arm, len(late), len(own))
        for draft, role in zip(late + others, roles, strict=True):
            draft.role = role
    for draft in kept:
        if draft.received is None:
            draft.role = attendance.REFUSED
        elif not draft.full_analysis:
            draft.role = attendance.UNBLINDED
        draft.visits = attendance.dates(draft.consent, draft.randomised or draft.consent, draft.role, rng)
        if draft.role is attendance.UNBLINDED:
            draft.unblinded = draft.visits["M6"] + timedelta(days=23)
    for draft in rng.sample([draft for draft in kept if draft.role is attendance.PRESENT], 4):
        draft.visits["UNS"] = _weekday(draft.visits["M1"] + timedelta(days=rng.randint(14, 35)))


def _image(kept: list[Draft], rng: Random) -> None:
    """Who has centrally read images: 28 and 27 as randomised, 30 and 25 as treated, all seen at month 12."""
    seen = [draft for draft in kept if draft.full_analysis and "M12" in draft.visits]
    swapped = [draft for draft in seen if draft.arm == "SHAM" and draft.received == "BM-MSC"]
    straight = {arm: [draft for draft in seen if draft.arm == draft.received == arm] for arm in ARMS}
    cells = rng.sample(straight["BM-MSC"], 28)
    shams = rng.sample(straight["SHAM"], 27 - len(swapped))
    for own, arm in ((cells, "BM-MSC"), (shams + swapped, "SHAM")):
        for draft, level in zip(own, rng.sample(LEVELS[arm], len(own)), strict=True):
            draft.level = level
    for draft in (cells[0], shams[0]):
        draft.imaging_withdrawn = draft.visits["M12"]


def _describe(drafts: list[Draft], kept: list[Draft], rng: Random) -> None:
    """Sex and date of birth: the published counts, means and SDs by randomised arm."""
    ages: dict[str, int] = {}
    women: set[str] = set()
    for arm in ARMS:
        own = sorted(draft.subject for draft in kept if draft.arm == arm)
        wanted = [rng.gauss(AGES[arm].mean, AGES[arm].sd) for _ in own]
        ages |= dict(zip(own, settle(wanted, [range(19, 60)] * len(own), AGES[arm], rng), strict=True))
        women |= set(rng.sample(own, FEMALE[arm]))
    for draft in drafts:
        age = ages.get(draft.subject) or rng.randint(21, 59)
        draft.sex = "F" if draft.subject in women or (draft.failure and rng.random() < 0.4) else "M"
        birthday = draft.consent - timedelta(days=rng.randrange(5, 360))
        draft.birth = date(birthday.year - age, birthday.month, min(birthday.day, 28))
    for draft in drafts:
        if draft.previous:
            draft.previous.sex, draft.previous.birth = draft.sex, draft.birth


def _subject(draft: Draft) -> Subject:
    """The finished subject."""
    ended, reason = attendance.ending(draft.visits, draft.role, draft.failure, draft.consent)
    return Subject(
        subject=draft.subject,
        site=draft.site.code,
        country=draft.site.country,
        sex=draft.sex,
        birth=draft.birth,
        consent=draft.consent,
        screened=draft.visits.get("SCR", _weekday(draft.consent)),
        failure=draft.failure,
        previous_subject=draft.previous.subject if draft.previous else None,
        arm=draft.arm,
        received=draft.received,
        randomised=draft.randomised,
        injected=draft.visits.get("D0"),
        visits=draft.visits or {"SCR": _weekday(draft.consent)},
        ended=ended,
        end_reason=reason,
        full_analysis=draft.full_analysis,
        baseline_mri=draft.level is not None,
        level=draft.level,
        unblinded=draft.unblinded,
        imaging_withdrawn=draft.imaging_withdrawn,
    )
