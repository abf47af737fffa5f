"""Which industries a place does not have and could: how close, how complex, and who has them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import rankdata

from gongfu.errors import InputError
from gongfu.kernels import relatedness as kernels
from gongfu.plan.complexity import complexity_of, gain_of
from gongfu.plan.industry_table import Floats, IndustryTable, read_table

__all__ = ("IndustryOptions", "industry_options")

Whole = NDArray[np.int64]
_MEDIAN: Final = 0.5  # of density: what is farther than that is no option
_NAMED: Final = 3  # related industries and partners that a row names


@dataclass(frozen=True, slots=True, eq=False)
class IndustryOptions:
    """What each place could take up, in order, and who could help.

    Attributes
    ----------
    options
        One row per place and close industry that it lacks, best first within each place: the two
        names, `rank`, `score`, `density`, `density_percentile`, `pci`, `pci_percentile`,
        `opportunity_gain`, `rca`, `on_front` (no other is both closer and more complex), `related`
        (what it has that is nearest), `n_partners`, `partners` (the most specialised), `reason_en`
        and `reason_zh`.  Names within a cell are parted by "; ".
    partners
        One row per option and partner that has it: place, industry, `partner`, `rca` of the
        partner, `share` of the industry in all places that is there; the most specialised first.
    unrelated
        Industries that share no place with any other, and so are close to nothing.
    unjudged
        Places asked for that have nothing in the table.
    without_options
        Places asked for to which nothing that they lack is close.
    complexity_counts
        Whether complexity is defined; if not, options are ranked by density alone.
    """

    options: pd.DataFrame
    partners: pd.DataFrame
    unrelated: tuple[Any, ...]
    unjudged: tuple[Any, ...]
    without_options: tuple[Any, ...]
    complexity_counts: bool


def industry_options(
    table: pd.DataFrame,
    *,
    place: str,
    industry: str,
    value: str,
    places: Sequence[Any] | None = None,
    partners: Sequence[Any] | None = None,
    n_options: int = 10,
) -> IndustryOptions:
    """Industries that places do not have yet, ranked by how close and how complex they are.

    Parameters
    ----------
    table, place, industry, value
        As for `revealed_comparative_advantage`: all places that can be learned from, not only those
        that are advised.
    places
        Places to advise, such as the mountain counties; None: all.
    partners
        Places that could help, such as the coastal ones; None: all others.
    n_options
        How many for each place, at most; >= 1.

    Returns
    -------
    IndustryOptions
        A place has an industry if its revealed comparative advantage is at least 1.

    Warns
    -----
    UserWarning
        Places or industries have nothing; complexity is undefined somewhere.

    Notes
    -----
    Close is what has a density above 0 that is at least the median of all that the place lacks: the
    most complex industry is no option where nothing is near it.  The score is the mean of two
    percentiles among all that the place lacks: of density (Hidalgo and others 2007: what is close
    is likelier to succeed) and of complexity (Hidalgo and Hausmann 2009: what is complex is worth
    more), as in Balland, Boschma, Crespo and Rigby 2019.  Equal weights are a choice; `on_front`
    needs none.  Closeness is seen in what goes together elsewhere; it is no proof that the industry
    would come, or what it would bring.
    """
    if isinstance(n_options, bool) or int(n_options) != n_options or n_options < 1:
        raise InputError(f"n_options must be a whole number of at least 1, not {n_options!r}")
    read = read_table(table, place=place, industry=industry, value=value)
    advised = read.positions(places, "places")
    helpers = read.positions(partners, "partners")

    judged = read.value.sum(axis=1) > 0.0
    able = advised[judged[advised]]
    near = kernels.proximity(read.present)
    close = kernels.density(read.present[able], near)
    _, pci, *_ = complexity_of(read)
    gain = gain_of(read.present[able], near, close, pci)
    counts = bool(np.isfinite(pci).any())
    found = [_ranked(read, at, close[k], pci, int(n_options), counts) for k, at in enumerate(able)]

    options = [
        _option_rows(read, ranked, near, own, helpers)
        for ranked, own in zip(found, gain, strict=True)
    ]
    helped = [_partner_rows(read, ranked, helpers) for ranked in found]
    names = {"place": place, "industry": industry}
    unrelated = (near.sum(axis=0) == 0.0) & (read.value.sum(axis=0) > 0.0)
    return IndustryOptions(
        _joined(options, _OPTION).rename(columns=names),
        _joined(helped, _PARTNER).rename(columns=names),
        tuple(read.industries[unrelated].tolist()),
        tuple(read.places[advised[~judged[advised]]].tolist()),
        tuple(read.places[[one.at for one in found if not one.industry.size]].tolist()),
        counts,
    )


_OPTION: Final = (
    "place",
    "industry",
    "rank",
    "score",
    "density",
    "density_percentile",
    "pci",
    "pci_percentile",
    "opportunity_gain",
    "rca",
    "on_front",
    "related",
    "n_partners",
    "partners",
    "reason_en",
    "reason_zh",
)
_PARTNER: Final = ("place", "industry", "partner", "rca", "share")


@dataclass(frozen=True, slots=True, eq=False)
class _Ranked:
    """The best of one place, best first: positions of industries (k,), and their figures (k,)."""

    at: int
    industry: Whole
    score: Floats
    density: Floats
    density_percentile: Floats
    pci: Floats
    pci_percentile: Floats
    on_front: NDArray[np.bool_]


def _ranked(
    read: IndustryTable, at: int, density: Floats, pci: Floats, n_options: int, counts: bool
) -> _Ranked:
    able = ~read.present[at] & np.isfinite(density)
    if counts:
        able &= np.isfinite(pci)
    lacking = np.flatnonzero(able)
    close, complex_ = density[lacking], pci[lacking]
    by_density = _percentile(close)
    by_pci = _percentile(complex_) if counts else np.full(lacking.size, np.nan)
    score = (by_density + by_pci) / 2.0 if counts else by_density
    order = np.lexsort((lacking, -close, -score))
    near_enough = (close > 0.0) & (by_density >= _MEDIAN)
    order = order[near_enough[order]]
    front = _front(close, complex_ if counts else np.zeros(lacking.size))
    take = order[:n_options]
    return _Ranked(
        at,
        lacking[take].astype(np.int64),
        score[take],
        close[take],
        by_density[take],
        complex_[take],
        by_pci[take],
        front[take],
    )


def _front(one: Floats, other: Floats) -> NDArray[np.bool_]:
    """Whether no other is at least as good in both and better in one."""
    order = np.lexsort((-other, -one))
    front = np.zeros(one.size, bool)
    best, last = -np.inf, np.inf
    for k in order:
        same = other[k] == best and one[k] == last
        if other[k] > best or same:
            front[k] = True
            best, last = other[k], one[k]
    return front


def _percentile(values: Floats) -> Floats:
    """Share of the others that are below, equal ones counting half; 1 where there is no other."""
    if values.size == 1:
        return np.ones(1)
    ranks: Floats = (rankdata(values) - 1.0) / max(values.size - 1, 1)
    return ranks


def _having(read: IndustryTable, at: int, industry: int, helpers: Whole) -> Whole:
    """Positions of other places that have the industry, the most specialised first."""
    found = helpers[read.present[helpers, industry] & (helpers != at)]
    order = np.lexsort((found, -read.rca[found, industry]))
    return np.asarray(found[order], np.int64)


def _option_rows(
    read: IndustryTable, ranked: _Ranked, near: Floats, gain: Floats, helpers: Whole
) -> dict[str, NDArray[Any]]:
    at, industry = ranked.at, ranked.industry
    own = np.flatnonzero(read.present[at])
    words: dict[str, list[Any]] = {key: [] for key in _OPTION[-5:]}
    for k, which in enumerate(industry):
        related = own[np.lexsort((own, -near[own, which]))][:_NAMED]
        related = related[near[related, which] > 0.0]
        having = _having(read, at, which, helpers)
        related_names = [str(name) for name in read.industries[related]]
        partner_names = [str(name) for name in read.places[having[:_NAMED]]]
        lead = float(read.rca[having[0], which]) if having.size else np.nan
        words["related"].append("; ".join(related_names))
        words["n_partners"].append(having.size)
        words["partners"].append("; ".join(partner_names))
        first = partner_names[0] if partner_names else ""
        english, chinese = _reason(ranked, k, related_names, (having.size, first, lead))
        words["reason_en"].append(english)
        words["reason_zh"].append(chinese)
    return {
        "place": np.repeat(read.places[[at]].to_numpy(), industry.size),
        "industry": read.industries[industry].to_numpy(),
        "rank": np.arange(1, industry.size + 1),
        "score": ranked.score,
        "density": ranked.density,
        "density_percentile": ranked.density_percentile,
        "pci": ranked.pci,
        "pci_percentile": ranked.pci_percentile,
        "opportunity_gain": gain[industry],
        "rca": read.rca[at, industry],
        "on_front": ranked.on_front,
    } | {key: np.array(values) for key, values in words.items()}


def _partner_rows(read: IndustryTable, ranked: _Ranked, helpers: Whole) -> dict[str, NDArray[Any]]:
    having = [_having(read, ranked.at, which, helpers) for which in ranked.industry]
    n_each = [found.size for found in having]
    partner = np.concatenate([*having, np.empty(0, np.int64)])
    industry = np.repeat(ranked.industry, n_each)
    whole = read.value[:, ranked.industry].sum(axis=0)
    return {
        "place": np.repeat(read.places[[ranked.at]].to_numpy(), partner.size),
        "industry": read.industries[industry].to_numpy(),
        "partner": read.places[partner].to_numpy(),
        "rca": read.rca[partner, industry],
        "share": read.value[partner, industry] / np.repeat(whole, n_each),
    }


def _reason(
    ranked: _Ranked, k: int, related: list[str], having: tuple[int, str, float]
) -> tuple[str, str]:
    """One sentence on why: close to what, how complex, who has it."""
    close, simple = ranked.density_percentile[k], ranked.pci_percentile[k]
    n_having, first, rca = having
    density = f"{ranked.density[k]:.2f}"
    english = [
        f"closer than {close:.0%} of the others that it lacks (density {density})"
        if close < 1.0
        else f"the closest of all that it lacks (density {density})"
    ]
    chinese = [
        f"相关密度{density},高于其余尚缺产业中的{close:.0%}"
        if close < 1.0
        else f"相关密度{density},在尚缺产业中最高"
    ]
    if related:
        english.append(f"near {', '.join(related)}, which it has")
        chinese.append(f"与已有的{'、'.join(related)}相近")
    if np.isfinite(simple):
        english.append(f"more complex than {simple:.0%} of them" if simple else "the least complex")
        chinese.append(f"复杂度高于其中的{simple:.0%}" if simple else "复杂度最低")
    if n_having:
        who = "1 partner has it," if n_having == 1 else f"{n_having} partners have it, first"
        english.append(f"{who} {first} (RCA {rca:.1f})")
        chinese.append(f"{n_having}个协作地已有,以{first}为首(RCA {rca:.1f})")
    else:
        english.append("no partner has it")
        chinese.append("协作地均无")
    return "; ".join(english), ";".join(chinese)


def _joined(parts: list[dict[str, NDArray[Any]]], columns: tuple[str, ...]) -> pd.DataFrame:
    full = [part for part in parts if part["place"].size]
    if not full:
        return pd.DataFrame({name: [] for name in columns})
    return pd.DataFrame({name: np.concatenate([part[name] for part in full]) for name in columns})
