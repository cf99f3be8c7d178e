"""The answers to one test as a codelist: what its rules can say, what a table lists, what stands beside."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pandas import DataFrame

from define_xml.describe.item_sources import Made, item_source
from define_xml.describe.observed import INTEGER, in_order
from define_xml.describe.possible import Group, Possible
from define_xml.describe.published import Published
from mappings.dataset import Dataset
from mappings.distinct import Codes, as_text, groups
from mappings.rule import Name, Rule
from mappings.spec import Codelist, DatasetSpec, StudySpec, Term, VariableSpec

MANY = 30  # more answers than that are no list
UNITS = ("ORRESU", "STRESU")
YES_NO = "C66742"
# What stands beside a value and says it in words, in the same record.
BESIDE = {"AVAL": "AVALC", "STRESC": "ORRES"}


@dataclass(frozen=True)
class Answers:
    """The answers asked for: a variable of a dataset, the dataset whose rules make it, and one test of it.

    `test` is the variable with the test's code, the code, and the item's name; `rows` are the records of the item,
    `values` what they hold.
    """

    dataset: Dataset
    home: DatasetSpec
    variable: VariableSpec
    test: tuple[str, str, str]
    rows: Codes
    values: tuple[str, ...]

    @property
    def words(self) -> str:
        """The variable that says these values in words, if the dataset has one."""
        end = next((end for end in BESIDE if self.variable.name.endswith(end)), "")
        return self.variable.name.removesuffix(end) + BESIDE[end] if end else ""


def answer_list(possible: Possible, study: StudySpec, answers: Answers) -> Codelist | None:
    """The codelist of the answers to a test; None if they are no list.

    The variable's own list, or the qualifier's; else what the rules say together with a value that occurs; else the
    answers that a table of the study lists for the test; else numbers with the words beside them.
    """
    coded, code, name = answers.test
    listed = answers.home.variable(code) if coded == "QNAM" else answers.variable
    own = [found for one in (listed.codelists if listed else ()) if (found := study.codelist(one)) is not None]
    if len(own) == 1:
        return own[0]
    if own or coded == "QNAM" or answers.variable.name.endswith(UNITS):
        return None
    if answers.variable.type == "Char" and set(answers.values) <= {"Y", "N"}:
        return study.codelist(YES_NO)
    if coded == "TSPARMCD":
        return Published(study.terminology).summary_list(code, answers.values)
    label = f"{answers.variable.label or answers.variable.name}: {name}"
    terms = _terms(possible, answers)
    if not terms:
        return None
    whole = all(INTEGER.fullmatch(term.value) for term in terms)
    kind = "integer" if whole else "float" if answers.variable.type == "Num" else "text"
    full = f"{answers.dataset.name}.{answers.variable.name}.{name}"
    return Codelist(name=full, label=label, terms=terms, data_type=kind)


def _terms(possible: Possible, answers: Answers) -> tuple[Term, ...]:
    """The answers in order, with what each means; none if they are no list."""
    values = answers.values
    listed = _in_table(possible, answers)
    numbers = all(INTEGER.fullmatch(value) for value in values)
    groups = () if numbers or listed else possible.groups(answers.home.name, answers.variable.name)
    for said in (tuple(listed.values()), said_together(groups, values)):
        if values and set(values) <= set(said):
            return tuple(Term(value=value, order=place) for place, value in enumerate(said, 1))
    pairs = listed if listed and set(values) <= set(listed) else _beside(answers)
    found = sorted(pairs.items(), key=lambda pair: in_order(pair[0]))
    return tuple(Term(value=value, decode=word, order=place) for place, (value, word) in enumerate(found, 1))


def said_together(found: Iterable[Group], values: Iterable[str]) -> tuple[str, ...]:
    """The texts that one rule says together with one of these values, in the order of the rules."""
    wanted = set(values)
    return tuple(dict.fromkeys(text for group in found if wanted & set(group) for text in group))


def _beside(answers: Answers) -> dict[str, str]:
    """Each value with the words that stand beside it; nothing unless every value has words of its own."""
    records, values = answers.dataset.records, answers.values
    if answers.words not in records.columns or len(values) > MANY:
        return {}
    _, pairs = groups([as_text(records[name].iloc[answers.rows]) for name in (answers.variable.name, answers.words)])
    found = {value: word for value, word in pairs if value is not None and word is not None and value != word}
    once = len(found) == len(pairs) == len(set(found.values()))
    return found if once and set(found) == set(values) else {}


def _in_table(possible: Possible, answers: Answers) -> dict[str, str]:
    """The answers that a table of the study lists for the test, by their code on the form."""
    name = answers.words if answers.words.endswith("ORRES") else answers.variable.name
    target = answers.home.variable(name)
    if target is None:
        return {}
    coded, code, _ = answers.test
    made = item_source(possible, Made(answers.home, target), coded, code)
    rule = made.variable.rule if isinstance(made, Made) else None
    if rule is None or rule.word.text != "lookup":
        return {}
    return dict(_looked_up(possible, rule, code))


def _looked_up(possible: Possible, rule: Rule, code: str) -> Iterator[tuple[str, str]]:
    """The rows of `lookup([test, answer], [t.test, t.code], t.text)` that are of the test: code and text."""
    _, keys, wanted = rule.arguments if len(rule.arguments) == 3 else ("", "", "")
    named = keys if isinstance(keys, tuple) else ()
    names = [one.text for one in (*named, wanted) if isinstance(one, Name)]
    if len(named) != 2 or len(names) != 3:
        return
    table, columns = names[0].partition(".")[0], [name.partition(".")[2] for name in names]
    frame = possible.tables[table].frame if table in possible.tables else DataFrame(columns=columns)
    if set(columns) <= set(frame.columns):
        for test, one, text in zip(*(as_text(frame[column]).astype("object") for column in columns), strict=True):
            if test == code and isinstance(one, str) and isinstance(text, str):
                yield one, text

