"""What a judgement says of each rule and dataset: found, not found, nothing to judge, not run, error."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest

from tests.validation.conformance.asked import table
from validation.conformance import metadata
from validation.conformance.judge import applicable, judge
from validation.conformance.operators import OPERATORS
from validation.conformance.operators.on import On
from validation.conformance.read import parse_rule
from validation.conformance.rule import ConformanceRule
from validation.conformance.table import Study, Table
from validation.result import Outcome

AE: dict[str, list[Any]] = {
    "DOMAIN": ["AE", "AE", "AE"], "USUBJID": ["01", "01", "02"], "AESEQ": [1, 2, 1],
    "AETERM": ["HEADACHE", "", "RASH"], "AESTDTC": ["2020-01-01", "2020-01-02", ""],
}  # fmt: skip
DM: dict[str, list[Any]] = {"DOMAIN": ["DM", "DM"], "USUBJID": ["01", "02"], "RFSTDTC": ["2020-01-02", "2020-01-02"]}


def rule(check: Any, **said: Any) -> ConformanceRule:
    """The rule with this check; keywords are fields, `Output_Variables` of the outcome."""
    shown = said.pop("Output_Variables", None)
    outcome = {"Message": said.pop("Message", "--TERM is wrong"), "Output Variables": shown}
    fields = {word.replace("_", " "): value for word, value in said.items()}
    given = check if isinstance(check, dict) and {"all", "any", "not"} & set(check) else {"all": check}
    core = {"Id": fields.pop("Id", "T-1"), "Status": "Published"}
    return parse_rule({"Core": core, "Check": given, "Outcome": outcome, "Sensitivity": "Record", **fields}, "test")


def study(**tables: Table) -> Study:
    """The study of these tables."""
    events = table(AE, "AE", "AE", class_name="EVENTS")
    subjects = table(DM, "DM", "DM", class_name="SPECIAL PURPOSE")
    return Study({"AE": events, "DM": subjects, **tables})


def told(outcomes: tuple[Outcome, ...]) -> list[tuple[str, str]]:
    """Dataset and status of each outcome."""
    return [(one.dataset, one.status) for one in outcomes]


def cells(outcome: Outcome) -> Iterator[tuple[Any, ...]]:
    """Row (None for the dataset as a whole) and values of each hit."""
    assert outcome.hits is not None
    rows = [None] if outcome.hits.rows is None else outcome.hits.rows.tolist()
    yield from zip(rows, *(column.tolist() for column in outcome.hits.values), strict=True)


EVENTS = {"Classes": {"Include": ["EVENTS"]}}


def test_records_are_told_with_the_variables_of_the_outcome() -> None:
    found = judge([rule([{"name": "--TERM", "operator": "empty"}], Scope=EVENTS,
                        Output_Variables=["--TERM", "--SEQ", "--MODIFY"])], study())  # fmt: skip
    assert told(found) == [("AE", "failed")]
    assert found[0].hits is not None
    assert found[0].hits.variables == ("AETERM", "AESEQ", "AEMODIFY")
    assert list(cells(found[0])) == [(1, "", "2", "Not in dataset")]
    assert found[0].message == "AETERM is wrong"


def test_without_outcome_variables_those_of_the_conditions_are_told() -> None:
    found = judge([rule([{"name": "--TERM", "operator": "empty"}, {"name": "AESEQ", "operator": "non_empty"}],
                        Scope=EVENTS)], study())  # fmt: skip
    assert found[0].hits is not None
    assert found[0].hits.variables == ("AETERM", "AESEQ")


def test_a_dataset_is_told_once_with_its_first_record() -> None:
    found = judge([rule([{"name": "--SEQ", "operator": "non_empty"}], Scope=EVENTS, Sensitivity="Dataset")], study())
    assert list(cells(found[0])) == [(None, "1")]


def test_a_group_is_told_by_its_first_record() -> None:
    one = rule([{"name": "--SEQ", "operator": "non_empty"}], Scope=EVENTS, Sensitivity="Group",
               Grouping_Variables=["USUBJID"])  # fmt: skip
    assert list(cells(judge([one], study())[0])) == [(0, "1"), (2, "1")]


def test_a_rule_that_finds_nothing_passed() -> None:
    assert told(judge([rule([{"name": "--TERM", "operator": "equal_to", "value": "X"}], Scope=EVENTS)], study())) == [
        ("AE", "passed")
    ]


def test_what_lacks_the_variable_is_not_judged_and_says_so() -> None:
    found = judge([rule([{"name": "--MODIFY", "operator": "empty"}], Scope=EVENTS)], study())
    assert told(found) == [("AE", "not_applicable")]
    assert "AEMODIFY" in found[0].reason


def test_a_rule_about_no_dataset_here_says_so() -> None:
    found = judge([rule([{"name": "X", "operator": "empty"}], Scope={"Domains": {"Include": ["ZZ"]}})], study())
    assert told(found) == [("", "not_applicable")]


def test_a_dataset_without_records_is_not_judged() -> None:
    empty = table({name: [] for name in AE}, "AE", "AE", class_name="EVENTS")
    found = judge([rule([{"name": "--TERM", "operator": "exists"}], Scope=EVENTS)], study(AE=empty))
    assert told(found) == [("AE", "not_applicable")]


def test_an_unknown_word_is_not_run() -> None:
    found = judge([rule([{"name": "--TERM", "operator": "smells"}], Scope=EVENTS)], study())
    assert told(found) == [("AE", "not_run")]
    assert "smells" in found[0].reason


def test_a_rule_that_cannot_be_read_is_not_run_once() -> None:
    broken = ConformanceRule("T-9", rule([{"name": "X", "operator": "empty"}]).check, broken="no field Sensitivty")
    assert [(one.dataset, one.status, one.reason) for one in judge([broken], study())] == [
        ("", "not_run", "no field Sensitivty")
    ]


def test_a_rule_that_raises_is_an_error_and_never_a_pass(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: On) -> bool:
        raise ZeroDivisionError("by nought")

    monkeypatch.setitem(OPERATORS, "fails", fails)
    bad = rule([{"name": "--TERM", "operator": "fails"}], Scope=EVENTS)
    good = rule([{"name": "--TERM", "operator": "empty"}], Scope=EVENTS, Id="T-2")
    found = judge([bad, good], study())
    assert told(found) == [("AE", "error"), ("AE", "failed")]
    assert found[0].reason == "ZeroDivisionError: by nought"


def test_all_any_and_not() -> None:
    term, seq = {"name": "--TERM", "operator": "empty"}, {"name": "--SEQ", "operator": "equal_to", "value": 1}
    for given, rows in (
        ({"all": [term, seq]}, []), ({"any": [term, seq]}, [0, 1, 2]), ({"not": {"all": [seq]}}, [1]),
        ({"all": [{"any": [term, seq]}, {"not": term}]}, [0, 2]),
    ):  # fmt: skip
        hits = judge([rule(given, Scope=EVENTS)], study())[0].hits
        assert (hits.rows.tolist() if hits is not None and hits.rows is not None else []) == rows


def test_any_goes_without_a_part_that_lacks_its_variable_but_not_without_all() -> None:
    lacking, term = {"name": "--MODIFY", "operator": "empty"}, {"name": "--TERM", "operator": "empty"}
    assert told(judge([rule({"any": [lacking, term]}, Scope=EVENTS)], study())) == [("AE", "failed")]
    assert told(judge([rule({"any": [lacking]}, Scope=EVENTS)], study())) == [("AE", "not_applicable")]


def test_variables_all_asks_each_variable() -> None:
    found = judge([rule({"any": [{"operator": "empty", "variables": "all"}]}, Scope=EVENTS)], study())
    assert found[0].hits is not None
    assert found[0].hits.rows is not None
    assert found[0].hits.rows.tolist() == [1, 2]


def test_each_variable_is_asked_and_told_by_its_name() -> None:
    data = table({"DOMAIN": ["AE"], "TRT01P": ["A"], "TRT01PN": [1], "TRT02P": ["B"]}, "AE", "AE", class_name="EVENTS")
    one = rule(
        [{"name": "TRT{xx}PN", "operator": "not_exists"}, {"name": "{var}", "operator": "non_empty"}],
        Message="{var} has no TRT{xx}PN {other}", Output_Variables=["{var}"],
        For_Each_Variable="^TRT(?P<xx>[0-9]{2})P$",
    )  # fmt: skip
    found = judge([one], Study({"AE": data}))
    assert told(found) == [("AE", "failed")]
    assert (found[0].message, found[0].hits.variables if found[0].hits else ()) == (
        "TRT02P has no TRT02PN {other}", ("TRT02P",),
    )  # fmt: skip
    assert found[0].check.message == "{var} has no TRT{xx}PN {other}"


def test_each_variable_without_findings_passed_once_and_without_variables_not_judged() -> None:
    one = rule([{"name": "{var}", "operator": "equal_to", "value": "?"}], For_Each_Variable="AE.*", Scope=EVENTS)
    assert told(judge([one], study())) == [("AE", "passed")]
    none = rule([{"name": "{var}", "operator": "empty"}], For_Each_Variable="ZZ.*", Scope=EVENTS)
    assert told(judge([none], study())) == [("", "not_applicable")]


def test_operations_and_joins_are_asked_of() -> None:
    operation = {"id": "$subjects", "operator": "distinct", "name": "USUBJID", "domain": "DM"}
    one = rule([{"name": "USUBJID", "operator": "is_not_contained_by", "value": "$subjects"}], Operations=[operation],
               Scope=EVENTS)  # fmt: skip
    stranger = table({**AE, "USUBJID": ["01", "01", "09"]}, "AE", "AE", class_name="EVENTS")
    assert list(cells(judge([one], study(AE=stranger))[0])) == [(2, "09")]
    early = {"name": "--STDTC", "operator": "date_less_than", "value": "RFSTDTC"}
    subjects = {"Name": "DM", "Keys": ["USUBJID"]}
    joined = rule([early], Scope=EVENTS, Match_Datasets=[subjects], Output_Variables=["--STDTC", "RFSTDTC"])
    assert list(cells(judge([joined], study())[0])) == [(0, "2020-01-01", "2020-01-02")]


def test_parts_of_a_split_dataset_are_judged_together_and_told_apart() -> None:
    first = table({"DOMAIN": ["QS", "QS"], "QSSEQ": [1, 2]}, "QSAA", "QS", class_name="FINDINGS", split="QS")
    second = table({"DOMAIN": ["QS", "QS"], "QSSEQ": [3, 2]}, "QSBB", "QS", class_name="FINDINGS", split="QS")
    one = rule([{"name": "--SEQ", "operator": "is_not_unique_set", "value": []}])
    found = judge([one], Study({"QSAA": first, "QSBB": second}))
    assert [(each.dataset, list(cells(each))) for each in found] == [("QSAA", [(1, "2")]), ("QSBB", [(1, "2")])]
    apart = rule([{"name": "--SEQ", "operator": "is_not_unique_set", "value": []}],
                 Scope={"Domains": {"Include": ["ALL"], "include_split_datasets": True}})  # fmt: skip
    assert told(judge([apart], Study({"QSAA": first, "QSBB": second}))) == [("QSAA", "passed"), ("QSBB", "passed")]


def test_a_condition_many_rules_ask_is_asked_once(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    real = OPERATORS["non_empty"]

    def counted(on: On) -> Any:
        asked.append(on.name)
        return real(on)

    monkeypatch.setitem(OPERATORS, "non_empty", counted)
    rules = [
        rule([{"name": "--TERM", "operator": "non_empty"}, {"name": "--SEQ", "operator": "equal_to", "value": number}],
             Id=f"T-{number}", Scope=EVENTS) for number in range(5)
    ]  # fmt: skip
    found = judge(rules, study())
    assert asked == ["AETERM"]
    assert [one.status for one in found] == ["passed", "failed", "passed", "passed", "passed"]


def test_what_was_answered_of_a_join_is_not_taken_for_another(monkeypatch: pytest.MonkeyPatch) -> None:
    subjects = {"Name": "DM", "Keys": ["USUBJID"]}
    late = {"name": "RFSTDTC", "operator": "non_empty"}
    rules = [rule([late, {"name": "--SEQ", "operator": "equal_to", "value": number}], Id=f"T-{number}", Scope=EVENTS,
                  Match_Datasets=[subjects]) for number in (1, 2)]  # fmt: skip
    plain = rule([late], Id="T-3", Scope=EVENTS)
    found = judge([*rules, plain], study())
    assert [one.status for one in found] == ["failed", "failed", "not_applicable"]
    assert [len(one.hits) if one.hits else 0 for one in found] == [2, 1, 0]


def test_tables_of_one_dataset_have_one_outcome(monkeypatch: pytest.MonkeyPatch) -> None:
    def tables(*_: Any) -> Iterator[Table]:
        for place, values in enumerate((["x", ""], ["", ""], ["y"])):
            yield table({"variable_value": values}, "AE" if place < 2 else "DM", "", rows=np.arange(len(values)))

    monkeypatch.setattr(metadata, "tables", tables)
    one = rule([{"name": "variable_value", "operator": "empty"}], Rule_Type="Value Check with Variable Metadata")
    found = judge([one], study())
    assert told(found) == [("AE", "failed"), ("DM", "passed")]
    assert list(cells(found[0])) == [(1, ""), (0, ""), (1, "")]


def test_a_metadata_rule_that_raises_midway_keeps_what_it_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def tables(*_: Any) -> Iterator[Table]:
        yield table({"variable_value": [""]}, "AE", "")
        raise OSError("gone")

    monkeypatch.setattr(metadata, "tables", tables)
    one = rule([{"name": "variable_value", "operator": "empty"}], Rule_Type="Value Check with Variable Metadata")
    assert told(judge([one], study())) == [("AE", "failed"), ("", "error")]


def test_outcomes_come_in_the_order_of_the_rules_and_progress_is_told() -> None:
    rules = [rule([{"name": "USUBJID", "operator": "empty"}], Id=f"T-{number}") for number in (3, 1, 2)]
    steps: list[tuple[str, int, int]] = []
    found = judge(rules, study(), progress=lambda *words: steps.append(words))
    assert [(one.check.id, one.dataset) for one in found] == [
        (f"T-{number}", dataset) for number in (3, 1, 2) for dataset in ("AE", "DM")
    ]
    assert [name for name, *_ in steps][:2] == ["AE", "DM"]


def test_rules_are_chosen_by_standard() -> None:
    one = rule([{"name": "X", "operator": "empty"}],
               Authorities=[{"Organization": "FDA", "Standards": [{"Name": "SDTMIG", "Version": "3.4"}]}])  # fmt: skip
    assert applicable([one], "SDTMIG", "3.4") == (one,)
    assert applicable([one], "SDTMIG", "3.2") == ()


def test_a_list_is_told_as_one_and_names_further_variables() -> None:
    data = table({**AE, "L": [("AESEQ", "x"), ("AESEQ",), ()]}, "AE", "AE", class_name="EVENTS")
    found = judge([rule([{"name": "L", "operator": "non_empty"}])], Study({"AE": data}))
    assert found[0].hits is not None
    assert found[0].hits.variables == ("L", "AESEQ")
    assert list(cells(found[0])) == [(0, "['AESEQ', 'x']", "1"), (1, "['AESEQ']", "2")]


def test_the_same_study_is_judged_the_same_twice() -> None:
    rules = [rule([{"name": "--TERM", "operator": word}], Id=word, Scope=EVENTS) for word in ("empty", "non_empty")]
    first, second = judge(rules, study()), judge(rules, study())
    assert told(first) == told(second)
    for one, two in zip(first, second, strict=True):
        assert list(cells(one)) == list(cells(two))
