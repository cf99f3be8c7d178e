"""What a build has to say about the raw export: the ledger as findings, and the checks of the built datasets."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from mappings.error import nearest
from mappings.finding import exit_code as exit_code
from mappings.spec import StudySpec
from mappings.trace import Ledger
from sdtm.datasets import Build
from validation.checks import built_dataset_checks
from validation.finding import SEVERITIES, Finding, Severity

Row = Mapping[str, str]


def build_findings(built: Build, study: StudySpec, dictionary: Sequence[Row] = ()) -> tuple[Finding, ...]:
    """Every finding of a build, the gravest first."""
    found = [
        *unknown_columns(built, dictionary),
        *unmapped_columns(built.ledger),
        *empty_forms(built.ledger, study),
        *lost_rows(built.ledger),
        *dropped_rows(built.ledger),
        *repeated_keys(built),
        *unmatched_values(built.ledger),
        *unfit_values(built),
        *built_dataset_checks(built.datasets, study),
    ]
    order = {severity: place for place, severity in enumerate(SEVERITIES)}
    return tuple(sorted(found, key=lambda one: (order[one.severity], one.check, one.dataset, one.variable, one.value)))


def unknown_columns(built: Build, dictionary: Sequence[Row]) -> Iterator[Finding]:
    """Columns that came, went or were renamed against the export's own data dictionary."""
    said: dict[str, list[str]] = {}
    for row in dictionary:
        said.setdefault(row["form"], []).append(row["field"])
    for table, columns in built.applied.bound.tables.items():
        if table not in said:
            continue
        new = [column for column in columns if column not in said[table]]
        gone = [column for column in said[table] if column not in columns]
        for column in new:
            guess = nearest(column, gone)
            words = "a column the data dictionary does not know" + (f"; renamed from {guess[13:-1]}?" if guess else "")
            yield Finding("column_added", "warning", words, table, column)
        for column in gone:
            yield Finding(
                "column_removed", "warning", "a column of the data dictionary that is not there", table, column
            )
    for form in said:
        if form not in built.applied.bound.tables:
            yield Finding("form_absent", "warning", "a form of the data dictionary without a file", form)


def unmapped_columns(ledger: Ledger) -> Iterator[Finding]:
    """Raw columns that no rule reads and nobody ignores with a reason."""
    for table, columns in ledger.unmapped.items():
        for column in columns:
            yield Finding("unmapped_column", "warning", "no rule reads this column, and nobody says why", table, column)


def empty_forms(ledger: Ledger, study: StudySpec) -> Iterator[Finding]:
    """Forms without a row."""
    for form in ledger.forms:
        if form.rows == 0 and form.table in ledger.absent:
            yield Finding("form_not_brought", "note", "an optional file that was not given to this build", form.table)
        elif form.rows == 0:
            yield Finding("empty_form", "warning", "a header and no row", form.table)


def lost_rows(ledger: Ledger) -> Iterator[Finding]:
    """Rows of a form that gave no record, are not looked up, and stand under no reason."""
    for form in ledger.forms:
        if form.lost:
            yield Finding("row_lost", "error", "rows gave no record, for no stated reason", form.table, count=form.lost)


def dropped_rows(ledger: Ledger) -> Iterator[Finding]:
    """Rows that a rule left out, by reason."""
    for form in ledger.forms:
        for one in form.dropped:
            yield Finding("row_dropped", "note", f"{one.dataset}: {one.reason}", form.table, count=one.rows)


def repeated_keys(built: Build) -> Iterator[Finding]:
    """Records that share the key of their dataset with another one."""
    for dataset, count in built.finished.repeated.items():
        if count:
            spec = built.applied.bound.study.dataset(dataset)
            keys = ", ".join(spec.keys) if spec else ""
            yield Finding("key_repeated", "error", f"records repeat the key {keys}", dataset, count=count)


def unmatched_values(ledger: Ledger) -> Iterator[Finding]:
    """Values that are no term of their codelist."""
    for one in ledger.unmatched:
        kind = "an extensible" if one.extensible else "a closed"
        words = f"no term of {one.codelist}, {kind} codelist"
        severity: Severity = "note" if one.extensible else "warning"
        yield Finding("value_not_in_codelist", severity, words, one.dataset, one.variable, one.value, one.count)


def unfit_values(built: Build) -> Iterator[Finding]:
    """Text in numeric variables."""
    for one in built.finished.unfit:
        words = "not a number: missing in the dataset"
        yield Finding("not_a_number", "warning", words, one.dataset, one.variable, one.value, one.count)
