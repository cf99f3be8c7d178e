"""Rule files that are meant to harm: they are refused in words, at once, and nothing in them is run."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
import yaml

from mappings.error import InputError
from validation.conformance.documents import MOST_NODES, documents_of
from validation.conformance.read import read_rules

NAMES = "abcdefghi"
BOMB = "".join(
    f"{name}: &{name} [{', '.join([f'*{before}'] * 9) if before else ', '.join(['x'] * 9)}]\n"
    for before, name in zip(["", *NAMES], NAMES, strict=False)
)
HARMFUL = {
    "aliases of aliases": (BOMB + "Core: {Id: X-1}\nDescription: *i\n", "by its aliases"),
    "an alias of itself": ("a: &a [*a]\nCore: {Id: X-1}\n", "nested too deeply"),
    "brackets": ("[" * 100_000, "nested too deeply"),
    "braces in brackets": ("[{" * 100_000, "not YAML"),
    "indents": ("".join(f"{' ' * depth}a:\n" for depth in range(500)), "nested too deeply"),
    "a Python object": ('Core: {Id: X-1}\nDescription: !!python/object/apply:os.mkdir ["RUN"]\n', "no value of a rule"),
}


@pytest.mark.parametrize("name", HARMFUL)
def test_what_is_meant_to_harm_is_refused_at_once(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    content, words = HARMFUL[name]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yml").write_text(content, encoding="utf-8")
    began = time.process_time()
    with pytest.raises(InputError) as caught:
        read_rules(tmp_path)
    assert time.process_time() - began < 5
    assert words in caught.value.problem
    assert caught.value.place.startswith("a.yml, line ")
    assert not (tmp_path / "RUN").exists()


def test_a_few_aliases_are_read() -> None:
    (said,) = documents_of("one: &one [a, b]\ntwo: *one\nthree: {four: *one}\n")
    assert said == {"one": ["a", "b"], "two": ["a", "b"], "three": {"four": ["a", "b"]}}


def test_as_many_values_as_a_rule_may_hold_are_read() -> None:
    most = MOST_NODES - 1
    (said,) = documents_of("".join("- a\n" for _ in range(most)))
    assert len(said) == most
    with pytest.raises(yaml.YAMLError):
        list(documents_of("".join("- a\n" for _ in range(most + 1))))
