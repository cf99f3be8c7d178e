"""Origins, pages, methods, comments and conditions of a define.xml in words that two documents can be compared by."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from define_xml.document.common import Alias, Description, DocumentRef, PDFPageRef
from define_xml.document.fields import Element
from define_xml.document.index import Index
from define_xml.document.items import ItemGroupDef, Origin, WhereClauseRef
from define_xml.document.metadata import Standard
from define_xml.document.values import MethodDef, RangeCheck

SIGNS = {"EQ": "==", "NE": "!=", "LT": "<", "LE": "<=", "GT": ">", "GE": ">=", "IN": "in", "NOTIN": "not in"}
SINGLE = {"IN": "EQ", "NOTIN": "NE"}


def facts(said: Mapping[str, str | None]) -> dict[str, str]:
    """What is said, without what is not: an empty text says nothing, and blanks at its ends mean nothing."""
    return {name: text.strip() for name, text in said.items() if text and text.strip()}


def languages(name: str, description: Description | None) -> dict[str, str]:
    """The English text under the name, and those of other languages beside it."""
    if description is None:
        return {}
    english = description.value
    found = facts({name: english})
    for one in description.texts:
        words = " ".join(one.value.split())
        if words != english:
            found[f"{name} ({one.lang or 'no language'})"] = words
    return found


def further(*elements: Element) -> dict[str, str]:
    """What a vendor said beyond the standard."""
    found = {}
    for one in elements:
        if one.extra is not None:
            found.update({f"extension {name.rpartition('}')[2]}": text for name, text in one.extra.attributes})
            beyond = " ".join(" ".join(xml.split()) for _, xml in one.extra.elements)
            found.update({f"extension in {one.TAG.rpartition(':')[2]}": beyond} if beyond else {})
    return found


def other_names(aliases: Iterable[Alias]) -> str:
    """The aliases, by context."""
    return "; ".join(sorted(f"{one.context or ''}: {one.name or ''}" for one in aliases))


@dataclass(frozen=True)
class Texts:
    """The words of one define.xml, by its index."""

    index: Index

    def documents(self, references: Iterable[DocumentRef]) -> str:
        """`acrf.pdf p. 3 7`, of several in alphabetical order."""
        return "; ".join(sorted(self._document(one) for one in references))

    def _document(self, reference: DocumentRef) -> str:
        leaf = self.index.leaves.get(reference.leaf_id or "")
        name = (leaf and (leaf.href or leaf.title)) or reference.leaf_id or ""
        return " ".join([name, *filter(None, map(_pages, reference.pages))])

    def origin(self, origins: Iterable[Origin]) -> str:
        """`Collected (Investigator): acrf.pdf p. 3`, of several in alphabetical order."""
        return "; ".join(sorted(self._origin(one) for one in origins))

    def _origin(self, one: Origin) -> str:
        kind = f"{one.type or ''} ({one.source})" if one.source else one.type or ""
        told = [one.description.value if one.description else "", self.documents(one.documents)]
        words = ", ".join(filter(None, told))
        return f"{kind}: {words}" if words else kind

    def method(self, oid: str | None) -> dict[str, str]:
        """What is said of how a value is made."""
        if not oid:
            return {}
        found = self.index.methods.get(oid)
        if found is None:
            return {"method": f"(no definition {oid})"}
        return {
            **languages("method", found.description),
            **facts({"method name": found.name, "method type": found.type}),
            **facts({"method documents": self.documents(found.documents)}),
            **facts({"expression": _expressions(found), "method aliases": other_names(found.aliases)}),
            **further(found),
        }  # fmt: skip

    def comment(self, oid: str | None, name: str = "comment") -> dict[str, str]:
        """What a comment says."""
        if not oid:
            return {}
        found = self.index.comments.get(oid)
        if found is None:
            return {name: f"(no definition {oid})"}
        documents = facts({f"{name} documents": self.documents(found.documents)})
        return {**languages(name, found.description), **documents, **further(found)}

    def standard(self, oid: str | None) -> str:
        """`SDTMIG`, and its version only where the document has several of the name."""
        found = self.index.standards.get(oid or "")
        if found is None:
            return f"(no definition {oid})" if oid else ""
        name = standard_name(found)
        alone = sum(standard_name(one) == name for one in self.index.standards.values()) == 1
        return name if alone else f"{name} {found.version or ''}"

    @cached_property
    def item_names(self) -> dict[str, str]:
        """`DM.SEX` for each item that is a variable."""
        items = self.index.items
        homes = self.index.homes.items()
        return {
            oid: f"{home.name or ''}.{(items[oid].name or oid) if oid in items else oid}" for oid, (home, _) in homes
        }

    def variable(self, oid: str | None, home: ItemGroupDef | None = None) -> str:
        """The name of an item: alone inside its own dataset, with its dataset elsewhere."""
        item = self.index.items.get(oid or "")
        name = (item and item.name) or oid or ""
        if home is not None and any(ref.item_oid == oid for ref in home.items):
            return name
        whole = self.item_names.get(oid or "", name)
        return whole.removeprefix(f"{home.name}.") if home is not None else whole

    def condition(self, references: Iterable[WhereClauseRef], home: ItemGroupDef | None = None) -> str:
        """Where clauses in one wording: alternatives, comparisons and values in alphabetical order."""
        alternatives = sorted({self._alternative(one.where_clause_oid or "", home) for one in references})
        return " or ".join(alternatives)

    def _alternative(self, oid: str, home: ItemGroupDef | None) -> str:
        found = self.index.where_clauses.get(oid)
        if found is None:
            return f"(no definition {oid})"
        return " and ".join(sorted({self._comparison(one, home) for one in found.checks}))

    def _comparison(self, check: RangeCheck, home: ItemGroupDef | None) -> str:
        word, values = check.comparator or "", sorted({value.strip() for value in check.values})
        word = SINGLE.get(word, word) if len(values) == 1 else word
        told = ", ".join(f'"{value}"' for value in values)
        wanted = f"[{told}]" if word in SINGLE or len(values) != 1 else told
        return f"{self.variable(check.item_oid, home)} {SIGNS.get(word, word)} {wanted}"

    def condition_comments(self, references: Iterable[WhereClauseRef]) -> dict[str, str]:
        """What comments say of the conditions: how datasets are joined."""
        clauses = [self.index.where_clauses.get(one.where_clause_oid or "") for one in references]
        found: dict[str, str] = {}
        for one in clauses:
            if one is not None:
                found |= self.comment(one.comment_oid, "comment on the condition")
        return found


def standard_name(standard: Standard) -> str:
    """`SDTMIG`, or `CDISC/NCI SDTM` for a package of terminology."""
    return " ".join(filter(None, (standard.name, standard.publishing_set)))


def _expressions(method: MethodDef) -> str:
    return "\n".join(f"{one.context or ''}: {one.value.strip()}" for one in method.expressions)


def _pages(page: PDFPageRef) -> str:
    refs = " ".join((page.page_refs or "").split())
    between = f"{page.first_page or ''}-{page.last_page or ''}" if page.first_page or page.last_page else ""
    sign = {"PhysicalRef": "p.", "NamedDestination": "at"}.get(page.type or "", page.type or "page")
    told = " ".join(filter(None, (refs, between)))
    return " ".join(filter(None, (f"{sign} {told}" if told else "", f"({page.title})" if page.title else "")))
