"""The head of the page: the study, its standards and documents; the contents beside it; what was found."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from define_xml.document.metadata import Standard
from define_xml.page.arranged import Arranged
from define_xml.page.beyond import beyond
from define_xml.page.documents import documents, note, used_by
from define_xml.page.markup import count, joined, link, outward, quoted, text
from mappings.finding import SEVERITIES, Finding

SIGNS = {"error": "✗", "warning": "!", "note": "i"}


def title(view: Arranged) -> str:
    """What the page is called."""
    names = view.define.study.names if view.define.study else None
    return (names.study_name if names else "") or "define.xml"


def study(view: Arranged) -> Iterator[str]:
    """The study in words and figures."""
    names = view.define.study.names if view.define.study else None
    metadata = view.define.metadata
    yield f"<section id=~study><h1>{text(title(view))}</h1>"
    yield f"<p class=lead>{text(names.study_description)}" if names and names.study_description else ""
    yield f"<ul class=figures>{''.join(_figures(view))}</ul><dl class=facts>"
    said = [
        ("Protocol", text(names.protocol_name) if names else ""),
        ("Metadata", joined([text(metadata.name), text(metadata.description)], "<br>")),
        ("Define-XML", text(metadata.define_version or view.define.version)),
        ("Context", text(view.define.context)),
        ("Created", text((view.define.creation_date_time or "").replace("T", " "))),
        ("By", joined([text(view.define.originator), text(_system(view))], ", ")),
        ("File", text(view.define.file_oid)),
        ("Definitions", joined([text(view.define.study.oid if view.define.study else ""), text(metadata.oid)], " · ")),
        ("Extensions", _extensions(view)),
        ("Comment", note(view, metadata.comment_oid, metadata.comment_oid or "")),
    ]
    yield "".join(f"<div><dt>{name}<dd>{words}</div>" for name, words in said if words)
    yield "</dl></section>"
    yield from _standards(view)
    yield from _documents(view)


def _system(view: Arranged) -> str:
    return joined([view.define.source_system or "", view.define.source_system_version or ""], " ")


def _extensions(view: Arranged) -> str:
    found = beyond(view.define)
    return f"{count(found, 'element')} of the file with parts beyond the standard, not shown here" if found else ""


def counted(view: Arranged) -> list[tuple[str, str, int, str]]:
    """The sections of definitions: address, name, how many, what one is called."""
    metadata = view.define.metadata
    displays = metadata.displays.displays if metadata.displays else ()
    found = [
        ("datasets", "Datasets", len(metadata.datasets), "dataset"),
        ("codelists", "Codelists", len(metadata.codelists), "codelist"),
        ("methods", "Methods", len(metadata.methods), "method"),
        ("comments", "Comments", len(metadata.comments), "comment"),
        ("results", "Analysis results", len(displays), "analysis display"),
    ]
    return [one for one in found if one[2]]


def _figures(view: Arranged) -> Iterator[str]:
    variables = sum(len(group.rows) for group in view.groups)
    items = sum(len(row.values.rows) for group in view.groups for row in group.rows if row.values)
    for name, _, number, word in counted(view):
        words = count(number, word).partition(" ")[2]
        yield f"<li><a href=#~{name}><b>{number:,}</b> {words}</a>"
        if name == "datasets":
            yield f"<li><b>{variables:,}</b> {count(variables, 'variable').partition(' ')[2]}"
            yield f"<li><b>{items:,}</b> {count(items, 'value-level item').partition(' ')[2]}" if items else ""


def _standards(view: Arranged) -> Iterator[str]:
    holder = view.define.metadata.standards
    if holder and holder.standards:
        heads = "".join(f"<th scope=col>{one}" for one in ("Standard", "Version", "Type", "Status", "Used"))
        yield "<section id=~standards class=part><h2>Standards</h2><table class=std aria-label=Standards>"
        yield f"<thead><tr>{heads}<tbody>"
        yield from (_standard(view, one) for one in holder.standards)
        yield "</table></section>"


def _standard(view: Arranged, found: Standard) -> str:
    anchor = view.anchors.here("standard", found.oid)
    name = text(joined([found.name or "", found.publishing_set or ""], " "))
    uses = used_by(view.used_by("standard", found.oid)) if view.used_by("standard", found.oid) else ""
    kind = {"IG": "Implementation guide", "CT": "Terminology"}.get(found.type or "", found.type or "")
    cells = [name, text(found.version), text(kind), text(found.status), uses + note(view, found.comment_oid)]
    return f"<tr id={quoted(anchor)}><th scope=row>" + "<td>".join(cells)


def _documents(view: Arranged) -> Iterator[str]:
    metadata = view.define.metadata
    lines = [
        *(
            (one, "Annotated CRF (aCRF)")
            for one in (metadata.annotated_crf.documents if metadata.annotated_crf else ())
        ),
        *((one, "Supplemental") for one in (metadata.supplemental.documents if metadata.supplemental else ())),
    ]
    kinds: dict[str, str] = {}
    for one, kind in lines:
        kinds.setdefault(one.leaf_id or "", kind)
    leaves = {one.id or "": one for one in metadata.leaves}
    if not leaves and not lines:
        return
    yield "<section id=~documents class=part><h2>Documents</h2><ul class=docs>"
    for oid, leaf in leaves.items():
        anchor = view.anchors.here("leaf", oid)
        uses = view.used_by("leaf", oid)
        more = [kinds.get(oid, ""), text(leaf.href), f"{count(len(uses), 'reference')} to it" if uses else ""]
        words = outward(leaf.href, (leaf.title or leaf.href or oid).strip())
        yield f"<li id={quoted(anchor)}>{words} <span class=soft>{joined(more, ' · ')}</span>"
    yield from (f"<li>{kind}: {documents(view, (one,))}" for one, kind in lines if one.leaf_id not in leaves)
    yield "</ul></section>"


def contents(view: Arranged, findings: Sequence[Finding]) -> Iterator[str]:
    """The contents: every section, and every dataset below its own."""
    yield "<nav id=~contents aria-label=Contents><a href=#~study>Study</a>"
    yield f"<a href=#~findings>Findings <span>{len(findings)}</span></a>" if findings else ""
    for name, words, number, _ in counted(view):
        yield f"<a href=#~{name}>{words} <span>{number:,}</span></a>"
        if name == "datasets":
            lines = (f"<li>{link(group.anchor, group.name)}" for group in view.groups)
            yield f"<ol>{''.join(lines)}</ol>"
        elif name == "results":
            yield f"<ol>{''.join(f'<li>{link(*one)}' for one in _displays(view))}</ol>"
    yield "</nav>"


def _displays(view: Arranged) -> list[tuple[str, str]]:
    """The address and the name of each display."""
    found = view.define.metadata.displays
    return [
        (view.anchors.get("display", one.oid), one.name or one.oid or "?") for one in (found.displays if found else ())
    ]


def findings_section(view: Arranged, findings: Sequence[Finding]) -> Iterator[str]:
    """What was found about this define.xml, by gravity."""
    if not findings:
        return
    totals = Counter(one.severity for one in findings)
    told = joined([count(totals[one], one) for one in SEVERITIES if totals[one]], " · ")
    heads = "".join(f"<th scope=col>{one}" for one in ("Gravity", "Where", "What", "Check"))
    yield f"<section id=~findings class=part><h2>Findings</h2><p>{told}<table class=found aria-label=Findings>"
    yield f"<thead><tr>{heads}<tbody>"
    numbered = sorted(enumerate(findings, 1), key=lambda one: SEVERITIES.index(one[1].severity))
    yield from (_finding(view, number, one) for number, one in numbered)
    yield "</table></section>"


def _finding(view: Arranged, number: int, one: Finding) -> str:
    anchor = view.variable(one.dataset, one.variable) or view.dataset(one.dataset)
    place = link(anchor, one.place) if anchor else text(one.place)
    times = f" <span class=soft>{one.count:,} times</span>" if one.count > 1 else ""
    value = f" <q>{text(one.value)}</q>" if one.value else ""
    check = text(one.check) + (f"<small>{text(one.cites)}</small>" if one.cites else "")
    sign = f"<span class={one.severity}><b aria-hidden=true>{SIGNS[one.severity]}</b> {one.severity}</span>"
    return f"<tr id=~finding-{number}><td>{sign}<td>{place}<td>{text(one.words)}{value}{times}<td>{check}"
