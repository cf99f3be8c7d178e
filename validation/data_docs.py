"""Great Expectations' Data Docs in a folder: one site, settled so that the same data give the same pages."""

from __future__ import annotations

import re
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

# The time that every result bears: a report knows no clock.
MOMENT = datetime(2000, 1, 1, tzinfo=UTC)
_UUID = re.compile(r"\b[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\b")
_STAMP = re.compile(r"\b20[0-9]{6}T[0-9]{6}\.[0-9]{6}Z")
# Pictures asked for from the makers' server whenever a page is opened; the site has a copy of its own.
_FAR_LOGO = re.compile(r"https://great-expectations-web-assets\.[^\"'\s]*\.png(?:\?[^\"'\s]*)?")


def site(context: Any, out: Path | None) -> None:
    """Give the context one site, in the folder, or none."""
    for name, config in list(context.list_data_docs_sites().items()):
        # A context that lives in memory makes a temporary folder for its own site, and leaves it behind.
        shutil.rmtree(config["store_backend"]["base_directory"], ignore_errors=True)
        context.delete_data_docs_site(name)
    if out is not None:
        store = {"class_name": "TupleFilesystemStoreBackend", "base_directory": str(out.resolve())}
        index = {"class_name": "DefaultSiteIndexBuilder"}
        config = {
            "class_name": "SiteBuilder", "show_how_to_buttons": False, "store_backend": store,
            "site_index_builder": index,
        }  # fmt: skip
        context.add_data_docs_site("promises", config)


def settle(out: Path) -> None:
    """Take from the pages what another run would write otherwise: times, random names, a picture from afar."""
    for path in sorted(out.rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        up = "../" * (len(path.relative_to(out).parts) - 1)
        path.write_text(settled(text, up), encoding="utf-8", newline="\n")


def settled(text: str, up: str) -> str:
    """A page with random names numbered in their order, one time for all, and pictures of the site's own folder."""
    names: dict[str, str] = {}
    text = _UUID.sub(lambda found: names.setdefault(found[0], f"part-{len(names) + 1}"), text)
    text = _STAMP.sub(MOMENT.strftime("%Y%m%dT%H%M%S.%fZ"), text)
    return _FAR_LOGO.sub(f"{up}static/images/logo-long.png", text)
