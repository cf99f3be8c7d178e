"""Spec -> define.xml -> spec: what can be said comes back as it was, from random studies and from real ones."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, Phase, given, settings

from define_xml.from_spec import define_from_spec, expressible
from define_xml.read import define_of, read_define
from define_xml.schema import schema_findings
from define_xml.to_spec import spec_from_define
from define_xml.write import define_bytes
from mappings.spec import StudySpec
from tests.define_xml.complete_specs import differences, studies

REAL = Path(__file__).parents[2] / ".." / "shared" / "realdata"
WHEN = "2026-01-01T00:00:00"
SECOND_GENERATION = ["msg_sdtm33/define.xml", "spec/SDTM_define.xml", "spec/ADaM_define_CDISC_pilot3.xml"]
FIRST_GENERATION = ["cdiscpilot01/sdtm/define.xml", "cdiscpilot01/adam/define.xml"]
# Studies are large: making a failing one small takes minutes, and `differences` says in a line what is wrong.
calmly = settings(
    max_examples=25, deadline=None, suppress_health_check=list(HealthCheck), phases=[Phase.explicit, Phase.generate]
)


def through_bytes(study: StudySpec) -> StudySpec:
    """The study as it is read from the file that describes it."""
    return spec_from_define(define_of(define_bytes(define_from_spec(study, created=WHEN)), "define.xml"))


def real(name: str) -> Path:
    """A real define.xml, or a skipped test."""
    if not (REAL / name).is_file():
        pytest.skip(f"no {name} beside the checkout")
    return REAL / name


@calmly
@given(studies())
def test_what_can_be_said_comes_back(study: StudySpec) -> None:
    assert list(differences(expressible(study), through_bytes(study))) == []


@calmly
@given(studies())
def test_what_can_be_said_says_the_same(study: StudySpec) -> None:
    said = expressible(study)
    assert list(differences(said, expressible(said))) == []
    assert define_from_spec(said, created=WHEN) == define_from_spec(study, created=WHEN)


@calmly
@given(studies())
def test_what_we_wrote_is_valid_and_is_written_again_to_the_letter(study: StudySpec) -> None:
    written = define_bytes(define_from_spec(study, created=WHEN))
    assert schema_findings(written) == ()
    again = define_from_spec(spec_from_define(define_of(written, "define.xml")), created=WHEN)
    assert define_bytes(again) == written


@pytest.mark.parametrize("name", SECOND_GENERATION + FIRST_GENERATION)
def test_the_spec_of_a_real_define_comes_back(name: str) -> None:
    study = spec_from_define(read_define(real(name)))
    assert study.datasets
    assert through_bytes(study) == expressible(study)


def test_the_metadata_submission_guidelines_are_said_whole() -> None:
    study = spec_from_define(read_define(real("msg_sdtm33/define.xml")))
    assert study.notes == ()
    said = expressible(study)
    in_order = {
        "datasets": tuple(sorted(study.datasets, key=lambda one: one.name)),
        "codelists": tuple(sorted(study.codelists, key=lambda one: one.name)),
    }
    said_in_order = {
        "datasets": tuple(sorted(said.datasets, key=lambda one: one.name)),
        "codelists": tuple(sorted(said.codelists, key=lambda one: one.name)),
    }
    assert said.model_copy(update=said_in_order) == study.model_copy(update=in_order)
    # Its own order of datasets is the one that the guidelines ask for, and ours.
    assert [one.name for one in said.datasets] == [one.name for one in study.datasets]
