"""The appendix of the guide on analysis results: each table and figure, what it stands on and where it is."""

from __future__ import annotations

from define_xml.package.analysis_facts import AnalysisFacts
from define_xml.package.guides.paper import Block, Grid, Paragraph, Section
from define_xml.package.guides.shared import Told, number

HEADINGS = (
    "Output", "Title", "Datasets", "Population", "Reason", "Purpose", "Methods", "Analyses", "Results",
)  # fmt: skip


def results(analysis: AnalysisFacts, said: Told) -> Section:
    """The outputs of the study with datasets, populations, reasons and purposes; told plainly if there are none."""
    blocks: list[Block] = []
    if analysis.outputs:
        rows = tuple(
            (one.id, one.title, ", ".join(one.datasets), "; ".join(one.populations), "; ".join(one.reasons),
             "; ".join(one.purposes), "; ".join(one.methods), number(one.analyses), number(one.results))
            for one in analysis.outputs
        )  # fmt: skip
        total = sum(one.results for one in analysis.outputs)
        blocks.append(Paragraph(
            f"{number(len(analysis.outputs))} tables and figures are computed from the analysis datasets, "
            f"{number(total)} figures in all. The data definition of the analysis datasets describes the same analyses "
            "(Analysis Results Metadata)."
        ))  # fmt: skip
        blocks.append(Grid("Tables and figures", HEADINGS, rows, right=(7, 8),
                           source="results.json", wide=True))  # fmt: skip
    else:
        blocks.append(Paragraph("No table and no figure of this study is computed from the analysis datasets."))
    return Section("Analysis Results", (*blocks, *said.optional("results")), key="results", appendix=True)
