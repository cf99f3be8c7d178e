"""The two things that can stop a run: a mapping that is wrong, a file that cannot be read or written whole."""

from __future__ import annotations


class MappingError(Exception):
    """What the author of a mapping has to mend: place, problem, remedy (exit status 2)."""

    def __init__(self, place: str, problem: str, remedy: str = "") -> None:
        super().__init__(place, problem, remedy)
        self.place, self.problem, self.remedy = place, problem, remedy

    def __str__(self) -> str:
        lines = [self.place, *(f"    {line}" for line in self.problem.splitlines())]
        return "\n".join([*lines, f"    {self.remedy}"] if self.remedy else lines)


class InputError(MappingError):
    """A file that cannot be read whole, or written whole: place, problem, remedy (exit status 3)."""


class MappingErrors(MappingError):
    """All that is wrong with a study, in one report."""

    def __init__(self, errors: list[MappingError]) -> None:
        super().__init__(errors[0].place, errors[0].problem, errors[0].remedy)
        self.errors = tuple(errors)

    def __str__(self) -> str:
        count = len(self.errors)
        return "\n".join([*(str(error) for error in self.errors), f"{count} error{'s' if count != 1 else ''}"])


def nearest(word: str, known: list[str] | tuple[str, ...] | set[str]) -> str:
    """`did you mean X?` for the closest known word, or an empty text."""
    import difflib

    # Letters only differing in case come first: `aeterm` for AETERM is no distance at all.
    same = [name for name in sorted(known) if name.casefold() == word.casefold()]
    close = same or difflib.get_close_matches(word, sorted(known), n=1, cutoff=0.6)
    return f"did you mean {close[0]}?" if close else ""
