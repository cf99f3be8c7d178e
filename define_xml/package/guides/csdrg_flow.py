"""The way of the data in the tabulation guide: raw tables to datasets with counts, and what was not carried over."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from define_xml.package.facts import Facts
from define_xml.package.guides.paper import Block, Gap, Grid, Paragraph, Section
from define_xml.package.guides.shared import Told, counted, number

SOURCE = "ledger.json of the build"


def flow(facts: Facts, told: Told) -> Section:
    """Traceability: each raw table with its rows and the records made of them, and what was left out, with reasons."""
    blocks = (*told.optional("traceability"), *_flow(facts), *_left_out(facts, told), *_columns(facts))
    return Section("Traceability Flow", blocks, key="traceability")


def _forms(facts: Facts) -> Sequence[Mapping[str, Any]]:
    forms: Any = facts.sdtm.ledger.get("forms", ())
    return sorted(forms, key=lambda one: str(one["table"]))


def _flow(facts: Facts) -> Iterator[Block]:
    forms = _forms(facts)
    if not forms:
        yield Gap("traceability", "ledger.json", "How the datasets were made: the build kept no account of it.")
        return
    rows = sum(int(one["rows"]) for one in forms)
    records = sum(int(count) for one in forms for count in one["records"].values())
    left = sum(map(unused, forms))
    yield Paragraph(
        f"{number(len(forms))} tables with {number(rows)} rows were read; they gave {number(records)} records and "
        f"{number(sum(int(one['supplemental']) for one in forms))} supplemental values. {number(left)} of the rows "
        "are in no dataset, for the reasons told below. A row may give several records (one for each question that it "
        "answers), and records of several datasets."
    )
    headings = ("Table", "Rows", "Not used", "Records made of it", "Qualifiers", "Looked up for")
    yield Grid(
        "From tables to datasets", headings, tuple(_row(facts, one) for one in forms),
        widths=(2, 0.8, 1, 2.8, 1.2, 2.8), right=(1, 2, 4), source=SOURCE,
    )  # fmt: skip
    yield Grid(
        "From datasets to tables", ("Dataset", "Records", "Tables that gave its records", "Tables looked up"),
        tuple(_back(facts)), widths=(1, 1, 4, 4), right=(1,), source=SOURCE,
    )  # fmt: skip
    yield Paragraph(_adds_up(facts))


def unused(form: Mapping[str, Any]) -> int:
    """Rows of a raw table in no dataset: those left out, or all where it gives nothing and is not looked up."""
    if form["records"] or form["looked_up"]:
        return int(form["left_out"])
    return int(form["rows"])


def _row(facts: Facts, form: Mapping[str, Any]) -> tuple[str, ...]:
    records = ", ".join(f"{name} {number(int(count))}" for name, count in sorted(form["records"].items()))
    return (
        str(form["table"]), number(int(form["rows"])), number(unused(form)), records or "none",
        number(int(form["supplemental"])), _looked_up(facts, form["looked_up"]),
    )  # fmt: skip


def _looked_up(facts: Facts, names: Sequence[str]) -> str:
    """Datasets by name; steps of the mapping that are no dataset of the package as a count."""
    shown = [name for name in names if facts.sdtm.dataset(name)]
    steps = len(names) - len(shown)
    return ", ".join([*shown, *([counted(steps, "intermediate step")] if steps else [])])


def _back(facts: Facts) -> Iterator[tuple[str, ...]]:
    for one in facts.sdtm.datasets:
        made = ", ".join(f"{table} ({number(count)})" for table, count in one.made_of)
        if made or one.looked_up:
            yield (one.name, number(one.records), made, ", ".join(one.looked_up))


def _adds_up(facts: Facts) -> str:
    """Whether the records that the tables gave are those that stand in the files."""
    made = [one for one in facts.sdtm.datasets if one.made_of]
    other = [one.name for one in made if sum(count for _, count in one.made_of) != one.records]
    if other:
        return f"The records that the tables gave do not add up to those in the file of {', '.join(other)}."
    return (
        f"The records that the tables gave add up to the records in the file, for {counted(len(made), 'dataset')} of "
        f"{number(len(made))}. Datasets that are not shown are made of other datasets: supplemental qualifiers and "
        "relationships."
    )


def _left_out(facts: Facts, told: Told) -> Iterator[Block]:
    dropped = tuple(
        (str(form["table"]), str(one["dataset"]), _reason(str(one["reason"])), number(int(one["rows"])))
        for form in _forms(facts)
        for one in form["dropped"]
    )
    if dropped:
        yield Paragraph(
            "Rows and answers that give no record of a dataset, or of a step towards it, with the rule that says so. A "
            "row that gives no record here may give one elsewhere; the column *Not used* above counts those that give "
            "none at all. Rules are in the words of the mapping, which is among the programs of this package."
        )
        yield Grid(
            "What gives no record", ("Table", "Dataset or step", "Rule", "Count"), dropped,
            widths=(1.7, 1.9, 6, 0.9), right=(3,), source=SOURCE,
        )  # fmt: skip
    yield from told.optional("left-out")
    for form in _forms(facts):
        if count := int(form["lost"]):
            asks = f"Why {counted(count, 'row')} of table {form['table']} gave no record: no rule says so."
            yield Gap(f"lost-{form['table']}", "the mapping", asks)


def _reason(reason: str) -> str:
    """The rule of the mapping as a reader meets it."""
    kept = "not where: "
    return f"does not meet: {reason.removeprefix(kept)}" if reason.startswith(kept) else reason


def _columns(facts: Facts) -> Iterator[Block]:
    ignored: Any = facts.sdtm.ledger.get("ignored", {})
    rows = tuple((table, column, str(why)) for table in sorted(ignored) for column, why in ignored[table].items())
    if rows:
        yield Grid(
            "Collected columns that are not submitted", ("Table", "Column", "Reason"), rows, widths=(1.5, 1.5, 5),
            source=SOURCE,
        )  # fmt: skip
    unmapped: Any = facts.sdtm.ledger.get("unmapped", {})
    for table in sorted(unmapped):
        columns = ", ".join(unmapped[table])
        asks = f"Why {columns} of table {table} are not submitted; or map them."
        yield Gap(f"ignored-{table}", "the mapping ([ignored])", asks)
    if not rows and not unmapped:
        yield Paragraph("Every collected column is submitted.")
