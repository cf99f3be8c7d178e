"""Analysis datasets and their standard, put together: structures of ADaMIG and OCCDS, predecessors, order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from mappings.catalog import StandardVariable, load_standard
from mappings.datasets import LABEL_LENGTH, NAME, condition, rule, standard_values, variable_spec
from mappings.error import MappingError, nearest
from mappings.remarks import comment_fields
from mappings.rule import Name, parse_rule
from mappings.said import DatasetEntry, Reading, VariableEntry
from mappings.spec import DatasetSpec, StudySpec, VariableSpec
from mappings.structures import OTHER, chosen_structure, published_variable, structure, structures

COPIES = ("assign", "subject_value")  # words that hand a value on as it is
# ADaMIG 1.3, 3.1: what says whose record it is stands first.
IDENTIFIERS = ("STUDYID", "USUBJID", "SUBJID", "SITEID", "ASEQ")
Said = Callable[[str], DatasetSpec | None]


def analysis_spec(entry: DatasetEntry, stem: str, place: str, study: StudySpec, reading: Reading) -> DatasetSpec:
    """The analysis dataset with its author's variables; predecessors and carried ones come when names are bound."""
    name = entry.name or stem.upper()
    published = chosen_structure(name, entry, place, study, reading) if entry.submit else None
    # A class that does not exist is one error; that the variables it has are then unknown would be many.
    wrong = entry.submit and published is None and entry.class_ != OTHER
    spec = DatasetSpec(
        name=name,
        label=entry.label or "",
        domain=entry.domain or name,
        class_name=published.class_name if published else entry.class_ or OTHER,
        subclass=entry.subclass,
        structure=entry.structure or (published.structure if published else ""),
        keys=tuple(entry.keys if entry.keys is not None else published.keys if published else ()),
        own_keys=entry.keys is not None and not wrong,
        records=rule(entry.records, f"{place}  {name}.records", reading),
        where=condition(entry.where, f"{place}  {name}.where", reading),
        ignored=entry.ignored,
        omitted=tuple(entry.omitted),
        predecessors={source: ("*",) if said == "*" else tuple(said) for source, said in entry.predecessors.items()},
        order=tuple(entry.order),
        submit=entry.submit,
        **comment_fields(entry.comment),
        custom=published is None,
        place=place,
    )
    _judge_dataset(spec, reading)
    likely = structures(study) if wrong else (published,)
    variables = []
    for target, said in entry.variables.items():
        found = (published_variable(target, one, study) for one in likely)
        variables.append(_variable(spec, target, said, next(filter(None, found), None), reading))
    return spec.model_copy(update={"variables": tuple(variables)})


def with_predecessors(
    dataset: DatasetSpec, columns: Mapping[str, bool], sources: Iterable[str], said: Said, errors: list[MappingError]
) -> DatasetSpec:
    """The dataset with the variables it copies: from its records' own source, or from the subject's first record.

    Of all variables of another dataset those that the records bring themselves are the records'.
    """
    taken = {variable.name for variable in dataset.variables} | set(dataset.omitted)
    found, here, offered = list(dataset.variables), set(sources), set(columns)
    for source, names in dataset.predecessors.items():
        place = f"{dataset.place}  {dataset.name}.predecessors.{source}"
        described = said(source)
        if described is None:
            errors.append(MappingError(place, f"no dataset {source}", "name a dataset of SDTM or of adam/"))
            continue
        known = {variable.name: variable for variable in described.variables if variable.submit}
        offered |= set(known)
        for name in known if names == ("*",) else names:
            if described.variable(name) is not None and name not in known:
                remedy = "a predecessor is submitted there: bring this one by a rule"
                errors.append(MappingError(place, f"{source}.{name} stays at home", remedy))
            elif name not in known:
                errors.append(MappingError(place, f"{source} has no variable {name}", nearest(name, set(known))))
            elif name not in taken:
                own = source in here or (name in columns and (names == ("*",) or name in IDENTIFIERS[:2]))
                text = f"assign({name})" if own else f"subject_value({source}.{name})"
                found.append(_copied(dataset, known[name], text))
                taken.add(name)
    errors.extend(_omitted_in_vain(dataset, offered))
    return dataset.model_copy(update={"variables": tuple(found)})


def _omitted_in_vain(dataset: DatasetSpec, offered: Collection[str]) -> Iterator[MappingError]:
    """Variables left out that have a rule here, or that neither the records, nor predecessors, nor SDTM know."""
    place = f"{dataset.place}  {dataset.name}.omitted"
    for name in dataset.omitted:
        if dataset.variable(name) is not None:
            yield MappingError(place, f"{name} is left out and has a rule", "leave one of the two out")
        elif name not in offered and name not in _tabulated():
            yield MappingError(place, f"nothing brings {name}", nearest(name, set(offered)))


@cache
def _tabulated() -> frozenset[str]:
    """The variables of the SDTMIG: a study whose SDTM has no such column may leave it out all the same."""
    return frozenset(one.name for dataset in load_standard("SDTMIG", "3.4").datasets for one in dataset.variables)


def completed_analysis(dataset: DatasetSpec, study: StudySpec, columns: Mapping[str, bool], said: Said) -> DatasetSpec:
    """The dataset with every variable it will have, in order; those its records bring under a published name too."""
    published = structure(dataset, study)
    if published is None or dataset.custom:
        return dataset if not dataset.submit else _ordered(dataset, dataset.variables, study)
    taken = {variable.name for variable in dataset.variables} | set(dataset.omitted)
    carried = [
        _copied(dataset, variable, f"assign({variable.name})")
        for name, made in columns.items()
        if made and name not in taken and (variable := _carried(name, dataset, study, said))
    ]
    return _ordered(dataset, (*dataset.variables, *carried), study)


def _carried(name: str, dataset: DatasetSpec, study: StudySpec, said: Said) -> VariableSpec | None:
    """What is said of a column that comes under a published name: by the dataset it is of, else by the standard."""
    published = structure(dataset, study)
    known = published.variable(name) if published else None
    if known is None or dataset.records is None:
        return None
    found = _origin(name, dataset, said)
    if found is None:
        # A word made it (DTYPE), or an option of one named it (unpivot): no name of SDTM, whatever the pattern.
        return None if known.label_note else VariableSpec(name=name, **standard_values(known))
    table, one = found
    foreign = any(source.name == table for source in study.sources)
    # A pattern of a star fits many names of SDTM that mean something else; at home a name was chosen for ADaM.
    if known.pattern and foreign:
        return None
    if one.label:
        return one
    return None if known.label_note else one.model_copy(update={**standard_values(known), "submit": True})


def _origin(name: str, dataset: DatasetSpec, said: Said) -> tuple[str, VariableSpec] | None:
    """The dataset that says the column of these records, however many stacks of datasets at home lie between."""
    described = [(part.text, said(part.text)) for part in (dataset.records.names() if dataset.records else ())]
    for table, spec in described:
        if spec is not None and (one := spec.variable(name)) is not None:
            return table, one
    deeper = (_origin(name, spec, said) for _, spec in described if spec is not None and not spec.submit)
    return next((found for found in deeper if found is not None), None)


def _ordered(dataset: DatasetSpec, variables: Iterable[VariableSpec], study: StudySpec) -> DatasetSpec:
    """In the author's order where one is said; else identifiers, copies, treatment, what is published, what is not."""
    named = {name: place for place, name in enumerate(dataset.order)}
    copied = {name for names in dataset.predecessors.values() for name in names}
    published = structure(dataset, study)
    places = {variable.name: place for place, variable in enumerate(published.variables)} if published else {}

    def place(variable: VariableSpec) -> tuple[int, int, str]:
        name = variable.name
        if name in named:
            return (0, named[name], "")
        if name in IDENTIFIERS:
            return (1, IDENTIFIERS.index(name), "")
        known = published.variable(name) if published else None
        if known is not None:
            return (3, places[known.pattern or known.name], name if known.pattern else "")
        if _is_copy(variable) and (name in copied or "*" in copied):
            return (2, 0, "")
        return (2, 1, "") if published_variable(name, published, study) else (4, 0, "")

    return dataset.model_copy(update={"variables": tuple(sorted(variables, key=place))})


def _is_copy(variable: VariableSpec) -> bool:
    """Whether the variable is handed on under its own name."""
    rule = variable.rule
    if rule is None or rule.word.text not in COPIES or not isinstance(rule.arguments[0], Name):
        return False
    return rule.arguments[0].text.rpartition(".")[2] == variable.name


def _copied(dataset: DatasetSpec, source: VariableSpec, text: str) -> VariableSpec:
    place = f"{dataset.place}  {dataset.name}.{source.name}"
    kept = {
        "name", "label", "type", "data_type", "codelists", "length", "digits", "format", "role",
    }  # fmt: skip
    return VariableSpec(**source.model_dump(include=kept), rule=parse_rule(text, place), place=place)


def _judge_dataset(spec: DatasetSpec, reading: Reading) -> None:
    if not spec.submit:
        return
    faults: list[tuple[str, str]] = []
    if not NAME.fullmatch(spec.name):
        faults.append((f"{spec.name} is no dataset name", "capital letters and digits, at most 8"))
    if not spec.label:
        faults.append((f"{spec.name} has no label", 'say  label = "..."'))
    if not (spec.label.isascii() and spec.label.isprintable()):
        faults.append((f"the label of {spec.name} is not in plain letters", "a transport file is ASCII"))
    if len(spec.label) > LABEL_LENGTH:
        faults.append((f"the label of {spec.name} has {len(spec.label)} characters", "at most 40"))
    reading.errors.extend(MappingError(spec.place, problem, remedy) for problem, remedy in faults)


def _variable(
    dataset: DatasetSpec, name: str, said: str | VariableEntry, published: StandardVariable | None, reading: Reading
) -> VariableSpec:
    if published is not None and published.label_note:
        published = replace(published, label="")  # the author says it
    return variable_spec(dataset, name, said, published, reading, misplaced=_misplaced)


def _misplaced(dataset: DatasetSpec, spec: VariableSpec, published: StandardVariable | None) -> list[tuple[str, str]]:
    """ADaM lets a sponsor add any variable, but has no supplemental qualifiers."""
    if spec.supplemental:
        return [("analysis datasets have no supplemental qualifiers", "leave supplemental out")]
    return []
