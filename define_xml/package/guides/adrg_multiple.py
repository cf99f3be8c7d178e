"""Section 3 of the guide: what concerns several analysis datasets: core variables, treatment, windows, imputation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from define_xml.package.analysis_counts import Counted
from define_xml.package.analysis_facts import AnalysisFacts, Listed
from define_xml.package.facts import Floor
from define_xml.package.guides.adrg_visits import visits
from define_xml.package.guides.paper import Block, Grid, Paragraph, Section
from define_xml.package.guides.shared import Told, number

SOURCE, SUBJECTS, LISTINGS = "the datasets", "adsl.xpt", "listings.json of the ADaM build"
MOST, MISSING = 5, "(missing)"  # how many treatments have a column of their own


def considerations(floor: Floor, analysis: AnalysisFacts, said: Told) -> Section:
    """Core variables, treatment, subjects with rules of their own, windows and selection, imputation."""
    return Section(
        "Analysis Considerations Related to Multiple Analysis Datasets",
        sections=(
            Section("Core Variables", tuple(_core(floor, analysis, said)), key="core"),
            Section("Treatment Variables", tuple(_treatment(floor, analysis, said)), key="treatment"),
            Section(
                "Subject Issues that Require Special Analysis Rules", tuple(_subjects(analysis, said)), key="subjects"
            ),
            visits(floor, analysis, said),
            Section("Imputation and Derivation Methods", tuple(_imputation(floor, analysis, said)), key="imputation"),
        ),
        key="considerations",
    )


def labelled(floor: Floor, dataset: str, variable: str) -> str:
    """What the variable is called in define.xml, or ""."""
    found = floor.dataset(dataset)
    spec = found.spec.variable(variable) if found else None
    return spec.label if spec else ""


def _core(floor: Floor, analysis: AnalysisFacts, said: Told) -> Iterator[Block]:
    others = [one for one in analysis.datasets if one.name != "ADSL"]
    words = f"Core variables are those of ADSL that every other analysis dataset carries: {', '.join(analysis.core)}."
    unlike = {one.name: one.unlike for one in others if one.unlike}
    if unlike:
        several = "; ".join(f"{name}: {', '.join(variables)}" for name, variables in unlike.items())
        words += f" These bear a name of ADSL's and have other values in some records: {several}."
    else:
        words += " Wherever a variable bears the name of one of ADSL's, it has the value of ADSL for that subject."
    yield Paragraph(words)
    yield from said.optional("core")
    adsl = analysis.dataset("ADSL")
    rows = []
    for name in adsl.variables if adsl else ():
        carried = [one.name for one in others if name in one.variables]
        if len(carried) > 1 or (carried and name in analysis.core):
            where = "all" if len(carried) == len(others) else ", ".join(carried)
            rows.append((name, labelled(floor, "ADSL", name), "Core" if name in analysis.core else "", where))
    if rows:
        headings = ("Variable", "Label", "Core", "Carried by")
        yield Grid("Variables of ADSL in other datasets", headings, tuple(rows), (1.2, 3, 0.7, 4), source=SOURCE)


def _treatment(floor: Floor, analysis: AnalysisFacts, said: Told) -> Iterator[Block]:
    yield from said.blocks("treatment", "Which treatment variables the analyses use, and what planned and actual mean.")
    same = [_same(*one) for one in analysis.arms]
    if same:
        yield Grid("Treatment variables and arms", ("Question", "Answer"), tuple(same), (3, 2), source=SUBJECTS)
    yield from _values(floor, analysis)


def _values(floor: Floor, analysis: AnalysisFacts) -> Iterator[Block]:
    """How many records and subjects each variable has of each treatment."""
    found = [(one.name, name, several) for one in analysis.datasets for name, several in one.treatments.items()]
    values = list(dict.fromkeys(counted.values[0] for _, _, several in found for counted in several))
    values.sort(key=lambda value: (not value, value))
    rows = []
    for dataset, name, several in found:
        counts = {one.values[0]: f"{number(one.records)} ({number(one.subjects)})" for one in several}
        if len(values) > MOST:
            told = ["; ".join(f"{value or MISSING}: {count}" for value, count in counts.items())]
        else:
            told = [counts.get(value, "") for value in values]
        rows.append((dataset, name, labelled(floor, dataset, name), *told))
    heads = [value or MISSING for value in values] if len(values) <= MOST else ["Values"]
    right = tuple(range(3, 3 + len(heads))) if len(values) <= MOST else ()
    title = "Treatment variables: records, and subjects in brackets"
    yield Grid(title, ("Dataset", "Variable", "Label", *heads), tuple(rows), right=right, source=SOURCE)


def _same(planned: str, said: str, differing: int) -> tuple[str, str]:
    answer = "Yes, for every subject" if not differing else f"No: they differ for {number(differing)} subjects"
    return f"Is {said} equal to {planned} in value?", answer


def _subjects(analysis: AnalysisFacts, said: Told) -> Iterator[Block]:
    asks = "Subjects whose data are analysed by a rule of their own: who they are, why, and in which datasets."
    yield from said.blocks("subjects", asks)
    if analysis.crossed:
        crossed = tuple((*one.values, number(one.subjects)) for one in analysis.crossed)
        headings = ("Planned (TRT01P)", "Received (TRT01A)", "Subjects")
        yield Grid("Subjects who received another treatment", headings, crossed, right=(2,), source=SUBJECTS)


def _imputation(floor: Floor, analysis: AnalysisFacts, said: Told) -> Iterator[Block]:
    derived = [(one.name, counted) for one in analysis.datasets for counted in one.derived]
    rules = [one for one in analysis.imputed if one.submit]
    if not (derived or rules):
        yield Paragraph("No date and no value of an analysis dataset is imputed.")
        yield from said.optional("imputation")
    else:
        yield from said.blocks("imputation", "How missing parts of dates, answers and visits are treated.")
    if rules:
        headings = ("Dataset", "Variable", "Label", "Rule", "Values")
        title, widths = "Dates and times of which a part was imputed", (1, 1.1, 2.4, 4.4, 0.9)
        yield Grid(title, headings, _by_rule(floor, rules), widths, right=(4,), source=LISTINGS)
    yield from _flags(floor, analysis)
    if derived:
        rows = tuple(
            (name, counted.values[0], "".join(counted.values[1:]), number(counted.records), number(counted.subjects))
            for name, counted in derived
        )
        headings = ("Dataset", "Derivation type", "Parameter", "Records", "Subjects")
        yield Grid("Records with a derivation type (DTYPE)", headings, rows, right=(3, 4), source=SOURCE)
    yield from _sensitive(floor, analysis)


def _flags(floor: Floor, analysis: AnalysisFacts) -> Iterator[Block]:
    """Which part of a date or time was imputed, by the flags of imputation."""
    rows = []
    for one in analysis.datasets:
        for flag, several in one.imputed.items():
            label = labelled(floor, one.name, flag)
            rows += [(one.name, flag, label, *found.values, *_numbers(found)) for found in several]
    if rows:
        headings = ("Dataset", "Flag", "Label", "Value", "Records", "Subjects")
        yield Grid("Imputation flags", headings, tuple(rows), (1, 1.1, 3, 0.8, 1, 1), right=(4, 5), source=SOURCE)


def _numbers(found: Counted) -> tuple[str, str]:
    return number(found.records), number(found.subjects)


def _by_rule(floor: Floor, listed: Sequence[Listed]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (one.dataset, one.variable, labelled(floor, one.dataset, one.variable), one.rule, number(one.count))
        for one in listed
    )


def _sensitive(floor: Floor, analysis: AnalysisFacts) -> Iterator[Block]:
    """Who stands exactly on a cut, and what another imputation would change."""
    if analysis.on_cut:
        yield Paragraph(
            "Values that stand exactly on a cut are judged in decimal arithmetic, on what was collected; a difference "
            "in the last binary digit decides nothing. The table counts them; datasets that are not submitted are "
            "those of [#intermediate]."
        )
        cuts = tuple((one.dataset, one.variable, one.rule, number(one.count)) for one in analysis.on_cut)
        names = ("Dataset", "Variable", "Rule", "Values")
        yield Grid("Values exactly on a cut", names, cuts, (1.3, 1.2, 5, 0.8), right=(3,), source=LISTINGS)
    if analysis.flips:
        yield Paragraph(
            "Each imputed date was imputed the other ways too. The table counts the values of other variables that "
            "would then differ."
        )
        headings = ("Dataset", "Variable", "Label", "Imputed date", "Values")
        rows = _by_rule(floor, analysis.flips)
        title, widths = "Values that another imputation would change", (1, 1.2, 3, 1.4, 0.9)
        yield Grid(title, headings, rows, widths, right=(4,), source=LISTINGS)
