"""clinsite of a small study: each rule on records written as they look, and what is missing counted."""

from __future__ import annotations

import math
from pathlib import Path

import pytest

from define_xml import read_dataset
from define_xml.check_command import checked
from define_xml.package.bimo.variables import listed
from tests.define_xml.package.example_bimo import AE, DM, FRAMES, WHERE, made, shown
from tests.table import table


def test_subjects_and_events_are_counted_by_site_and_arm() -> None:
    names = ("ENROLL", "SCREEN", "DISCONT", "NSAE", "SAE", "DEATH", "PROTVIOL")
    assert shown(made(), *names) == [
        ("01", "Active", 3, 6, 1, 2, 2, 1, 2),
        ("01", "Placebo", 3, 6, 1, 0, 0, 1, 1),
        ("02", "Active", 1, 2, 0, 0, 0, 0, 0),
        ("02", "Placebo", 0, 2, 0, 0, 0, 0, 0),
        ("03", "Active", 0, 1, 0, 0, 0, 0, 0),
        ("03", "Placebo", 0, 1, 0, 0, 0, 0, 0),
    ]


def test_a_continuous_endpoint_is_a_mean_and_its_effect_a_difference() -> None:
    found = made(endpoint_type="continuous", endpoint_where=WHERE, endpoint_value="CHG", control="Placebo")
    spread = round(math.sqrt(8), 6), round(math.sqrt(2), 6)
    assert shown(found, "ENDPTYPE", "TRTEFFR", "TRTEFFS", "SITEEFFE", "SITEEFFS", "CENSOR")[:3] == [
        ("01", "Active", "Continuous", -4, spread[0], -6, round(math.sqrt(8 / 2 + 2 / 2), 6), None),
        ("01", "Placebo", "Continuous", 2, spread[1], None, None, None),
        # One value has no spread, and without subjects of the control arm there is no effect.
        ("02", "Active", "Continuous", 5, None, None, None, None),
    ]


@pytest.mark.parametrize("value", ["AVAL", "FLAG"])
def test_a_binary_endpoint_is_a_share_of_responders(value: str) -> None:
    found = made(endpoint_type="Binary", endpoint_where=WHERE, endpoint_value=value, control="Placebo")
    share, count = (1 / 3, 3) if value == "AVAL" else (1 / 2, 2)
    spread = math.sqrt(share * (1 - share))
    assert shown(found, "TRTEFFR", "TRTEFFS", "SITEEFFE", "SITEEFFS")[:3] == [
        ("01", "Active", round(share, 6), round(spread, 6), round(share - 0.5, 6),
         round(math.sqrt(spread**2 / count + 0.25 / 2), 6)),
        ("01", "Placebo", 0.5, 0.5, None, None),
        ("02", "Active", 1, 0, None, None),
    ]  # fmt: skip


def test_a_time_to_event_is_a_median_by_the_product_limit() -> None:
    times = table(
        """
        USUBJID | AVAL | CNSR
        1-1     | 10   | 0
        1-2     | 20   | 1
        1-4     | 30   | 0
        1-3     | 5    | 1
        1-6     | 7    | 1
        2-1     | 4    | 0
        """,
        "AVAL", "CNSR",
    )  # fmt: skip
    found = made({**FRAMES, "ADTTE": times}, endpoint_type="Time to event", endpoint_where="ADTTE: AVAL > 0")
    assert shown(found, "TRTEFFR", "TRTEFFS", "SITEEFFE", "CENSOR")[:4] == [
        # After 10 two of three are left, of the last one at risk at 30 none.
        ("01", "Active", 30, None, None, 1),
        ("01", "Placebo", None, None, None, 2),
        ("02", "Active", 4, None, None, 0),
        ("02", "Placebo", None, None, None, None),
    ]
    assert "SITEEFFE, SITEEFFS: no rule gives the effect of an endpoint of type Time to Event" in found.gaps


def test_what_is_missing_is_counted_and_never_invented() -> None:
    found = made({"DM": DM, "AE": AE})
    assert found.gaps == (
        "STUDYTL: say it in package.toml, bimo.title",
        "SPONNO: say it in package.toml, bimo.sponsor_number",
        "SPONNAME: say it in package.toml, bimo.sponsor_name",
        "UNDERIND: say it in package.toml, bimo.under_ind",
        "DISCONT: there is no dataset DS",
        "ENDPOINT: say it in package.toml, bimo.endpoint",
        "PROTVIOL: there is no dataset DV",
        *(
            f"{name}: not known of 3 of 3 sites (01, 02, 03): say it in bimo/sites.csv"
            for name in ("FINLMAX", "FINLDISC", "LASTNAME", "FRSTNAME", "PHONE", "EMAIL")
        ),
        # DM of site 02 has two countries.
        "COUNTRY: not known of 1 of 3 sites (02): say it in bimo/sites.csv",
        *(
            f"{name}: not known of 3 of 3 sites (01, 02, 03): say it in bimo/sites.csv"
            for name in ("CITY", "POSTAL", "STREET")
        ),
        "NDA, BLA: say the application's number in package.toml, bimo.nda or bimo.bla",
        "ENDPTYPE: say it in package.toml, bimo.endpoint_type",
        "TRTEFFR, TRTEFFS, SITEEFFE, SITEEFFS: say the records in package.toml, bimo.endpoint_where",
    )
    empty = ["SPONNAME", "LASTNAME", "STREET", "FINLMAX", "DISCONT", "PROTVIOL", "TRTEFFR"]
    assert found.dataset.records[empty].isna().all().all()
    assert found.notes == ("1 records of AE are of subjects without an arm: no record counts them",)


def test_what_is_said_is_taken_as_it_is() -> None:
    sites = (
        {"SITEID": "02", "LASTNAME": "INVESTIGATOR", "FINLMAX": "1500.5", "COUNTRY": "AUT", "CITY": "Place"},
        {"SITEID": "09", "LASTNAME": "OTHER"},
    )
    found = made(sites=sites, study="A-1", title="The title", sponsor_number="1", bla="761000", control="")
    assert shown(found, "STUDY", "STUDYTL", "SPONNO", "BLA", "LASTNAME", "FINLMAX", "COUNTRY")[2:] == [
        ("02", "Active", "A-1", "The title", 1, "761000", "INVESTIGATOR", 1500.5, "AUT"),
        ("02", "Placebo", "A-1", "The title", 1, "761000", "INVESTIGATOR", 1500.5, "AUT"),
        ("03", "Active", "A-1", "The title", 1, "761000", None, None, "ITA"),
        ("03", "Placebo", "A-1", "The title", 1, "761000", None, None, "ITA"),
        ("09", "Active", "A-1", "The title", 1, "761000", "OTHER", None, None),
        ("09", "Placebo", "A-1", "The title", 1, "761000", "OTHER", None, None),
    ]
    assert "sites of bimo/sites.csv without a subject in DM: 09" in found.notes
    assert not [gap for gap in found.gaps if gap.startswith(("STUDYTL", "SPONNO", "NDA"))]


def test_the_title_is_that_of_trial_summary() -> None:
    summary = table("TSPARMCD | TSVAL\nINDIC | Pain\nTITLE | A study of pain")
    assert set(made({"DM": DM, "TS": summary}).dataset.records["STUDYTL"]) == {"A study of pain"}


def test_hidden_arms_are_one_arm_without_a_name_and_a_gap() -> None:
    blinded = DM.assign(ARM=None, ARMCD=None, ARMNRS=[None] * 7 + ["SCREEN FAILURE"] * 2)
    found = made({"DM": blinded, "AE": AE})
    counts = shown(found, "ENROLL", "SCREEN", "SAE")
    assert counts == [("01", None, 6, 6, 2), ("02", None, 1, 2, 0), ("03", None, 0, 1, 0)]
    assert "ARM: of 7 enrolled subjects the arm is not known: build with the unblinded files" in found.gaps


def test_an_older_dm_says_in_the_arm_who_was_not_enrolled() -> None:
    older = DM.drop(columns="ARMNRS").assign(
        ARMCD=["A", "A", "P", "A", "NOTASSGN", "P", "A", "SCRNFAIL", "SCRNFAIL"],
        ARM=["Active", "Active", "Placebo", "Active", "Not Assigned", "Placebo", "Active"] + ["Screen Failure"] * 2,
    )
    assert [row[2] for row in shown(made({"DM": older}), "ENROLL")] == [3, 2, 1, 0, 0, 0]


def test_subjects_of_two_sites_count_where_dm_has_them_and_are_told() -> None:
    visits = table("USUBJID | SITEID\n1-1 | 01\n1-1 | 02\n1-2 | 02\n2-1 | 02")
    found = made({**FRAMES, "SV": visits, "ADSL": table("USUBJID | SITEID\n2-1 | 01")})
    assert [row[2] for row in shown(found, "ENROLL")] == [3, 3, 1, 0, 0, 0]
    assert found.notes[:2] == (
        "1 subjects are of another site in ADSL than in DM: they count at the site of DM",
        "2 subjects are of another site in SV than in DM: they count at the site of DM",
    )


def test_its_files_agree_and_are_the_same_each_time(tmp_path: Path) -> None:
    found = made(endpoint_type="Continuous", endpoint_where=WHERE, endpoint_value="CHG", control="Placebo")
    files = found.files()
    assert sorted(files) == ["clinsite.xpt", "define.html", "define.xml"]
    assert found.files() == files
    for name, content in files.items():
        (tmp_path / name).write_bytes(content)
    done = checked(tmp_path / "define.xml")
    assert [str(one) for one in done.findings if one.severity != "note"] == []
    read = read_dataset(tmp_path / "clinsite.xpt")
    assert (read.name, len(read.records), len(read.spec.variables)) == ("CLINSITE", 6, len(listed()))
    assert list(read.records.columns) == [one.name for one in listed()]


def test_the_define_says_which_records_the_result_is_of() -> None:
    found = made(endpoint_type="Continuous", endpoint_where=WHERE, endpoint_value="CHG")
    variable = found.spec.datasets[0].variable("TRTEFFR")
    assert variable is not None
    assert variable.method is not None
    assert variable.method.text.endswith(f"The records: {WHERE}; the value is CHG.")
