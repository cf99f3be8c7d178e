"""What holds for all tests: properties may take their time, and CI tries the same cases for the same code."""

from __future__ import annotations

import os

from hypothesis import settings

# Speed is measured in benchmarks and never asserted. New cases are for us to find, not for who changes something else.
settings.register_profile("steady", deadline=None, derandomize="CI" in os.environ)
settings.load_profile("steady")
