"""SAS transport files, version 5, read some records at a time: what is cut, damaged or of another kind is refused."""

from __future__ import annotations

from pathlib import Path
from typing import IO

from define_xml.transport.notes import Notes
from define_xml.transport.stream import Reading, Stream, whole
from define_xml.transport.whole import readable
from define_xml.transport.xpt.card import check_encoding
from define_xml.transport.xpt.extent import Extent, extent, members
from define_xml.transport.xpt.header import LIBRARY_CARDS, LONGEST_HEADER, Header, parse_header
from define_xml.transport.xpt.records import Source, chunks, facts_of, opened
from mappings.dataset import Dataset, FileFacts
from mappings.error import InputError
from mappings.finding import Finding
from mappings.spec import DatasetSpec, VariableSpec


def read_xpt(path: Path, reading: Reading = Reading()) -> Dataset:  # noqa: B008
    """The dataset of a transport file, whole, as found: text without the blanks at its end, missing values NaN."""
    return whole(open_xpt(path, reading))


def open_xpt(path: Path, reading: Reading = Reading()) -> Stream:  # noqa: B008
    """The dataset of a transport file in chunks, as found; of the records only the last bytes are read by now.

    InputError for a file that is empty, cut, damaged, of another kind or version, or holds several datasets and none
    of them is chosen; while it is read, for text that is not in the encoding and for a file that changes.
    """
    check_encoding(path.name, reading.encoding)
    with readable(path), opened(path) as file:
        facts = facts_of(file)
        header, notes, found = _header(file, path.name, reading, facts[0])
    if not found.count:
        notes.append(Finding("no_records", "warning", "no record follows the header", header.name))
    source = Source(path, reading, header, found, facts)
    order = {field.name: number for number, field in enumerate(header.fields)}
    notes.extend(found.notes)
    noted = Notes(header.name, order, notes)
    about = FileFacts(path.name, "xpt", facts[0], reading.encoding, header.about)
    return Stream(spec_of(header), lambda: chunks(source, noted), about, found.count, notes)


def _header(file: IO[bytes], place: str, reading: Reading, size: int) -> tuple[Header, list[Finding], Extent]:
    """The header of the dataset that is chosen, and where its records are."""
    data = file.read(LONGEST_HEADER)
    header, start, notes = parse_header(data, place, reading)
    if not reading.member:
        return header, notes, extent(file, place, header, reading, (start, size))
    others = members(file, start, size)
    names = [(0, header.name), *others]
    chosen = next((number for number, (_, name) in enumerate(names) if name.upper() == reading.member.upper()), None)
    if chosen is None:
        problem = f"no dataset {reading.member} in the file; it holds {', '.join(name for _, name in names)}"
        raise InputError(place, problem, "choose one of them")
    if chosen:
        shift = names[chosen][0] - LIBRARY_CARDS
        file.seek(names[chosen][0])
        data = data[:LIBRARY_CARDS] + file.read(LONGEST_HEADER)
        header, start, notes = parse_header(data, place, reading, shift)
    end = names[chosen + 1][0] if chosen + 1 < len(names) else size
    return header, notes, extent(file, place, header, reading, (start, end))


def spec_of(header: Header) -> DatasetSpec:
    """The dataset and its variables as found."""
    variables = tuple(
        VariableSpec(
            name=field.name, label=field.label, type="Char" if field.text else "Num", length=field.width,
            data_type="text" if field.text else "float", format=field.format, informat=field.informat,
            justify="right" if field.justify == "right" else "",
        )
        for field in header.fields
    )  # fmt: skip
    return DatasetSpec(
        name=header.name, label=header.label, domain=header.name, sas_type=header.sas_type, variables=variables
    )
