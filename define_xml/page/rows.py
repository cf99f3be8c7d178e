"""One row of a table of variables, and the table of values below it."""

from __future__ import annotations

from define_xml.document.items import ItemDef, ItemRef
from define_xml.document.values import CodeList
from define_xml.page.arranged import Arranged, Group, Row, Values
from define_xml.page.documents import method, note, origins
from define_xml.page.facts import item_facts, variable_facts
from define_xml.page.markup import count, fragment, joined, link, quoted, text, told
from define_xml.page.where import meaning, where

PREVIEW = 30  # characters of the codes of a small codelist, shown at its name
_HEADS = ("Type", "Codelist", "Origin, method, comment")


def variable_row(view: Arranged, group: Group, row: Row, width: int) -> str:
    """A variable, and beneath it what is said of its values."""
    cells = [_name(view, group, row), _label(row.item, row.ref), *_declared(view, row)]
    if width > len(cells):
        cells.append(variable_facts(view, group, row))
    below = _below(view, group, row, width)
    kind = " class=over" if below else ""
    return f"<tr id={quoted(row.anchor)}{kind}><th scope=row>" + "<td>".join(cells) + below


def heads(first: tuple[str, ...], observed: bool) -> str:
    """The heads of a table of variables or values."""
    names = (*first, *_HEADS, *(("In the data",) if observed else ()))
    return "<thead><tr>" + "".join(f"<th scope=col>{one}" for one in names) + "<tbody>"


def values_table(view: Arranged, group: Group, variable: Row, found: Values) -> str:
    """The table of a value list: one row for each condition."""
    seen = group.name in view.observed.datasets if view.observed else False
    lines = [_value_row(view, group, (variable, row), seen) for row in found.rows]
    label = quoted(f"Values of {variable.name}")
    said = told(found.found.description)
    front = f"<p>{said}" if said else ""
    return f"{front}<table class=vl aria-label={label}>{heads(('Where',), seen)}{''.join(lines)}</table>"


def _value_row(view: Arranged, group: Group, rows: tuple[Row, Row], seen: bool) -> str:
    variable, row = rows
    said = where(view, row.ref.where, group.name, name=True) or "<i>no condition</i>"
    label = told(row.item.description) if row.item else ""
    said = said.replace(meaning(label), "")  # the label says it again
    cells = [f"{said}<p>{_called(view, variable, row)}", *_declared(view, row)]
    if seen:
        cells.append(item_facts(view, group, variable, row))
    return f"<tr id={quoted(row.anchor)}><th>" + "<td>".join(cells)  # alone in its column: a header of its row


def _called(view: Arranged, variable: Row, row: Row) -> str:
    """What a value-level item is called: its label, and its name where neither variable nor condition says it."""
    item = row.item
    if item is None:
        return f"<span class=bad>{text(row.ref.item_oid)} is not defined</span>"
    name, known = item.name or row.ref.item_oid or "?", {variable.item.name if variable.item else ""}
    for clause in row.ref.where:
        found = view.index.where_clauses.get(clause.where_clause_oid or "")
        known.update(value for check in (found.checks if found else ()) for value in check.values)
    other = text(name) if name not in known else ""
    words = joined([other, told(item.description)], " · ") or text(name)
    return f"<a>{words}</a>"  # the script makes it a link: thousands of addresses said twice would be a larger page


def _name(view: Arranged, group: Group, row: Row) -> str:
    name = (row.item and row.item.name) or row.ref.item_oid or "?"
    said = [
        f"key {row.ref.key_sequence}" if row.ref.key_sequence else "",
        "mandatory" if row.ref.mandatory == "Yes" else "",
        "non-standard" if row.ref.is_non_standard == "Yes" else "",
        "no data" if row.ref.has_no_data == "Yes" else "",
    ]
    marks = joined(said, " · ")
    small = f"<p>{text(marks)}" if marks else ""
    return f"<a href={fragment(row.anchor)}>{text(name)}</a>{small}{flags(view, group.name, name)}"


def flags(view: Arranged, dataset: str, variable: str) -> str:
    """A link to the first finding about a variable or dataset."""
    numbers = view.flags.get((dataset, variable), [])
    return f"<a href=#~finding-{numbers[0]} class=flag>{count(len(numbers), 'finding')}</a>" if numbers else ""


def _label(item: ItemDef | None, ref: ItemRef) -> str:
    if item is None:
        return f"<span class=bad>{text(ref.item_oid)} is not defined</span>"
    small = joined([text(ref.role), *_names(item)], " · ")
    return told(item.description) + (f"<p>{small}" if small else "")


def _names(item: ItemDef) -> list[str]:
    """Other names of a variable, where they are other names."""
    said = [f"{text(one.context)}: {text(one.name)}" for one in item.aliases]
    if item.sas_field_name and item.sas_field_name != item.name:
        said.append(f"SAS name {text(item.sas_field_name)}")
    return said


def _declared(view: Arranged, row: Row) -> list[str]:
    """Type, codelist, and where values come from."""
    item = row.item
    if item is None:
        return ["", "", ""]
    come = [
        origins(view, item.origins),
        method(view, row.ref.method_oid),
        method(view, row.ref.imputation_method_oid, "Imputation"),
        note(view, item.comment_oid),
        _results(view, row),
    ]
    return [_type(item), _codelist(view, item), "".join(come)]


def _results(view: Arranged, row: Row) -> str:
    uses = view.used_by("item result", row.ref.item_oid) if "." in row.name else ()
    found = ", ".join(link(one.anchor, one.name) for one in uses)
    return f"<p><span class=soft>Analysed in</span> {found}" if found and not row.ref.where else ""


def _type(item: ItemDef) -> str:
    size = joined([item.length or "", item.significant_digits or ""], ".")
    shown = text(f"{item.data_type or ''} {size}".strip())
    return shown + (f"<p>{text(item.display_format)}" if item.display_format else "")


def _codelist(view: Arranged, item: ItemDef) -> str:
    oid = item.codelist.codelist_oid if item.codelist else None
    if not oid:
        return ""
    found = view.index.codelists.get(oid)
    if found is None:
        return f"<span class=bad>codelist {text(oid)} is not defined</span>"
    small = _preview(found)
    return link(view.anchors.get("codelist", oid), found.name or oid) + (f"<p>{small}" if small else "")


def _preview(found: CodeList) -> str:
    """All codes of a small codelist; else how many, or the dictionary's version."""
    if found.external:
        return text(joined([found.external.dictionary or "", found.external.version or ""], " "))
    values = found.values()
    codes = " · ".join(values)
    return text(codes) if len(codes) <= PREVIEW else count(len(values), "term")


def _below(view: Arranged, group: Group, row: Row, width: int) -> str:
    found = row.values
    if found is None:
        oid = row.item.values.value_list_oid if row.item and row.item.values else None
        words = f"<span class=bad>value list {text(oid)} is not defined</span>"
        return f"<tr class=below><td colspan={width}>{words}" if oid else ""
    if found.again:
        return f"<tr class=below><td colspan={width}>{link(found.anchor, 'The same values as told above')}"
    rows = count(len(found.rows), "condition")
    inner = values_table(view, group, row, found)
    own = quoted(found.anchor)
    summary = f"<summary>Value level of {text(row.name)}: {rows}</summary>"
    return f"<tr class=below><td colspan={width}><details id={own} open>{summary}{inner}</details>"
