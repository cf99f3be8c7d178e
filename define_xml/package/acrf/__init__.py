"""The annotated CRF: our own rendering of the forms, or annotations over a CRF that the user brings."""

from define_xml.package.acrf.drawing import acrf_pdf

__all__ = ["acrf_pdf"]
