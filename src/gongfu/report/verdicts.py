"""Targets with their verdicts, and county sums beside published totals, as tables of the page."""

import numpy as np
import pandas as pd
from markupsafe import Markup

from gongfu.measure.targets import VERDICTS, count_verdicts
from gongfu.report.fair import TITLES
from gongfu.report.numbers import amount, percent
from gongfu.report.numbers import period as in_words
from gongfu.report.pictures import Card
from gongfu.report.sources import Sources
from gongfu.report.tables import NOTHING, Cell, Column, Table
from gongfu.report.text import Both, same
from gongfu.report.words import say

_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<", "~": "≈", "=": ""}
_ORDER = {verdict: at for at, verdict in enumerate(VERDICTS)}


def _with_sign(sign: str, words: Both) -> Both:
    mark = _SIGNS.get(sign, "")
    return Both(f"{mark} {words.en}".strip(), f"{mark}{words.zh}")


def _value(value: float, unit: str) -> Both:
    return amount(value, unit, _decimals(value, unit))


def _decimals(value: float, unit: str) -> int | None:
    if unit == "ratio":
        return 2 if round(value, 2) == round(value, 6) else 4
    return None


def summary(targets: pd.DataFrame) -> Both:
    """How many targets can be judged at all, and how they fare."""
    counted = count_verdicts(targets)
    return say(
        "targets_summary",
        judged=counted.n_judged,
        n=counted.n_targets,
        met=counted.counts["met"],
        course=counted.counts["on_course"],
        missed=counted.counts["missed"],
        undecided=counted.counts["not_decidable"],
        unmeasured=counted.counts["not_measurable"],
    )


def card(targets: pd.DataFrame) -> Card:
    """The headline: how many targets can be judged."""
    counted = count_verdicts(targets)
    return Card(
        say("n_of_m", n=counted.n_judged, m=counted.n_targets),
        say("card_targets", met=counted.counts["met"]),
        (summary(targets),),
    )


def targets_table(targets: pd.DataFrame, sources: Sources) -> Table:
    """Each target: what was promised, the latest figure, the verdict and why."""
    order = targets["verdict"].map(_ORDER).sort_values(kind="stable").index
    body = []
    labels = targets.select_dtypes(exclude="number").columns
    told = targets.assign(
        **{name: targets[name].where(targets[name].notna(), "") for name in labels}
    )
    for _, row in told.loc[order].iterrows():
        goal = _with_sign(row["comparison"], _value(row["target"], row["unit"]))
        latest: Cell = Cell(NOTHING, "")
        if np.isfinite(row["value"]):
            value = _with_sign(row["bound"], _value(row["value"], row["unit"]))
            when = in_words(str(row["period"]))
            words = Both(f"{value.en} ({when.en})", f"{value.zh}({when.zh})")
            if np.isfinite(row["other_value"]):
                words = say(
                    "or",
                    one=_value(row["value"], row["unit"]),
                    other=_value(row["other_value"], row["unit"]),
                )
                words = Both(f"{words.en} ({when.en})", f"{words.zh}({when.zh})")
            latest = Cell(words)
        verdict = say(f"verdict_{row['verdict']}")
        marked = Both(
            *(
                Markup('<span class="verdict {}">{}</span>').format(row["verdict"], verdict[lang])
                for lang in ("en", "zh")
            )
        )
        why = Both(_sentence(row["why_en"]), str(row["why_zh"]))
        if row["beside_en"]:
            why = Both(f"{why.en}. {_sentence(row['beside_en'])}", f"{why.zh}。{row['beside_zh']}")
        body.append(
            [
                Cell(TITLES.get(row["indicator"], same(row["indicator"]))),
                Cell(goal),
                Cell(same(str(row["by"]))),
                Cell(marked, str(_ORDER[row["verdict"]])),
                latest,
                Cell(why),
                Cell(sources.refs(row["source"], row["value_source"])),
            ]
        )
    heads = (
        ("col_indicator", ""),
        ("col_target", "n"),
        ("col_by", "n"),
        ("col_verdict", ""),
        ("col_latest", "n"),
        ("col_why", "long"),
        ("col_source", "refs"),
    )
    columns = [Column(say(key), css) for key, css in heads]
    return Table("targets-table", say("targets_caption"), columns, body)


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def reconciliation_table(frame: pd.DataFrame, sources: Sources) -> Table:
    """County sums and means beside the zone's own published figures."""
    body = []
    for _, row in frame.iterrows():
        relative = row["relative_difference"]
        body.append(
            [
                Cell(TITLES.get(row["indicator"], same(row["indicator"]))),
                Cell(in_words(str(row["period"])), str(row["period"])),
                Cell(_maybe(row["computed"], row["unit"])),
                Cell(_maybe(row["published"], row["unit"], row["bound"])),
                Cell(percent(relative, 2) if np.isfinite(relative) else NOTHING),
                Cell(Both(_sentence(row["why_en"]), row["why_zh"])),
                Cell(sources.refs(row["source"], row["published_source"])),
            ]
        )
    heads = (
        ("col_indicator", ""),
        ("col_period", ""),
        ("col_sum", "n"),
        ("col_published", "n"),
        ("col_difference", "n"),
        ("col_why", "long"),
        ("col_source", "refs"),
    )
    columns = [Column(say(key), css) for key, css in heads]
    return Table(
        "reconciliation",
        say("reconciliation_title"),
        columns,
        body,
        folded=say("reconciliation_title"),
    )


def _maybe(value: float, unit: str, bound: str = "=") -> Both:
    return _with_sign(bound, amount(value, unit)) if np.isfinite(value) else NOTHING
