"""Answers that need a coding dictionary (MedDRA, WHODrug, LOINC), which nobody may ship."""

from __future__ import annotations

from validation.conformance.operations.asked import Answer, Asked
from validation.conformance.rule import NotRun


def needs_dictionary(on: Asked) -> Answer:
    """Nothing: NotRun, with the dictionary that is wanted."""
    word = on.operation.operator
    said = str(on.option("external_dictionary_type") or "")
    known = {"meddra": "MedDRA", "whodrug": "WHODrug"}
    name = said or next((name for key, name in known.items() if key in word), "an external dictionary")
    raise NotRun(f"{word} needs {name}, which is licensed and not shipped; coded terms are not compared with it here")
