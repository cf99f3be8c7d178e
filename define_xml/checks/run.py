"""All checks of a define.xml on the document alone, run or explained."""

from __future__ import annotations

import re

from define_xml.checks import (
    classes,
    codelists,
    conditions,
    datasets,
    documents,
    identifiers,
    items,
    keys,
    methods,
    origins,
    pages,
    published,
    references,
    results,
    sizes,
    standards,
    structure,
    terminology,
    texts,
    unused,
    values,
)
from define_xml.checks.check import Check
from define_xml.checks.reviewed import Reviewed
from define_xml.document.metadata import Define
from define_xml.schema import schema_findings
from define_xml.versions import as_version
from mappings.finding import Finding

CHECKS: tuple[Check, ...] = (
    *structure.CHECKS,
    *standards.CHECKS,
    *identifiers.CHECKS,
    *references.CHECKS,
    *unused.CHECKS,
    *datasets.CHECKS,
    *classes.CHECKS,
    *keys.CHECKS,
    *items.CHECKS,
    *sizes.CHECKS,
    *published.CHECKS,
    *values.CHECKS,
    *conditions.CHECKS,
    *codelists.CHECKS,
    *terminology.CHECKS,
    *origins.CHECKS,
    *pages.CHECKS,
    *methods.CHECKS,
    *documents.CHECKS,
    *texts.CHECKS,
    *results.CHECKS,
)


def check_define(define: Define, content: bytes | None = None) -> tuple[Finding, ...]:
    """What is wrong with a define.xml: against the schema where its bytes are given, then by every check of ours.

    What the schema says of a value on a line is not said again.
    """
    schema = schema_findings(content) if content is not None else ()
    said = {(_line(one), one.value) for one in schema if one.value}
    reviewed = reviewed_define(define)
    own = (finding for check in CHECKS for finding in check(reviewed))
    return (*schema, *(one for one in own if (_line(one), one.value) not in said))


def reviewed_define(define: Define) -> Reviewed:
    """The define in the form of 2.1, with the version it was written in."""
    return Reviewed(as_version(define, "2.1"), define.version, define)


def _line(finding: Finding) -> str:
    found = re.match(r"line \d+", finding.words)
    return found[0] if found else ""


def explained() -> tuple[tuple[str, str, str, str], ...]:
    """Every check: its name, its severity, what is wrong, and the paragraph that says so."""
    return tuple((one.name, one.severity, one.what, one.cites) for one in CHECKS)
