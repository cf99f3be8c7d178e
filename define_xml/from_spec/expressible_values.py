"""Value-level metadata, methods and cores as define.xml says them, once every variable is known."""

from __future__ import annotations

from dataclasses import dataclass, field

from define_xml.from_spec.conditions import Clause, Compared, clauses, suffix, where_of
from define_xml.from_spec.cores import Cores
from define_xml.from_spec.expressible_codelists import NO_CODELIST, CodelistNames
from define_xml.from_spec.expressible_uses import Documents
from define_xml.from_spec.expressible_variables import MEASURED, NUMBERS
from define_xml.from_spec.expressions import rule_in
from define_xml.from_spec.texts import one_line
from define_xml.oids import Names, method_oid, value_oid
from mappings.error import MappingError, nearest
from mappings.spec import DatasetSpec, StudySpec, ValueSpec, VariableSpec
from mappings.statement import MethodSpec


@dataclass
class Ground:
    """What values and methods are said upon: the study's variables, and the identifiers given so far."""

    study: StudySpec
    names: CodelistNames
    documents: Documents
    items: Names
    cores: Cores
    methods: Names = field(default_factory=Names)
    shared: dict[object, MethodSpec] = field(default_factory=dict)

    def method(self, said: MethodSpec, item: str, name: str) -> MethodSpec:
        """The method; one that says the same is the same, under the name and identifier of the first."""
        found = self.documents.method(said, name)
        content = (found.oid, found.type, found.text, found.expressions, found.documents)
        if content not in self.shared:
            oid = self.methods.give(found.oid or method_oid(item), content)
            self.shared[content] = found.model_copy(update={"oid": oid})
        return self.shared[content]

    def variable(self, dataset: DatasetSpec, name: str, place: str) -> tuple[str, VariableSpec]:
        """The variable a condition names, as it is named from the dataset; MappingError if there is none."""
        table, _, column = name.rpartition(".")
        home = dataset if table in ("", dataset.name) else self.study.dataset(table)
        found = home.variable(column) if home is not None else None
        if home is None or found is None:
            known = [one.name for one in (home or dataset).variables]
            raise MappingError(place, f"the condition names {name}, which is not submitted", nearest(column, known))
        return (column if home is dataset else name), found

    def alternatives(self, dataset: DatasetSpec, value: ValueSpec, place: str) -> tuple[Clause, ...]:
        """The condition of a value, with the variables named as they are from the dataset."""
        return tuple(
            tuple(Compared(self.variable(dataset, one.name, place)[0], one.comparator, one.values) for one in clause)
            for clause in clauses(value.where, place)
        )

    def is_number(self, dataset: DatasetSpec, name: str) -> bool:
        """Whether the values of a variable are numbers."""
        return self.variable(dataset, name, dataset.name)[1].data_type in NUMBERS


def with_values(study: StudySpec, names: CodelistNames, documents: Documents, items: Names) -> StudySpec:
    """The study with values, methods and cores as define.xml says them."""
    ground = Ground(study, names, documents, items, Cores(study))
    datasets = tuple(
        dataset.model_copy(update={"variables": tuple(_variable(dataset, one, ground) for one in dataset.variables)})
        for dataset in study.datasets
    )
    return study.model_copy(update={"datasets": datasets})


def _variable(dataset: DatasetSpec, variable: VariableSpec, ground: Ground) -> VariableSpec:
    place = f"{dataset.name}.{variable.name}"
    method = ground.method(variable.method, variable.oid, place) if variable.method else None
    rule, where = rule_in(method) or (None, None)
    update: dict[str, object] = {
        "core": ground.cores.core(dataset, variable.name, bool(variable.mandatory)),
        "method": method,
        "rule": rule,
        "where": where,
    }
    if variable.values:
        update["values"] = tuple(dict.fromkeys(_value(dataset, variable, one, ground) for one in variable.values))
    return variable.model_copy(update=update)


def _value(dataset: DatasetSpec, variable: VariableSpec, value: ValueSpec, ground: Ground) -> ValueSpec:
    place = f"{dataset.name}.{variable.name}, values where {value.where.text}"
    alternatives = ground.alternatives(dataset, value, place)
    kind = value.type or variable.data_type
    digits = value.digits if value.digits is not None else variable.digits
    found = ValueSpec(
        where=where_of(alternatives, lambda name: ground.is_number(dataset, name)),
        type=kind,
        length=(value.length or variable.length) if kind in MEASURED else None,
        codelist=(ground.names.name(value.codelist, place) or None)
        if value.codelist and kind not in NO_CODELIST
        else None,
        label=one_line(value.label),
        digits=digits if kind == "float" else None,
        format=value.format,
        mandatory=value.mandatory,
        origins=ground.documents.origins(value.origins),
        comment=ground.documents.comment(value.comment, value.comment_documents),
        comment_documents=ground.documents.uses(value.comment_documents),
        has_no_data=value.has_no_data,
        name=value.name or variable.name,
    )
    oid = ground.items.give(value.oid or value_oid(variable.oid, suffix(alternatives)), (found, dataset.name))
    method = ground.method(value.method, oid, place) if value.method else None
    return found.model_copy(update={"oid": oid, "method": method})
