"""The variables of clinsite as clinsite.csv lists them: the guide's list is data, to be mended without code."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, cast

from define_xml.package.settings import BimoEntry
from mappings.error import MappingError, nearest
from mappings.spec import Core, VariableSpec
from mappings.statement import DataType, MethodSpec, OriginSpec

SETTING, PARTICULAR, COUNTRY = "setting:", "particular:", "country"
DIGITS = 6  # decimals of what is computed
# What is copied from another dataset; all other rules that are no statement of the sponsor's count or compute.
_COPIED = {"site": "DM.SITEID", "arm": "DM.ARM"}
_SAID = frozenset({"endpoint_type", COUNTRY})
_COUNTED = (
    "enrolled", "screened", "discontinued", "nonserious", "serious", "deaths", "deviations",
)  # fmt: skip
EFFICACY = ("arm_result", "arm_spread", "site_effect", "site_spread", "censored")


@dataclass(frozen=True)
class Listed:
    """A variable of the list: `length` is the most a text may have, `rule` names what gives its value.

    `core` is Req, Exp, Cond or Perm; an empty value of a Req one is a gap.
    """

    name: str
    label: str
    type: Literal["Char", "Num"]
    data_type: DataType
    length: int
    core: Core
    rule: str
    means: str

    @property
    def source(self) -> str:
        """What of the settings or of the list of sites it is, `title` of `setting:title`; "" of what is counted."""
        return self.rule.partition(":")[2]

    def spec(self, length: int, filled: bool, records: str = "") -> VariableSpec:
        """What is said of the variable: `length` is that of its longest value, `filled` whether all have one.

        `records` are those of the endpoint, as the study declares them.
        """
        derived = not self.source and self.rule not in {*_COPIED, *_SAID}
        text = f"{self.means} The records: {records}" if records and self.rule in EFFICACY else self.means
        return VariableSpec(
            name=self.name, label=self.label, type=self.type, data_type=self.data_type,
            length=8 if self.type == "Num" else length, core=self.core, mandatory=self.core == "Req" and filled,
            digits=DIGITS if self.data_type == "float" else None, origins=(self._origin(derived),),
            method=MethodSpec(name=f"Site-level {self.label}", text=text) if derived else None,
            comment="" if derived or self.rule in _COPIED else self.means,
        )  # fmt: skip

    def _origin(self, derived: bool) -> OriginSpec:
        if self.rule in _COPIED:
            return OriginSpec(type="Predecessor", text=_COPIED[self.rule])
        return OriginSpec(type="Derived" if derived else "Assigned", source="Sponsor")


@cache
def listed() -> tuple[Listed, ...]:
    """The variables in order."""
    text = (files("define_xml") / "package" / "bimo" / "clinsite.csv").read_text(encoding="utf-8")
    found = tuple(_listed(row) for row in csv.DictReader(text.splitlines()))
    for one in found:
        check_rule(one)
    return found


def check_rule(one: Listed) -> None:
    """MappingError for a rule that nothing follows: whoever mends the list learns of it."""
    plain = {*_COUNTED, *EFFICACY, *_COPIED, *_SAID}
    settings = {f"{SETTING}{name}" for name in BimoEntry.model_fields}
    if one.rule not in {*plain, *settings} and not one.rule.startswith(PARTICULAR):
        remedy = nearest(one.rule, {*plain, *settings}) or f"{PARTICULAR}COLUMN of the list of sites"
        raise MappingError(f"bimo/clinsite.csv  {one.name}", f"no rule {one.rule}", remedy)


def _listed(row: dict[str, str]) -> Listed:
    return Listed(
        row["name"], row["label"], cast("Literal['Char', 'Num']", row["type"]), cast("DataType", row["data_type"]),
        int(row["length"]), cast("Core", row["core"]), row["rule"], row["means"],
    )  # fmt: skip


def particulars() -> tuple[str, ...]:
    """The columns that a list of sites may have beside SITEID."""
    return tuple(one.name for one in listed() if one.rule.startswith(PARTICULAR) or one.rule == COUNTRY)
