"""Writes all reports of the judgement made by hand into the folder it is given."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.validation.reports.given import report
from validation.reports.write import FORMATS, write_reports

if __name__ == "__main__":
    write_reports(report(created="2026-01-05"), Path(sys.argv[1]), list(FORMATS))
