"""Results with identity: records by their keys, findings in groups, what is new since a baseline, what is waived."""
