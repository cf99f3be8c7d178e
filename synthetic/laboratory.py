"""The laboratory forms: HLA typing of the cell banks, and antibodies of the recipients against HLA."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from random import Random

from synthetic.context_injection import BATCHES, batches
from synthetic.forms import Field, Form, crf_date
from synthetic.spine import Subject
from synthetic.vocabulary import table

CUT_OFF = 2000
VISITS = ("D0", "M6")
# Recipients of cells with both samples, and those of them with new donor specific antibodies at month 6.
RECIPIENTS, SENSITISED = 50, 5
CLASS_1, CLASS_2 = ("HLA-A", "HLA-B", "HLA-C"), ("HLA-DRB1", "HLA-DQB1", "HLA-DPB1")
# Beads of antigens that no donor carries.
OTHERS = {
    "1": ("A*23:01", "A*26:01", "A*32:01", "B*13:02", "B*27:05", "B*57:01", "C*06:02", "C*16:01"),
    "2": ("DRB1*08:01", "DRB1*13:02", "DRB1*16:01", "DQB1*04:02", "DQB1*06:04", "DPB1*10:01", "DPB1*13:01"),
}
PANELS = ("LA", "MA", "NA")
Row = dict[str, str]

HLA = (
    Field("batch", "Cell bank", "text", "", "85", "two letters, donor and bank; NA is a value, not a missing one"),
    Field("donor", "Marrow donor", "text", "", "85"),
    Field("locus", "Locus", "text", "", "85"),
    Field("allele_1", "First allele, second field", "text", "", "85"),
    Field("allele_2", "Second allele, second field", "text", "", "85", "empty when one allele alone was found"),
    Field("typed", "Date of typing", "date", "", "85", "one bank has a partial date"),
)
ANTIBODIES = (
    Field("subject", "Subject number", "text", "", "86"),
    Field("visit", "Visit", "text", "", "86"),
    Field("sample_date", "Date of the blood sample", "date", "", "86"),
    Field("sample_done", "Sample taken", "code", "1=Yes;0=No", "86", "0: all results are empty"),
    Field("bead_panel", "Lot of the bead panel", "text", "", "86",
          "LA, MA or NA: NA is the name of a lot, not a missing value"),
    Field("class1_mfi", "Class I: highest mean fluorescence intensity", "integer", "", "86", "raw MFI"),
    Field("class1_bead", "Class I: bead with the highest intensity", "text", "", "86"),
    Field("class1_result", "Class I antibodies", "code", "1=Positive;0=Negative", "86", "positive above 2000 MFI"),
    Field("class2_mfi", "Class II: highest mean fluorescence intensity", "integer", "", "86", "raw MFI"),
    Field("class2_bead", "Class II: bead with the highest intensity", "text", "", "86"),
    Field("class2_result", "Class II antibodies", "code", "1=Positive;0=Negative", "86", "positive above 2000 MFI"),
    Field("donor_specific", "Donor specific antibodies", "code", "1=Yes;0=No", "86",
          "a positive bead that is an antigen of a donor; judged by a blinded laboratory for every subject"),
)  # fmt: skip


@dataclass
class Reaction:
    """What the serum of a subject reacts with: class, bead, intensity at day 0 and at month 6."""

    group: str
    bead: str
    intensities: dict[str, int]
    donor_specific: bool


def forms(subjects: tuple[Subject, ...], seed: int) -> list[Form]:
    """HLA typing (one row per bank and locus) and antibodies (one row per subject and planned sample)."""
    rng = Random(f"{seed}:antibodies")
    taken = _taken(subjects, rng)
    reactions = _reactions(subjects, seed, taken)
    rows = []
    for subject in subjects:
        for visit in (visit for visit in VISITS if subject.injected and visit in subject.visits):
            row = {"subject": subject.subject, "visit": visit, "sample_done": "0"}
            if (subject.subject, visit) in taken:
                row |= _sample(subject, visit, reactions.get(subject.subject), rng)
            rows.append(row)
    return [Form("hla", HLA, _typing()), Form("antibodies", ANTIBODIES, rows)]


def _typing() -> list[Row]:
    """The typing of each bank: its donor's, locus by locus."""
    dates = {"KA": "12-DEC-2017", "KB": "UN-JAN-2018", "MA": "05-FEB-2018", "MB": "19-FEB-2018", "NA": "07-MAR-2018"}
    return [
        {"batch": batch, **alleles, "typed": dates.get(batch, "14-MAR-2018")}
        for batch, donor in BATCHES.items()
        for alleles in table("hla.csv")
        if alleles["donor"] == donor
    ]


def _taken(subjects: tuple[Subject, ...], rng: Random) -> set[tuple[str, str]]:
    """Subject and visit of each sample taken: so many recipients of cells have both."""
    taken = {(one.subject, "D0") for one in subjects if one.injected}
    cells = [one.subject for one in subjects if one.received == "BM-MSC" and one.full_analysis and "M6" in one.visits]
    shams = [one.subject for one in subjects if one.received == "SHAM" and "M6" in one.visits]
    both = rng.sample(cells, RECIPIENTS) + rng.sample(shams, len(shams) - 5)
    return taken | {(name, "M6") for name in both}


def _reactions(subjects: tuple[Subject, ...], seed: int, taken: set[tuple[str, str]]) -> dict[str, Reaction]:
    """The subjects with antibodies: new and donor specific ones, old ones, and ones against other antigens."""
    rng = Random(f"{seed}:reactions")
    banks = batches(subjects, seed)
    sampled = [one.subject for one in subjects if (one.subject, "M6") in taken]
    cells = rng.sample([name for name in sampled if name in banks], SENSITISED + 4)
    shams = rng.sample([name for name in sampled if name not in banks], 5)
    found = {name: _donor_reaction(banks[name], "M6", rng) for name in cells[:SENSITISED]}
    found |= {cells[SENSITISED]: _donor_reaction(banks[cells[SENSITISED]], "D0", rng)}
    for name, since in zip(shams, ("D0", "M6"), strict=False):  # else new ones would tell who received cells
        found[name] = _donor_reaction(rng.choice(list(BATCHES)), since, rng)
    for number, name in enumerate(cells[SENSITISED + 1 :] + shams[2:]):
        group = "12"[number % 2]
        since = "M6" if number == 3 else "D0"
        found[name] = Reaction(group, rng.choice(OTHERS[group]), _intensities(since, rng), donor_specific=False)
    return found


def _donor_reaction(batch: str, since: str, rng: Random) -> Reaction:
    """Antibodies against an antigen of the donor of a bank, since day 0 or month 6."""
    group = rng.choice("12")
    loci = CLASS_1 if group == "1" else CLASS_2
    alleles = [
        allele
        for row in table("hla.csv")
        if row["donor"] == BATCHES[batch] and row["locus"] in loci
        for allele in (row["allele_1"], row["allele_2"])
        if allele
    ]
    return Reaction(group, rng.choice(alleles), _intensities(since, rng), donor_specific=True)


def _intensities(since: str, rng: Random) -> dict[str, int]:
    """Highest intensities, above the cut-off from a visit on."""
    strong = rng.randint(CUT_OFF + 150, 11000)
    before = max(CUT_OFF + 60, int(strong * rng.uniform(0.8, 1.2))) if since == "D0" else rng.randint(90, 900)
    return {"D0": before, "M6": strong}


def _sample(subject: Subject, visit: str, reaction: Reaction | None, rng: Random) -> Row:
    """One serum: the strongest bead of each class."""
    early = timedelta(days=rng.choice((0, 0, 0, 1)) if visit == "D0" else 0)
    row = {
        "sample_date": crf_date(subject.visits[visit] - early),
        "sample_done": "1",
        "bead_panel": rng.choice(PANELS),
        "donor_specific": "0",
    }
    for group in "12":
        intensity, bead = min(1900, int(rng.lognormvariate(5.7, 0.6))), rng.choice(OTHERS[group])
        if reaction and reaction.group == group:
            intensity, bead = reaction.intensities[visit], reaction.bead
        positive = intensity > CUT_OFF
        row |= {f"class{group}_mfi": str(intensity), f"class{group}_bead": bead}
        row[f"class{group}_result"] = f"{positive:d}"
        if positive and reaction and reaction.donor_specific:
            row["donor_specific"] = "1"
    return row
