"""A define.xml against the study's own spec: what the study says now, and the define does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from define_xml.checks.beside.datasets import keys_of, line
from define_xml.checks.beside.kinds import NUMERIC, whole_number
from define_xml.checks.beside.predecessors import Names, names_of_define
from define_xml.document.common import c_code
from define_xml.document.index import Index
from define_xml.document.items import ItemDef, ItemGroupDef, ItemRef
from define_xml.document.metadata import Define
from define_xml.from_spec.expressions import CONTEXT, rule_of
from mappings.analysis import COPIES
from mappings.docstring import first_line
from mappings.finding import Finding, Severity
from mappings.spec import Codelist, DatasetSpec, StudySpec, VariableSpec


@dataclass(frozen=True)
class Compared:
    """The define and the study, side by side."""

    define: Define
    study: StudySpec

    @cached_property
    def index(self) -> Index:
        """The define's definitions."""
        return Index(self.define)

    @cached_property
    def names(self) -> Names:
        """The variables that the define describes, by dataset; qualifiers with their supplemental dataset."""
        return names_of_define(self.define)

    @cached_property
    def groups(self) -> dict[str, ItemGroupDef]:
        """The datasets of the define by name."""
        return {group.name or "": group for group in self.define.metadata.datasets}

    @cached_property
    def steps(self) -> frozenset[str]:
        """The rules of what stays at home: a define tells them of the variables that copy it."""
        home = [one for spec in self.study.datasets for one in spec.variables if not (spec.submit and one.submit)]
        rules = (*(one.rule for one in home), *self.study.shared.values())
        return frozenset(_plain(rule.text) for rule in rules if rule is not None)

    def datasets(self) -> Iterator[tuple[DatasetSpec, ItemGroupDef]]:
        """The datasets that both have."""
        for spec in self.study.datasets:
            if spec.submit and spec.name in self.groups:
                yield spec, self.groups[spec.name]

    def variables(self) -> Iterator[Both]:
        """The variables that both have."""
        for spec, group in self.datasets():
            said = {item.name or "": (ref, item) for ref, item in self.index.variables(group)}
            for variable in spec.variables:
                if variable.submit and not variable.supplemental and variable.name in said:
                    yield Both(spec, variable, *said[variable.name])


@dataclass(frozen=True)
class Both:
    """A variable as the study says it and as the define does."""

    dataset: DatasetSpec
    variable: VariableSpec
    ref: ItemRef
    item: ItemDef

    def found(self, check: str, what: str, now: object, said: object) -> Finding:
        """A finding: what the study says now, and what the define says."""
        words = f"the study says {what} {now}, and define.xml {said or 'none'}: write it anew"
        return Finding(check, "error", words, self.dataset.name, self.variable.name)


def against_spec(define: Define, study: StudySpec) -> tuple[Finding, ...]:
    """What the study says now and the define (in the form of 2.1) does not; what nobody says is not compared."""
    compared = Compared(define, study)
    return tuple(finding for check in CHECKS for finding in check(compared))


def dataset_unsaid(compared: Compared) -> Iterator[Finding]:
    """The study makes a dataset that the define does not name."""
    for spec in compared.study.datasets:
        if spec.submit and spec.name not in compared.groups:
            words = "the study makes it, and define.xml does not name it: write it anew"
            yield Finding("dataset_unsaid", "error", words, spec.name)


def dataset_unmade(compared: Compared) -> Iterator[Finding]:
    """The define names a dataset that the study does not make."""
    made = {spec.name for spec in compared.study.datasets}
    for name, group in compared.groups.items():
        # Qualifiers are said with the variables of their parent, and relations are found while building.
        if name not in made and not name.startswith(("SUPP", "SQ")) and name != "RELREC":
            words = f"{line(group)}define.xml names it, and the study makes no such dataset: write it anew"
            yield Finding("dataset_unmade", "error", words, name)


def dataset_changed(compared: Compared) -> Iterator[Finding]:
    """Label, structure or class of a dataset are others now."""
    for spec, group in compared.datasets():
        classes = group.classes.name if group.classes else ""
        label = group.description.value if group.description else ""
        pairs = (
            ("label", spec.label, label), ("structure", spec.structure, group.structure or ""),
            ("class", _class(spec.class_name), _class(classes or "")),
        )  # fmt: skip
        for what, now, said in pairs:
            if now and now != said:
                words = f"the study says {what} {now}, and define.xml {said or 'none'}: write it anew"
                yield Finding("dataset_changed", "error", words, spec.name)


def _class(name: str) -> str:
    """A class as it is compared: SDTMIG writes Special-Purpose, Define-XML SPECIAL PURPOSE."""
    return name.upper().replace("-", " ")


def keys_changed(compared: Compared) -> Iterator[Finding]:
    """The keys of a dataset are others now."""
    for spec, group in compared.datasets():
        said = keys_of(compared.index.variables(group))
        if spec.own_keys and spec.keys and spec.keys != said:
            words = f"the study says keys {', '.join(spec.keys)}, and define.xml {', '.join(said) or 'none'}"
            yield Finding("keys_changed", "error", f"{words}: write it anew", spec.name)


def variable_unsaid(compared: Compared) -> Iterator[Finding]:
    """The study makes a variable that the define does not describe."""
    for spec, _ in compared.datasets():
        for variable in spec.variables:
            home = f"SUPP{spec.name}" if variable.supplemental else spec.name
            if variable.submit and variable.name not in compared.names.get(home, frozenset()):
                words = "the study makes it, and define.xml does not describe it: write it anew"
                # A qualifier that no record has is in no dataset.
                severity: Severity = "note" if variable.supplemental else "error"
                yield Finding("variable_unsaid", severity, words, home, variable.name)


def label_changed(compared: Compared) -> Iterator[Finding]:
    """The label of a variable is another now."""
    for both in compared.variables():
        said = both.item.description.value if both.item.description else ""
        if both.variable.label and " ".join(both.variable.label.split()) != said:
            yield both.found("label_changed", "label", both.variable.label, said)


def kind_changed(compared: Compared) -> Iterator[Finding]:
    """A variable holds numbers now and texts in the define, or the reverse."""
    for both in compared.variables():
        number = (both.item.data_type or "") in NUMERIC
        if both.item.data_type and number != (both.variable.type == "Num"):
            yield both.found("kind_changed", "type", both.variable.type, f"DataType {both.item.data_type}")


def length_changed(compared: Compared) -> Iterator[Finding]:
    """Length, digits or display format of a variable are others now."""
    for both in compared.variables():
        variable, item = both.variable, both.item
        pairs = (
            ("length", variable.length, whole_number(item.length)),
            ("digits", variable.digits, whole_number(item.significant_digits)),
        )
        for what, now, said in pairs:
            if now is not None and now != said:
                yield both.found("length_changed", what, now, said)
        if variable.format and variable.format.rstrip(".") != (item.display_format or "").rstrip("."):
            yield both.found("length_changed", "format", variable.format, item.display_format)


def codelist_changed(compared: Compared) -> Iterator[Finding]:
    """The define has a term that the study's codelist has not, or no codelist where the study names one."""
    for both in compared.variables():
        lists = [found for name in both.variable.codelists if (found := compared.study.codelist(name)) is not None]
        said = compared.index.codelist(both.item)
        if len(lists) != 1 or lists[0].dictionary or both.ref.has_no_data == "Yes":
            continue
        if said is None:
            if not both.item.values and lists[0].terms:
                yield both.found("codelist_changed", "codelist", lists[0].name, "")
            continue
        if said.external is None:
            yield from _terms(both, lists[0], said.values(), c_code(said.aliases))


def _terms(both: Both, now: Codelist, values: tuple[str, ...], code: str) -> Iterator[Finding]:
    if now.code and code and now.code != code:
        yield both.found("codelist_changed", "codelist", f"{now.name} ({now.code})", code)
        return
    known = set(now.values())
    for value in values:
        if known and value not in known and not now.extensible:
            words = f"define.xml permits {value}, and the study's codelist {now.name} has no such term: write it anew"
            yield Finding("codelist_changed", "error", words, both.dataset.name, both.variable.name, value)


def rule_changed(compared: Compared) -> Iterator[Finding]:
    """The rule of a variable, or its condition, is another now."""
    for both in compared.variables():
        method = compared.index.methods.get(both.ref.method_oid or "")
        code = next((one.value for one in method.expressions if one.context == CONTEXT), "") if method else ""
        said = rule_of(code) if code else None
        if said is None or both.variable.rule is None:
            continue
        pairs = ((both.variable.rule.text, said[0].text), (_text(both.variable.where), _text(said[1])))
        if both.variable.rule.word.text in COPIES and _plain(said[0].text) in compared.steps:
            continue
        if any(_plain(now) != _plain(then) for now, then in pairs):
            now, then = (" where ".join(part for part in parts if part) for parts in zip(*pairs, strict=True))
            yield both.found("rule_changed", "rule", now, then)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _text(where: object) -> str:
    return str(where) if where is not None else ""


CHECKS = (
    dataset_unsaid, dataset_unmade, dataset_changed, keys_changed, variable_unsaid, label_changed, kind_changed,
    length_changed, codelist_changed, rule_changed,
)  # fmt: skip
EXPLAINED = {check.__name__: first_line(check) for check in CHECKS}
