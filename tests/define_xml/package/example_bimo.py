"""A small study whose sites are told: two arms, a screen failure, a death; each record written as it looks."""

from __future__ import annotations

import math
from collections.abc import Mapping

from pandas import DataFrame

from define_xml.package.bimo import Clinsite, site_level
from define_xml.package.settings import BimoEntry, Settings
from mappings.spec import StandardRef, StudySpec
from tests.table import table

STUDY = StudySpec(
    study_id="ALPHA", name="A study", description="A small study",
    terminology=(StandardRef(name="SDTM", version="2025-03-28"),),
)  # fmt: skip
# Two arms at site 01; one arm and a screen failure at 02; at 03 nobody was enrolled; 1-5 was not treated.
DM = table(
    """
    STUDYID | USUBJID | SITEID | ARMCD | ARM     | ARMNRS                | DTHFL | COUNTRY
    ALPHA   | 1-1     | 01     | A     | Active  |                       |       | FRA
    ALPHA   | 1-2     | 01     | A     | Active  |                       | Y     | FRA
    ALPHA   | 1-3     | 01     | P     | Placebo |                       |       | FRA
    ALPHA   | 1-4     | 01     | A     | Active  |                       |       | FRA
    ALPHA   | 1-5     | 01     | P     | Placebo | ASSIGNED, NOT TREATED |       | FRA
    ALPHA   | 1-6     | 01     | P     | Placebo |                       |       | FRA
    ALPHA   | 2-1     | 02     | A     | Active  |                       |       | DEU
    ALPHA   | 2-2     | 02     |       |         | SCREEN FAILURE        |       | AUT
    ALPHA   | 3-1     | 03     |       |         | SCREEN FAILURE        |       | ITA
    """
)
DS = table(
    """
    USUBJID | DSCAT              | DSSCAT              | DSDECOD
    1-1     | DISPOSITION EVENT  | STUDY PARTICIPATION | COMPLETED
    1-1     | DISPOSITION EVENT  | STUDY TREATMENT     | ADVERSE EVENT
    1-2     | DISPOSITION EVENT  | STUDY PARTICIPATION | DEATH
    1-3     | DISPOSITION EVENT  |                     | LOST TO FOLLOW-UP
    1-3     | DISPOSITION EVENT  | STUDY PARTICIPATION | WITHDRAWAL BY SUBJECT
    1-4     | PROTOCOL MILESTONE |                     | RANDOMIZED
    2-2     | DISPOSITION EVENT  | STUDY PARTICIPATION | SCREEN FAILURE
    3-1     | DISPOSITION EVENT  | STUDY PARTICIPATION | WITHDRAWAL BY SUBJECT
    """
)
AE = table(
    """
    USUBJID | AESER | AESDTH | AEOUT
    1-1     | N     |        | RECOVERED/RESOLVED
    1-1     |       |        |
    1-1     | Y     |        | RECOVERED/RESOLVED
    1-2     | Y     | Y      | FATAL
    1-3     | Y     |        | FATAL
    1-4     | Y     | N      |
    3-1     | N     |        |
    """
)
DV = table("USUBJID | DVTERM\n1-1 | late\n1-1 | missed\n1-3 | late\n2-2 | other")
EFF = table(
    """
    USUBJID | PARAMCD | AVISIT | AVAL | CHG | FLAG | CNSR
    1-1     | VAS     | End    | 1    | -2  | Y    | 0
    1-2     | VAS     | End    | 0    | -6  | N    | 1
    1-4     | VAS     | End    | 0    |     |      | 0
    1-3     | VAS     | End    | 1    | 1   | Y    | 1
    1-6     | VAS     | End    | 0    | 3   | N    | 0
    2-1     | VAS     | End    | 1    | 5   | Y    | 0
    2-2     | VAS     | End    | 1    | 9   | Y    | 0
    1-1     | VAS     | Week 1 | 0    | 9   | N    | 0
    """,
    "AVAL", "CHG", "CNSR",
)  # fmt: skip
FRAMES = {"DM": DM, "DS": DS, "AE": AE, "DV": DV, "ADEFF": EFF}
WHERE = 'ADEFF: PARAMCD == "VAS" and AVISIT == "End"'


def made(
    frames: Mapping[str, DataFrame] = FRAMES, sites: tuple[Mapping[str, str], ...] = (), **said: str
) -> Clinsite:
    """clinsite of these datasets with these settings."""
    return site_level(frames, Settings(bimo=BimoEntry(**said)), STUDY, sites)


def shown(found: Clinsite, *names: str) -> list[tuple[object, ...]]:
    """The records: site, arm, and these variables; None where there is no value."""
    rows = found.dataset.records[["SITEID", "ARM", *names]].astype("object").itertuples(index=False, name=None)
    return [tuple(None if isinstance(one, float) and math.isnan(one) else one for one in row) for row in rows]
