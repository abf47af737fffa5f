"""Which county helps which: facts of a zone to a proposal beside the record, in words and rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Final

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.app.answer import Answer
from gongfu.app.gaps_source import INCOME
from gongfu.app.pairing_facts import (
    Facts,
    Listed,
    facts_of,
    own_loads,
    related_industries,
    straight_km,
    travel_times,
)
from gongfu.app.progress import Progress, silent
from gongfu.errors import InfeasibleError, InputError, NotFoundError
from gongfu.match.fairness import thirds
from gongfu.match.pairing import (
    PARTS,
    Loads,
    Pair,
    Pairing,
    best_pairing,
    pair_scores,
    pair_stability,
)
from gongfu.match.pairing_parts import check_date, need_and_capacity, pair_parts, valid_at
from gongfu.model.zone import LANGUAGES
from gongfu.report import asked_pairing as words
from gongfu.report.numbers import period as period_words
from gongfu.report.text import Both

_VIEW: Final = (
    "mountain_name", "mountain_name_en", "sea_name", "sea_name_en", "status", "score", "change",
    "next_best", "held_share", "since_year", "valid_from",
)  # fmt: skip
_NO_COUNTY: Final = " (not a county)"
"""What the record adds to the name of a partner that is none; `status` says it here."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked of a pairing.

    weights: what each part of the score counts, by default 1 each; group: the list of mountain
    counties; at: a date, or "" for all who ever stood on the list; keep: all recorded pairs must
    be; must, never: as code or name, MOUNTAIN=SEA; industry, times, limits: tables; start: from
    when proposals are to hold, "" unsaid; draws: sets of weights, 0 for none.
    """

    weights: Mapping[str, float] = field(default_factory=dict)
    group: str = "mountain_26"
    at: str = ""
    loads: Loads = field(default_factory=Loads)
    keep: bool = False
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()
    industry: Path | None = None
    times: Path | None = None
    limits: Path | None = None
    start: str = ""
    draws: int = 1_000
    seed: int = 0


@dataclass(frozen=True, slots=True, eq=False)
class CountyPairs:
    """An answer, the zone it is about (None: embedded), who is paired and who may help."""

    answer: Answer
    path: Path | None
    mountains: tuple[str, ...]
    seas: tuple[str, ...]


def wish(weights: str, per_mountain: int, per_sea: int, further: float, **others: Any) -> Wish:
    """A wish as one writes it: weights as PART=N,PART=N; each county has one partner at least."""
    found: dict[str, float] = {}
    for text in filter(None, weights.replace("\uff0c", ",").split(",")):
        name, _, number = (part.strip() for part in text.partition("="))
        try:
            found[name] = float(number or 1)
        except ValueError:
            raise InputError(
                f"--weights {text!r}: {number!r} is no number; write PART=N, such as need=2"
            ) from None
    return Wish(found, loads=Loads((1, per_mountain), per_sea, further), **others)


def counties(path: Path | None, wish: Wish, *, progress: Progress | None = None) -> CountyPairs:
    """Pairs of mountain counties with counties that can help, proposed beside those on record.

    Parameters
    ----------
    path
        A zone whose figures, groups and pairings are used; None: the embedded facts of Zhejiang.
    wish
        What is asked.
    progress
        Called with the share done and words for it.

    Returns
    -------
    CountyPairs
        Its answer has one row per pair that is proposed or on record: names, `status` ("kept",
        "new", "recorded", "no_county", "off_list"), `score` and its parts, `change`, `next_best`,
        `held_share`, `since_year` and `source` of the record, and `valid_from` of what is proposed
        if `wish` says a start.  `summary` has the helping counties
        and what one more place at each would add.

    Raises
    ------
    InputError, NotFoundError, InfeasibleError
        The zone lacks figures or groups; a wish is faulty, or no pairs meet all.
    """
    say = progress or silent
    say(0.0, "reading figures and records")
    check_date(wish.start)
    facts = facts_of(path)
    if isinstance(wish.draws, bool) or wish.draws < 0:
        raise InputError(f"--draws is {wish.draws!r}; it must be 0 or more")
    sides = _sides(facts, wish)
    times = None if wish.times is None else travel_times(facts, wish.times)
    related = None
    if wish.industry is not None:
        codes = (list(sides.mountains.index), list(sides.seas.index))
        related = related_industries(facts, wish.industry, *codes)
    parts = _parts(facts, sides, times, related)
    weights = _weights(parts, wish)
    recorded = _recorded(sides, parts)
    must = [*_wished(facts, wish.must, "--must", sides), *(recorded if wish.keep else ())]
    never = _wished(facts, wish.never, "--never", sides)
    loads, unused = _loads(facts, sides, wish)
    limits: dict[str, Any] = {"loads": loads, "must": list(dict.fromkeys(must)),
                              "never": never}  # fmt: skip

    say(0.1, "pairing")
    scored = pair_scores(parts, weights)
    try:
        pairing = best_pairing(scored, **limits)
    except (InputError, InfeasibleError) as error:
        raise type(error)(facts.spelt(str(error))) from error
    held = None
    if wish.draws:
        names = [name for name in PARTS if name in weights]
        held = pair_stability(
            parts, rng=np.random.default_rng(wish.seed), names=names, n_draws=wish.draws,
            progress=lambda share: say(0.2 + 0.7 * share, "drawing weights"), **limits,
        )  # fmt: skip
    table = _rows(facts, sides, pairing, held)
    if wish.start:
        table["valid_from"] = [wish.start if proposed else None for proposed in table["proposed"]]

    cost = _cost_of_record(scored, pairing, recorded, limits)
    said = words.found(pairing, table, weights, facts.figure_titles, period_words(facts.period))
    said += words.record(table, cost, _unrecorded(facts, sides))
    said.append(words.partners(table, thirds(facts.figures[INCOME].reindex(sides.mountains.index))))
    said += words.left([facts.called(code) for code in sides.left], wish.at)
    said += words.unknown([facts.called(c) for c in sides.unknown], sides.n_not_helping)
    if wish.start:
        said.append(words.starts(wish.start))
    if wish.limits is not None:
        said += words.own_limits(wish.limits.name, loads, unused)
    for one in (times, related):
        said += words.left_out(one.name, one.left_out) if one is not None else []
    said.append(words.prices(pairing.seas, {c: facts.called(c) for c in sides.seas.index}))
    if held is not None:
        chosen = pairing.options["chosen"].to_numpy()
        said.append(words.stable(held[chosen], wish.draws))
    said += words.limits(straight=wish.times is None, related=wish.industry is not None)
    answer = Answer(
        facts.name,
        {
            "command": "counties", "group": wish.group, "at": wish.at or None,
            "weights": dict(weights), "per_mountain": list(wish.loads.per_mountain),
            "per_sea": wish.loads.per_sea, "further": wish.loads.further, "keep": wish.keep,
            "limits": wish.limits.name if wish.limits else None, "from": wish.start or None,
            "must": list(wish.must), "never": list(wish.never), "period": facts.period,
            "draws": wish.draws, "seed": wish.seed,
        },
        tuple({n: Markup(both[n]).striptags() for n in LANGUAGES} for both in said),
        table,
        tuple(name for name in _VIEW if name in table),
        facts.simulated,
        facts.simulated_words,
        summary=_seas(facts, pairing),
    )  # fmt: skip
    return CountyPairs(answer, path, tuple(sides.mountains.index), tuple(sides.seas.index))


@dataclass(frozen=True, slots=True, eq=False)
class _Sides:
    """Who is paired (`mountains`: need), who may help (`seas`: capacity), and who is not."""

    mountains: pd.Series
    seas: pd.Series
    record: pd.DataFrame
    left: tuple[str, ...]
    unknown: tuple[str, ...]
    n_not_helping: int


def _sides(facts: Facts, wish: Wish) -> _Sides:
    """The two sides at a date."""
    lists = facts.groups[facts.groups["group"] == wish.group].drop_duplicates("place", keep="last")
    if lists.empty:
        known = ", ".join(map(repr, facts.groups["group"].unique())) or "none"
        raise NotFoundError(f"no group {wish.group!r} in the zone; it has {known}")
    on = valid_at(lists, wish.at, start="since", end="until")
    listed = lists["place"].to_numpy(object)
    members = listed[on] if wish.at else listed
    if not len(members):
        raise InputError(f"nobody stands on the list {wish.group!r} at {wish.at!r}; choose a date")
    begun = valid_at(lists.assign(until=""), wish.at, start="since", end="until")
    level = need_and_capacity(facts.figures, weight="residents")
    record = facts.pairings[_begun(facts.pairings, wish.at)]

    partners = set(record["sea"]) - {""}
    others = level[~level.index.isin(facts.groups["place"])]
    helps = (others["capacity"] > 0) | others.index.isin(partners)
    mountains = level["need"].reindex(sorted(members))
    seas = others.loc[helps, "capacity"].sort_index()
    unknown = [*mountains.index[mountains.isna()], *others.index[others["n_figures"] == 0]]
    return _Sides(
        mountains.dropna(), seas.dropna(), record,
        tuple(listed[~on & begun]), tuple(unknown),
        int((~helps & (others["n_figures"] > 0)).sum()),
    )  # fmt: skip


def _loads(facts: Facts, sides: _Sides, wish: Wish) -> tuple[Loads, tuple[str, ...]]:
    """The limits with those of single counties, and the rows of their table that limit nobody."""
    if wish.limits is None:
        return wish.loads, ()
    mountains, seas = list(sides.mountains.index), list(sides.seas.index)
    own_mountain, own_sea, unused = own_loads(facts, wish.limits, mountains, seas)
    return replace(wish.loads, own_mountain=own_mountain, own_sea=own_sea), unused


def _begun(pairings: pd.DataFrame, date: str) -> Any:
    """The recorded pairs that had begun; one without a year on record is taken to have."""
    years = pairings["since_year"].astype("string").fillna("")
    return valid_at(pairings.assign(_from=years, _to=""), date, start="_from", end="_to")


def _parts(
    facts: Facts, sides: _Sides, times: Listed | None, related: Listed | None
) -> pd.DataFrame:
    """The parts of the score, by straight lines where there are no times."""
    codes = (list(sides.mountains.index), list(sides.seas.index))
    record = sides.record[["mountain", "sea"]].itertuples(index=False, name=None)
    parts = pair_parts(
        sides.mountains,
        sides.seas,
        distance=straight_km(facts, *codes) if times is None else times.values,
        related=None if related is None else related.values,
        record=list(record),
    )
    return parts.rename(columns={"distance": "distance_km" if times is None else "minutes"})


def _weights(parts: pd.DataFrame, wish: Wish) -> dict[str, float]:
    given = [name for name in PARTS if name in parts]
    if not wish.weights:
        return dict.fromkeys(given, 1.0)
    if wish.weights.get("complement", 0.0) > 0 and "complement" not in parts:
        raise InputError(
            "--weights counts complement, and no table of industries is given; add --industry"
        )
    return dict(wish.weights)


def _wished(facts: Facts, texts: Sequence[str], option: str, sides: _Sides) -> list[Pair]:
    """The pairs of an option; an InputError names who is on neither side."""
    pairs = facts.pairs(texts, option)
    for mountain, sea in pairs:
        for code, side, what in (
            (mountain, sides.mountains, "on the list of mountain counties"),
            (sea, sides.seas, "among those that can help"),
        ):
            if code not in side.index:
                raise InputError(
                    f"{option} {facts.names[mountain]}={facts.names[sea]}: {facts.names[code]} is "
                    f"not {what}; name the mountain county first, and one that lies above the mean "
                    "or is on record second"
                )
    return pairs


def _recorded(sides: _Sides, parts: pd.DataFrame) -> list[Pair]:
    """The recorded pairs that can be scored."""
    there = set(parts[["mountain", "sea"]].itertuples(index=False, name=None))
    rows = sides.record[["mountain", "sea"]].itertuples(index=False, name=None)
    return [pair for pair in rows if pair in there]


def _cost_of_record(
    scored: pd.DataFrame, pairing: Pairing, recorded: Sequence[Pair], limits: Mapping[str, Any]
) -> float | None:
    """What keeping every recorded pair would cost; None where the limits do not allow it."""
    wishes = dict(limits) | {"must": list(dict.fromkeys([*limits["must"], *recorded]))}
    try:
        return max(0.0, pairing.value - best_pairing(scored, **wishes).value)
    except (InfeasibleError, InputError):
        return None


def _unrecorded(facts: Facts, sides: _Sides) -> list[Both]:
    lost = [code for code in sides.mountains.index if code not in set(facts.pairings["mountain"])]
    return [facts.called(code) for code in lost]


def _rows(facts: Facts, sides: _Sides, pairing: Pairing, held: pd.Series | None) -> pd.DataFrame:
    """The pairs that are proposed or on record, by county."""
    options = pairing.options
    if held is not None:
        options = options.assign(held_share=held.to_numpy())
    other = options[~options["chosen"]].sort_values(["change", "score"], ascending=[True, False],
                                                    kind="stable")  # fmt: skip
    second = other.drop_duplicates("mountain").set_index("mountain")["sea"]
    keys = ["mountain", "sea"]
    record = sides.record.drop_duplicates([*keys, "sea_name"])
    rows = record[[*keys, "sea_name", "since_year", "period", "source"]].merge(
        options, on=keys, how="outer", indicator="_from"
    )
    rows["on_record"] = rows["_from"].isin(["left_only", "both"])
    rows["proposed"] = rows["chosen"].eq(True)
    rows = rows[rows["on_record"] | rows["proposed"]]
    listed = rows["mountain"].isin(sides.mountains.index)
    rows["status"] = np.select(
        [rows["proposed"] & rows["on_record"], rows["proposed"], rows["sea"] == "", ~listed],
        ["kept", "new", "no_county", "off_list"],
        "recorded",
    )
    rows["next_best"] = [
        second.get(code, "") if proposed else ""
        for code, proposed in zip(rows["mountain"], rows["proposed"], strict=True)
    ]
    rows["next_best_en"] = rows["next_best"].map(facts.names_en).fillna("")
    rows["next_best"] = rows["next_best"].map(facts.names).fillna("")
    rows["sea_name"] = rows["sea_name"].str.removesuffix(_NO_COUNTY)
    order = ["kept", "new", "recorded", "no_county", "off_list"]
    rows["_order"] = rows["status"].map(order.index)
    rows = rows.sort_values(["mountain", "_order", "sea"], kind="stable", ignore_index=True)
    table = pd.DataFrame({"mountain": rows["mountain"]})
    table["mountain_name"] = rows["mountain"].map(facts.names)
    table["mountain_name_en"] = rows["mountain"].map(facts.names_en)
    table["sea"] = rows["sea"]
    table["sea_name"] = rows["sea"].map(facts.names).fillna(rows["sea_name"])
    table["sea_name_en"] = rows["sea"].map(facts.names_en).fillna(rows["sea_name"])
    shown = ("status", "proposed", "on_record", "score", *PARTS, "distance_km", "minutes",
             "related", "unknown", "rank", "change", "next_best", "next_best_en", "held_share",
             "since_year", "period", "source")  # fmt: skip
    for name in shown:
        if name in rows:
            table[name] = rows[name].to_numpy()
    table = table.astype({"rank": "Int64", "since_year": "Int64"})
    return table.assign(standing="simulated" if facts.simulated else "computed")


def _seas(facts: Facts, pairing: Pairing) -> pd.DataFrame:
    """The counties that help in the proposal."""
    seas = pairing.seas[pairing.seas["n_partners"] > 0].reset_index()
    seas.insert(1, "name", seas["sea"].map(facts.names))
    seas.insert(2, "name_en", seas["sea"].map(facts.names_en))
    return seas.sort_values(["one_more", "sea"], ascending=[False, True], ignore_index=True)
