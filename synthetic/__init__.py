"""A seeded generator of a SYNTHETIC raw export of the reference study; no part of the installed package."""
