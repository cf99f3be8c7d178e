"""The words rules may say: every public function of the algorithm files, and how it wants to be called."""

from __future__ import annotations

import inspect
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import ModuleType
from typing import Any

from mappings.docstring import docstring, first_line
from mappings.error import MappingError, nearest
from mappings.rule import Name, Rule, pointed

# What the engine hands to an algorithm that names it as a keyword-only parameter.
ASKED = frozenset(
    {"subject", "keys", "index", "source"}  # of the records
    | {"codelist", "source_codelist", "target", "dataset", "study"}  # of what is said
    | {"formats", "decimal", "needed"}  # of the tables behind them
)
POSITIONAL = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)


@dataclass(frozen=True)
class Word:
    """An algorithm as rules know it: its name, its parameters, and what it asks the engine for."""

    name: str
    function: Callable[..., Any]
    signature: inspect.Signature
    asks: frozenset[str]
    records: bool

    @property
    def summary(self) -> str:
        """The first line of its docstring."""
        return first_line(self.function)

    @property
    def usage(self) -> str:
        """How it is called: `study_day(date, start)`."""
        shown = [str(parameter).split(":")[0] for parameter in self.signature.parameters.values()]
        return f"{self.name}({', '.join(shown)})"


Vocabulary = Mapping[str, Word]


def vocabulary(modules: Iterable[ModuleType]) -> dict[str, Word]:
    """The words of the files, by name; a word said in two files is an error."""
    words: dict[str, Word] = {}
    for module in modules:
        for name, function in vars(module).items():
            own = inspect.isfunction(function) and function.__module__ == module.__name__
            if not own or name.startswith("_"):
                continue
            if name in words:
                raise MappingError(_file(module), f"the word {name} exists already", "give this one another name")
            words[name] = _word(name, function)
    return words


def check_call(rule: Rule, words: Vocabulary, place: str) -> Word:
    """The word of the rule; an unknown word or a call it cannot take is an error that points."""
    word = words.get(rule.word.text)
    if word is None:
        problem = f"no algorithm {rule.word.text}"
        guess = nearest(rule.word.text, set(words))
        raise pointed(place, rule.text, rule.word, f"{problem}; {guess}" if guess else problem, _list(words, guess))
    taken = {name for name, _ in rule.options}
    for option in taken - set(word.signature.parameters):
        if not _takes(word, inspect.Parameter.VAR_KEYWORD):
            guess = nearest(option, set(word.signature.parameters))
            raise pointed(place, rule.text, _whole(rule), f"{word.name} takes no {option}", guess or word.usage)
    try:
        word.signature.bind(*rule.arguments, **dict(rule.options))
    except TypeError as error:
        raise pointed(place, rule.text, _whole(rule), f"{error}", f"it is called  {word.usage}") from None
    return word


def explained(words: Vocabulary, wanted: str | None = None) -> str:
    """One word whole, or all with their first lines; MappingError for a word nobody knows."""
    if not wanted:
        width = max(map(len, words))
        return "\n".join(f"{name:<{width}}  {word.summary}" for name, word in sorted(words.items()))
    if wanted not in words:
        remedy = nearest(wanted, set(words)) or "`words` without a name lists them all"
        raise MappingError(wanted, "no such algorithm", remedy)
    return f"{words[wanted].usage}\n\n{docstring(words[wanted].function)}"


def table_arguments(rule: Rule, word: Word | None) -> tuple[Name, ...]:
    """The names of a records rule that stand for tables or datasets: those the word takes as Records."""
    named = [argument for argument in rule.arguments if isinstance(argument, Name) and "." not in argument.text]
    if word is None:
        return tuple(named)
    found: list[Name] = []
    parameters = list(word.signature.parameters.values())
    for place, argument in enumerate(rule.arguments):
        parameter = parameters[min(place, len(parameters) - 1)] if parameters else None
        if isinstance(argument, Name) and parameter is not None and parameter.annotation == "Records":
            found.append(argument)
    by_name = {parameter.name: parameter for parameter in parameters}
    for option, value in rule.options:
        if isinstance(value, Name) and option in by_name and by_name[option].annotation == "Records":
            found.append(value)
    return tuple(found)


def _word(name: str, function: Callable[..., Any]) -> Word:
    signature = _spelled(inspect.signature(function))
    asks = {p.name for p in signature.parameters.values() if p.kind is p.KEYWORD_ONLY and p.name in ASKED}
    said = [p for p in signature.parameters.values() if p.name not in asks]
    records = str(signature.return_annotation).endswith("Records")
    return Word(name, function, signature.replace(parameters=said), frozenset(asks), records)


def _spelled(signature: inspect.Signature) -> inspect.Signature:
    """The signature with each type as a text without modules, however the author's file spells it."""

    def text(annotation: Any) -> str:
        said = annotation if isinstance(annotation, str) else inspect.formatannotation(annotation)
        return re.sub(r"[\w.]+\.", "", said)

    parameters = [one.replace(annotation=text(one.annotation)) for one in signature.parameters.values()]
    return signature.replace(parameters=parameters, return_annotation=text(signature.return_annotation))


def _takes(word: Word, kind: Any) -> bool:
    return any(parameter.kind is kind for parameter in word.signature.parameters.values())


def _whole(rule: Rule) -> Name:
    return Name(rule.text, 0, len(rule.text))


def _list(words: Vocabulary, guess: str) -> str:
    analysis = any(word.function.__module__.startswith("adam.") for word in words.values())
    return "" if guess else f"`python -m {'adam' if analysis else 'sdtm'} words` lists them"


def _file(module: ModuleType) -> str:
    return module.__name__.replace(".", "/") + ".py"
