"""Checks of a define.xml: on the document alone, and beside data, folder, documents and spec (`beside/`)."""

from define_xml.checks.run import CHECKS as CHECKS
from define_xml.checks.run import check_define as check_define
from define_xml.checks.run import explained as explained
