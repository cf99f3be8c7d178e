"""The study's own list of its sites: a row for each, with who answers for it; nothing of it is ever invented."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from define_xml.package.bimo.variables import particulars
from define_xml.package.settings import Settings
from mappings.error import MappingError, MappingErrors, nearest
from mappings.said import Reading, read_table

SITEID = "SITEID"


def read_sites(folder: Path, settings: Settings) -> tuple[Mapping[str, str], ...]:
    """The rows of the study's list of sites, by column; none where there is no such file.

    MappingError for a column that clinsite does not have, a row without SITEID, and a site that stands there twice.
    """
    name = settings.bimo.sites if settings.bimo else ""
    if not name or not (folder / name).is_file():
        return ()
    place, reading = f"{folder.name}/{name}", Reading()
    rows = read_table(folder / name, place, (SITEID,), reading)
    known = (SITEID, *particulars())
    for column in rows[0][1] if rows else ():
        if column not in known:
            problem = f"no column {column or 'without a name'} is known"
            reading.errors.append(MappingError(place, problem, nearest(column, known) or f"known: {', '.join(known)}"))
    seen: dict[str, int] = {}
    for line, row in rows:
        site = row.get(SITEID, "")
        if not site or site in seen:
            problem = f"line {line}: {f'site {site} stands on line {seen[site]} already' if site else 'no SITEID'}"
            reading.errors.append(MappingError(place, problem, "one row for each site"))
        seen.setdefault(site, line)
    if reading.errors:
        raise MappingErrors(reading.errors)
    return tuple(row for _, row in rows)
