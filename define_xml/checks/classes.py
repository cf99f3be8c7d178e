"""Checks of the class of a dataset, of the standard it follows, and of the order of datasets."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.checks.check import NEW, Told, allowed, check, told
from define_xml.checks.datasets import class_of
from define_xml.checks.held import published_words
from define_xml.checks.reviewed import ADAM, Reviewed
from define_xml.document.items import ItemGroupDef

CLASS = "Define-XML 2.1, def:Class"
# The codelist of Define-XML's terminology that holds the subclasses of a class.
SUBCLASSES = {
    "BASIC DATA STRUCTURE": "BDSSC",
    "MEDICAL DEVICE BASIC DATA STRUCTURE": "MDBDSSC",
    "OCCURRENCE DATA STRUCTURE": "OCCSC",
}
# MSG 2.0: the order of the datasets of SDTM.
TABULATION = (
    "TRIAL DESIGN", "SPECIAL PURPOSE", "INTERVENTIONS", "EVENTS", "FINDINGS", "FINDINGS ABOUT", "RELATIONSHIP",
    "STUDY REFERENCE",
)  # fmt: skip


@check("error", "Define-XML 2.1, 4.9")
def class_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset has no class."""
    known = published_words("GNRLOBSC")
    for one in reviewed.of(ItemGroupDef):
        if not class_of(one):
            yield told(one, f"def:Class is missing; {allowed('', known)}")


@check("error", CLASS)
def class_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """The class of a dataset is no class of the terminology."""
    known = published_words("GNRLOBSC")
    for one in reviewed.of(ItemGroupDef):
        if class_of(one) and class_of(one) not in known:
            yield told(one, f"class {class_of(one)!r} is unknown; {allowed(class_of(one), known)}", class_of(one))


@check("error", CLASS)
def class_differs(reviewed: Reviewed) -> Iterator[Told]:
    """An analysis dataset has a class of tabulations, or the reverse."""
    for one in reviewed.of(ItemGroupDef):
        known = [name for name in published_words("GNRLOBSC") if (name in TABULATION) != (one.purpose == "Analysis")]
        if one.purpose and class_of(one) in published_words("GNRLOBSC") and class_of(one) not in known:
            words = f"class {class_of(one)} is none of a dataset for {one.purpose}; {allowed('', known)}"
            yield told(one, words, class_of(one))


@check("error", "Define-XML 2.1, def:SubClass", NEW)
def subclass_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """A subclass is no word of the terminology."""
    known = [word for codelist in SUBCLASSES.values() for word in published_words(codelist)]
    for one in reviewed.of(ItemGroupDef):
        for sub in one.classes.subclasses if one.classes else ():
            if sub.name not in known:
                words = f"subclass {sub.name or '(missing)'} is unknown; {allowed(sub.name or '', known)}"
                yield told(one, words, sub.name)


@check("error", "Define-XML 2.1, def:SubClass", NEW)
def subclass_differs(reviewed: Reviewed) -> Iterator[Told]:
    """A subclass stands under a class that has no such subclass."""
    for one in reviewed.of(ItemGroupDef):
        fitting = published_words(SUBCLASSES[class_of(one)]) if class_of(one) in SUBCLASSES else ()
        for sub in one.classes.subclasses if one.classes else ():
            if sub.name and _is_subclass(sub.name) and sub.name not in fitting:
                words = f"{class_of(one) or 'a dataset without class'} has no subclass {sub.name}"
                yield told(one, f"{words}; allowed: {', '.join(fitting) or 'none'}", sub.name)


@check("error", "Define-XML 2.1, def:SubClass", NEW)
def parent_class_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """The ParentClass of a subclass is neither the dataset's class nor another of its subclasses."""
    for one in reviewed.of(ItemGroupDef):
        subclasses = one.classes.subclasses if one.classes else ()
        for sub in subclasses:
            known = {class_of(one), *(other.name for other in subclasses if other is not sub)}
            if sub.parent_class is not None and sub.parent_class not in known:
                words = f"ParentClass {sub.parent_class} of {sub.name} is not the dataset's"
                yield told(one, f"{words}; {allowed('', (name or '' for name in known))}", sub.parent_class)


@check("error", "Define-XML 2.1, def:StandardOID", NEW)
def dataset_standard_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset names no standard and is not said to be non-standard."""
    for one in reviewed.of(ItemGroupDef):
        if not one.standard_oid and one.is_non_standard != "Yes":
            yield told(one, 'name the standard by def:StandardOID, or say def:IsNonStandard="Yes"')


@check("error", "Define-XML 2.1, def:StandardOID", NEW)
def dataset_standard_both(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset names a standard and is said to be non-standard."""
    for one in reviewed.of(ItemGroupDef):
        if one.standard_oid and one.is_non_standard == "Yes":
            yield told(one, "def:StandardOID and def:IsNonStandard stand together: one of them is true")


@check("error", "Define-XML 2.1, def:StandardOID", NEW)
def dataset_standard_is_terminology(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset names terminology as the standard it follows."""
    for one in reviewed.of(ItemGroupDef):
        standard = reviewed.standard(one)
        if standard is not None and standard.type == "CT":
            words = f"{one.standard_oid} is of Type CT; a dataset follows a standard of Type IG"
            yield told(one, words, one.standard_oid)


@check("warning", "MSG 2.0")
def dataset_order(reviewed: Reviewed) -> Iterator[Told]:
    """The datasets do not stand in the order of their classes, or ADSL is not the first."""
    last = -1
    for one in reviewed.of(ItemGroupDef):
        if reviewed.family(one) == ADAM or class_of(one) not in TABULATION:
            continue
        place = TABULATION.index(class_of(one))
        if place < last:
            order = ", ".join(TABULATION)
            yield told(one, f"{class_of(one)} stands after {TABULATION[last]}; the order of classes is {order}")
        last = max(last, place)
    analysis = [one for one in reviewed.of(ItemGroupDef) if reviewed.family(one) == ADAM]
    for place, one in enumerate(analysis):
        if one.name == "ADSL" and place:
            yield told(one, f"ADSL stands after {analysis[0].name}; it is the first of the analysis datasets")


def _is_subclass(name: str) -> bool:
    return any(name in published_words(codelist) for codelist in SUBCLASSES.values())


CHECKS = (
    class_missing,
    class_unknown,
    class_differs,
    subclass_unknown,
    subclass_differs,
    parent_class_unknown,
    dataset_standard_missing,
    dataset_standard_both,
    dataset_standard_is_terminology,
    dataset_order,
)
