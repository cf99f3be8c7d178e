"""A check explained: what it says, the guidance it stands on, the ids others know it by."""

from __future__ import annotations

from typing import TYPE_CHECKING

from define_xml.page.markup import joined, text
from validation.reports.wording import identifiers, placeless, relative

if TYPE_CHECKING:
    from validation.reports.report import Report
    from validation.result import CheckInfo


def known(check: CheckInfo) -> list[str]:
    """The ids others know it by, at most six."""
    return identifiers(check)[:6]


def explained(report: Report, check: CheckInfo, remedy: str = "") -> str:
    """All that is known of a check, as terms and what is said of them."""
    cited = [
        joined([text(placeless(report, one.text)), text(joined([one.document, one.section, one.item], ", "))], "<br>")
        for one in check.cited
    ]
    ids = [text(joined([one.organization, one.id], " ")) for one in check.identifiers]
    said = [
        ("What to do", text(remedy)), ("Means", text(placeless(report, check.description))),
        ("Guidance", "<br>".join(one for one in cited if one)), ("Known as", joined(list(dict.fromkeys(ids)), ", ")),
        ("Standard", text(check.standard)), ("Executed", text(check.executability)),
        ("From", text(joined([check.kind, relative(report, check.source)], ", "))),
    ]  # fmt: skip
    return f"<dl class=facts>{''.join(f'<div><dt>{name}<dd>{words}</div>' for name, words in said if words)}</dl>"
