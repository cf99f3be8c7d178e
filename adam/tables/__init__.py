"""Tables and figures of a study: definitions kept as data, computed from ADaM datasets, beside what was published."""
