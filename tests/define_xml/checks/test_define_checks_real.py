"""The checks on define.xml files that others wrote: what is true of them is told, and nothing else."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from define_xml.checks import check_define
from define_xml.read import define_of, read_define
from mappings.finding import Finding

SHARED = Path(__file__).parents[3] / ".." / "shared"
REAL = SHARED / "realdata"
MSG = REAL / "msg_sdtm33" / "define.xml"
pytestmark = pytest.mark.skipif(not REAL.is_dir(), reason="the real files lie in ../shared, which is not here")

# Each was looked at, and each is true.
TOLD = {
    "msg_sdtm33/define.xml": {
        "annotated_crf_missing": 1, "codelist_wider": 1, "compared_value_unlisted": 2, "condition_repeated": 1,
        "dictionary_unknown": 2, "method_without_derivation": 1, "standard_name_unknown": 1, "standard_not_checked": 3,
        "standard_unused": 1, "variable_no_data_mandatory": 1,
    },
    "spec/SDTM_define.xml": {
        "codelist_unused": 2, "comment_repeated": 1, "compared_value_unlisted": 1, "dictionary_misspelt": 2,
        "dictionary_unknown": 1, "length_needless": 13, "method_repeated": 1, "pages_missing": 28, "role_unknown": 2,
        "standard_of_metadata_unknown": 1,
    },
    "spec/ADaM_define_CDISC_pilot3.xml": {
        "codelist_wider": 1, "decode_repeated": 1, "derived_without_method": 1, "digits_needless": 1,
        "language_missing": 1, "method_repeated": 1, "predecessor_unknown": 1, "predecessor_wrong": 2,
    },
}  # fmt: skip


def counted(findings: tuple[Finding, ...]) -> dict[str, int]:
    """How often each check spoke."""
    return dict(Counter(one.check for one in findings))


@pytest.mark.parametrize("name", TOLD)
def test_what_is_told_of_a_real_file(name: str) -> None:
    assert counted(check_define(read_define(REAL / name))) == TOLD[name]


def test_the_misspelt_standard_of_cdiscs_sample_is_found_with_place_and_allowed_values() -> None:
    found = [one for one in check_define(read_define(MSG), MSG.read_bytes()) if one.value == "STDTMIG"]
    # The schema says it where the bytes are given; it is not said twice.
    assert [one.check for one in found] == ["schema_value"]
    (own,) = [one for one in check_define(read_define(MSG)) if one.value == "STDTMIG"]
    assert own.words.startswith("line 63: Name is STDTMIG; allowed: ADaM-OCCDSIG, ADaMIG, ")
    assert own.words.endswith("SENDIG-GENETOX; did you mean SDTMIG?")
    assert (own.severity, own.dataset) == ("error", "Standard STD.1")


def test_the_rest_of_the_file_is_checked_as_well_as_without_the_misspelling() -> None:
    mended = MSG.read_bytes().replace(b'"STDTMIG"', b'"SDTMIG"')
    before, after = TOLD["msg_sdtm33/define.xml"], counted(check_define(define_of(mended, "define.xml")))
    # The name is known now, and 3.3 is not shipped.
    expected = {**before, "standard_not_checked": 4}
    del expected["standard_name_unknown"]
    assert after == expected


def test_held_against_a_release_that_is_shipped_wrong_codes_of_the_sample_come_to_light() -> None:
    later = MSG.read_bytes().replace(b'"SDTM" Version="2020-12-18"', b'"SDTM" Version="2025-03-28"')
    found = check_define(define_of(later, "define.xml"))
    words = {one.place: one.words for one in found if one.check == "term_code_differs"}
    assert words["CodeList CL.ETHNIC"].endswith(
        "C17459 is the C-code of 'HISPANIC OR LATINO'; that of 'NOT HISPANIC OR LATINO' is C41222"
    )
    assert len(words) == 7


CORE = {
    "CORE-000494/negative/01/data/define_negative.xml": {"role_unknown": 2, "label_repeated": 1},
    "CORE-000494/positive/01/data/define_positive.xml": {"label_repeated": 1, "order_number_repeated": 1},
    "CORE-000929/negative/01/data/define_negative1.xml": {"href_upper_case": 1, "sas_field_name_differs": 1},
}


@pytest.mark.parametrize("name", CORE)
def test_what_was_broken_on_purpose_is_found(name: str) -> None:
    told = counted(check_define(read_define(SHARED / "open_rules" / "cases" / name)))
    assert CORE[name].items() <= told.items()
    assert ("role_unknown" in told) == ("role_unknown" in CORE[name])
