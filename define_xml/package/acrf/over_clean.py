"""What of a user's PDF does not go into a submission: scripts, attachments, what plays or sends, names and dates."""

from __future__ import annotations

from collections import Counter
from typing import Any

# Actions that only lead somewhere; all others start something.
LEADING = frozenset({"/GoTo", "/GoToR", "/URI", "/Named"})
# Annotations that hold a file, play something or show what is not on paper.
HOLDING = {
    "/FileAttachment": "attached files", "/Sound": "sounds", "/Movie": "films", "/Screen": "films",
    "/RichMedia": "films", "/3D": "three-dimensional models",
}  # fmt: skip
# Of any object, what is taken away in silence: who wrote and when, and what an editor keeps for itself.
PRIVATE = ("/Metadata", "/PieceInfo", "/LastModified", "/Thumb")
# Of the document and its names: what is taken away, and what it is called.
OF_DOCUMENT = {"/AF": "attached files", "/Collection": "attached files", "/Perms": "signatures"}
OF_NAMES = {"/JavaScript": "scripts", "/EmbeddedFiles": "attached files"}


def cleaned(writer: Any) -> Counter[str]:
    """Takes away from a pypdf writer what no submission may hold; what it was, counted."""
    taken: Counter[str] = Counter()
    root = writer.root_object
    _drop(root, OF_DOCUMENT, taken)
    if root.get("/Names") is not None:
        _drop(root["/Names"], OF_NAMES, taken)
    if root.get("/AcroForm") is not None:
        _drop(root["/AcroForm"], {"/XFA": "a form of another kind (XFA) beside the pages"}, taken)
    stack, known = [root], set[int]()
    while stack:
        one = stack.pop()
        if isinstance(one, dict):
            _clean_one(one, taken)
        inner = one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
        for each in inner:
            found = each.get_object()
            if isinstance(found, dict | list) and id(found) not in known:
                known.add(id(found))
                stack.append(found)
    return taken


def _clean_one(one: Any, taken: Counter[str]) -> None:
    """Takes from one dictionary what starts something, what is private, and annotations that hold more than paper."""
    for key in PRIVATE:
        one.pop(key, None)
    if one.pop("/AA", None) is not None:
        taken["actions that start by themselves"] += 1
    for key in ("/A", "/OpenAction"):
        action = one[key].get_object() if one.get(key) is not None else None
        if isinstance(action, dict) and _starts(action):
            script = action.get("/S") == "/JavaScript"
            taken["scripts" if script else "actions that start something"] += 1
            del one[key]
    annotations = one.get("/Annots")
    if annotations is not None:
        _of_page(one, annotations.get_object(), taken)


def _starts(action: Any) -> bool:
    return action.get("/S") not in LEADING or action.get("/Next") is not None


def _of_page(page: Any, annotations: Any, taken: Counter[str]) -> None:
    from pypdf.generic import ArrayObject, NameObject

    kept = ArrayObject()
    for one in annotations if isinstance(annotations, list) else ():
        found = one.get_object()
        kind = found.get("/Subtype") if isinstance(found, dict) else None
        if kind in HOLDING or kind is None:
            taken[HOLDING.get(str(kind), "annotations of no kind")] += 1
            continue
        if kind != "/Widget":
            for key in ("/T", "/M", "/CreationDate", "/NM"):
                found.pop(key, None)
        kept.append(one)
    page[NameObject("/Annots")] = kept


def _drop(held: Any, keys: dict[str, str], taken: Counter[str]) -> None:
    found = held.get_object()
    for key, words in keys.items():
        if found.pop(key, None) is not None:
            taken[words] += 1
