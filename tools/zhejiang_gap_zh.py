"""The page on Zhejiang's gaps, in Chinese; every number comes from `Numbers`."""

from zhejiang_gap_words import Filled, borders_table, county_table, scores_table, span_table


def page(f: Filled) -> str:
    """The page as Markdown."""
    n, pct, yuan, pp = f.number, f.percent, f.yuan, f.points
    sure = f.numbers.sure
    return f"""# 浙江的三大差距：只用公布数

<!-- 由 tools/zhejiang_gaps.py 生成，请改脚本，不要改本页。 -->

**90个县（市、区）之间，人均可支配收入的基尼系数2025年为{n("income.gini.2025", 3)}，2024年为{n("income.gini.2024", 3)}。\
其泰尔指数约三分之一在11个设区市之间，约一半在山区26县与其他县之间。山区26县人均收入为转录表所载全省平均数的\
{pct("mountain_26.ratio.published.2025")}，为90县平均数的{pct("mountain_26.ratio.weighted_mean.2025")}：\
2025年四种口径中只有前一种达到2027年须达到的75%。**

本页全部由一个脚本用随软件附带的公布数算出，没有任何模拟数。每个数的口径、时期和来源见{{download}}`gaps.csv <../../zhejiang/gaps.csv>`。\
先说明三点：

- **各县收入是转录的。** 2024年和2025年90个县的收入都抄自网上的一张表，不是统计年鉴。已知该表有{n("doubtful.counties")}行\
印错（宁海、秀洲、金东、开化），错在哪个数没有记录。“剔除存疑数据”即不计这{n("doubtful.counties")}行。
- **每个县按“人人都是平均数”计。** 县内居民之间的差距不在这些数里，所以只要平均数无误，这里的指数就是居民之间不平等程度的下界，但不是估计值。
- **90个县就是全部的县**，县不是抽样得来的。但每个县的平均数出自住户调查，其误差不在所收数据之内：无法给出区间，而且这种误差本身就会使各县看起来差别更大。\
本页能给出的，是结果在多大程度上取决于来源、口径、区划和偶然性。

## 90个县之间有多不平等

![两条洛伦兹曲线](gaps-lorenz.svg)

{county_table(f, "zh")}

- **口径。** 2025年收入的基尼系数，按户籍人口加权为{n("income.gini.2025.registered", 4)}，每县各算一个为\
{n("income.gini.2025.unweighted", 4)}。人均数应按常住人口加权；文献中三种都有，故一并列出。
- **较低的一半。** 2025年，住在平均数较低各县的一半常住人口拥有{pct("income.poorer_half.2025")}的收入。
- **两端。** 2025年最低的是开化县，{yuan("income.min.2025")}元，该行存疑；最高的是义乌市，{yuan("income.max.2025")}元。最高与最低之比为\
{n("income.max_min_ratio.2025", 2)}，剔除存疑数据为{f.plain(sure("income.max_min_ratio.2025"), 2)}。
- **存疑数据。** 假如2024年{n("doubtful.counties")}个存疑收入可在年鉴所载该县农村与城镇居民收入之间任取，2024年基尼系数最大为\
{n("income.gini.2024.worst_doubt", 4)}；按原表为{n("income.gini.2024", 4)}。
- **另一来源。** 把年鉴的城镇、农村居民收入按常住人口合成，可算{f.count("income.gini.2024.yearbook")}个县，2024年基尼系数为\
{n("income.gini.2024.yearbook", 4)}；同样这些县按转录表为{n("income.gini.2024.same_counties", 4)}。两者逐县相差\
{pp("check.mixture.min")}至{pp("check.mixture.max")}（龙港市）。
- **“存疑”的依据。** 这4行印错，是随表记录下来的，不是在这里发现的。与年鉴相比，这几行最多相差{pct("doubtful.apart.marked_max")}，各县中位数为\
{pct("doubtful.apart.median")}。相差超过5%的有{n("doubtful.apart.far")}个县，龙港市之后最大的是庆元县（{pp("doubtful.apart.second")}）和淳安县\
（{pp("doubtful.apart.third")}），都没有标为存疑。“剔除存疑数据”只是不计四个县，不等于“没有误差”。
- **四舍五入。** 常住人口取整对基尼系数的影响不到0.0001（一阶近似）。
- **生产总值不是收入。** 人均生产总值按生产地计，且包含企业和政府所得，只与收入并列，不能代替收入。

## 设区市之间占多少

| 11个设区市的90个县 | 设区市之间 | 剔除存疑数据 | 假如分市毫无意义：平均（95%的抽取） | p值 |
| --- | --- | --- | --- | --- |
{f.between_rows("zh")}

即使把各县随机分到各市，泰尔指数也会有{pct("income.theil_t.between.2025.null_mean", 0)}落在市与市之间，不看这个数，占比没有意义。\
实际占比高于偶然所能给出的。对基尼系数作Dagum分解，结论相同但较弱：2025年组间净值占{pct("income.dagum.net_between.2025")}，\
偶然情形为{pct("income.dagum.net_between.2025.null_mean")}（{pct("income.dagum.net_between.2025.null_low")}至\
{pct("income.dagum.net_between.2025.null_high")}）。这一检验问的是各市是否只是县的随机组合；相邻地方大多相似，通过检验并不说明市界本身起作用。

## 换一种区划会怎样

{borders_table(f, "zh")}

人没有变，除第一行外收入也没有变：把同市各区合并，或只看设区市，许多差别就隐入单元之内；把城镇、农村分开（按年鉴），显出的差别更多。所以，县际基尼系数只能与区划相同的比较。\
设区市之间的占比也取决于区划：人均生产总值的这一占比，各区合并后从{pct("borders.counties.gdp_head.between.2024", 0)}变为\
{pct("borders.merged.gdp_head.between.2024", 0)}。

## 山与海

| 山区26县人均收入与全省之比 | 2024年 | 2025年 | 2025年剔除存疑数据 |
| --- | --- | --- | --- |
{f.ratio_rows("zh")}

- **离目标线很近。** 2025年全省公布数{yuan("check.disposable_income_per_head_yuan.2025.published")}元也出自那张转录表；正式文件只说“超过\
{yuan("province.income.2025.floor")}元”，由此只知该比例低于{pct("mountain_26.ratio.ceiling.2025", 2)}。全省数若高于\
{yuan("mountain_26.province_at_target.2025")}元，按这一口径也低于目标。
- **一行决定2024年。** 开化县2024年的存疑收入只要低{yuan("mountain_26.slack.2024")}元，{pct("mountain_26.ratio.published.2024", 2)}就会低于75%；\
2025年则要低{yuan("mountain_26.slack.2025")}元。“剔除存疑数据”是把26县中收入最低的开化县排除在外，与全省公布数之比仅因此而升高，不是26县的比例。
- **按年鉴**，2024年26县收入为全省公布数的{pct("mountain_26.ratio.published.2024.yearbook")}，为88县平均数的\
{pct("mountain_26.ratio.weighted_mean.2024.yearbook")}：都更高，但仍分居目标线两侧。
- **约一半。** 2025年收入的泰尔指数有{pct("mountain_26.theil_t.between.2025.share")}在山区26县与其余{f.count("others.mean.2025")}个县之间\
（剔除存疑数据为{f.share(sure("mountain_26.theil_t.between.2025.share"))}）；按山区海岛25县为\
{pct("mountain_island.theil_t.between.2025.share")}。收入最低的26个县（其中{n("lowest_26.on_list")}个在名单上）则为\
{pct("lowest_26.theil_t.between.2025")}。它与设区市之间的占比相互重叠，不是同一整体的两个部分。退出名单要看生产总值和收入，\
名单本身就取决于这里所测的量，所以不作偶然性检验。
- **平均数。** 2025年山区26县人均{yuan("mountain_26.mean.2025")}元，其他县{yuan("others.mean.2025")}元。26县中有\
{n("mountain_26.below_three_quarters.2025")}个低于全省公布数的四分之三。
- **海。** 公布数中没有沿海县的名单。有记录的山区县结对对象是{f.count("paired_sea.mean.2025")}个县；与其结对的\
{f.count("paired_mountain.mean.2025")}个山区县人均收入2025年为其{pct("paired.ratio.2025")}，2024年为{pct("paired.ratio.2024")}。有些结对对象并不沿海，\
结对记录也不完整；一年的差别不能说明结对有什么作用。
- **名单。** 两年都按全部26县计，包括后来退出名单的县。

## 城与乡

![90个县城乡居民之间泰尔指数的各部分](gaps-town-country.svg)

| 城乡收入倍差 | 倍差 | 口径 |
| --- | --- | --- |
{f.urban_rows("zh")}

- **县域之内。** 把每个县的城镇居民和农村居民分开，2024年泰尔指数的{pct("town_country.theil_t.area")}在县域内城乡之间，\
{pct("town_country.theil_t.county")}在同一设区市的县之间，{pct("town_country.theil_t.prefecture")}在设区市之间（对数离差均值：\
{pct("town_country.mean_log_deviation.area")}、{pct("town_country.mean_log_deviation.county")}、\
{pct("town_country.mean_log_deviation.prefecture")}）。这些占比的总数是{n("town_country.theil_t.total", 4)}，\
与只按县平均数算的{n("income.theil_t.2024", 4)}不是一个总数。
- **各县。** {f.count("urban_rural.counties.median")}个县两项收入齐全：从{n("urban_rural.counties.min", 2)}（岱山县）到\
{n("urban_rural.counties.max", 2)}（婺城区），中位数{n("urban_rural.counties.median", 2)}，{n("urban_rural.counties.above_1.9")}个县高于1.9。\
五个区没有公布农村居民收入，不在其内；其中两个区（西湖、龙湾）的{yuan("town_country.left_out")}名农村居民因此也不在上述分解之内。
- **来源之间对不上。** 2024年各县收入的加权平均数与全省公布数相差{pp("check.disposable_income_per_head_yuan.2024.off")}（城镇\
{pp("check.urban_disposable_income_per_head_yuan.2024.off")}，农村{pp("check.rural_disposable_income_per_head_yuan.2024.off")}），2025年相差\
{pp("check.disposable_income_per_head_yuan.2025.off")}。各县平均数不必与全省调查数一致，所以本页每个比例都注明口径。

## 目标

{scores_table(f, "zh")}

{f.unmeasured("zh")}与目标之比不是判定：年份不同，生产总值按当年价格。

设区市收入最高与最低之比，11市齐全的公布数只有2020年1—9月（{n("cities.income_max_min.2020_nine_months", 2)}），与公布的全年\
{n("target.city_income_max_min_ratio.value", 2)}不是一个口径。由各县合成11市，按常住人口2024年为{n("prefectures.max_min.2024", 2)}、2025年为\
{n("prefectures.max_min.2025", 2)}，按户籍人口为{n("prefectures.max_min.2024.registered", 2)}和{n("prefectures.max_min.2025.registered", 2)}，\
按年鉴2024年为{n("prefectures.max_min.2024.yearbook", 2)}：都在目标线以内。但这些是各县平均数合成的，与公布数对不上，不能拿来与\
{n("target.city_income_max_min_ratio.value", 2)}相比，说差距缩小了多少。

## 2024年到2025年变了什么

| 90个县收入的基尼系数，两年都用2024年常住人口 | 全部 | 剔除存疑数据 |
| --- | --- | --- |
{f.change_rows("zh")}

基尼系数下降{f.plain(abs(f.numbers["change.change"]), 4)}。四舍五入的影响小于此数，存疑数据可能掩盖的却大于此数：改动这几行，2024年的基尼系数最多可上升\
{f.gap("income.gini.2024.worst_doubt", "income.gini.2024", 4)}。剔除与否，方向相同。同一张表的两年不成趋势。

按当年价格，山区26县平均收入增长{pct("change.growth.mountain_26")}，其他县增长{pct("change.growth.others")}；以元计，分别增加\
{yuan("change.yuan.mountain_26")}元和{yuan("change.yuan.others")}元。其他县的平均数从山区26县的{n("others.multiple.2024", 3)}倍变为{n("others.multiple.2025", 3)}倍，差额从\
{yuan("others.distance.2024")}元变为{yuan("others.distance.2025")}元，引用时两者应一并给出。2024年收入越低，增长越快（秩相关系数\
{n("change.rank_correlation", 2)}）；但只要2024年的数有误，就会自行造成这种负相关，所以它不能度量追赶。

## 11个设区市生产总值，2015—2021年

![2016—2019年增长率与初始人均生产总值](gaps-growth-one-base.svg)

![2015—2021年增长率与初始人均生产总值，跨口径](gaps-growth-mixed-base.svg)

{span_table(f, "zh")}

- **口径变了两次。** 2015年人均数按户籍人口计：凡年鉴可查的{n("gdp_head.2015.registered")}个市，与按户籍人口计的数完全相同。由总量和人均反推的人口看，2016年起按常住人口，\
2020年起按普查后的常住人口。反推的人口2015年到2016年变动{pp("implied.2015-2016.min")}至{pp("implied.2015-2016.max")}，\
2019年到2020年变动{pp("implied.2019-2020.min")}至{pp("implied.2019-2020.max")}（2018年到2019年为{pp("implied.2018-2019.min")}至\
{pp("implied.2018-2019.max")}）。
- **因此没有“趋同”的结论。** 2015—2021年的斜率为{n("beta.gdp_head.2015-2021.slope", 3)}，看似确凿；但人口流入市户籍人口少于常住人口，2015年偏高，\
流出市则偏低。在同一口径内，斜率和离散程度的变化都无法与零区分，区间很宽：趋同和趋异都没有得到证明，也都没有被排除。
- **总量。** 2015—2021年总量的斜率为正（大市增长更多）；普通标准误的p值为{n("beta.gdp.2015-2021.p", 2)}，HC3为\
{n("beta.gdp.2015-2021.p_hc3", 2)}。只有11个点，两者会有这种差别，我们视为未定。总量混合了人口与人均。
- **当年价格，首次公布数。** 各市共用的平减指数不改变斜率和离散程度；各市价格变动的差别不得而知，2018年和2023年经济普查后的修订也不在其内。
- **区间**用自由度为9的t分布：把各市每年的扰动看作抽取，且各市相互独立，相邻市未必如此。

## 这些数不能回答什么

- **居民之间的收入差距。** 全省公布的是平均数（全体、城镇、农村和分项收入）。五等份收入组和收入分组表不在所收数据之内，因此不能给出居民基尼系数，也不能给出其界限。\
新闻中2021年家庭年可支配收入20万至60万元的占比{f.middle()}只是一个点，旁边既没有分组也没有平均数。
- **各县的趋势。** 只有一对年份，且出自同一张表。
- **原因。** 本页不说明任何差别或变化的原因。

## 批评者的问题

本页由没有参与写作的人读过，并尽力挑错：用与gongfu毫不相干的代码，从随软件附带的数据重算了其中一百多个数，没有发现算错的；文字上缺的（调查误差、区划、“存疑”的含义、\
由各县合成各市）已经补上。其余问题如下：

- *0.097算低吗？* 这是县平均数之间的不平等，不能与住户收入的基尼系数相比。
- *山区与其他县之间占一半，设区市之间占三分之一，是因为山区吗？* 数据不能回答。前者是按生产总值和收入进出的两组，后者是按行政区划分的11组；前者的占比得益于这种分法。
- *2025年为何用2024年常住人口加权？* 所收数据没有2025年各县常住人口。因此，所列变化只是收入的变化。
- *对义乌来说，县是合适的单元吗？* 义乌有{yuan("yiwu.residents.2024")}名常住人口、{yuan("yiwu.registered.2024")}名户籍人口，却只有一个平均数。加权指数按人口计它。\
去掉义乌，2025年基尼系数为{n("income.gini.2025.one_left_out", 4)}；去掉其他任何一个县，变化都更小。义乌居民之间的差别不在这些数里。
- *常住人口是否包括收入在外地的流动人口？* 常住人口按居住地计。山区26县有{yuan("mountain_26.residents.2024")}名常住人口、\
{yuan("mountain_26.registered.2024")}名户籍人口：离开的人的收入计入其他县的平均数。他们寄回多少，从这些数看不出来。所以两种权数都列出。
- *75.3%算超过75%吗？* 只有按全省公布数、常住人口加权才超过，而且依据的是转录表，26县中有一行存疑。四种口径中有三种低于75%。
- *p值说明什么？* 占比的p值只回答“这些组是不是随机的一堆”（{f.draws}次抽取，随机种子固定，最小只能是0.0005，所以0.0005与0.0010没有差别）；一页中检验多次，出现个别小p值并不奇怪。

## 重新生成

```
python tools/zhejiang_gaps.py
```

各指数用总体公式（见[测算不平等](../howto/inequality.md)）；泰尔指数按Theil 1967分解，基尼系数按Dagum 1997分解，其变化按Jenkins和Van Kerm 2006分解；离散程度的变化按Pitman和Morgan 1939的配对方法检验，离散程度为对数的总体标准差。\
来源：{f.sources("zh")}。
"""
