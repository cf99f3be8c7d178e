"""Dataset files of a drafted study: records, keys, and a table for each variable."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from define_xml.draft.at_home import Drafted
from define_xml.draft.ground import DECIDE, Ground
from define_xml.draft.rules import drafted_rule, records_source, table_name
from define_xml.draft.supplemental import is_supplemental, qualifiers
from define_xml.draft.toml import file, key, line, one_line, remark, rule_line
from define_xml.draft.variables import AT_HOME, SUPPLEMENTAL, value_tables, variable_table
from mappings.catalog import OBSERVATION_CLASSES, StandardDataset, StandardVariable
from mappings.datasets import LABEL_LENGTH, NAME, offered_variables
from mappings.spec import DatasetSpec, VariableSpec
from mappings.structures import OTHER, published_variable, structure

Known = Callable[[str], StandardVariable | None]


def dataset_files(ground: Ground) -> Iterator[tuple[str, str]]:
    """Path and text of each dataset file; supplemental qualifiers stand in the file of their parent."""
    floor = ground.study.floor
    for dataset in ground.study.datasets:
        if floor == "sdtm" and is_supplemental(dataset):
            continue
        if not NAME.fullmatch(dataset.name):
            ground.remarks.append(f"the dataset {dataset.name} is left out: no dataset can be called so")
            continue
        drafted = _analysis if floor == "adam" else _tabulation
        yield f"{floor}/{dataset.name.lower()}.toml", drafted(dataset, ground)


def _tabulation(dataset: DatasetSpec, ground: Ground) -> str:
    standard = ground.standard
    published = standard.dataset(dataset.domain) if standard else None
    class_name = published.class_name if published else _class(dataset, ground)
    offered = offered_variables(standard, published, dataset.domain, class_name)
    head = _head(dataset, published, ground)
    named = dataset.name if standard and standard.dataset(dataset.name) else dataset.name[:2]
    if dataset.domain != named:
        head.append(line("domain", dataset.domain))
    if published is None:
        head.append(line("class", class_name, "" if class_name == dataset.class_name else DECIDE))
    tables = _tables(dataset, "", offered.get, ground)
    return file([_remarks(dataset), [*head, *_records(dataset, "", ground), *_keys(dataset)], *tables])


def _analysis(dataset: DatasetSpec, ground: Ground) -> str:
    chosen = dataset.model_copy(update={"submit": True})
    known = structure(chosen, ground.followed)
    if known is None:
        chosen = chosen.model_copy(update={"subclass": ""})
        known = structure(chosen, ground.followed)
    class_name, subclass = (chosen.class_name, chosen.subclass) if known else (OTHER, "")
    head = _head(dataset, None, ground)
    head.append(line("class", class_name, "" if class_name == dataset.class_name else DECIDE))
    if subclass:
        head.append(line("subclass", subclass))
    source = records_source(dataset)

    def published(name: str) -> StandardVariable | None:
        return published_variable(name, known, ground.followed)

    order = line("order", [one.name for one in dataset.variables if NAME.fullmatch(one.name)])
    tables = _tables(dataset, source, published, ground)
    return file([_remarks(dataset), [*head, *_records(dataset, source, ground), *_keys(dataset), order], *tables])


def _remarks(dataset: DatasetSpec) -> list[str]:
    said = f"{dataset.name}, drafted from a define.xml. A rule it did not carry is marked: decide."
    return [remark(said), *([remark(dataset.comment)] if dataset.comment_documents else [])]


def _head(dataset: DatasetSpec, published: StandardDataset | None, ground: Ground) -> list[str]:
    """Label, structure and comment, where they are not the standard's."""
    lines = []
    label = "".join(sign for sign in dataset.label if sign.isascii() and sign.isprintable()).strip()
    label = label[:LABEL_LENGTH].strip() or (published.label if published else dataset.name)
    if published is None or label != published.label:
        in_full = "" if label == dataset.label else f"in full: {dataset.label or 'none'}"
        lines.append(line("label", label, one_line(in_full)))
    if dataset.structure and (published is None or dataset.structure != published.structure):
        lines.append(line("structure", dataset.structure))
    if dataset.comment:
        lines.append(line("comment", dataset.comment))
    return lines


def _records(dataset: DatasetSpec, source: str, ground: Ground) -> list[str]:
    """The rule of the records: the one that a method carried, else the rows of a source or of a raw table."""
    rule = ground.home.records.get(dataset.name) or Drafted(f"rows({source or table_name(dataset.name)})", "", DECIDE)
    lines = [rule_line("records", rule.text, rule.remark)]
    return [*lines, rule_line("where", rule.where)] if rule.where else lines


def _keys(dataset: DatasetSpec) -> list[str]:
    return [line("keys", list(dataset.keys))] if dataset.keys else []


def _class(dataset: DatasetSpec, ground: Ground) -> str:
    """The class of a domain of the sponsor's own; one that the standard does not have is guessed by its topic."""
    known = {*OBSERVATION_CLASSES, *(one.class_name for one in (ground.standard.datasets if ground.standard else ()))}
    if dataset.class_name in known:
        return dataset.class_name
    topics = {"TESTCD": "Findings", "TRT": "Interventions"}
    found = (topics[end] for end in topics if dataset.variable(f"{dataset.domain}{end}") is not None)
    return next(found, "Events")


def _tables(dataset: DatasetSpec, source: str, known: Known, ground: Ground) -> Iterator[list[str]]:
    """The tables of variables, each with its values; steps at home stand before the variable they lead to."""
    taken = {one.name for one in dataset.variables}
    seen: set[str] = set()
    yield from _steps(dataset, "", taken, ground)
    for variable in dataset.variables:
        if variable.name in seen or not NAME.fullmatch(variable.name):
            yield [remark(f"{variable.name} is left out: said twice, or no name of a variable")]
            continue
        seen.add(variable.name)
        yield from _steps(dataset, variable.name, taken, ground)
        yield from _variable(variable, dataset, source, known, ground)
    if ground.study.floor == "sdtm":
        for variable in qualifiers(dataset, ground.study, seen):
            published = known(variable.name)
            belongs = published is not None and published.core in {"Req", "Exp"}
            rule = drafted_rule(variable, dataset, source=source, implied=False)
            yield from _steps(dataset, variable.name, taken, ground)
            yield variable_table(variable, rule, published, ground, placed=None if belongs else SUPPLEMENTAL)
    yield from _homes(dataset, ground)


def _steps(dataset: DatasetSpec, variable: str, taken: set[str], ground: Ground) -> Iterator[list[str]]:
    """The steps at home behind a variable, those that stand already left out."""
    for name, rule in ground.home.steps.get((dataset.name, variable), {}).items():
        if name not in taken:
            taken.add(name)
            condition = [rule_line("where", rule.where)] if rule.where else []
            yield [f"[variables.{name}]", rule_line("rule", rule.text), *condition, line("submit", said=False)]


def _homes(dataset: DatasetSpec, ground: Ground) -> Iterator[list[str]]:
    """The datasets at home behind this one."""
    for name, home in ground.home.of(dataset.name):
        if home.records is not None:
            condition = [rule_line("where", home.records.where)] if home.records.where else []
            yield [f"[helpers.{name}]", rule_line("records", home.records.text), *condition]
        if home.variables:
            rules = (f"{key(column)} = {rule.inline()}" for column, rule in home.variables.items())
            yield [f"[helpers.{name}.variables]", *rules]


def _variable(
    variable: VariableSpec, dataset: DatasetSpec, source: str, known: Known, ground: Ground
) -> Iterator[list[str]]:
    published = known(variable.name)
    tabulated = ground.study.floor == "sdtm"
    rule = drafted_rule(variable, dataset, source=source, implied=tabulated)
    extra = published is None and tabulated
    # SDTM takes what its standard does not know of a domain among supplemental qualifiers; a domain it does not know
    # itself (every one has STUDYID) waits at home.
    placed = None if not extra else SUPPLEMENTAL if known("STUDYID") is not None else AT_HOME
    lines = variable_table(variable, rule, published, ground, placed=placed)
    yield [*lines, *([remark(f"not in {_follows(ground)} here; {DECIDE}")] if extra else [])]
    yield from value_tables(variable, dataset, ground)


def _follows(ground: Ground) -> str:
    return " ".join(f"{one.name} {one.version}" for one in ground.followed.standards[:1])
