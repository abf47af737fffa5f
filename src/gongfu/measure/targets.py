"""Whether a zone keeps its targets, and which of them can be judged at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.measure.panel import INCOME, about, check_panel, is_year, top_place
from gongfu.measure.target_words import amount, base_list, reason
from gongfu.model.figure import best_figures
from gongfu.model.schema import TARGETS, check_frame

VERDICTS: Final = ("met", "on_course", "missed", "not_decidable", "not_measurable")
JUDGED: Final = ("met", "on_course", "missed")
OFFICIAL: Final = ("official_table", "official_text")

# Which rows of the gaps answer a target that no source publishes as a number of its own.
ANSWERS: Final[Mapping[str, Mapping[str, str]]] = {
    "urban_rural_income_ratio": {"index": "urban_rural_ratio", "standing": "computed"},
    "mountain_26_income_to_province": {
        "index": "ratio_to_zone",
        "group": "mountain_26",
        "indicator": INCOME,
    },
    "city_income_max_min_ratio": {
        "index": "max_min_ratio",
        "level": "prefecture",
        "indicator": INCOME,
    },
}
SCORE_COLUMNS: Final = (
    "indicator",
    "comparison",
    "target",
    "unit",
    "by",
    "what",
    "verdict",
    "why_en",
    "why_zh",
    "value",
    "bound",
    "period",
    "base",
    "other_value",
    "other_base",
    "bases_en",
    "bases_zh",
    "course",
    "projected",
    "standing",
    "grade",
    "value_source",
    "beside_value",
    "beside_period",
    "beside_en",
    "beside_zh",
    "source",
    "via",
    "note",
)


@dataclass(frozen=True, slots=True)
class TargetCount:
    """How many targets there are and how they fare; `counts` has every verdict.

    `n_judged` were met, missed or are on course; `n_behind` cannot be judged yet, but the
    straight line through official figures falls short of them.
    """

    n_targets: int
    n_judged: int
    n_behind: int
    counts: Mapping[str, int]
    words: Mapping[str, str]


def computed_answers(
    gaps: pd.DataFrame, answers: Mapping[str, Mapping[str, str]] = ANSWERS
) -> pd.DataFrame:
    """The rows of gaps that answer targets, under the indicator the target asks for.

    Parameters
    ----------
    gaps
        Rows of `regional_gap`, `urban_rural_gap`, `group_gap`, put together.
    answers
        Indicator of a target -> which rows answer it, as column -> label.

    Returns
    -------
    DataFrame
        The rows that answer, with `indicator` replaced; rows without a value are kept for their
        reason.
    """
    tables = []
    for indicator, where in answers.items():
        chosen = gaps["part"] == "total"
        for column, label in where.items():
            chosen &= gaps[column] == label
        tables.append(gaps[chosen].assign(indicator=indicator))
    return pd.concat(tables, ignore_index=True) if tables else gaps.iloc[:0]


def score(
    targets: pd.DataFrame,
    figures: pd.DataFrame,
    places: pd.DataFrame,
    *,
    computed: pd.DataFrame | None = None,
    beside: pd.DataFrame | None = None,
    year: int | None = None,
) -> pd.DataFrame:
    """Each target against the latest figure of the zone's top place.

    Parameters
    ----------
    targets, figures, places
        Of the zone.  Only whole years of published figures count; never simulated ones.
    computed
        `computed_answers`: ratios computed from published figures, on one base or several.
    beside
        `reconcile`: sums and means of the parts, shown beside the zone's own figure, never in
        its place.
    year
        Targets by this year or before are due.  None: the latest whole year in `figures`.

    Returns
    -------
    DataFrame
        Columns `SCORE_COLUMNS`, rows in the order of `targets`.  `verdict`:

        - "met": the latest value keeps the target on every base; before its year, it still has
          to hold then.
        - "missed": due, and the value of that year or later does not keep it.
        - "on_course": not due; the straight line through the earliest and the latest official
          exact figure reaches it in its year.
        - "not_decidable": bases disagree; or only a bound is known that leaves it open; or it is
          not due and the line falls short (`course` "falls_short", not yet missed) or cannot be
          drawn from fewer than two official figures (`course` "unknown").
        - "not_measurable": there is no figure, or none since a due target's year.

        `value`, `base` and `other_value`, `other_base` are the values of the latest year on
        the bases there are; `bases_en`, `bases_zh` name them all.

    Notes
    -----
    A lower bound ("more than 70,000") proves a target at or under it, and disproves one that
    asks for less; otherwise it leaves the target open.  "About" is read to half its last digit.
    """
    check_frame(targets, TARGETS, "targets")
    check_panel(figures, places)
    top = top_place(places)
    own = figures[(figures["place"] == top) & (figures["standing"] == "published")]
    own = own[own["period"].map(is_year).astype(bool)]
    own = about(own, targets["indicator"])
    if year is None:
        years = [int(period) for period in figures["period"].unique() if is_year(period)]
        if not years:
            raise InputError("figures hold no whole year; say with `year` which targets are due")
        year = max(years)

    rows = []
    for _, target in targets.iterrows():
        known = own[own["indicator"] == target["indicator"]]
        answers = _answers(computed, target["indicator"], top)
        row = _judge(target, known, answers, year)
        rows.append(row | _beside(beside, target) | _about(target))

    return pd.DataFrame(rows, columns=list(SCORE_COLUMNS))


def count_verdicts(scores: pd.DataFrame) -> TargetCount:
    """How many targets can be judged at all, and how they fare.

    Parameters
    ----------
    scores
        From `score`.

    Returns
    -------
    TargetCount
        With one sentence in each language in `words`.
    """
    counts = {verdict: int((scores["verdict"] == verdict).sum()) for verdict in VERDICTS}
    n_judged = sum(counts[verdict] for verdict in JUDGED)
    n_behind = int(
        ((scores["verdict"] == "not_decidable") & (scores["course"] == "falls_short")).sum()
    )
    return TargetCount(
        n_targets=len(scores),
        n_judged=n_judged,
        n_behind=n_behind,
        counts=counts,
        words={
            "en": f"{n_judged} of {len(scores)} targets can be judged: {counts['met']} met, "
            f"{counts['on_course']} on course, {counts['missed']} missed. "
            f"{counts['not_decidable']} cannot be decided, {n_behind} of them behind a straight "
            f"line; {counts['not_measurable']} cannot be measured.",
            "zh": f"{len(scores)}项目标中有{n_judged}项可以判定:{counts['met']}项已达标,"
            f"{counts['on_course']}项按进度可达,{counts['missed']}项未达标。"
            f"{counts['not_decidable']}项无法判定(其中{n_behind}项低于直线进度),"
            f"{counts['not_measurable']}项无法测量。",
        },
    )


def keeps(value: float, bound: str, comparison: str, target: float) -> bool | None:
    """Whether a value that may be a bound keeps a target; None if it leaves that open.

    Parameters
    ----------
    value, bound
        As a figure gives them: "=" exactly, "~" about, ">" more than, and so on.
    comparison, target
        "<=", ">=", "<" or ">" and the number.

    Returns
    -------
    bool or None
        True proves it, False disproves it.

    Examples
    --------
    >>> keeps(70_000, ">", ">=", 85_000) is None
    True
    >>> keeps(1.81, "~", "<=", 1.9)
    True
    """
    half = 0.0
    if bound == "~":
        digits = f"{value:.12g}".partition(".")[2]
        half = 0.5 * 10.0 ** -len(digits)
    low = value - half if bound in ("=", "~", ">", ">=") else -np.inf
    high = value + half if bound in ("=", "~", "<", "<=") else np.inf
    if comparison in ("<", "<="):
        low, high, target = -high, -low, -target
        bound = bound.translate(str.maketrans("<>", "><"))
    strict = comparison in ("<", ">")
    proven = low > target or (low == target and (not strict or bound == ">"))
    disproven = high < target or (high == target and (strict or bound == "<"))
    return True if proven else False if disproven else None


def straight_line(official: pd.DataFrame, by: int) -> tuple[float, int, int] | None:
    """Where the line through the first and last year of `official` ends in year `by`.

    Parameters
    ----------
    official
        Exact official figures of one indicator, one per whole year: `period`, `value`.
    by
        The year to go on to.

    Returns
    -------
    tuple or None
        Value in year `by`, first year, last year; None with fewer than two years.
    """
    if len(official) < 2:
        return None
    ordered = official.sort_values("period")
    (first, start), (last, end) = (
        (int(row["period"]), float(row["value"])) for _, row in ordered.iloc[[0, -1]].iterrows()
    )
    return end + (end - start) / (last - first) * (by - last), first, last


def _judge(
    target: pd.Series, known: pd.DataFrame, answers: pd.DataFrame, year: int
) -> dict[str, Any]:
    """One target's verdict, with its reason in words."""
    by, due = int(target["by"]), int(target["by"]) <= year
    bases = _bases(known, answers)
    since = [base for base in bases if int(base["period"]) >= by]
    if not bases or (due and not since):
        return _unmeasured(target, bases, answers, due)

    tests = [
        keeps(base["value"], base["bound"], target["comparison"], target["value"]) for base in bases
    ]
    known_tests = {test for test in tests if test is not None}
    facts = _facts(target, bases)
    if known_tests == {True}:
        return facts | {"verdict": "met"} | reason("met" if due else "met_early", target, bases)
    if len(known_tests) == 2:
        return facts | {"verdict": "not_decidable"} | reason("bases_differ", target, bases)
    if due:
        verdict = "missed" if known_tests == {False} else "not_decidable"
        return (
            facts
            | {"verdict": verdict}
            | reason("missed" if known_tests else "open_bound", target, bases)
        )
    return facts | _course(target, known, bases)


def _course(target: pd.Series, known: pd.DataFrame, bases: list[dict[str, Any]]) -> dict[str, Any]:
    """The verdict on a target that is not due and not yet kept."""
    official = known[known["grade"].isin(OFFICIAL) & (known["bound"] == "=")]
    line = straight_line(best_figures(official), int(target["by"]))
    if line is None:
        return {"verdict": "not_decidable", "course": "unknown"} | reason(
            "course_unknown", target, bases, n_official=len(best_figures(official))
        )
    projected, first, last = line
    on_course = keeps(projected, "=", target["comparison"], target["value"])
    return {
        "verdict": "on_course" if on_course else "not_decidable",
        "course": "reaches" if on_course else "falls_short",
        "projected": projected,
    } | reason(
        "on_course" if on_course else "falls_short",
        target,
        bases,
        projected=projected,
        first=first,
        last=last,
    )


def _bases(known: pd.DataFrame, answers: pd.DataFrame) -> list[dict[str, Any]]:
    """The values of the latest year, one per base and source that says something of its own."""
    found = [
        {
            "value": float(figure["value"]),
            "bound": figure["bound"],
            "period": figure["period"],
            "base": "published",
            "base_en": "as published",
            "base_zh": "公布值",
            "standing": "published",
            "grade": figure["grade"],
            "source": figure["source"],
            "without_doubtful": np.nan if figure["doubt"] else float(figure["value"]),
        }
        for _, figure in _exact_first(known).iterrows()
    ]
    found += [
        {
            "value": float(row["value"]),
            "bound": row["bound"],
            "period": row["period"],
            "base": row["base"],
            "base_en": row["base_en"],
            "base_zh": row["base_zh"],
            "standing": row["standing"],
            "grade": "",
            "source": row["source"],
            "without_doubtful": float(row["without_doubtful"]),
        }
        for _, row in answers[answers["value"].notna()].iterrows()
    ]
    latest = max((base["period"] for base in found), default="")
    return [base for base in found if base["period"] == latest]


def _exact_first(known: pd.DataFrame) -> pd.DataFrame:
    """Per year the best exact figure, then the best bound."""
    exact = known["bound"].isin(["=", "~"])
    return pd.concat([best_figures(known[exact]), best_figures(known[~exact])])


def _facts(target: pd.Series, bases: list[dict[str, Any]]) -> dict[str, Any]:
    """What a row says of the values used, whatever the verdict."""
    if not bases:
        return {"value": np.nan, "other_value": np.nan, "course": "", "projected": np.nan}
    main = bases[0]
    other = next((base for base in bases[1:] if base["base"] != main["base"]), None)
    words = base_list(target, bases)
    return {
        "value": main["value"],
        "bound": main["bound"],
        "period": main["period"],
        "base": main["base"],
        "other_value": other["value"] if other else np.nan,
        "other_base": other["base"] if other else "",
        "bases_en": words["en"],
        "bases_zh": words["zh"],
        "course": "",
        "projected": np.nan,
        "standing": main["standing"],
        "grade": main["grade"],
        "value_source": main["source"],
    }


def _unmeasured(
    target: pd.Series, bases: list[dict[str, Any]], answers: pd.DataFrame, due: bool
) -> dict[str, Any]:
    """No figure, or none since the year of a due target; why no ratio was computed, if known."""
    lost = answers[answers["value"].isna() & answers["period"].map(is_year).astype(bool)]
    lost = lost.sort_values("period", kind="stable").tail(1)
    more = {
        language: lost[f"why_{language}"].iloc[0] if len(lost) else "" for language in ("en", "zh")
    }
    case = ("due_since" if bases else "due_none") if due else "none"
    return (
        _facts(target, bases)
        | {"verdict": "not_measurable"}
        | reason(case, target, bases, more=more)
    )


def _answers(computed: pd.DataFrame | None, indicator: str, top: str) -> pd.DataFrame:
    """Computed rows of whole years that speak for the whole zone, never simulated."""
    if computed is None:
        return pd.DataFrame(columns=["period", "value", "why_en", "why_zh"]).astype(
            {"value": float}
        )
    rows = computed[
        (computed["indicator"] == indicator)
        & computed["place"].isin(["", top])
        & (computed["standing"] != "simulated")
    ]
    return rows[rows["period"].map(is_year).astype(bool)]


def _beside(beside: pd.DataFrame | None, target: pd.Series) -> dict[str, Any]:
    """The latest sum or mean of the parts, labelled as such."""
    none = {"beside_value": np.nan, "beside_period": "", "beside_en": "", "beside_zh": ""}
    if beside is None:
        return none
    rows = beside[(beside["indicator"] == target["indicator"]) & (beside["against"] == "published")]
    if rows.empty:
        return none
    row = rows.sort_values("period", kind="stable").iloc[-1]
    shown = {
        language: amount(float(row["computed"]), target["unit"], language)
        for language in ("en", "zh")
    }
    return {
        "beside_value": float(row["computed"]),
        "beside_period": row["period"],
        "beside_en": f"computed, {row['period']}: {shown['en']}; {row['why_en']}",
        "beside_zh": f"计算值,{row['period']}年:{shown['zh']};{row['why_zh']}",
    }


def _about(target: pd.Series) -> dict[str, Any]:
    """What the target itself says."""
    return {
        "indicator": target["indicator"],
        "comparison": target["comparison"],
        "target": float(target["value"]),
        "unit": target["unit"],
        "by": int(target["by"]),
        "what": target["what"],
        "source": target["source"],
        "via": target.get("via", ""),
        "note": target.get("note", ""),
    }
