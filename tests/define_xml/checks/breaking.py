"""Short words for breaking one thing in a define.xml."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from define_xml.document.common import Alias, Leaf
from define_xml.document.items import ItemDef, ItemGroupDef, ItemRef, Origin
from define_xml.document.metadata import Define, Standard
from define_xml.document.values import CodeList, RangeCheck
from tests.define_xml.checks.analysis_example import analysis
from tests.define_xml.checks.example import edited, tabulation

SDTM, ADAM = tabulation(), analysis()


def file(**changes: Any) -> Define:
    """Another ODM element."""
    return replace(SDTM, **changes)


def dataset(name: str = "VS", /, **changes: Any) -> Define:
    """Another dataset."""
    return edited(SDTM, ItemGroupDef, f"IG.{name}", **changes)


def item(name: str = "VS.VSORRESU", /, **changes: Any) -> Define:
    """Another variable or value-level item."""
    return edited(SDTM, ItemDef, f"IT.{name}", **changes)


def ref(name: str = "VS.VSORRESU", /, **changes: Any) -> Define:
    """Another reference to a variable or item."""
    return edited(SDTM, ItemRef, f"IT.{name}", **changes)


def codelist(code: str = "C66741", /, **changes: Any) -> Define:
    """Another codelist."""
    return edited(SDTM, CodeList, f"CL.{code}", **changes)


def standard(oid: str = "STD.1", /, **changes: Any) -> Define:
    """Another standard."""
    return edited(SDTM, Standard, oid, **changes)


def compared(**changes: Any) -> Define:
    """Another comparison in the condition of temperatures."""
    return edited(SDTM, RangeCheck, "IT.VS.VSTESTCD", **changes)


def leaf(**changes: Any) -> Define:
    """Another place of the annotated CRF."""
    return edited(SDTM, Leaf, "LF.acrf", **changes)


def origin(name: str = "VS.VSORRESU", /, **said: Any) -> Define:
    """Another origin of a variable."""
    return item(name, origins=(Origin(**said),))


def analysis_origin(name: str = "ADSL.SEX", /, **said: Any) -> Define:
    """Another origin of an analysis variable."""
    return edited(ADAM, ItemDef, f"IT.{name}", origins=(Origin(**said),))


def alias(context: str, name: str) -> tuple[Alias, ...]:
    """One alias."""
    return (Alias(context=context, name=name),)
