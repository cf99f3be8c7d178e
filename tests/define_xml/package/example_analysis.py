"""A small analysis as the guides are told of it: subjects, vital signs, events, a time to event, rules, results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from pandas import DataFrame

from define_xml.package.analysis_facts import analysis_facts
from define_xml.package.facts import DatasetFacts, Facts, Program
from define_xml.package.rule_files import RuleFile
from mappings.dataset import Dataset
from mappings.spec import DatasetSpec, VariableSpec
from tests.define_xml.package import example_facts
from tests.define_xml.package.example_facts import explained
from tests.table import table

NUMBERS = ("PARAMN", "AVISITN", "AWLO", "AWHI", "CNSR", "AGE")
DRAWN = {
    "ADSL": """
        USUBJID | AGE | ARM    | TRT01P | ACTARM | TRT01A | RANDFL | ITTFL | SAFFL
        S-1     | 41  | Active | Active | Active | Active | Y      | Y     | Y
        S-2     | 52  | Active | Active | Sham   | Sham   | Y      | Y     | Y
        S-3     | 63  | Sham   | Sham   | Sham   | Sham   | Y      | Y     | Y
        S-4     | 44  | Sham   | Sham   |        |        | Y      | Y     | N
        S-5     | 55  |        |        |        |        | N      | N     | N
        """,
    "ADVS": """
    USUBJID|AGE|TRTP  |PARAMCD|PARAMN|PARAMTYP|AVISIT  |AVISITN|AWLO|AWHI|DTYPE|ABLFL|ANL01FL|NOTANL01|CRIT1|CRIT1FL
    S-1    |41 |Active|WEIGHT |1     |        |Baseline|0      |    |1   |     |Y    |Y      |        |     |
    S-1    |41 |Active|WEIGHT |1     |        |Week 4  |4      |15  |43  |     |     |Y      |        |Lost |Y
    S-1    |41 |Active|WEIGHT |1     |        |Week 4  |4      |15  |43  |     |     |       |farther |Lost |N
    S-2    |52 |Active|WEIGHT |1     |        |Baseline|0      |    |1   |     |Y    |Y      |        |     |
    S-2    |52 |Active|WEIGHT |1     |        |        |       |    |    |     |     |       |        |Lost |N
    S-1    |41 |Active|BMI    |2     |DERIVED |Baseline|0      |    |1   |MEAN |Y    |Y      |        |     |
        """,
    "ADAE": """
        USUBJID | AGE | TRTP   | AETERM | ASTDTF | TRTEMFL
        S-1     | 41  | Active | Cough  | D      | Y
        S-1     | 41  | Active | Fever  |        | Y
        S-3     | 64  | Sham   | Cough  | M      |
        """,
    "ADTTE": """
        USUBJID | PARAMCD | PARAM        | PARAMN | CNSR | EVNTDESC
        S-1     | TTLOSS  | Time to loss | 1      | 0    | LOSS
        S-2     | TTLOSS  | Time to loss | 1      | 1    | LAST VISIT
        S-3     | TTLOSS  | Time to loss | 1      | 1    | LAST VISIT
        """,
}  # fmt: skip
CLASSES = {
    "ADSL": ("SUBJECT LEVEL ANALYSIS DATASET", ""),
    "ADVS": ("BASIC DATA STRUCTURE", ""),
    "ADAE": ("OCCURRENCE DATA STRUCTURE", "ADVERSE EVENT"),
    "ADTTE": ("BASIC DATA STRUCTURE", "TIME-TO-EVENT"),
}
RULES = (
    RuleFile("ADSL", "Subjects", "adam/adsl.toml", True, "rows(DM)", "", ("DM", "DOSED", "windows")),
    RuleFile("DOSED", "", "adam/adsl.toml", False, "rows(EX)", "EXDOSE > 0", ("EX",)),
    RuleFile("ADVS", "Weights", "adam/advs.toml", True, "rows(QS)", "", ("QS", "ADSL", "windows")),
    RuleFile("ADAE", "Events", "adam/adae.toml", True, "rows(AE)", "", ("AE", "ADSL")),
    RuleFile("ADTTE", "Times", "adam/adtte.toml", True, "rows(ADSL)", "", ("ADSL", "ADVS")),
)
FIRST = 'date(A, impute="first")'
LISTINGS: Mapping[str, Any] = {
    "imputed": [
        {"dataset": "ADAE", "variable": "ASTDTF", "record": "S-1", "collected": "2020-02", "rule": FIRST},
        {"dataset": "ADAE", "variable": "ASTDTF", "record": "S-3", "collected": "2020", "rule": FIRST},
        {"dataset": "DOSED", "variable": "begun", "record": "S-3", "collected": "2020", "rule": "date(B)"},
    ],
    "on_cut": [{"dataset": "ADVS", "variable": "CRIT1FL", "record": "S-1", "rule": "improved(AVAL, BASE, percent=5)"}],
    "flips": [{"dataset": "ADAE", "variable": "TRTEMFL", "record": "S-3", "imputed": "ADAE.ASTDT", "rule": FIRST}],
}
RESULTS: Mapping[str, Any] = {
    "analysisSets": [{"id": "AS.SAF", "label": "Safety set"}],
    "methods": [{"id": "MTH.MEAN", "label": "Mean"}],
    "analyses": [
        {"id": "AN.1", "dataset": "ADVS", "analysisSetId": "AS.SAF", "methodId": "MTH.MEAN", "results": [{}, {}],
         "reason": {"controlledTerm": "SPECIFIED IN SAP"}, "purpose": {"controlledTerm": "PRIMARY OUTCOME MEASURE"}},
        {"id": "AN.2", "dataset": "ADAE", "analysisSetId": "AS.SAF", "methodId": "MTH.MEAN", "results": [{}],
         "reason": {"controlledTerm": "SPECIFIED IN SAP"}, "purpose": {"sponsorTerm": "TOLD BY US"}},
    ],
    "outputs": [{"id": "OUT.T1", "name": "Table 1", "fileSpecifications": [{"location": "tables.html"}]}],
    "mainListOfContents": {"contentsList": {"listItems": [
        {"outputId": "OUT.T1", "sublist": {"listItems": [{"analysisId": "AN.1"}, {"analysisId": "AN.2"}]}},
    ]}},
}  # fmt: skip
NARRATIVE = """# ALPHA

## notice

Made for tests.

## purpose

It explains {ADVS.WEIGHT.records} weights of {ADSL.RANDFL} subjects.

## design

One period.

## treatment

Planned and received.

## subjects

{crossed.subjects} subject received the other product; {imputed.ADAE.ASTDTF} dates.

## windows

The nearest.

## imputation

The first day.

## overview

All objectives; {ADTTE.TTLOSS.events} event and {ADTTE.TTLOSS.censored} censored.

## dataset-ADVS

Weights & < more >.
"""


def drawn(**changed: str) -> list[Dataset]:
    """The datasets as they are drawn, or as `changed` draws some of them."""
    return [as_dataset(name, table(changed.get(name, said), *NUMBERS)) for name, said in DRAWN.items()]


def as_dataset(name: str, frame: DataFrame) -> Dataset:
    """The frame with a spec."""
    kind, subclass = CLASSES[name]
    variables = tuple(
        VariableSpec(name=one, label=f"Label of {one}", type="Num" if one in NUMBERS else "Char")
        for one in map(str, frame)
    )
    spec = DatasetSpec(
        name=name, label=f"Label of {name}", domain=name, class_name=kind, subclass=subclass, keys=("USUBJID",),
        structure=f"One record per {name}", variables=variables, comment=f"A *comment* on {name}.",
    )  # fmt: skip
    return Dataset(spec, frame)


def guide_facts(datasets: list[Dataset] | None = None, **changes: Any) -> Facts:
    """What the guide of the analysis is told; `changes` are fields of Facts to be said otherwise."""
    found = drawn() if datasets is None else datasets
    facts = example_facts.facts()
    assert facts.adam is not None
    floor = replace(
        facts.adam,
        judged=explained(),
        datasets=tuple(
            DatasetFacts(
                one.spec, f"{one.name.lower()}.xpt", 4000, len(one.records), one.records.shape[1],
                int(one.records["USUBJID"].nunique()), made_of=(("DM", len(one.records)),),
            )
            for one in found
        ),
    )  # fmt: skip
    told = replace(
        facts,
        adam=floor,
        analysis=analysis_facts(found, RULES, LISTINGS, RESULTS),
        narrative={"adrg": NARRATIVE},
        programs=(
            Program("adam-advs.txt", "Rules of ADVS", ("ADSL", "QS"), ("ADVS",), "adam/advs.toml"),
            Program("readme.txt", "The way back"),
            Program("results-t1.txt", "Definition of Table 1", ("ADVS",), ("T1",), "results/t1.toml"),
            Program("sdtm-dm.txt", "Rules of DM", ("people",), ("DM",), "sdtm/dm.toml"),
        ),
    )
    return replace(told, **changes)
