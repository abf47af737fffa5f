"""Who could not be judged, and why: the circle leaves the data, or no street is near."""

import pandas as pd

from gongfu.measure.streets import MOVED_M, OFF_M
from gongfu.report.circle import Circle
from gongfu.report.numbers import plain
from gongfu.report.text import Both, listed
from gongfu.report.words import say


def state_count(circle: Circle, layer: str, state: str) -> int:
    """How many points of a layer were placed so."""
    snapped = circle.snapped
    if snapped.empty:
        return 0
    return int(((snapped["layer"] == layer) & (snapped["state"] == state)).sum())


def reasons(circle: Circle, n_unknown: int) -> Both:
    """Why so many points could not be judged, each reason with its count.

    A point off the network can be judged for no kind, so it is among them.
    """
    off = min(state_count(circle, "communities", "off_network"), n_unknown)
    leaving = n_unknown - off
    said = []
    if leaving:
        said.append(say("why_leaves" if off else "why_all_leave", n=plain(leaving)))
    if off:
        said.append(say("why_off" if leaving else "why_all_off", n=plain(off), metres=plain(OFF_M)))
    return listed(said)


def unknown_sentence(circle: Circle) -> Both | None:
    """How many points cannot be judged for at least one kind, and why."""
    row = circle.whole.loc["all"]
    # A point that lacks one kind is judged as a whole, though other kinds may be unknown.
    states = circle.reach[circle.reach["state"] == "cannot_be_judged"]
    n = int(states["community_id"].nunique())
    if not n:
        return None
    return say(
        "unknown_sentence", unknown=plain(n), n=plain(row["n_places"]), why=reasons(circle, n)
    )


def no_whole_circle(circle: Circle) -> bool:
    """Whether circles leave the data, and nobody's unreached circle lies whole inside."""
    states = circle.reach["state"]
    unknown = circle.reach[states == "cannot_be_judged"]
    off = state_count(circle, "communities", "off_network")
    return not (states == "out_of_reach").any() and unknown["community_id"].nunique() > off


def placement_sentences(circle: Circle) -> list[Both]:
    """Points and facilities far from any street, in metres; nothing where there are none."""
    metres = {"moved": plain(MOVED_M), "off_network": plain(OFF_M)}
    said = []
    for key, layer, state in (
        ("placed_moved", "communities", "moved"),
        ("placed_facilities_moved", "facilities", "moved"),
        ("placed_facilities_off", "facilities", "off_network"),
    ):
        n = state_count(circle, layer, state)
        if n:
            said.append(say(key, n=plain(n), metres=metres[state]))
    return said


def tail(row: pd.Series, key: str) -> Both:
    """How a sentence of points ends: who does not, and who cannot be judged."""
    unknown = int(row["n_not_judged"])
    out = int(row["n_places"] - unknown - row["n_reached"])
    if out and unknown:
        return say(f"{key}_out_unknown", out=plain(out), unknown=plain(unknown))
    return say(f"{key}_unknown", unknown=plain(unknown)) if unknown else say(key, out=plain(out))
