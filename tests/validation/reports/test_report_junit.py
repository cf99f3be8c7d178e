"""JUnit XML: by the shape build servers read, failures only for what fails the run, what did not run skipped."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from lxml import etree

from tests.validation.reports.given import clean, compared, large, report
from validation.reports.junit import junit
from validation.reports.report import Options, Report

# The shape that build servers read (Jenkins, GitLab, GitHub actions): suites of cases, each with at most one result.
SHAPE = """
<xs:schema xmlns:xs="http://www.w3.org/2001/XMLSchema">
  <xs:attributeGroup name="counts">
    <xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="tests" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="failures" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="errors" type="xs:nonNegativeInteger" use="required"/>
    <xs:attribute name="skipped" type="xs:nonNegativeInteger" use="required"/>
  </xs:attributeGroup>
  <xs:complexType name="result"><xs:simpleContent><xs:extension base="xs:string">
    <xs:attribute name="type" type="xs:string" use="required"/>
    <xs:attribute name="message" type="xs:string" use="required"/>
  </xs:extension></xs:simpleContent></xs:complexType>
  <xs:element name="testsuites"><xs:complexType>
    <xs:sequence><xs:element ref="testsuite" minOccurs="0" maxOccurs="unbounded"/></xs:sequence>
    <xs:attributeGroup ref="counts"/>
  </xs:complexType></xs:element>
  <xs:element name="testsuite"><xs:complexType>
    <xs:sequence><xs:element ref="testcase" maxOccurs="unbounded"/></xs:sequence><xs:attributeGroup ref="counts"/>
  </xs:complexType></xs:element>
  <xs:element name="testcase"><xs:complexType>
    <xs:choice minOccurs="0">
      <xs:element name="failure" type="result"/><xs:element name="error" type="result"/>
      <xs:element name="system-out" type="xs:string"/>
      <xs:element name="skipped"><xs:complexType>
        <xs:attribute name="message" type="xs:string" use="required"/></xs:complexType></xs:element>
    </xs:choice>
    <xs:attribute name="name" type="xs:string" use="required"/>
    <xs:attribute name="classname" type="xs:string" use="required"/>
  </xs:complexType></xs:element>
</xs:schema>"""
REPORTS = {
    "made": report(), "keys": report(values="keys"), "clean": clean(), "large": large(40, 5, 3),
    "compared": compared(new={}), "never": report(fail_on="never"),
}  # fmt: skip


def cases(said: Report) -> dict[str, Any]:
    """Each case by its class and the first word of its name."""
    root = etree.fromstring(junit(said))
    return {f"{one.get('classname')} {one.get('name').split(':')[0]}": one for one in root.iter("testcase")}


@pytest.mark.parametrize("name", REPORTS)
def test_every_report_is_of_the_shape_build_servers_read(name: str) -> None:
    root = etree.fromstring(junit(REPORTS[name]))
    etree.XMLSchema(etree.fromstring(SHAPE)).assertValid(root)


@pytest.mark.parametrize("name", REPORTS)
def test_counts_are_those_of_the_cases(name: str) -> None:
    root = etree.fromstring(junit(REPORTS[name]))
    for part in (root, *root):
        held = list(part.iter("testcase"))
        found = {"tests": len(held)} | {
            key: sum(one.find(tag) is not None for one in held)
            for key, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped"))
        }
        assert {key: int(part.get(key)) for key in found} == found


def test_each_check_and_dataset_is_a_case_with_what_became_of_it() -> None:
    held = {name: (one[0].tag if len(one) else "") for name, one in cases(report()).items()}
    assert held == {
        "SDTMIG-3.4.folder CORE-000800": "skipped", "SDTMIG-3.4.AE CORE-000001": "failure",
        "SDTMIG-3.4.AE CORE-000700": "skipped", "SDTMIG-3.4.AE CORE-000900": "error", "SDTMIG-3.4.AE CORE-000950": "",
        "SDTMIG-3.4.DM CORE-000001": "", "SDTMIG-3.4.DM TD-SD0007": "system-out",
        "conformance.DM TD-SD0012": "system-out", "promise.DM DM.AGE.required": "failure",
        "SDTMIG-3.4.DM CORE-000700": "skipped", "file.ZZ odd_text": "system-out", "files ts.xpt": "error",
    }  # fmt: skip


def test_what_is_skipped_and_what_raised_is_told_with_the_reason() -> None:
    held = cases(report())
    assert (
        held["SDTMIG-3.4.AE CORE-000700"][0].get("message")
        == "not run: MedDRA is not configured: name it with --meddra"
    )
    assert held["SDTMIG-3.4.AE CORE-000900"][0].get("message").startswith("error: ValueError")
    assert held["files ts.xpt"][0].get("message") == "cut inside record 34; transfer the file again"


def test_failures_are_what_fails_the_run() -> None:
    def failing(said: Report) -> set[str]:
        return {name.split()[-1] for name, one in cases(said).items() if one.find("failure") is not None}

    assert failing(report()) == {"CORE-000001", "DM.AGE.required"}
    assert failing(report(fail_on="warning")) == {"CORE-000001", "DM.AGE.required", "TD-SD0007", "odd_text"}
    assert failing(report(fail_on="never")) == set()
    assert failing(compared(new={"CORE-000001": 1})) == {"CORE-000001"}


def test_a_check_asked_of_several_variables_is_one_case() -> None:
    said = report()
    outcomes = tuple(one for one in said.judgement.outcomes for _ in range(2))
    doubled = replace(said, judgement=replace(said.judgement, outcomes=outcomes))
    assert len(cases(doubled)) == len(etree.fromstring(junit(doubled)).findall(".//testcase")) == 12


@pytest.mark.parametrize("level", ["keys", "none"])
def test_values_are_not_there_where_they_may_not_be_told(level: Any) -> None:
    said = junit(replace(report(), options=Options(values=level))).decode()
    for hidden in ("2014-01", "gotcha", "54 years", "Mr. Smith"):
        assert hidden not in said
    assert ("01-701-1015" in said) == (level == "keys")
