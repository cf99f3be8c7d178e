"""What a study's spec promises of its datasets: `promises_of`."""

from __future__ import annotations

from collections.abc import Iterator

from mappings.spec import DatasetSpec, StudySpec
from validation.promises.kinds import kind
from validation.promises.promise import (
    Among,
    DatasetLabelled,
    Delivered,
    Demand,
    Described,
    Ordered,
    Promise,
    Unique,
)
from validation.promises.relations import relation_promises
from validation.promises.variables import submitted, variable_promises
from validation.promises.words import listed


def promises_of(dataset: DatasetSpec, study: StudySpec) -> tuple[Promise, ...]:
    """Every promise of a dataset, in the order of its spec; none of one that stays at home or says it has no data.

    The spec may be a study folder's (`load_study`), a build's (`described_study`) or a define.xml's
    (`spec_from_define`): each promises what it says.
    """
    if not dataset.submit or dataset.has_no_data:
        return ()
    found: dict[str, Promise] = {}
    for promise in (*_of_dataset(study, dataset), *_of_variables(study, dataset), *relation_promises(study, dataset)):
        # A spec may say a thing twice, at value level under two names.
        found.setdefault(promise.name, promise)
    return tuple(found.values())


def all_promises(study: StudySpec) -> dict[str, tuple[Promise, ...]]:
    """The promises of each dataset of the study that makes any, by its name."""
    return {dataset.name: made for dataset in study.datasets if (made := promises_of(dataset, study))}


def _of_variables(study: StudySpec, dataset: DatasetSpec) -> Iterator[Promise]:
    for variable in submitted(dataset):
        yield from variable_promises(study, dataset, variable)


def _made(dataset: DatasetSpec, check: str, demand: Demand, words: str, *variables: str) -> Promise:
    return Promise(check, kind(check).severity, dataset.name, demand, words, variables)


def _of_dataset(study: StudySpec, dataset: DatasetSpec) -> Iterator[Promise]:
    names = tuple(variable.name for variable in submitted(dataset))
    yield _made(dataset, "dataset_absent", Delivered(), f"the spec describes {dataset.name}, and it is not there")
    if dataset.label:
        words = f"the spec's label is '{dataset.label}'"
        yield _made(dataset, "dataset_label_unlike_spec", DatasetLabelled(dataset.label.strip()), words)
    # What the standard implies comes to a study's own files when they are bound: they do not say all variables.
    if names and not dataset.place:
        yield _made(dataset, "variable_unsaid_in_spec", Described(names), "the spec does not describe these variables")
        yield _made(dataset, "variable_out_of_order", Ordered(names), "the spec says another order of variables")
    keys = tuple(name for name in dataset.keys if name in names)
    if keys and keys == dataset.keys:
        words = f"the keys {', '.join(keys)} are not unique"
        yield _made(dataset, "keys_repeated", Unique(), words, *keys)
    yield from _constants(study, dataset, names)


def _constants(study: StudySpec, dataset: DatasetSpec, names: tuple[str, ...]) -> Iterator[Promise]:
    ids = tuple(dict.fromkeys(one for one in (study.study_id, study.protocol) if one))
    if "STUDYID" in names and ids:
        yield _made(dataset, "study_unlike_spec", Among(ids), f"the spec's study is {listed(ids)}", "STUDYID")
    supplemental = "RDOMAIN" in names and dataset.name.startswith(("SUPP", "SQ"))
    name = "RDOMAIN" if supplemental else "DOMAIN"
    domain = dataset.domain
    # Define-XML 2.1, 5.3.7: the domain of a supplemental dataset is that of its parent.
    if name in names and domain and not (supplemental and domain.startswith(("SUPP", "SQ"))):
        yield _made(dataset, "constant_wrong", Among((domain,)), f"the spec says {domain}", name)
