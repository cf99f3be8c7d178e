"""Checks of methods and comments: each says something, once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from define_xml.checks.check import MODERN, Told, allowed, check, counted, told
from define_xml.checks.reviewed import Reviewed, identifier
from define_xml.document.fields import Element
from define_xml.document.values import CommentDef, FormalExpression, MethodDef

METHOD = "Define-XML 2.1, MethodDef"
COMMENT = "Define-XML 2.1, def:CommentDef"
TYPES = ("Computation", "Imputation")


@check("error", METHOD)
def method_name_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A method has no name."""
    for one in reviewed.of(MethodDef):
        if not (one.name or "").strip():
            yield told(one, "Name is missing")


@check("error", METHOD, MODERN)
def method_type_unknown(reviewed: Reviewed) -> Iterator[Told]:
    """The type of a method is missing or unknown."""
    for one in reviewed.of(MethodDef):
        if one.type not in TYPES:
            yield told(one, f"Type is {one.type or 'missing'}; {allowed(one.type or '', TYPES)}", one.type)


@check("error", METHOD)
def method_text_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A method does not say in words how values are made."""
    for one in reviewed.of(MethodDef):
        if not (one.description and one.description.value):
            yield told(one, "Description is missing or blank: say in words how the values are made")


@check("error", METHOD)
def expression_context_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A formal expression does not say which language it is in."""
    for one in reviewed.of(FormalExpression):
        if not (one.context or "").strip():
            yield told(one, "Context of a FormalExpression is missing: name the language, as SAS 9.4")


@check("error", METHOD)
def expression_empty(reviewed: Reviewed) -> Iterator[Told]:
    """A formal expression says nothing."""
    for one in reviewed.of(FormalExpression):
        if not one.value.strip():
            yield told(one, "the FormalExpression is blank: take it out")


@check("warning", METHOD)
def expression_context_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """A method has two expressions in the same language."""
    for one in reviewed.of(MethodDef):
        contexts = [expression.context for expression in one.expressions]
        if len(set(contexts)) < len(contexts):
            yield told(one, "two FormalExpressions have the same Context", contexts[0])


@check("note", METHOD)
def method_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two methods say the same."""
    yield from _same((one, (_text(one), one.expressions, one.documents)) for one in reviewed.of(MethodDef))


@check("error", COMMENT)
def comment_text_missing(reviewed: Reviewed) -> Iterator[Told]:
    """A comment says nothing."""
    for one in reviewed.of(CommentDef):
        if not (one.description and one.description.value):
            yield told(one, "Description is missing or blank: a comment says something")


@check("note", COMMENT)
def comment_repeated(reviewed: Reviewed) -> Iterator[Told]:
    """Two comments say the same."""
    yield from _same((one, (_text(one), one.documents)) for one in reviewed.of(CommentDef))


def _text(one: MethodDef | CommentDef) -> str:
    return one.description.value if one.description else ""


def _same(said: Iterable[tuple[Element, tuple[object, ...]]]) -> Iterator[Told]:
    """One finding for all that say again what another says."""
    seen: set[tuple[object, ...]] = set()
    again: list[Element] = []
    for one, key in said:
        again += [one] if key[0] and key in seen else []
        seen.add(key)
    if again:
        words = counted(len(again), "definition", "say")
        yield told(again[0], f"{words} what another says, {identifier(again[0])} the first: one is enough")


CHECKS = (
    method_name_missing,
    method_type_unknown,
    method_text_missing,
    expression_context_missing,
    expression_empty,
    expression_context_repeated,
    method_repeated,
    comment_text_missing,
    comment_repeated,
)
