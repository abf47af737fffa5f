"""What a published number means: its words, its unit, which way is better.

Keys carry their unit where it is money, area, length, volume or energy (`gdp_yuan`); people and
things are counted; shares and ratios are plain numbers, shares from 0 to 1.  Keys that begin with
`census_` belong to the census of 2020 and to the divisions of that year.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

from gongfu.errors import NotFoundError

Better = Literal["higher", "lower", "neither"]


@dataclass(frozen=True, slots=True)
class Indicator:
    """A number with its meaning.

    `unit` is the base unit of its values.  `better` says which direction is progress, if any.
    `per` is the key of the count that it is a mean over, and so its weight when means of places
    are averaged ("" for totals).  `decimals` are the digits worth showing after the point, for
    shares after the point of the per cent.
    """

    key: str
    title: Mapping[str, str]
    unit: str
    better: Better = "neither"
    per: str = ""
    decimals: int = 0


def _of(
    key: str,
    en: str,
    zh: str,
    unit: str,
    better: Better = "neither",
    per: str = "",
    decimals: int = 0,
) -> Indicator:
    return Indicator(key, {"en": en, "zh": zh}, unit, better, per, decimals)


_PEOPLE: Final = (
    _of("residents", "Residents", "常住人口", "people"),
    _of("urban_residents", "Urban residents", "城镇常住人口", "people"),
    _of("male_residents", "Male residents", "男性常住人口", "people"),
    _of("female_residents", "Female residents", "女性常住人口", "people"),
    _of("registered", "Registered population", "户籍人口", "people"),
    _of("registered_households", "Registered households", "户籍户数", "households"),
    _of("births", "Births", "出生人口", "people"),
    _of("deaths", "Deaths", "死亡人口", "people"),
    _of(
        "urbanisation_rate",
        "Share of residents who live in towns",
        "城镇化率",
        "share",
        per="residents",
        decimals=1,
    ),
    _of("new_urban_jobs", "New jobs in towns", "城镇新增就业", "people", "higher"),
    _of(
        "surveyed_urban_unemployment",
        "Surveyed urban unemployment rate",
        "城镇调查失业率",
        "share",
        "lower",
        decimals=1,
    ),
)

_ECONOMY: Final = (
    _of("gdp_yuan", "Gross domestic product", "地区生产总值", "yuan", "higher"),
    _of(
        "gdp_per_head_yuan",
        "Gross domestic product per head",
        "人均地区生产总值",
        "yuan",
        "higher",
        per="residents",
    ),
    _of(
        "gdp_per_registered_head_yuan",
        "Gross domestic product per registered head",
        "按户籍人口计算的人均生产总值",
        "yuan",
        "higher",
        per="registered",
    ),
    _of(
        "gdp_growth",
        "Growth of gross domestic product, in real terms",
        "地区生产总值增速",
        "share",
        "higher",
        decimals=1,
    ),
    _of("primary_value_added_yuan", "Value added, primary sector", "第一产业增加值", "yuan"),
    _of("secondary_value_added_yuan", "Value added, secondary sector", "第二产业增加值", "yuan"),
    _of("tertiary_value_added_yuan", "Value added, tertiary sector", "第三产业增加值", "yuan"),
    _of("industrial_value_added_yuan", "Industrial value added", "工业增加值", "yuan", "higher"),
    _of(
        "above_scale_industrial_value_added_yuan",
        "Industrial value added above scale",
        "规上工业增加值",
        "yuan",
        "higher",
    ),
    _of(
        "digital_core_value_added_yuan",
        "Value added, core digital economy",
        "数字经济核心产业增加值",
        "yuan",
        "higher",
    ),
    _of(
        "labour_productivity_yuan",
        "Labour productivity",
        "全员劳动生产率",
        "yuan per person",
        "higher",
    ),
    _of(
        "rd_intensity",
        "Research and development spending",
        "研发投入强度",
        "share of GDP",
        "higher",
        decimals=1,
    ),
    _of("retail_sales_yuan", "Retail sales of consumer goods", "社会消费品零售总额", "yuan"),
    _of("cpi_change", "Change of consumer prices", "居民消费价格涨幅", "share", decimals=1),
    _of("fiscal_revenue_yuan", "Total fiscal revenue", "财政总收入", "yuan", "higher"),
    _of("local_fiscal_revenue_yuan", "Local fiscal revenue", "地方财政收入", "yuan", "higher"),
    _of(
        "general_budget_revenue_yuan",
        "General budget revenue",
        "一般公共预算收入",
        "yuan",
        "higher",
    ),
    _of(
        "general_budget_expenditure_yuan", "General budget expenditure", "一般公共预算支出", "yuan"
    ),
    _of("household_deposits_yuan", "Savings deposits of households", "住户存款余额", "yuan"),
    _of("express_delivery_revenue_yuan", "Revenue of express delivery", "快递业务收入", "yuan"),
    _of("telecom_revenue_yuan", "Revenue of telecommunications", "电信业务收入", "yuan"),
)

_FLOWS: Final = (
    ("disposable_income", "Disposable income", "人均可支配收入", "higher"),
    ("wage_income", "Wage income", "人均工资性收入", "higher"),
    ("business_net_income", "Net business income", "人均经营净收入", "higher"),
    ("property_net_income", "Net property income", "人均财产净收入", "higher"),
    ("transfer_net_income", "Net transfer income", "人均转移净收入", "higher"),
    ("consumption_expenditure", "Consumption expenditure", "人均消费支出", "neither"),
)
_GROUPS: Final = (
    ("", "per head", "全体居民", "residents"),
    ("urban_", "per head, urban residents", "城镇居民", "urban_residents"),
    ("rural_", "per head, rural residents", "农村居民", "rural_residents"),
)
_INCOMES: Final = tuple(
    _of(f"{prefix}{flow}_per_head_yuan", f"{en} {whom}", f"{who}{zh}", "yuan", better, per)  # type: ignore[arg-type]
    for flow, en, zh, better in _FLOWS
    for prefix, whom, who, per in _GROUPS
)

_GAPS: Final = (
    _of(
        "urban_rural_income_ratio",
        "Urban income per head for one yuan of rural income",
        "城乡居民收入倍差",
        "ratio",
        "lower",
        decimals=2,
    ),
    _of(
        "city_income_max_min_ratio",
        "Highest to lowest income per head of the prefectures",
        "设区市人均可支配收入最高最低倍差",
        "ratio",
        "lower",
        decimals=2,
    ),
    _of(
        "mountain_26_income_to_province",
        "Income per head of the 26 mountain counties for one yuan of the province's",
        "山区26县居民收入与全省平均之比",
        "ratio",
        "higher",
        decimals=4,
    ),
    _of(
        "resident_income_to_gdp_per_head",
        "Disposable income per head to GDP per head",
        "居民人均可支配收入与人均GDP之比",
        "share",
        "higher",
        decimals=1,
    ),
    _of(
        "middle_income_share_20_60k",
        "Households with a yearly disposable income of 200,000 to 600,000 yuan",
        "家庭年可支配收入20万-60万元群体比例",
        "share",
        "higher",
        decimals=1,
    ),
)

_SERVICES: Final = (
    _of(
        "basic_public_service_equalisation",
        "Equality of basic public services reached",
        "基本公共服务均等化实现度",
        "share",
        "higher",
        decimals=1,
    ),
    _of("sports_venues", "Sports venues, courts included", "体育场地", "count", "higher"),
    _of("museums", "Museums", "博物馆", "count", "higher"),
    _of("library_holdings", "Holdings of public libraries", "公共图书馆藏书", "volumes", "higher"),
    _of("hospitals", "Hospitals", "医院", "count", "higher"),
    _of("hospital_beds", "Hospital beds", "医院床位", "beds", "higher"),
    _of("doctors", "Doctors, practising and assistant", "执业(助理)医师", "people", "higher"),
    _of(
        "public_culture_floor_area_per_head_m2",
        "Floor area for public culture per head",
        "人均公共文化设施面积",
        "m2 per person",
        "higher",
        per="residents",
        decimals=2,
    ),
    _of(
        "higher_education_gross_enrolment",
        "Gross enrolment in higher education",
        "高等教育毛入学率",
        "share",
        "higher",
        decimals=1,
    ),
    _of("charging_points", "Charging points", "充电桩", "charging points", "higher"),
    _of(
        "rural_charging_points",
        "Charging points in the countryside",
        "农村充电桩",
        "charging points",
        "higher",
    ),
)

_LAND_AND_TRAFFIC: Final = (
    _of("land_area_km2", "Land area", "土地面积", "km2"),
    _of("road_length_km", "Roads", "公路里程", "km", "higher"),
    _of("expressway_length_km", "Expressways", "高速公路里程", "km"),
    _of("civil_vehicles", "Civil vehicles", "民用汽车拥有量", "vehicles"),
    _of("passengers_road_water", "Passengers by road and water", "公路水路客运量", "people"),
    _of("freight_road_water_tonnes", "Freight by road and water", "公路水路货运量", "tonnes"),
    _of("passenger_trips_rail_transit", "Trips by urban rail", "城市轨道交通客运量", "trips"),
    _of("mobile_subscribers", "Mobile telephone subscribers", "移动电话用户", "subscribers"),
    _of("electricity_kwh", "Electricity used", "全社会用电量", "kWh"),
    _of("electricity_industry_kwh", "Electricity used by industry", "工业用电量", "kWh"),
    _of("electricity_household_kwh", "Electricity used by households", "居民生活用电量", "kWh"),
)

_SUMS: Final = (
    _of(
        "residents_sum_of_counties",
        "Residents, sum of the counties",
        "常住人口(各县合计)",
        "people",
    ),
    _of(
        "urban_residents_sum_of_counties",
        "Urban residents, sum of the counties",
        "城镇常住人口(各县合计)",
        "people",
    ),
    _of(
        "gdp_sum_of_counties_yuan",
        "Gross domestic product, sum of the counties",
        "地区生产总值(各县合计)",
        "yuan",
        "higher",
    ),
    _of(
        "industrial_value_added_sum_of_counties_yuan",
        "Industrial value added, sum of the counties",
        "工业增加值(各县合计)",
        "yuan",
        "higher",
    ),
    _of(
        "general_budget_revenue_sum_of_counties_yuan",
        "General budget revenue, sum of the counties",
        "一般公共预算收入(各县合计)",
        "yuan",
        "higher",
    ),
)

_AGES: Final = (("0", "under 1", "0岁"), ("1_4", "1 to 4", "1-4岁"), ("5_9", "5 to 9", "5-9岁"),
                ("10_14", "10 to 14", "10-14岁"))  # fmt: skip
_SEXES: Final = (("", "Residents", "人口"), ("male_", "Male residents", "男性人口"),
                 ("female_", "Female residents", "女性人口"))  # fmt: skip
_CENSUS: Final = (
    _of("census_residents", "Residents, census", "常住人口(普查)", "people"),
    _of("census_male", "Male residents, census", "男性人口(普查)", "people"),
    _of("census_female", "Female residents, census", "女性人口(普查)", "people"),
    _of("census_urban_residents", "Urban residents, census", "城镇人口(普查)", "people"),
    _of("census_rural_residents", "Rural residents, census", "乡村人口(普查)", "people"),
    _of("census_family_households", "Family households, census", "家庭户数(普查)", "households"),
    _of("census_family_household_population", "People in family households, census",
        "家庭户人口(普查)", "people"),
    _of("census_household_size", "People per family household, census", "平均家庭户规模(普查)",
        "people per household", per="census_family_households", decimals=2),
    _of("census_housing_area_per_head_m2", "Floor area of housing per head, census",
        "人均住房建筑面积(普查)", "m2 per person", "higher",
        per="census_family_household_population", decimals=2),
    _of("census_mean_years_schooling", "Mean years of schooling, 15 and older, census",
        "15岁及以上人口平均受教育年限(普查)", "years", "higher", decimals=2),
    _of("census_registered_elsewhere_same_county", "Registered elsewhere in the county, census",
        "户口登记地在本县其他乡镇街道(普查)", "people"),
    _of("census_registered_elsewhere_same_province",
        "Registered in another county of the province, census", "户口登记地在本省其他县(普查)",
        "people"),
    _of("census_registered_other_province", "Registered in another province, census",
        "户口登记地在省外(普查)", "people"),
    _of("census_share_aged_0_14", "Share aged 0 to 14, census", "0-14岁人口比重(普查)", "share",
        per="census_residents", decimals=2),
    _of("census_share_aged_15_64", "Share aged 15 to 64, census", "15-64岁人口比重(普查)", "share",
        per="census_residents", decimals=2),
    _of("census_share_aged_65_plus", "Share aged 65 and over, census", "65岁及以上人口比重(普查)",
        "share", per="census_residents", decimals=2),
    *(
        _of(f"census_{sex}aged_{age}", f"{whom} aged {en}, census", f"{zh}{who}(普查)", "people")
        for sex, whom, who in _SEXES
        for age, en, zh in _AGES
    ),
)  # fmt: skip

INDICATORS: Final = (
    *_PEOPLE, *_ECONOMY, *_INCOMES, *_GAPS, *_SERVICES, *_LAND_AND_TRAFFIC, *_SUMS, *_CENSUS,
)  # fmt: skip
_BY_KEY: Final = {indicator.key: indicator for indicator in INDICATORS}


def find_indicator(key: str) -> Indicator:
    """The indicator that `key` names.

    Returns
    -------
    Indicator
        With its titles, unit and direction.

    Raises
    ------
    NotFoundError
        No indicator has this key.

    Examples
    --------
    >>> find_indicator("residents").title["zh"]
    '常住人口'
    """
    if key not in _BY_KEY:
        raise NotFoundError(
            f"no indicator {key!r}; `gongfu.model.indicator.INDICATORS` lists "
            f"{len(INDICATORS)}, such as {INDICATORS[0].key!r}"
        )
    return _BY_KEY[key]
