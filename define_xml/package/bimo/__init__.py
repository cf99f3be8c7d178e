"""The site-level dataset of BIMO, clinsite: what each site did in each arm, and who answers for it."""

from __future__ import annotations

from define_xml.package.bimo.site_level import Clinsite, site_level
from define_xml.package.bimo.sites import read_sites

__all__ = ["Clinsite", "read_sites", "site_level"]
