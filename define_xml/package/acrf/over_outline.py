"""The outline of an annotated CRF of the user's: our trees first, then the bookmarks that the file brought."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from define_xml.package.acrf.bookmarks import Bookmark
from define_xml.package.acrf.letters import shown

ORIGINAL = "Original bookmarks"
MOST = 20_000  # bookmarks side by side; a file with more goes round in a circle


def outlined(writer: Any, tree: Sequence[Bookmark]) -> int:
    """Gives a pypdf writer our outline, and below it under `Original bookmarks` what it had; how many those were."""
    from pypdf.generic import NameObject

    brought = writer.root_object.get("/Outlines")
    writer.root_object.pop("/Outlines", None)
    above: list[Any] = []
    for mark in tree:
        parent = above[mark.level - 1] if mark.level else None
        ref = writer.add_outline_item(
            title=shown(mark.title), page_number=mark.page - 1, parent=parent, is_open=mark.level == 0
        )
        above = [*above[: mark.level], ref]
    writer.root_object[NameObject("/PageMode")] = NameObject("/UseOutlines")
    return _kept(writer, brought.get_object()) if brought is not None else 0


def _kept(writer: Any, brought: Any) -> int:
    """Hangs the bookmarks of the file under one of ours; 0 if there are none."""
    from pypdf.generic import NameObject, NumberObject

    items = _side_by_side(brought)
    if not items:
        return 0
    ref = writer.add_outline_item(title=ORIGINAL, page_number=0, is_open=False)
    home = ref.get_object()
    home[NameObject("/First")], home[NameObject("/Last")] = items[0], items[-1]
    home[NameObject("/Count")] = NumberObject(-len(items))
    for item in items:
        item.get_object()[NameObject("/Parent")] = ref
    items[-1].get_object().pop("/Next", None)
    return len(items)


def _side_by_side(brought: Any) -> list[Any]:
    """References to the bookmarks on the first level, as far as they go without coming back."""
    found: list[Any] = []
    known: set[int] = set()
    ref = brought.raw_get("/First") if "/First" in brought else None
    while ref is not None and len(found) < MOST:
        item: Any = ref.get_object()
        astray = not isinstance(item, dict) or id(item) in known or not hasattr(ref, "idnum")
        if astray:
            break
        known.add(id(item))
        found.append(ref)
        ref = item.raw_get("/Next") if "/Next" in item else None
    return found
