"""A dataset that is too large for one file: its parts, beside the whole, each within the limit."""

from __future__ import annotations

from pathlib import Path

from mappings.error import InputError


def split_dataset(path: Path, limit: int, into: Path) -> tuple[Path, ...]:
    """The parts of the dataset in a transport file, each of at most `limit` bytes, written to the folder `into`.

    No part cuts a subject, and together they hold every record once, in its order. InputError if a subject alone is
    too large, or a part would have the name of another dataset of the folder.
    """
    from define_xml.transport.files import open_dataset, write_dataset
    from define_xml.transport.split import by_size

    into.mkdir(parents=True, exist_ok=True)
    written = []
    for part in by_size(open_dataset(path), limit):
        name = f"{part.spec.name.lower()}.xpt"
        if (path.parent / name).exists():
            problem = f"its part {name} has the name of another dataset"
            raise InputError(path.name, problem, "split it by a variable: python -m define_xml convert --split-by")
        write_dataset(part, into / name)
        written.append(into / name)
    return tuple(written)
