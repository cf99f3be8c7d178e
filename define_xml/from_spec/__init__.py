"""From the spec to a define.xml: `define_from_spec` of a study; `expressible` is what of it is said there."""

from __future__ import annotations

from define_xml.from_spec.define import define_from_spec
from define_xml.from_spec.expressible import expressible

__all__ = ["define_from_spec", "expressible"]
