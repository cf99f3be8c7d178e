"""Variables as define.xml says them."""

from __future__ import annotations

from define_xml.from_spec.expressible_codelists import NO_CODELIST, CodelistNames
from define_xml.from_spec.expressible_uses import Documents
from define_xml.from_spec.texts import lines, one_line
from define_xml.oids import Names, variable_oid
from mappings.spec import DatasetSpec, VariableSpec

# Define-XML 2.1, 5.3.11: dates and durations say no length; only numbers with decimals say how many.
MEASURED = frozenset({"text", "integer", "float"})
NUMBERS = frozenset({"integer", "float"})


def expressible_variable(
    dataset: DatasetSpec, variable: VariableSpec, names: CodelistNames, documents: Documents, items: Names
) -> VariableSpec:
    """The variable with its identifier; its values, method and core are still to come."""
    place = f"{dataset.name}.{variable.name}"
    mandatory = variable.mandatory if variable.mandatory is not None else variable.core == "Req"
    found = VariableSpec(
        name=variable.name,
        label=one_line(variable.label),
        type="Num" if variable.data_type in NUMBERS else "Char",
        data_type=variable.data_type,
        role=variable.role,
        codelists=_codelist(variable, names, place),
        length=variable.length if variable.data_type in MEASURED else None,
        digits=variable.digits if variable.data_type == "float" else None,
        format=variable.format,
        comment=documents.comment(variable.comment, variable.comment_documents),
        comment_documents=documents.uses(variable.comment_documents),
        origins=documents.origins(variable.origins, variable.origin),
        values=variable.values,
        values_label=lines(variable.values_label) if variable.values else "",
        method=variable.method,
        mandatory=mandatory,
        has_no_data=variable.has_no_data,
        non_standard=variable.non_standard,
    )
    oid = items.give(variable_oid(dataset, variable), _definition(found, dataset))
    return found.model_copy(update={"oid": oid})


def _codelist(variable: VariableSpec, names: CodelistNames, place: str) -> tuple[str, ...]:
    if variable.data_type in NO_CODELIST:
        return ()
    found = (names.name(name, place) for name in variable.codelists[:1])
    return tuple(name for name in found if name)


def _definition(variable: VariableSpec, dataset: DatasetSpec) -> tuple[VariableSpec, str]:
    """What an ItemDef says, which several datasets may share; conditions on values are of one dataset."""
    of_reference = {"role": "", "mandatory": None, "method": None, "has_no_data": False, "non_standard": False}
    return variable.model_copy(update=of_reference), dataset.name if variable.values else ""
