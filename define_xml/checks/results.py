"""Checks of analysis results: each says why, for what, from which data and how."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.checks.check import Told, allowed, check, repeated, told
from define_xml.checks.datasets import class_of
from define_xml.checks.held import published_words
from define_xml.checks.reviewed import Reviewed
from define_xml.document.results import (
    AnalysisDataset,
    AnalysisDatasets,
    AnalysisResult,
    ProgrammingCode,
    ResultDisplay,
)

DISPLAY = "ARM 1.0, arm:ResultDisplay"
RESULT = "ARM 1.0, arm:AnalysisResult"
DATASET = "ARM 1.0, arm:AnalysisDataset"


def _datasets(result: AnalysisResult) -> tuple[AnalysisDataset, ...]:
    return result.datasets.datasets if result.datasets else ()


@check("error", DISPLAY)
def display_name_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A display has no name."""
    for one in reviewed.of(ResultDisplay):
        if not (one.name or "").strip():
            yield told(one, "Name is missing: it is the number or short name of the table or figure")


@check("error", DISPLAY)
def display_name_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two displays have the same name."""
    often = repeated(one.name for one in reviewed.of(ResultDisplay) if one.name)
    for one in reviewed.of(ResultDisplay):
        count = often.pop(one.name or "", 0)
        if count:
            yield told(one, f"{count} displays are named {one.name!r}", one.name)


@check("error", DISPLAY)
def display_title_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A display has no title."""
    for one in reviewed.of(ResultDisplay):
        if not (one.description and one.description.value):
            yield told(one, "Description is missing: it is the title of the table or figure")


@check("error", DISPLAY)
def display_empty(reviewed: Reviewed) -> Iterator[Told]:
    """A display has no results."""
    for one in reviewed.of(ResultDisplay):
        if not one.results:
            yield told(one, "there is no arm:AnalysisResult")


@check("error", RESULT)
def result_description_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A result does not say what it is."""
    for one in reviewed.of(AnalysisResult):
        if not (one.description and one.description.value):
            yield told(one, "Description is missing: say which result of the display it is")


@check("error", RESULT)
def result_reason_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A result does not say why it was computed."""
    for one in reviewed.of(AnalysisResult):
        if not (one.analysis_reason or "").strip():
            yield told(one, f"AnalysisReason is missing; {allowed('', published_words('ANLREAS'))}")


@check("error", RESULT)
def result_purpose_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A result does not say for what it was computed."""
    for one in reviewed.of(AnalysisResult):
        if not (one.analysis_purpose or "").strip():
            yield told(one, f"AnalysisPurpose is missing; {allowed('', published_words('ANLPURP'))}")


@check("note", RESULT)
def result_reason_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """The reason of a result is no word of the terminology."""
    known = published_words("ANLREAS")
    for one in reviewed.of(AnalysisResult):
        said = one.analysis_reason or ""
        if said.strip() and said not in known:
            yield told(one, f"AnalysisReason is {said!r}; {allowed(said, known)}; the list may be extended", said)


@check("note", RESULT)
def result_purpose_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """The purpose of a result is no word of the terminology."""
    known = published_words("ANLPURP")
    for one in reviewed.of(AnalysisResult):
        said = one.analysis_purpose or ""
        if said.strip() and said not in known:
            yield told(one, f"AnalysisPurpose is {said!r}; {allowed(said, known)}; the list may be extended", said)


@check("error", RESULT)
def result_without_dataset(reviewed: Reviewed) -> Iterator[Told]:
    """A result does not say which datasets it comes from."""
    for one in reviewed.of(AnalysisResult):
        if not _datasets(one):
            yield told(one, "there is no arm:AnalysisDataset")


@check("error", RESULT)
def result_parameter_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """The parameter of a result is no variable of the datasets it comes from."""
    for one in reviewed.of(AnalysisResult):
        if one.parameter_oid is not None and one.parameter_oid not in _variables(reviewed, one):
            words = f"ParameterOID {one.parameter_oid or '(blank)'} is no variable of the datasets of this result"
            yield told(one, f"{words}: name PARAMCD of one of them", one.parameter_oid)


@check("warning", RESULT)
def result_parameter_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A result comes from parameters and does not name the variable that says which."""
    for one in reviewed.of(AnalysisResult):
        for used in _datasets(one):
            dataset = reviewed.datasets.get(used.item_group_oid or "")
            basic = dataset is not None and class_of(dataset) == "BASIC DATA STRUCTURE"
            if one.parameter_oid is None and basic and dataset is not None:
                yield told(one, f"{dataset.name} is of class BASIC DATA STRUCTURE, and there is no ParameterOID")
                break


@check("error", "ARM 1.0, arm:AnalysisVariable")
def analysis_variable_elsewhere(reviewed: Reviewed) -> Iterator[Told]:
    """A variable analysed is not in the dataset it is said to be of."""
    for used in reviewed.of(AnalysisDataset):
        dataset = reviewed.datasets.get(used.item_group_oid or "")
        own = {ref.item_oid for ref in dataset.items} if dataset is not None else set()
        for variable in used.variables:
            if dataset is not None and variable.item_oid in reviewed.items and variable.item_oid not in own:
                words = f"{variable.item_oid} is no variable of {dataset.name}"
                yield told(variable, words, variable.item_oid)


@check("warning", DATASET)
def analysis_variables_missing(reviewed: Reviewed) -> Iterator[Told]:
    """No dataset of a result names a variable that was analysed."""
    for one in reviewed.of(AnalysisResult):
        if _datasets(one) and not any(used.variables for used in _datasets(one)):
            yield told(one, "there is no arm:AnalysisVariable: name the variables that were analysed")


@check("error", "ARM 1.0, arm:AnalysisDatasets")
def analysis_join_uncommented(reviewed: Reviewed) -> Iterator[Told]:
    """A result comes from several datasets, and no comment says how they are joined."""
    for one in reviewed.of(AnalysisDatasets):
        if len(one.datasets) > 1 and not one.comment_oid:
            yield told(one, f"{len(one.datasets)} datasets and no def:CommentOID that says how they are joined")


@check("warning", DATASET)
def analysis_dataset_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """A result names a dataset twice under the same condition."""
    for one in reviewed.of(AnalysisResult):
        # A condition with `or` is said as the same dataset twice, under different conditions.
        keys = [f"{used.item_group_oid} {[ref.where_clause_oid for ref in used.where]}" for used in _datasets(one)]
        for place, used in enumerate(_datasets(one)):
            if keys[place] in keys[:place]:
                yield told(used, "the same dataset under the same condition stands twice", used.item_group_oid)


@check("error", DATASET)
def analysis_conditions_several(reviewed: Reviewed) -> Iterator[Told]:
    """A dataset of a result has several conditions."""
    for used in reviewed.of(AnalysisDataset):
        if len(used.where) > 1:
            yield told(used, f"{len(used.where)} def:WhereClauseRefs; a dataset of an analysis has at most one")


@check("warning", DATASET)
def analysis_condition_elsewhere(reviewed: Reviewed) -> Iterator[Told]:
    """The condition on a dataset of a result compares variables of other datasets only."""
    for used in reviewed.of(AnalysisDataset):
        dataset = reviewed.datasets.get(used.item_group_oid or "")
        own = {ref.item_oid for ref in dataset.items} if dataset is not None else set()
        for where in used.where:
            clause = reviewed.where_clauses.get(where.where_clause_oid or "")
            compared = {one.item_oid for one in clause.checks} if clause else set()
            if dataset is not None and compared and not compared & own and compared <= set(reviewed.items):
                words = f"{where.where_clause_oid} compares no variable of {dataset.name}"
                yield told(used, words, where.where_clause_oid)


@check("note", "ARM 1.0, arm:Documentation")
def result_documentation_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A result does not say how it was computed, neither in words nor as a program."""
    for one in reviewed.of(AnalysisResult):
        words = one.documentation and one.documentation.description and one.documentation.description.value
        if not words and one.code is None:
            yield told(one, "there is neither arm:Documentation nor arm:ProgrammingCode")


@check("error", "ARM 1.0, arm:ProgrammingCode")
def code_context_missing(reviewed: Reviewed) -> Iterator[Told]:
    """The program of a result does not say which language it is in."""
    for one in reviewed.of(ProgrammingCode):
        if one.code is not None and not (one.context or "").strip():
            yield told(one, "Context is missing: name the language and its version, as SAS 9.4")


@check("error", "ARM 1.0, arm:ProgrammingCode")
def code_empty(reviewed: Reviewed) -> Iterator[Told]:
    """The program of a result is neither shown nor named."""
    for one in reviewed.of(ProgrammingCode):
        if not (one.code or "").strip() and not one.documents:
            yield told(one, "there is neither arm:Code nor a def:DocumentRef to the program")


def _variables(reviewed: Reviewed, result: AnalysisResult) -> set[str]:
    found = (reviewed.datasets.get(used.item_group_oid or "") for used in _datasets(result))
    return {ref.item_oid or "" for dataset in found if dataset is not None for ref in dataset.items}


CHECKS = (
    display_name_missing,
    display_name_repeated,
    display_title_missing,
    display_empty,
    result_description_missing,
    result_reason_missing,
    result_purpose_missing,
    result_reason_unknown,
    result_purpose_unknown,
    result_without_dataset,
    result_parameter_unknown,
    result_parameter_missing,
    analysis_variable_elsewhere,
    analysis_variables_missing,
    analysis_join_uncommented,
    analysis_dataset_repeated,
    analysis_conditions_several,
    analysis_condition_elsewhere,
    result_documentation_missing,
    code_context_missing,
    code_empty,
)
