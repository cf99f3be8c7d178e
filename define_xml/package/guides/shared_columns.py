"""Tables without the columns that say nothing: a column is kept if a row has something in it."""

from __future__ import annotations

from dataclasses import replace

from define_xml.package.guides.paper import Grid


def filled_columns(grid: Grid) -> Grid:
    """The table without columns that are blank in every row; a table in which nothing is filled stays as it is."""
    kept = [place for place in range(len(grid.headings)) if any(row[place] for row in grid.rows)]
    if not kept or len(kept) == len(grid.headings):
        return grid
    return replace(
        grid,
        headings=tuple(grid.headings[place] for place in kept),
        rows=tuple(tuple(row[place] for place in kept) for row in grid.rows),
        widths=tuple(grid.widths[place] for place in kept) if grid.widths else (),
        right=tuple(new for new, place in enumerate(kept) if place in grid.right),
    )
