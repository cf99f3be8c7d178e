"""Seeded damage to files: each kind is a function (bytes, chance) -> bytes; the same seed, the same damage."""

from __future__ import annotations

import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from random import Random

CARD = 80
_COUNT = slice(7 * CARD + 54, 7 * CARD + 58)

Damage = Callable[[bytes, Random], bytes]


@dataclass(frozen=True)
class Mutated:
    """A damaged file, and how it came about: kind and number are enough to make it again."""

    kind: str
    number: int
    data: bytes


def mutated(seed: bytes, kinds: Mapping[str, Damage], count: int, name: str) -> Iterator[Mutated]:
    """So many damaged files of this seed, its kinds in turn; each differs from the seed, or the kind is of no use."""
    turns = list(kinds)
    # Each name begins with another kind, so that few files of many names have all kinds among them.
    first = sum(name.encode("ascii")) % len(turns)
    for place in range(first, first + count):
        kind, number = turns[place % len(turns)], place // len(turns)
        # A text seeds the generator through SHA-512: the same on every machine and version.
        chance = Random(f"{name} {kind} {number}")
        data = seed
        for _ in range(20):
            data = kinds[kind](seed, chance)
            if data != seed:
                break
        yield Mutated(kind, number, data)


# Damage to any file.


def bit_flipped(data: bytes, chance: Random) -> bytes:
    """One bit turned."""
    return _changed(data, chance.randrange(len(data)), 1 << chance.randrange(8))


def byte_set(data: bytes, chance: Random) -> bytes:
    """One byte another: any, or one that means something somewhere."""
    value = chance.choice([chance.randrange(256), 0, 0x20, 0x2E, 0x5F, 0x30, 0x39, 0x41, 0x80, 0xFF, 0x0A, 0x22, 0x2C])
    at = chance.randrange(len(data))
    return data[:at] + bytes([value]) + data[at + 1 :]


def bytes_set(data: bytes, chance: Random) -> bytes:
    """A run of bytes overwritten with chance, NUL or blanks."""
    at, size = chance.randrange(len(data)), chance.choice([2, 8, 40, 80, 200])
    size = min(size, len(data) - at)
    fill = chance.choice([chance.randbytes(size), b"\0" * size, b" " * size])
    return data[:at] + fill + data[at + size :]


def cut(data: bytes, chance: Random) -> bytes:
    """The front of it; now and then next to nothing."""
    return data[: chance.choice([chance.randrange(len(data)), chance.randrange(min(len(data), 90)), len(data) - 1])]


def inserted(data: bytes, chance: Random) -> bytes:
    """Some bytes more, anywhere."""
    at, size = chance.randrange(len(data)), chance.choice([1, 1, 2, 7, 80, 160])
    fill = chance.choice([chance.randbytes(size), b" " * size, b"\0" * size, data[at : at + size]])
    return data[:at] + fill + data[at:]


def deleted(data: bytes, chance: Random) -> bytes:
    """Some bytes fewer, anywhere."""
    at, size = chance.randrange(len(data)), chance.choice([1, 1, 2, 7, 80, 160])
    return data[:at] + data[at + size :]


def swapped(data: bytes, chance: Random) -> bytes:
    """Two neighbouring runs of bytes in the other order."""
    size = chance.choice([1, 2, 4, 8, 16])
    at = chance.randrange(max(1, len(data) - 2 * size))
    one, two = data[at : at + size], data[at + size : at + 2 * size]
    return data[:at] + two + one + data[at + 2 * size :]


def appended(fill: bytes | None) -> Damage:
    """The same byte many times behind the end, or bytes of chance."""

    def damage(data: bytes, chance: Random) -> bytes:
        size = chance.choice([1, 8, 79, 80, 81, 160, 800])
        return data + (chance.randbytes(size) if fill is None else fill * size)

    return damage


def doubled(data: bytes, chance: Random) -> bytes:
    """The file twice, or itself with a part of itself."""
    return data + data[: chance.choice([len(data), chance.randrange(1, len(data))])]


ANY: dict[str, Damage] = {
    "bit flipped": bit_flipped,
    "byte set": byte_set,
    "bytes set": bytes_set,
    "cut": cut,
    "inserted": inserted,
    "deleted": deleted,
    "swapped": swapped,
    "noise appended": appended(None),
    "nuls appended": appended(b"\0"),
    "blanks appended": appended(b" "),
    "doubled": doubled,
}


# Damage to files of 80-byte records: SAS transport.


def card_doubled(data: bytes, chance: Random) -> bytes:
    """One card twice."""
    at = _card(data, chance)
    return data[: at + CARD] + data[at:]


def card_dropped(data: bytes, chance: Random) -> bytes:
    """One card less."""
    at = _card(data, chance)
    return data[:at] + data[at + CARD :]


def cards_swapped(data: bytes, chance: Random) -> bytes:
    """Two cards in each other's place."""
    cards = [data[at : at + CARD] for at in range(0, len(data), CARD)]
    one, two = chance.randrange(len(cards)), chance.randrange(len(cards))
    cards[one], cards[two] = cards[two], cards[one]
    return b"".join(cards)


def card_cut(data: bytes, chance: Random) -> bytes:
    """The front of it, whole cards."""
    return data[: _card(data, chance)]


def record_cut(data: bytes, chance: Random) -> bytes:
    """Whole records, some fewer; blanks up to a whole card now and then."""
    start, size = layout(data)
    end = start + size * chance.randrange((len(data) - start) // size)
    return data[:end] + chance.choice([b"", b" " * (-end % CARD)])


def record_doubled(data: bytes, chance: Random) -> bytes:
    """One record twice, blanks up to a whole card."""
    start, size = layout(data)
    at = start + size * chance.randrange((len(data) - start) // size)
    longer = data[: at + size] + data[at:]
    return longer + b" " * (-len(longer) % CARD) if chance.random() < 0.5 else longer[: len(longer) // CARD * CARD]


def header_alone(data: bytes, chance: Random) -> bytes:
    """The header without records, with none or some bytes of what follows."""
    start, _ = layout(data)
    return data[: start - chance.choice([0, 1, 80])] + b" " * chance.choice([0, 80])


def header_bit_flipped(data: bytes, chance: Random) -> bytes:
    """One bit of the header turned."""
    start, _ = layout(data)
    return _changed(data, chance.randrange(start), 1 << chance.randrange(8))


def description_changed(data: bytes, chance: Random) -> bytes:
    """One number in the description of one variable another: type, length, position, format width and so on."""
    at = 8 * CARD + 140 * chance.randrange(int(data[_COUNT])) + chance.choice([0, 2, 4, 6, 64, 66, 68, 80, 82, 84, 86])
    return data[:at] + struct.pack(">h", chance.choice([0, 1, 2, 3, 7, 8, 9, 200, 201, 32767, -1])) + data[at + 2 :]


def count_changed(data: bytes, chance: Random) -> bytes:
    """Another number of variables in the header."""
    digits = b"%04d" % chance.choice([0, 1, 2, 9999, chance.randrange(10000), int(data[_COUNT]) + 1])
    return data[: _COUNT.start] + digits + data[_COUNT.stop :]


def member_appended(data: bytes, chance: Random) -> bytes:
    """A second dataset in the file, with or without a library header of its own."""
    end = len(data) - chance.choice([0, 0, CARD])
    return data[:end] + data[chance.choice([0, 3 * CARD]) :]


def layout(data: bytes) -> tuple[int, int]:
    """Where the records of a sound transport file begin, and their size."""
    count = int(data[_COUNT])
    sizes = [struct.unpack_from(">h", data, 8 * CARD + 140 * place + 4)[0] for place in range(count)]
    return 8 * CARD + -(-140 * count // CARD) * CARD + CARD, sum(sizes)


CARDS: dict[str, Damage] = ANY | {
    "card doubled": card_doubled,
    "card dropped": card_dropped,
    "cards swapped": cards_swapped,
    "card cut": card_cut,
    "record cut": record_cut,
    "record doubled": record_doubled,
    "header alone": header_alone,
    "header bit flipped": header_bit_flipped,
    "description changed": description_changed,
    "count changed": count_changed,
    "member appended": member_appended,
}


# Damage to files of lines and words: JSON, NDJSON, CSV.

_WORDS = (
    b"null", b"true", b"NaN", b"Infinity", b"-1e999", b"1e400", b"12345678901234567890", b"0x10", b"01", b"-0", b'""',
    b'"\\ud800"', b'"\\u0000"', b"[" * 3000, b"{" * 300, b"[]", b"{}", b",", b",,", b"]", b"}", b'"', b'""""', b"\r",
    b"\n", b"\r\n", b"\xef\xbb\xbf", b"\xff\xfe", b"\xc3\x28", b"\xe2\x80\xa8", b"\x1a", b'{"rows":[]}',
    b'"records":0,', b" ", b"\t", b"\\", b'\\"', b'"a"', b"1.", b".5", b"+1", b"1,", b"- ", b"1 2", b"'", b"True", b"#",
    b"/**/",
)  # fmt: skip
_BORDERS = b'",:[]{}\\\n'


def word_inserted(data: bytes, chance: Random) -> bytes:
    """A word that means something, at a border between words."""
    at = _border(data, chance)
    return data[:at] + chance.choice(_WORDS) + data[at:]


def word_replaced(data: bytes, chance: Random) -> bytes:
    """What stands between two borders, replaced."""
    at = _border(data, chance)
    end = next((place for place in range(at, len(data)) if data[place] in _BORDERS), len(data))
    return data[:at] + chance.choice(_WORDS) + data[end:]


def line_doubled(data: bytes, chance: Random) -> bytes:
    """One line, or one row of the array, twice."""
    start, end = _line(data, chance)
    return data[:end] + data[start:]


def line_dropped(data: bytes, chance: Random) -> bytes:
    """One line less."""
    start, end = _line(data, chance)
    return data[:start] + data[end:]


def line_cut(data: bytes, chance: Random) -> bytes:
    """Whole lines, some fewer."""
    return data[: _line(data, chance)[0]]


WORDS: dict[str, Damage] = ANY | {
    "word inserted": word_inserted,
    "word replaced": word_replaced,
    "line doubled": line_doubled,
    "line dropped": line_dropped,
    "line cut": line_cut,
}


def _changed(data: bytes, at: int, mask: int) -> bytes:
    return data[:at] + bytes([data[at] ^ mask]) + data[at + 1 :]


def _card(data: bytes, chance: Random) -> int:
    return chance.randrange(len(data) // CARD) * CARD


def _border(data: bytes, chance: Random) -> int:
    places = [place for place, value in enumerate(data) if value in _BORDERS]
    return chance.choice(places) + chance.randrange(2) if places else 0


def _line(data: bytes, chance: Random) -> tuple[int, int]:
    mark = b"\n" if data.count(b"\n") > 2 else b"],"
    ends = [0, *(place + len(mark) for place in range(len(data)) if data.startswith(mark, place))]
    if len(ends) < 2:
        return 0, len(data)
    place = chance.randrange(len(ends) - 1)
    return ends[place], ends[place + 1]
