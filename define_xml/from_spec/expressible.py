"""What define.xml can say of a study: the study made explicit, in order, with every identifier, and nothing else."""

from __future__ import annotations

from define_xml.from_spec.classes import (
    defined_class,
    followed,
    house_class,
    house_standard,
    is_reference,
    place_in_order,
    repeats,
)
from define_xml.from_spec.expressible_codelists import CodelistNames, expressible_codelists, used_codelists
from define_xml.from_spec.expressible_uses import Documents, one_reference
from define_xml.from_spec.expressible_values import with_values
from define_xml.from_spec.expressible_variables import expressible_variable
from define_xml.from_spec.texts import lines, one_line
from define_xml.oids import Names, dataset_oid, standard_oid
from mappings.spec import DatasetSpec, StandardRef, StudySpec


def expressible(study: StudySpec) -> StudySpec:
    """The study as define.xml says it, and as it is read again from there; saying it twice changes nothing.

    What goes: what stays at home (helpers, tables, shared rules, notes, places, justification, collected words and
    synonyms of terms, whether a list is extensible), rules that no method carries, codelists that nobody uses or that
    have no terms, all codelists of a variable but the first. What comes: identifiers, the order of datasets and
    codelists, numbers of terms, what an item of value level inherits (type, length, digits), what define.xml must say
    (mandatory, repeating, a file, a description, a method's name), and for `core` what the standard says, or Req of
    what is mandatory. Blanks are as in a text of XML: none at the ends, one between words.

    MappingError for what cannot be said: a condition that is no comparison with values, or names what is not submitted;
    a standard or a codelist the study does not name.
    """
    documents = Documents(study)
    said = _named(study, documents)
    names = CodelistNames(study)
    kept = [_submitted(dataset) for dataset in study.datasets if dataset.submit]
    ordered = sorted(kept, key=lambda dataset: place_in_order(dataset, study.floor))
    given = Names()
    plain = tuple(_dataset(dataset, said, documents, given) for dataset in ordered)
    items = Names()
    typed = tuple(
        dataset.model_copy(
            update={
                "variables": tuple(
                    expressible_variable(dataset, variable, names, documents, items) for variable in dataset.variables
                )
            }
        )
        for dataset in plain
    )
    whole = with_values(said.model_copy(update={"datasets": typed}), names, documents, items)
    used = used_codelists(whole.datasets)
    return whole.model_copy(update={"codelists": expressible_codelists(study, names, used, documents)})


def _named(study: StudySpec, documents: Documents) -> StudySpec:
    """The study without its datasets and codelists."""
    name, description = one_line(study.name), lines(study.description)
    return StudySpec(
        floor=study.floor,
        study_id=one_line(study.study_id),
        name=name if description else "",
        description=description or name or one_line(study.study_id),
        protocol=one_line(study.protocol) or one_line(study.study_id),
        standards=tuple(_standard(ref, "IG", documents) for ref in study.standards),
        terminology=tuple(_standard(ref, "CT", documents) for ref in study.terminology),
        documents=documents.all(),
        comment=documents.comment(study.comment, study.comment_documents),
        comment_documents=documents.uses(study.comment_documents),
    )


def _standard(ref: StandardRef, kind: str, documents: Documents) -> StandardRef:
    return StandardRef(
        name=house_standard(ref.name),
        version=ref.version,
        status=ref.status,
        comment=documents.comment(ref.comment, ref.comment_documents),
        comment_documents=documents.uses(ref.comment_documents),
        oid=standard_oid(ref, kind),
    )


def _submitted(dataset: DatasetSpec) -> DatasetSpec:
    kept = (one for one in dataset.variables if one.submit and not one.supplemental)
    return dataset.model_copy(update={"variables": tuple(kept)})


def _dataset(dataset: DatasetSpec, study: StudySpec, documents: Documents, given: Names) -> DatasetSpec:
    """What is said of the dataset itself; its variables as they were."""
    reference = dataset.reference if dataset.reference is not None else is_reference(dataset)
    repeating = dataset.repeating if dataset.repeating is not None else repeats(dataset)
    standard = _one_standard(dataset, study)
    names = {variable.name for variable in dataset.variables}
    return DatasetSpec(
        name=dataset.name,
        label=one_line(dataset.label),
        domain=dataset.domain or dataset.name,
        class_name=house_class(defined_class(dataset.class_name), study.floor),
        subclass=defined_subclass(dataset.subclass) if dataset.class_name.strip() else "",
        structure=one_line(dataset.structure),
        keys=tuple(dict.fromkeys(key for key in dataset.keys if key in names)),
        variables=dataset.variables,
        comment=documents.comment(dataset.comment, dataset.comment_documents),
        comment_documents=documents.uses(dataset.comment_documents),
        custom=not standard,
        has_no_data=dataset.has_no_data,
        # Define-XML 2.1, 5.3.9: reference data do not repeat.
        repeating=repeating and not reference,
        reference=reference,
        standard=standard,
        href="" if dataset.has_no_data else dataset.href or f"{dataset.name.lower()}.xpt",
        oid=given.give(dataset_oid(dataset), dataset.name),
    )


def defined_subclass(subclass: str) -> str:
    """A subclass as Define-XML writes it."""
    return " ".join(subclass.upper().split())


def _one_standard(dataset: DatasetSpec, study: StudySpec) -> str:
    wanted = house_standard(followed(dataset, study))
    place = f"{dataset.name}, standard"
    return one_reference(wanted, study.standards, place, "[standards]") if wanted else ""
