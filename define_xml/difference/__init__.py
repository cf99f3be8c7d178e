"""What changed between two define.xml, by what they mean and not by how they are written."""

from define_xml.difference.changes import Change
from define_xml.difference.compared import Difference, difference

__all__ = ["Change", "Difference", "difference"]
