"""Checks of the variables of a dataset together: their order, the keys, their names, roles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from define_xml.checks.check import Told, allowed, check, on_line, repeated, told, told_at
from define_xml.checks.datasets import holds_subjects
from define_xml.checks.reviewed import ADAM, SDTM, Reviewed
from define_xml.document.fields import Element
from define_xml.document.items import ItemGroupDef, ItemRef

REF = "Define-XML 2.1, ItemRef"
KEYS = "Define-XML 2.1, 4.9"
# SDTM 2.0, 3.1 and 5.1: what a variable may be.
ROLES = (
    "Identifier", "Topic", "Timing", "Rule", "Grouping Qualifier", "Result Qualifier", "Synonym Qualifier",
    "Record Qualifier", "Variable Qualifier", "Non-Standard Qualifier",
)  # fmt: skip


def _lists(reviewed: Reviewed) -> Iterator[tuple[Element, tuple[ItemRef, ...]]]:
    yield from ((one, one.items) for one in reviewed.define.metadata.datasets)
    yield from ((one, one.items) for one in reviewed.define.metadata.value_lists)


def _again(refs: Iterable[ItemRef], attribute: str) -> Iterator[tuple[ItemRef, ItemRef]]:
    """Each reference that says again what another says, and that other."""
    first: dict[str, ItemRef] = {}
    for ref in refs:
        said = getattr(ref, attribute)
        if said in first:
            yield ref, first[said]
        elif said:
            first[said] = ref


def _numbers(said: Sequence[str]) -> list[int]:
    return [int(one) for one in said if one.isascii() and one.isdigit()]


@check("error", REF)
def order_number_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """OrderNumber is no positive whole number."""
    for ref in reviewed.of(ItemRef):
        said = ref.order_number
        if said is not None and 0 in (_numbers([said]) or [0]):
            yield told(ref, f"OrderNumber is {said!r}; it counts from 1", said)


@check("warning", REF)
def order_number_partial(reviewed: Reviewed) -> Iterator[Told]:
    """Some variables of a dataset, or items of a value list, have an OrderNumber and others have none."""
    for holder, refs in _lists(reviewed):
        without = [ref for ref in refs if ref.order_number is None]
        if without and len(without) < len(refs):
            words = f"{len(without)} of {len(refs)} ItemRefs have no OrderNumber, the first {without[0].item_oid}"
            yield told(holder, f"{words}: give it to all or none")


@check("error", REF)
def order_number_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two variables of a dataset, or items of a value list, have the same OrderNumber."""
    for _, refs in _lists(reviewed):
        for ref, first in _again(refs, "order_number"):
            yield told(ref, f"OrderNumber {ref.order_number} is that of {first.item_oid}", ref.order_number)


@check("warning", REF)
def order_number_elsewhere(reviewed: Reviewed) -> Iterator[Told]:
    """The variables of a dataset do not stand in the order of their numbers."""
    for holder, refs in _lists(reviewed):
        numbers = _numbers([ref.order_number or "" for ref in refs])
        if numbers != sorted(numbers):
            yield told(holder, "the ItemRefs do not stand in the order of their OrderNumber: readers may show either")


@check("error", REF)
def item_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset or a value list names the same definition twice."""
    for _, refs in _lists(reviewed):
        for ref, first in _again(refs, "item_oid"):
            yield told(ref, f"{ref.item_oid} is named before{on_line(first)}", ref.item_oid)


@check("error", "Define-XML 2.1, ItemDef")
def variable_name_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two variables of a dataset have the same name."""
    for dataset in reviewed.of(ItemGroupDef):
        found = {item.oid: item.name for _, item in reviewed.variables(dataset) if item.name}
        for name, count in repeated(name for name in found.values() if name).items():
            yield told(dataset, f"{count} variables are named {name}", name)


@check("error", KEYS)
def keys_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset does not say its keys."""
    for one in reviewed.of(ItemGroupDef):
        if one.items and not any(ref.key_sequence for ref in one.items):
            yield told(one, "no variable has a KeySequence: number the variables that make a record unique")


@check("error", REF)
def key_sequence_wrong(reviewed: Reviewed) -> Iterator[Told]:
    """KeySequence is no positive whole number."""
    for ref in reviewed.of(ItemRef):
        said = ref.key_sequence
        if said is not None and 0 in (_numbers([said]) or [0]):
            yield told(ref, f"KeySequence is {said!r}; it counts from 1", said)


@check("error", REF)
def key_sequence_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two variables of a dataset have the same KeySequence."""
    for one in reviewed.of(ItemGroupDef):
        for ref, first in _again(one.items, "key_sequence"):
            yield told(ref, f"KeySequence {ref.key_sequence} is that of {first.item_oid}", ref.key_sequence)


@check("error", REF)
def key_sequence_gap(reviewed: Reviewed) -> Iterator[Told]:
    """The KeySequences of a dataset do not count from 1 without a gap."""
    for one in reviewed.of(ItemGroupDef):
        numbers = sorted(set(_numbers([ref.key_sequence or "" for ref in one.items])) - {0})
        if numbers != list(range(1, len(numbers) + 1)):
            yield told(one, f"the KeySequences are {', '.join(map(str, numbers))}; they count from 1 without a gap")


@check("error", REF)
def key_in_value_list(reviewed: Reviewed) -> Iterator[Told]:
    """An item of a value list has a KeySequence."""
    for values in reviewed.define.metadata.value_lists:
        for ref in values.items:
            if ref.key_sequence is not None:
                yield told(ref, "KeySequence is for variables of a dataset; take it out", ref.key_sequence)


@check("warning", KEYS)
def key_without_subject(reviewed: Reviewed) -> Iterator[Told]:
    """The keys of a dataset of subjects do not name the subject."""
    for one in reviewed.of(ItemGroupDef):
        keys = {item.name for ref, item in reviewed.variables(one) if ref.key_sequence}
        # A record may be of a pool or a subject that is no patient.
        subject = {"USUBJID", "SUBJID", "POOLID", "RSUBJID", "SPDEVID", "APID"}
        if keys and holds_subjects(reviewed, one) and not keys & subject:
            words = f"the keys are {', '.join(sorted(name or '' for name in keys))}, and the dataset has USUBJID"
            yield told(one, f"{words}: without it records of two subjects are the same")


@check("error", REF)
def mandatory_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A variable or item does not say whether it is mandatory."""
    for ref in reviewed.of(ItemRef):
        if ref.mandatory is None:
            yield told(ref, "Mandatory is missing; allowed: No, Yes")


@check("warning", "Define-XML 2.1, ItemRef Role")
def role_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A variable of a dataset of SDTM has no role, where others of the file have one."""
    uses = [use for use in reviewed.variables_used if reviewed.family(use.dataset) == SDTM]
    if any(use.ref.role for use in uses):
        yield from (told_at(use, "Role is missing", line=use.ref.line) for use in uses if not use.ref.role)


@check("warning", "SDTM 2.0, 3.1")
def role_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """The role of a variable is none of SDTM's."""
    for use in reviewed.variables_used:
        role = " ".join((use.ref.role or "").replace("\n", " ").split())
        roles = {part.strip().lower() for part in role.split(",")} if role else set()
        if reviewed.family(use.dataset) != ADAM and roles - {known.lower() for known in ROLES}:
            yield told_at(use, f"role {role!r} is unknown; {allowed(role, ROLES)}", role, use.ref.line)


CHECKS = (
    order_number_wrong,
    order_number_partial,
    order_number_repeated,
    order_number_elsewhere,
    item_repeated,
    variable_name_repeated,
    keys_missing,
    key_sequence_wrong,
    key_sequence_repeated,
    key_sequence_gap,
    key_in_value_list,
    key_without_subject,
    mandatory_missing,
    role_missing,
    role_unknown,
)
