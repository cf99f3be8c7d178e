"""The words and signs that all reports share; texts made harmless for those who read them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import PurePosixPath, PureWindowsPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from validation.reports.report import Report
    from validation.result import CheckInfo
    from validation.results.findings import Found

GRAVITIES = ("error", "warning", "note", "waived")
SIGNS = {"error": "✗", "warning": "!", "note": "i", "waived": "~"}
STATUS_WORDS = {
    "passed": "ran, found nothing", "failed": "ran, found something", "not_applicable": "nothing to judge",
    "not_run": "did not run", "error": "raised an error",
}  # fmt: skip
REMEDIES = {
    "wrong value": "Correct it at its source (a data query) or in the mapping rule that makes it; then run again.",
    "missing required": "Fill it at its source or map it; if it cannot be known, waive it with that reason.",
    "worth a look": "See whether it is meant; if it is, waive it with the reason a reviewer will read.",
    "file": "Write or transfer the file again, whole, and check it before judging its content.",
    "define": "Correct define.xml, or the data it describes, so that both say the same.",
}
_SURROGATE = re.compile("[\ud800-\udfff]")
_VARIABLE = re.compile(r"[A-Z_][A-Z0-9_]*")
_ROOTED = re.compile(r"(?<![\w.:/\\~<])(?:[A-Za-z]:[\\/]|\\\\|~?/)(?:[^\s'\":,;<>|()/\\]+[\\/])+([^\s'\":,;<>|()/\\]*)")


def plural(number: int, one: str, many: str = "") -> str:
    """`1 record`, `2,500 records`."""
    return f"{number:,} {one if number == 1 else many or one + 's'}"


def listed(words: Iterable[str], most: int = 0) -> str:
    """The words with commas; beyond `most` of them, how many more."""
    held = list(words)
    more = len(held) - most if most and len(held) > most else 0
    return ", ".join(held[: len(held) - more]) + (f" and {more:,} more" if more else "")


def whole_text(text: str) -> str:
    """The text as UTF-8 can bear it: halves of letters become the sign for a letter lost."""
    return _SURROGATE.sub("\ufffd", text)


def placeless(report: Report, text: str) -> str:
    """The text without places of a machine: of an absolute path only its last name is left."""
    for private in sorted(report.options.private, key=len, reverse=True):
        if len(private) > 1:
            text = text.replace(private, "")
    return whole_text(_ROOTED.sub(r"\1", text))


def relative(report: Report, path: str) -> str:
    """A path below the folder of the data; of an absolute one, or one that climbs, only its name."""
    windows = PureWindowsPath(path)
    climbs = ".." in windows.parts or path.startswith("~")
    if windows.drive or windows.root or PurePosixPath(path).is_absolute() or climbs:
        return whole_text("" if windows.name == ".." else windows.name.lstrip("~"))
    return placeless(report, path.replace("\\", "/"))


def address(report: Report, dataset: str, file: str = "") -> str:
    """Where a dataset's file lies, from where forges look; of no dataset, the folder."""
    files = {one.name: one.file for one in report.judgement.datasets}
    named = file or relative(report, files.get(dataset, "")) or (f"{dataset.lower()}.xpt" if dataset else "")
    folder = relative(report, report.options.folder).strip("/") if report.options.folder else ""
    return "/".join(one for one in (folder, named) if one not in {"", "."}) or "."


def gravity(found: Found) -> str:
    """error, warning or note; waived where a waiver covers the group."""
    return found.standing


def remedy(found: Found) -> str:
    """What to do about it."""
    return REMEDIES.get(found.check.kind) or REMEDIES[found.triage]


def words(report: Report, found: Found) -> str:
    """What is wrong. Words made for one dataset may quote values: without leave to show them, the check's own."""
    said = found.words if report.options.values == "all" and found.words else found.check.message
    return placeless(report, said or found.words or found.check.id)


def also(report: Report, found: Found) -> list[tuple[str, str]]:
    """The checks of other kinds that say this of the same records, each with its words."""
    return [(one.check.id, words(report, one)) for one in found.folded]


def reason(report: Report, status: str, said: str) -> str:
    """Why a check did not run. What an exception says may quote values: without leave, only its kind is told."""
    if status == "error" and report.options.values != "all":
        kind = re.match(r"[A-Za-z_.]*(?:Error|Exception|Warning|NotRun)\b", said)
        said = kind.group() if kind else "an exception, whose words may quote values"
    return placeless(report, said)


def place(found: Found) -> str:
    """`AE.AESTDTC, AEENDTC`, `AE`, or `the folder` for what is about no dataset."""
    names = variables(found)
    if not found.dataset:
        return listed(names, 4) or "the folder"
    return f"{found.dataset}.{listed(names, 4)}" if names else found.dataset


def variables(found: Found) -> list[str]:
    """Those of what is shown that are variables: not `variable_name`, not `$parameters`, nor the dataset itself."""
    return [name for name in found.variables if _VARIABLE.fullmatch(name) and name != found.dataset]


def since(report: Report) -> str:
    """`baseline.json: 3 new, 1 fixed, 24 as before`; an empty text without a baseline."""
    known = report.comparison
    if known is None:
        return ""
    counts = (
        (known.new, "new"), (known.changed, "changed"), (known.fixed, "fixed"), (known.same, "as before"),
        (known.unjudged, "not judged now"),
    )  # fmt: skip
    told = ", ".join(f"{count:,} {said}" for count, said in counts if count or said in {"new", "fixed", "as before"})
    return f"{relative(report, known.name)}: {told}"


def extent(found: Found) -> str:
    """`1,204 records`; `3 variables` where a record is one; `the dataset as a whole`."""
    if found.evidence.rows is None:
        return "the dataset as a whole" if found.dataset else "once"
    if found.check.kind == "define":
        return plural(found.count, "place")
    return plural(found.count, "variable" if found.evidence.keys.names == ("variable",) else "record")


def numbered(found: Found, record: int) -> str:
    """`record 12`; of what stands in a define.xml, `line 12`."""
    return f"{'line' if found.check.kind == 'define' else 'record'} {record:,}"


def identifiers(check: CheckInfo) -> list[str]:
    """The ids others know the check by, each once: `CG0041`, `FDAB034`."""
    return list(dict.fromkeys(one.id for one in check.identifiers if one.id))


def sources(check: CheckInfo) -> list[str]:
    """Where the guidance is written: `SDTMIG 3.4, 4.4.4`."""
    said = (", ".join(part for part in (one.document, one.section, one.item) if part) for one in check.cited)
    return list(dict.fromkeys(one for one in said if one))
