"""What a test is called where it is asked: the codes that rules give the names of an unpivoting rule."""

from __future__ import annotations

from collections.abc import Mapping

from pandas import Index, Series

from define_xml.describe.possible import Possible, Unpivoted, unpivoted
from mappings.bound import Bound
from mappings.distinct import as_text, text
from mappings.engine import call, column, hidden
from mappings.error import MappingError
from mappings.rule import Name
from mappings.spec import DatasetSpec, VariableSpec
from mappings.vocabulary import ASKED

# Words that look at nothing but the texts they are given.
PURE = frozenset(
    {"assign", "constant", "cut", "first_known", "part", "plain", "recode", "substring", "text", "trimmed", "upper"}
)
Known = Mapping[str, str]


def asked_codes(possible: Possible, dataset: DatasetSpec) -> Mapping[str, Known]:
    """For each test of an unpivoting rule, every variable (and the column of tests) whose value follows from it alone.

    Empty for a dataset whose records are made otherwise.
    """
    if dataset.name not in possible.asked:
        turned = unpivoted(possible.bound, dataset)
        possible.asked[dataset.name] = _codes(_Says(possible.bound, dataset, turned), turned) if turned else {}
    return possible.asked[dataset.name]


def _codes(says: _Says, turned: Unpivoted) -> dict[str, Known]:
    dataset = says.dataset
    names = [turned.test, *(variable.name for variable in dataset.variables)]
    columns = {name: found for name in names if (found := says.column(name)) is not None}
    shown = {name: as_text(found).astype("object") for name, found in columns.items()}
    return {
        test: {name: str(values[test]) for name, values in shown.items() if isinstance(values[test], str)}
        for test in turned.cells
    }


class _Says:
    """Rules said of the tests themselves."""

    def __init__(self, bound: Bound, dataset: DatasetSpec, turned: Unpivoted) -> None:
        self.bound, self.dataset = bound, dataset
        self.index = Index(list(turned.cells), dtype="object")
        self.found: dict[str, Series | None] = {turned.test: text(list(turned.cells), self.index)}

    def column(self, name: str) -> Series | None:
        """The value of a variable for each test; None if it hangs on more than the test."""
        if name not in self.found:
            self.found[name] = None  # what waits for itself has none
            variable = self.dataset.variable(name)
            self.found[name] = self._said(variable) if variable is not None else None
        return self.found[name]

    def _said(self, variable: VariableSpec) -> Series | None:
        word = self.bound.words.get((self.dataset.name, variable.name))
        if variable.rule is None or word is None or word.name not in PURE:
            return None
        names = {*variable.rule.names(), *(variable.where.names() if variable.where else ())}
        known = {name.text: found for name in names if (found := self._meant(variable, name)) is not None}
        if len(known) < len({name.text for name in names}):
            return None
        given = {**dict.fromkeys(ASKED), "index": self.index}
        try:
            answer = call(word, variable.rule, lambda name: known[name.text], given, variable.place)
        except MappingError:
            return None
        values = column(answer, self.index, variable.rule, variable.place)
        return values if variable.where is None else hidden(values, variable.where.mask(known))

    def _meant(self, variable: VariableSpec, name: Name) -> Series | None:
        """What a name stands for: the column of tests itself, or a variable beside it."""
        reference = self.bound.references.get((self.dataset.name, variable.name), {}).get(name.text)
        if reference is None or reference.kind not in {"variable", "column"}:
            return None
        beside = reference.kind == "variable" or self.dataset.variable(reference.column) is None
        return self.column(reference.column) if beside else None
