"""Tests of the operators about names, labels, types and formats of analysis variables."""

from __future__ import annotations

from typing import Any

import pytest

from validation.conformance.column import encoded
from validation.conformance.operators.naming import NAMING, published, tabulated_label
from validation.conformance.operators.on import On
from validation.conformance.rule import Condition, NotApplicable, NotRun
from validation.conformance.table import Study, Table, VariableFacts

FACTS = ("variable_name", "variable_label", "variable_data_type", "variable_format")


def rows(*variables: tuple[str, str, str, str]) -> Table:
    """Variables as rows: name, label, type, format."""
    return Table(
        "ADVS",
        {name: encoded(list(cells)) for name, cells in zip(FACTS, zip(*variables, strict=True), strict=True)},
        len(variables),
    )


def ask(
    word: str, records: Table, name: str = "", value: Any = None, subjects: Table | None = None, **more: Any
) -> Any:
    """What the operator says of the records, beside this ADSL; of ADaMIG 1.3 unless `version` is another."""
    version = more.pop("version", "1.3")
    tables = {one.name: one for one in (records, subjects) if one}
    found = NAMING[word](On(records, Study(tables, "ADaMIG", version), Condition(word, name, value, more)))
    return found if isinstance(found, bool) else found.tolist()


def named(*names: str) -> Table:
    """A dataset that has these variables."""
    return Table("ADSL", {name: encoded(["x"]) for name in names}, 1)


@pytest.mark.parametrize(
    ("names", "missing"),
    [(("SAFFL",), False), (("SAFFN", "AGE"), True), (("FLAG", "SAFFLX"), True), (("XSAFFL", "A"), False)],
)
def test_a_name_matches_whole(names: tuple[str, ...], missing: bool) -> None:
    """Not a part of it."""
    assert ask("no_variable_like", named(*names), value="[A-Z]+FL") is missing


@pytest.mark.parametrize(
    ("name", "others", "gap"),
    [
        ("TRT03P", ("TRT02P",), False),
        ("TRT03P", ("TRT01P", "TRT02A"), True),
        ("TRT01P", (), False),
        ("TRT10P", ("TRT09P",), False),
        ("TRT10P", ("TRT9P",), True),
        ("ARM", (), False),
    ],
)
def test_numbered_variables_have_no_gap(name: str, others: tuple[str, ...], gap: bool) -> None:
    """The one before has a number of as many digits, and the rest of the name is the same."""
    assert ask("predecessor_not_exists", named(name, *others), name) is gap


def test_a_variable_that_is_not_there_needs_no_predecessor() -> None:
    """It leaves no gap."""
    assert ask("predecessor_not_exists", named("TRT01P"), "TRT03P") is False


def test_a_format_is_of_a_kind() -> None:
    """Of dates, times or datetimes; one of another kind, of none, and no format are not."""
    formats = ("DATE9.", "E8601DA", "DATETIME20.", "TIME5.", "8.2", "")
    given = rows(*(("ADT", "", "Num", one) for one in formats))
    assert ask("format_is_no", given, "variable_format", "date") == [False, False, True, True, True, True]
    assert ask("format_is_no", given, "variable_format", "datetime") == [True, True, False, True, True, True]
    assert ask("format_is_no", given, "variable_format", "time") == [True, True, True, False, True, True]


def test_a_variable_is_as_in_adsl() -> None:
    """Label letter by letter; the dot that ends a format, or not, is no difference; unknown names are not judged."""
    subjects = Table(
        "ADSL", {}, 0, variables=(VariableFacts("AGE", "Age", "Num", 8, "3."), VariableFacts("SEX", "Sex"))
    )
    given = rows(("AGE", "Age", "Num", "3"), ("SEX", "SEX", "Num", "$1."), ("AVAL", "Value", "Num", ""))
    assert ask("differs_in", given, "variable_label", subjects=subjects, dataset="ADSL") == [False, True, False]
    assert ask("differs_in", given, "variable_format", subjects=subjects, dataset="ADSL") == [False, True, False]
    assert ask("differs_in", given, "variable_data_type", subjects=subjects, dataset="ADSL") == [False, True, False]


def test_what_cannot_be_compared_is_said() -> None:
    """Not passed over."""
    with pytest.raises(NotApplicable, match="no ADSL"):
        ask("differs_in", rows(("AGE", "", "Num", "")), "variable_label", dataset="ADSL")
    with pytest.raises(NotRun, match="variable_length"):
        ask("differs_in", rows(("AGE", "", "Num", "")), "variable_length", dataset="GUIDE")
    with pytest.raises(NotRun, match="are not shipped"):
        ask("not_a_label_of_guide", rows(("AGE", "", "Num", "")), "variable_label", version="1.0")


def test_types_and_labels_of_the_guide() -> None:
    """Patterns are filled in; what the study completes itself, and the sponsor's own, are not judged."""
    given = rows(
        ("TRT02PN", "Planned Treatment for Period 02 (N)", "Num", ""),
        ("TRT02P", "Planned Treatment for Period xx", "Num", ""),
        ("AOCC01FL", "1st Serious Event", "Char", ""),
        ("MYOWN", "Anything", "Num", ""),
        ("AETERM", "Reported Term for the Adverse Event", "Char", ""),
    )
    assert ask("differs_in", given, "variable_data_type", dataset="GUIDE") == [False, True, False, False, False]
    assert ask("not_a_label_of_guide", given, "variable_label") == [False, True, False, False, False]


def test_a_name_that_only_a_star_fits_is_not_published() -> None:
    """`*DT` fits whatever ends so, and says nothing of it."""
    assert published("VISIT1DT", "1.3") == ()
    assert {one.label for one in published("TRTSDT", "1.3")} == {"Date of First Exposure to Treatment"}


def test_the_label_of_sdtm() -> None:
    """By the domain that begins the name, or of DM; nothing of other names."""
    assert tabulated_label("AETERM") == "Reported Term for the Adverse Event"
    assert tabulated_label("RFSTDTC") == "Subject Reference Start Date/Time"
    assert tabulated_label("TRT01P") == ""
