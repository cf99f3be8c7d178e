"""What a standard says of domains and their variables, as far as we hold it; where we do not, it is said."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property

from mappings.catalog import GENERAL, Standard, load_standard, standards_file
from mappings.published import StandardVariable
from validation.conformance.rule import NotRun

# The classes whose variables are the model's: identifiers, those of the class, timing (SDTM 2.0, 3.1).
OBSERVATIONS = ("INTERVENTIONS", "EVENTS", "FINDINGS", "FINDINGS ABOUT")
# Versions whose tables lie in a file of their own; True where a domain's variables are all there.
HELD = {
    ("SDTMIG", "3.3"): ("sdtmig-3-3-variables.csv", True),
    ("SDTMIG", "3.2"): ("sdtmig-3-2-variables.csv", False),
    ("SENDIG", "3.1"): ("sendig-3-1-variables.csv", False),
}
SUPPLEMENTAL = "SUPPQUAL"


def class_word(name: str) -> str:
    """The class as rules write it: SPECIAL PURPOSE for Special-Purpose."""
    return name.replace("-", " ").upper()


@dataclass(frozen=True)
class Library:
    """A standard in a version: the classes and labels of its domains, their variables, and the model's."""

    standard: str
    version: str

    @property
    def words(self) -> str:
        """Its name in a sentence."""
        return f"{self.standard} {self.version}".strip()

    @cached_property
    def family(self) -> str:
        """SDTMIG, SENDIG, TIG or ADaMIG, for all of their branches."""
        upper = self.standard.upper()
        return next((name for name in ("SENDIG", "SDTMIG", "TIG", "ADAM") if upper.startswith(name)), upper)

    def known(self, domain: str) -> bool:
        """Whether the standard, or the model it implements, has a dataset of that name."""
        return self._described(domain) is not None

    def class_of(self, domain: str) -> str:
        """The class of the domain, in capitals; "" if no standard has it."""
        found = self._described(domain) or _everywhere().get(domain)
        return class_word(found[0]) if found else ""

    def domains(self, *, model: bool = True) -> set[str]:
        """The names of the datasets of the standard, and of its model."""
        own = set(self._own) or set(_published("SDTMIG", "3.4"))
        return own | set(_published("SDTM", "2.0")) if model else own

    def label(self, domain: str) -> str:
        """The label the standard gives the domain; "" if it has no such domain; NotRun if we do not hold it."""
        found = self._described(domain)
        if found is None:
            return ""
        if not found[1]:
            raise NotRun(f"the label {self.words} gives {domain} is not among the tables held here")
        return found[1]

    def _described(self, domain: str) -> tuple[str, str] | None:
        """Class and label of a dataset of the standard or of the model."""
        return self._own.get(domain) or _published("SDTM", "2.0").get(domain)

    @cached_property
    def _own(self) -> Mapping[str, tuple[str, str]]:
        further = _further()
        if self.family == "TIG":
            return {**further["SENDIG"], **further["TIG"], **_published("SDTMIG", "3.4")}
        if self.family == "SENDIG":
            return further["SENDIG"]
        return _published("SDTMIG", self.version) if self.family == "SDTMIG" else {}

    @cached_property
    def whole_tables(self) -> bool:
        """Whether all variables of its domains are held."""
        return (self.family, self.version) == ("SDTMIG", "3.4") or HELD.get((self.family, self.version), ("", False))[1]

    def table(self, domain: str) -> tuple[StandardVariable, ...]:
        """The variables the standard gives the domain, in order, as far as we hold them; () if we hold none."""
        if (self.family, self.version) == ("SDTMIG", "3.4"):
            return _of_dataset(load_standard("SDTMIG", "3.4"), domain) or self.of_model(domain)
        file, whole = HELD.get((self.family, self.version), ("", False))
        held = _read_variables(file).get(domain, ()) if file else ()
        return held or (self.of_model(domain) if whole else ())

    def of_model(self, domain: str) -> tuple[StandardVariable, ...]:
        """The variables the model itself gives the dataset; () if it has no such dataset."""
        return _of_dataset(_model(), domain)


@cache
def library(standard: str, version: str) -> Library:
    """The standard of that name and version: 3.4 and 3-4 are the same."""
    return Library(standard, version.replace("-", "."))


def _model() -> Standard:
    return load_standard("SDTM", "2.0")


def _of_dataset(standard: Standard, domain: str) -> tuple[StandardVariable, ...]:
    found = standard.dataset(domain)
    return found.variables if found is not None else ()


@cache
def model_parts(class_name: str) -> tuple[tuple[StandardVariable, ...], ...]:
    """What the model allows an observation class: identifiers, its own variables, timing; with `--`."""
    general = _model().general
    shared = general[GENERAL]
    own = list(general["Findings" if class_name.startswith("FINDINGS") else class_name.title()])
    if class_name == "FINDINGS ABOUT":
        # SDTMIG 3.4, 6.4: the object follows the test.
        test = next(place for place, variable in enumerate(own) if variable.name == "--TEST")
        own[test + 1 : test + 1] = general["Findings About"]
    identifiers = tuple(variable for variable in shared if variable.role == "Identifier")
    timing = tuple(variable for variable in shared if variable.role == "Timing")
    return identifiers, tuple(own), timing


@cache
def associated_persons() -> tuple[StandardVariable, ...]:
    """The variables of datasets about associated persons: APID, RSUBJID, RDEVID, SREL."""
    return _model().general.get("Associated Persons", ())


@cache
def wildcards() -> frozenset[str]:
    """The names of the model that begin with `--`."""
    return frozenset(one.name for ones in _model().general.values() for one in ones if one.name.startswith("--"))


def named(variables: Iterable[StandardVariable], prefix: str) -> tuple[StandardVariable, ...]:
    """The variables under their names in a domain."""
    return tuple(replace(one, name=one.name.replace("--", prefix)) for one in variables)


@cache
def _published(name: str, version: str) -> Mapping[str, tuple[str, str]]:
    """Class and label of each dataset of a standard; SDTMIG before 3.3 as in 3.3."""
    if name == "SDTMIG" and version.startswith(("1.", "2.", "3.0", "3.1", "3.2", "3.3")):
        return {row["dataset"]: (row["class"], row["label"]) for row in _rows("sdtmig-3-3-datasets.csv")}
    shipped = version if name == "SDTM" else "3.4"
    return {one.name: (one.class_name, one.label) for one in load_standard(name, shipped).datasets}


@cache
def _further() -> Mapping[str, Mapping[str, tuple[str, str]]]:
    """By family: the domains of standards whose tables we do not hold, with class and label."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for row in _rows("further-domains.csv"):
        found.setdefault(row["standard"], {})[row["dataset"]] = (row["class"], row["label"])
    return found


@cache
def _everywhere() -> Mapping[str, tuple[str, str]]:
    """Class and label of each domain of any standard; SDTMIG's where several have it."""
    further = _further()
    return {**further["TIG"], **further["SENDIG"], **_published("SDTM", "2.0"), **_published("SDTMIG", "3.4")}


@cache
def _read_variables(file: str) -> Mapping[str, tuple[StandardVariable, ...]]:
    found: dict[str, list[StandardVariable]] = {}
    for row in _rows(file):
        own = found.setdefault(row["dataset"], [])
        said = (row["variable"], row["label"], row["type"], row["role"], row["core"])
        own.append(StandardVariable(*said, codelists=(), described="", order=len(own) + 1))
    return {name: tuple(own) for name, own in found.items()}


def _rows(file: str) -> Iterable[dict[str, str]]:
    return csv.DictReader(standards_file(file).decode("utf-8").splitlines())
