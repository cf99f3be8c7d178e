"""Conformance rules: CDISC's open format read, bound to datasets, and judged natively."""
