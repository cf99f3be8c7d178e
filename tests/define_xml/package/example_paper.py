"""A paper that uses every block, for tests of both renderers."""

from __future__ import annotations

from define_xml.package.guides.paper import Bullets, Gap, Grid, Listing, Paper, Paragraph, Section

_PATH = "m5/datasets/example/tabulations/sdtm/a-rather-long-name-that-nobody-would-choose-but-somebody-will.xpt"
_WORDS = "Words go on. "
_NOTICE = "Synthetic data: no person took part in this study."
_TREE = """m5
  datasets
    example
      tabulations
        sdtm
          ae.xpt
          define.xml"""


def datasets() -> Grid:
    """A table of some columns, numbers at the right, links in the first column."""
    named = {"AE": "Adverse Events", "DM": "Demographics", "LB": "Laboratory Test Results", "VS": "Vital Signs"}
    rows = tuple(
        (name, label, "One record per subject per finding", "STUDYID, USUBJID", f"{1000 * place + 7:,}", "42")
        for place, (name, label) in enumerate(named.items())
    )
    return Grid(
        title="Datasets and what they hold",
        headings=("Dataset", "Label", "Structure", "Keys", "Records", "Subjects"),
        rows=rows,
        right=(4, 5),
        source="define.xml and the datasets",
        links=(("AE", "domain-AE"),),
    )


def files(rows: int = 60) -> Grid:
    """A long table on a page on its side, with paths that fit no column."""
    told = tuple((str(place), f"{_PATH[:-4]}-{place:03}.xpt", "dataset", "ab" * 32) for place in range(rows))
    headings = ("No.", "File", "What it is", "SHA-256")
    return Grid("Files of the package", headings, told, right=(0,), source="manifest.json", wide=True)


def example(rows: int = 60) -> Paper:
    """The paper as a whole."""
    design = (
        Paragraph('A **randomised**, *double-blind* trial; text of signs: & < > " \' and `AE.AESEV == "MILD"`.'),
        Paragraph("The domain of adverse events is told of in [#domain-AE], files in [#files]. " + _WORDS * 40),
        Bullets(("first: ≤ 5 mg", "second: **bold** and `code`", "third " + "on and on " * 30)),
        Bullets(("screened", "randomised", "treated"), numbered=True),
    )
    acronyms = Grid("", ("Acronym", "Meaning"), (("AE", "adverse event"), ("\u03b1", "level of a test")))
    return Paper(
        title="Clinical Study Data Reviewer's Guide",
        study="EXAMPLE-01",
        subject="Tabulation datasets",
        cover=(("Protocol", "EXAMPLE-01, a trial of an example against no example in people with example's disease"),
               ("Standards", "SDTMIG 3.4, Define-XML 2.1"), ("Datasets", "4")),
        notice=_NOTICE,
        sections=(
            Section("Introduction", key="introduction", sections=(
                Section("Purpose", (Paragraph("This paper shows what a paper can show."),)),
                Section("Acronyms", (acronyms,)),
            )),
            Section("Protocol", design, key="design"),
            Section("Datasets", (datasets(),), sections=(
                Section("AE: Adverse Events", (Paragraph("One record for each event, coded with ł and Ω."),
                                               Gap("domain-AE", "csdrg.md", "how events were collected & coded")),
                        key="domain-AE"),
                Section("VS: Vital Signs", (Grid("Nothing in it", ("Variable", "Label"), ()),)),
            )),
            Section("Files", (Paragraph("All that stands in the package:"), files(rows)), key="files"),
            Section("Tree", (Listing(_TREE + "\n" + _PATH),)),
            Section("Criteria", (Paragraph("As the protocol has them."),), appendix=True, sections=(
                Section("Inclusion", (Bullets(("18 years or older",), numbered=True),)),)),
        ),
    )  # fmt: skip
