"""What CDISC publishes: standards with their datasets and variables, read from `standards/`."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from operator import itemgetter

from mappings.error import MappingError, nearest
from mappings.published import StandardDataset as StandardDataset
from mappings.published import StandardVariable as StandardVariable

Entry = dict[str, str]
Classes = dict[str, tuple[StandardVariable, ...]]

# SDTM 2.0, 3.1: findings about events or interventions are findings, with the object they are about.
OBSERVATION_CLASSES = ("Interventions", "Events", "Findings", "Findings About")
DATASET_COLUMNS = "dataset label class structure keys subclass extends domain"
VARIABLE_COLUMNS = "class dataset since variable label type role core codelists described only never values"
GENERAL = "General Observations"


@dataclass(frozen=True)
class Standard:
    """One version of a standard: its datasets, its classes' own `--` variables, the version of SDTM it implements."""

    name: str
    version: str
    datasets: tuple[StandardDataset, ...]
    classes: Classes = field(default_factory=dict, hash=False)
    model: str = ""

    def dataset(self, name: str) -> StandardDataset | None:
        """The dataset of that name, if the standard has one."""
        return self._names.get(name)

    @cached_property
    def general(self) -> Classes:
        """The `--` variables of each general observation class: its own, or those of the model it implements."""
        return load_standard("SDTM", self.model).general if self.model else self.classes

    def supplemental(self, parent: str) -> StandardDataset:
        """The supplemental qualifiers of a dataset: SUPPAE of AE, SUPPQSPH of the split dataset QSPH."""
        template = self._names.get("SUPPQUAL")
        place = f"{self.name} {self.version}, supplemental qualifiers of {parent}"
        if template is None:
            raise MappingError(place, "this standard publishes none")
        # SDTMIG 3.4, 4.1.7: the name of a split dataset has at most four characters.
        if not re.fullmatch(r"[A-Z][A-Z0-9]{1,3}", parent):
            raise MappingError(place, f"{parent!r} is no dataset name of two to four capitals or digits")
        return replace(template, name=f"SUPP{parent}", label=f"Supplemental Qualifiers for {parent}")

    def class_variables(self, class_name: str, prefix: str) -> tuple[StandardVariable, ...]:
        """The variables a custom domain may have: identifiers, those of its class, timing; in the model's order.

        Codelists are those that all published datasets of the class give to the variable, if they agree.
        """
        made = self._made
        if (class_name, prefix) not in made:
            made[class_name, prefix] = self._class_variables(class_name, prefix)
        return made[class_name, prefix]

    def _class_variables(self, class_name: str, prefix: str) -> tuple[StandardVariable, ...]:
        place = f"{self.name} {self.version}, class {class_name!r}, domain {prefix!r}"
        if class_name not in OBSERVATION_CLASSES or not self.general:
            known = OBSERVATION_CLASSES if self.general else ()
            raise MappingError(place, "no general observation class", nearest(class_name, known) or ", ".join(known))
        if not re.fullmatch(r"[A-Z][A-Z0-9]", prefix):
            raise MappingError(place, f"{prefix!r} is no domain code of two capitals (or a capital and a digit)")
        fitting = [v for v in self._class_order(class_name) if v.fits(class_name, prefix)]
        return tuple(
            replace(self._used(variable, class_name), name=variable.name.replace("--", prefix), order=order)
            for order, variable in enumerate(fitting, start=1)
        )

    def _class_order(self, class_name: str) -> list[StandardVariable]:
        shared = self.general[GENERAL]
        own = list(self.general["Findings" if class_name == "Findings About" else class_name])
        if class_name == "Findings About":
            # SDTMIG 3.4, 6.4: the object follows the test.
            test = next(place for place, variable in enumerate(own) if variable.name == "--TEST")
            own[test + 1 : test + 1] = self.general["Findings About"]
        identifiers = [variable for variable in shared if variable.role == "Identifier"]
        return [*identifiers, *own, *(variable for variable in shared if variable.role != "Identifier")]

    def _used(self, variable: StandardVariable, class_name: str) -> StandardVariable:
        """The variable with what every published dataset of its class says of it alike."""
        shared = any(variable is general for general in self.general[GENERAL])
        classes = OBSERVATION_CLASSES if shared else (class_name,)
        found = [use for family in classes for use in self._uses.get((family, variable.name), ())]
        uses = {(codelists, described or variable.described) for codelists, described in found}
        codelists, described = uses.pop() if len(uses) == 1 else ((), variable.described)
        return replace(variable, codelists=codelists, described=described)

    @cached_property
    def _uses(self) -> dict[tuple[str, str], set[tuple[tuple[str, ...], str]]]:
        """By class and name (with `--` for the domain too): the codelists and formats that datasets give it."""
        uses: dict[tuple[str, str], set[tuple[tuple[str, ...], str]]] = {}
        for dataset in self.datasets:
            for variable in dataset.variables:
                general = re.sub(rf"^{dataset.name}", "--", variable.name)
                for name in {variable.name, general}:
                    uses.setdefault((dataset.class_name, name), set()).add((variable.codelists, variable.described))
        return uses

    @cached_property
    def _made(self) -> dict[tuple[str, str], tuple[StandardVariable, ...]]:
        """The class variables worked out so far."""
        return {}

    @cached_property
    def _names(self) -> dict[str, StandardDataset]:
        return {dataset.name: dataset for dataset in self.datasets}


def standard_versions() -> dict[str, tuple[str, ...]]:
    """The standards that are shipped, and their versions."""
    return _versions("standard")


def terminology_versions() -> dict[str, tuple[str, ...]]:
    """The controlled terminologies that are shipped, and their releases."""
    return _versions("terminology")


@cache
def load_standard(name: str, version: str) -> Standard:
    """A standard as shipped: `load_standard("SDTMIG", "3.4")`."""
    entry = shipped("standard", name, version)
    rows = list(_table(entry["datasets"], DATASET_COLUMNS))
    variables = _variables(entry["variables"], version, {dataset: base for dataset, *_, base, _ in rows if base})
    datasets = tuple(_dataset(row, tuple(variables.pop(row[0]))) for row in rows)
    classes = {class_name: tuple(own) for class_name, own in variables.items()}
    return Standard(name, version, datasets, classes, entry.get("model", ""))


def shipped(kind: str, name: str, version: str) -> Entry:
    """What `standards/index.toml` says of a standard or a terminology of that very name and version."""
    entries = {(entry["name"], entry["version"]): entry for entry in _index().get(kind, [])}
    if (name, version) in entries:
        return entries[name, version]
    have = ", ".join(f"{known} {release}" for known, release in entries)
    remedy = {
        "standard": "another one is two tables in mappings/standards and an entry in its index.toml",
        "terminology": "another one is read from NCI's text or ODM file: give its path beside name and version",
    }[kind]
    guess = nearest(f"{name} {version}", {" ".join(key) for key in entries})
    problem = f"not shipped{'; ' + guess if guess else ''}"
    raise MappingError(f"{kind} {name} {version}", problem, f"shipped: {have}; {remedy}")


def standards_file(name: str) -> bytes:
    """The bytes of a file in `standards/`, also from an installed package."""
    from importlib.resources import files

    return (files("mappings") / "standards" / name).read_bytes()


def _versions(kind: str) -> dict[str, tuple[str, ...]]:
    versions: dict[str, tuple[str, ...]] = {}
    for entry in _index().get(kind, []):
        versions[entry["name"]] = (*versions.get(entry["name"], ()), entry["version"])
    return versions


@cache
def _index() -> dict[str, list[Entry]]:
    import tomllib

    return tomllib.loads(standards_file("index.toml").decode("utf-8"))


def _table(name: str, columns: str) -> Iterable[tuple[str, ...]]:
    """The named cells of each row; empty where the table has no such column."""
    import csv

    rows = csv.reader(standards_file(name).decode("utf-8").splitlines())
    header = next(rows)
    cells = itemgetter(*(header.index(column) if column in header else len(header) for column in columns.split()))
    return (cells([*row, ""]) for row in rows)


def _dataset(row: tuple[str, ...], variables: tuple[StandardVariable, ...]) -> StandardDataset:
    name, label, class_name, structure, keys, subclass, _, domain = row
    dataset = StandardDataset(name, label, class_name, structure, _words(keys), variables, subclass)
    # A structure published for one domain alone (OCCDS 1.1, AE) has no limits to look at.
    return dataset.for_domain(domain, "") if domain else dataset


def _variables(file: str, version: str, bases: Mapping[str, str] | None = None) -> dict[str, list[StandardVariable]]:
    """The variables of each dataset, and of each class that is none, without those that came with a later version.

    A dataset has the variables of the one it is based on too, all in the order of the table.
    """
    variables: dict[str, list[StandardVariable]] = {}
    for class_name, dataset, since, name, *said in _table(file, VARIABLE_COLUMNS):
        if since and _newer(since, version):
            continue
        owner = dataset or class_name
        for heir in (owner, *(heir for heir, base in (bases or {}).items() if base == owner)):
            own = variables.setdefault(heir, [])
            own.append(_variable(name, said, len(own) + 1))
    return variables


def _variable(name: str, said: list[str], order: int) -> StandardVariable:
    label, kind, role, core, codelists, described, *lists = said
    only, never, values = (_words(cell) for cell in lists)
    return StandardVariable(name, label, kind, role, core, _words(codelists), described, order, only, never, values)


@cache
def _words(cell: str) -> tuple[str, ...]:
    return tuple(cell.split())


def _newer(since: str, version: str) -> bool:
    return [int(part) for part in since.split(".")] > [int(part) for part in version.split(".")]
