"""The narrative of a guide as the guide asks for it: the blocks under a heading, or the gap where nobody wrote them."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property

from define_xml.package.facts import Facts
from define_xml.package.guides.markdown import Narrative, narrative
from define_xml.package.guides.paper import Block
from define_xml.package.guides.shared_figures import figures
from mappings.error import MappingErrors


class Told:
    """What a study tells in words for one guide, by heading; it keeps account of the headings that were asked for."""

    def __init__(self, text: str, file: str, figures: Mapping[str, str]) -> None:
        self.file = file
        self.figures = figures
        self._text = text
        self._asked: set[str] = set()

    @cached_property
    def _narrative(self) -> Narrative:
        return narrative(self._text, self.file)

    def has(self, key: str) -> bool:
        """Whether something is told under that heading; it counts as asked for."""
        self._asked.add(key)
        return key in self._narrative.keys

    def blocks(self, key: str, asks: str) -> tuple[Block, ...]:
        """What is told under the heading; where there is none, the gap that asks for it."""
        self._asked.add(key)
        return self._narrative.blocks(key, self.figures, asks)

    def optional(self, key: str) -> tuple[Block, ...]:
        """What is told under the heading, or nothing."""
        return self.blocks(key, "")

    def finish(self) -> None:
        """MappingErrors for headings that no section asks for: what stands there would be in no guide."""
        if errors := self._narrative.unused(self._asked):
            raise MappingErrors(list(errors))


def told(facts: Facts, guide: str, more: Mapping[str, str] | None = None) -> Told:
    """The narrative of a guide, `csdrg` or `adrg`; `more` are figures of its own that the text may name."""
    file = str(getattr(facts.settings.guides, guide))
    return Told(facts.narrative.get(guide, ""), file, figures(facts) | dict(more or {}))
