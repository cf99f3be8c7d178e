"""One name for one thing: the identifiers that define.xml and the datasets it describes share."""

from __future__ import annotations

from mappings.spec import Codelist, DatasetSpec, StudySpec, VariableSpec


def study_oid(study: StudySpec) -> str:
    """`STDY.RESPINE`."""
    return _joined("STDY", study.study_id)


def metadata_oid(study: StudySpec) -> str:
    """`MDV.RESPINE.SDTMIG.3.4`: the study, and the standards it follows."""
    return _joined("MDV", study.study_id, *(part for one in study.standards for part in (one.name, one.version)))


def dataset_oid(dataset: DatasetSpec) -> str:
    """`IG.DM`, or what the spec says."""
    return dataset.oid or _joined("IG", dataset.name)


def variable_oid(dataset: DatasetSpec, variable: VariableSpec) -> str:
    """`IT.DM.SEX`, or what the spec says."""
    return variable.oid or _joined("IT", dataset.name, variable.name)


def codelist_oid(codelist: Codelist) -> str:
    """`CL.SEX`."""
    return _joined("CL", codelist.name)


def _joined(*parts: str) -> str:
    # Blanks in an identifier are hard to see, and XML would merge them.
    return ".".join("_".join(part.split()) for part in parts if part)
