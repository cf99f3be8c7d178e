"""How many published cases of CDISC's open rules are found exactly: `python benchmarks/open_rules.py`."""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

OPEN_RULES = ROOT.parent / "shared" / "open_rules"
KNOWN = ROOT / "tests" / "validation" / "conformance" / "disputed.txt"
# Standard of a case -> the group it is counted in; the part of each that was asked for, and what was reached. Where
# less was reached than asked, each other case stands in KNOWN with the proof that its answer cannot be right here.
GROUPS = {"SDTMIG": "SDTMIG, FDA, ADaM", "ADAMIG": "SDTMIG, FDA, ADaM", "SENDIG": "SEND, TIG", "TIG": "SEND, TIG"}
ASKED = {"SDTMIG, FDA, ADaM": 0.985, "SEND, TIG": 0.97}
REACHED = {"SDTMIG, FDA, ADaM": 505, "SEND, TIG": 340}


def main() -> int:
    """Run every case and print the figures; 1 for a case without a proof, or fewer matched than were."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rules", type=Path, default=OPEN_RULES / "rules", metavar="DIR")
    parser.add_argument("--cases", type=Path, default=OPEN_RULES / "cases", metavar="DIR")
    options = parser.parse_args()
    if not options.rules.is_dir() or not options.cases.is_dir():
        print("the open rules and their cases are not here: name their folders with --rules and --cases")
        return 1
    return report(options.rules, options.cases)


def report(rules: Path, cases: Path) -> int:
    """The figures of both groups, and each case that is not found exactly, with the proof where there is one."""
    from validation.conformance.cases import read_known, result_of, standing
    from validation.conformance.layout import read_cases
    from validation.conformance.read import read_rules

    begun = time.perf_counter()
    by_id = {rule.id: rule for rule in read_rules(rules)}
    known = read_known(KNOWN) if KNOWN.is_file() else {}
    matched, totals, silent, unproven = Counter[str](), Counter[str](), 0, 0
    for case in read_cases(cases):
        result = result_of(case, by_id.get(case.rule))
        if result.status == "no expectation":
            silent += 1
            continue
        standard = standing(case, by_id[case.rule]).study.standard if case.rule in by_id else ""
        group = GROUPS.get(standard.upper().split("-")[0], "SDTMIG, FDA, ADaM")
        totals[group] += 1
        matched[group] += result.status == "matched"
        if result.status != "matched":
            unproven += case.place not in known
            print(f"{case.place}  {result.status}  {known.get(case.place, 'NO PROOF')}")
    print(f"\n{len(by_id)} rules, {sum(totals.values())} cases in {time.perf_counter() - begun:.1f} s")
    if silent:
        print(f"{silent} further cases say no expectation")
    kept = not unproven
    for group, asked in ASKED.items():
        part = matched[group] / max(totals[group], 1)
        kept &= matched[group] >= REACHED[group]
        said = "reached" if part >= asked else "missed"
        print(f"{group:<20}{matched[group]:>5} of {totals[group]:<5} {part:7.2%}  (asked {asked:.1%}: {said})")
    print(f"cases matched: {sum(matched.values())} of {sum(totals.values())}")
    return int(not kept)


if __name__ == "__main__":
    sys.exit(main())
