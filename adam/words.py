"""The vocabulary of analysis: the words of tabulation, the public functions of `algorithms/`, and a study's own."""

from __future__ import annotations

import importlib
import pkgutil
from functools import cache
from pathlib import Path

import adam.algorithms
import sdtm.words
from mappings.error import MappingError
from mappings.vocabulary import Vocabulary, vocabulary


@cache
def algorithms() -> Vocabulary:
    """Every word an ADaM mapping may say."""
    names = sorted(module.name for module in pkgutil.iter_modules(adam.algorithms.__path__))
    own = vocabulary(importlib.import_module(f"adam.algorithms.{name}") for name in names)
    twice = sorted(set(own) & set(sdtm.words.algorithms()))
    if twice:
        raise MappingError("adam/algorithms", f"the word {twice[0]} exists already", "give it another name")
    return {**sdtm.words.algorithms(), **own}


def study_words(folder: Path) -> Vocabulary:
    """The words of analysis, and those of the study's own `algorithms.py`, which may hide none of them."""
    return sdtm.words.study_words(folder, algorithms())
