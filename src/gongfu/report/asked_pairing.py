"""Who could help whom, in words: what is proposed, what is on record, what it rests on."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.match.fairness import THIRDS
from gongfu.match.pairing import Loads, Pairing
from gongfu.report.numbers import percent, plain
from gongfu.report.text import Both, listed, same
from gongfu.report.words import say

_NAMED: Final = 5
_FIRM, _WEAK = 0.9, 0.5


def found(
    pairing: Pairing, table: pd.DataFrame, weights: Mapping[str, float], figures: Both, period: Both
) -> list[Both]:
    """What is proposed, how good it is, and what the score is made of."""
    proposed = table[table["proposed"]]
    value, bound = (plain(number, 3) for number in (pairing.value, pairing.bound))
    total = sum(weights.values())
    parts = [
        say("pairs_weight", part=say(f"pairs_part_{name}"), share=percent(weight / total, 0))
        for name, weight in weights.items()
        if weight > 0
    ]
    return [
        say(
            "pairs_found",
            n=plain(proposed["mountain"].nunique()),
            pairs=plain(len(proposed)),
            seas=plain(proposed["sea"].nunique()),
            all_seas=plain(len(pairing.seas)),
            kept=plain(int(proposed["on_record"].sum())),
            new=plain(int((~proposed["on_record"]).sum())),
        ),
        say("pairs_to_confirm"),
        say("pairs_proved", value=value)
        if pairing.proved
        else say("pairs_open", value=value, bound=bound),
        say("pairs_score", weights=listed(parts), figures=figures, period=period),
    ]


def record(table: pd.DataFrame, cost: float | None, unrecorded: Sequence[Both]) -> list[Both]:
    """How the record stands beside the proposal; cost: of keeping all of it, None: not possible."""
    rows = table[table["on_record"]]
    judged = rows[rows["status"].isin(["kept", "recorded"])]
    parts = {
        "n": plain(len(rows)),
        "mountains": plain(rows["mountain"].nunique()),
        "county": plain(int((rows["sea"] != "").sum())),
        "held": plain(int(judged["proposed"].sum())),
        "judged": plain(len(judged)),
    }
    if cost is None:
        said = [say("pairs_record_clash", **parts)]
    else:
        said = [say("pairs_record", cost=plain(cost, 3), **parts)]
    started = int(rows["since_year"].notna().sum())
    said.append(say("pairs_record_started", started=plain(started), n=plain(len(rows))))
    if unrecorded:
        said.append(say("pairs_not_on_record", names=listed(list(unrecorded))))
    other = rows[rows["sea"] == ""]
    if len(other):
        names = [
            Both(
                f"{row['mountain_name_en']} – {row['sea_name']}",
                f"{row['mountain_name']}—{row['sea_name']}",
            )
            for row in other.to_dict("records")
        ]
        said.append(say("pairs_no_county", names=listed(names)))
    return said


def partners(table: pd.DataFrame, third: pd.Series) -> Both:
    """Partners of the mountain counties with the lowest, middle and highest incomes."""
    proposed, held = (
        table[table[name]].groupby("mountain").size().reindex(third.index, fill_value=0)
        for name in ("proposed", "on_record")
    )
    third = third.fillna("unknown")
    each = [
        say(
            "pairs_third",
            third=say(f"pairs_third_{name}"),
            n=plain(int((third == name).sum())),
            proposed=plain(int(proposed[(third == name).to_numpy()].sum())),
            record=plain(int(held[(third == name).to_numpy()].sum())),
        )
        for name in (*THIRDS, "unknown")
        if (third == name).any()
    ]
    return say(
        "pairs_thirds",
        thirds=Both(
            *(Markup(mark).join(one[n] for one in each) for n, mark in (("en", "; "), ("zh", ";")))
        ),
    )


def left(names: Sequence[Both], date: str) -> list[Both]:
    """Who has left the list."""
    if not names:
        return []
    when = say("pairs_left_by", date=date) if date else say("pairs_left_still")
    return [say("pairs_left", names=listed(list(names)), when=when)]


def unknown(names: Sequence[Both], n_not_helping: int) -> list[Both]:
    """Who is not among the pairs, and why."""
    said = []
    if names:
        shown = listed([*names[:_NAMED], *([same("…")] if len(names) > _NAMED else [])])
        said.append(say("pairs_unknown", n=plain(len(names)), names=shown))
    if n_not_helping:
        said.append(say("pairs_not_helping", n=plain(n_not_helping)))
    return said


def left_out(name: str, rows: Sequence[str]) -> list[Both]:
    """Rows of a table that could not be used."""
    if not rows:
        return []
    return [say("pairs_rows_left", file=same(name), n=plain(len(rows)), rows=_numbers(rows))]


def _numbers(rows: Sequence[str]) -> Both:
    """The numbers of the first few rows."""
    return listed([same(row) for row in [*rows[:_NAMED], *(["…"] if len(rows) > _NAMED else [])]])


def own_limits(name: str, loads: Loads, unused: Sequence[str]) -> list[Both]:
    """For how many counties a table says limits of their own, and which of its rows limit none."""
    said = [
        say(
            "pairs_own_limits",
            file=same(name),
            mountains=plain(len(loads.own_mountain)),
            seas=plain(len(loads.own_sea)),
        )
    ]
    if unused:
        said.append(
            say("pairs_limits_left", file=same(name), n=plain(len(unused)), rows=_numbers(unused))
        )
    return said


def starts(date: str) -> Both:
    """From when the proposal is to hold."""
    return say("pairs_from", date=date)


def prices(seas: pd.DataFrame, called: Mapping[str, Both]) -> Both:
    """Where a load limit binds, the dearest first."""
    dear = seas[seas["one_more"] > 0].sort_values("one_more", ascending=False, kind="stable")
    if dear.empty:
        return say("pairs_no_price")
    names = [called[str(code)] for code in dear.index[:_NAMED]]
    gain = plain(float(dear["one_more"].iloc[0]), 3)
    return say("pairs_price", names=listed(names), gain=gain)


def stable(shares: pd.Series, n_draws: int) -> Both:
    """How much the proposed pairs owe to the weights."""
    return say(
        "pairs_stable",
        draws=plain(n_draws),
        firm=plain(int((shares >= _FIRM).sum())),
        pairs=plain(len(shares)),
        weak=plain(int((shares < _WEAK).sum())),
    )


def limits(*, straight: bool, related: bool) -> list[Both]:
    """What the score does not know."""
    said = [say("pairs_far_km")] if straight else []
    said += [] if related else [say("pairs_no_industry")]
    return [*said, say("pairs_caveat")]


def status(row: Mapping[str, Any]) -> Both:
    """How a pair stands, for people."""
    return say(f"pairs_status_{row['status']}")


def told(value: float, decimals: int = 3) -> Both:
    """A number, or a dash where there is none."""
    return plain(value, decimals) if np.isfinite(value) else say("pairs_unscored")
