"""What may follow from a change, in a sentence: where to look before the new define.xml is sent."""

from __future__ import annotations

FOLLOWS = {
    ("dataset", "removed"): "its file goes, and nothing may take values from it",
    ("dataset", "name"): "files, programs and references have to follow",
    ("dataset", "keys"): "what makes a record unique changes, and the order of records with it",
    ("dataset", "structure"): "the records mean something else: compare their number",
    ("dataset", "class"): "other rules hold for the dataset",
    ("dataset", "no data"): "whether there is a file changes",
    ("dataset", "file"): "the file has to have this name",
    ("variable", "removed"): "programs, conditions and rules that name it no longer find it",
    ("variable", "name"): "programs, conditions and rules that name it have to follow",
    ("variable", "position"): "the columns of the file have to stand in this order",
    ("value", "removed"): "its records are described by another item, or by none",
    ("value", "condition"): "other records are meant: each must still be met by exactly one item",
    ("codelist", "removed"): "its variables need another list, or none",
    ("codelist", "version"): "coded values may mean something else: code the data with this version",
    ("codelist", "dictionary"): "coded values mean something else: code the data with this dictionary",
    ("term", "removed"): "records that hold it hold a value that is not permitted",
    ("term", "name"): "records have to hold the new value",
    ("term", "decode"): "records that hold the value mean something else",
    ("term", "code"): "the value is another concept of the terminology",
    ("term", "extended"): "the value is the sponsor's own, or no longer is",
    ("term", "rank"): "values compare in another order",
    ("standard", "version"): "the data are judged by the rules of this version",
    ("standard", "removed"): "what refers to it needs another standard",
    ("document", "removed"): "references to it lead nowhere",
    ("result", "removed"): "the report has one result less, or it is no longer described",
    ("result", "datasets"): "the result is computed from other records or variables",
    ("result", "code"): "the result may be computed in another way: compare the figures",
}
ITEM = {
    "type": "readers convert the values in another way",
    "digits": "values may show another number of decimals",
    "format": "values are shown in another way",
    "codelist": "other values are permitted",
    "origin": "the values come from elsewhere: compare the data and the annotated CRF",
    "method": "the values may be made in another way: compare the data",
    "expression": "the values may be made in another way: compare the data",
    "no data": "whether there are values changes",
}


def consequence(thing: str, what: str, old: str = "", new: str = "") -> str:
    """What may follow, or an empty text."""
    if thing in {"variable", "value"}:
        if what == "length":
            return _length(old, new)
        if what == "mandatory":
            return "missing values become findings" if new == "Yes" else "missing values are permitted"
        if what in {"origin", "method", "expression"} and not (old and new):
            return ""  # Said for the first time, or no longer: the data may be the same.
        return FOLLOWS.get((thing, what)) or ITEM.get(what, "")
    return FOLLOWS.get((thing, what), "")


def _length(old: str, new: str) -> str:
    if not (old.isascii() and old.isdigit() and new.isascii() and new.isdigit()):
        return ""
    shorter = int(new) < int(old)
    return f"values longer than {new} do not fit" if shorter else "the variable has to have this length in its file"
