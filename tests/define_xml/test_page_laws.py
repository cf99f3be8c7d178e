"""Laws of the page: whatever the texts, names and OIDs, it is whole, and nothing on it is more than text."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as some

from define_xml.document.common import Leaf, described
from define_xml.document.fields import Extra
from define_xml.document.metadata import Define
from define_xml.page import page
from define_xml.page.beyond import beyond
from define_xml.page.markup import harmless
from tests.define_xml.page_defines import define, example
from tests.define_xml.test_page import addresses, read, whole

# Letters that end texts, attributes and elements, begin addresses, and are not what they look like.
LETTERS = some.text(alphabet="ab.~#/:%\\\"'<>&= \t\nÄ年\u2028\ufffe", min_size=1, max_size=12)
ENDS = ["</title><script>x</script>", "</script><script>x</script>", "<!--", "]]>", "IT.DM.SEX", "~main", "&lt;"]
WORDS = some.one_of(LETTERS, some.sampled_from(ENDS))
OIDS = some.lists(WORDS, min_size=2, max_size=2, unique_by=lambda one: "_".join(one.split()))


def harmed(words: str) -> Define:
    """The example with these words wherever texts stand."""
    metadata = example().metadata
    datasets = tuple(
        replace(one, description=described(words), structure=words, leaf=Leaf(id=f"LF.{at}", href=words, title=words))
        for at, one in enumerate(metadata.datasets)
    )
    items = tuple(replace(one, description=described(words), display_format=words) for one in metadata.items)
    methods = tuple(replace(one, name=words, type=words, description=described(words)) for one in metadata.methods)
    return define(replace(metadata, datasets=datasets, items=items, methods=methods), name=words)


@settings(max_examples=60, deadline=None)
@given(WORDS)
def test_any_text_is_text(words: str) -> None:
    tree = read(page(harmed(words)))
    assert len(tree.xpath("//script")) == 1
    assert len(tree.xpath("//section[@class='ds']")) == 2
    assert len(tree.xpath("//tr[@id]")) == len(read(page(example())).xpath("//tr[@id]"))
    assert all(one.startswith("#") or harmless(one) for one in tree.xpath("//a/@href"))


@settings(max_examples=60, deadline=None)
@given(OIDS)
def test_any_oids_are_addresses(oids: list[str]) -> None:
    metadata = example().metadata
    first, second = (replace(one, oid=oid) for one, oid in zip(metadata.datasets, oids, strict=True))
    lists = tuple(replace(one, oid=oid) for one, oid in zip(metadata.codelists, (*oids, oids[0]), strict=True))
    tree = read(page(define(replace(metadata, datasets=(first, second), codelists=lists, displays=None))))
    ids = addresses(tree)
    assert len(ids) == len(set(ids))
    assert not [one for one in ids if set(one) & set(" \t\n")]
    assert len(tree.xpath("//section[@class='ds']")) == 2


def test_a_page_of_the_example_stays_whole_when_it_is_made_again() -> None:
    made: dict[bytes, Any] = {page(example()): None for _ in range(3)}
    assert len(made) == 1
    whole(read(next(iter(made))), example())


def test_what_is_beyond_the_standard_is_counted_and_told() -> None:
    extra = Extra((("{urn:vendor}colour", "red"),), ())
    metadata = example().metadata
    first = replace(metadata.datasets[0], extra=extra)
    of = define(replace(metadata, datasets=(first, *metadata.datasets[1:]), extra=extra))
    assert beyond(example()) == 0
    assert beyond(of) == 2
    assert "2 elements of the file with parts beyond the standard" in read(page(of)).text_content()
