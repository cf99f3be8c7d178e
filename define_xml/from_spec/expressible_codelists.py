"""Codelists as define.xml says them: those that are used, in order, under names that are identifiers."""

from __future__ import annotations

from collections.abc import Iterable

from define_xml.from_spec.expressible_uses import Documents, one_reference
from define_xml.from_spec.texts import one_line
from define_xml.oids import Names, codelist_name, codelist_oid
from mappings.error import MappingError, nearest
from mappings.spec import Codelist, DatasetSpec, StudySpec, Term

NO_CODELIST = frozenset({
    "date", "time", "datetime", "partialDate", "partialTime", "partialDatetime", "incompleteDatetime",
    "durationDatetime", "intervalDatetime",
})  # fmt: skip


class CodelistNames:
    """What each codelist of a study is called in define.xml: its identifier without `CL.`."""

    def __init__(self, study: StudySpec) -> None:
        given = Names()
        self.oids: dict[str, str] = {}
        self._empty = {one.name for one in study.codelists if not one.terms and not one.dictionary}
        for one in study.codelists:
            if one.name not in self.oids:
                self.oids[one.name] = given.give(codelist_oid(one), one.name)
        self._codes = {one.code: one.name for one in reversed(study.codelists) if one.code}

    def name(self, said: str, place: str) -> str:
        """The name of a codelist that a variable names, empty of one without terms; MappingError if there is none."""
        known = said if said in self.oids else self._codes.get(said, "")
        if not known:
            remedy = nearest(said, list(self.oids)) or "a codelist that is named belongs to the study"
            raise MappingError(place, f"no codelist {said}", remedy)
        return "" if known in self._empty else codelist_name(self.oids[known])


def used_codelists(datasets: Iterable[DatasetSpec]) -> frozenset[str]:
    """The names of the codelists that variables or their values have."""
    found = {
        name
        for dataset in datasets
        for variable in dataset.variables
        for name in (*variable.codelists, *(value.codelist for value in variable.values))
    }
    return frozenset(name for name in found if name)


def expressible_codelists(
    study: StudySpec, names: CodelistNames, used: frozenset[str], documents: Documents
) -> tuple[Codelist, ...]:
    """The codelists used, by name; equal labels are told apart by the name behind them."""
    unique = {one.name: one for one in reversed(study.codelists)}
    found = [_codelist(one, names.oids[one.name], study, documents) for one in unique.values()]
    kept = sorted((one for one in found if one.name in used), key=lambda one: (one.name.casefold(), one.name))
    labels = [one.label for one in kept]
    return tuple(
        one.model_copy(update={"label": f"{one.label} ({one.name})"}) if labels.count(one.label) > 1 else one
        for one in kept
    )


def _codelist(one: Codelist, oid: str, study: StudySpec, documents: Documents) -> Codelist:
    place = f"codelist {one.name}, standard"
    return Codelist.model_construct(
        name=codelist_name(oid),
        label=one_line(one.label) or codelist_name(oid),
        code=one.code,
        extensible=False,
        terms=() if one.dictionary else _terms(one.terms),
        data_type=one.data_type,
        standard=one_reference(one.standard, study.terminology, place, "[terminology]") if one.standard else "",
        sas_format=one.sas_format,
        dictionary=one.dictionary,
        version=one.version if one.dictionary else "",
        href=one.href if one.dictionary else "",
        comment=documents.comment(one.comment, one.comment_documents),
        comment_documents=documents.uses(one.comment_documents),
        oid=oid,
    )


def _terms(terms: tuple[Term, ...]) -> tuple[Term, ...]:
    """The terms in order and numbered; where one is decoded all are, at least by themselves."""
    decoded = any(term.decode for term in terms)
    orders = [term.order for term in terms]
    numbered = None not in orders and len(set(orders)) == len(orders)
    return tuple(
        Term.model_construct(
            value=term.value,
            decode=(one_line(term.decode) or term.value) if decoded else "",
            code=term.code,
            collected=(),
            synonyms=(),
            order=term.order if numbered else place,
            rank=term.rank,
            extended=term.extended,
        )
        for place, term in enumerate(terms, start=1)
    )
