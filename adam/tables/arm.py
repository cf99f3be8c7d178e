"""The tables and figures as analysis results of define.xml (Analysis Results Metadata 1.0)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from adam.tables.alternatives import Alternative, Asked, Unsaid, alternatives, either
from adam.tables.arm_reading import said_tables
from adam.tables.definitions import TOTAL, Output, Reporting, Row, condition
from adam.tables.methods import METHODS
from adam.tables.own_words import CONTEXT, own_words
from adam.tables.reading import Definitions
from define_xml.document.common import DocumentRef, described
from define_xml.document.items import WhereClauseRef
from define_xml.document.metadata import Define
from define_xml.document.results import (
    AnalysisDataset,
    AnalysisDatasets,
    AnalysisResult,
    AnalysisResultDisplays,
    AnalysisVariable,
    Documentation,
    ProgrammingCode,
    ResultDisplay,
)  # fmt: skip
from define_xml.document.values import CommentDef, RangeCheck, WhereClauseDef
from define_xml.oids import dataset_oid, variable_oid
from mappings.error import MappingError, nearest
from mappings.spec import DatasetSpec, StudySpec

PARAMETER = "PARAMCD"


@dataclass(frozen=True)
class ResultsMetadata:
    """The displays, the conditions and comments they refer to, and in words what was left out."""

    displays: AnalysisResultDisplays
    where_clauses: tuple[WhereClauseDef, ...]
    comments: tuple[CommentDef, ...]
    left_out: tuple[str, ...] = ()


Documents = Mapping[str, Sequence[DocumentRef]]


def displays(
    definitions: Definitions, study: StudySpec, documents: Documents | None = None, known: Sequence[WhereClauseDef] = ()
) -> ResultsMetadata:
    """One display for each table or figure, one result for each of its rows.

    `study` describes the ADaM datasets: what stands on a dataset that it lacks is left out, and said. `documents` are
    the references of an output to files that show it; `known` are conditions the define.xml has already. MappingError
    for a variable that its dataset lacks.
    """
    making = _Making(definitions.reporting, study, dict(documents or {}), {one.checks: one for one in known})
    shown = tuple(found for one in definitions.outputs if (found := making.display(one)).results)
    new = tuple(one for one in making.clauses.values() if one not in known)
    comments = tuple(CommentDef(oid=oid, description=described(text)) for text, oid in making.comments.items())
    return ResultsMetadata(AnalysisResultDisplays(displays=shown), new, comments, tuple(making.left_out))


def with_results(
    define: Define, definitions: Definitions, study: StudySpec, documents: Documents | None = None
) -> Define:
    """The define.xml of ADaM datasets with the analysis results."""
    found = displays(definitions, study, documents, define.metadata.where_clauses)
    if define.study is None or not found.displays.displays:
        return define
    metadata = replace(
        define.metadata,
        where_clauses=(*define.metadata.where_clauses, *found.where_clauses),
        comments=(*define.metadata.comments, *found.comments),
        displays=found.displays,
    )
    return replace(define, study=replace(define.study, metadata=metadata))


def with_tables(folder: Path) -> Callable[[Define, StudySpec], Define]:
    """What adds the analysis results of a study folder to a define.xml; nothing, if the folder says no tables."""
    definitions = said_tables(folder)
    if definitions is None:
        return lambda define, _: define
    return lambda define, study: with_results(define, definitions, study)


@dataclass
class _Making:
    """What the results of all displays share while they are made."""

    said: Reporting
    study: StudySpec
    documents: dict[str, Sequence[DocumentRef]]
    clauses: dict[tuple[RangeCheck, ...], WhereClauseDef]
    comments: dict[str, str] = field(default_factory=dict)
    left_out: list[str] = field(default_factory=list)

    def display(self, output: Output) -> ResultDisplay:
        """A table or figure."""
        # "Table 1. Baseline characteristics": what stands before the point is its name.
        name, _, title = output.title.partition(". ") if ". " in output.title else (output.id, "", output.title)
        results = []
        for row in output.rows:
            lacking = [one for one in dict.fromkeys((self.said.subjects, row.dataset)) if not self.study.dataset(one)]
            if lacking:
                self.left_out.append(f"{output.id}.{row.id}: no dataset {', '.join(lacking)} is described")
            else:
                results.append(_Result(self, output, row).result())
        return ResultDisplay(
            oid=f"RD.{output.id}", name=name, description=described(title),
            documents=tuple(self.documents.get(output.id, ())), results=tuple(results),
        )  # fmt: skip

    def clause(self, oid: str, checks: tuple[RangeCheck, ...]) -> WhereClauseRef:
        """The condition of these comparisons, under the name it was first given."""
        found = self.clauses.setdefault(checks, WhereClauseDef(oid=oid, checks=checks))
        return WhereClauseRef(where_clause_oid=found.oid)

    def comment(self, oid: str, text: str) -> str | None:
        """The OID of the comment that says the text."""
        return self.comments.setdefault(text, oid) if text else None


@dataclass
class _Result:
    """One row of a table while it is described."""

    making: _Making
    output: Output
    row: Row
    remarks: list[str] = field(default_factory=list)

    @property
    def place(self) -> str:
        """The row, for errors."""
        return f"{self.output.id}.{self.row.id}"

    def result(self) -> AnalysisResult:
        """The result: what was analysed, of which records, how, and the definition as it was written."""
        row, datasets = self.row, tuple(self.datasets())
        remark = " ".join(self.remarks)
        return AnalysisResult(
            oid=f"AR.{self.place}",
            parameter_oid=self.parameter(),
            analysis_reason=self.output.reason,
            analysis_purpose=row.purpose or self.output.purpose,
            description=described(self.title()),
            datasets=AnalysisDatasets(
                comment_oid=self.making.comment(f"COM.AR.{self.place}", remark), datasets=datasets
            ),
            documentation=Documentation(description=described(" ".join(self.documentation()))),
            code=ProgrammingCode(context=CONTEXT, code=own_words(self.making.said, self.output, row)),
        )

    def title(self) -> str:
        """`Pain VAS (mm): mean and standard deviation by treatment received, at Month 1, Month 3`."""
        row, said = self.row, self.making.said
        section = f"{row.section}: " if row.section else ""
        by = "" if set(row.groups) == {TOTAL} else f" by {said.groupings[self.output.grouping].label.lower()}"
        visits = ", ".join(row.visits or filter(None, (self.output.visit,)))
        at = f", at {visits}" if visits else ""
        return f"{section}{row.label}, {METHODS[row.method].label.lower()}{by}{at}"

    def documentation(self) -> Iterator[str]:
        """Sentences on how it was computed."""
        row = self.row
        yield from filter(None, (row.documentation, METHODS[row.method].description))
        yield f"Population: {self.making.said.populations[row.population].label}."
        if row.levels:
            yield f"Categories of {row.variable}: {'; '.join(one.label for one in row.levels)}."
        elif row.values:
            yield f"Counted where {row.variable} is {' or '.join(map(str, row.values))}."
        if row.denominator:
            yield f"The percentage is of the records where {row.denominator}."
        if row.exactly is not None:
            yield f"Counted are subjects with exactly {row.exactly} such records."

    def parameter(self) -> str | None:
        """The parameter variable, if the records are chosen by it."""
        where = condition(self.row.where, self.place)
        named = {name.text for name in where.names()} if where else set()
        return self.item(self.dataset(self.row.dataset), PARAMETER) if PARAMETER in named else None

    def datasets(self) -> Iterator[AnalysisDataset]:
        """The dataset of subjects and that of the records, each with its condition."""
        row, said = self.row, self.making.said
        population = said.populations[row.population].where
        grouping = () if set(row.groups) == {TOTAL} else (said.groupings[self.output.grouping].variable,)
        own = (row.variable or said.subject, *self.counted())
        visits = [said.visits[visit] for visit in row.visits]
        if row.dataset == said.subjects:
            yield from self.conditions(row.dataset, (population, row.where), visits, (*own, *grouping))
            return
        self.remarks.append(
            f"Records of {row.dataset} are those of the subjects chosen in {said.subjects}, by {said.subject}."
        )
        yield from self.conditions(said.subjects, (population,), [], grouping or (said.subject,))
        yield from self.conditions(row.dataset, (row.where,), visits, own)

    def counted(self) -> tuple[str, ...]:
        """The variables that say who is in the denominator."""
        where = condition(self.row.denominator, self.place)
        return tuple(name.text for name in where.names()) if where else ()

    def conditions(
        self, name: str, texts: Sequence[str], visits: Sequence[str], variables: Sequence[str]
    ) -> Iterator[AnalysisDataset]:
        """The dataset once for each alternative, as a dataset of an analysis has one where clause (ARM 1.0)."""
        dataset = self.dataset(name)
        named = tuple(AnalysisVariable(item_oid=self.item(dataset, one)) for one in dict.fromkeys(variables))
        try:
            found = either([alternatives((visit,), self.place) for visit in visits], alternatives(texts, self.place))
        except Unsaid:
            told = " and ".join(f"({text})" for text in texts if text)
            told += f" and one of: {'; '.join(visits)}" if visits else ""
            self.remarks.append(f"Of {name} only the records where {told}.")
            found = ((),)
        if len(found) > 1:
            self.remarks.append(f"A record of {name} counts if any of the conditions given for {name} holds.")
        whole = name == self.making.said.subjects and not any((*texts[1:], *visits))
        front = f"WC.AR.{self.row.population}" if whole else f"WC.AR.{self.place}.{name}"
        for place, one in enumerate(found, 1):
            oid = f"{front}.{place}" if len(found) > 1 else front
            clause = (self.making.clause(oid, self.checks(dataset, one)),) if one else ()
            yield AnalysisDataset(item_group_oid=dataset_oid(dataset), where=clause, variables=named)

    def checks(self, dataset: DatasetSpec, alternative: Alternative) -> tuple[RangeCheck, ...]:
        """The comparisons of one alternative."""
        return tuple(self.check(dataset, one) for one in alternative)

    def check(self, dataset: DatasetSpec, asked: Asked) -> RangeCheck:
        """One comparison."""
        item = self.item(dataset, asked.variable)
        return RangeCheck(comparator=asked.comparator, soft_hard="Soft", item_oid=item, values=asked.values)

    def dataset(self, name: str) -> DatasetSpec:
        """The dataset of that name, which is described."""
        found = self.making.study.dataset(name)
        if found is None:
            raise MappingError(self.place, f"no dataset {name} is described", "build it, or leave the row out")
        return found

    def item(self, dataset: DatasetSpec, name: str) -> str:
        """The OID of a variable; MappingError if the dataset has none of the name."""
        found = dataset.variable(name)
        if found is None:
            remedy = nearest(name, [one.name for one in dataset.variables])
            raise MappingError(self.place, f"{dataset.name} has no variable {name}", remedy)
        return variable_oid(dataset, found)
