"""Where every file of a package goes: the two floors, their papers and programs, by the profile's folders and names."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from define_xml.package.content import size_of
from define_xml.package.inventory import DEFINE, PAGE, Inventory, inventory
from define_xml.package.names import Refused, refused
from define_xml.package.parts import split_dataset
from define_xml.package.placed import Kind, Part, Placed
from define_xml.package.profile import Profile
from define_xml.package.references import refuse_dangling
from define_xml.package.settings import Settings, study_name
from mappings.error import InputError
from mappings.finding import Finding

BESIDE = ("review", "manifest")
GUIDES: tuple[tuple[str, Part, str], ...] = (
    ("csdrg", "sdtm", "Clinical Study Data Reviewer's Guide"),
    ("adrg", "adam", "Analysis Data Reviewer's Guide"),
)
_WORDS: Mapping[str, str] = {"sdtm": "the tabulation datasets", "adam": "the analysis datasets"}
_SITE_KINDS: Mapping[str, Kind] = {".xpt": "dataset", ".xml": "define", ".html": "page", ".xsl": "stylesheet"}


@dataclass(frozen=True)
class Tree:
    """The files of a package, by path; what was found odd on the way; the parts of each dataset that was split."""

    placed: tuple[Placed, ...]
    findings: tuple[Finding, ...]
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class _Floor:
    """A build with where it goes: its inventory, its folders in the package, the files of its split datasets."""

    held: Inventory
    home: str
    split: str
    parts: Mapping[str, tuple[Path, ...]]


def tree(
    sdtm: Path,
    adam: Path | None,
    profile: Profile,
    settings: Settings,
    study_id: str,
    *,
    programs: Sequence[Placed] = (),
    site_files: Mapping[str, bytes] | None = None,
    more: Sequence[Placed] = (),
    work: Path | None = None,
) -> Tree:
    """Every file of the package in its place, with its title and file-tag; the guides are still empty.

    `sdtm` and `adam` are folders of finished builds; `site_files` those of the site-level dataset by name; the parts
    of datasets that are too large are written to `work`. InputError for builds that are not finished, for what
    define.xml names and is not packaged, and for paths that may not stand in a package: each named with its reason.
    """
    study = study_name(settings, study_id)
    held = [inventory("sdtm", sdtm), *([inventory("adam", adam)] if adam else [])]
    floors = [_floor(one, profile, study, work) for one in held]
    files = [one for floor in floors for one in (*_data(floor), *_papers(floor, profile))]
    files += [one for one in _guides(profile, study) if one.part == "sdtm" or adam]
    sites = dict(site_files or {}) if profile.folders.bimo else {}
    files += [_site(name, content, profile.folders.bimo) for name, content in sites.items()]
    files += [*(programs if profile.programs else ()), *more]
    placed = tuple(sorted((tagged(one, profile) for one in files), key=lambda one: one.path))
    refuse_names(placed, profile)
    refuse_dangling(placed)
    parts = {name: tuple(path.name for path in paths) for one in floors for name, paths in one.parts.items()}
    return Tree(placed, tuple(_odd(floors, profile, adam, site_files or {})), parts)


def tagged(one: Placed, profile: Profile) -> Placed:
    """The file with the file-tag that the profile gives its kind."""
    return one if one.tag else replace(one, tag=profile.tags.get(f"{one.part}.{one.kind}", ""))


def refuse_names(placed: Sequence[Placed], profile: Profile) -> None:
    """InputError that names every path which may not stand in a package."""
    submitted = [one.path for one in placed if one.kind not in BESIDE]
    wrong = refused(submitted, profile.limits, (one.path for one in placed if one.kind in BESIDE))
    if wrong:
        told = "\n".join(f"{one.path}: {one.problem}" for one in wrong)
        raise InputError("the package", told, _remedies(wrong))


def _remedies(wrong: Iterable[Refused]) -> str:
    return "; ".join(dict.fromkeys(one.remedy for one in wrong))


def _floor(held: Inventory, profile: Profile, study: str, work: Path | None) -> _Floor:
    """A build with where it goes; datasets that are too large are split."""
    place = "split" if held.part == "sdtm" else "adam_split"
    parts: dict[str, tuple[Path, ...]] = {}
    limit = profile.limits.dataset_bytes
    for name, file in held.datasets.items():
        path = held.folder / file
        size = size_of(path)
        if size > limit and work is None:
            problem = f"has {size:,} bytes; {limit:,} are allowed, and there is no folder for its parts"
            raise InputError(file, problem, "split it: python -m define_xml convert --split-size")
        if size > limit and work is not None:
            parts[name] = split_dataset(path, limit, work / held.part)
    folders = profile.folders
    return _Floor(held, folders.place(held.part, study), folders.place(place, study), parts)


def _data(floor: _Floor) -> Iterator[Placed]:
    """The datasets, and their parts beside them."""
    held = floor.held
    labels = {one.name: one.label for one in held.spec.datasets}
    for name, file in held.datasets.items():
        yield Placed(f"{floor.home}/{file}", "dataset", held.folder / file, held.part, labels[name])
        paths = floor.parts.get(name, ())
        for number, path in enumerate(paths, start=1):
            title = f"{labels[name]}, part {number} of {len(paths)}"
            yield Placed(f"{floor.split}/{path.name}", "split", path, held.part, title)


def _papers(floor: _Floor, profile: Profile) -> Iterator[Placed]:
    """define.xml, its page, its stylesheet and the documents that it names."""
    held, home = floor.held, floor.home
    words = _WORDS[held.part]
    yield Placed(f"{home}/{DEFINE}", "define", held.folder / DEFINE, held.part, f"Define-XML of {words}")
    if profile.page and PAGE in held.names:
        yield Placed(f"{home}/{PAGE}", "page", held.folder / PAGE, held.part, f"Define-XML of {words}, for reading")
    sheet = held.define.stylesheet
    if sheet in held.names:
        yield Placed(f"{home}/{sheet}", "stylesheet", held.folder / sheet, held.part, f"Stylesheet for {words}")
    for document in held.spec.documents:
        if document.href in held.names:
            kind: Kind = "acrf" if document.kind == "acrf" else "document"
            yield Placed(f"{home}/{document.href}", kind, held.folder / document.href, held.part, document.title)


def _guides(profile: Profile, study: str) -> Iterator[Placed]:
    """The places of the guides, which are made later, of what the tree holds."""
    for name, part, title in GUIDES:
        file: str = getattr(profile.names, name)
        yield Placed(f"{profile.folders.place(part, study)}/{file}", "guide", b"", part, title)


def _site(name: str, content: bytes, home: str) -> Placed:
    """A file of the site-level dataset."""
    kind = _SITE_KINDS.get(f".{name.rpartition('.')[2]}", "document")
    titles = {"dataset": "Summary-Level Clinical Site Data", "define": "Define-XML of site-level data"}
    return Placed(f"{home}/{name}", kind, content, "bimo", titles.get(kind, name))


def _odd(
    floors: Sequence[_Floor], profile: Profile, adam: Path | None, site_files: Mapping[str, bytes]
) -> Iterator[Finding]:
    """What is not packaged, and an annotated CRF under another name than the authority's."""
    known = {f"sdtm/{adam.name}"} if adam and adam.resolve().parent == floors[0].held.folder.resolve() else set()
    for floor in floors:
        yield from (one for one in floor.held.findings if one.dataset not in known)
        for one in floor.held.spec.documents:
            if one.kind == "acrf" and one.href.rpartition("/")[2] != profile.names.acrf:
                words = f"the annotated CRF is called {profile.names.acrf} there; study.toml names it otherwise"
                yield Finding("name_differs", "warning", words, f"{floor.held.part}/{one.href}")
    if site_files and not profile.folders.bimo:
        words = f"the profile {profile.id} has no place for site-level data: it is not packaged"
        yield Finding("not_packaged", "warning", words, ", ".join(sorted(site_files)))
