"""What a data manager reads: the lines compared whole, nothing that steers a terminal or a build server."""

from __future__ import annotations

import re
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from tests.validation.reports.given import clean, compared, large, report, texts
from validation.reports.console import console
from validation.reports.lines import WIDTH, line, plain, prose, unstyled
from validation.reports.report import Options

SHOWN = """\
made  SDTMIG 3.4
program trial-dossier 0.1.0, terminology 2025-03-28

dataset  label                  records  errors  warnings  notes  waived
AE       Adverse Events               5       3         -      -       -
DM       Demographics                 4       2         1      -       1
ZZ       <i>Odd</i> & 'quoted'       18       -        18      -       -

NOT READ  1 file: nothing in them was judged
  ts.xpt
    cut inside record 34
    transfer the file again

✗ ERRORS  5 findings in 2 groups

  AE.AESTDTC, AEENDTC  3 records  CORE-000001  wrong value
    Start date is after the end date.
      2 x AESTDTC '2014-01-03', AEENDTC '2014-01-01' (USUBJID=01-701-1015 AESEQ=1)
      1 x AESTDTC '2014-01-03', AEENDTC '2013' (USUBJID=<b>é AESEQ=2)
    CG0041, FDAB034; An end date is on or after its start date. (SDTMIG 3.4, 4.4.4)
    -> Correct it at its source (a data query) or in the mapping rule that makes it; then run again.

  DM.AGE  2 records  DM.AGE.required  missing required
    AGE is empty for 54 years.
      2 x AGE is missing (USUBJID=01-701-1015)
    -> Fill it at its source or map it; if it cannot be known, waive it with that reason.

! WARNINGS  19 findings in 2 groups

  ZZ.ODD  18 records  odd_text  wrong value
    Text with <b>letters</b> & signs | that `mean` something.
      record 1: ODD "=cmd|' /C calc'!A0"
      record 2: ODD '<script>alert(1)</script>'
      record 3: ODD '<r>&</r>'
    -> Write or transfer the file again, whole, and check it before judging its content.

  DM.SEX  1 record  TD-SD0007  wrong value
    The value is no term of its codelist.
      USUBJID=01-701-1023: SEX 'm'
    SDTM CT 2025-03-28, C66731
    -> Correct it at its source (a data query) or in the mapping rule that makes it; then run again.

~ WAIVED  1 finding in 1 group
  1 group not listed: --verbose lists all; so does every report

CHECKS  9 checks
        1  ran, found nothing
        5  ran, found something
        1  nothing to judge
        1  did not run
        1  raised an error

RAISED AN ERROR
  - ValueError: could not convert string to float: 'Mr. Smith'
    CORE-000900

DID NOT RUN
  - MedDRA is not configured: name it with --meddra
    CORE-000700

COVERAGE  at most 77.7 % = 7 / 9
  ran / (ran + did not run + raised an error), in pairs of check and dataset; nothing to judge is
  left out

5 errors, 19 warnings, 0 notes, 1 waived
exit 4: 1 check raised an error and says nothing of the data (--keep-going lets the others decide)
"""


def test_the_lines_are_these() -> None:
    assert console(report()) == SHOWN


def test_verbose_lists_what_is_waived_and_what_had_nothing_to_judge() -> None:
    said = console(report(verbose=True))
    assert "waived: The sponsor's label was agreed with the agency. (J. Doe, 2026-01-05)" in said
    assert "NOTHING TO JUDGE\n  - no dataset TX\n    CORE-000800" in said
    assert "not listed" not in said


def test_values_are_told_only_as_allowed() -> None:
    keys, none = console(report(values="keys")), console(report(values="none"))
    assert "2014-01" not in keys
    assert "Mr. Smith" not in keys
    assert "54 years" not in keys
    assert "USUBJID=01-701-1015 AESEQ=1" in keys
    assert "01-701" not in none
    assert "record 1" in none


def test_what_is_new_since_the_baseline_is_told() -> None:
    said = console(compared(new={"CORE-000001": 1}, fixed=2))
    assert "AE.AESTDTC, AEENDTC  3 records, 1 new" in said
    assert "SINCE THE BASELINE  baseline.json: 1 new, 2 fixed, 24 as before" in said


def test_a_clean_run_is_short() -> None:
    lines = console(clean()).splitlines()
    assert lines[-1] == "exit 0: no finding as grave as error"
    assert len(lines) < 15


def test_no_more_groups_are_listed_than_can_be_read() -> None:
    said = console(large(90, 1, 1))
    assert said.count("-> ") == 15 + 10 + 5
    for left in (15, 20, 25):
        assert f"{left} groups not listed: --verbose lists all" in said
    assert console(replace(large(90, 1, 1), options=Options(verbose=True))).count("-> ") == 90


def test_a_terminal_has_colours_and_the_same_words() -> None:
    coloured = console(report(), terminal=True)
    assert "\x1b[" in coloured
    bare = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert [one.rstrip() for one in bare.splitlines()] == SHOWN.splitlines()


@given(st.text())
def test_no_text_steers_a_terminal_or_a_build_server(text: str) -> None:
    said = unstyled([line((text, "")), *prose(text, 4)])
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", said)
    assert "::" not in said
    assert "##[" not in said
    assert all(len(one) <= WIDTH for one in said.splitlines())


def test_what_is_written_out_can_be_told() -> None:
    assert plain("a\nb\x1b[31m ::error::x ##[group]\u202e") == r"a\nb\x1b[31m :\x3aerror:\x3ax #\x23[group]\u202e"


def test_values_and_key_of_an_example_share_a_line() -> None:
    said = report()
    first = next(one for one in said.found if one.dataset == "AE")
    long = [texts(*(f"{name} long " * 20 for _ in range(first.count))) for name in first.variables]
    wide = replace(first, evidence=replace(first.evidence, values=tuple(long)))
    shown = [one for one in console(replace(said, found=(wide,))).splitlines() if " x AESTDTC" in one]
    assert len(shown) == 1
    assert shown[0].endswith(" (USUBJID=01-701-1015 AESEQ=1)")
    assert len(shown[0]) <= WIDTH


def test_what_the_key_says_is_not_said_again() -> None:
    said = report()
    sex = next(one for one in said.found if one.check.id == "TD-SD0007")
    told = replace(sex, variables=("USUBJID", "variable_name"), evidence=replace(
        sex.evidence, values=(texts("01-701-1023"), texts("01-701-1023")),
    ))  # fmt: skip
    lines = console(replace(said, found=(told,))).splitlines()
    assert "      USUBJID=01-701-1023" in lines
    assert "  DM.USUBJID  1 record  TD-SD0007  wrong value" in lines
