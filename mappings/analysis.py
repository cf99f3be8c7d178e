"""Analysis datasets and their standard, put together: structures of ADaMIG and OCCDS, predecessors, order."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import replace
from functools import cache

from mappings.catalog import StandardDataset as Structure
from mappings.catalog import StandardVariable, load_standard
from mappings.datasets import LABEL_LENGTH, NAME, condition, rule, standard_values, variable_spec
from mappings.error import MappingError, nearest
from mappings.rule import Name, parse_rule
from mappings.said import DatasetEntry, Reading, VariableEntry
from mappings.spec import DatasetSpec, StudySpec, VariableSpec

OTHER = "ADAM OTHER"
OCCURRENCE = "OCCURRENCE DATA STRUCTURE"
# ADaMIG 1.3, 3.1: what says whose record it is stands first.
COPIES = ("assign", "subject_value")  # words that hand a value on as it is
IDENTIFIERS = ("STUDYID", "USUBJID", "SUBJID", "SITEID", "ASEQ")
Said = Callable[[str], DatasetSpec | None]


def analysis_spec(entry: DatasetEntry, stem: str, place: str, study: StudySpec, reading: Reading) -> DatasetSpec:
    """The analysis dataset with its author's variables; predecessors and carried ones come when names are bound."""
    name = entry.name or stem.upper()
    published = _structure(name, entry, place, study, reading) if entry.submit else None
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
        comment=entry.comment,
        custom=published is None,
        place=place,
    )
    _judge_dataset(spec, reading)
    likely = tuple(_by_class(study).values()) if wrong else (published,) if published else ()
    variables = [
        _variable(spec, target, said, next((one for part in likely if (one := part.variable(target))), None), reading)
        for target, said in entry.variables.items()
    ]
    return spec.model_copy(update={"variables": tuple(variables)})


def structure(dataset: DatasetSpec, study: StudySpec) -> Structure | None:
    """The published structure of an analysis dataset: ADSL, BDS, TTE, OCCDS, or OCCDS of one domain."""
    if not dataset.submit:
        return None
    return _by_class(study).get((dataset.class_name, dataset.subclass))


def named_datasets(study: StudySpec) -> frozenset[str]:
    """The names that the rules of the study may mean a dataset by: before a dot, or alone in a rule for records."""
    found: set[str] = set()
    for dataset in study.datasets:
        found |= set(dataset.predecessors)
        found |= {part.text.partition(".")[0] for part in (dataset.records.names() if dataset.records else ())}
        for variable in dataset.variables:
            names = variable.rule.names() if variable.rule else ()
            found |= {part.text.partition(".")[0] for part in names if "." in part.text}
    return frozenset(found)


def coded_sources(study: StudySpec, sources: Iterable[DatasetSpec]) -> tuple[DatasetSpec, ...]:
    """The SDTM datasets with the codelists that the SDTMIG gives their variables, where the study names it."""
    ref = study.standard("SDTMIG")
    if ref is None or not any(release.name == "SDTM" for release in study.terminology):
        return tuple(sources)
    standard = load_standard(ref.name, ref.version)
    return tuple(
        _coded(source, standard.dataset(source.name) or standard.dataset(source.name[:2])) for source in sources
    )


def _coded(source: DatasetSpec, published: Structure | None) -> DatasetSpec:
    if published is None:
        return source
    known = {variable.name: variable for variable in published.variables}
    variables = [
        one.model_copy(update={"codelists": known[one.name].codelists, "role": known[one.name].role})
        if one.name in known and not one.codelists
        else one
        for one in source.variables
    ]
    return source.model_copy(update={"variables": tuple(variables)})


def likely_codelists(dataset: DatasetSpec, study: StudySpec) -> Iterator[tuple[str, str]]:
    """The codelists of variables that may come without being said here: copied, or carried from a dataset at home."""
    published = structure(dataset, study)
    names = {variable.name for other in study.datasets if not other.submit for variable in other.variables}
    for name in sorted(names):
        found = published.variable(name) if published else None
        place = f"{dataset.place}  {dataset.name}.{name}"
        yield from ((codelist, place) for codelist in (found.codelists if found else ()))
    for source in study.sources:
        for variable in source.variables:
            yield from ((codelist, f"{source.name}.{variable.name}") for codelist in variable.codelists)


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
        return dataset if not dataset.submit else _ordered(dataset, dataset.variables, published)
    taken = {variable.name for variable in dataset.variables} | set(dataset.omitted)
    carried = [
        _copied(dataset, variable, f"assign({variable.name})")
        for name, made in columns.items()
        if made and name not in taken and (variable := _carried(name, dataset, study, said))
    ]
    return _ordered(dataset, (*dataset.variables, *carried), published)


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


def _ordered(dataset: DatasetSpec, variables: Iterable[VariableSpec], published: Structure | None) -> DatasetSpec:
    """In the author's order where one is said; else identifiers, copies, what is published, what is not."""
    named = {name: place for place, name in enumerate(dataset.order)}
    places = {variable.name: place for place, variable in enumerate(published.variables)} if published else {}

    def place(variable: VariableSpec) -> tuple[int, int, str]:
        if variable.name in named:
            return (0, named[variable.name], "")
        if variable.name in IDENTIFIERS:
            return (1, IDENTIFIERS.index(variable.name), "")
        known = published.variable(variable.name) if published else None
        if known is not None:
            return (3, places[known.pattern or known.name], variable.name if known.pattern else "")
        return (2 if _is_copy(variable) else 4, 0, "")

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


def _structure(name: str, entry: DatasetEntry, place: str, study: StudySpec, reading: Reading) -> Structure | None:
    known = _by_class(study)
    class_name = entry.class_ or ("SUBJECT LEVEL ANALYSIS DATASET" if name == "ADSL" else "")
    if class_name == OTHER:
        return None
    found = known.get((class_name, entry.subclass))
    if found is None:
        classes = sorted({said for said, _ in known} | {OTHER})
        said = f"{class_name} {entry.subclass}".strip()
        problem = f"there is no class {said}" if said else f"{name} says no class"
        subclasses = ", ".join(sub for one, sub in known if one == class_name and sub)
        remedy = f"subclass: {subclasses or 'none'}"
        if class_name == OCCURRENCE and class_name not in classes:
            remedy = 'it is of OCCDS: in study.toml, under [standards], say  OCCDS = "1.1"'
        elif class_name not in classes:
            remedy = nearest(class_name, classes) or f"class: one of {', '.join(classes)}"
        reading.errors.append(MappingError(f"{place}  {name}", problem, remedy))
    return found


def _by_class(study: StudySpec) -> dict[tuple[str, str], Structure]:
    """The published structures by class and subclass; OCCDS where the study names it."""
    found: dict[tuple[str, str], Structure] = {}
    for ref in study.standards:
        if ref.name in {"ADaMIG", "OCCDS"}:
            for dataset in load_standard(ref.name, ref.version).datasets:
                found[dataset.class_name, dataset.subclass] = dataset
    return found


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
