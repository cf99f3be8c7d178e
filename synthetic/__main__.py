"""Write the SYNTHETIC raw export of the reference study: python -m synthetic OUT [--seed 20171]."""

from __future__ import annotations

import argparse
from pathlib import Path

from synthetic import context, efficacy, enrolment, examination, imaging, laboratory, safety, untidiness
from synthetic.forms import Form, csv_text, write, write_text
from synthetic.spine import Subject, subjects

TOPICS = (enrolment, efficacy, examination, imaging, safety, context, laboratory)
README = """SYNTHETIC data: none of these rows describes a person.

# Raw export of the reference study, RESPINE

One CSV per CRF form, and `data_dictionary.csv` with a row for every column: label, type, codes, CRF page, and a note
for each untidiness. The files are made by `python -m synthetic OUT --seed {seed}`, which gives the same bytes every
time. They hold {numbers} subject numbers of {persons} persons: one who failed a first screening came back under a
second number and was randomised; `previous_subject` on the later row of demographics names the first one.

The rows are drawn so that the published aggregates of the trial (Ann Rheum Dis 2024;83:1572-1583) can be computed from
them; no value of any participant was known to the generator.

The randomisation list and what was really injected are kept apart, in `../randomisation.csv` and
`../injection_unblinded.csv`: a blinded build does not read them, and nothing in this folder says who received what.

## Planted untidiness

What a data manager meets in a real export. `rows` counts the rows that have it; the example is the first of them.
Where the published numbers would tell the arm of the subject it is not named.

{untidiness}"""


def topic_forms(everyone: tuple[Subject, ...], seed: int) -> list[Form]:
    """The forms of every topic module, in the order of TOPICS."""
    return [form for topic in TOPICS for form in topic.forms(everyone, seed)]


def readme(everyone: tuple[Subject, ...], forms: list[Form], seed: int) -> str:
    """The text that lies beside the forms."""
    persons = sum(not subject.previous_subject for subject in everyone)
    return README.format(seed=seed, numbers=len(everyone), persons=persons, untidiness=untidiness.table(forms))


def main(arguments: list[str] | None = None) -> int:
    """Exit status 0 once every raw file is written."""
    parser = argparse.ArgumentParser(prog="python -m synthetic", description=__doc__)
    parser.add_argument("out", type=Path, help="study folder; forms go to OUT/raw, what is unblinded to OUT")
    parser.add_argument("--seed", type=int, default=20171)
    options = parser.parse_args(arguments)
    try:
        everyone = subjects(options.seed)
        forms = topic_forms(everyone, options.seed)
        text = readme(everyone, forms, options.seed)
    except ValueError as problem:
        parser.error(f"seed {options.seed}: {problem}")
    write(forms, options.out / "raw")
    write_text(options.out / "raw" / "README.md", text)
    write_text(options.out / "randomisation.csv", csv_text(enrolment.RANDOMISATION, enrolment.randomisation(everyone)))
    for form in context.apart(everyone, options.seed):
        write_text(options.out / f"{form.name}.csv", csv_text([field.name for field in form.fields], form.rows))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
