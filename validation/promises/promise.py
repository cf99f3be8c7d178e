"""A promise: what the spec says of the data, as data; and the demands it can make."""

from __future__ import annotations

from dataclasses import dataclass

from mappings.finding import Severity
from mappings.where import Where


@dataclass(frozen=True)
class Delivered:
    """The dataset is there."""


@dataclass(frozen=True)
class DatasetLabelled:
    """The dataset's label is this one."""

    label: str


@dataclass(frozen=True)
class Described:
    """The dataset has no variables but these."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Ordered:
    """The variables stand in this order."""

    names: tuple[str, ...]


@dataclass(frozen=True)
class Present:
    """The variable is there."""


@dataclass(frozen=True)
class Labelled:
    """The variable's label is this one."""

    label: str


@dataclass(frozen=True)
class Typed:
    """The variable holds numbers, or text."""

    number: bool


@dataclass(frozen=True)
class Filled:
    """The value is never missing."""


@dataclass(frozen=True)
class Empty:
    """The value is always missing."""


@dataclass(frozen=True)
class Bytes:
    """Text has no more bytes than this."""

    most: int


@dataclass(frozen=True)
class Decimals:
    """A number has no more decimals than this."""

    most: int


@dataclass(frozen=True)
class Whole:
    """A number has no decimals."""


@dataclass(frozen=True)
class Matching:
    """Text has this form: a name for it, and the regular expression that matches it whole."""

    form: str
    regex: str


@dataclass(frozen=True)
class Among:
    """The value is one of these: texts for text, numbers for numbers."""

    values: tuple[str | float, ...]


@dataclass(frozen=True)
class NoneOf:
    """The value is none of these numbers."""

    values: tuple[float, ...]


@dataclass(frozen=True)
class Between:
    """A number is not smaller than the one and not greater than the other."""

    least: float | None = None
    most: float | None = None


@dataclass(frozen=True)
class Unique:
    """No two records have the same values of the variables."""


@dataclass(frozen=True)
class OneToOne:
    """A value of the first variable goes with one value of the second, and the reverse; within equal values of these.

    The pair that is met most often is right; of pairs met equally often, the first.
    """

    within: tuple[str, ...] = ()


@dataclass(frozen=True)
class NotBefore:
    """The first variable is not before the second: numbers by size, dates of ISO 8601 where that is certain."""

    number: bool


@dataclass(frozen=True)
class Known:
    """The value, where there is one, is in that variable of another dataset."""

    dataset: str
    variable: str


@dataclass(frozen=True)
class Same:
    """The value is what the record of the same subject has in that variable of another dataset."""

    dataset: str
    variable: str


Demand = (
    Delivered | DatasetLabelled | Described | Ordered | Present | Labelled | Typed | Filled | Empty | Bytes | Decimals
    | Whole | Matching | Among | NoneOf | Between | Unique | OneToOne | NotBefore | Known | Same
)  # fmt: skip
# What is asked of a dataset or of a variable as a whole; all other demands are asked of each record.
OF_WHOLE = (Delivered, DatasetLabelled, Described, Ordered, Present, Labelled, Typed)
# What a variable of another type than promised cannot be asked.
OF_TYPE = (Bytes, Decimals, Whole, Matching, Among, NoneOf, Between)


@dataclass(frozen=True)
class Promise:
    """One demand on a dataset, and what is wrong where it is not met.

    `id` names what is wrong; `variables` are looked at, the one at fault first; `where` says which records are meant.
    """

    id: str
    severity: Severity
    dataset: str
    demand: Demand
    words: str
    variables: tuple[str, ...] = ()
    where: Where | None = None

    @property
    def name(self) -> str:
        """What tells the promise from every other of its study: `AE.AEOUT value_not_in_codelist`."""
        place = ".".join((self.dataset, *self.variables[:1]))
        rest = f" with {', '.join(self.variables[1:])}" if self.variables[1:] else ""
        return f"{place} {self.id}{rest}{f' where {self.where.text}' if self.where else ''}"

    @property
    def shown(self) -> tuple[str, ...]:
        """The variables that a reader must see: those asked, and those of the condition."""
        conditions = (name.text for name in self.where.names()) if self.where else ()
        return tuple(dict.fromkeys((*self.variables, *conditions)))
