"""What holds for all tests: properties may take their time, for speed is measured in benchmarks and never asserted."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("steady", deadline=None)
settings.load_profile("steady")
