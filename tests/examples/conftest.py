"""The example stands as it is used: its own folder on the path, as it is for a script started there."""

from __future__ import annotations

import sys
from pathlib import Path

EXAMPLE = Path(__file__).parents[2] / "examples" / "respine_analysis"
sys.path.insert(0, str(EXAMPLE))
