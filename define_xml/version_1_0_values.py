"""Value lists of Define-XML 1.0, which name values only, given the conditions of 2.1."""

from __future__ import annotations

from dataclasses import dataclass, replace

from define_xml.document.items import ItemDef, ItemGroupDef, ItemRef, ValueListRef, WhereClauseRef
from define_xml.document.metadata import MetaDataVersion
from define_xml.document.values import RangeCheck, ValueListDef, WhereClauseDef
from mappings.finding import Finding

# The end of the name of a variable that says what is measured -> of the variable that holds the result.
RESULTS = {"TESTCD": "ORRES", "QNAM": "QVAL", "PARMCD": "VAL", "PARAMCD": "AVAL"}
# One comparison: OID, name and value of the variable that says which record is meant.
Step = tuple[str, str, str]


def with_conditions(data: MetaDataVersion, losses: list[Finding]) -> MetaDataVersion:
    """The metadata with a where clause for each value whose variable can be known, in the list of the result.

    1.0 hangs the list of a test code on the code itself, and lists of tests below lists of categories; 2.1 hangs one
    list on the result. What stays without a condition is told in `losses`.
    """
    return _Conditions(data, losses).applied()


@dataclass(frozen=True)
class _Home:
    """A dataset and its variables by name."""

    dataset: ItemGroupDef
    variables: dict[str, ItemDef]

    def code(self, variable: str) -> str:
        """The variable whose values the list of this one names; an empty text if that is not known."""
        if _result(variable):
            return variable
        if "PARAMCD" in self.variables:
            return "PARAMCD"
        return ""


class _Conditions:
    """The value lists of one document on their way from 1.0 to 2.1."""

    def __init__(self, data: MetaDataVersion, losses: list[Finding]) -> None:
        self.data, self.losses = data, losses
        self.items = {one.oid or "": one for one in reversed(data.items)}
        self.lists = {one.oid or "": one for one in reversed(data.value_lists)}
        self.clauses: dict[str, WhereClauseDef] = {}
        self.moved: dict[str, str | None] = {}
        self.done: dict[str, ValueListDef] = {}
        self.inner: set[str] = set()

    def applied(self) -> MetaDataVersion:
        for dataset in self.data.datasets:
            found = [self.items[one.item_oid or ""] for one in dataset.items if (one.item_oid or "") in self.items]
            home = _Home(dataset, {one.name or "": one for one in found})
            for item in found:
                if item.values and (item.values.value_list_oid or "") in self.lists:
                    self.treat(home, item, item.values.value_list_oid or "")
        lists = [self.done.get(one.oid or "", one) for one in self.data.value_lists if one.oid not in self.inner]
        return replace(
            self.data, value_lists=tuple(lists), where_clauses=(*self.data.where_clauses, *self.clauses.values()),
            items=tuple(self.placed(one) for one in self.data.items if not self.above(one)),
        )  # fmt: skip

    def treat(self, home: _Home, item: ItemDef, oid: str) -> None:
        """Gives the items of a variable's list their conditions, and the list its place."""
        variable = item.name or ""
        found = self.conditions(home, variable, oid, (), frozenset())
        known = [(ref, steps) for ref, steps in found if steps]
        if len(known) < len(found):
            words = f"{len(found) - len(known)} of {len(found)} values have no condition: nothing says which variable"
            self.losses.append(self.note("value_list_without_condition", words, home, variable))
        refs = [self.referred(ref, steps, number) for number, (ref, steps) in enumerate(found, 1)]
        self.done[oid] = replace(self.lists[oid], items=tuple(refs))
        own = any(steps[0][1] == variable for _, steps in known)
        results = {_result(steps[-1][1]) for _, steps in known} if own else set()
        target = next((home.variables[one] for one in sorted(results) if one in home.variables), None)
        if target is not None and target.values is None and target.oid not in self.moved:
            self.moved[item.oid or ""], self.moved[target.oid or ""] = None, oid
            words = f"the list of its values describes {target.name}, and is said there"
            self.losses.append(self.note("value_list_moved", words, home, variable))

    def note(self, check: str, words: str, home: _Home, variable: str) -> Finding:
        return Finding(check, "note", words, home.dataset.name or "", variable)

    def conditions(
        self, home: _Home, variable: str, oid: str, above: tuple[Step, ...], seen: frozenset[str]
    ) -> list[tuple[ItemRef, tuple[Step, ...]]]:
        """The references of a list, and of the lists below it, with their comparisons; none if not known."""
        refs = self.lists[oid].items
        code = home.variables.get(home.code(variable) or self.named(home, variable, refs))
        found: list[tuple[ItemRef, tuple[Step, ...]]] = []
        for ref in refs:
            item = self.items.get(ref.item_oid or "")
            if item is None or not item.name or code is None:
                found.append((ref, ()))
                continue
            steps = (*above, (code.oid or "", code.name or "", item.name))
            below = item.values.value_list_oid or "" if item.values else ""
            if below in self.lists and below not in seen | {oid}:
                self.inner.add(below)
                found += self.conditions(home, below.rpartition(".")[2], below, steps, seen | {oid})
            else:
                found.append((ref, steps))
        return found

    def named(self, home: _Home, variable: str, refs: tuple[ItemRef, ...]) -> str:
        """The variable itself, if its list names its own values: it has lists below, or a codelist with them."""
        items = [self.items.get(one.item_oid or "") for one in refs]
        if any(one is not None and one.values is not None for one in items):
            return variable
        own = home.variables.get(variable)
        coded = own.codelist.codelist_oid if own and own.codelist else None
        values = {value for one in self.data.codelists if one.oid == coded for value in one.values()}
        return variable if values and all(one is not None and one.name in values for one in items) else ""

    def referred(self, ref: ItemRef, steps: tuple[Step, ...], number: int) -> ItemRef:
        if not steps or ref.where:
            return replace(ref, order_number=str(number))
        checks = tuple(
            RangeCheck(comparator="EQ", soft_hard="Soft", item_oid=item, values=(value,)) for item, _, value in steps
        )
        parts = [part for _, name, value in steps for part in (name, "EQ", value)]
        oid = ".".join(("WC", steps[0][0], *parts[1:]))
        while self.clauses.setdefault(oid, WhereClauseDef(oid=oid, checks=checks)).checks != checks:
            oid += "_"
        return replace(ref, order_number=str(number), where=(WhereClauseRef(where_clause_oid=oid),))

    def placed(self, item: ItemDef) -> ItemDef:
        """The variable with its list, where that was moved to."""
        if item.oid not in self.moved:
            return item
        oid = self.moved[item.oid]
        return replace(item, values=ValueListRef(value_list_oid=oid) if oid else None)

    def above(self, item: ItemDef) -> bool:
        """Whether it stood for a list below: a category, whose tests have conditions of their own now."""
        return item.values is not None and item.values.value_list_oid in self.inner


def _result(code: str) -> str:
    """`VSORRES` of VSTESTCD; an empty text if the name is not of a variable that says what is measured."""
    for end, result in RESULTS.items():
        if code.endswith(end):
            return code.removesuffix(end) + result
    return ""
