"""Analysis results: each display, its results, and what they were computed from and how."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.document.results import AnalysisDataset, AnalysisResult, Documentation, ProgrammingCode, ResultDisplay
from define_xml.page.arranged import Arranged
from define_xml.page.documents import documents, note
from define_xml.page.markup import fragment, joined, link, quoted, text, told
from define_xml.page.where import where


def results(view: Arranged) -> Iterator[str]:
    """The section of analysis results."""
    found = view.define.metadata.displays
    if found and found.displays:
        yield "<section id=~results class=part><h2>Analysis results</h2>"
        yield from (_display(view, one) for one in found.displays)
        yield "</section>"


def _display(view: Arranged, found: ResultDisplay) -> str:
    anchor = view.anchors.here("display", found.oid)
    name = f"<a href={fragment(anchor)} class=self>{text(found.name or found.oid)}</a>"
    front = f"<section id={quoted(anchor)} class=display><h3>{name} <span>{told(found.description)}</span></h3>"
    pages = documents(view, found.documents)
    inner = "".join(_result(view, one) for one in found.results)
    return front + (f"<p>{pages}" if pages else "") + inner + "</section>"


def _result(view: Arranged, found: AnalysisResult) -> str:
    anchor = view.anchors.here("result", found.oid)
    title = told(found.description) or text(found.oid)
    lines = [
        ("Reason", text(found.analysis_reason)),
        ("Purpose", text(found.analysis_purpose)),
        ("Parameter", _parameter(view, found.parameter_oid)),
        ("Data", _data(view, found)),
        ("Documentation", _documentation(view, found.documentation)),
        ("Program", _code(view, found.code)),
    ]
    said = "".join(f"<div><dt>{name}<dd>{words}</div>" for name, words in lines if words)
    head = f"<h4><a href={fragment(anchor)} class=self>{title}</a></h4>"
    return f"<div id={quoted(anchor)} class=result>{head}<dl>{said}</dl></div>"


def _parameter(view: Arranged, oid: str | None) -> str:
    return _variable(view, oid, "") if oid else ""


def _variable(view: Arranged, oid: str | None, home: str) -> str:
    item = view.index.items.get(oid or "")
    anchor = view.anchors.get("item", oid, home)
    if item is None or not anchor:
        return f"<span class=bad>{text(oid)} is not defined</span>"
    label = item.description.value if item.description else ""
    return link(anchor, item.name or oid or "") + (f" <span class=soft>{text(label)}</span>" if label else "")


def _data(view: Arranged, found: AnalysisResult) -> str:
    if found.datasets is None:
        return ""
    each = "".join(f"<li>{_dataset(view, one)}" for one in found.datasets.datasets)
    return f"<ul>{each}</ul>{note(view, found.datasets.comment_oid)}"


def _dataset(view: Arranged, found: AnalysisDataset) -> str:
    group = view.index.datasets.get(found.item_group_oid or "")
    if group is None:
        return f"<span class=bad>{text(found.item_group_oid)} is not defined</span>"
    name = link(view.anchors.get("dataset", group.oid), group.name or group.oid or "")
    variables = "; ".join(_variable(view, one.item_oid, group.oid or "") for one in found.variables)
    chosen = where(view, found.where, group.name or "", name=True)
    return joined([name, f"where {chosen}" if chosen else "", f"<p>{variables}" if variables else ""], " ")


def _documentation(view: Arranged, found: Documentation | None) -> str:
    if found is None:
        return ""
    pages = documents(view, found.documents)
    return f"<p class=told>{told(found.description)}" + (f"<p>{pages}" if pages else "")


def _code(view: Arranged, found: ProgrammingCode | None) -> str:
    if found is None:
        return ""
    code = (found.code or "").strip("\n")
    shown = f"<pre tabindex=0><code>{text(code)}</code></pre>" if code.strip() else ""
    return joined([text(found.context), documents(view, found.documents), shown], " ")
