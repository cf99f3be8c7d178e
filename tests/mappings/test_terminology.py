"""Controlled terminology: the shipped releases are whole, and codelists, pairs and decodes follow from them."""

from __future__ import annotations

import csv
import gzip
import hashlib
import io
import re
from time import perf_counter

import pytest

from mappings.catalog import shipped, standards_file, terminology_versions
from mappings.error import MappingError
from mappings.terminology import CtTerm, Terminology, _shipped, load_terminology

RELEASE = "2025-03-28"


@pytest.fixture(scope="module")
def sdtm() -> Terminology:
    return load_terminology("SDTM", RELEASE)


def test_shipped_releases() -> None:
    assert terminology_versions() == {"SDTM": (RELEASE,), "ADaM": (RELEASE,), "DEFINE-XML": (RELEASE,)}


@pytest.mark.parametrize(
    ("standard", "codelists", "terms"), [("SDTM", 1158, 43698), ("ADaM", 23, 140), ("DEFINE-XML", 15, 88)]
)
def test_shipped_releases_are_whole(standard: str, codelists: int, terms: int) -> None:
    terminology = load_terminology(standard, RELEASE)
    found = [terminology.codelist(code) for code in terminology.codes]
    assert (len(terminology), len(found), sum(len(c.terms) for c in found)) == (codelists, codelists, terms)
    assert len({c.short for c in found}) == len({c.code for c in found}) == codelists
    for codelist in found:
        assert re.fullmatch(r"C\d+", codelist.code)
        assert codelist.name
        assert codelist.terms
        assert len({term.code for term in codelist.terms}) == len(codelist.terms), codelist.short
        assert len({term.submission for term in codelist.terms}) == len(codelist.terms), codelist.short
        for term in codelist.terms:
            assert re.fullmatch(r"C\d+", term.code)
            assert term.submission == term.submission.strip() != ""
            assert term.decode == term.decode.strip() != ""
            assert all(word == word.strip() != "" for word in term.synonyms), term


def test_readme_gives_counts_and_hashes() -> None:
    readme = standards_file("README.md").decode("utf-8")
    said = re.findall(r"^\| (\S+\.txt\.gz) \| (\d+) \| (\d+) \| ([0-9a-f]{64}) \|$", readme, re.MULTILINE)
    assert len(said) == 3
    for name, codelists, terms, digest in said:
        text = gzip.decompress(standards_file(name))
        assert hashlib.sha256(text).hexdigest() == digest
        blocks = text.decode("utf-8").rstrip("\n").split("\n\n")[1:]
        assert (len(blocks), sum(block.count("\n") for block in blocks)) == (int(codelists), int(terms))


@pytest.mark.parametrize("standard", ["SDTM", "ADaM", "DEFINE-XML"])
def test_shipped_files_say_what_they_are(standard: str) -> None:
    text = gzip.decompress(standards_file(shipped("terminology", standard, RELEASE)["file"])).decode("utf-8")
    assert text.startswith(f"# CDISC {standard} Controlled Terminology {RELEASE} ")


def test_a_codelist_by_code_and_by_name(sdtm: Terminology) -> None:
    ny = sdtm.codelist("NY")
    assert ny is sdtm.codelist("C66742")
    assert (ny.code, ny.short, ny.name, ny.extensible) == ("C66742", "NY", "No Yes Response", False)
    assert [term.submission for term in ny.terms] == ["N", "NA", "U", "Y"]
    assert ny.term("U") == CtTerm("C17998", "U", "Unknown", ("U", "UNK", "Unknown"))
    assert ny.term("MAYBE") is None
    assert "NY" in sdtm
    assert "C66742" in sdtm
    assert "ny" not in sdtm


def test_pairs_and_decodes(sdtm: Terminology) -> None:
    names = sdtm.paired("MUSCTSCD")
    assert names is not None
    assert names.short == "MUSCTS"
    assert sdtm.paired("MUSCTS") is sdtm.codelist("MUSCTSCD")
    assert sdtm.paired("C66741") is sdtm.codelist("VSTEST")
    assert sdtm.paired("NY") is None
    assert sdtm.decodes("VSTESTCD")["SYSBP"] == "Systolic Blood Pressure"
    assert sdtm.decodes("VSTEST")["Systolic Blood Pressure"] == "SYSBP"
    assert sdtm.decodes("NY") == {"N": "No", "NA": "Not Applicable", "U": "Unknown", "Y": "Yes"}
    # The same terms by chance make no pair.
    assert sdtm.paired("EGRDMETH") is None


def test_pairs_by_term_code_not_by_order_or_length(sdtm: Terminology) -> None:
    for code in sdtm.codes:
        partner = sdtm.paired(code)
        if partner:
            assert sdtm.paired(partner.code) is sdtm.codelist(code)
            assert {t.code for t in partner.terms} == {t.code for t in sdtm.codelist(code).terms}


def test_adam_pairs() -> None:
    paired = load_terminology("ADaM", RELEASE).paired("GAD02PC")
    assert paired is not None
    assert paired.short == "GAD02PN"


def test_rows_print_as_csv() -> None:
    terminology = load_terminology("DEFINE-XML", RELEASE)
    out = io.StringIO()
    csv.writer(out).writerows(terminology.rows())
    found = list(csv.reader(io.StringIO(out.getvalue())))
    assert len(found) == 1 + 15 + 88
    assert {len(row) for row in found} == {6}


@pytest.mark.parametrize(
    ("name", "remedy"),
    [
        ("ny", "did you mean NY?"),
        ("VSTESTC", "did you mean VSTESTCD, VSTEST, SSTESTCD?"),
        ("C1", "its C-code is not in this release"),
        ("~", ""),
    ],
)
def test_unknown_codelist(sdtm: Terminology, name: str, remedy: str) -> None:
    with pytest.raises(MappingError) as caught:
        sdtm.codelist(name)
    assert caught.value.place == f"SDTM terminology {RELEASE}, codelist {name}"
    assert (caught.value.problem, caught.value.remedy) == ("no such codelist", remedy)


def test_unknown_release_says_how_to_bring_it() -> None:
    with pytest.raises(MappingError) as caught:
        load_terminology("SDTM", "2024-03-29")
    assert "shipped: SDTM 2025-03-28, ADaM 2025-03-28, DEFINE-XML 2025-03-28" in str(caught.value)
    assert "give its path" in str(caught.value)


def test_time_to_load() -> None:
    start = perf_counter()
    terminology = _shipped.__wrapped__("SDTM", RELEASE)
    loaded = perf_counter()
    assert terminology.codelist("UNIT").extensible
    print(f"load SDTM terminology: {(loaded - start) * 1000:.0f} ms, UNIT: {(perf_counter() - loaded) * 1000:.1f} ms")
