"""A study folder drafted from a define.xml: study.toml, dataset files, terminology.csv."""

from __future__ import annotations

from collections.abc import Iterator

from define_xml.document.metadata import Define
from define_xml.draft.datasets import dataset_files
from define_xml.draft.ground import Ground, ground_of
from define_xml.draft.remarks import comment
from define_xml.draft.supplemental import is_supplemental
from define_xml.draft.toml import file, key, line, remark
from define_xml.to_spec import spec_from_define
from mappings.spec import Codelist, StudySpec


def draft(define: Define) -> dict[str, str]:
    """The files of a study folder by their path: what a define.xml of any version says, as `load_study` reads it.

    Rules that methods carried in our own language come back; a copy of its predecessor, a rule the standard implies or
    `assign(NAME)` stands for the others, marked "drafted: decide". Labels, types, lengths, codelists, origins, methods
    and comments are said where the standard does not say the same; supplemental qualifiers stand with their parent.
    """
    return draft_of(spec_from_define(define))


def draft_of(study: StudySpec) -> dict[str, str]:
    """The files of a study folder by their path, from a study as a define.xml describes it."""
    ground = ground_of(study)
    files = dict(dataset_files(ground))
    files["study.toml"] = file(_blocks(ground))
    terms = ground.codelists.as_csv()
    if terms:
        files["terminology.csv"] = terms
    return dict(sorted(files.items()))


def _blocks(ground: Ground) -> Iterator[list[str]]:
    study = ground.followed
    yield [
        remark("Drafted from a define.xml. What it does not say (raw tables, where records come from) is yours."),
        *(remark(one) for one in [*ground.remarks, *_lost(ground)]),
    ]
    yield ["[study]", *_named(ground)]
    yield ["[standards]", *(line(one.name, one.version) for one in study.standards)]
    yield ["[terminology]", *(line(one.name, one.version) for one in study.terminology)]
    for one in study.documents:
        said = {"title": one.title or one.href, "file": one.href, "kind": one.kind, "floor": study.floor}
        yield [f"[documents.{key(one.id)}]", *(line(name, text) for name, text in said.items() if text)]
    yield from _dictionaries(ground)


def _named(ground: Ground) -> Iterator[str]:
    study = ground.followed
    plain = "".join(sign for sign in study.study_id if sign.isascii() and sign.isprintable()).strip() or "STUDY"
    yield line("id", plain, "" if plain == study.study_id else f"in full: {study.study_id}")
    said = {"name": study.name, "protocol": study.protocol, "description": study.description}
    yield from (line(name, text) for name, text in said.items() if text)
    words = comment(study.comment, study.comment_documents, ground.documents)
    if words is not None:
        yield line("comment", words)


def _dictionaries(ground: Ground) -> Iterator[list[str]]:
    """The dictionaries, each with the variables coded with it; one of another version is a remark."""
    coded: dict[str, dict[str, list[str]]] = {}
    links: dict[str, str] = {}
    for place, one in _coded(ground):
        links.setdefault(one.dictionary, one.href)
        coded.setdefault(one.dictionary, {}).setdefault(one.version, []).append(place)
    for name, versions in coded.items():
        (version, variables), *others = versions.items()
        said = {"version": version, "variables": variables, **({"href": links[name]} if links[name] else {})}
        told = (f"{name} {other} is said of {', '.join(named)}: decide" for other, named in others)
        yield [f"[dictionaries.{key(name)}]", *(line(field, text) for field, text in said.items()), *map(remark, told)]


def _coded(ground: Ground) -> Iterator[tuple[str, Codelist]]:
    """Each variable that is coded with a dictionary, and the dictionary."""
    for dataset in ground.study.datasets:
        for variable in dataset.variables:
            found = (ground.codelists.dictionaries.get(name) for name in variable.codelists)
            yield from ((f"{dataset.name}.{variable.name}", one) for one in found if one is not None)


def _lost(ground: Ground) -> list[str]:
    """Supplemental qualifiers whose parent is not described."""
    names = {one.name for one in ground.study.datasets}
    return [
        f"{one.name} is left out: its parent is not described"
        for one in ground.study.datasets
        if ground.study.floor == "sdtm" and is_supplemental(one) and one.name.removeprefix("SUPP") not in names
    ]
