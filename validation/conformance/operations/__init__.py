"""Operations: what a rule computes before its check; one visible table from word to function."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from validation.conformance.column import Column
from validation.conformance.operations import define, dictionaries, records, study, terminology, variables, words
from validation.conformance.operations.asked import Answer, Asked
from validation.conformance.rule import ConformanceRule, NotRun
from validation.conformance.table import Study, Table

OPERATIONS: Mapping[str, Callable[[Asked], Answer]] = {
    "codelist_extensible": terminology.codelist_extensible,
    "codelist_terms": terminology.codelist_terms,
    "dataset_names": study.dataset_names,
    "define_extensible_codelists": define.define_extensible_codelists,
    "define_variable_metadata": define.define_variable_metadata,
    "distinct": records.distinct,
    "domain_is_custom": study.domain_is_custom,
    "domain_label": study.domain_label,
    "dy": records.dy,
    "expected_variables": variables.expected_variables,
    "extract_metadata": study.extract_metadata,
    "get_codelist_attributes": terminology.get_codelist_attributes,
    "get_column_order_from_dataset": study.get_column_order_from_dataset,
    "get_column_order_from_library": variables.get_column_order_from_library,
    "get_dataset_filtered_variables": variables.get_dataset_filtered_variables,
    "get_library_class_domains": variables.get_library_class_domains,
    "get_model_column_order": variables.get_model_column_order,
    "get_model_filtered_variables": variables.get_model_filtered_variables,
    "get_parent_model_column_order": variables.get_parent_model_column_order,
    "label_referenced_variable_metadata": variables.label_referenced_variable_metadata,
    "map": words.map_,
    "max": records.maximum,
    "max_date": records.max_date,
    "mean": records.mean,
    "min": records.minimum,
    "min_date": records.min_date,
    "minus": words.minus,
    "name_referenced_variable_metadata": variables.name_referenced_variable_metadata,
    "permissible_variables": variables.permissible_variables,
    "record_count": records.record_count,
    "related_domain_is_custom": study.related_domain_is_custom,
    "required_variables": variables.required_variables,
    "split_by": study.split_by,
    "successor": terminology.successor,
    "standard_domains": variables.standard_domains,
    "study_domains": study.study_domains,
    "valid_codelist_dates": terminology.valid_codelist_dates,
    "valid_define_external_dictionary_version": dictionaries.needs_dictionary,
    "valid_external_dictionary_code": dictionaries.needs_dictionary,
    "valid_external_dictionary_code_term_pair": dictionaries.needs_dictionary,
    "valid_external_dictionary_value": dictionaries.needs_dictionary,
    "valid_meddra_code_references": dictionaries.needs_dictionary,
    "valid_meddra_code_term_pairs": dictionaries.needs_dictionary,
    "valid_meddra_term_references": dictionaries.needs_dictionary,
    "valid_whodrug_references": dictionaries.needs_dictionary,
    "variable_count": study.variable_count,
    "variable_exists": study.variable_exists,
    "variable_is_null": study.variable_is_null,
    "variable_names": variables.variable_names,
    "variable_value_count": study.variable_value_count,
    "whodrug_code_hierarchy": dictionaries.needs_dictionary,
}


def answers(rule: ConformanceRule, table: Table, whole: Study, dataset: Table | None = None) -> dict[str, Answer]:
    """What the rule's operations answer for a table, by their ids, each knowing the answers before it.

    `dataset` is the dataset that the table tells of where its rows are not records.
    """
    if dataset is None:
        dataset = _dataset(rule, table, whole)
    found: dict[str, Answer] = {}
    for operation in rule.operations:
        if operation.id in table.columns:  # answered when the table was made
            continue
        function = OPERATIONS.get(operation.operator)
        if function is None:
            raise NotRun(f"there is no operation {operation.operator} here: {', '.join(OPERATIONS)}")
        answer = function(Asked(operation, table, dataset, whole, {**_answered(table), **found}))
        if isinstance(answer, dict) and all(isinstance(one, Column) for one in answer.values()):
            found.update(answer)
        else:
            found[operation.id] = answer
    return found


def _dataset(rule: ConformanceRule, table: Table, whole: Study) -> Table:
    """The dataset whose variables or values the rows are; the table itself where they are records."""
    return table if rule.rule_type == "Record Data" else whole.tables.get(table.name, table)


def _answered(table: Table) -> dict[str, Answer]:
    """Answers that already stand in the table."""
    return {name: table.columns[name] for name in table.columns if name.startswith("$")}
