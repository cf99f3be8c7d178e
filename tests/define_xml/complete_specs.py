"""Complete studies for laws: everything that define.xml can say, drawn at random."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any, get_args

from hypothesis import strategies as st

from define_xml.from_spec.expressions import expression
from mappings.rule import parse_rule
from mappings.spec import Codelist, DatasetSpec, Floor, StandardRef, StudySpec, Term, ValueSpec, VariableSpec
from mappings.statement import (
    DataType,
    DocumentSpec,
    DocumentUse,
    ExpressionSpec,
    MethodSpec,
    OriginSpec,
    PageSpec,
    Said,
)
from mappings.where import Where, parse_where

# XML takes no control characters; what Unicode has not assigned is nobody's text.
signs = st.characters(codec="utf-8", exclude_categories=("Cs", "Cc", "Cn", "Co"))
words = st.text(signs, max_size=12)
files = st.sampled_from(["acrf.pdf", "guide/csdrg.pdf", "a b.pdf"])
some_words = words.filter(str.strip)
long_text = st.one_of(words, st.lists(words, max_size=3).map("\n".join))
names = st.from_regex(r"\A[A-Z][A-Z0-9]{0,7}\Z")
small = st.integers(1, 200)
flags = st.booleans()
data_types = st.sampled_from(get_args(DataType))

pages = st.builds(
    PageSpec, refs=st.sampled_from(["", "1 2 7"]), first=st.sampled_from(["", "3"]), last=st.sampled_from(["", "9"]),
    type=st.sampled_from(["PhysicalRef", "NamedDestination"]), title=words,
)  # fmt: skip
uses = st.lists(
    st.builds(DocumentUse, document=st.sampled_from(["acrf", "csdrg", "LF.sap"]), pages=st.tuples(pages)), max_size=2
).map(tuple)
documents = st.lists(
    st.builds(
        DocumentSpec, id=st.sampled_from(["acrf", "csdrg", "LF.sap", "a b"]), title=words, href=files,
        kind=st.sampled_from(["acrf", "supplemental", ""]),
    ),
    max_size=3, unique_by=lambda one: one.id,
).map(tuple)  # fmt: skip
origins = st.lists(
    st.builds(
        OriginSpec, type=st.sampled_from(["Collected", "Derived", "Assigned", "Predecessor"]),
        source=st.sampled_from(["", "Sponsor", "Investigator"]), text=long_text, documents=uses,
    ),
    max_size=2,
).map(tuple)  # fmt: skip
expressions = st.sampled_from([
    expression(parse_rule("study_day(AESTDTC, DM.RFSTDTC)"), parse_where('AESTDTC.notna() or SEX == "F"')),
    expression(parse_rule('recode(a, {"1": "Y",\n "0": "N"})')),
    ExpressionSpec(context="trial-dossier", code="no rule at all"),
    ExpressionSpec(context="SAS", code="x = y;\n if a < b then x = 1;"),
])  # fmt: skip
methods = st.builds(
    MethodSpec, name=words, text=long_text, type=st.sampled_from(["Computation", "Imputation"]),
    expressions=st.lists(expressions, max_size=2).map(tuple), documents=uses, oid=st.sampled_from(["", "MT.SAME"]),
)  # fmt: skip
terms = st.lists(
    st.builds(
        Term, value=some_words, decode=words, code=st.sampled_from(["", "C1"]), order=st.none() | st.integers(1, 9),
        rank=st.none() | st.sampled_from([1.0, 2.5, -3.0]), extended=flags, collected=st.tuples(words),
        synonyms=st.tuples(words),
    ),
    max_size=4, unique_by=lambda term: term.value,
).map(tuple)  # fmt: skip


def differences(one: object, other: object, place: str = "") -> Iterator[str]:
    """Where two specs differ, and in what."""
    if isinstance(one, Said) and type(one) is type(other):
        for name in type(one).model_fields:
            yield from differences(getattr(one, name), getattr(other, name), f"{place}.{name}")
    elif isinstance(one, tuple) and isinstance(other, tuple) and len(one) == len(other):
        for number, (left, right) in enumerate(zip(one, other, strict=True)):
            yield from differences(left, right, f"{place}[{getattr(left, 'name', number)}]")
    elif one != other:
        yield f"{place}: {one!r} is not {other!r}"


@st.composite
def codelists(draw: Any, packages: tuple[str, ...]) -> tuple[Codelist, ...]:
    """Lists of terms and dictionaries, of published terminology or the sponsor's own."""
    found = []
    for name in draw(st.lists(st.sampled_from(["SEX", "UNIT.VS", "MedDRA", "A B", "NY"]), max_size=4, unique=True)):
        dictionary = draw(st.sampled_from(["", "MedDRA"]))
        found.append(
            Codelist(
                name=name, label=draw(st.sampled_from(["", "Unit", "Sex"])), code=draw(st.sampled_from(["", "C66731"])),
                extensible=draw(flags), terms=draw(terms), data_type=draw(st.sampled_from(["text", "integer"])),
                standard=draw(st.sampled_from(["", *packages])), sas_format=draw(st.sampled_from(["", "$SEX"])),
                dictionary=dictionary, version=draw(words), href=draw(files), comment=draw(long_text),
                comment_documents=draw(uses), oid=draw(st.sampled_from(["", f"CL.{len(found)}"])),
            )
        )  # fmt: skip
    return tuple(found)


@st.composite
def variables(draw: Any, name: str, lists: tuple[str, ...]) -> VariableSpec:
    """A variable without its values."""
    kind = draw(data_types)
    return VariableSpec(
        name=name, label=draw(words), type="Num" if kind in ("integer", "float") else "Char", data_type=kind,
        role=draw(st.sampled_from(["", "Identifier", "Topic"])), core=draw(st.sampled_from(["Req", "Exp", "Perm", ""])),
        codelists=draw(st.sampled_from([(), *((one,) for one in lists)])), length=draw(st.none() | small),
        digits=draw(st.none() | st.integers(0, 5)), format=draw(st.sampled_from(["", "DATE9.", "8.2"])),
        submit=draw(st.sampled_from([True, True, True, False])), origin=draw(st.sampled_from(["", "Assigned"])),
        comment=draw(long_text), comment_documents=draw(uses), values_label=draw(words),
        mandatory=draw(st.none() | flags), origins=draw(origins), method=draw(st.none() | methods),
        has_no_data=draw(flags), non_standard=draw(flags), place="somewhere",
        oid=draw(st.sampled_from(["", "", "", "IT.SHARED"])),
    )  # fmt: skip


@st.composite
def conditions(draw: Any, named: tuple[str, ...]) -> Where:
    """A condition that a where clause can say: comparisons joined by `and`, alternatives by `or`."""

    def literal() -> str:
        return draw(st.one_of(words.map(lambda text: json.dumps(text, ensure_ascii=False)), st.sampled_from(NUMBERS)))

    def comparison() -> str:
        name = draw(st.sampled_from(named))
        sign = draw(st.sampled_from(["==", "!=", "<", "<=", ">", ">=", "in", "not in", "isna", "notna"]))
        if sign.endswith("na"):
            return f"{name}.{sign}()"
        return f"{name} {sign} [{literal()}, {literal()}]" if sign.endswith("in") else f"{name} {sign} {literal()}"

    many = st.integers(1, 2)
    clauses = [" and ".join(comparison() for _ in range(draw(many))) for _ in range(draw(many))]
    return parse_where(" or ".join(clauses))


NUMBERS = ["0", "3", "-2", "0.5", "1e3", "12345678901234567890"]


@st.composite
def values(draw: Any, named: tuple[str, ...], lists: tuple[str, ...]) -> ValueSpec:
    """What is said of values under a condition."""
    return ValueSpec(
        where=draw(conditions(named)), type=draw(st.none() | data_types), length=draw(st.none() | small),
        codelist=draw(st.sampled_from([None, *lists])), label=draw(words), digits=draw(st.none() | st.integers(0, 5)),
        format=draw(st.sampled_from(["", "8.1"])), mandatory=draw(flags), origins=draw(origins),
        method=draw(st.none() | methods), comment=draw(long_text), comment_documents=draw(uses),
        has_no_data=draw(flags), name=draw(st.sampled_from(["", "ALB"])), oid=draw(st.sampled_from(["", "", "IT.V.1"])),
    )  # fmt: skip


CLASSES = {
    "sdtm": ["Events", "Findings About", "Special-Purpose", "TRIAL DESIGN", ""],
    "adam": ["SUBJECT LEVEL ANALYSIS DATASET", "OCCURRENCE DATA STRUCTURE", "BASIC DATA STRUCTURE", "ADAM OTHER"],
}


@st.composite
def datasets(draw: Any, name: str, floor: Floor, lists: tuple[str, ...], guides: tuple[str, ...]) -> DatasetSpec:
    """A dataset with some variables; some of them have values under conditions on its own variables."""
    columns = draw(st.lists(names | st.sampled_from(["USUBJID", "AETERM"]), min_size=1, max_size=4, unique=True))
    said = [draw(variables(column, lists)) for column in columns]
    there = tuple(one.name for one in said if one.submit)
    named = (*there, *(f"{name}.{column}" for column in there))
    if named:
        many = st.lists(values(named, lists), max_size=2).map(tuple)
        said = [one.model_copy(update={"values": draw(many)}) for one in said]
    return DatasetSpec(
        name=name, label=draw(words), domain=draw(st.sampled_from([name, "AE"])),
        class_name=draw(st.sampled_from(CLASSES[floor])), subclass=draw(st.sampled_from(["", "ADVERSE EVENT"])),
        structure=draw(st.sampled_from(["One record per subject", "one record per event"])),
        keys=tuple(draw(st.lists(st.sampled_from(columns), max_size=2))), variables=tuple(said),
        comment=draw(long_text), comment_documents=draw(uses), custom=draw(flags), has_no_data=draw(flags),
        repeating=draw(st.none() | flags), reference=draw(st.none() | flags),
        standard=draw(st.sampled_from(["", *guides])), href=draw(st.sampled_from(["", "data/x.xpt"])),
        oid=draw(st.sampled_from(["", "", "IG.SAME"])), submit=draw(st.sampled_from([True, True, False])),
        own_keys=draw(flags), ignored={"column": "why"},
    )  # fmt: skip


@st.composite
def studies(draw: Any) -> StudySpec:
    """A study of either floor."""
    floor: Floor = draw(st.sampled_from(["sdtm", "adam"]))
    guides = [("SDTMIG", "3.4"), ("SDTMIG-MD", "1.1")] if floor == "sdtm" else [("ADaMIG", "1.3"), ("OCCDS", "1.1")]
    reference = {"status": st.sampled_from(["Final", "Draft"]), "comment": long_text, "comment_documents": uses}
    standards = tuple(
        draw(st.builds(StandardRef, name=st.just(name), version=st.just(version), **reference))
        for name, version in draw(st.sampled_from([guides, guides[:1]]))
    )
    packages = tuple(
        draw(st.builds(StandardRef, name=st.just(name), version=st.just("2025-03-28"), **reference))
        for name in draw(st.sampled_from([("SDTM", "ADaM"), ("SDTM",), ()]))
    )
    lists = draw(codelists(tuple(one.name for one in packages)))
    known = tuple(one.name for one in lists)
    held = draw(st.lists(st.sampled_from(["DM", "AE", "SUPPAE", "ADSL", "TV"]), min_size=1, max_size=3, unique=True))
    named = tuple(one.name for one in standards)
    return StudySpec(
        floor=floor, study_id=draw(some_words), name=draw(words), protocol=draw(words), description=draw(long_text),
        standards=standards, terminology=packages, codelists=lists, documents=draw(documents),
        comment=draw(long_text), comment_documents=draw(uses), notes=("a note",), place="study.toml",
        datasets=tuple(draw(datasets(name, floor, known, named)) for name in held),
    )  # fmt: skip
