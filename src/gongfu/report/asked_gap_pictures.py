"""Pictures that answer questions to the gaps, and the page that shows one in both languages."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from importlib import resources
from typing import Final

import pandas as pd
from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from gongfu.errors import InputError
from gongfu.model.zone import LANGUAGES
from gongfu.report.gap_charts import (
    Caption,
    growth_scatter,
    lorenz_chart,
    parts_tree,
    rank_intervals,
    sigma_chart,
)
from gongfu.report.text import Both, fill
from gongfu.report.words import say

Drawing = Callable[[pd.DataFrame, Caption], Markup]

_PARTS: Final = {
    "within": Both("within groups", "组内"),
    "net_between": Both("net between groups", "组间净值"),
    "transvariation": Both("overlap (transvariation)", "超变密度"),
    "progressivity": Both("growth by income before", "增长偏向"),
    "reranking": Both("changed places", "位次变动"),
}
_TOTALS: Final = {
    "decompose": Both("Theil's T", "泰尔指数"),
    "change": Both("change of the Gini coefficient", "基尼系数变化"),
}
_GINI: Final = Both("Gini coefficient", "基尼系数")
_LOGS: Final = Both("standard deviation of logs", "对数标准差")
_CURVE: Final = Both("Lorenz curve", "洛伦兹曲线")


def picture(command: str, table: pd.DataFrame, caption: Caption) -> Markup:
    """The picture that answers a question, as one SVG in the language of its caption.

    Parameters
    ----------
    command
        A key of `PICTURES`.
    table
        What the command found: of "dagum" the parts, of the others the rows.
    caption
        The finding and what stands around it.

    Returns
    -------
    Markup
        An SVG that stands alone.
    """
    return PICTURES[command](table, caption)


def page(
    pictures: Mapping[str, Markup], sentences: tuple[Mapping[str, str], ...], opens_in: str
) -> str:
    """An HTML page with a picture in each language and the sentences of the answer.

    Parameters
    ----------
    pictures
        An SVG by language.
    sentences
        By language, the one that names what was measured first.
    opens_in
        The language the page opens in.

    Returns
    -------
    str
        HTML without a reference to anything outside itself.
    """
    environment = Environment(
        loader=PackageLoader("gongfu.report"), autoescape=True, undefined=StrictUndefined
    )
    style = (resources.files("gongfu.report") / "style.css").read_text("utf-8")
    return environment.get_template("gap_picture.html.j2").render(
        language=opens_in,
        pictures=[pictures[name] for name in LANGUAGES],
        sentences=[Both(each["en"], each["zh"]) for each in sentences],
        style=Markup(style),
        brand=say("brand"),
    )


def _lorenz(table: pd.DataFrame, caption: Caption) -> Markup:
    curve = table[["share_of_people", "share_of_value"]]
    return lorenz_chart(curve.assign(series=_CURVE[caption.language]), caption)


def _brackets(table: pd.DataFrame, caption: Caption) -> Markup:
    if "share_of_value" not in table:
        raise InputError(
            "a table without limits of its brackets has no curve to draw; leave --plot out, or "
            "give the columns --low and --high"
        )
    ends = pd.DataFrame({"share_of_people": [0.0, 1.0], "share_of_value": [0.0, 1.0]})
    curve = pd.concat([ends.head(1), table[list(ends)], ends.tail(1)], ignore_index=True)
    return lorenz_chart(curve.assign(series=_CURVE[caption.language]), caption)


def _decompose(table: pd.DataFrame, caption: Caption) -> Markup:
    theil = table[table["index"] == "theil_t"]
    seen = dict(zip(theil["component"], theil["observed"], strict=True))
    labels = [_level(str(name), bool(seen[name]), caption) for name in theil["component"]]
    return _tree(theil.assign(label=labels), caption)


def _dagum(table: pd.DataFrame, caption: Caption) -> Markup:
    labels = [_PARTS.get(name, _GINI)[caption.language] for name in table["component"]]
    return _tree(table.assign(label=labels), caption)


def _sources(table: pd.DataFrame, caption: Caption) -> Markup:
    total = _GINI[caption.language]
    labels = [total if name == "total" else caption.own(name) for name in table["source"]]
    return _tree(table.assign(component=table["source"], label=labels), caption)


def _change(table: pd.DataFrame, caption: Caption) -> Markup:
    gini = table[table["index"] == "gini"]
    total = float(gini.loc[gini["component"] == "change", "value"].iloc[0])
    labels = [_PARTS.get(c, _TOTALS["change"])[caption.language] for c in gini["component"]]
    share = gini["value"] / total if total else float("nan")
    named = gini["component"].replace({"change": "total"})
    return _tree(gini.assign(component=named, label=labels, share=share), caption, decimals=5)


def _composite(table: pd.DataFrame, caption: Caption) -> Markup:
    wanted = "place_name_en" if caption.language == "en" else "place_name"
    names = table.get(wanted, table["place"]).fillna(table["place"])
    ranks = table[["place", "rank"]].assign(
        name=names, low=table["rank_low"], high=table["rank_high"]
    )
    return rank_intervals(ranks, caption)


def _sigma(table: pd.DataFrame, caption: Caption) -> Markup:
    shown = pd.DataFrame({"period": table["period"].astype(str), "value": table["sd_log"]})
    return sigma_chart(shown, replace(caption, unit=_LOGS[caption.language]))


def _beta(table: pd.DataFrame, caption: Caption) -> Markup:
    wanted = "place_name_en" if caption.language == "en" else "place_name"
    names = table.get(wanted, table["place"])
    return growth_scatter(table[["place", "initial", "growth"]].assign(name=names), caption)


PICTURES: Final[Mapping[str, Drawing]] = {
    "lorenz": _lorenz,
    "brackets": _brackets,
    "decompose": _decompose,
    "dagum": _dagum,
    "sources": _sources,
    "change": _change,
    "composite": _composite,
    "sigma": _sigma,
    "beta": _beta,
}


def _tree(parts: pd.DataFrame, caption: Caption, *, decimals: int = 4) -> Markup:
    shown = parts[["component", "label", "value", "share"]].reset_index(drop=True)
    return parts_tree(shown, caption, decimals=decimals)


def _level(component: str, seen: bool, caption: Caption) -> str:
    if component == "total":
        return _TOTALS["decompose"][caption.language]
    if component == "within":
        unseen = Both("within (not observed)", "组内(无法观测)")
        return (_PARTS["within"] if seen else unseen)[caption.language]
    words = fill("between groups of {level}", "{level}组间", {"level": Markup(component)})
    return str(words[caption.language])
