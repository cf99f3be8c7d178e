"""A study with every name bound: which word, which column, and what waits for what."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from mappings.rule import Name
from mappings.spec import StudySpec
from mappings.vocabulary import Word

# In a records rule one name may stand for a table and for a column: the table's reference bears this mark.
TABLE_MARK = " records"
RECORDS = ""  # the node of a dataset's records, beside those of its variables
Node = tuple[str, str]
Columns = Mapping[str, tuple[str, ...]]
WHOLE_ROWS = frozenset({"unduplicated"})  # words that compare all columns of a row


@dataclass(frozen=True)
class Reference:
    """What a name means: a variable here, a column of the source, or a column of another dataset or table."""

    kind: str  # "variable", "column", "other", "records" or "name"
    dataset: str
    column: str


@dataclass
class Bound:
    """A study with every name bound: words and references by node, the columns each dataset's records offer."""

    study: StudySpec
    words: dict[Node, Word] = field(default_factory=dict)
    references: dict[Node, dict[str, Reference]] = field(default_factory=dict)
    needs: dict[Node, set[Node]] = field(default_factory=dict)
    columns: dict[str, dict[str, bool]] = field(default_factory=dict)
    sources: dict[str, tuple[str, ...]] = field(default_factory=dict)
    tables: dict[str, tuple[str, ...]] = field(default_factory=dict)
    shared: dict[str, Word] = field(default_factory=dict)


def tables_used(bound: Bound) -> frozenset[str]:
    """The raw tables that records are made of, or values looked up in."""
    named = {one.dataset for references in bound.references.values() for one in references.values()}
    named |= {source for sources in bound.sources.values() for source in sources}
    return frozenset(named & set(bound.tables))


def bound_for(bound: Bound, names: Collection[str]) -> Bound:
    """The study as far as these datasets need it: they and all submitted ones they are made of, each whole.

    Of what stays at home only what these need is left: nothing else is built, read, or accounted for.
    """
    whole = {dataset.name for dataset in bound.study.datasets if dataset.name in names}
    while True:
        kept = needed_by(bound, {node for node in bound.needs if node[0] in whole})
        here = {dataset.name for dataset in bound.study.datasets if any(node[0] == dataset.name for node in kept)}
        submitted = {dataset.name for dataset in bound.study.datasets if dataset.submit and dataset.name in here}
        if submitted <= whole:
            break
        whole |= submitted
    datasets = tuple(
        dataset.model_copy(
            update={"variables": tuple(one for one in dataset.variables if (dataset.name, one.name) in kept)}
        )
        for dataset in bound.study.datasets
        if dataset.name in here
    )
    # FDA wants one length for a variable in all datasets: a part cannot know what the rest would need.
    words = f"only {', '.join(sorted(whole))} of the study: text is as long as these need it"
    return replace(
        bound,
        study=bound.study.model_copy(update={"datasets": datasets, "notes": (*bound.study.notes, words)}),
        words={node: word for node, word in bound.words.items() if node in kept},
        references={node: said for node, said in bound.references.items() if node in kept},
        needs={node: needed for node, needed in bound.needs.items() if node in kept},
        columns={name: said for name, said in bound.columns.items() if name in here},
        sources={name: said for name, said in bound.sources.items() if name in here},
    )


def needed_by(bound: Bound, nodes: Iterable[Node]) -> frozenset[Node]:
    """The nodes, and all that they need, however far."""
    found, new = set(nodes), set(nodes)
    while new:
        new = {needed for node in new for needed in bound.needs[node]} - found
        found |= new
    return frozenset(found)


def mentioned(bound: Bound) -> frozenset[str] | None:
    """Every name and text that the rules say: a column that bears none of them is read by no rule.

    None where a word looks at whole rows, or is a study's own, of which nobody knows what it looks at.
    """
    for word in bound.words.values():
        ours = word.function.__module__.startswith(("sdtm.algorithms.", "adam.algorithms."))
        if word.name in WHOLE_ROWS or not ours:
            return None
    # A word may name a column by default.
    found = {
        text
        for word in bound.words.values()
        for one in word.signature.parameters.values()
        for text in _texts(one.default)
    }
    for dataset in bound.study.datasets:
        rules = [dataset.records, *(variable.rule for variable in dataset.variables)]
        wheres = [dataset.where, *(variable.where for variable in dataset.variables)]
        found |= {variable.name for variable in dataset.variables} | set(dataset.keys)
        for rule in filter(None, rules):
            found |= set(_texts((*rule.arguments, dict(rule.options))))
        for where in filter(None, wheres):
            found |= {name.text for name in where.names()}
    return frozenset(found | {text.rpartition(".")[2] for text in found})


def _texts(said: Any) -> Iterator[str]:
    """The names and texts in an argument, however deep."""
    if isinstance(said, Name):
        yield said.text
    elif isinstance(said, str):
        yield said
    elif isinstance(said, dict):
        yield from said
        for value in said.values():
            yield from _texts(value)
    elif isinstance(said, tuple):
        for value in said:
            yield from _texts(value)
