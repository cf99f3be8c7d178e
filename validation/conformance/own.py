"""Our own conformance rules, shipped with the package."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from validation.conformance.read import read_rules
from validation.conformance.rule import ConformanceRule

FOLDER = Path(__file__).parent.parent / "conformance_rules"
CASES = FOLDER / "cases"
# The folders of rules by the floor of the datasets they are about.
FLOORS = {"sdtm": ("sdtm", "fda"), "adam": ("adam", "fda"), "": ("adam", "fda", "sdtm")}


@cache
def own_rules(floor: str = "") -> tuple[ConformanceRule, ...]:
    """Every rule that is shipped, in the order of their ids; those for SDTM or for ADaM datasets where one is named."""
    found = [rule for name in FLOORS[floor] for rule in read_rules(FOLDER / name)]
    return tuple(sorted(found, key=lambda rule: rule.id))


@cache
def own_ids() -> frozenset[str]:
    """The ids of all shipped rules: each has a file of its own, named for it."""
    return frozenset(path.stem for name in FLOORS[""] for path in (FOLDER / name).glob("*.yml"))
