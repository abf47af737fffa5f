"""Answers in words: the sentence that says what was asked, in both languages."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Final

from gongfu.model.kind import KINDS
from gongfu.model.place import LEVEL_TITLES
from gongfu.report.circle import mode_words
from gongfu.report.layers import kind_words
from gongfu.report.numbers import people as people_words
from gongfu.report.numbers import percent, plain, share_of
from gongfu.report.text import Both, inside, same
from gongfu.report.words import prefixed, say
from gongfu.units import S_PER_MIN

METHODS: Final = {
    "2sfca": same("2SFCA"),
    "e2sfca": same("E2SFCA"),
    "m2sfca": same("M2SFCA"),
    "3sfca": same("3SFCA"),
    "bfca": same("BFCA"),
    "availability": Both("spatial availability", "空间可得性"),
}


@dataclass(frozen=True, slots=True)
class About:
    """What all sentences of an answer share.

    place: its name by language, empty for the whole zone; hides: whether residents are real
    people, whose small counts are not shown.
    """

    limit_s: float
    mode: str
    walker: str
    place: Mapping[str, str]
    hides: bool

    @property
    def parts(self) -> dict[str, Both]:
        """Minutes and mode."""
        return {"minutes": minutes(self.limit_s), "mode": mode_words(self.mode, self.walker)}

    def people(self, n: float) -> Both:
        """A count of residents."""
        return people_words(n, suppress=self.hides)

    def first(self, sentence: Both, *, simulated: bool) -> Both:
        """The sentence that answers first: with its place, and whether it is simulated."""
        if self.place:
            sentence = say("asked_in", place=Both.of(self.place), said=sentence)
        return prefixed(sentence, simulated=simulated)


def minutes(time_s: float) -> Both:
    """Seconds as minutes with at most one decimal."""
    whole = time_s / S_PER_MIN
    return plain(whole, 0 if float(whole).is_integer() else 1)


def number(value: float) -> Both:
    """A number with as many decimals as it needs to be told from its neighbours."""
    return plain(value, 0 if abs(value) >= 100 or float(value).is_integer() else 2)


def titled(kind: str) -> Both:
    """The kind's title inside a sentence."""
    return inside(Both.of(KINDS[kind].title))


def reached(
    about: About, row: Mapping[str, Any], thing: Both, *, median_s: float
) -> tuple[Both, list[Both]]:
    """Who reaches a thing, and how soon half of residents do."""
    judged = row["residents"] - row["residents_not_judged"]
    parts = {"kind": thing, **about.parts}
    if not judged > 0:
        return say("asked_unknown", **parts), []
    lacking = judged - row["residents_reached"]
    parts |= {
        "lacking": about.people(lacking),
        "share": share_of(row["residents_reached"], judged),
        "unknown": about.people(row["residents_not_judged"]),
    }
    key = "asked_lacking" if lacking > 0 else "asked_everybody"
    if row["residents_not_judged"] > 0:
        key += "_unknown"
    more = [say("asked_half", kind=thing, median=minutes(median_s))] if isfinite(median_s) else []
    return say(key, **parts), more


def nth(kind: str, n: int) -> Both:
    """The thing that is reached: one of a kind, or several."""
    return say(f"a_{kind}") if n == 1 else say("asked_nth", n=plain(n), kind=titled(kind))


def much(kind: str, n: float, value: str | None) -> Both:
    """So many of a kind, or so much of what they offer."""
    if value is None:
        return say("asked_nth", n=number(n), kind=titled(kind))
    return say("asked_much", n=number(n), value=column(value), kind=titled(kind))


def column(name: str) -> Both:
    """What people call a column of facilities."""
    return say("asked_capacity") if name == "capacity" else same(name)


def counted(about: About, row: Mapping[str, Any]) -> list[Both]:
    """How many of a kind are within reach; `row` is of a summary of `n_within`."""
    return _amount("asked_count", about, row, "n_within", {})


def opportunities(about: About, row: Mapping[str, Any], value: str, decay: str) -> list[Both]:
    """How much of what facilities offer is within reach."""
    parts = {"value": column(value), "decay": same(decay)}
    return _amount("asked_opportunities", about, row, value, parts)


def supplied(about: About, row: Mapping[str, Any], method: str) -> list[Both]:
    """Places for each thousand residents."""
    parts = {"method": METHODS[method]}
    return _amount("asked_supply", about, row, "places_per_thousand", parts)


def _amount(
    key: str, about: About, row: Mapping[str, Any], value: str, parts: Mapping[str, Both]
) -> list[Both]:
    """Who has none and what the mean is; what half of residents have; and who is not judged."""
    judged = row["residents"] - row["residents_not_judged"]
    measured, median = row["residents_measured"], row[f"median_{value}"]
    none = row["residents_with_none"]
    everybody = measured >= row["residents"]
    parts = {"kind": titled(row["kind"]), **parts, **about.parts}
    if judged > 0:
        group = {"measured": about.people(measured), "mean": number(row[f"mean_{value}"])}
        some = "" if everybody else "_some" if measured > 0 else "_unknown"
        said = say(
            key,
            none=about.people(none),
            share=share_of(none, judged),
            whom=say("asked_judged" if row["residents_not_judged"] > 0 else "asked_residents"),
            mean=say(f"{key}_mean{some}", **group, **parts),
            **parts,
        )
    else:
        said = say("asked_unknown", **parts | {"kind": say(f"a_{row['kind']}")})
    more = []
    if median > 0:
        whom = say("asked_residents" if everybody else "asked_whole")
        more.append(say(f"{key}_half", median=number(median), whom=whom))
    if judged > 0 and row["residents_not_judged"] > 0:
        more.append(say("asked_unsure", people=about.people(row["residents_not_judged"])))
    if row["off_network"] > 0:
        more.append(say("asked_off", n=plain(row["off_network"]), whole=plain(row["communities"])))
    if row["leave_the_data"] > 0:
        leave = "asked_edge" if key == "asked_supply" else "asked_least"
        more.append(say(leave, n=plain(row["leave_the_data"]), whole=plain(row["communities"])))
    return [said, *more]


def pairs(about: About, n: int, n_points: int, without: int, n_off: int) -> list[Both]:
    """How many communities and facilities are within reach of each other."""
    counts = {"n": plain(n), "n_points": plain(n_points), "without": plain(without)}
    said = [say("asked_times", **counts, **about.parts)]
    if n_off:
        said.append(say("asked_off", n=plain(n_off), whole=plain(n_points)))
    return said


def isochrones(
    about: About,
    names: Sequence[Both],
    area_km2: Sequence[float],
    residents: Sequence[float],
    n_leaving: int,
    n_off: int,
) -> list[Both]:
    """How large the ground within a limit is, and how many live there."""
    said = []
    if len(names) == 1:
        counts = {"area": number(area_km2[0]), "people": about.people(residents[0])}
        said.append(say("asked_isochrone", name=names[0], **counts, **about.parts))
    else:
        counts = {"low": number(min(area_km2)), "high": number(max(area_km2))}
        counts |= {"few": about.people(min(residents)), "many": about.people(max(residents))}
        said.append(say("asked_isochrones", n=plain(len(names)), **counts, **about.parts))
    whole = plain(len(names))
    if n_leaving:
        said.append(say("asked_isochrones_leave", n=plain(n_leaving), whole=whole))
    if n_off:
        said.append(say("asked_isochrones_off", n=plain(n_off), whole=whole))
    return said


def areas(
    about: About, kind: str, n: int, km2: tuple[float, float], most: tuple[Both, float]
) -> list[Both]:
    """How the ground is divided: what belongs to somebody, what to nobody, who serves most."""
    said = [
        say(
            "asked_areas",
            n=plain(n),
            area=number(km2[0]),
            kind=titled(kind),
            name=most[0],
            people=about.people(most[1]),
            mode=about.parts["mode"],
        )
    ]
    if km2[1] > 0:
        said.append(say("asked_areas_nobody", area=number(km2[1])))
    return said


def left_out(
    about: About, kinds: Sequence[str], n: int, n_points: int, residents: float, worst: Any
) -> Both:
    """Who lacks something; `worst` is the kind that most lack, and how many do."""
    if not n:
        return say("asked_nobody", **about.parts)
    counts = {"n": plain(n), "n_points": plain(n_points), "people": about.people(residents)}
    if len(kinds) == 1:
        return say("asked_left_out_one", kind=say(f"a_{kinds[0]}"), **counts, **about.parts)
    return say(
        "asked_left_out",
        n_kinds=plain(len(kinds)),
        kind=titled(worst[0]),
        most=about.people(worst[1]),
        **counts,
        **about.parts,
    )


def unjudged(about: About, n: int, residents: float) -> list[Both]:
    """How many communities cannot be judged; nothing if all can."""
    return [say("asked_unjudged", n=plain(n), people=about.people(residents))] if n else []


def town_and_country(about: About, kind: str, urban: float, rural: float) -> Both:
    """The kind in which town and country differ most."""
    if urban == rural:
        return say("asked_groups_alike", **about.parts)
    shares = {"urban": percent(urban), "rural": percent(rural)}
    return say("asked_groups", kind=titled(kind), **shares, **about.parts)


def by_income(kind: str, level: str, period: str, ends: tuple[float, float]) -> Both:
    """What the lowest and the highest fifth reach of a kind."""
    low, high = map(percent, ends)
    shares = {"kind": say(f"a_{kind}"), "low": low, "high": high}
    return say("asked_groups_income", level=_level(level), period=same(period), **shares)


def most_unequal(kind: str, of: str, gini: float) -> Both:
    """The kind that is shared most unequally."""
    value = say("asked_of_supply") if of == "supply" else say("asked_of_count")
    return say("asked_groups_gini", value=value, kind=titled(kind), gini=plain(gini, 3))


def indexed(about: About, measured: float, residents: float) -> Both:
    """Of whom the indices are, where that is not all residents."""
    key = "asked_index_part" if 2.0 * measured >= residents else "asked_index_little"
    return say(key, share=share_of(measured, residents), people=about.people(measured))


def present(kind: str, level: str, counts: Mapping[str, int]) -> list[Both]:
    """Which places of a level have a kind."""
    several = say(f"level_{level}")
    words = {name: plain(counts[name]) for name in ("present", "judged", "absent")}
    said = [say("asked_presence", kind=say(f"a_{kind}"), level=several, **words)]
    if counts["unjudged"]:
        said.append(say("asked_presence_unjudged", n=plain(counts["unjudged"])))
    if counts["unplaced"]:
        whole = plain(counts["facilities"])
        parts = {"n": plain(counts["unplaced"]), "whole": whole, "level": several}
        said.append(say("asked_presence_unplaced", **parts))
    return said


def visits(about: About, people: float, name: Both, most: float) -> Both:
    """Whom most would choose."""
    if not people > 0:
        return say("asked_visits_none", **about.parts)
    counts = {"people": about.people(people), "most": about.people(most)}
    return say("asked_visits", name=name, share=share_of(most, people), **counts)


def changed(about: About, kind_key: str, residents: Mapping[str, float]) -> list[Both]:
    """Who gains and who loses of one kind; `residents` by what happens to them, and of "all"."""
    kind = say(f"a_{kind_key}")
    moved = ("gained", "lost", "nearer", "farther")
    if not any(residents[name] > 0 for name in moved):
        return [say("asked_what_if_nothing", kind=kind)]
    gain, lose, nearer, farther = (about.people(residents[name]) for name in moved)
    ends = ("reached before", "reached after")
    before, after = (percent(residents[name] / residents["all"], 2) for name in ends)
    shares = {"before": before, "after": after}
    said = [say("asked_what_if", gain=gain, lose=lose, kind=kind, **shares, **about.parts)]
    if residents["nearer"] > 0 or residents["farther"] > 0:
        said.append(say("asked_what_if_nearer", nearer=nearer, farther=farther))
    return said


def remarks(
    absent: Iterable[str] = (),
    left_off: Iterable[str] = (),
    *,
    value: str = "capacity",
    n_assumed: int = 0,
    each: float | None = None,
) -> list[Both]:
    """What a reader must know beside the answer: kinds that are missing, and what was assumed."""
    said = []
    if kinds := tuple(absent):
        said.append(say("asked_absent", kinds=kind_words(kinds)))
    if kinds := tuple(left_off):
        said.append(say("asked_left_off", kinds=kind_words(kinds), value=column(value)))
    if n_assumed and each is not None:
        parts = {"n": plain(n_assumed), "value": column(value), "each": number(each)}
        said.append(say("asked_assumed", **parts))
    return said


def _level(level: str) -> Both:
    return Both.of(LEVEL_TITLES[level])
