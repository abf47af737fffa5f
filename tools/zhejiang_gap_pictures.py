"""The pictures of the page on Zhejiang's gaps, each one SVG in one language."""

import numpy as np
import pandas as pd
from zhejiang_gap_cities import SPANS, panel
from zhejiang_gap_numbers import GDP_HEAD, INCOME
from zhejiang_gap_words import Filled

from gongfu.measure.gap_parts import decompose_town_and_country, lorenz_of_places
from gongfu.report.gap_growth_charts import growth_scatter
from gongfu.report.gap_share_charts import lorenz_chart, parts_tree
from gongfu.report.gap_sheet import Caption

COPY = ("a table transcribed from the web", "网上转录的表")
YEARBOOK = ("浙江统计年鉴2025", "浙江统计年鉴2025")
SERIES = ("CSMAR, as first published", "CSMAR，首次公布数")


def pictures(f: Filled) -> dict[str, str]:
    """The SVG of every picture by its short name."""
    return {
        "lorenz": _lorenz(f),
        "town-country": _town_country(f),
        "growth-one-base": _growth(f, "gdp_head.2016-2019"),
        "growth-mixed-base": _growth(f, "gdp_head.2015-2021"),
    }


def _caption(
    f: Filled, title: tuple[str, str], unit: tuple[str, str], source: tuple[str, str]
) -> Caption:
    return Caption(
        f.pick(title), f.language, unit=f.pick(unit), source=f.pick(source), standing="computed"
    )


def _lorenz(f: Filled) -> str:
    w, curves, ginis = f.world, [], []
    for indicator, name, period, words in (
        (INCOME, "income", "2025", ("income 2025", "2025年收入")),
        (GDP_HEAD, "gdp_head", "2024", ("product per head 2024", "2024年人均生产总值")),
    ):
        curve = lorenz_of_places(w.figures, w.places, indicator=indicator)
        curves.append(curve[curve["period"] == period].assign(series=f.pick(words)))
        ginis.append({"series": f.pick(words), "gini": f.numbers[f"{name}.gini.{period}"]})
    half = f.percent("income.poorer_half.2025")
    title = (
        f"The half of residents in poorer counties has {half} of the income of 2025",
        f"住在收入较低各县的一半居民拥有2025年收入的{half}",
    )
    what = (
        f"90 counties, each as if all its residents of 2024 had its mean; income: {COPY[0]}; product: {YEARBOOK[0]}",
        f"90个县，2024年常住人口，人人按本县平均数计；收入：{COPY[1]}；生产总值：{YEARBOOK[1]}",
    )
    return lorenz_chart(
        pd.concat(curves), _caption(f, title, ("", ""), what), ginis=pd.DataFrame(ginis)
    )


def _town_country(f: Filled) -> str:
    split = decompose_town_and_country(f.world.figures, f.world.places)
    split = split[(split["index"] == "theil_t") & split["value"].notna()]
    parts = split.assign(label=split[f"component_{f.language}"])
    share = f.percent("town_country.theil_t.area")
    title = (
        f"{share} of Theil T lies between town and country within counties",
        f"泰尔指数的{share}在县域内城乡之间",
    )
    source = (
        f"{YEARBOOK[0]}; town and country people of 90 counties, 2024",
        f"{YEARBOOK[1]}；2024年90个县城乡居民",
    )
    caption = _caption(f, title, ("Theil T", "泰尔指数"), source)
    return parts_tree(parts[["component", "label", "value", "share"]], caption)


def _growth(f: Filled, key: str) -> str:
    indicator, first, last, _ = SPANS[key]
    table = panel(f.world, indicator)
    names = f.world.places.loc[table.index, "name_en" if f.language == "en" else "name"]
    growth = pd.DataFrame(
        {
            "place": table.index,
            "name": names.to_numpy(),
            "initial": table[first].to_numpy(),
            "growth": (np.log(table[last] / table[first]) / (int(last) - int(first))).to_numpy(),
        }
    )
    low, high = (f.number(f"beta.{key}.{end}", 3) for end in ("low", "high"))
    slope = f.number(f"beta.{key}.slope", 3)
    titles = {
        "gdp_head.2016-2019": (
            f"On one base, no convergence can be told: 95% interval of the slope {low} to {high}",
            f"同一口径内看不出趋同：斜率95%区间为{low}至{high}",
        ),
        "gdp_head.2015-2021": (
            f"Across three bases the slope of {slope} looks like convergence, and is not shown to be",
            f"跨三种口径，斜率{slope}看似趋同，其实无从证明",
        ),
    }
    where = (
        f"11 prefectures, {first} to {last}; {SERIES[0]}",
        f"11个设区市，{first}—{last}年；{SERIES[1]}",
    )
    unit = ("yuan per head, current prices", "元/人，当年价格")
    return growth_scatter(growth, _caption(f, titles[key], unit, where))
