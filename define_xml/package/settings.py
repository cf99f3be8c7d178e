"""What a study says of its package, in package.toml of its folder: profile, names, narrative, programs, sites."""

from __future__ import annotations

import re
from pathlib import Path, PurePosixPath

from pydantic import BaseModel, ConfigDict, Field

from mappings.error import MappingError, MappingErrors
from mappings.said import Reading, checked, read_toml


class _Entry(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PackageEntry(_Entry):
    """`[package]`: the profile, the study's folder name, the eCTD section, the files that unblind the build."""

    profile: str = "fda"
    folder: str = ""  # default: the study's id in lower case
    section: str = "5.3.5.1"
    unblind: tuple[str, ...] = ()
    sponsor: str = ""
    control: str = ""  # type of control, in the words of a study tagging file: placebo, no-treatment, ...


class GuidesEntry(_Entry):
    """`[guides]`: the files with the narrative, from the study folder, and what datasets are used for."""

    csdrg: str = "guides/csdrg.md"
    adrg: str = "guides/adrg.md"
    use: dict[str, str] = Field(default_factory=dict)  # dataset -> "efficacy", "safety" or what else it is for


class ProgramEntry(_Entry):
    """`[programs."path/in/study"]`: a further program, what it is for, what it reads and makes."""

    purpose: str
    reads: tuple[str, ...] = ()
    makes: tuple[str, ...] = ()


class BimoEntry(_Entry):
    """`[bimo]`: what the site-level dataset needs and no dataset holds; see define_xml/package/bimo."""

    sites: str = "bimo/sites.csv"  # a row for each site: SITEID and the investigator's particulars
    study: str = ""
    title: str = ""
    sponsor_number: str = ""
    sponsor_name: str = ""
    ind: str = ""
    under_ind: str = ""
    nda: str = ""
    bla: str = ""
    supplement: str = ""
    endpoint: str = ""  # what the primary endpoint is, in words
    endpoint_type: str = ""
    endpoint_where: str = ""  # the records of the analysis dataset that hold it: 'ADEFF: PARAMCD == "..." and ...'
    endpoint_value: str = ""  # AVAL, CHG or a flag
    control: str = ""  # the arm, as DM.ARM says it, that a site's effect is held against


class Settings(_Entry):
    """package.toml as a whole; each part has defaults, so a study without the file can be packaged."""

    package: PackageEntry = Field(default_factory=PackageEntry)
    guides: GuidesEntry = Field(default_factory=GuidesEntry)
    acronyms: dict[str, str] = Field(default_factory=dict)
    programs: dict[str, ProgramEntry] = Field(default_factory=dict)
    bimo: BimoEntry | None = None


def load_settings(folder: Path) -> Settings:
    """What package.toml in the study folder says, or the defaults where there is none; every error in one report."""
    place = f"{folder.name}/package.toml"
    path = folder / "package.toml"
    if not path.is_file():
        return Settings()
    reading = Reading()
    found = checked(Settings, read_toml(path, place), place, reading)
    if found is None:
        raise MappingErrors(reading.errors)
    named = {"guides.csdrg": found.guides.csdrg, "guides.adrg": found.guides.adrg}
    for key, file in (named | ({"bimo.sites": found.bimo.sites} if found.bimo else {})).items():
        if PurePosixPath(file).is_absolute() or ".." in PurePosixPath(file).parts:
            problem = f"{file!r} is no file of the study folder"
            raise MappingError(f"{place}  {key}", problem, "name it by its path in that folder")
    return found


def study_name(settings: Settings, study_id: str) -> str:
    """The study's folder in the package: as package.toml says, else its id in lower case letters, digits, hyphens."""
    if said := settings.package.folder:
        if not re.fullmatch(r"[a-z0-9][a-z0-9-]*", said):
            problem = f"{said!r} cannot be a folder of a package"
            raise MappingError("package.toml  package.folder", problem, "lower case letters, digits and hyphens")
        return said
    return re.sub(r"[^a-z0-9]+", "-", study_id.lower()).strip("-")
