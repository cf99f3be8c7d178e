"""Variables and their values of a define.xml in the nouns of the spec."""

from __future__ import annotations

import keyword
import re
from typing import cast, get_args

from define_xml.document.items import ItemDef, ItemGroupDef, ItemRef
from define_xml.document.values import RangeCheck
from define_xml.from_spec.conditions import SIGNS, Compared, where_of
from define_xml.from_spec.expressible_variables import NUMBERS
from define_xml.from_spec.expressions import rule_in
from define_xml.from_spec.texts import described_words, one_line
from define_xml.to_spec.definitions import Definitions, origins
from define_xml.to_spec.numbers import whole
from mappings.spec import ValueSpec, VariableSpec
from mappings.statement import DataType
from mappings.where import Where

DATA_TYPES = frozenset(get_args(DataType))
_NAME = re.compile(r"[A-Za-z_]\w*", re.ASCII)


class DatasetItems:
    """The items of one dataset, and what its conditions mean by them."""

    def __init__(self, dataset: ItemGroupDef, said: Definitions) -> None:
        self.dataset, self.said = dataset, said
        self.name = dataset.name or dataset.oid or ""
        self.own = {item.oid: item.name or "" for _, item in said.index.variables(dataset)}

    def variables(self) -> tuple[VariableSpec, ...]:
        """The variables in order, without their cores; a reference to nothing is noted."""
        found = list(self.said.index.variables(self.dataset))
        lost = len(self.dataset.items) - len(found)
        if lost:
            self.said.notes.append(f"{self.name}: {lost} variables are not defined")
        return tuple(self._variable(ref, item) for ref, item in found)

    def _variable(self, ref: ItemRef, item: ItemDef) -> VariableSpec:
        place = f"{self.name}.{item.name}"
        words, documents = self.said.comment(item.comment_oid)
        method = self.said.method(ref.method_oid, place)
        rule, where = rule_in(method) or (None, None)
        kind = self._data_type(item, place)
        values = self.said.index.value_list(item)
        codelist = self.said.codelist(item.codelist.codelist_oid if item.codelist else None, place)
        return VariableSpec(
            name=item.name or item.oid or "",
            label=one_line(described_words(item.description)),
            type="Num" if kind in NUMBERS else "Char",
            data_type=kind,
            role=ref.role or "",
            codelists=(codelist,) if codelist else (),
            length=whole(item.length),
            digits=whole(item.significant_digits),
            format=item.display_format or "",
            oid=item.oid or "",
            rule=rule,
            where=where,
            comment=words,
            comment_documents=documents,
            values=self._values(item) if values else (),
            values_label=described_words(values.description) if values else "",
            mandatory=ref.mandatory == "Yes",
            origins=origins(item.origins),
            method=method,
            has_no_data=ref.has_no_data == "Yes",
            non_standard=ref.is_non_standard == "Yes",
        )

    def _values(self, item: ItemDef) -> tuple[ValueSpec, ...]:
        listed = self.said.index.value_list(item)
        found = self.said.index.variables(listed) if listed else ()
        read = (self._value(item, ref, value) for ref, value in found)
        return tuple(value for value in read if value is not None)

    def _value(self, parent: ItemDef, ref: ItemRef, item: ItemDef) -> ValueSpec | None:
        place = f"{self.name}.{parent.name}, {item.oid}"
        where = self._where(ref)
        if where is None:
            self.said.notes.append(f"{place}: its condition is not said, or not as comparisons: left out")
            return None
        words, documents = self.said.comment(item.comment_oid)
        return ValueSpec(
            where=where,
            type=self._data_type(item, place),
            length=whole(item.length),
            codelist=self.said.codelist(item.codelist.codelist_oid if item.codelist else None, place),
            label=one_line(described_words(item.description)),
            digits=whole(item.significant_digits),
            format=item.display_format or "",
            mandatory=ref.mandatory == "Yes",
            origins=origins(item.origins),
            method=self.said.method(ref.method_oid, place),
            comment=words,
            comment_documents=documents,
            has_no_data=ref.has_no_data == "Yes",
            name=item.name or parent.name or "",
            oid=item.oid or "",
        )

    def _data_type(self, item: ItemDef, place: str) -> DataType:
        """The type of the values; one that Define-XML does not know is read as text, which is noted."""
        if item.data_type not in DATA_TYPES:
            self.said.notes.append(f"{place}: there is no data type {item.data_type}: read as text")
            return "text"
        return cast("DataType", item.data_type)

    def _where(self, ref: ItemRef) -> Where | None:
        """The condition of a value; None if a part of it is not defined."""
        found = [self.said.index.where_clauses.get(one.where_clause_oid or "") for one in ref.where]
        numbers: dict[str, bool] = {}
        alternatives = [
            tuple(self._compared(check, numbers) for check in one.checks) for one in found if one is not None
        ]
        known = [tuple(one for one in clause if one is not None) for clause in alternatives]
        if not known or len(known) < len(found) or known != alternatives or () in known:
            return None
        return where_of(known, lambda name: numbers[name])

    def _compared(self, check: RangeCheck, numbers: dict[str, bool]) -> Compared | None:
        """A comparison, by the name of its variable as rules say it; whether that is a number goes into `numbers`."""
        item = self.said.index.items.get(check.item_oid or "")
        comparator = "IN" if check.comparator == "EQ" and len(check.values) > 1 else check.comparator or ""
        if item is None or comparator not in SIGNS:
            return None
        name = self._name(item)
        if not all(_NAME.fullmatch(part) and not keyword.iskeyword(part) for part in name.split(".")):
            return None
        numbers[name] = item.data_type in NUMBERS
        return Compared(name, comparator, check.values or ("",))

    def _name(self, item: ItemDef) -> str:
        """`QSTESTCD` of a variable of this dataset, `DM.COUNTRY` of another's."""
        if item.oid in self.own:
            return self.own[item.oid]
        home = self.said.index.homes.get(item.oid or "")
        return f"{home[0].name}.{item.name}" if home else item.name or ""
