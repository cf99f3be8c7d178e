"""Checks of datasets and variables against the implementation guide they follow: SDTMIG, ADaMIG, OCCDS."""

from __future__ import annotations

import re
from collections.abc import Iterator

from define_xml.checks.check import NEW, Told, allowed, check, told, told_at
from define_xml.checks.datasets import class_of
from define_xml.checks.guides import (
    class_variables,
    guide_of,
    known_variable,
    known_variables,
    meant,
    published_dataset,
)
from define_xml.checks.held import terminology_of
from define_xml.checks.reviewed import ADAM, DATES, Reviewed
from define_xml.document.common import c_code
from define_xml.document.items import ItemGroupDef
from mappings.patterns import is_pattern

INSTRUMENT = re.compile("Questionnaire|Functional Test|Clinical Classification")
GUIDE = "SDTMIG, ADaMIG, OCCDS as named by def:Standard"


@check("error", GUIDE, NEW)
def dataset_unpublished(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset is in no table of its guide, is of no general class, and is not said to be non-standard."""
    for one in reviewed.of(ItemGroupDef):
        custom = guide_of(reviewed, one) is not None and not class_variables(reviewed, one)
        if custom and published_dataset(reviewed, one) is None:
            yield told(one, 'the guide has no such dataset, nor a class for it: say def:IsNonStandard="Yes"', one.name)


@check("warning", GUIDE, NEW)
def dataset_label_differs(reviewed: Reviewed) -> Iterator[Told]:
    """The label of a dataset is not the published one."""
    for one in reviewed.of(ItemGroupDef):
        known, label = published_dataset(reviewed, one), one.description.value if one.description else ""
        # Supplemental qualifiers and parts of a domain have labels of their own.
        settled = known is not None and known.name == one.name and not known.name.startswith("SUPP")
        if known is not None and settled and reviewed.family(one) != ADAM and label not in {"", known.label}:
            yield told(one, f"the label is {label!r}, published is {known.label!r}", label)


@check("error", GUIDE, NEW)
def dataset_class_differs(reviewed: Reviewed) -> Iterator[Told]:
    """The class of a dataset is not the published one."""
    for one in reviewed.of(ItemGroupDef):
        known = published_dataset(reviewed, one)
        right = known.class_name.upper().replace("-", " ") if known is not None else ""
        if right and class_of(one) and class_of(one) != right:
            yield told(one, f"the class is {class_of(one)}, published is {right}", class_of(one))


@check("error", GUIDE, NEW)
def variable_unpublished(reviewed: Reviewed) -> Iterator[Told]:
    """A tabulation variable is not in its guide and is not said to be non-standard."""
    for use in reviewed.variables_used:
        asked = guide_of(reviewed, use.dataset) is not None and use.ref.is_non_standard != "Yes" and use.item.name
        published = asked and published_dataset(reviewed, use.dataset) is not None
        if published and known_variable(reviewed, use.dataset, use.item.name or "") is None:
            words = "neither the dataset nor its class has such a variable: it is a supplemental qualifier"
            yield told_at(use, f'{words}, or say def:IsNonStandard="Yes"', use.item.name, use.ref.line)


@check("error", GUIDE, NEW)
def variable_required_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A required variable is not described."""
    for one in reviewed.of(ItemGroupDef):
        known = published_dataset(reviewed, one)
        names = [item.name or "" for _, item in reviewed.variables(one)]
        for variable in known.unmet(names) if known is not None else ():
            if reviewed.family(one) == ADAM and not meant(reviewed, one, variable):
                continue
            yield told(one, f"{variable.name} ({variable.label}) is required, and is not described", variable.name)


@check("warning", GUIDE, NEW)
def variable_expected_missing(reviewed: Reviewed) -> Iterator[Told]:
    """An expected variable is not described."""
    for one in reviewed.of(ItemGroupDef):
        known = published_dataset(reviewed, one) if reviewed.family(one) != ADAM else None
        names = {item.name for _, item in reviewed.variables(one)}
        for variable in known.variables if known is not None else ():
            if variable.core == "Exp" and variable.name not in names and not is_pattern(variable.name):
                words = f"{variable.name} ({variable.label}) is expected, and is not described"
                yield told(one, f"{words}: describe it, also where it has no values", variable.name)


@check("error", GUIDE, NEW)
def variable_label_differs(reviewed: Reviewed) -> Iterator[Told]:
    """The label of a variable is not the published one."""
    for use, known in known_variables(reviewed):
        label = use.item.description.value if use.item.description else ""
        # ADaMIG 1.3, 3.1: a copied variable keeps the label of its predecessor.
        copied = any(origin.type == "Predecessor" for origin in use.item.origins)
        settled = not known.label_note and "*" not in known.pattern and not copied
        if label and settled and label != known.label:
            yield told_at(use, f"the label is {label!r}, published is {known.label!r}", label)


@check("error", GUIDE, NEW)
def variable_type_differs(reviewed: Reviewed) -> Iterator[Told]:
    """A variable is text where the guide has a number, or the reverse."""
    for use, known in known_variables(reviewed):
        said = use.item.data_type or ""
        numeric = said in {"integer", "float"}
        # A date of analysis may be said to be one: SAS counts days.
        counted = reviewed.family(use.dataset) == ADAM and said in DATES
        if (known.type == "Char" and numeric) or (known.type == "Num" and said and not numeric and not counted):
            yield told_at(use, f"DataType is {said}, published is {known.type}", said)


@check("warning", GUIDE, NEW)
def variable_role_differs(reviewed: Reviewed) -> Iterator[Told]:
    """The role of a variable is not the published one."""
    for use, known in known_variables(reviewed):
        said = " ".join((use.ref.role or "").split())
        if said and known.role and said.lower() != known.role.lower():
            yield told_at(use, f"Role is {said}, published is {known.role}", said, use.ref.line)


@check("error", GUIDE, NEW)
def required_not_mandatory(reviewed: Reviewed) -> Iterator[Told]:
    """A required variable of SDTM is said to be empty at times."""
    for use, known in known_variables(reviewed):
        # ADaMIG 1.3, 3: there Req means that the variable is there, not that each record has a value.
        if known.core == "Req" and use.ref.mandatory == "No" and reviewed.family(use.dataset) != ADAM:
            yield told_at(use, "Mandatory is No, and the guide requires the variable", line=use.ref.line)


@check("warning", GUIDE, NEW)
def variable_codelist_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A variable of controlled terminology has no codelist, neither itself nor at its values."""
    for use, known in known_variables(reviewed):
        values = reviewed.value_list(use.item)
        below = values is not None and any(item.codelist for _, item in reviewed.variables(values))
        empty = "Yes" in (use.ref.has_no_data, use.dataset.has_no_data)
        if known.codelists and use.item.codelist is None and not below and not empty:
            yield told_at(use, f"the guide has it controlled by {' or '.join(known.codelists)}; there is no codelist")


@check("error", GUIDE, NEW)
def variable_codelist_differs(reviewed: Reviewed) -> Iterator[Told]:
    """A variable has another published codelist than the guide gives it."""
    for use, known in known_variables(reviewed):
        codelist = reviewed.codelist(use.item)
        code = c_code(codelist.aliases) if codelist else ""
        release = terminology_of(reviewed.standards.get((codelist.standard_oid or "") if codelist else ""))
        if codelist is None or release is None or not code or not known.codelists:
            continue
        right = {release.codelist(name).code for name in known.codelists if name in release}
        # SDTMIG 3.4, 6.3.9: each instrument has tests of its own.
        instrument = code in release and INSTRUMENT.search(release.codelist(code).name)
        if right and code not in right and not instrument:
            yield told_at(use, f"its codelist is {code}; {allowed(code, right)}", code)


@check("warning", GUIDE, NEW)
def variable_order_differs(reviewed: Reviewed) -> Iterator[Told]:
    """The variables of a tabulation dataset do not stand in the published order."""
    for one in reviewed.of(ItemGroupDef):
        known = published_dataset(reviewed, one) if reviewed.family(one) != ADAM else None
        order = [variable.name for variable in known.variables] if known is not None else []
        names = [item.name or "" for _, item in reviewed.variables(one) if item.name in order]
        places = [order.index(name) for name in names]
        late = next((place for place in range(1, len(places)) if places[place] < places[place - 1]), 0)
        if late:
            yield told(one, f"{names[late]} stands after {names[late - 1]}; in the guide it stands before", names[late])


CHECKS = (
    dataset_unpublished,
    dataset_label_differs,
    dataset_class_differs,
    variable_unpublished,
    variable_required_missing,
    variable_expected_missing,
    variable_label_differs,
    variable_type_differs,
    variable_role_differs,
    required_not_mandatory,
    variable_codelist_missing,
    variable_codelist_differs,
    variable_order_differs,
)
