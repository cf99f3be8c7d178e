"""What is asked at the command line: which datasets, and all that they are judged by."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from mappings.dataset import Dataset
from mappings.error import InputError, MappingError, nearest
from mappings.spec import StudySpec
from mappings.terminology import Terminology, load_terminology
from validation.reading import Folder, read_folder, read_others
from validation.validate import CT_NAMES, Against, floor_of, package_name, standard_of

if TYPE_CHECKING:
    import argparse

    from validation.conformance.rule import ConformanceRule
    from validation.tagging import Tagging

STANDARD = re.compile(r"\s*([A-Za-z][A-Za-z-]*)[\s/@-]*v?([0-9][0-9.-]*)\s*(?:[/ ]\s*([A-Za-z]+))?\s*")


@dataclass(frozen=True)
class Asked:
    """The datasets of a folder, what they are judged by, their keys as the define.xml has them, and all check ids."""

    folder: Path
    datasets: Mapping[str, Dataset]
    against: Against
    keys: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    checks: frozenset[str] = frozenset()


def asked(options: argparse.Namespace, folder: Path) -> Asked:
    """What the options ask of a folder; MappingError for what they say wrongly, InputError for what is not there."""
    from validation.explained import check_ids

    standard, version, substandard = said_standard(options.standard)
    rules, only = said_rules(options.rules)
    read = read_folder(folder, options.encoding, options.define)
    spec = _spec(options.study, read)
    others = _others(options.sdtm, folder, read, options.encoding)
    tagging, untagged = _tagging(folder)
    against = Against(
        spec=spec, more=rules, standard=standard, version=version, substandard=substandard,
        terminology=said_terminology(options.ct, spec, standard or standard_of(read.datasets, spec)[0]),
        define=read.define, content=read.content, others=others, only=only, engine=options.engine,
        docs=(options.out or folder / "validation") / "data_docs" if options.engine == "gx" else None,
        tagging=tagging, untagged=untagged, odd=tuple(read.findings), unread=tuple(read.unread), name=read.name,
    )  # fmt: skip
    keys = {one.name: one.keys for one in (spec.datasets if spec else ()) if one.keys}
    return Asked(folder, read.datasets, against, keys, check_ids(rules))


def said_standard(said: str) -> tuple[str, str, str]:
    """`SDTMIG 3.4` or `TIG 1.0 SDTM` in three words; MappingError for what names no version."""
    if not said:
        return "", "", ""
    fits = STANDARD.fullmatch(said)
    if fits is None:
        raise MappingError("--standard", f"{said!r} names no standard and version", "say --standard 'SDTMIG 3.4'")
    return fits[1], fits[2].replace("-", "."), (fits[3] or "").upper()


def said_rules(said: Sequence[str]) -> tuple[tuple[ConformanceRule, ...], frozenset[str]]:
    """The rules of the folders named, and the ids that alone are to be run."""
    from validation.conformance.own import own_ids
    from validation.conformance.read import read_rules
    from validation.explained import check_ids

    rules: list[ConformanceRule] = []
    ids: list[str] = []
    for word in said:
        if Path(word).exists():
            more = read_rules(Path(word))
            twice = ({one.id for one in rules} | own_ids()) & {one.id for one in more}
            if twice:
                raise MappingError("--rules", f"rule {min(twice)} is read twice", "name each folder once")
            rules += more
        elif re.search(r"[/\\]", word):
            raise InputError(Path(word).name, "there is no such folder of rules", "check the path after --rules")
        else:
            ids += [one.strip() for one in word.split(",") if one.strip()]
    known = check_ids(tuple(rules))
    for one in ids:
        if one not in known:
            remedy = nearest(one, set(known)) or "`validation list` names all; CDISC's want --rules FOLDER as well"
            raise MappingError("--rules", f"there is no rule or check {one}", remedy)
    return tuple(rules), frozenset(ids)


def said_terminology(said: Sequence[str], spec: StudySpec | None, standard: str) -> dict[str, Terminology] | None:
    """The releases named: of those shipped, or in a file of NCI's; None where none is named."""
    if not said:
        return None
    found: dict[str, Terminology] = {}
    for word in said:
        release = _release(word, standard)
        found[package_name(release.standard, release.version)] = release
    return found


def _release(word: str, standard: str) -> Terminology:
    path = Path(word)
    day = re.search(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", path.name)
    if day is None:
        remedy = "name a release, as sdtmct-2025-03-28, or a file of NCI's with its date in the name"
        raise MappingError("--ct", f"{path.name!r} bears no date", remedy)
    name = next((name for name, short in CT_NAMES.items() if short in path.name.lower()), "")
    name = name or next((name for name in CT_NAMES if name.lower() in path.name.lower()), "")
    name = name or ("ADaM" if standard.upper().startswith("ADAM") else "SDTM")
    if path.is_file():
        return load_terminology(name, day[0], path)
    try:
        return load_terminology(name, day[0])
    except MappingError as error:
        # A release that is asked for and not there must never look like one that found nothing.
        remedy = error.remedy or "bring NCI's file"
        raise InputError("--ct", f"no terminology {word}: {error.problem}", remedy) from None


def _spec(study: Path | None, read: Folder) -> StudySpec | None:
    """What the study folder says, else what the define.xml says."""
    if study is not None:
        from mappings.study import load_study

        return load_study(study, floor="adam" if floor_of(read.datasets) == "adam" else "sdtm")
    if read.define is None:
        return None
    from define_xml.to_spec import spec_from_define

    return spec_from_define(read.define)


def _tagging(folder: Path) -> tuple[Tagging | None, str]:
    """What the study tagging file says, or why it cannot be read; neither where there is none."""
    from validation.tagging import found_tagging, read_tagging

    path = found_tagging(folder)
    try:
        return (read_tagging(path, folder) if path else None), ""
    except InputError as error:
        return None, f"{error.place}: {error.problem}"


def _others(said: Path | None, folder: Path, read: Folder, encoding: str) -> Mapping[str, Dataset]:
    """The SDTM datasets of analysis datasets: where it is said, else in the folder above if DM is there."""
    if said is not None:
        return read_others(said, encoding)
    if floor_of(read.datasets) != "adam" or "DM" in read.datasets:
        return {}
    above = folder.resolve().parent
    return read_others(above, encoding) if any((above / f"dm.{suffix}").is_file() for suffix in ("xpt", "json")) else {}
