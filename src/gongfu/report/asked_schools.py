"""An admission in words: what came of it, which rows did not count, a letter to each pupil."""

from collections.abc import Iterator
from typing import Any, Final

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.match.schools import SchoolAdmission
from gongfu.model.zone import LANGUAGES
from gongfu.report.asked_fairness import called
from gongfu.report.letters import Letter
from gongfu.report.numbers import plain
from gongfu.report.text import Both, same
from gongfu.report.words import say
from gongfu.units import S_PER_MIN

__all__: Final = ("faults", "letters", "stand_in", "title", "told", "ways", "with_remedies")


_COUNTED: Final = ("time_unknown", "sibling_unknown", "way_unsure")
"""Faults of choices that count all the same."""

_HOME: Final = ("home_unknown", "position_odd", "off_street", "community_unknown",
                "community_several")  # fmt: skip
"""Faults of pupils whose way to school cannot be measured."""


def told(found: SchoolAdmission) -> list[Both]:
    """What came of an admission: how many have a seat, whether it is stable, what is missing."""
    admissions = found.admissions
    placed = int(admissions["school"].notna().sum())
    first = int((admissions["rank"] == 1).sum())
    seed = str(found.settings["lottery_seed"])
    said = [
        say(
            "schools_placed",
            placed=plain(placed),
            n=plain(len(admissions)),
            first=plain(first),
            without=plain(len(admissions) - placed),
        ),
        say("schools_stable")
        if found.is_stable
        else say("schools_unstable", n=plain(found.n_complaints)),
        say("schools_lottery", n=plain(int(admissions["by_lottery"].sum())), seed=seed),
    ]
    if len(found.left_out):
        said += [say("schools_left_out", n=plain(len(found.left_out))), *faults(found.left_out)]
    return [*said, say("schools_confirm")]


def faults(left_out: pd.DataFrame) -> list[Both]:
    """One sentence for each kind of fault in each list: the first row, and how many more."""
    said = []
    for (name, fault), rows in left_out.groupby(["list", "fault"], sort=False):
        more = same("")
        if len(rows) > 1:
            more = say("schools_fault_more", all=plain(len(rows)))
        said.append(
            say(
                "schools_fault",
                list=say(f"list_{name}"),
                row=str(rows["row"].iloc[0]),
                more=more,
                fault=say(f"schools_fault_{fault}"),
            )
        )
    return said


def with_remedies(left_out: pd.DataFrame) -> pd.DataFrame:
    """Every row that did not count, with its fault and the remedy in words."""
    words = {fault: say(f"schools_fault_{fault}") for fault in left_out["fault"].unique()}
    return left_out.assign(
        **{f"words_{n}": [words[one][n] for one in left_out["fault"]] for n in LANGUAGES}
    )


def title() -> Both:
    """What the letters are called."""
    return say("letter_title")


def ways(
    mode: str, zone: Both, *, n_pupils: int, n_placed: int, n_choices: int, n_near: int,
    n_listed: int,
) -> list[Both]:  # fmt: skip
    """How ways along the streets of a zone went into the walk zones."""
    said = [
        say(
            "schools_ways",
            mode=say(f"mode_{mode}"),
            zone=zone,
            n=plain(n_pupils),
            placed=plain(n_placed),
            choices=plain(n_choices),
            near=plain(n_near),
        )
    ]
    return said + ([say("schools_ways_listed", n=plain(n_listed))] if n_listed else [])


def stand_in() -> Both:
    """What is invented, where the lists say that they are."""
    return say("schools_stand_in")


def letters(
    found: SchoolAdmission, *, simulated: bool = False, ways: Both | None = None
) -> Iterator[Letter]:
    """A letter to each pupil, in the order of the list.

    Parameters
    ----------
    found
        An admission; its letters say that it is provisional.
    simulated
        The lists are invented, and each letter says so.
    ways
        What is simulated of that which ways to school rest on; None for nothing.

    Yields
    ------
    Letter
        Points and cutoff at each choice, whether the lottery decided, what was needed.
    """
    mine = {str(pupil): rows for pupil, rows in found.choices.groupby("pupil", sort=False)}
    wrong = found.left_out[found.left_out["list"] == "choices"]
    not_mine = {str(pupil): rows for pupil, rows in wrong.groupby("pupil", sort=False)}
    lost = found.left_out[
        found.left_out["fault"].isin(_HOME) & (found.left_out["list"] == "pupils")
    ]
    not_placed = dict(zip(lost["pupil"], lost["fault"], strict=True))
    n = plain(len(found.admissions))
    order = _order(found)
    for row in found.admissions.to_dict("records"):
        said = [say("letter_simulated")] if simulated else []
        if ways is not None:
            said.append(say("letter_simulated_ways", what=ways))
        said.append(_headline(row))
        rows = mine.get(row["pupil"])
        if rows is not None:
            said += [_choice(one) for one in rows.to_dict("records")]
            if (rows[["priority", "cutoff_priority"]].fillna("") != "").any(axis=None):
                said.append(order)
            if found.settings["reserves"] and not pd.isna(row["group"]) and row["group"]:
                said.append(say("letter_group", group=called(str(row["group"]))))
        if row["pupil"] in not_placed:
            fault = say(f"schools_fault_{not_placed[row['pupil']]}")
            said.append(say("letter_not_placed", fault=fault))
        said += [
            say("letter_way_unsure", school=one.school)
            for one in (not_mine[row["pupil"]].itertuples() if row["pupil"] in not_mine else ())
            if one.fault == "way_unsure"
        ]
        said += [
            say("letter_not_counted", school=one.school, fault=say(f"schools_fault_{one.fault}"))
            for one in (not_mine[row["pupil"]].itertuples() if row["pupil"] in not_mine else ())
            if one.fault not in _COUNTED
        ]
        if row["reason"] != "no_choice":
            said.append(_lottery(row, n))
            said.append(_seed(found.settings, str(row["pupil"])))
        yield Letter(title(), (*said, say("letter_confirm")))


def _headline(row: dict[Any, Any]) -> Both:
    if row["reason"] == "admitted":
        return say(
            "letter_admitted", pupil=row["pupil"], school=row["school"], rank=str(row["rank"])
        )
    key = "letter_without" if row["reason"] == "seats_taken" else "letter_no_choice"
    return say(key, pupil=row["pupil"])


def _choice(row: dict[Any, Any]) -> Both:
    """One choice: what the pupil has there, what came of it."""
    outcome, cutoff = row["outcome"], row["cutoff_priority"]
    has_cutoff = not pd.isna(cutoff)
    if outcome == "admitted" and not has_cutoff:
        outcome = "open"
    return say(
        "letter_choice",
        rank=str(row["rank"]),
        school=row["school"],
        yours=_standing(row["priority"], row["points"]),
        way=_way(row),
        outcome=say(
            f"letter_outcome_{outcome}",
            cutoff=_standing(cutoff if has_cutoff else "", row["cutoff_points"]),
            lottery=plain(row["lottery"]),
        ),
    )


def _way(row: dict[Any, Any]) -> Both:
    """How long the way is, where the school has a walk zone."""
    time_s, walk_s = row["time_s"], row["walk_s"]
    if np.isnan(time_s) or np.isnan(walk_s):
        return same("")
    zone = plain(walk_s / S_PER_MIN, 1)
    if np.isinf(time_s):
        return say("letter_way_long", zone=zone)
    return say("letter_way", minutes=plain(time_s / S_PER_MIN, 1), zone=zone)


def _standing(priority: str, points: float) -> Both:
    """Priority and points."""
    number = plain(points, 0 if float(points).is_integer() else 2)
    if not priority:
        return say("letter_points", points=number)
    return say("letter_claimed", claim=say(f"letter_claim_{priority}"), points=number)


def _seed(settings: dict[str, Any], pupil: str) -> Both:
    """What is hashed, letter by letter: its colons stay narrow beside Chinese."""
    seed = str(settings["lottery_seed"])
    parts = [seed, pupil]
    each = settings["lottery"] == "multiple"
    drawn = Both(
        Markup("&#58;").join([*parts, "school id"] if each else parts),
        Markup("&#58;").join([*parts, "学校编号"] if each else parts),
    )
    return say("letter_seed", seed=seed, drawn=drawn)


def _order(found: SchoolAdmission) -> Both:
    """Which priorities come before points: those that somebody had."""
    had = set(found.choices["priority"])
    some = [say(f"letter_claim_{one}") for one in found.settings["priorities"] if one in had]
    both = Both("; then ".join(one.en for one in some), "；再是".join(one.zh for one in some))
    return say("letter_order", order=both)


def _lottery(row: dict[Any, Any], n: Both) -> Both:
    if not row["by_lottery"]:
        return say("letter_no_lottery")
    if "lottery" not in row:
        return say("letter_at_each")
    return say("letter_by_lottery", lottery=plain(row["lottery"]), n=n)
