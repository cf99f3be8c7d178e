"""The published efficacy aggregates the synthetic values must reproduce."""

from __future__ import annotations

from dataclasses import dataclass

from synthetic.solve import Target

FOLLOW_UP = ("M1", "M3", "M6", "M12", "M24")


@dataclass(frozen=True)
class Counts:
    """Subjects who improved: responder, VAS by 30%, ODI by 10 points, both of these."""

    responder: int
    vas: int
    odi: int
    both: int


COUNTS = {
    ("BM-MSC", "M1"): Counts(30, 20, 13, 12),
    ("BM-MSC", "M3"): Counts(35, 21, 23, 16),
    ("BM-MSC", "M6"): Counts(38, 30, 28, 22),
    ("BM-MSC", "M12"): Counts(37, 30, 30, 23),
    ("BM-MSC", "M24"): Counts(38, 33, 29, 26),
    ("SHAM", "M1"): Counts(21, 16, 10, 8),
    ("SHAM", "M3"): Counts(32, 21, 18, 13),
    ("SHAM", "M6"): Counts(32, 22, 22, 15),
    ("SHAM", "M12"): Counts(33, 18, 21, 14),
    ("SHAM", "M24"): Counts(33, 26, 24, 19),
}

# Mean and SD of VAS (mm), ODI (0-100), PCS, MCS.
_MOMENTS = {
    ("BM-MSC", "M1"): ((49.24, 24.33), (25.08, 16.67), (38.08, 7.96), (42.41, 10.38)),
    ("BM-MSC", "M3"): ((45.33, 25.98), (21.45, 16.07), (40.31, 8.59), (45.26, 10.57)),
    ("BM-MSC", "M6"): ((39.72, 25.87), (18.70, 13.42), (41.59, 9.45), (44.77, 10.49)),
    ("BM-MSC", "M12"): ((33.68, 27.20), (16.76, 14.50), (43.37, 10.31), (44.97, 11.47)),
    ("BM-MSC", "M24"): ((31.96, 25.02), (16.23, 16.07), (42.89, 9.26), (43.68, 13.34)),
    ("SHAM", "M1"): ((49.80, 22.65), (27.81, 14.95), (37.09, 8.34), (41.45, 10.92)),
    ("SHAM", "M3"): ((47.29, 23.55), (23.92, 15.68), (38.59, 8.09), (42.15, 11.05)),
    ("SHAM", "M6"): ((41.98, 24.29), (22.59, 15.56), (40.69, 9.49), (42.72, 10.58)),
    ("SHAM", "M12"): ((43.06, 25.12), (21.08, 15.63), (40.21, 9.41), (42.67, 13.04)),
    ("SHAM", "M24"): ((34.41, 23.67), (19.41, 15.43), (41.61, 10.02), (44.06, 12.22)),
}

#: ODI values are counted in units of 1/18 point, in which 10, 9 or 8 answered sections all give whole numbers.
ODI_SCALE = 18

VAS = {cell: Target(*moments[0], 2) for cell, moments in _MOMENTS.items()}
ODI = {cell: Target(*moments[1], 2, ODI_SCALE) for cell, moments in _MOMENTS.items()}
PCS = {cell: Target(*moments[2], 2) for cell, moments in _MOMENTS.items()}
MCS = {cell: Target(*moments[3], 2) for cell, moments in _MOMENTS.items()}

BASELINE_VAS = {"BM-MSC": Target(59.4, 16.1, 1), "SHAM": Target(59.1, 17.6, 1)}
# The limits serve both printed forms: 28.9 of 100 is 14.5 of 50 only from 28.9 on, 30.9 is 15.4 only below 30.9.
BASELINE_ODI = {
    "BM-MSC": Target(28.9, 12.8, 1, ODI_SCALE, (28.904, 28.946)),
    "SHAM": Target(30.9, 13.0, 1, ODI_SCALE, (30.854, 30.896)),
}
#: Limits of the categories on the 0-50 score, and the subjects in each by randomised arm.
ODI_CATEGORIES = ((0, 4), (5, 14), (15, 24), (25, 34), (35, 50))
CATEGORY_COUNTS = {"BM-MSC": (2, 28, 23, 4, 0), "SHAM": (2, 23, 25, 6, 0)}

#: Lower quartile, median and upper quartile at baseline by randomised arm.
BASELINE_PCS = {"BM-MSC": (32.2, 37.2, 42.0), "SHAM": (29.5, 36.1, 40.0)}
BASELINE_MCS = {"BM-MSC": (33.9, 38.2, 47.7), "SHAM": (30.8, 39.5, 51.8)}
