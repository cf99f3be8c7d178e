"""Variables and their values as define.xml holds them: ItemRef, ItemDef, ValueListDef."""

from __future__ import annotations

from dataclasses import dataclass, field

from define_xml.document.items import CodeListRef, ItemDef, ItemRef, ValueListRef
from define_xml.document.values import ValueListDef
from define_xml.from_spec.references import References, origins
from define_xml.from_spec.texts import description
from define_xml.oids import value_list_oid
from mappings.spec import DatasetSpec, StudySpec, ValueSpec, VariableSpec

YES, NO = "Yes", "No"
LONGEST_NAME = 8  # of a variable in SAS transport, version 5


@dataclass
class Items:
    """The items of a study, each once: those of variables, each followed by those of its values."""

    study: StudySpec
    references: References
    defined: dict[str, ItemDef] = field(default_factory=dict)
    value_lists: dict[str, ValueListDef] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.codelists = {one.name: one.oid for one in self.study.codelists}

    def refs(self, dataset: DatasetSpec) -> tuple[ItemRef, ...]:
        """The variables of a dataset in order; what they refer to is defined along the way."""
        keys = {name: str(number) for number, name in enumerate(dataset.keys, start=1)}
        found = []
        for number, one in enumerate(dataset.variables, start=1):
            self._define(dataset, one)
            found.append(
                ItemRef(
                    item_oid=one.oid, order_number=str(number), mandatory=YES if one.mandatory else NO,
                    key_sequence=keys.get(one.name), method_oid=self.references.method(one.method),
                    role=one.role or None, is_non_standard=YES if one.non_standard else None,
                    has_no_data=YES if one.has_no_data else None,
                )
            )  # fmt: skip
        return tuple(found)

    def _define(self, dataset: DatasetSpec, one: VariableSpec) -> None:
        if one.oid in self.defined:
            return
        values = ValueListRef(value_list_oid=value_list_oid(one.oid)) if one.values else None
        self.defined[one.oid] = ItemDef(
            oid=one.oid, name=one.name, data_type=one.data_type, length=_number(one.length),
            significant_digits=_number(one.digits), sas_field_name=sas_name(one.name),
            display_format=one.format or None,
            comment_oid=self.references.comment(one.comment, one.comment_documents, one.oid),
            description=description(one.label), codelist=self._codelist(one.codelists[0] if one.codelists else None),
            origins=origins(one.origins), values=values,
        )  # fmt: skip
        if one.values:
            oid = value_list_oid(one.oid)
            refs = tuple(self._value(dataset, one, value, number) for number, value in enumerate(one.values, start=1))
            self.value_lists[oid] = ValueListDef(oid=oid, description=description(one.values_label), items=refs)

    def _value(self, dataset: DatasetSpec, variable: VariableSpec, one: ValueSpec, number: int) -> ItemRef:
        self.defined.setdefault(one.oid, self._value_item(variable, one))
        return ItemRef(
            item_oid=one.oid, order_number=str(number), mandatory=YES if one.mandatory else NO,
            method_oid=self.references.method(one.method), has_no_data=YES if one.has_no_data else None,
            where=self.references.where(dataset, one, f"{dataset.name}.{variable.name}"),
        )  # fmt: skip

    def _value_item(self, variable: VariableSpec, one: ValueSpec) -> ItemDef:
        return ItemDef(
            oid=one.oid, name=one.name, data_type=one.type or variable.data_type, length=_number(one.length),
            significant_digits=_number(one.digits), sas_field_name=sas_name(variable.name),
            display_format=one.format or None,
            comment_oid=self.references.comment(one.comment, one.comment_documents, one.oid),
            description=description(one.label), codelist=self._codelist(one.codelist), origins=origins(one.origins),
        )  # fmt: skip

    def _codelist(self, name: str | None) -> CodeListRef | None:
        return CodeListRef(codelist_oid=self.codelists[name]) if name else None


def sas_name(name: str) -> str | None:
    """The name in a transport file, where it fits there."""
    return name if len(name) <= LONGEST_NAME and name.isascii() else None


def _number(value: int | None) -> str | None:
    return None if value is None else str(value)
