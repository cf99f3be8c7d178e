"""Every word a mapping may say is explained, and its examples are calls it can take."""

from __future__ import annotations

import doctest
import inspect
import re
import sys
import tomllib
from collections.abc import Iterator
from functools import cache

import pytest

from adam.words import algorithms
from mappings.error import MappingError
from mappings.rule import parse_rule
from mappings.vocabulary import Vocabulary, Word, check_call
from mappings.where import parse_where


@cache
def words() -> Vocabulary:
    """The whole vocabulary of the house: analysis may say what tabulation may."""
    return algorithms()


def example_lines(word: Word) -> Iterator[str]:
    """The lines of its example, as an author writes them in a study file."""
    text = inspect.getdoc(word.function) or ""
    _, found, example = text.partition("Example:")
    if found:
        block = example.split("\n\n")[0]
        yield from (line.strip() for line in block.splitlines() if line.strip() and not line.lstrip().startswith(">>>"))


def rules(word: Word) -> Iterator[str]:
    """The rules of its example; a `where` is read, but is no rule."""
    for line in example_lines(word):
        for key, said in tomllib.loads(line).items():
            table = said if isinstance(said, dict) else {"where" if key == "where" else "rule": said}
            if "where" in table:
                parse_where(table["where"])
            if "rule" in table:
                yield table["rule"]


def test_there_are_words() -> None:
    assert {"assign", "constant", "iso8601", "study_day", "rows", "unpivot", "lookup", "date", "change"} <= set(words())


@pytest.mark.parametrize("name", sorted(algorithms()))
def test_a_word_says_in_a_sentence_what_you_get(name: str) -> None:
    summary = words()[name].summary
    # The sentence becomes the method text of define.xml.
    assert re.fullmatch(r"[A-Z\"`].{9,}\.", summary), summary
    assert len(summary) <= 200


@pytest.mark.parametrize("name", sorted(algorithms()))
def test_the_example_of_a_word_is_a_call_it_takes(name: str) -> None:
    examples = list(rules(words()[name]))
    said = [check_call(parse_rule(text, name), words(), name).name for text in examples]
    assert name in said, f"{name} has no example that says it"


@pytest.mark.parametrize("name", sorted(algorithms()))
def test_the_arguments_of_a_word_are_typed(name: str) -> None:
    signature = inspect.signature(words()[name].function)
    bare = [one.name for one in signature.parameters.values() if one.annotation is one.empty]
    assert not bare
    assert signature.return_annotation is not signature.empty


def test_what_examples_in_docstrings_show_is_true() -> None:
    modules = {word.function.__module__ for word in words().values()}
    results = {name: doctest.testmod(sys.modules[name]) for name in sorted(modules)}
    assert not {name: result.failed for name, result in results.items() if result.failed}


def test_an_example_that_no_word_takes_would_be_told() -> None:
    with pytest.raises(MappingError, match="did you mean study_day"):
        check_call(parse_rule("study_dai(AESTDTC)"), words(), "a docstring")
    with pytest.raises(MappingError, match="it is called  study_day"):
        check_call(parse_rule("study_day(AESTDTC)"), words(), "a docstring")
