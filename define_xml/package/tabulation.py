"""Figures of the tabulation datasets for a reviewer's guide: subjects, arms, dispositions, qualifiers, relations."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pandas import DataFrame, Series

NO_ARM = ("SCRNFAIL", "NOTASSGN", "NOTTRT")  # what DM's arm codes said before ARMNRS (SDTMIG 3.3 and earlier)


@dataclass(frozen=True)
class Arm:
    """An arm as DM has it: its code and name, the subjects assigned to it, and those treated as it says."""

    code: str
    name: str
    assigned: int
    treated: int


@dataclass(frozen=True)
class Disposition:
    """A milestone or disposition event of DS and the subjects who have it."""

    category: str
    term: str
    subjects: int


@dataclass(frozen=True)
class Qualifier:
    """A non-standard variable of a SUPP-- dataset: its parent, and the records that have it."""

    parent: str
    name: str
    label: str
    origin: str
    evaluator: str
    records: int


@dataclass(frozen=True)
class Category:
    """A category of a dataset (--CAT, --SCAT) with its tests (--TESTCD) and records."""

    dataset: str
    category: str
    subcategory: str
    tests: tuple[str, ...]
    records: int


@dataclass(frozen=True)
class Tabulation:
    """What is counted in the tabulation datasets themselves."""

    counts: Mapping[str, int] = field(default_factory=dict)
    arms: tuple[Arm, ...] = ()
    masked: tuple[str, ...] = ()  # arm codes of DM that TA does not have
    dispositions: tuple[Disposition, ...] = ()
    qualifiers: tuple[Qualifier, ...] = ()
    categories: tuple[Category, ...] = ()
    related: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # dataset -> those RELREC relates it to
    not_ascii: tuple[str, ...] = ()  # variables with text beyond ASCII: AE.AETERM

    def qualifiers_of(self, parent: str) -> tuple[Qualifier, ...]:
        """The non-standard variables of a dataset."""
        return tuple(one for one in self.qualifiers if one.parent == parent)

    def categories_of(self, dataset: str) -> tuple[Category, ...]:
        """The categories of a dataset."""
        return tuple(one for one in self.categories if one.dataset == dataset)


def tabulation(frames: Mapping[str, DataFrame]) -> Tabulation:
    """The figures of these datasets, by name; a value that is missing may be NA or blank."""
    demographics = frames.get("DM", DataFrame())
    disposition = frames.get("DS", DataFrame())
    planned = set(_words(frames.get("TA", DataFrame()), "ARMCD"))
    arms = tuple(_arms(demographics))
    masked = tuple(one.code for one in arms if planned and one.code not in planned)
    counts = _counts(demographics, disposition) | _others(frames)
    if masked:  # what is masked cannot be compared: a count of 0 would say that all is as planned
        del counts["other_arm"]
    return Tabulation(
        counts=counts,
        arms=arms,
        masked=masked,
        dispositions=tuple(_dispositions(disposition)),
        qualifiers=tuple(_qualifiers(frames)),
        categories=tuple(_categories(frames)),
        related=_related(frames.get("RELREC", DataFrame())),
        not_ascii=tuple(_not_ascii(frames)),
    )


def _words(frame: DataFrame, name: str) -> Series[str]:
    """A column as text, blank where it is missing or where there is no such column."""
    if name not in frame:
        return Series([""] * len(frame), index=frame.index, dtype=object)
    column = frame[name]
    return column.astype(object).where(column.notna(), "").map(lambda value: _word(value))


def _word(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()


def _subjects(frame: DataFrame, chosen: Series[bool]) -> int:
    return int(_words(frame, "USUBJID")[chosen].nunique())


def _counts(demographics: DataFrame, disposition: DataFrame) -> dict[str, int]:
    """Subjects by what became of them; SDTMIG 3.4, 5.2: ARMNRS says why there is no arm."""
    code, actual = _words(demographics, "ARMCD"), _words(demographics, "ACTARMCD")
    reason = _words(demographics, "ARMNRS")
    assigned = ~code.isin(["", *NO_ARM])
    treated = _words(demographics, "RFXSTDTC") != ""
    failed = (reason == "SCREEN FAILURE") | (code == "SCRNFAIL")
    drawn = _subjects(disposition, _words(disposition, "DSDECOD") == "RANDOMIZED")
    return {
        "screened": _subjects(demographics, code == code),
        "screen_failures": _subjects(demographics, failed),
        "assigned": _subjects(demographics, assigned),
        "randomised": drawn or _subjects(demographics, assigned),
        "treated": _subjects(demographics, treated),
        "not_treated": _subjects(demographics, assigned & ~treated),
        "other_arm": _subjects(demographics, assigned & treated & (actual != "") & (actual != code)),
        "died": _subjects(demographics, _words(demographics, "DTHFL") == "Y"),
        "sites": _distinct(demographics, "SITEID"),
        "countries": _distinct(demographics, "COUNTRY"),
    }


def _distinct(frame: DataFrame, name: str) -> int:
    return int(_words(frame, name).replace("", None).dropna().nunique())


def _others(frames: Mapping[str, DataFrame]) -> dict[str, int]:
    """Figures of further datasets: subjects with an event, completers, visits that did not take place."""
    events, visits = frames.get("AE", DataFrame()), frames.get("SV", DataFrame())
    disposition = frames.get("DS", DataFrame())
    completed = (_words(disposition, "DSDECOD") == "COMPLETED") & _of_disposition(disposition)
    serious = _words(events, "AESER") == "Y"
    return {
        "completed": _subjects(disposition, completed),
        "serious_events": int(serious.sum()),
        "visits_missed": int((_words(visits, "SVOCCUR") == "N").sum()),
        "visits_unplanned": int((_words(visits, "SVUPDES") != "").sum()),
    }


def _of_disposition(frame: DataFrame) -> Series[bool]:
    return _words(frame, "DSCAT").isin(["DISPOSITION EVENT", ""])


def _arms(frame: DataFrame) -> Iterator[Arm]:
    code, actual = _words(frame, "ARMCD"), _words(frame, "ACTARMCD")
    names = dict(zip([*actual, *code], [*_words(frame, "ACTARM"), *_words(frame, "ARM")], strict=True))
    for one in sorted(name for name in names if name and name not in NO_ARM):
        yield Arm(one, names[one], _subjects(frame, code == one), _subjects(frame, actual == one))


def _dispositions(frame: DataFrame) -> Iterator[Disposition]:
    category, term = _words(frame, "DSCAT"), _words(frame, "DSDECOD")
    for one, word in _pairs(category, term):
        yield Disposition(one, word, _subjects(frame, (category == one) & (term == word)))


def _pairs(first: Series[str], second: Series[str]) -> list[tuple[str, str]]:
    """The pairs that occur, sorted."""
    return sorted(set(zip(first, second, strict=True)))


def _qualifiers(frames: Mapping[str, DataFrame]) -> Iterator[Qualifier]:
    for name in sorted(frames):
        frame = frames[name]
        if not {"RDOMAIN", "QNAM", "QVAL"} <= set(frame.columns):
            continue
        parent, said = _words(frame, "RDOMAIN"), _words(frame, "QNAM")
        for one, word in _pairs(parent, said):
            rows = frame[(parent == one) & (said == word)]
            yield Qualifier(one, word, _all(rows, "QLABEL"), _all(rows, "QORIG"), _all(rows, "QEVAL"), len(rows))


def _all(frame: DataFrame, name: str) -> str:
    """The words of a column that occur, one after the other."""
    return ", ".join(sorted({word for word in _words(frame, name) if word}))


def _not_ascii(frames: Mapping[str, DataFrame]) -> Iterator[str]:
    for dataset in sorted(frames):
        for name, column in frames[dataset].select_dtypes(exclude="number").items():
            if not "".join(map(str, column.dropna().unique())).isascii():
                yield f"{dataset}.{name}"


def _categories(frames: Mapping[str, DataFrame]) -> Iterator[Category]:
    for dataset in sorted(frames):
        frame = frames[dataset]
        if f"{dataset}CAT" not in frame and f"{dataset}TESTCD" not in frame:
            continue
        category, finer = _words(frame, f"{dataset}CAT"), _words(frame, f"{dataset}SCAT")
        tests = _words(frame, f"{dataset}TESTCD")
        for one, word in _pairs(category, finer):
            chosen = (category == one) & (finer == word)
            found = tuple(sorted({test for test in tests[chosen] if test}))
            yield Category(dataset, one, word, found, int(chosen.sum()))


def _related(frame: DataFrame) -> dict[str, tuple[str, ...]]:
    """The datasets that share a relationship; SDTMIG 3.4, 8.2: of a subject's records, or of whole datasets."""
    found: dict[str, set[str]] = {}
    keys = zip(_words(frame, "USUBJID"), _words(frame, "RELID"), strict=True)
    groups: dict[tuple[str, str], set[str]] = {}
    for key, dataset in zip(keys, _words(frame, "RDOMAIN"), strict=True):
        groups.setdefault(key, set()).add(dataset)
    for group in groups.values():
        for one in group:
            found.setdefault(one, set()).update(_beside(group, one))
    return {name: tuple(sorted(found[name])) for name in sorted(found)}


def _beside(group: Iterable[str], one: str) -> set[str]:
    """The others of a relationship; the dataset itself, where only its own records are related."""
    return {other for other in group if other != one} or {one}
