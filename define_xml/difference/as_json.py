"""The changes as one JSON document."""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import TYPE_CHECKING

from define_xml.difference.changes import KINDS

if TYPE_CHECKING:
    from define_xml.difference.compared import Difference


def as_json(difference: Difference) -> str:
    """Keys: equal, old, new, counts, changes (thing, change, place, what, old, new, consequence, also), form."""
    document = {
        "equal": difference.equal,
        "old": difference.old,
        "new": difference.new,
        "counts": {kind: difference.count(kind) for kind in KINDS},
        "changes": [asdict(one) for one in difference.changes],
        "form": list(difference.form),
    }
    return json.dumps(document, indent=1, ensure_ascii=False) + "\n"
