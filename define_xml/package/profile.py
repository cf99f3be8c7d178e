"""What an authority expects of a package: the folders, the names, the limits; read from profiles/*.toml."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from mappings.error import MappingError
from mappings.said import Reading, checked, read_toml

PROFILES = ("fda", "pmda", "ema")


class Folders(BaseModel):
    """Folders from the root of the package; `{study}` is the study's folder, `{section}` that of the eCTD."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sdtm: str
    split: str
    adam: str
    adam_split: str
    programs: str
    bimo: str = ""
    tagging: str = ""  # where the study tagging file stands; "" where there is none
    index: str = ""  # where the draft of the eCTD's index stands, with its name; "" where there is none
    review: str = "review"

    def place(self, name: str, study: str, section: str = "") -> str:
        """A folder of the list by its name here, filled for a study: `sdtm`, `programs`, `tagging`."""
        said: str = getattr(self, name)
        return said.replace("{study}", study).replace("{section}", section)


class Limits(BaseModel):
    """What names and sizes may be; `path` is the length of a path from the root, in characters."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: int
    path: int
    letters: str  # a regular expression that a whole file name matches
    folder_letters: str
    dataset_bytes: int  # a dataset larger than that is split


class Names(BaseModel):
    """What the papers are called."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    acrf: str = "acrf.pdf"
    csdrg: str
    adrg: str
    bimo_guide: str = ""


class Profile(BaseModel):
    """An authority's expectations. `tags` gives the file-tag by part and kind, `sdtm.dataset`.

    `sources` is what they were read in, `unverified` what of them nobody here could read in the original.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    title: str
    sources: tuple[str, ...]
    unverified: tuple[str, ...] = ()
    folders: Folders
    limits: Limits
    names: Names
    page: bool = True  # whether define.html stands beside define.xml
    programs: bool = True
    rejection: bool = False  # whether FDA's technical rejection criteria decide
    non_ascii: str = ""  # what is asked where text is not plain ASCII, a sentence for the guide
    tags: Annotated[dict[str, str], Field(default_factory=dict)]


def load_profile(name: str) -> Profile:
    """The profile of that name; MappingError if there is none."""
    if name not in PROFILES:
        raise MappingError("profile", f"there is no profile {name}", f"choose one of {', '.join(PROFILES)}")
    place = f"profiles/{name}.toml"
    reading = Reading()
    path = Path(__file__).parent / "profiles" / f"{name}.toml"
    found = checked(Profile, read_toml(path, place), place, reading)
    if found is None:
        raise MappingError(place, "is not a profile", str(reading.errors[0]))
    return found
