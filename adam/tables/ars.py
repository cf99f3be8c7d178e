"""Definitions and results as a reporting event of CDISC's Analysis Results Standard (ARS 1.0)."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adam.tables.clauses import Json, clause, values
from adam.tables.compute import Results
from adam.tables.definitions import TOTAL, Cell, Output, Reporting, Row, cells
from adam.tables.methods import METHODS, Method, Operation
from adam.tables.numbers import plain, printed
from adam.tables.reading import Definitions


def reporting_event(definitions: Definitions, results: Results, files: dict[str, tuple[str, ...]]) -> Json:
    """The whole reporting event; `files` are the files each output stands in. Every id is made of our own ids."""
    said = definitions.reporting
    event: Json = {"id": f"RE.{said.id}", "version": 1, "name": said.title, "description": said.notice}
    event["mainListOfContents"] = _contents(definitions)
    event["referenceDocuments"] = [{"id": f"DOC.{said.source.id}", "name": said.source.label}]
    event["analysisSets"] = [_analysis_set(said, name) for name in said.populations]
    event["dataSubsets"] = [_subset(output, row) for output in definitions.outputs for row in output.rows if row.where]
    event["analysisGroupings"] = [*_treatments(said), *_visit_groupings(definitions), *_level_groupings(definitions)]
    event["methods"] = [_method(name, METHODS[name]) for name in _used(definitions)]
    event["analyses"] = [one for output in definitions.outputs for one in _analyses(said, output, results)]
    event["outputs"] = [_output(output, files.get(output.id, ())) for output in definitions.outputs]
    return event


def _used(definitions: Definitions) -> list[str]:
    used = {row.method for output in definitions.outputs for row in output.rows}
    return [name for name in METHODS if name in used]


def _contents(definitions: Definitions) -> Json:
    items = []
    for order, output in enumerate(definitions.outputs, 1):
        analyses = [_analysis_id(output, row, total) for row in output.rows for total in _totals(row)]
        inner = [
            {"name": name, "level": 2, "order": place, "analysisId": name} for place, name in enumerate(analyses, 1)
        ]
        item = {"name": output.title, "level": 1, "order": order, "outputId": f"OUT.{output.id}"}
        items.append({**item, "sublist": {"listItems": inner}})
    return {"name": "Outputs and their analyses", "label": "Contents", "contentsList": {"listItems": items}}


def _analysis_set(said: Reporting, name: str) -> Json:
    population = said.populations[name]
    place = f"populations.{name}"
    # Everyone of the subject dataset: whose identifier is not missing.
    found = clause(population.where or f"{said.subject}.notna()", said.subjects, place)
    return {"id": f"AS.{name}", "name": name, "label": population.label, **found}


def _subset(output: Output, row: Row) -> Json:
    name = f"DS.{output.id}.{row.id}"
    return {"id": name, "name": name, "label": row.label, **clause(row.where, row.dataset, f"{output.id}.{row.id}")}


def _treatments(said: Reporting) -> Iterator[Json]:
    for name, grouping in said.groupings.items():
        yield {
            "id": f"GF.{name}", "name": name, "label": grouping.label, "groupingDataset": said.subjects,
            "groupingVariable": grouping.variable, "dataDriven": False,
            "groups": [
                _group(f"GF.{name}.{one.id}", one.label, order, values(said.subjects, grouping.variable, one.values))
                for order, one in enumerate(grouping.groups, 1)
            ],
        }  # fmt: skip


def _visit_groupings(definitions: Definitions) -> Iterator[Json]:
    said = definitions.reporting
    rows = [row for output in definitions.outputs for row in output.rows if row.visits]
    for dataset in sorted({row.dataset for row in rows}):
        name = f"GF.VISIT.{dataset}"
        used = {visit for row in rows if row.dataset == dataset for visit in row.visits}
        groups = [
            _group(_visit_id(dataset, visit), visit, order, clause(text, dataset, f"visits.{visit}"))
            for order, (visit, text) in enumerate(said.visits.items(), 1)
            if visit in used
        ]
        yield {
            "id": name, "name": name, "label": "Visit", "groupingDataset": dataset, "groupingVariable": said.visit,
            "dataDriven": False, "groups": groups,
        }  # fmt: skip


def _level_groupings(definitions: Definitions) -> Iterator[Json]:
    for output in definitions.outputs:
        for row in output.rows:
            parts = [part for part in row.parts() if part]
            if parts:
                name = f"GF.{output.id}.{row.id}"
                yield {
                    "id": name, "name": name, "label": row.label, "groupingDataset": row.dataset,
                    "groupingVariable": row.variable, "dataDriven": False,
                    "groups": [
                        _group(_level_id(output, row, part.id), part.label, order,
                               values(row.dataset, row.variable, part.values))
                        for order, part in enumerate(parts, 1)
                    ],
                }  # fmt: skip


def _group(name: str, label: str, order: int, found: Json) -> Json:
    return {"id": name, "name": label, "label": label, **found, "level": 1, "order": order}


def _visit_id(dataset: str, visit: str) -> str:
    return f"GF.VISIT.{dataset}.{visit.upper().replace(' ', '_')}"


def _level_id(output: Output, row: Row, level: str) -> str:
    return f"GF.{output.id}.{row.id}.{level or 'YES'}"


def _method(name: str, method: Method) -> Json:
    operations = [_operation(name, one, order) for order, one in enumerate(method.operations, 1)]
    said = {"id": f"MTH.{name.upper()}", "name": method.label, "label": method.label}
    return {**said, "description": method.description, "operations": operations}


def _operation_id(method: str, operation: str) -> str:
    return f"MTH.{method.upper()}.{operation}"


def _operation(name: str, operation: Operation, order: int) -> Json:
    own = _operation_id(name, operation.id)
    found: Json = {"id": own, "name": operation.id, "label": operation.label, "order": order}
    found["resultPattern"] = "XX" if operation.counts else "XX.X"
    parts = {"NUMERATOR": operation.numerator, "DENOMINATOR": operation.denominator}
    related = [
        {
            "id": f"{own}.{role}", "referencedOperationRole": {"controlledTerm": role},
            "operationId": _operation_id(name, part), "description": f"the {role.lower()} is {part}",
        }
        for role, part in parts.items() if part
    ]  # fmt: skip
    return {**found, "referencedOperationRelationships": related} if related else found


def _totals(row: Row) -> list[bool]:
    """Whether a row is an analysis by group, of everyone together, or both."""
    kinds = {group == TOTAL for group in row.groups}
    return sorted(kinds)


def _analysis_id(output: Output, row: Row, total: bool) -> str:
    return f"AN.{output.id}.{row.id}" + (f".{TOTAL}" if total else "")


def _analyses(said: Reporting, output: Output, results: Results) -> Iterator[Json]:
    for row in output.rows:
        for total in _totals(row):
            yield _analysis(said, output, row, total) | {"results": list(_results(output, row, total, results))}


def _analysis(said: Reporting, output: Output, row: Row, total: bool) -> Json:
    name = _analysis_id(output, row, total)
    among = "all groups together" if total else said.groupings[output.grouping].label.lower()
    found: Json = {"id": name, "name": f"{output.title}: {row.label}", "label": f"{row.label}, {among}", "version": 1}
    found["description"] = row.documentation or METHODS[row.method].description
    found["reason"] = {"controlledTerm": output.reason}
    found["purpose"] = {"controlledTerm": row.purpose or output.purpose}
    found["documentRefs"] = [{"referenceDocumentId": f"DOC.{said.source.id}"}]
    found["analysisSetId"] = f"AS.{row.population}"
    if row.where:
        found["dataSubsetId"] = f"DS.{output.id}.{row.id}"
    found["dataset"], found["variable"] = row.dataset, row.variable or said.subject
    found["methodId"] = f"MTH.{row.method.upper()}"
    found["orderedGroupings"] = _orders(output, row, total)
    code = _selection(said, row)
    found["programmingCode"] = {"context": "trial-dossier: adam.tables", "code": code}
    parts = [(one.id, role) for one in METHODS[row.method].operations for role in _roles(one)]
    found["referencedAnalysisOperations"] = [
        {"referencedOperationRelationshipId": f"{_operation_id(row.method, one)}.{role}", "analysisId": name}
        for one, role in parts
    ]
    return found


def _roles(operation: Operation) -> list[str]:
    said = {"NUMERATOR": operation.numerator, "DENOMINATOR": operation.denominator}
    return [role for role, part in said.items() if part]


def _orders(output: Output, row: Row, total: bool) -> list[Json]:
    names = [] if total else [f"GF.{output.grouping}"]
    names += [f"GF.VISIT.{row.dataset}"] if row.visits else []
    names += [f"GF.{output.id}.{row.id}"] if row.levels or row.values else []
    return [{"order": order, "groupingId": name, "resultsByGroup": True} for order, name in enumerate(names, 1)]


def _selection(said: Reporting, row: Row) -> str:
    """The conditions of a row in our own words, for a reader."""
    who = said.populations[row.population].where or f"every {said.subject}"
    lines = [f"subjects: {said.subjects} where {who}", f"records: {row.dataset} where {row.where or 'any'}"]
    lines += [f"visit {visit}: {said.visits[visit]}" for visit in row.visits]
    lines += [f"denominator: {row.denominator}"] if row.denominator else []
    lines += [f"subjects with exactly {row.exactly} such records"] if row.exactly else []
    return "\n".join(lines)


def _results(output: Output, row: Row, total: bool, results: Results) -> Iterator[Json]:
    for cell, _ in cells(output, row):
        if (cell.group == TOTAL) != total:
            continue
        groups = _result_groups(output, row, cell)
        for operation in METHODS[row.method].operations:
            value = results[cell][operation.id]
            digits = 0 if operation.counts else row.decimals or 0
            found: dict[str, Any] = {"operationId": _operation_id(row.method, operation.id), "resultGroups": groups}
            yield {**found, "rawValue": plain(value), "formattedValue": printed(value, digits)}


def _result_groups(output: Output, row: Row, cell: Cell) -> list[Json]:
    pairs = [] if cell.group == TOTAL else [(f"GF.{output.grouping}", f"GF.{output.grouping}.{cell.group}")]
    pairs += [(f"GF.VISIT.{row.dataset}", _visit_id(row.dataset, cell.visit))] if row.visits else []
    if row.levels or row.values:
        pairs.append((f"GF.{output.id}.{row.id}", _level_id(output, row, cell.level)))
    return [{"groupingId": grouping, "groupId": group} for grouping, group in pairs]


def _output(output: Output, files: tuple[str, ...]) -> Json:
    notes = [{"order": n, "subSection": {"id": f"OUT.{output.id}.NOTE{n}", "text": note}}
             for n, note in enumerate(output.footnotes, 1)]  # fmt: skip
    title = [{"order": 1, "subSection": {"id": f"OUT.{output.id}.TITLE", "text": output.title}}]
    sections = [{"sectionType": "Title", "orderedSubSections": title}]
    sections += [{"sectionType": "Footnote", "orderedSubSections": notes}] if notes else []
    display = {"id": f"DISP.{output.id}", "name": output.title, "version": 1, "displayTitle": output.title}
    found: Json = {"id": f"OUT.{output.id}", "name": output.title, "version": 1}
    found["displays"] = [{"order": 1, "display": {**display, "displaySections": sections}}]
    if files:
        found["fileSpecifications"] = [{"name": f"{output.id} in {name}", "location": name} for name in files]
    return found
