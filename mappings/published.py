"""One published dataset and its variables, also those whose published name stands for many."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

from mappings.patterns import filled, is_pattern, resolved_label, specificity

LABEL_LENGTH = 40  # SAS transport, version 5


@dataclass(frozen=True, slots=True)
class StandardVariable:
    """One published variable.

    `only` and `never` name the domains, classes or uses it is meant or not meant for; `values` are the values the
    standard lists itself; `pattern` is the published name (`TRTxxP`) it was resolved from, empty if that is its own.
    """

    name: str
    label: str
    type: str
    role: str
    core: str
    codelists: tuple[str, ...]
    described: str
    order: int
    only: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    pattern: str = ""

    @property
    def label_note(self) -> str:
        """Why the published label cannot be delivered as it stands; empty if it can."""
        if is_pattern(self.name):
            return "the name is a pattern, and so is the label"
        if re.search(r"[{}]|\.\.\.", self.label):
            return "the study says what stands for the braces or dots"
        length = len(self.label)
        return f"{length} characters, and a transport file holds {LABEL_LENGTH}" if length > LABEL_LENGTH else ""

    def resolved(self, name: str) -> StandardVariable | None:
        """The variable of that name, if it is one of those this published pattern stands for; its label too."""
        said = filled(self.name, name)
        if said is None:
            return None
        return replace(self, name=name, label=resolved_label(self.label, said), pattern=self.name)

    def fits(self, class_name: str, domain: str) -> bool:
        """Whether a domain of that class, in human trials, may have it."""
        findings = "Findings" if class_name.startswith("Findings") else class_name
        return (not self.only or domain in self.only) and not {domain, findings, "human"} & set(self.never)


@dataclass(frozen=True)
class StandardDataset:
    """One published dataset, its natural keys and its variables in order."""

    name: str
    label: str
    class_name: str
    structure: str
    keys: tuple[str, ...]
    variables: tuple[StandardVariable, ...]
    subclass: str = ""

    def variable(self, name: str) -> StandardVariable | None:
        """The variable of that name; else made from the published pattern that says most of it; else None.

        A pattern without a star goes before one with it, then the one with more letters of its own; of two that say
        as much, the one published first.
        """
        if name not in self._asked:
            made = (found for pattern in self._patterns if (found := pattern.resolved(name)))
            self._asked[name] = self._names.get(name) or next(made, None)
        return self._asked[name]

    def for_domain(self, domain: str, class_name: str) -> StandardDataset:
        """The structure for records of one SDTM domain: `--` is its code, variables not meant for it are left out."""
        fitting = [variable for variable in self.variables if variable.fits(class_name, domain)]
        taken = {variable.name for variable in fitting}
        named = ((variable, variable.name.replace("--", domain)) for variable in fitting)
        own = tuple(
            replace(variable, name=name, label=resolved_label(variable.label, {"--": domain}))
            for variable, name in named
            if name == variable.name or name not in taken
        )
        return replace(self, variables=own)

    def unmet(self, names: Iterable[str]) -> tuple[StandardVariable, ...]:
        """The required variables that no name is, or is made from: `TRTxxP` is met by TRT01P."""
        met = {found.pattern or found.name for name in names if (found := self.variable(name))}
        return tuple(variable for variable in self.variables if variable.core == "Req" and variable.name not in met)

    @cached_property
    def _asked(self) -> dict[str, StandardVariable | None]:
        """What was asked for so far: a study asks for the same names again and again."""
        return {}

    @cached_property
    def _names(self) -> dict[str, StandardVariable]:
        return {variable.name: variable for variable in reversed(self.variables)}

    @cached_property
    def _patterns(self) -> tuple[StandardVariable, ...]:
        """Those that stand for many, the most specific first."""
        named = [variable for variable in self.variables if is_pattern(variable.name)]
        return tuple(sorted(named, key=lambda variable: specificity(variable.name), reverse=True))
