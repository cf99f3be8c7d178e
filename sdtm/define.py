"""The define.xml of a build, the page that shows it and the annotated CRF: files that stand beside the datasets."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from mappings.error import InputError, MappingError
from sdtm.datasets import Build
from sdtm.deliver import Content, created

if TYPE_CHECKING:
    import argparse
    from pathlib import Path

    from define_xml.document.metadata import Define
    from mappings.finding import Finding
    from mappings.spec import StudySpec

NONE = "none"
Rows = Sequence[Mapping[str, str]]
Completed = Callable[["Define", "StudySpec"], "Define"]


def papers_of(
    options: argparse.Namespace,
    built: Build,
    dictionary: Rows = (),
    completed: Completed = lambda define, said: define,
    *,
    blank: Blank | None = None,
) -> Papers:
    """What is said of a build as a whole, made when it is asked for: its complete spec, and the papers."""
    sheet = options.stylesheet
    return Papers(
        built, dictionary, created(built.applied.bound.study).isoformat(),
        suffix=options.format[0], version=options.define, stylesheet=sheet.name if sheet else "", completed=completed,
        blank=blank,
    )  # fmt: skip


def blank_crf(options: argparse.Namespace, folder: Path, study: StudySpec) -> Blank | None:
    """The CRF to be annotated, as `--crf` or else study.toml says; None where there is none, or no define.xml is made.

    MappingError where it cannot be meant, InputError where it cannot be read: before any work.
    """
    document = next((one for one in study.documents if one.kind == "acrf"), None)
    declared = folder / document.blank if document and document.blank else None
    path = options.crf or declared
    idle = options.define == NONE or bool(options.only)
    if path is None or (idle and not options.crf):
        return None
    if idle:
        problem = "with --define none or --only no annotated CRF is made"
        raise MappingError("--crf", problem, "leave out one of the two")
    if document is None:
        remedy = 'in study.toml:  [documents.acrf]  with  title,  file = "acrf.pdf",  kind = "acrf"'
        raise MappingError("--crf", "the study has no annotated CRF among its documents", remedy)
    if (folder / document.href).is_file():
        problem = f"{document.href} stands finished in the study folder, and {path.name} is to be annotated"
        raise MappingError(f"documents.{document.id}", problem, "keep one of the two")
    return _blank(path)


def _blank(path: Path) -> Blank:
    from define_xml.package.acrf.over_open import check_blank

    content = _content(path)
    check_blank(content, path.name)
    return Blank(path.name, content)


def papers(options: argparse.Namespace, folder: Path, made: Papers) -> dict[str, Content]:
    """The papers that the options of a build ask for, by file name; none for a part of the datasets.

    Documents that the study names go beside the datasets if they are in its folder.
    """
    if options.define == NONE or options.only:
        return {}
    sheet, named = options.stylesheet, [one.href for one in made.built.applied.bound.study.documents]
    ours = made.files()
    if made.blank is not None:
        # What is to be told of the annotations is told with the build: before the ledger is written.
        ours |= {name: content() for name, content in ours.items() if content == made.crf}
    brought = {name: folder / name for name in named if (folder / name).is_file()}
    if sheet:
        brought[sheet.name] = sheet
    for name in brought:
        if name.lower() in {"define.xml", "define.html", "ledger.json", "listings.json", "waivers.toml"}:
            raise MappingError(name, "the build writes a file of this name itself", "give the document another name")
    return ours | {name: _content(path) for name, path in brought.items()}


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(path.name, f"cannot be read: {error.strerror}", "check the path and its rights") from None


@dataclass(frozen=True)
class Blank:
    """A CRF that the user brings: the name of its file, and its bytes."""

    name: str
    content: bytes


@dataclass(frozen=True)
class Papers:
    """The papers of a build, made when they are asked for, from the finished datasets and the rules that made them.

    `dictionary` are the rows of the raw export's data dictionary; `created` is the time that the file bears;
    `stylesheet` is the name of one that the user brings; `completed` adds to the document what is said of analysis
    results, not of data. `blank` is a CRF to be annotated; what is to be told of that is added to `odd`.
    """

    built: Build
    dictionary: Rows
    created: str
    suffix: str = "xpt"
    version: str = "2.1"
    stylesheet: str = ""
    completed: Completed = lambda define, said: define
    blank: Blank | None = None
    odd: list[Finding] = field(default_factory=list)

    def files(self) -> dict[str, Content]:
        """The files by name: define.xml, define.html, and acrf.pdf if the study declares one and has fields."""
        found: dict[str, Content] = {"define.xml": self.xml, "define.html": self.page}
        study = self.built.applied.bound.study
        for document in study.documents:
            if document.kind == "acrf" and study.floor == "sdtm" and (self.dictionary or self.blank):
                found[document.href] = self.crf
        return found

    def xml(self) -> bytes:
        """define.xml."""
        from define_xml.versions import as_version
        from define_xml.write import define_bytes

        define = as_version(self.define, self.version)
        return define_bytes(define, version=self.version, stylesheet=self.stylesheet)

    def page(self) -> bytes:
        """define.html, with the facts of the datasets beside what is said of them."""
        from define_xml.checks.beside.observed import observed
        from define_xml.page import page

        return page(self.define, observed(self.define, self.built.datasets))

    def crf(self) -> bytes:
        """The annotated CRF, over the blank or drawn from the data dictionary: define.xml refers to its pages."""
        applied = self.built.applied
        if self.blank is None:
            from define_xml.package.acrf import acrf_pdf

            return acrf_pdf(self.said, applied.bound, self.dictionary, applied.tables)
        from define_xml.package.acrf.over import annotated, crf_of

        crf = crf_of(self.said, applied.bound, self.dictionary, applied.tables)
        done = annotated(self.blank.content, crf, self.blank.name)
        self.odd.extend(done.findings)
        return done.content

    @cached_property
    def said(self) -> StudySpec:
        """The spec with all that define.xml says: origins, methods, value level, codelists as used."""
        from define_xml.describe import described_study

        applied = self.built.applied
        said = described_study(applied.bound, self.built.datasets, self.dictionary, tables=applied.tables)
        files = tuple(
            one.model_copy(update={"href": one.href or f"{one.name.lower()}.{self.suffix}"}) for one in said.datasets
        )
        return said.model_copy(update={"datasets": files})

    @cached_property
    def define(self) -> Define:
        """The document."""
        from define_xml.from_spec import define_from_spec

        return self.completed(define_from_spec(self.said, created=self.created), self.said)
