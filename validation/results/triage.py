"""What kind of thing is wrong: a value, something required that is missing, or something worth a look."""

from __future__ import annotations

from mappings.finding import Severity
from validation.result import Triage

# What each kind means to whoever has to act on it; a rule may say its kind in a field of its own.
TRIAGES: dict[Triage, str] = {
    "wrong value": "something is there that cannot be right as it stands: correct it, or the mapping that made it",
    "missing required": "something that has to be there is not: supply it, or say why it cannot be had",
    "worth a look": "this may be in order: look at it once, and waive it with the reason if it is",
}
# Parts of the names of our checks, which say what is wrong.
_ABSENT = ("missing", "absent", "lost", "without", "not_brought", "empty", "lacks")


def triage_of_name(check: str, severity: Severity) -> Triage:
    """What kind of thing a check of ours finds, read off its name; what is but noted is worth a look."""
    if severity == "note":
        return "worth a look"
    return "missing required" if any(word in check for word in _ABSENT) else "wrong value"
