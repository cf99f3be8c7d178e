"""The vocabulary of tabulation: the public functions of `algorithms/`, and those of a study's own."""

from __future__ import annotations

import functools
import importlib
import importlib.util
import pkgutil
import traceback
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import sdtm.algorithms
from mappings.error import MappingError
from mappings.vocabulary import Vocabulary, Word, vocabulary


@cache
def algorithms() -> Vocabulary:
    """Every word an SDTM mapping may say."""
    names = sorted(module.name for module in pkgutil.iter_modules(sdtm.algorithms.__path__))
    return vocabulary(importlib.import_module(f"sdtm.algorithms.{name}") for name in names)


def study_words(folder: Path, known: Vocabulary | None = None) -> Vocabulary:
    """The words that are known, those of tabulation unless said, and those of the study's own `algorithms.py`.

    A word of the study's may hide none of the others.
    """
    known = algorithms() if known is None else known
    path = folder / "algorithms.py"
    if not path.is_file():
        return known
    own = vocabulary([_own_module(path, folder.name)])
    hidden = sorted(set(own) & set(known))
    if hidden:
        raise MappingError(
            f"{folder.name}/algorithms.py", f"the word {hidden[0]} exists already", "give it another name"
        )
    return {**known, **{name: _answerable(word, folder.name) for name, word in own.items()}}


def _answerable(word: Word, study: str) -> Word:
    """A study's own word, whose faults are its author's: told with the line of algorithms.py."""

    @functools.wraps(word.function)
    def answered(*arguments: Any, **options: Any) -> Any:
        try:
            return word.function(*arguments, **options)
        except MappingError:
            raise
        except Exception as error:  # the author's own code may raise anything
            lines = [step.lineno for step in traceback.extract_tb(error.__traceback__) if step.name == word.name]
            place = f"{study}/algorithms.py, line {lines[-1] if lines else '?'}:"
            raise MappingError(place, f"{type(error).__name__}: {error}", "mend the word") from error

    return replace(word, function=answered)


def _own_module(path: Path, study: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(f"{study}_algorithms", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except Exception as error:  # the author's own code may raise anything
        raise MappingError(f"{study}/algorithms.py", f"{type(error).__name__}: {error}", "mend the file") from error
    return module
