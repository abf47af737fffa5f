"""How numbers are written into the page on Zhejiang's gaps, and its tables."""

from dataclasses import dataclass

from zhejiang_gap_cities import SPANS
from zhejiang_gap_numbers import N_DRAWS, YEARS, Numbers, World

from gongfu.model.indicator import INDICATORS
from gongfu.report.numbers import amount, percent, plain

TITLES = {i.key: i.title for i in INDICATORS}
INDICES = {
    "gini": ("Gini coefficient", "基尼系数"),
    "theil_t": ("Theil T", "泰尔指数（T）"),
    "mean_log_deviation": ("mean log deviation", "对数离差均值"),
    "williamson_index": ("Williamson index", "威廉森系数"),
    "max_min_ratio": ("highest over lowest (not weighted)", "最高与最低之比（不加权）"),
}
BASES = {
    ("published", ""): (
        "residents; province's published figure",
        "常住人口加权；全省公布数",
    ),
    ("weighted_mean", ""): ("residents; mean of 90 counties", "常住人口加权；90县加权平均数"),
    ("published", ".registered"): (
        "registered population; province's published figure",
        "户籍人口加权；全省公布数",
    ),
    ("weighted_mean", ".registered"): (
        "registered population; mean of 90 counties",
        "户籍人口加权；90县加权平均数",
    ),
}
CHANGE = {
    "before": ("2024", "2024年"),
    "after": ("2025", "2025年"),
    "change": ("change", "变化"),
    "progressivity": (
        "growth that favoured poorer counties (lowers it)",
        "低收入县增长更快（使其下降）",
    ),
    "reranking": ("counties that changed places (raises it)", "位次变动（使其上升）"),
}
SPAN_WORDS = {
    "gdp_head.2016-2019": (
        "per head 2016–2019, one base (residents before the census)",
        "人均，2016—2019年，同一口径（普查前常住人口）",
    ),
    "gdp_head.2020-2021": (
        "per head 2020–2021, one base (residents by the census), one year",
        "人均，2020—2021年，同一口径（普查后常住人口），仅一年",
    ),
    "gdp_head.2016-2021": ("per head 2016–2021, two bases", "人均，2016—2021年，跨两种口径"),
    "gdp_head.2015-2021": ("per head 2015–2021, three bases", "人均，2015—2021年，跨三种口径"),
    "gdp.2015-2021": ("total 2015–2021", "总量，2015—2021年"),
}
COMPARED = {">=": ("at least", "不低于"), "<=": ("at most", "不高于"), ">": ("more than", "高于")}
VERDICTS = {
    "met": ("keeps it; has to hold in its year", "已达到；到期年份仍须保持"),
    "not_decidable": ("cannot be decided", "无法判定"),
    "not_measurable": (
        "cannot be measured: nothing published for its year",
        "无法衡量：无到期年份公布数",
    ),
    "on_course": ("on course", "进度符合"),
    "missed": ("missed", "未达到"),
}


@dataclass(frozen=True)
class Filled:
    """Numbers of a page in one language."""

    numbers: Numbers
    world: World
    language: str

    def plain(self, value: float, decimals: int = 0) -> str:
        """A value with so many decimals."""
        return plain(value, decimals)[self.language]

    def share(self, value: float, decimals: int = 1) -> str:
        """A share as per cent."""
        return percent(value, decimals)[self.language]

    def number(self, key: str, decimals: int = 0) -> str:
        """A number by its key."""
        return self.plain(self.numbers[key], decimals)

    def percent(self, key: str, decimals: int = 1) -> str:
        """A share by its key."""
        return self.share(self.numbers[key], decimals)

    def points(self, key: str) -> str:
        """A relative difference with its sign."""
        value = self.numbers[key]
        return ("+" if value > 0 else "") + self.share(value)

    def yuan(self, key: str) -> str:
        """Yuan without decimals."""
        return self.plain(self.numbers[key])

    def count(self, key: str) -> str:
        """How many places a number rests on."""
        return str(self.numbers.rows[key]["n"])

    def gap(self, key: str, other: str, decimals: int) -> str:
        """One number less another."""
        return self.plain(self.numbers[key] - self.numbers[other], decimals)

    @property
    def draws(self) -> str:
        """How many permutations."""
        return self.plain(N_DRAWS)

    def pick(self, words: tuple[str, str]) -> str:
        """The words of the language."""
        return words[self.language == "zh"]

    def row(self, *cells: str) -> str:
        """One row of a table."""
        return "| " + " | ".join(cells) + " |"

    def between_rows(self, language: str) -> str:
        """Shares between prefectures with their null."""
        titles = {"income": ("income", "收入"), "gdp_head": ("product per head", "人均生产总值")}
        rows = []
        for name, years in (("income", YEARS), ("gdp_head", ("2024",))):
            for year in years:
                for index in ("theil_t", "mean_log_deviation"):
                    key = f"{name}.{index}.between.{year}"
                    sure = self.numbers.sure(f"{key}.share")
                    low, high = (self.percent(f"{key}.null_{end}") for end in ("low", "high"))
                    gap, to = (("（", "）"), "—") if language == "zh" else ((" (", ")"), " to ")
                    rows.append(
                        self.row(
                            f"{self.pick(titles[name])} {year}, {self.pick(INDICES[index])}"
                            if language == "en"
                            else f"{year}年{self.pick(titles[name])}，{self.pick(INDICES[index])}",
                            self.percent(f"{key}.share"),
                            self.share(sure),
                            f"{self.percent(f'{key}.null_mean')}{gap[0]}{low}{to}{high}{gap[1]}",
                            self.number(f"{key}.p", 4),
                        )
                    )
        return "\n".join(rows)

    def ratio_rows(self, language: str) -> str:
        """The mountain counties' ratio on four bases."""
        del language
        rows = []
        for (base, weight), words in BASES.items():
            keys = [f"mountain_26.ratio.{base}.{year}{weight}" for year in YEARS]
            sure = self.share(self.numbers.sure(keys[1]), 2)
            rows.append(self.row(self.pick(words), *(self.percent(k, 2) for k in keys), sure))
        return "\n".join(rows)

    def urban_rows(self, language: str) -> str:
        """The province's urban-rural ratio, year by year and base by base."""
        rows = []
        own = ("province: urban over rural income", "全省：城镇收入除以农村收入")
        published = ("province: ratio as published", "全省：公布的倍差")
        parts = (
            "means of counties (90 urban, 85 rural)",
            "各县加权平均数之比（城镇90个县、农村85个县）",
        )
        for key, words, year in (
            ("urban_rural.2020", own, "2020"),
            ("urban_rural.2021.published", published, "2021"),
            ("urban_rural.2022", own, "2022"),
            ("urban_rural.2023", own, "2023"),
            ("urban_rural.2024", own, "2024"),
            ("urban_rural.2024.counties", parts, "2024"),
            ("urban_rural.2025.published", published, "2025"),
        ):
            about = ("about ", "约")[language == "zh"] if key.startswith("urban_rural.2025") else ""
            digits = 2 if "published" in key else 3
            when = year if language == "en" else f"{year}年"
            rows.append(self.row(when, about + self.number(key, digits), self.pick(words)))
        return "\n".join(rows)

    def change_rows(self, language: str) -> str:
        """The Gini coefficient before and after, and through what it changed."""
        del language
        rows = []
        for component, words in CHANGE.items():
            key = f"change.{component}"
            sign = -1.0 if component == "progressivity" else 1.0
            cells = [
                self.plain(sign * value, 4) for value in (self.numbers[key], self.numbers.sure(key))
            ]
            rows.append(self.row(self.pick(words), *cells))
        return "\n".join(rows)

    def unmeasured(self, language: str) -> str:
        """How many targets have no figure at all."""
        scores = self.world.scores
        n_all, n_none = len(scores), int(scores["value"].isna().sum())
        if language == "zh":
            return f"{n_all}项目标中有{n_none}项没有任何公布数，表中不列。"
        return f"{n_none} of the {n_all} targets have no figure at all and are not in the table."

    def middle(self) -> str:
        """The share of middle incomes, as a text gives it."""
        return self.percent("middle_income_share_20_60k")

    def sources(self, language: str) -> str:
        """The documents that the figures come from."""
        wanted = [
            "disposable_income_per_head_yuan",
            "urban_disposable_income_per_head_yuan",
            "rural_disposable_income_per_head_yuan",
            "residents",
            "gdp_per_head_yuan",
            "gdp_yuan",
            "registered",
        ]
        rows = self.world.figures
        counties = rows["indicator"].isin(wanted) & (rows["place"].str.len() == 6)
        top = rows["indicator"].isin(wanted[:3]) & (rows["place"] == "33")
        cities = rows["indicator"].isin(wanted[4:6]) & (rows["place"].str.len() == 4)
        keep = counties | top | (cities & rows["source"].str.startswith("CSMAR"))
        return ("；" if language == "zh" else "; ").join(
            dict.fromkeys(rows.loc[keep & (rows["standing"] == "published"), "source"])
        )


def county_table(f: Filled, language: str) -> str:
    """Indices across the counties, income and product per head."""
    heads = (
        "| index, weighted by residents of 2024 | income 2024 | income 2025 | 2025 without doubtful "
        "| product per head 2024 |",
        "| 指数（按2024年常住人口加权） | 2024年收入 | 2025年收入 | 2025年剔除存疑数据 | 2024年人均生产总值 |",
    )
    lines = [f.pick(heads), "| --- | --- | --- | --- | --- |"]
    for index, words in INDICES.items():
        digits = 2 if index == "max_min_ratio" else 4
        sure = f.plain(f.numbers.sure(f"income.{index}.2025"), digits)
        first, last = (f.number(f"income.{index}.{year}", digits) for year in YEARS)
        product = f.number(f"gdp_head.{index}.2024", digits)
        lines.append(f.row(f.pick(words), first, last, sure, product))
    del language
    return "\n".join(lines)


BORDERS = {
    "town_country": (
        "town and country people told apart",
        "分城镇、农村",
    ),
    "counties": ("counties", "县（市、区）"),
    "merged": ("districts of a prefecture merged", "同市各区合并"),
    "prefectures": ("prefectures", "设区市"),
}


def borders_table(f: Filled, language: str) -> str:
    """The same incomes and products within other borders."""
    heads = (
        "| units | income 2024: Gini | income 2025: Gini | highest over lowest "
        "| between prefectures, of Theil T | product per head 2024: Gini | highest over lowest "
        "| between prefectures, of Theil T |",
        "| 单元 | 2024年收入：基尼系数 | 2025年收入：基尼系数 | 最高与最低之比 "
        "| 泰尔指数中设区市之间占比 | 2024年人均生产总值：基尼系数 | 最高与最低之比 | 泰尔指数中设区市之间占比 |",
    )
    lines = [f.pick(heads), "| --- | --- | --- | --- | --- | --- | --- | --- |"]
    for border, words in BORDERS.items():
        start = f"borders.{border}"
        if border == "town_country":
            key = f"{start}.gini.2024"
            count, cells = f.count(key), [f.number(key, 4), "–", "–", "–", "–", "–", "–"]
        else:
            count = f.count(f"{start}.income.gini.2025")
            cells = [f.number(f"{start}.income.gini.2024", 4)]
            for name, year in (("income", "2025"), ("gdp_head", "2024")):
                own = f"{start}.{name}"
                cells += [
                    f.number(f"{own}.gini.{year}", 4),
                    f.number(f"{own}.max_min.{year}", 2),
                    f.percent(f"{own}.between.{year}")
                    if border != "prefectures"
                    else f.pick(("all", "全部")),
                ]
        lines.append(f.row(f.pick(words) + f.pick((f" ({count})", f"（{count}个）")), *cells))
    del language
    return "\n".join(lines)


def scores_table(f: Filled, language: str) -> str:
    """Targets for which there is a figure: the figure, and it over the target, on each base."""
    heads = (
        "| target | latest published or computed from it | over the target | other base or year "
        "| over the target | verdict |",
        "| 目标 | 最新公布数（或由其算得） | 与目标之比 | 另一口径或年份 | 与目标之比 | 判定 |",
    )
    lines = [f.pick(heads), "| --- | --- | --- | --- | --- | --- |"]
    mean = ("mean of 90 counties", "90县加权平均数")
    summed = ("sum of 90 counties", "90县合计数")
    of_counties = ("means of the counties", "各县平均数之比")
    of_cities = ("prefectures from counties", "由各县合成各市")
    for _, row in f.world.scores[f.world.scores["value"].notna()].iterrows():
        key = f"target.{row['indicator']}"
        unit = row["unit"]

        def said(value: float, unit: str = unit) -> str:
            ratio = unit == "ratio"
            decimals = (2 if value > 1 else 4) if ratio else 0 if value < 1e6 else None
            return str(amount(value, unit, decimals)[language])

        compared = f.pick(COMPARED[row["comparison"]])
        title = TITLES[row["indicator"]][language]
        limit, by = said(row["target"]), row["by"]
        target = (
            f"{title}: {compared} {limit} by {by}"
            if language == "en"
            else f"{title}：{by}年{compared}{limit}"
        )
        other, ratio = "–", "–"
        for word in ("other", "beside"):
            if f"{key}.{word}" in f.numbers.rows:
                period = f.numbers.rows[f"{key}.{word}"]["period"]
                words = summed if row["indicator"] == "gdp_yuan" else mean
                words = of_counties if row["indicator"] == "urban_rural_income_ratio" else words
                words = of_cities if row["indicator"] == "city_income_max_min_ratio" else words
                value = said(f.numbers[f"{key}.{word}"])
                other = (
                    f"{value} ({period}, {words[0]})"
                    if language == "en"
                    else f"{value}（{period}年，{words[1]}）"
                )
                ratio = f.number(f"{key}.{word}_ratio", 3)
        value = said(row["value"])
        about = ("about ", "约")[language == "zh"] if row["bound"] == "~" else ""
        latest = (
            f"{about}{value} ({row['period']})"
            if language == "en"
            else f"{about}{value}（{row['period']}年）"
        )
        lines.append(
            f.row(
                target,
                latest,
                f.number(f"{key}.ratio", 3),
                other,
                ratio,
                f.pick(VERDICTS[row["verdict"]]),
            )
        )
    return "\n".join(lines)


def span_table(f: Filled, language: str) -> str:
    """Dispersion at both ends and the slope, span by span."""
    heads = (
        "| product of 11 prefectures | dispersion (sd of logs), first → last year | p of its change "
        "| slope of yearly growth on log level (95%) | p | p with HC3 |",
        "| 11个设区市生产总值 | 离散程度（对数标准差），首年→末年 | 变化的p值 "
        "| 年增长率对初始对数水平的斜率（95%区间） | p值 | p值（HC3） |",
    )
    lines = [f.pick(heads), "| --- | --- | --- | --- | --- | --- |"]
    for key, words in SPAN_WORDS.items():
        _, first, last, _ = SPANS[key]
        name = key.split(".")[0]
        ends = " → ".join(f.number(f"sigma.{name}.{year}", 3) for year in (first, last))
        low, high = (f.number(f"beta.{key}.{end}", 3) for end in ("low", "high"))
        slope = f.number(f"beta.{key}.slope", 3)
        between = f"{slope} ({low} to {high})" if language == "en" else f"{slope}（{low}至{high}）"
        ps = [f.number(f"beta.{key}.{word}", 3) for word in ("sigma_p", "p", "p_hc3")]
        lines.append(f.row(f.pick(words), ends, ps[0], between, ps[1], ps[2]))
    return "\n".join(lines)
