"""One name for one thing: the identifiers that define.xml and the datasets it describes share."""

from __future__ import annotations

import re
from collections.abc import Hashable

from mappings.spec import Codelist, DatasetSpec, StandardRef, StudySpec, VariableSpec

# Of a value in an identifier, what stands badly in a link is left out; a long one is cut.
_STRANGE = re.compile(r"[^\w.-]+", re.ASCII)
_LONGEST = 80


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
    """`CL.SEX`, or what the spec says."""
    return codelist.oid or _joined("CL", codelist.name)


def codelist_name(oid: str) -> str:
    """`SEX` of `CL.SEX`: what the spec calls a codelist of that identifier."""
    return oid.removeprefix("CL.") or oid


def value_oid(parent: str, condition: str) -> str:
    """`IT.QS.QSORRES.VASPAIN`: the variable's identifier, and what is meant of its values."""
    return f"{parent}.{plain(condition)}"


def value_list_oid(variable: str) -> str:
    """`VL.QS.QSORRES` of `IT.QS.QSORRES`."""
    return f"VL.{variable.removeprefix('IT.')}"


def where_oid(*parts: str) -> str:
    """`WC.QS.QSTESTCD.EQ.VASPAIN`."""
    return f"WC.{plain('.'.join(parts))}"


def method_oid(item: str) -> str:
    """`MT.AE.AESTDY` of `IT.AE.AESTDY`, its first user."""
    return f"MT.{item.removeprefix('IT.')}"


def comment_oid(user: str) -> str:
    """`COM.AE.AETERM` of `IT.AE.AETERM`, `COM.AE` of `IG.AE`: its first user; of anything else the whole name."""
    return f"COM.{user.removeprefix('IT.').removeprefix('IG.')}"


def standard_oid(ref: StandardRef, kind: str) -> str:
    """`STD.IG.SDTMIG.3.4` or `STD.CT.SDTM.2025-03-28`, or what the spec says."""
    return ref.oid or _joined("STD", kind, ref.name, ref.version)


def leaf_id(name: str) -> str:
    """`LF.DM`: an identifier that XML takes, of a dataset's or a document's name."""
    return name if name.startswith("LF.") else f"LF.{plain(name)}"


def plain(text: str) -> str:
    """The text as a part of an identifier: signs other than letters, digits, `_`, `-` and `.` are one `_`."""
    short = _STRANGE.sub("_", text).strip("_.") or "blank"
    return short[:_LONGEST]


class Names:
    """Identifiers given so far: one thing has one, two things never the same."""

    def __init__(self) -> None:
        self._things: dict[str, Hashable] = {}

    def give(self, wanted: str, thing: Hashable) -> str:
        """The identifier wanted, or with a number behind it where something else already has it."""
        name, number = wanted, 1
        while self._things.setdefault(name, thing) != thing:
            number += 1
            name = f"{wanted}.{number}"
        return name


def _joined(*parts: str) -> str:
    # Blanks in an identifier are hard to see, and XML would merge them.
    return ".".join("_".join(part.split()) for part in parts if part)
