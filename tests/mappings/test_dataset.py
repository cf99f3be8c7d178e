"""A dataset says on one line what it is."""

from __future__ import annotations

from pandas import DataFrame

from mappings.dataset import Dataset, FileFacts
from mappings.finding import Finding
from mappings.spec import DatasetSpec, VariableSpec

SPEC = DatasetSpec(
    name="DM", label="Demographics", domain="DM", variables=(VariableSpec(name="SEX", label="Sex", type="Char"),)
)


def test_a_dataset_at_the_prompt_is_one_line() -> None:
    built = Dataset(SPEC, DataFrame({"SEX": ["F", "M"] * 600}))
    assert repr(built) == "<Dataset DM (Demographics): 1,200 records, 1 variables>"


def test_a_dataset_that_was_read_says_of_what_file_and_whether_it_is_odd() -> None:
    odd = (Finding("no_label", "warning", "the dataset has no label", "DM"),)
    read = Dataset(SPEC.model_copy(update={"label": ""}), DataFrame({"SEX": ["F"]}), FileFacts("dm.xpt", "xpt"), odd)
    assert repr(read) == "<Dataset DM: 1 records, 1 variables, 1 findings, of dm.xpt>"
