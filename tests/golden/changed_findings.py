"""Ways in which questionnaires, images and antibodies may be otherwise; `changes.CHANGES` has them too."""

from __future__ import annotations

from random import Random

from tests.golden.changes import EDGES, Tables, again, change, forms, images, injections, moved, set_result, some


def answers(tables: Tables, name: str) -> list[dict[str, object]]:
    """The answered records of a test, or of all whose name begins so."""
    return [one for one in tables["QS"] if one["QSTESTCD"].startswith(name) and one["QSSTRESN"] is not None]


@change
def forms_on_the_edge_of_a_window(tables: Tables, draw: Random) -> None:
    injected = injections(tables)
    for form in some([form for form in forms(tables) if form[0]["USUBJID"] in injected], draw, 0.2):
        day = draw.choice(EDGES)
        for one in form:
            one["QSDTC"] = moved(injected[one["USUBJID"]], day - (day > 0))


@change
def pain_on_another_day_than_the_rest(tables: Tables, draw: Random) -> None:
    for one in some(answers(tables, "VASPAIN"), draw, 0.15):
        one["QSDTC"] = moved(one["QSDTC"], draw.choice((-60, -9, -1, 1, 2, 9, 60)))


@change
def forms_without_a_day(tables: Tables, draw: Random) -> None:
    for form in some(forms(tables), draw):
        known = (form[0]["QSDTC"] or "")[: draw.choice((0, 4, 7))] or None
        for one in form:
            one["QSDTC"] = known


@change
def forms_filled_twice(tables: Tables, draw: Random) -> None:
    """On the same day or another, at the same visit or an unscheduled one, with other answers."""
    for form in some(forms(tables), draw, 0.1):
        when = moved(form[0]["QSDTC"], draw.choice((0, 0, -2, 2, 1, 30)))
        if draw.random() < 0.6:
            visit = {"VISITNUM": form[0]["VISITNUM"] + 0.1, "VISIT": f"UNSCHEDULED {form[0]['VISITNUM'] + 0.1:g}"}
        else:
            visit = {"VISITNUM": form[0]["VISITNUM"], "VISIT": form[0]["VISIT"]}
        again(tables, "QS", form, QSDTC=when, **visit)
        for one in some(tables["QS"][-len(form) :], draw, 0.3):
            if one["QSSTRESN"] is not None:
                set_result(one, "QS", draw.choice((0.0, 20.0, 55.0) if one["QSTESTCD"] == "VASPAIN" else (1.0, 2.0)))


@change
def answers_left_out(tables: Tables, draw: Random) -> None:
    """Blank, or without a record; few of them all over, and many of some forms."""
    for one in some(answers(tables, ""), draw, 0.01):
        set_result(one, "QS", None)
    gone = {id(one) for one in some(answers(tables, ""), draw, 0.01)}
    for form in some(forms(tables), draw, 0.05):
        gone |= {id(one) for one in some(form, draw, draw.random())}
    tables["QS"] = [one for one in tables["QS"] if id(one) not in gone]


@change
def pain_on_the_cut(tables: Tables, draw: Random) -> None:
    """Exactly 20 mm, 20 or 30 percent below the baseline, or beside it; no pain, all of it, none at the baseline."""
    by_subject: dict[str, list[dict[str, object]]] = {}
    for one in answers(tables, "VASPAIN"):
        by_subject.setdefault(str(one["USUBJID"]), []).append(one)
    for own in some(by_subject.values(), draw, 0.3):
        base = draw.choice((0.0, 10.0, 50.0, 70.0, 100.0))
        for one in own:
            cuts = (base - 20, 0.8 * base, 0.7 * base, base - 19, 0.8 * base + 1, 0.7 * base + 1, 0.0, 100.0)
            value = base if one["VISITNUM"] in (1.0, 2.0) else draw.choice(cuts)
            set_result(one, "QS", float(round(min(100.0, max(0.0, value)))))


@change
def disability_on_the_cut(tables: Tables, draw: Random) -> None:
    for form in some(forms(tables), draw, 0.3):
        worst = draw.choice((0.0, 1.0, 2.0, 4.0, 5.0))
        for one in form:
            if one["QSTESTCD"].startswith("ODI01") and one["QSSTRESN"] is not None:
                set_result(one, "QS", worst if draw.random() < 0.9 else draw.choice((0.0, 5.0)))


@change
def quality_of_life_at_its_ends(tables: Tables, draw: Random) -> None:
    for form in some(forms(tables), draw, 0.2):
        best = draw.random() < 0.5
        for one in form:
            if one["QSTESTCD"].startswith("SF361") and one["QSSTRESN"] is not None:
                set_result(one, "QS", 1.0 if best else 2.0)


@change
def no_baseline(tables: Tables, draw: Random) -> None:
    """Of pain, of everything asked, of the discs, of the antibodies."""
    injected = injections(tables)
    for who in some(injected, draw):
        name, column = draw.choice((("QS", "VASPAIN"), ("QS", ""), ("MK", ""), ("IS", "")))
        tables[name] = [
            one
            for one in tables[name]
            if one["USUBJID"] != who
            or not one[f"{name}TESTCD"].startswith(column)
            or (one[f"{name}DTC"] or "")[:10] > injected[who]
        ]


@change
def images_otherwise(tables: Tables, draw: Random) -> None:
    """As it was at the inclusion; a region or a grade not read; nothing measured; a grade beside another."""
    for image in some(images(tables), draw, 0.15):
        value = draw.choice((50.0, 0.1, None, 50.05))
        for one in image if draw.random() < 0.5 else some(image, draw):
            if one["MKSTRESN"] is not None:
                set_result(one, "MK", value if one["MKTESTCD"] == "T2" else draw.choice((1.0, 8.0, None)))
    gone = {id(one) for image in some(images(tables), draw) for one in some(image, draw)}
    tables["MK"] = [one for one in tables["MK"] if id(one) not in gone]


@change
def images_on_other_days(tables: Tables, draw: Random) -> None:
    """Before, on and after the day of the injection; taken again at the visit or at none of the schedule."""
    injected = injections(tables)
    for image in some([image for image in images(tables) if image[0]["USUBJID"] in injected], draw, 0.1):
        day = moved(injected[image[0]["USUBJID"]], draw.choice((-3, -1, 0, 0, 1, 400)))
        if draw.random() < 0.5:
            visit = image[0]["VISITNUM"] + 0.1
            again(tables, "MK", image, MKDTC=day, VISITNUM=visit, VISIT=f"UNSCHEDULED {visit:g}")
        else:
            for one in image:
                one["MKDTC"] = draw.choice((day, day, (day or "")[:7]))


@change
def antibodies_otherwise(tables: Tables, draw: Random) -> None:
    """On the cut; not measured; sampled again before, on or after the day of the injection."""
    injected = injections(tables)
    for one in some([one for one in tables["IS"] if one["ISSTRESN"] is not None], draw, 0.15):
        set_result(one, "IS", draw.choice((0.0, 1999.0, 2000.0, 2001.0, 50000.0, None)))
    for one in some([one for one in tables["IS"] if one["ISTESTCD"] == "DSAB"], draw, 0.15):
        one["ISSTRESC"] = draw.choice(("Y", "N", None))
    for one in some([one for one in tables["IS"] if one["USUBJID"] in injected], draw, 0.1):
        day = moved(injected[one["USUBJID"]], draw.choice((-20, 0, 3, 200)))
        visit = one["VISITNUM"] + 0.1
        again(tables, "IS", [one], ISDTC=day, ISLOBXFL=None, VISITNUM=visit, VISIT=f"UNSCHEDULED {visit:g}")
