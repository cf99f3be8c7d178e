"""A study folder drafted from a define.xml: `draft` gives its files as texts."""

from __future__ import annotations

from define_xml.draft.study import draft, draft_of

__all__ = ["draft", "draft_of"]
