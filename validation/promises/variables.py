"""What the spec promises of a variable: that it is there, its type, and the values it may have."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from mappings.finding import Severity
from mappings.sas_dates import DAY, FIRST_DAY, LAST_DAY, calendar_kind
from mappings.spec import Codelist, DatasetSpec, StudySpec, ValueSpec, VariableSpec
from mappings.where import NUMBER, Where
from validation.promises.forms import FORMS, NUMBERS
from validation.promises.kinds import kind
from validation.promises.promise import (
    Among,
    Between,
    Bytes,
    Decimals,
    Demand,
    Empty,
    Filled,
    Labelled,
    Matching,
    NoneOf,
    Present,
    Promise,
    Typed,
    Whole,
)
from validation.promises.words import codelist_words

# ADaMIG 1.3, 3.1: "Req" says that the variable is there; its values may be missing, but for whose and what they are.
NEVER_MISSING = frozenset({"STUDYID", "USUBJID", "PARAM", "PARAMCD"})
_SEQUENCE = re.compile(r"[A-Z]{2}SEQ|ASEQ|TSSEQ")
_DAY = re.compile(r"([A-Z]{2}|A)(ST|EN)?DY")


@dataclass(frozen=True)
class Place:
    """Where promises are made: a variable of a dataset of a study, in all its records or in some."""

    study: StudySpec
    dataset: DatasetSpec
    variable: VariableSpec
    where: Where | None = None

    def promise(self, check: str, demand: Demand, words: str, severity: Severity | None = None) -> Promise:
        """The promise made here."""
        name, grave = self.variable.name, severity or kind(check).severity
        return Promise(check, grave, self.dataset.name, demand, words, (name,), self.where)

    @property
    def number(self) -> bool:
        """The variable holds numbers."""
        return self.variable.type == "Num"


def submitted(dataset: DatasetSpec) -> tuple[VariableSpec, ...]:
    """The variables that are in the dataset's file."""
    return tuple(one for one in dataset.variables if one.submit and not one.supplemental)


def mandatory(study: StudySpec, variable: VariableSpec) -> bool:
    """Whether the variable has a value in every record; said, or else what its core says."""
    if variable.mandatory is not None:
        return variable.mandatory
    return variable.core == "Req" and (study.floor == "sdtm" or variable.name in NEVER_MISSING)


def variable_promises(study: StudySpec, dataset: DatasetSpec, variable: VariableSpec) -> Iterator[Promise]:
    """Every promise of one variable, and of its values in some records."""
    place = Place(study, dataset, variable)
    if variable.has_no_data:
        yield place.promise("value_where_none_is_said", Empty(), "the spec says that it has no data: leave it empty")
        return
    yield from _as_a_whole(place)
    yield from _values(place, _said(variable))
    yield from _by_name(place)
    for value in variable.values:
        some = replace(place, where=value.where)
        if value.has_no_data:
            yield some.promise("value_where_none_is_said", Empty(), "the spec says that these records have no value")
        else:
            yield from _values(some, value)


def _as_a_whole(place: Place) -> Iterator[Promise]:
    variable = place.variable
    severity: Severity = "error" if variable.core in {"", "Req"} or mandatory(place.study, variable) else "warning"
    yield place.promise("variable_absent", Present(), f"the dataset has no variable {variable.name}", severity)
    held = "numbers (Num)" if place.number else "text (Char)"
    yield place.promise("type_unlike_spec", Typed(place.number), f"the spec says that it holds {held}")
    if variable.label:
        words = f"the spec's label is '{variable.label}'"
        yield place.promise("variable_label_unlike_spec", Labelled(" ".join(variable.label.split())), words)


@dataclass(frozen=True)
class _Values:
    """What is said of values, of all or of some: the same of both."""

    type: str
    length: int | None
    digits: int | None
    codelists: tuple[str, ...]
    mandatory: bool | None


def _said(variable: VariableSpec) -> _Values:
    return _Values(variable.data_type, variable.length, variable.digits, variable.codelists, variable.mandatory)


def _values(place: Place, said: _Values | ValueSpec) -> Iterator[Promise]:
    """What is promised of the values that are meant."""
    whole = place.where is None
    if mandatory(place.study, place.variable) if whole else said.mandatory:
        yield place.promise("mandatory_value_missing", Filled(), "the spec says that it always has a value")
    yield from _written(place, said)
    lists = said.codelists if isinstance(said, _Values) else (said.codelist,) if said.codelist else ()
    yield from _coded(place, [found for name in lists if (found := place.study.codelist(name)) is not None])


def _written(place: Place, said: _Values | ValueSpec) -> Iterator[Promise]:
    kind_ = said.type or ""
    if place.number:
        if kind_ == "integer":
            yield place.promise("number_not_whole", Whole(), "the spec says that it is an integer")
        elif kind_ == "float" and said.digits is not None:
            words = f"the spec says {said.digits} decimals at most"
            yield place.promise("too_many_decimals", Decimals(said.digits), words)
        return
    if kind_ in FORMS:
        check = "number_malformed" if kind_ in NUMBERS else "date_malformed"
        words = f"the spec says {kind_}, written as {'a number' if kind_ in NUMBERS else 'ISO 8601 has it'}"
        # A text variable that says it holds numbers is another matter, its type's.
        if kind_ not in NUMBERS or place.where is not None:
            yield place.promise(check, Matching(kind_, FORMS[kind_]), words)
    if said.length is not None and said.length > 0:
        yield place.promise("value_too_long", Bytes(said.length), f"the spec says {said.length} bytes at most")


def _coded(place: Place, lists: Sequence[Codelist]) -> Iterator[Promise]:
    """The terms that values may be; a dictionary is not looked into."""
    if not lists or any(one.dictionary or not one.terms for one in lists):
        return
    terms = dict.fromkeys(term for one in lists for term in one.values())
    values = _as_held(place, tuple(terms))
    if values is None:
        return
    names = " or ".join(codelist_words(one) for one in lists)
    if any(one.extensible for one in lists):
        words = f"no term of codelist {names}; if the study adds it, say so in the spec"
        yield place.promise("value_extends_codelist", Among(values), words)
    else:
        yield place.promise("value_outside_codelist", Among(values), f"no term of codelist {names}, which is closed")


def _as_held(place: Place, terms: tuple[str, ...]) -> tuple[str | float, ...] | None:
    """The terms as the variable holds values; None where a number is promised and the terms are no numbers."""
    if not place.number:
        return tuple(dict.fromkeys(term.rstrip() for term in terms if term.strip()))
    if not all(NUMBER.fullmatch(term) for term in terms):
        return None
    return tuple(dict.fromkeys(float(term) for term in terms))


def _by_name(place: Place) -> Iterator[Promise]:
    """What a variable's name or format says of its numbers."""
    if not place.number:
        return
    name, format_ = place.variable.name, calendar_kind(place.variable.format)
    if _SEQUENCE.fullmatch(name):
        yield place.promise("sequence_not_positive", Between(1), "a sequence number is 1 or more")
    if _DAY.fullmatch(name):
        yield place.promise("day_zero", NoneOf((0.0,)), "there is no day 0")
    if name in {"AGE", "AAGE"}:
        yield place.promise("age_negative", Between(0), "an age is 0 or more")
    if format_ in {"date", "datetime"}:
        size = DAY if format_ == "datetime" else 1
        calendar = Between(FIRST_DAY * size, (LAST_DAY + 1) * size - 1)
        words = f"format {place.variable.format} shows it as a date, and it is none of the years 1582 to 9999"
        yield place.promise("date_out_of_calendar", calendar, words)
