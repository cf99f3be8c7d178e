"""When a subject is seen, what is missed, and how the subject's study ends."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

LAST_DAY = date(2022, 12, 20)
PLAN = {
    "W1": (7, 1),
    "M1": (30, 6),
    "M3": (91, 12),
    "M6": (183, 18),
    "M9": (274, 14),
    "M12": (365, 26),
    "M24": (730, 26),
}


@dataclass(frozen=True)
class Role:
    """What a subject misses, the last visit before leaving, and why it ends."""

    misses: tuple[str, ...] = ()
    last: str = "M24"
    reason: str = "COMPLETED"


PRESENT = Role()
REFUSED = Role(last="SCR", reason="WITHDRAWAL BY SUBJECT")
UNBLINDED = Role(last="M12", reason="PHYSICIAN DECISION")
_WITHDRAWAL = "WITHDRAWAL BY SUBJECT"
_LOST = "LOST TO FOLLOW-UP"
_LEAVERS = {
    "BM-MSC": (
        Role(last="W1", reason=_WITHDRAWAL),
        Role(last="M3", reason=_LOST),
        Role(last="M6", reason=_WITHDRAWAL),
        Role(last="M6", reason=_LOST),
        Role(last="M9", reason=_LOST),
        Role(("M1",)),
        Role(("M3",)),
        Role(("M6",)),
        Role(("M12",)),
        Role(("M9", "M12")),
        Role(("M9",)),
        Role(("W1",)),
    ),
    "SHAM": (
        Role(last="M1", reason=_WITHDRAWAL),
        Role(last="M1", reason=_LOST),
        Role(last="M3", reason=_WITHDRAWAL),
        Role(last="M6", reason=_LOST),
        Role(last="M6", reason=_WITHDRAWAL),
        Role(last="M9", reason=_LOST),
        Role(("M3",)),
        Role(("M6",)),
        Role(("M12",)),
        Role(("M9",)),
        Role(("M9",)),
    ),
}
_AFTER_MONTH_12 = {"BM-MSC": 2, "SHAM": 5}


def roles(arm: str, late: int, count: int) -> list[Role]:
    """One role per subject of an arm as treated: those enrolled too late for month 24 first."""
    leave = _AFTER_MONTH_12[arm] - late
    found = [Role(last="M12", reason="STUDY TERMINATED BY SPONSOR")] * late
    found += [Role(last="M12", reason=(_LOST, _WITHDRAWAL)[number % 2]) for number in range(leave)]
    found += _LEAVERS[arm]
    return found + [PRESENT] * (count - len(found))


def _working_day(day: date) -> date:
    """The day itself, or the working day nearest to it."""
    return day + timedelta(days=(0, 0, 0, 0, 0, -1, 1)[day.weekday()])


def dates(consent: date, randomised: date, role: Role, rng: Random) -> dict[str, date]:
    """The dates of the attended visits, by visit code."""
    screened = _working_day(consent + timedelta(days=rng.choice((0, 0, 0, 1, 3))))
    found = {"SCR": max(screened, consent)}
    injected = _working_day(randomised + timedelta(days=rng.randint(9, 14)))
    if role.last == "SCR":
        return found
    found["D0"] = injected
    for visit, (day, window) in PLAN.items():
        seen = _working_day(injected + timedelta(days=day + rng.randint(-window, window)))
        if visit not in role.misses:
            found[visit] = min(seen, LAST_DAY)
        if visit == role.last:
            break
    return found


def ending(visits: Mapping[str, date], role: Role, failure: str | None, consent: date) -> tuple[date, str]:
    """The last day in the study and the reason for it."""
    if failure:
        return consent + timedelta(days=9), "SCREEN FAILURE"
    last = max(visits.values())
    if role.reason == "COMPLETED":
        return last, role.reason
    if role.reason == "STUDY TERMINATED BY SPONSOR":
        return LAST_DAY, role.reason
    return min(last + timedelta(days=20 + last.toordinal() % 30), LAST_DAY), role.reason
