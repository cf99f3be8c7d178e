"""Rule files read: what a rule says, and what is said where a file cannot be read."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent

import pytest

from mappings.error import InputError
from validation.conformance.read import parse_rule, read_file, read_rules
from validation.conformance.rule import All, AnyOf, Condition, Not, conditions
from validation.result import Cited, Identifier

RULE = """
Authorities:
  - Organization: CDISC
    Standards:
      - Name: SDTMIG
        Version: "3.4"
        References:
          - Rule Identifier: {Id: CG0001, Version: "1"}
            Citations:
              - {Document: IG v3.4, Section: "4.1", Item: Table 1, Cited Guidance: "Say so."}
      - Name: TIG
        Version: 1.0
        Substandard: SDTM
        References:
          - Rule Identifier: {Id: TIG0001}
Check:
  all:
    - {name: --TERM, operator: empty}
    - any:
        - {name: --STAT, operator: not_exists}
        - not: {name: --STAT, operator: equal_to, value: NOT DONE, value_is_literal: true}
Core: {Id: T-1, Status: Published, Version: "1"}
Description: A term is there.
Executability: Fully Executable
Match Datasets:
  - {Name: DM, Keys: [USUBJID, {Left: A, Right: B}], Join Type: left}
Operations:
  - {id: $x, operator: distinct, name: USUBJID, domain: DM, group: [STUDYID]}
Outcome:
  Message: --TERM is missing
  Output Variables: [--TERM]
Rule Type: Record Data
Scope:
  Classes: {Include: [EVENTS]}
  Domains: {Exclude: [DS], include_split_datasets: true}
  Use Case: INDH, PROD
Sensitivity: Record
"""


def write(folder: Path, text: str, name: str = "one.yml") -> Path:
    """A file with this text in the folder."""
    file = folder / name
    file.write_text(dedent(text), encoding="utf-8")
    return file


def test_a_rule_says_what_its_file_says(tmp_path: Path) -> None:
    rule = read_file(write(tmp_path, RULE))[0]
    assert (rule.id, rule.sensitivity, rule.rule_type, rule.severity) == ("T-1", "Record", "Record Data", "error")
    assert rule.check == All((
        Condition("empty", "--TERM"),
        AnyOf((
            Condition("not_exists", "--STAT"),
            Not(Condition("equal_to", "--STAT", "NOT DONE", {"value_is_literal": True})),
        )),
    ))  # fmt: skip
    assert [one.operator for one in conditions(rule.check)] == ["empty", "not_exists", "equal_to"]
    assert rule.matches[0].keys == ("USUBJID", ("A", "B"))
    assert rule.matches[0].join_type == "left"
    assert (rule.operations[0].id, rule.operations[0].domain, rule.operations[0].fields["group"]) == (
        "$x", "DM", ["STUDYID"],
    )  # fmt: skip
    assert rule.scope.classes.include == ("EVENTS",)
    assert rule.scope.domains.exclude == ("DS",)
    assert rule.scope.include_split is True
    assert rule.scope.use_cases == ("INDH", "PROD")


def test_a_rule_tells_reports_the_ids_and_sentences_of_the_standard(tmp_path: Path) -> None:
    rule = read_file(write(tmp_path, RULE))[0]
    info = rule.info("SDTMIG", "3.4")
    assert info.identifiers == (Identifier("CDISC", "CG0001"),)
    assert info.cited == (Cited("IG v3.4", "4.1", "Table 1", "Say so."),)
    assert rule.info("TIG", "1.0").identifiers == (Identifier("CDISC", "TIG0001"),)
    assert len(rule.info().identifiers) == 2


@pytest.mark.parametrize(
    ("standard", "version", "substandard", "applies"),
    [
        ("SDTMIG", "3.4", "", True), ("sdtmig", "3-4", "", True), ("SDTMIG", "3.3", "", False),
        ("SDTMIG", "", "", True), ("TIG", "1.0", "SDTM", True), ("TIG", "1.0", "SEND", False),
        ("SENDIG", "3.1", "", False),
    ],
)  # fmt: skip
def test_a_rule_applies_to_the_standards_it_names(
    tmp_path: Path, standard: str, version: str, substandard: str, applies: bool
) -> None:
    assert read_file(write(tmp_path, RULE))[0].applies(standard, version, substandard) is applies


@pytest.mark.parametrize(
    ("change", "severity", "triage"),
    [
        (("", ""), "error", "wrong value"),
        (("Fully Executable", "Partially Executable - Possible Overreporting"), "warning", "worth a look"),
        (('Version: "1"}\nD', 'Version: "1", Severity: Note}\nD'), "note", "worth a look"),
        (('Version: "1"}\nD', 'Version: "1", Triage: missing required}\nD'), "error", "missing required"),
    ],
)
def test_how_grave_a_rule_is(tmp_path: Path, change: tuple[str, str], severity: str, triage: str) -> None:
    rule = read_file(write(tmp_path, RULE.replace(*change)))[0]
    assert (rule.severity, rule.info().triage) == (severity, triage)


def test_several_rules_in_one_file_and_folders_below(tmp_path: Path) -> None:
    (tmp_path / "below").mkdir()
    write(tmp_path, RULE + "---\n" + RULE.replace("T-1", "T-3"))
    write(tmp_path / "below", RULE.replace("T-1", "T-2"), "two.yaml")
    assert [rule.id for rule in read_rules(tmp_path)] == ["T-1", "T-2", "T-3"]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("a: [1\nb: 2\n", r"one.yml, line 2\n.*not YAML"),
        ("", "is empty"),
        ("- 1\n- 2\n", "is not a rule"),
        ("Core: {Status: Published}\n", "has no id"),
        ("Core: {Id: A}\nCore: {Id: B}\n", r"line 2\n.*the key Core is there twice"),
        ("Core: !!python/object:os.system {}\n", "is no value of a rule"),
        ("Core: !!binary aGk=\n", "is no value of a rule"),
    ],
    ids=["broken", "empty", "list", "no-id", "twice", "object", "tag"],
)
def test_a_file_that_cannot_be_read_is_told_with_its_place(tmp_path: Path, text: str, words: str) -> None:
    with pytest.raises(InputError, match=words):
        read_file(write(tmp_path, text))


def test_a_file_in_another_encoding_is_told(tmp_path: Path) -> None:
    (tmp_path / "one.yml").write_bytes(b"Core: {Id: \xe9}\n")
    with pytest.raises(InputError, match="UTF-8"):
        read_rules(tmp_path)


def test_no_folder_no_rules_and_an_id_twice_are_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such folder"):
        read_rules(tmp_path / "none")
    with pytest.raises(InputError, match="no rule file"):
        read_rules(tmp_path)
    write(tmp_path, RULE)
    write(tmp_path, RULE, "two.yml")
    with pytest.raises(InputError, match=r"rule T-1 is in one\.yml already"):
        read_rules(tmp_path)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("Sensitivity: Record", "Sensitivity: Loud"), "Sensitivity is Loud"),
        (("Sensitivity: Record", "Sensitivty: Record"), "no field Sensitivty"),
        (("operator: empty", "operator: "), "has no operator"),
        (("any:", "some:"), "not some"),
        (("Keys: [USUBJID", "Kys: [USUBJID"), ""),
        (("operator: empty", "operator: matches_regex, value: '(a'"), "no regular expression|not a regular"),
        (("Scope:\n  Classes: {Include: [EVENTS]}", "Scope:\n  Classes: EVENTS"), "Classes is not a mapping"),
    ],
)
def test_a_rule_nobody_can_ask_is_read_and_says_why(tmp_path: Path, change: tuple[str, str], words: str) -> None:
    rule = read_file(write(tmp_path, RULE.replace(*change)))[0]
    assert rule.id == "T-1"
    assert bool(rule.broken) is bool(words)
    if words:
        assert any(word in rule.broken for word in words.split("|"))


def test_a_mapping_that_is_no_rule_is_refused() -> None:
    with pytest.raises(InputError, match="the check is empty"):
        parse_rule({"Core": {"Id": "X"}}, "here")


def test_what_yaml_takes_for_a_number_or_a_truth() -> None:
    from validation.conformance.documents import documents_of

    text = "a: 1\nb: 1.50\nc: yes\nd: 2020-01-01\ne: '1'\nf: ~\ng: 007\nh: [true, No, -3, .5]\ni: 1.0.1\n"
    assert list(documents_of(text)) == [
        {"a": 1, "b": 1.5, "c": True, "d": "2020-01-01", "e": "1", "f": None, "g": "007",
         "h": [True, False, -3, 0.5], "i": "1.0.1"}
    ]  # fmt: skip
