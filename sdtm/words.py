"""The vocabulary of tabulation: the public functions of `algorithms/`, and those of a study's own."""

from __future__ import annotations

import importlib
import importlib.util
import pkgutil
from functools import cache
from pathlib import Path
from types import ModuleType

import sdtm.algorithms
from mappings.error import MappingError
from mappings.vocabulary import Vocabulary, vocabulary


@cache
def algorithms() -> Vocabulary:
    """Every word an SDTM mapping may say."""
    names = sorted(module.name for module in pkgutil.iter_modules(sdtm.algorithms.__path__))
    return vocabulary(importlib.import_module(f"sdtm.algorithms.{name}") for name in names)


def study_words(folder: Path) -> Vocabulary:
    """The words of tabulation, and those of the study's own `algorithms.py`, which may hide none of them."""
    path = folder / "algorithms.py"
    if not path.is_file():
        return algorithms()
    own = vocabulary([_own_module(path, folder.name)])
    hidden = sorted(set(own) & set(algorithms()))
    if hidden:
        raise MappingError(
            f"{folder.name}/algorithms.py", f"the word {hidden[0]} exists already", "give it another name"
        )
    return {**algorithms(), **own}


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
