"""From a define.xml to the spec: `spec_from_define`."""

from __future__ import annotations

from define_xml.to_spec.study import spec_from_define

__all__ = ["spec_from_define"]
