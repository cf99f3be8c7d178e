"""A codelist less what cannot occur: the terms that one use of it permits."""

from __future__ import annotations

from collections.abc import Collection

from define_xml.describe.answers import UNITS, YES_NO, said_together
from define_xml.describe.possible import Possible
from define_xml.describe.published import FEW
from mappings.spec import Codelist, DatasetSpec, Term, VariableSpec


def permitted(
    possible: Possible, home: DatasetSpec, variable: VariableSpec, codelist: Codelist, values: Collection[str]
) -> tuple[Term, ...]:
    """The terms a variable permits: those its rules can give or collected words mean, and those that occur.

    Where nothing is known and nothing occurs, a list of at most five terms is permitted whole, and of a longer one no
    term at all. A value that is no term is not permitted by occurring: it is a finding.
    """
    can = possible.texts(home.name, variable.name) | set(values)
    found = tuple(term for term in codelist.terms if term.value in can)
    return found or (codelist.terms if len(codelist.terms) <= FEW else ())


def permitted_of_test(
    possible: Possible, home: DatasetSpec, variable: VariableSpec, codelist: Codelist, values: Collection[str]
) -> tuple[Term, ...]:
    """The terms permitted for one test: those that occur, and those a rule says together with one that does.

    A unit goes by its test, so of units only those that occur.
    """
    groups = () if variable.name.endswith(UNITS) else possible.groups(home.name, variable.name)
    can = {*values, *said_together(groups, values)}
    if codelist.code == YES_NO and can <= {"Y", "N"}:
        can = {"Y", "N"}  # a question has both answers, though the study gives one
    return tuple(term for term in codelist.terms if term.value in can)
