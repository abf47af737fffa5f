"""The page on Zhejiang's gaps, in English; every number comes from `Numbers`."""

from zhejiang_gap_words import Filled, borders_table, county_table, scores_table, span_table


def page(f: Filled) -> str:
    """The page as Markdown."""
    n, pct, yuan, pp = f.number, f.percent, f.yuan, f.points
    return f"""# Zhejiang's three gaps, from published figures

<!-- Made by tools/zhejiang_gaps.py; change that, not this. -->

**Between the 90 counties, income per head had a Gini coefficient of {n("income.gini.2025", 3)} in 2025 and \
{n("income.gini.2024", 3)} in 2024. About a third of its Theil index lies between the 11 prefectures, about half between the 26 \
mountain counties and the others. The mountain counties have {pct("mountain_26.ratio.published.2025")} of the \
province's mean as a copied table gives it, or {pct("mountain_26.ratio.weighted_mean.2025")} of the mean of its counties: \
of the four bases of 2025 only the first reaches the 75% that 2027 must show.**

Everything here is computed from the figures that come with gongfu, by one script; nothing is simulated. Every number, \
with its base, period and source, is in {{download}}`gaps.csv <gaps.csv>`. Three things to know first:

- **The county incomes are a copy.** All 90 incomes of 2024 and 2025 were transcribed from a table posted online, not \
from a yearbook. The table is known to be misprinted in {n("doubtful.counties")} rows (Ninghai, Xiuzhou, Jindong, \
Kaihua); which number is wrong is not recorded. "Without doubtful" leaves these rows out.
- **A county counts as if all its people had its mean.** Inequality among the people of a county is not in these \
figures, so the indices, if the means are right, are lower bounds of inequality among people, and not estimates of it.
- **Ninety counties are all counties**, so none was sampled. Each mean does rest on a survey of households, whose error is not \
among the figures: no interval can be given for it, and such error by itself makes counties look less alike. What can be given is how much \
hangs on the source, the base, the borders and chance.

## How unequal are the 90 counties?

![Two Lorenz curves](gaps-lorenz.svg)

{county_table(f, "en")}

- **Base.** Weighted by registered population the Gini coefficient of income in 2025 is \
{n("income.gini.2025.registered", 4)}, and with every county counted once {n("income.gini.2025.unweighted", 4)}. \
Figures per head go with residents; the others are shown because the literature uses all three.
- **Poorer half.** The half of the residents who live in the counties with the lower means has \
{pct("income.poorer_half.2025")} of the income in 2025.
- **Ends.** The lowest mean of 2025, {yuan("income.min.2025")} yuan, is Kaihua's, whose row is doubtful; the highest, \
{yuan("income.max.2025")} yuan, is Yiwu's. Highest over lowest is {n("income.max_min_ratio.2025", 2)}, and \
{n_sure(f, "income.max_min_ratio.2025", 2)} without doubtful.
- **Doubt.** If each of the {n("doubtful.counties")} doubtful incomes of 2024 lay anywhere between its county's rural \
and urban income of the yearbook, the Gini coefficient of 2024 would be {n("income.gini.2024.worst_doubt", 4)} at most, \
against {n("income.gini.2024", 4)} as printed.
- **Other source.** Urban and rural incomes of the yearbook, put together by residents, give \
{n("income.gini.2024.yearbook", 4)} for 2024 in the {f.count("income.gini.2024.yearbook")} counties where that can be \
done; the transcribed table gives {n("income.gini.2024.same_counties", 4)} for the same counties. County by county the two \
differ by {pp("check.mixture.min")} to {pp("check.mixture.max")} (Longgang).
- **What "doubtful" rests on.** That these rows are misprinted was recorded with the table, not found here. Against the yearbook they are \
off by {pct("doubtful.apart.marked_max")} at most, the median county by {pct("doubtful.apart.median")}. {n("doubtful.apart.far")} counties are off by \
more than 5%, after Longgang most of all Qingyuan ({pp("doubtful.apart.second")}) and Chun'an ({pp("doubtful.apart.third")}); none of them is \
marked. "Without doubtful" leaves out four counties; it does not mean "without error".
- **Rounding** of the residents changes the Gini coefficient by less than 0.0001 (first order).
- **Product is not income.** Product per head is made where people work, not where they live, and counts what firms and \
governments keep. It is shown beside income, not in its place.

## How much lies between prefectures?

| 90 counties in 11 prefectures | between prefectures | without doubtful | if prefectures meant nothing: mean (95% of draws) | p |
| --- | --- | --- | --- | --- |
{f.between_rows("en")}

With prefectures dealt out at random, {pct("income.theil_t.between.2025.null_mean", 0)} of Theil T would still \
lie between them: a share means little without that. The observed shares are above what chance gives. Dagum's split of the \
Gini coefficient says the same more weakly: {pct("income.dagum.net_between.2025")} net between in 2025, where chance gives \
{pct("income.dagum.net_between.2025.null_mean")} ({pct("income.dagum.net_between.2025.null_low")} to \
{pct("income.dagum.net_between.2025.null_high")}). The test asks whether prefectures are random heaps of counties; neighbours \
are alike in most places, so passing it does not show that prefectures' borders matter.

## What other borders would give

{borders_table(f, "en")}

The people stay the same, and but for the first row the incomes too: with the districts of a prefecture merged, or prefectures only, much of the difference disappears into \
the units; with town and country told apart (by the yearbook) more of it shows. So a Gini coefficient of counties may be compared with another \
only if both have the same borders. The share between prefectures depends on them as well: for product per head it goes from \
{pct("borders.counties.gdp_head.between.2024", 0)} to {pct("borders.merged.gdp_head.between.2024", 0)} when districts are merged.

## Mountain and coast

| mean income over the province's, 26 mountain counties | 2024 | 2025 | 2025 without doubtful |
| --- | --- | --- | --- |
{f.ratio_rows("en")}

- **Close to the line.** The province's own figure of 2025, {yuan("check.disposable_income_per_head_yuan.2025.published")} yuan, \
stands in the same copied table; the official text says only "more than {yuan("province.income.2025.floor")}", which gives a ratio below \
{pct("mountain_26.ratio.ceiling.2025", 2)}. Above {yuan("mountain_26.province_at_target.2025")} yuan the ratio would be below the target on this \
base too.
- **One row decides 2024.** Were Kaihua's doubtful income of 2024 only {yuan("mountain_26.slack.2024")} yuan lower, \
{pct("mountain_26.ratio.published.2024", 2)} would be below 75%; for 2025 it would take {yuan("mountain_26.slack.2025")} yuan. "Without \
doubtful" leaves Kaihua, the poorest of the 26, out of them: the ratio to the province rises for that reason alone and is not the ratio of the 26.
- **By the yearbook** the 26 have {pct("mountain_26.ratio.published.2024.yearbook")} of the province's published mean in 2024, and \
{pct("mountain_26.ratio.weighted_mean.2024.yearbook")} of the mean of 88 counties: higher, but again on both sides of the line.
- **Half of it.** Between the 26 mountain counties and the {f.count("others.mean.2025")} others lie \
{pct("mountain_26.theil_t.between.2025.share")} of Theil T of income in 2025 \
({pct_sure(f, "mountain_26.theil_t.between.2025.share")} without doubtful); for the 25 mountain and island counties it is \
{pct("mountain_island.theil_t.between.2025.share")}. The 26 counties of lowest income, {n("lowest_26.on_list")} of which are on the list, \
would give {pct("lowest_26.theil_t.between.2025")}. This overlaps with the share between prefectures; the two are no parts \
of one whole. Counties leave the list by their product and income, so membership goes by what is measured here, and \
no test against chance is made.
- **Means.** The mountain counties have {yuan("mountain_26.mean.2025")} yuan a head in 2025, the others \
{yuan("others.mean.2025")}. {n("mountain_26.below_three_quarters.2025")} of the 26 are below three quarters of the province's \
published mean.
- **Coast.** No published list of coastal counties is among the figures. Recorded as partners of mountain counties are \
{f.count("paired_sea.mean.2025")} counties; the {f.count("paired_mountain.mean.2025")} mountain counties paired with them have \
{pct("paired.ratio.2025")} of their mean in 2025 and {pct("paired.ratio.2024")} in 2024. Some partners lie inland, the record of \
pairings is incomplete, and one year's difference says nothing of what pairing does.
- **The list.** All 26 are counted in both years, also those that have left the list since.

## Town and country

![Parts of Theil T over town and country people of 90 counties](gaps-town-country.svg)

| urban over rural income | ratio | base |
| --- | --- | --- |
{f.urban_rows("en")}

- **Within counties.** When the town people and the country people of each county are told apart, \
{pct("town_country.theil_t.area")} of Theil T in 2024 lies between town and country within counties, \
{pct("town_country.theil_t.county")} between counties of a prefecture and {pct("town_country.theil_t.prefecture")} between \
prefectures (mean log deviation: {pct("town_country.mean_log_deviation.area")}, \
{pct("town_country.mean_log_deviation.county")}, {pct("town_country.mean_log_deviation.prefecture")}). These shares are of \
another total, {n("town_country.theil_t.total", 4)}, than that of county means, {n("income.theil_t.2024", 4)}.
- **Counties.** {f.count("urban_rural.counties.median")} counties have both incomes: from \
{n("urban_rural.counties.min", 2)} (Daishan) to {n("urban_rural.counties.max", 2)} (Wucheng), median \
{n("urban_rural.counties.median", 2)}; {n("urban_rural.counties.above_1.9")} are above 1.9. Five districts have no published rural income \
and are not in it; {yuan("town_country.left_out")} country people of two of them (Xihu, Longwan) are thus left out of the split too.
- **Sources do not add up.** The weighted mean of county incomes is {pp("check.disposable_income_per_head_yuan.2024.off")} from \
the province's own figure for 2024 (town {pp("check.urban_disposable_income_per_head_yuan.2024.off")}, country \
{pp("check.rural_disposable_income_per_head_yuan.2024.off")}); for 2025 {pp("check.disposable_income_per_head_yuan.2025.off")}. \
Means of counties need not add up to the province's own survey, so every ratio here names its base.

## Targets

{scores_table(f, "en")}

{f.unmeasured("en")} A ratio to a target is no verdict: years differ, and GDP is in current prices.

For the highest over the lowest prefecture the only published incomes of all eleven are of January to September 2020 \
({n("cities.income_max_min.2020_nine_months", 2)}), which is not the published {n("target.city_income_max_min_ratio.value", 2)} of the whole \
year. Put together from counties the eleven give {n("prefectures.max_min.2024", 2)} in 2024 and {n("prefectures.max_min.2025", 2)} in 2025 by residents, \
{n("prefectures.max_min.2024.registered", 2)} and {n("prefectures.max_min.2025.registered", 2)} by registered population, and \
{n("prefectures.max_min.2024.yearbook", 2)} in 2024 by the yearbook: all below the limit. They are means of counties, which do not add up to \
published figures, and must not be compared with {n("target.city_income_max_min_ratio.value", 2)} as if the gap had closed by so much.

## What changed from 2024 to 2025

| Gini coefficient of income, 90 counties, residents of 2024 in both years | all | without doubtful |
| --- | --- | --- |
{f.change_rows("en")}

The Gini coefficient fell by {n_size(f, "change.change", 4)}. Rounding explains less than that; the doubtful rows could hide \
more: moving them raises the coefficient of 2024 by up to {f.gap("income.gini.2024.worst_doubt", "income.gini.2024", 4)}. \
The sign is the same with and without them. Two years of one table are no trend.

Mean income of the mountain counties grew by {pct("change.growth.mountain_26")}, that of the others by \
{pct("change.growth.others")}, in current prices; in yuan, by {yuan("change.yuan.mountain_26")} and \
{yuan("change.yuan.others")}. The others had {n("others.multiple.2024", 3)} and then {n("others.multiple.2025", 3)} times the mountain \
counties' mean; the distance went from {yuan("others.distance.2024")} to {yuan("others.distance.2025")} yuan. Quote both or neither. Growth goes with low income in 2024 (rank correlation \
{n("change.rank_correlation", 2)}); an error in an income of 2024 alone would push this down by itself, so it is no measure \
of catching up.

## Product of the 11 prefectures, 2015 to 2021

![Growth against initial product per head, 2016 to 2019](gaps-growth-one-base.svg)

![Growth against initial product per head, 2015 to 2021, across changes of base](gaps-growth-mixed-base.svg)

{span_table(f, "en")}

- **The series changes its base twice.** Product per head of 2015 is per registered person: it equals the yearbook's value \
in all {n("gdp_head.2015.registered")} prefectures where that is known. From 2016 it is, by the population it implies, per resident, and \
from 2020 per resident as the census counted them. That population moves by {pp("implied.2015-2016.min")} to {pp("implied.2015-2016.max")} between 2015 and \
2016 and by {pp("implied.2019-2020.min")} to {pp("implied.2019-2020.max")} between 2019 and 2020 (between 2018 and 2019: \
{pp("implied.2018-2019.min")} to {pp("implied.2018-2019.max")}).
- **So there is no finding of convergence.** From 2015 to 2021 the slope is {n("beta.gdp_head.2015-2021.slope", 3)} and looks sure; \
the registered population of prefectures that people move to is smaller than their residents, so 2015 is too high there and too low \
where people leave. On one base neither the slope nor the change of dispersion can be told from zero, with wide intervals: neither \
convergence nor divergence is shown or excluded.
- **Totals.** Total product from 2015 to 2021 has a positive slope (larger prefectures grew more); the usual standard error gives \
p = {n("beta.gdp.2015-2021.p", 2)}, HC3 gives {n("beta.gdp.2015-2021.p_hc3", 2)}. With 11 points the two may differ so; we call it \
undecided. Totals mix people and product per head.
- **Current prices, as first published.** A deflator common to all prefectures would change no slope and no dispersion; differing \
price changes are not known, and the revisions after the economic censuses of 2018 and 2023 are not in the series.
- **Intervals** are of Student's t with 9 degrees of freedom: they treat the yearly disturbances of the prefectures as draws, \
independent between prefectures, which neighbours need not be.

## What the figures do not allow

- **The income gap among people.** The province publishes means (all, town, country, and by kind of income). Five income groups and \
brackets of households are not among the figures held here, so no Gini coefficient of people and no bounds of one can be \
given. The share of households with 200,000 to 600,000 yuan of income in 2021 that a news text gives as {f.middle()} is one point, with neither \
brackets nor means beside it.
- **Trends of counties.** There is one pair of years, and one table for both.
- **Causes.** Nothing here says why anything differs or changed.

## What a critic asked

This page was read by somebody who did not write it and tried to find fault with it. More than a hundred of its numbers were computed again from \
the embedded figures with code that shares nothing with gongfu; none was wrong. What was wanting in words (survey error, borders, what \
"doubtful" means, prefectures put together from counties) was added. Remaining questions:

- *Is 0.097 low?* It is inequality between means of counties. It must not be set beside a Gini coefficient of households.
- *Half between mountain and the others, a third between prefectures: is the mountain the cause?* The figures do not say. Two groups that \
are kept by product and income are set against eleven that are cut by administration; the first share is helped by that choice.
- *Why do residents of 2024 weigh 2025?* Those of 2025 are not among the figures. The change shown is thus one of incomes alone.
- *Is a county a fair unit for Yiwu?* It has {yuan("yiwu.residents.2024")} residents and {yuan("yiwu.registered.2024")} registered people, and \
one mean. Weighted indices count it by its people. Without it the Gini coefficient of 2025 would be \
{n("income.gini.2025.one_left_out", 4)}; leaving out any other single county changes less. How its people differ is not in these figures.
- *Do residents include migrants whose income is elsewhere?* Residents are counted where they live. The 26 mountain counties have \
{yuan("mountain_26.residents.2024")} residents and {yuan("mountain_26.registered.2024")} registered people: the incomes of those who left are \
in other counties' means. What they send home cannot be told from these figures. That is why both weights are shown.
- *Is 75.3% above 75%?* Only over the province's own figure, by residents, and by a copied table with a doubtful row among the 26. \
On three of four bases it is below.
- *What do the p values say?* Those of shares answer "are these groups a random heap" ({f.draws} draws, seed fixed: none can be below 0.0005, so \
0.0005 and 0.0010 say the same); with several tables on one page some small p is to be expected.

## Make it again

```
python tools/zhejiang_gaps.py
```

Indices are population formulas (see [Inequality](../howto/inequality.md)); Theil T is split by Theil 1967, the Gini coefficient by Dagum \
1997, its change by Jenkins and Van Kerm 2006; the change of dispersion is tested as Pitman and Morgan 1939 do for paired data. \
Dispersion is the population standard deviation of logarithms. Sources: {f.sources("en")}.
"""


def n_sure(f: Filled, key: str, decimals: int) -> str:
    """A number without doubtful rows."""
    return f.plain(f.numbers.sure(key), decimals)


def pct_sure(f: Filled, key: str) -> str:
    """A share without doubtful rows."""
    return f.share(f.numbers.sure(key))


def n_size(f: Filled, key: str, decimals: int) -> str:
    """A number without its sign."""
    return f.plain(abs(f.numbers[key]), decimals)
