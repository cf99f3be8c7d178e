"""Names bound: each word known, each name a column of something that will be there, and what waits for what."""

from __future__ import annotations

from collections.abc import Sequence

from mappings.analysis import completed_analysis, with_predecessors
from mappings.bound import RECORDS, TABLE_MARK, Bound, Columns, Node, Reference
from mappings.complete import SUBJECT, completed
from mappings.engine import call, empty_records
from mappings.error import MappingError, MappingErrors
from mappings.rule import Name, Rule, pointed
from mappings.spec import DatasetSpec, StudySpec
from mappings.unknown import absent, circle, foreign_name, taken_names, trusted, unknown, unknown_names
from mappings.vocabulary import Vocabulary, check_call, table_arguments
from mappings.where import Where


def bind(study: StudySpec, tables: Columns, words: Vocabulary, errors: Sequence[MappingError] = ()) -> Bound:
    """The study with all names bound against the columns of its raw tables; else every error in one report.

    `errors` are those found when the study was read.
    """
    binding = _Binding(study, tables, words)
    binding.errors.extend(taken_names(study, tables))
    binding.bind_shared()
    for dataset in study.datasets:
        binding.complete(dataset.name, ())
    ordered = [binding.done[dataset.name] for dataset in study.datasets]
    binding.bound.study = study.model_copy(update={"datasets": tuple(ordered)})
    for dataset in ordered:
        if dataset.name not in binding.broken:
            binding.bind_dataset(dataset)
    if errors or binding.errors:
        raise MappingErrors([*errors, *binding.errors])
    return binding.bound


class _Binding:
    """The state of one binding: datasets completed so far, and the errors found."""

    def __init__(self, study: StudySpec, tables: Columns, words: Vocabulary) -> None:
        self.study, self.tables, self.words = study, dict(tables), words
        self.datasets = {dataset.name for dataset in study.datasets}
        self.done: dict[str, DatasetSpec] = {}
        self.errors: list[MappingError] = []
        self.broken: set[str] = set()  # datasets whose records have an error: their names would only repeat it
        self.bound = Bound(study, tables=self.tables)

    def bind_shared(self) -> None:
        """The words of the rules that all datasets share."""
        for name, rule in self.study.shared.items():
            try:
                self.bound.shared[name] = check_call(rule, self.words, f"{self.study.place}  variables.{name}")
            except MappingError as error:
                self.errors.append(error)

    # Records first: they say which columns the variables may name.
    def complete(self, name: str, waiting: tuple[str, ...]) -> None:
        """The dataset, after those its records come from, with its columns known and its variables completed."""
        dataset = self.study.dataset(name)
        if dataset is None or name in self.done:
            return
        if name in waiting:
            self.errors.append(circle(dataset, [*waiting[waiting.index(name) :], name]))
        sources = self._sources(dataset)
        if name in waiting or self._waits_for_unread(dataset):
            self.broken.add(name)
            self.done[name] = dataset
            return
        for source in (source for source in sources if source not in self.tables):
            self.complete(source, (*waiting, name))
        if name in self.done:
            return
        self.bound.sources[name] = sources
        self.bound.columns[name] = self._record_columns(dataset, sources)
        for other in dataset.predecessors:
            self.complete(other, (*waiting, name))
        errors: list[MappingError] = []
        self.done[name] = self._completed(dataset, sources, errors)
        if name not in self.broken:
            self.errors.extend([*errors, *unknown_names(self.done[name], self.bound.columns[name])])

    def _completed(self, dataset: DatasetSpec, sources: tuple[str, ...], errors: list[MappingError]) -> DatasetSpec:
        columns = self.bound.columns[dataset.name]
        if self.study.floor == "sdtm":
            return completed(dataset, self.study, columns, errors)
        copied = with_predecessors(dataset, columns, sources, lambda name: self._source(name, dataset), errors)
        return completed_analysis(copied, self.study, columns, self.described)

    def _waits_for_unread(self, dataset: DatasetSpec) -> bool:
        """Whether the records come from a dataset whose file could not be read, which is an error already."""
        names = dataset.records.names() if dataset.records else ()
        return dataset.records is None or any(name.text in self.study.unread for name in names)

    def _sources(self, dataset: DatasetSpec) -> tuple[str, ...]:
        if dataset.records is None:
            return ()
        named = table_arguments(dataset.records, self.words.get(dataset.records.word.text))
        return tuple(
            dict.fromkeys(name.text for name in named if name.text in self.tables or self.study.dataset(name.text))
        )

    def _record_columns(self, dataset: DatasetSpec, sources: tuple[str, ...]) -> dict[str, bool]:
        """The columns that the records word gives, learned on tables without rows."""
        place = f"{dataset.place}  {dataset.name}.records"
        if dataset.records is None:
            return {}
        try:
            word = check_call(dataset.records, self.words, place)
            if not word.records:
                raise pointed(
                    place, str(dataset.records), dataset.records.word, f"{word.name} makes columns, not records"
                )
            given = {"study": self.study, "dataset": dataset, "needed": None}
            tables = table_arguments(dataset.records, word)
            answer = call(word, dataset.records, lambda name: self._empty(name, dataset, tables, place), given, place)
        except MappingError as error:
            self.errors.append(error)
            self.broken.add(dataset.name)
            return {name: True for source in sources for name in self.offered(source)}
        built = [source for source in sources if source not in self.tables or self.described(source)]
        made = {name for source in built for name in self.offered(source)}
        if self.study.floor == "adam":
            # What no table has the word itself made: DTYPE, or a name that its rule gave.
            made |= set(answer.columns).difference(*(self.offered(source) for source in sources))
        return {name: name in made for name in answer.columns}

    def _empty(self, name: Name, dataset: DatasetSpec, tables: tuple[Name, ...], place: str) -> object:
        sources = [table.text for table in tables]
        if name in tables:
            if name.text not in self.tables and self.study.dataset(name.text) is None:
                raise self._unknown(place, str(dataset.records), name, {*self.tables, *self.datasets} - {dataset.name})
            return empty_records(self.offered(name.text), name.text)
        if "." in name.text and self._other(name.text) is not None:
            import pandas as pd

            return pd.Series([], dtype="category", index=pd.Index([], dtype="object"), name=name.text)
        broken = any(source in self.broken for source in sources)
        if broken or any(name.text in self.offered(source) for source in sources):
            return name.text
        known = {column for source in sources for column in self.offered(source)} or {*self.tables, *self.datasets}
        raise self._unknown(place, str(dataset.records), name, known)

    def described(self, name: str) -> DatasetSpec | None:
        """What is said of a dataset: one completed here, or one that was read."""
        return (None if name in self.tables else self.done.get(name)) or self.study.described(name)

    def _source(self, name: str, dataset: DatasetSpec) -> DatasetSpec | None:
        """What is said of the source of predecessors; one with an error of its own has what is asked of it."""
        faulty = name in (*self.study.unread, *self.broken)
        if faulty and "*" in dataset.predecessors[name]:
            self.broken.add(dataset.name)
        return trusted(self.described(name), name, dataset.predecessors[name]) if faulty else self.described(name)

    def offered(self, source: str) -> tuple[str, ...]:
        """The columns of a raw table, or of a dataset: its variables, and at home its records' columns too."""
        if source in self.tables:
            return self.tables[source]
        dataset = self.done.get(source) or self.study.dataset(source)
        if dataset is None:
            return ()
        own = [variable.name for variable in dataset.variables]
        beside = () if dataset.submit else self.bound.columns.get(source, {})
        return tuple(dict.fromkeys([*own, *beside]))

    def bind_dataset(self, dataset: DatasetSpec) -> None:
        """The words, references and needs of one dataset's rules."""
        self._bind_records(dataset)
        for variable in dataset.variables:
            node = (dataset.name, variable.name)
            self.bound.needs[node] = {(dataset.name, RECORDS)}
            if variable.rule is not None:
                self._bind_rule(node, variable.rule, dataset, variable.place)
            for value in variable.values:
                self._bind_value_level(value.where, dataset, variable.place)
            if variable.where is not None:
                self._bind_names(node, variable.where, variable.where.names(), dataset, variable.place)

    def _bind_value_level(self, where: Where, dataset: DatasetSpec, place: str) -> None:
        """A value-level condition is of the dataset as submitted: it names variables."""
        known = {variable.name for variable in dataset.variables}
        for name in where.names():
            if name.text not in known:
                self.errors.append(self._unknown(place, str(where), name, known))

    def _bind_records(self, dataset: DatasetSpec) -> None:
        node, place = (dataset.name, RECORDS), f"{dataset.place}  {dataset.name}.records"
        self.bound.needs[node] = set()
        references = self.bound.references.setdefault(node, {})
        if dataset.records is None or dataset.records.word.text not in self.words:
            return
        self.bound.words[node] = self.words[dataset.records.word.text]
        tables = table_arguments(dataset.records, self.bound.words[node])
        for name in dataset.records.names():
            if name in tables:
                references[f"{name.text}{TABLE_MARK}"] = Reference("records", name.text, "")
                self.bound.needs[node] |= self._all_of(name.text)
            elif "." in name.text and (other := self._other(name.text)) is not None:
                references[name.text] = other
                self._need_other(node, other)
            else:
                references[name.text] = Reference("name", dataset.name, name.text)
        if dataset.where is not None:
            self._bind_where(node, dataset, place)

    def _bind_where(self, node: Node, dataset: DatasetSpec, place: str) -> None:
        columns = self.bound.columns[dataset.name]
        for name in dataset.where.names() if dataset.where else ():
            if name.text in columns:
                # The records rule may name the same column: its meaning there stays.
                self.bound.references[node].setdefault(name.text, Reference("column", dataset.name, name.text))
            else:
                error = self._unknown(place.replace(".records", ".where"), str(dataset.where), name, set(columns))
                if dataset.variable(name.text):
                    error.remedy = "it is made after the records are chosen: name the column it comes from"
                self.errors.append(error)

    def _bind_rule(self, node: Node, rule: Rule, dataset: DatasetSpec, place: str) -> None:
        try:
            word = check_call(rule, self.words, place)
            if word.records:
                raise pointed(place, str(rule), rule.word, f"{word.name} makes records, not a column")
        except MappingError as error:
            self.errors.append(error)
            return
        self.bound.words[node] = word
        self._bind_names(node, rule, rule.names(), dataset, place)
        subjects = dataset.variable(SUBJECT) is not None
        if "subject" in word.asks and subjects:
            self.bound.needs[node].add((dataset.name, SUBJECT))
        if "keys" in word.asks:
            keys = [key for key in dataset.keys if dataset.variable(key) and key != node[1]]
            self.bound.needs[node] |= {(dataset.name, key) for key in keys}

    def _bind_names(
        self, node: Node, said: Rule | Where, names: tuple[Name, ...], dataset: DatasetSpec, place: str
    ) -> None:
        references = self.bound.references.setdefault(node, {})
        for name in names:
            reference = self._meaning(name.text, dataset, node[1])
            if reference is None:
                front, dot, _ = name.text.partition(".")
                if front not in (*self.study.unread, *self.broken):
                    self.errors.append(self._unknown(place, str(said), name, self._reachable(name.text, dataset)))
                    self.broken |= {front} if dot and front not in (*self.tables, *self.done) else set()
                continue
            if reference.kind == "other" and isinstance(said, Where):
                self.errors.append(foreign_name(place, said, name))
                continue
            references[name.text] = reference
            if reference.kind == "variable":
                self.bound.needs[node].add((dataset.name, reference.column))
            elif reference.kind == "other":
                self._need_other(node, reference)

    def _meaning(self, text: str, dataset: DatasetSpec, target: str) -> Reference | None:
        """A variable here, unless it names itself; else a column of the records; else another's column."""
        columns = self.bound.columns.get(dataset.name, {})
        if text != target and dataset.variable(text) is not None:
            return Reference("variable", dataset.name, text)
        if text in columns:
            return Reference("column", dataset.name, text)
        return self._other(text) if "." in text else None

    def _other(self, text: str) -> Reference | None:
        """A column of another dataset or table; a table's column may hold dots itself."""
        front, _, column = text.partition(".")
        other = self.done.get(front)
        found = other.variable(column) is not None if other else column in self.tables.get(front, ())
        # A dataset that stays at home shows its records as they are, as it does to those made of it.
        found = found or (other is not None and not other.submit and column in self.bound.columns.get(front, ()))
        return Reference("other", front, column) if found else None

    def _need_other(self, node: Node, other: Reference) -> None:
        dataset = self.done.get(other.dataset)
        if dataset is not None:
            column = other.column if dataset.variable(other.column) is not None else RECORDS
            self.bound.needs[node].add((other.dataset, column))
            # A dotted name is labelled by subject: a hidden need.
            if dataset.variable(SUBJECT) is not None:
                self.bound.needs[node].add((other.dataset, SUBJECT))

    def _all_of(self, source: str) -> set[Node]:
        dataset = self.done.get(source) if source not in self.tables else None
        if dataset is None:
            return set()
        return {(source, RECORDS), *((source, variable.name) for variable in dataset.variables)}

    def _reachable(self, text: str, dataset: DatasetSpec) -> set[str]:
        front, dot, column = text.partition(".")
        if dot and (front in self.done or front in self.tables):
            return {f"{front}.{name}" for name in self.offered(front)}
        if dot:
            return {f"{name}.{column}" for name in [*self.done, *self.tables] if column in self.offered(name)}
        return {variable.name for variable in dataset.variables} | set(self.bound.columns.get(dataset.name, {}))

    def _unknown(self, place: str, text: str, name: Name, known: set[str]) -> MappingError:
        what = "table or dataset" if known >= set(self.tables) and self.tables else "column"
        return unknown(place, text, name, known, what, remedy=absent(name, what, self.study, self.tables))
