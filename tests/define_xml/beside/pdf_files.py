"""PDFs for tests: pages of text, of pictures only, with notes, with named places, encrypted."""

from __future__ import annotations

from collections.abc import Sequence
from io import BytesIO


def pdf(pages: Sequence[str], notes: Sequence[str] = (), places: Sequence[str] = ()) -> bytes:
    """A PDF with these texts, one to a page (an empty one is a picture), notes on its first page, and named places."""
    count = len(pages)
    first = 3
    objects: list[bytes] = [b"", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = " ".join(f"{first + 1 + 2 * at} 0 R" for at in range(count))
    annotations = "".join(
        f"<< /Type /Annot /Subtype /FreeText /Rect [0 0 99 9] /Contents ({note}) >>" for note in notes
    )
    for at, words in enumerate(pages):
        drawn = f"BT /F1 12 Tf 72 700 Td ({words}) Tj ET" if words else "0 0 99 99 re f"
        marks = f"/Annots [{annotations}]" if annotations and at == 0 else ""
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] {marks} /Contents {first + 2 + 2 * at} 0 R"
            " /Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
        objects.append(f"<< /Length {len(drawn)} >>\nstream\n{drawn}\nendstream".encode())
    named = "".join(f"/{place} [{first + 1} 0 R /Fit] " for place in places)
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R /Dests << {named}>> >>".encode()
    objects[1] = f"<< /Type /Pages /Kids [{kids}] /Count {count} >>".encode()
    return _file(objects)


def _file(objects: Sequence[bytes]) -> bytes:
    """The objects with the table of where each begins."""
    out, starts = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        starts.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    rows = b"".join(b"%010d 00000 n \n" % start for start in starts)
    size = len(objects) + 1
    table = b"xref\n0 %d\n0000000000 65535 f \n%s" % (size, rows)
    return out + table + b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, len(out))


def encrypted(content: bytes) -> bytes:
    """The PDF with a password."""
    from pypdf import PdfReader, PdfWriter

    writer = PdfWriter(clone_from=PdfReader(BytesIO(content)))
    writer.encrypt("secret", algorithm="RC4-128")
    held = BytesIO()
    writer.write(held)
    return held.getvalue()
