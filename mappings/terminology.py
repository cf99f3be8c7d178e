"""Controlled terminology: a release that is shipped, or NCI's own files brought by the study."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from pathlib import Path

from mappings.catalog import shipped, standards_file
from mappings.error import InputError, MappingError, nearest

# One codelist as text: `code short extensible name`, then `code submission decode synonyms` of each term, by tabs.
Block = str


@dataclass(frozen=True, slots=True)
class CtTerm:
    """One published term: C-code, submission value, NCI's preferred term, other words for it."""

    code: str
    submission: str
    decode: str
    synonyms: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CtCodelist:
    """One published codelist and its terms, in the published order."""

    code: str
    short: str
    name: str
    extensible: bool
    terms: tuple[CtTerm, ...]

    def term(self, submission: str) -> CtTerm | None:
        """The term with that submission value, if there is one."""
        return next((term for term in self.terms if term.submission == submission), None)


class Terminology:
    """One release of a standard's controlled terminology; a codelist becomes objects when it is asked for."""

    def __init__(self, standard: str, version: str, blocks: Iterable[Block]) -> None:
        self.standard, self.version = standard, version
        self._blocks = {block[: block.index("\t")]: block for block in blocks}
        self._codes = {_cells(block)[1]: code for code, block in self._blocks.items()}
        self._codelists: dict[str, CtCodelist] = {}

    @property
    def codes(self) -> tuple[str, ...]:
        """The C-codes of all codelists, in the published order."""
        return tuple(self._blocks)

    def __contains__(self, codelist: str) -> bool:
        return codelist in self._blocks or codelist in self._codes

    def __len__(self) -> int:
        return len(self._blocks)

    def codelist(self, name: str) -> CtCodelist:
        """The codelist of that C-code or short name: `C66742` or `NY`."""
        code = self._code(name)
        if code not in self._codelists:
            self._codelists[code] = _codelist(self._blocks[code])
        return self._codelists[code]

    def paired(self, name: str) -> CtCodelist | None:
        """The other half of a code and name pair (VSTEST of VSTESTCD, and back); its terms have the same C-codes."""
        partner = self._pairs.get(self._code(name))
        return self.codelist(partner) if partner else None

    def decodes(self, name: str) -> dict[str, str]:
        """Submission value -> what it means: the paired codelist's value of the same term, else the preferred term."""
        codelist, partner = self.codelist(name), self.paired(name)
        words = {term.code: term.submission for term in partner.terms} if partner else {}
        return {term.submission: words.get(term.code, term.decode) for term in codelist.terms}

    def rows(self) -> Iterator[tuple[str, ...]]:
        """Everything as a table with a header: a row for each codelist, then one for each of its terms."""
        yield ("codelist", "code", "submission", "name", "extensible", "synonyms")
        for block in self._blocks.values():
            code, short, extensible, name = _cells(block)
            yield (code, code, short, name, extensible, "")
            for term in self.codelist(code).terms:
                yield (code, term.code, term.submission, term.decode, "", "; ".join(term.synonyms))

    def _code(self, name: str) -> str:
        if name in self._blocks:
            return name
        if name in self._codes:
            return self._codes[name]
        place = f"{self.standard} terminology {self.version}, codelist {name}"
        raise MappingError(place, "no such codelist", self._nearest(name))

    def _nearest(self, name: str) -> str:
        import difflib

        if re.fullmatch(r"C\d+", name):
            return "its C-code is not in this release"
        close = difflib.get_close_matches(name, sorted(self._codes), n=3, cutoff=0.5)
        return nearest(name, set(self._codes)) if len(close) < 2 else f"did you mean {', '.join(close)}?"

    @cached_property
    def _pairs(self) -> dict[str, str]:
        """Codelists with the very same terms, of which one is a code list by its name."""
        alike: dict[frozenset[str], list[str]] = {}
        for code, block in self._blocks.items():
            terms = frozenset(line[: line.index("\t")] for line in block.split("\n")[1:])
            alike.setdefault(terms, []).append(code)
        pairs: dict[str, str] = {}
        for codes in alike.values():
            coded = [code for code in codes if _cells(self._blocks[code])[3].endswith((" Code", " Short Name"))]
            if len(codes) == 2 and len(coded) == 1:
                pairs |= {codes[0]: codes[1], codes[1]: codes[0]}
        return pairs


def load_terminology(standard: str, version: str, path: Path | None = None) -> Terminology:
    """A release: the one shipped under that name and version, or NCI's text or ODM file at `path`."""
    if path is None:
        return _shipped(standard, version)
    try:
        status = path.stat()
    except OSError as error:
        raise InputError(str(path), f"cannot be read: {error.strerror}") from error
    return _brought(standard, version, path, (status.st_mtime_ns, status.st_size))


@cache
def _shipped(standard: str, version: str) -> Terminology:
    import gzip

    text = gzip.decompress(standards_file(shipped("terminology", standard, version)["file"])).decode("utf-8")
    # The first block says what the file is.
    return Terminology(standard, version, text.rstrip("\n").split("\n\n")[1:])


@lru_cache(maxsize=8)
def _brought(standard: str, version: str, path: Path, _state: tuple[int, int]) -> Terminology:
    from mappings.nci import read_release

    return Terminology(standard, version, read_release(path, standard, version))


def _cells(line: str) -> list[str]:
    return line.partition("\n")[0].split("\t")


def _codelist(block: Block) -> CtCodelist:
    head, *lines = block.split("\n")
    code, short, extensible, name = head.split("\t")
    terms = (line.split("\t") for line in lines)
    found = tuple(
        CtTerm(term, value, decode, tuple(filter(None, said.split("; ")))) for term, value, decode, said in terms
    )
    return CtCodelist(code, short, name, extensible == "Yes", found)
