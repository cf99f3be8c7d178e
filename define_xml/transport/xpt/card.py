"""The cards of a transport file's header, and what is said when a byte of them is not as it must be."""

from __future__ import annotations

from dataclasses import dataclass, field

from define_xml.transport.stream import Reading
from mappings.error import InputError, MappingError
from mappings.finding import Finding

CARD = 80
_AGAIN = "it is cut or damaged: write or send it again"


@dataclass
class Cards:
    """The header's bytes, read one piece after the other: an InputError where one is damaged.

    What says nothing of the data is forgiven where `reading.lenient`, and noted.
    """

    data: bytes
    place: str
    reading: Reading
    shift: int = 0
    dataset: str = ""
    notes: list[Finding] = field(default_factory=list)

    def take(self, at: int, size: int, words: str = "") -> bytes:
        """The bytes; InputError if the file ends before."""
        piece = self.data[at : at + size]
        if len(piece) < size:
            place = f"{self.place}  byte {self._byte(len(self.data))}"
            raise InputError(place, f"the file ends within its header{words}", _AGAIN)
        return piece

    def need(self, true: bool, at: int, problem: str) -> None:
        """InputError if what the data depends on is not so."""
        if not true:
            raise InputError(f"{self.place}  byte {self._byte(at)}", f"the header is damaged: {problem}", _AGAIN)

    def odd(self, at: int, problem: str, variable: str = "") -> None:
        """InputError for what the data does not depend on; a finding where it is forgiven."""
        self.need(self.reading.lenient, at, problem)
        words = f"forgiven: the header is damaged at byte {self._byte(at)}: {problem}"
        self.notes.append(Finding("damaged_header", "error", words, self.dataset, variable))

    def expect(self, at: int, wanted: bytes, essential: int = 0) -> None:
        """These bytes and no others; of them the first ones are essential, the rest may be forgiven."""
        found = self.take(at, len(wanted))
        if found == wanted:
            return
        first = next(place for place, (one, other) in enumerate(zip(found, wanted, strict=True)) if one != other)
        said, instead = (repr(data[first : first + 8])[1:] for data in (found, wanted))
        problem = f"{said} instead of {instead}"
        self.need(first >= essential, at + first, problem)
        self.odd(at + first, problem)

    def text(self, at: int, size: int, what: str, encoding: str = "ascii", variable: str = "") -> str:
        """The text without the blanks at its end."""
        found = self.take(at, size).rstrip(b" ")
        control = next((place for place, byte in enumerate(found) if byte < 32 or byte == 127), None)
        if control is not None:
            self.odd(at + control, f"byte {found[control]:02X} in the {what}", variable)
            found = bytes(32 if byte < 32 or byte == 127 else byte for byte in found).rstrip(b" ")
        return found.decode("ascii") if found.isascii() else self._decoded(at, found, what, encoding, variable)

    def _decoded(self, at: int, found: bytes, what: str, encoding: str, variable: str) -> str:
        shown = escaped(found)
        try:
            text = found.decode(encoding)
        except UnicodeDecodeError as error:
            place = f"{self.place}  byte {self._byte(at + error.start)}"
            problem = f"byte {found[error.start]:02X} in the {what} is no {encoding} text"
            if not self.reading.lenient:
                raise InputError(place, problem, undecoded(encoding)) from None
            words = f"forgiven: {problem}; it is read as ?"
            self.notes.append(Finding("wrong_encoding", "error", words, self.dataset, variable, shown))
            return found.decode(encoding, "replace").replace("\ufffd", "?")
        words = f"the {what} has bytes that are no ASCII text, read as {encoding}"
        self.notes.append(Finding("not_ascii", "error", words, self.dataset, variable, shown))
        return text

    def _byte(self, at: int) -> int:
        return at + (self.shift if at >= 3 * CARD else 0)


def check_encoding(place: str, encoding: str) -> None:
    """MappingError for an encoding in which a card would be other bytes than in ASCII, or which nobody knows."""
    plain = bytes(range(128))
    try:
        known = plain.decode(encoding).encode(encoding) == plain and plain.decode(encoding) == plain.decode("ascii")
    except (LookupError, UnicodeError):
        known = False
    if not known:
        problem = f"{encoding!r} is no encoding of a transport file"
        raise MappingError(place, problem, 'say "ascii", "cp1252" or "utf-8"')


def undecoded(encoding: str) -> str:
    """What to do about bytes that are no text of the encoding."""
    if encoding == "ascii":
        return "declare the encoding it was written in, for example --encoding cp1252"
    return "it was written in another encoding: declare that one, or --lenient keeps the bytes as they are"


def escaped(data: bytes) -> str:
    """The text with each byte that is no printable ASCII in hex: `Alzheimer\\x92s`."""
    return "".join(chr(byte) if 32 <= byte < 127 else f"\\x{byte:02X}" for byte in data)
