"""What the forms of Dataset-JSON share: a head and rows as a stream, and a stream as a head and rows."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from pandas import DataFrame

from define_xml.transport.dataset_json.head import Head
from define_xml.transport.dataset_json.rows import Block, rows_frame
from define_xml.transport.dataset_json.text import Spot, rows_text
from define_xml.transport.dataset_json.write import Plan
from define_xml.transport.notes import Notes
from define_xml.transport.stream import Stream, Writing
from mappings.error import InputError
from mappings.finding import Finding

# Records made into text together: memory of some tens of megabytes.
_TOGETHER = 1 << 15


@dataclass(frozen=True)
class Pass:
    """One pass over the records of a file: its head, whether it is forgiven, and what is noted."""

    file: str
    head: Head
    lenient: bool
    notes: Notes

    def forgive(self, problem: str, check: str = "cut_record") -> None:
        """Notes what was forgiven, or else raises it."""
        if not self.lenient:
            raise InputError(self.file, problem, "get it again from where it came from")
        self.notes.add((check, "error", f"forgiven: {problem}"), "", "", [], 1)

    def frames(self, blocks: Iterable[Block]) -> Iterator[DataFrame]:
        """The records of the blocks, exactly as many as the head says."""
        count = 0
        for block in blocks:
            spot = Spot(self.file, count + 1, self.lenient, self.notes)
            frame = rows_frame(self.head.columns, block, spot)
            count += len(frame)
            if count > self.head.count and not self.lenient:
                # A file that never ends is not read to its end.
                self.forgive(f"more than the {self.head.count:,} records it says it has")
            yield frame
        if count != self.head.count:
            self.forgive(f"{count:,} records; the file says it has {self.head.count:,}")


def stream_of(head: Head, lenient: bool, chunks: Callable[[Pass], Iterator[DataFrame]]) -> Stream:
    """The stream; what a whole pass notes is told once. What is forgiven may have another number of records."""
    findings = list(head.findings)
    told: list[bool] = []

    def passed() -> Iterator[DataFrame]:
        notes = Notes(head.spec.name)
        yield from chunks(Pass(head.file.name, head, lenient, notes))
        if not told:
            told.append(True)
            findings.extend(notes.findings())

    return Stream(head.spec, passed, head.file, None if lenient else head.count, findings)


def head_bytes(plan: Plan) -> bytes:
    """The head as one object, as short as JSON can be."""
    try:
        return json.dumps(plan.head, ensure_ascii=False, separators=(",", ":")).encode()
    except UnicodeEncodeError as error:
        problem = f"{error.object[error.start : error.end]!a} in the head is no Unicode text"
        raise InputError(plan.file, problem, "mend the label or name it is in") from None


def rows_bytes(plan: Plan, stream: Stream, writing: Writing, noted: list[Finding], end: str) -> Iterator[bytes]:
    """The rows, each followed by `end`; InputError if they are not as many as were told."""
    notes, count, given = Notes(stream.spec.name), 0, stream.chunks()
    while (chunk := next(given, None)) is not None:
        for start in range(0, len(chunk), _TOGETHER):
            spot = Spot("", count + start + 1, writing.lenient, notes)
            yield rows_text(plan.columns, chunk.iloc[start : start + _TOGETHER], spot, end)
        count += len(chunk)
        # Let go before the next one is made: two of them are twice the memory.
        del chunk
    if count != plan.count:
        problem = f"{count:,} records came; {plan.count:,} were told"
        raise InputError(plan.file, problem, "what the records come from changes while it is read")
    noted.extend(notes.findings())
