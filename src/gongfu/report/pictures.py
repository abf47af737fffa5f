"""A figure of the page: the finding as its title, the drawing, what it shows, its sources."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from gongfu.report.maps import Classes, ramp
from gongfu.report.numbers import plain, rounded
from gongfu.report.text import Both, same
from gongfu.report.words import say


@dataclass(frozen=True, slots=True)
class Swatch:
    """An entry of a legend: the class of its colour and its words."""

    css: str
    words: Both


@dataclass(frozen=True, slots=True)
class Picture:
    """`key` names it within the page; its title is the finding and the drawing's name."""

    key: str
    title: Both
    what: Both
    drawing: Markup
    legend: Sequence[Swatch] = ()
    source: Both | None = None
    wide: bool = False
    simulated: bool = False
    tall: bool = False
    more: Both | None = None


@dataclass(frozen=True, slots=True)
class Card:
    """One headline number: the number, what it means, and what a tap shows."""

    figure: Both
    meaning: Both
    says: tuple[Both, ...]
    aside: Both | None = None


def class_legend(classes: Classes, *, percent: bool = False, tone: str = "q") -> list[Swatch]:
    """The classes of a map with how many places lie in each."""
    swatches = []
    for at, css in enumerate(ramp(len(classes.counts), tone)):
        low, high = classes.edges[at], classes.edges[at + 1]
        if percent:
            words = say("class_range", low=same(rounded(low, 0)), high=same(f"{rounded(high, 0)}%"))
        else:
            words = say("class_range", low=plain(low), high=plain(high))
        count = plain(classes.counts[at])
        swatches.append(Swatch(css, Both(f"{words.en} ({count.en})", f"{words.zh}({count.zh})")))
    if classes.n_missing:
        swatches.append(Swatch("grey", say("class_missing", n=plain(classes.n_missing))))
    return swatches
