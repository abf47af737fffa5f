"""What the sentences of the page on Zhejiang's gaps say, as conditions on its numbers.

A sentence that no longer holds stops the making of the page, by name.
"""

from zhejiang_gap_numbers import Numbers

BASES = ("published", "weighted_mean")


def claims(n: Numbers) -> dict[str, bool]:
    """Each claim in words, and whether the numbers bear it."""
    target = n["target.mountain_26_income_to_province.limit"]
    said = {
        "income is less unequal between counties than product per head": (
            n["income.gini.2024"] < n["gdp_head.gini.2024"]
        ),
        "registered weights give a larger Gini of income": all(
            n[f"income.gini.{year}.registered"] > n[f"income.gini.{year}"]
            for year in ("2024", "2025")
        ),
        "counties counted once give the largest Gini of income": all(
            n[f"income.gini.{year}.unweighted"] > n[f"income.gini.{year}.registered"]
            for year in ("2024", "2025")
        ),
        "the yearbook's incomes give a smaller Gini on the same counties": (
            n["income.gini.2024.yearbook"] < n["income.gini.2024.same_counties"]
        ),
        "without doubtful rows the Gini is smaller": all(
            n.sure(f"income.gini.{year}") < n[f"income.gini.{year}"] for year in ("2024", "2025")
        ),
        "rounding moves no digit shown": n["income.gini.2024.rounding"] < 0.0001,
        "shares between prefectures are above what chance gives": all(
            n[f"{key}.share"] > n[f"{key}.null_high"] and n[f"{key}.p"] < 0.01
            for key in (
                "income.theil_t.between.2024",
                "income.theil_t.between.2025",
                "income.mean_log_deviation.between.2024",
                "income.mean_log_deviation.between.2025",
                "gdp_head.theil_t.between.2024",
                "gdp_head.mean_log_deviation.between.2024",
            )
        ),
        "about a third of income's Theil T lies between prefectures": (
            0.3 < n["income.theil_t.between.2025.share"] < 0.36
        ),
        "about half lies between mountain counties and the others": (
            0.45 < n["mountain_26.theil_t.between.2025.share"] < 0.55
        ),
        "the ratio reaches the target over the published figure, by residents only": (
            n["mountain_26.ratio.published.2025"] >= target
            and n["mountain_26.ratio.published.2024"] >= target
            and all(
                n[f"mountain_26.ratio.{base}.{year}{weight}"] < target
                for base, weight in (
                    ("weighted_mean", ""),
                    ("published", ".registered"),
                    ("weighted_mean", ".registered"),
                )
                for year in ("2024", "2025")
            )
        ),
        "the ratio rose on every base": all(
            n[f"mountain_26.ratio.{base}.2025{weight}"]
            > n[f"mountain_26.ratio.{base}.2024{weight}"]
            for base in BASES
            for weight in ("", ".registered")
        ),
        "the counties' means lie above the province's own figures": all(
            n[f"check.{key}.off"] > 0
            for key in (
                "disposable_income_per_head_yuan.2024",
                "disposable_income_per_head_yuan.2025",
                "urban_disposable_income_per_head_yuan.2024",
                "rural_disposable_income_per_head_yuan.2024",
            )
        ),
        "the urban-rural ratio fell in every year known": (
            n["urban_rural.2020"]
            > n["urban_rural.2022"]
            > n["urban_rural.2023"]
            > n["urban_rural.2024"]
        ),
        "the counties' own means give a smaller urban-rural ratio": (
            n["urban_rural.2024.counties"] < n["urban_rural.2024"]
        ),
        "town and country within counties is the largest part, more than half": all(
            n[f"town_country.{index}.area"] > 0.5 for index in ("theil_t", "mean_log_deviation")
        ),
        "the Gini fell from 2024 to 2025, doubtful rows or not, by more than rounding": (
            n["change.change"] < -0.001
            and n.sure("change.change") < -0.001
            and abs(n["change.change"]) > 2 * n["income.gini.2024.rounding"]
        ),
        "all of the fall is from growth that favoured poorer counties": (
            n["change.progressivity"] > abs(n["change.change"]) and n["change.reranking"] > 0
        ),
        "the fall is smaller than what four doubtful incomes could hide": (
            abs(n["change.change"]) < n["income.gini.2024.worst_doubt"] - n["income.gini.2024"]
        ),
        "mountain counties grew by more per cent and fewer yuan": (
            n["change.growth.mountain_26"] > n["change.growth.others"]
            and n["change.yuan.mountain_26"] < n["change.yuan.others"]
        ),
        "richer counties of 2024 grew less": n["change.rank_correlation"] < -0.4,
        "on one base no slope of product per head can be told from zero": all(
            n[f"beta.gdp_head.{span}.low"] < 0 < n[f"beta.gdp_head.{span}.high"]
            and n[f"beta.gdp_head.{span}.p_hc3"] > 0.05
            and n[f"beta.gdp_head.{span}.sigma_p"] > 0.05
            for span in ("2016-2019", "2020-2021", "2016-2021")
        ),
        "across three bases product per head seems to converge": (
            n["beta.gdp_head.2015-2021.high"] < 0 and n["beta.gdp_head.2015-2021.sigma_p"] < 0.05
        ),
        "product's totals: the two kinds of standard error disagree at five per cent": (
            n["beta.gdp.2015-2021.slope"] > 0
            and n["beta.gdp.2015-2021.p"] > 0.05 > n["beta.gdp.2015-2021.p_hc3"]
        ),
        "coarser borders give a smaller Gini, finer ones a larger": all(
            n[f"borders.counties.{name}.gini.{year}"]
            > n[f"borders.merged.{name}.gini.{year}"]
            > n[f"borders.prefectures.{name}.gini.{year}"]
            for name, year in (("income", "2024"), ("income", "2025"), ("gdp_head", "2024"))
        )
        and n["borders.town_country.gini.2024"] > n["borders.counties.income.gini.2024"],
        "no row marked doubtful is among those furthest from the yearbook": (
            n["doubtful.apart.far"] > 5 and n["doubtful.apart.far_marked"] == 0
        ),
        "a small fall of one doubtful income puts the ratio of 2024 below the target": (
            0 < n["mountain_26.slack.2024"] < 1000 < n["mountain_26.slack.2025"]
        ),
        "by the yearbook the ratio of 2024 is higher, and below the target over the counties": (
            n["mountain_26.ratio.published.2024.yearbook"] > n["mountain_26.ratio.published.2024"]
            and n["mountain_26.ratio.weighted_mean.2024.yearbook"] < target
        ),
        "from counties' means the ratio of prefectures is under its limit": all(
            1.0
            < n[f"prefectures.max_min.{year}{end}"]
            < n["target.city_income_max_min_ratio.limit"]
            for year, end in (
                ("2024", ""),
                ("2025", ""),
                ("2024", ".registered"),
                ("2025", ".registered"),
                ("2024", ".yearbook"),
            )
        ),
        "people left the mountain counties and came to Yiwu": (
            n["mountain_26.residents.2024"] < n["mountain_26.registered.2024"]
            and n["yiwu.residents.2024"] > 2 * n["yiwu.registered.2024"]
        ),
        "the others' multiple fell and their distance grew": (
            n["others.multiple.2025"] < n["others.multiple.2024"]
            and n["others.distance.2025"] > n["others.distance.2024"]
        ),
        "all of the yearbook's values per registered head are the series' values of 2015": (
            n["gdp_head.2015.registered"] == 7
        ),
    }
    return {words: bool(holds) for words, holds in said.items()}


# Places that a sentence names -> the number that they belong to.
NAMED = {
    "income.min.2025": "开化县",
    "income.max.2025": "义乌市",
    "check.mixture.max": "龙港市",
    "urban_rural.counties.min": "岱山县",
    "urban_rural.counties.max": "婺城区",
    "doubtful.apart.second": "庆元县",
    "doubtful.apart.third": "淳安县",
    "town_country.left_out": "西湖区、龙湾区",
    "income.gini.2025.one_left_out": "义乌市",
    "doubtful.counties": "宁海县、秀洲区、金东区、开化县",
}


def names(n: Numbers) -> dict[str, bool]:
    """Whether each place that the page names is the one of its number, and each fixed count right."""
    said = {name: name in str(n.rows[key]["base"]) for key, name in NAMED.items()}
    said["five districts have no rural income"] = (
        n.rows["urban_rural.counties.median"]["n"] == 90 - 5
    )
    said["26 and 25 counties"] = [
        n.rows[f"{group}.mean.2025"]["n"] for group in ("mountain_26", "mountain_island")
    ] == [26, 25]
    return said


def check(n: Numbers) -> None:
    """Raise a ValueError that lists the sentences which no longer hold."""
    said = claims(n) | names(n)
    broken = [words for words, holds in said.items() if not holds]
    if broken:
        raise ValueError("the page says what its numbers do not: " + "; ".join(broken))
