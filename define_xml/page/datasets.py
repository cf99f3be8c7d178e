"""The datasets: one table of all, and a section for each with its variables."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.document.items import ItemGroupDef
from define_xml.page.arranged import Arranged, Group
from define_xml.page.documents import note
from define_xml.page.markup import count, fragment, joined, link, outward, quoted, text, told
from define_xml.page.rows import flags, heads, variable_row

_HEADS = ("Dataset", "Label", "Class", "Structure", "Keys", "Variables")


def datasets(view: Arranged) -> Iterator[str]:
    """The section of all datasets, then one section for each."""
    if not view.groups:
        return
    names = (*_HEADS, *(("Records",) if view.observed else ()))
    yield "<section id=~datasets class=part><h2>Datasets</h2><table class=all aria-label=Datasets><thead><tr>"
    yield "".join(f"<th scope=col>{one}" for one in names) + "<tbody>"
    yield from (_line(view, group) for group in view.groups)
    yield "</table>" + _unnamed(view) + "</section>"
    for group in view.groups:
        yield from _dataset(view, group)


def _unnamed(view: Arranged) -> str:
    """Datasets in the folder that nothing describes."""
    found = view.observed.unnamed if view.observed else ()
    return f"<p class=bad>not described here: {text(', '.join(found))}" if found else ""


def _undescribed(view: Arranged, group: Group) -> str:
    """Variables in the file that nothing describes."""
    data = view.observed.datasets.get(group.name) if view.observed else None
    found = data.undescribed if data else ()
    return f"<p class=bad>in the file, not described here: {text(', '.join(found))}" if found else ""


def _line(view: Arranged, group: Group) -> str:
    dataset = group.dataset
    cells = [
        link(group.anchor, group.name),
        told(dataset.description),
        joined(_classes(dataset), "<br>"),
        text(dataset.structure),
        ", ".join(text(name) for name in keys(group)),
        str(len(group.rows)),
    ]
    if view.observed:
        cells.append(_records(view, group))
    return "<tr><th scope=row>" + "<td>".join(cells)


def _classes(dataset: ItemGroupDef) -> list[str]:
    found = dataset.classes
    if found is None:
        return [text(dataset.class_name)]
    return [text(found.name), *(f"<small>{text(one.name)}</small>" for one in found.subclasses)]


def keys(group: Group) -> list[str]:
    """The names of the key variables in their order."""
    found = [(row.ref.key_sequence or "", (row.item and row.item.name) or "?") for row in group.rows]
    said = [(int(at), name) for at, name in found if at.isascii() and at.isdigit()]
    return [name for _, name in sorted(said, key=lambda one: one[0])]


def _records(view: Arranged, group: Group) -> str:
    data = view.observed.datasets.get(group.name) if view.observed else None
    if data is not None:
        wrong = group.dataset.has_no_data == "Yes" and data.records
        return f"{data.records:,}" + (" <span class=bad>declared to have no data</span>" if wrong else "")
    return "<span class=soft>none</span>" if group.dataset.has_no_data == "Yes" else "<span class=bad>no file</span>"


def _dataset(view: Arranged, group: Group) -> Iterator[str]:
    dataset = group.dataset
    observed = group.name in view.observed.datasets if view.observed else False
    label = told(dataset.description)
    head = f"<a href={fragment(group.anchor)} class=self>{text(group.name)}</a> <span>{label}</span>"
    yield f"<section id={quoted(group.anchor)} class=ds><h3>{head}</h3>{flags(view, group.name, '')}"
    yield f"<ul class=meta>{''.join(f'<li>{one}' for one in _facts(view, group) if one)}</ul>"
    yield note(view, dataset.comment_oid) + _undescribed(view, group)
    yield f"<table class={'vf' if observed else 'vs'} aria-label={quoted('Variables of ' + group.name)}>"
    yield heads(("Variable", "Label"), observed)
    width = 6 if observed else 5
    yield from (variable_row(view, group, row, width) for row in group.rows)
    yield "</table></section>"


def _facts(view: Arranged, group: Group) -> Iterator[str]:
    dataset = group.dataset
    yield joined(_classes(dataset), ", ").replace("<small>", "").replace("</small>", "")
    yield text(dataset.structure)
    named = ", ".join(text(name) for name in keys(group))
    yield f"Keys {named}" if named else ""
    yield count(len(group.rows), "variable")
    if view.observed:
        records = _records(view, group)
        yield f"{records} records" if records[:1].isdigit() else records
    yield text(dataset.purpose)
    yield "Repeating" if dataset.repeating == "Yes" else ""
    yield "No data" if dataset.has_no_data == "Yes" else ""
    yield "Reference data" if dataset.is_reference_data == "Yes" else ""
    yield "Non-standard" if dataset.is_non_standard == "Yes" else ""
    yield _standard(view, dataset.standard_oid)
    yield from _names(dataset)
    if dataset.leaf is not None:
        leaf = dataset.leaf
        own = quoted(view.anchors.here("leaf", leaf.id))
        yield f"<span id={own}>{outward(leaf.href, leaf.title or leaf.href or '')}</span>"
    uses = view.used_by("dataset result", dataset.oid)
    yield "Analysed in " + ", ".join(link(one.anchor, one.name) for one in uses) if uses else ""


def _standard(view: Arranged, oid: str | None) -> str:
    if not oid:
        return ""
    found = view.index.standards.get(oid)
    if found is None:
        return f"<span class=bad>standard {text(oid)} is not defined</span>"
    return link(view.anchors.get("standard", oid), f"{found.name} {found.version}")


def _names(dataset: ItemGroupDef) -> Iterator[str]:
    for one in dataset.aliases:
        yield f"{text(one.context)}: {text(one.name)}"
    if dataset.domain and dataset.domain != dataset.name:
        yield f"Domain {text(dataset.domain)}"
    if dataset.sas_dataset_name and dataset.sas_dataset_name != dataset.name:
        yield f"SAS name {text(dataset.sas_dataset_name)}"
