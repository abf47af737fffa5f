"""What texts call the indicators.

`TERMS` maps words to the key of an indicator and the base unit that its values must have; a number
in another unit beside the same words is something else (人口 beside a per cent is a share of it).
The table grows: a new spelling is one more word in a line.
"""

from functools import cache
from typing import Final, NamedTuple

from gongfu.model.indicator import INDICATORS

_SAID: Final = {
    "gdp_yuan": "地区生产总值 生产总值 国内生产总值 GDP 经济总量 gross\x00domestic\x00product",
    "gdp_per_registered_head_yuan": "按户籍人口计算，人均生产总值 按户籍人口计算，人均地区生产总值 按户籍人口计算的人均地区生产总值",
    "gdp_per_head_yuan": "人均地区生产总值 人均生产总值 人均GDP GDP\x00per\x00head GDP\x00per\x00capita "
                         "per\x00capita\x00GDP",
    "primary_value_added_yuan": "第一产业增加值 一产增加值 第一产业",
    "secondary_value_added_yuan": "第二产业增加值 二产增加值 第二产业",
    "tertiary_value_added_yuan": "第三产业增加值 三产增加值 第三产业 服务业增加值",
    "industrial_value_added_yuan": "工业增加值 全部工业增加值 industrial\x00value\x00added",
    "above_scale_industrial_value_added_yuan": "规模以上工业增加值 规上工业增加值 规模以上工业企业增加值",
    "digital_core_value_added_yuan": "数字经济核心产业增加值",
    "labour_productivity_yuan": "全员劳动生产率",
    "rd_intensity": (
        "研发投入强度 研发经费投入强度 R&D经费投入强度 研究与试验发展经费投入强度 "
        "R&D经费支出与生产总值之比"
    ),
    "retail_sales_yuan": "社会消费品零售总额 社会消费品零售额 社零总额 社零 "
                         "retail\x00sales\x00of\x00consumer\x00goods retail\x00sales",
    "cpi_change": "居民消费价格指数 居民消费价格总水平 居民消费价格 CPI consumer\x00prices",
    "fiscal_revenue_yuan": "财政总收入",
    "local_fiscal_revenue_yuan": "地方财政收入",
    "general_budget_revenue_yuan": "一般公共预算收入 general\x00public\x00budget\x00revenue",
    "general_budget_expenditure_yuan": "一般公共预算支出 支出安排 general\x00public\x00budget\x00expenditure",
    "household_deposits_yuan": "住户存款余额 住户存款 居民储蓄存款余额",
    "express_delivery_revenue_yuan": "快递业务收入",
    "telecom_revenue_yuan": "电信业务收入",
    "residents": "常住人口 常住人口总数 resident\x00population permanent\x00population residents "
                 "a\x00population\x00of total\x00population",
    "urban_residents": "城镇常住人口 城镇人口 urban\x00population",
    "male_residents": "男性常住人口 男性人口 男性",
    "female_residents": "女性常住人口 女性人口 女性",
    "registered": "registered\x00population 户籍人口 户籍总人口 年末户籍人口",
    "registered_households": "户籍户数 总户数",
    "births": "出生人口 出生 births",
    "deaths": "死亡人口 死亡 deaths",
    "urbanisation_rate": "城镇化率 常住人口城镇化率 urbanisation\x00rate urbanization\x00rate",
    "new_urban_jobs": "城镇新增就业人数 城镇新增就业 新增城镇就业",
    "surveyed_urban_unemployment": "城镇调查失业率 城镇调查失业率平均值",
    "urban_rural_income_ratio": "城乡居民收入倍差 城乡收入倍差 城乡居民收入比 城乡收入比 城乡居民人均收入倍差 城乡收入比值 "
                                "城乡居民人均可支配收入之比 城乡居民收入比值 urban-rural\x00income\x00ratio "
                                "ratio\x00of\x00urban\x00to\x00rural\x00income",
    "city_income_max_min_ratio": "设区市人均可支配收入最高最低倍差 人均可支配收入最高最低倍差",
    "middle_income_share_20_60k": "家庭年可支配收入20万-60万元群体比例 20万—60万元群体比例 20万-60万元群体比例",
    "basic_public_service_equalisation": "基本公共服务均等化实现度",
    "sports_venues": "体育场地 体育场地数",
    "museums": "博物馆",
    "library_holdings": "公共图书馆总藏量 公共图书馆藏量 公共图书馆总藏书量 公共图书馆藏书 公共图书馆藏书量 图书馆藏书",
    "hospitals": "医院",
    "hospital_beds": "医院床位 医院床位数 医疗卫生机构床位 医疗机构床位 卫生机构床位",
    "doctors": "执业(助理)医师 执业医师 执业（助理）医师",
    "higher_education_gross_enrolment": "高等教育毛入学率",
    "charging_points": "充电桩 公共充电桩",
    "rural_charging_points": "农村充电桩",
    "land_area_km2": "土地面积 陆域面积 区域面积 行政区域面积 国土面积 国土总面积 县域面积 市域面积 land\x00area",
    "road_length_km": "公路里程 公路总里程 公路通车里程",
    "expressway_length_km": "高速公路里程 高速公路",
    "civil_vehicles": "民用汽车拥有量 民用汽车保有量 汽车保有量 民用汽车",
    "passengers_road_water": "公路水路客运量",
    "freight_road_water_tonnes": "公路水路货运量",
    "passenger_trips_rail_transit": "城市轨道交通客运量 轨道交通客运量",
    "mobile_subscribers": "移动电话用户",
    "electricity_kwh": "全社会用电量 用电量 electricity\x00consumption",
    "electricity_industry_kwh": "工业用电量 工业用电",
    "electricity_household_kwh": "居民生活用电量 城乡居民生活用电量 居民用电量 城乡居民生活用电 居民生活用电",
}  # fmt: skip
_OTHER: Final = (
    # parts of the product, industry
    ("yuan", "农林牧渔业增加值 农业增加值 建筑业增加值 批发和零售业增加值 批发零售业增加值 住宿和餐饮业增加值 "
             "交通运输、仓储和邮政业增加值 金融业增加值 房地产业增加值 其他服务业增加值 营利性服务业增加值 "
             "非营利性服务业增加值 高新技术产业增加值 装备制造业增加值 战略性新兴产业增加值 高技术制造业增加值 "
             "高耗能行业增加值 人工智能产业增加值 数字经济核心产业制造业增加值 民营经济增加值 文化产业增加值 "
             "文化及相关产业增加值 文化及相关特色产业增加值 旅游产业增加值 海洋生产总值 海洋经济生产总值 "
             "生态系统生产总值 农业生产总值"),
    ("yuan", "总产值 工业总产值 规模以上工业总产值 规上工业总产值 建筑业总产值 农林牧渔业总产值 农业总产值 农业产值 "
             "林业产值 牧业产值 渔业产值 畜牧业产值 种植业产值 新产品产值 销售产值 出口交货值 营业收入 主营业务收入 "
             "利润总额 利税总额 研发费用 研发经费 R&D经费支出 R&D经费 研究与试验发展经费支出 研究与试验发展(R&D)经费支出 "
             "技术交易额 技术合同成交额 软件业务收入"),
    ("share", "产能利用率 产销率 工业产品产销率 新产品产值率 资产负债率"),
    ("patents", "专利授权量 授权专利 发明专利授权量 授权发明专利 有效发明专利 发明专利拥有量"),
    # farming
    ("tonnes", "粮食总产量 粮食产量 蔬菜产量 水果产量 肉类产量 肉类总产量 猪肉产量 茶叶产量 水产品产量 水产品总产量 "
               "食用菌产量 油料产量 禽蛋产量"),
    ("mu", "粮食播种面积 播种面积 农作物播种面积 蔬菜播种面积 油料播种面积 种植面积"),
    ("count", "生猪存栏 生猪出栏 家禽存栏 家禽出栏"),
    # trade and investment
    ("yuan", "进出口总额 货物进出口总额 外贸进出口总额 进出口总值 货物贸易进出口总额 外贸进出口 跨境电商进出口 "
             "服务贸易进出口总额 服务进出口总额 出口总额 出口总值 货物出口 外贸出口 机电产品出口 高新技术产品出口 "
             "民营企业出口 进口总额 进口总值 货物进口 外贸进口 限额以上消费品零售额 限额以上社会消费品零售总额 "
             "城镇消费品零售额 乡村消费品零售额 商品零售 商品零售额 餐饮收入 网络零售额 实物商品网上零售额 "
             "商品销售额 批发业销售额 零售业销售额 住宿业营业额 餐饮业营业额"),
    ("US dollars", "实际使用外资 实际利用外资 实到外资 合同利用外资 合同外资 对外直接投资 对外承包工程营业额"),
    ("yuan", "固定资产投资 固定资产投资额 全社会固定资产投资 民间投资 民间项目投资 制造业投资 工业投资 技改投资 "
             "工业技改投资 高新技术产业投资 高技术产业投资 房地产开发投资 房地产投资 基础设施投资 交通投资 生态环保投资 "
             "商品房销售额"),
    ("m2", "商品房销售面积 商品住宅销售面积 房屋施工面积 房屋竣工面积 房屋新开工面积 住房建筑面积"),
    # public money, banks
    ("yuan", "税收收入 非税收入 政府性基金收入 政府性基金支出 国有资本经营预算收入 土地出让收入 社会保险基金收入 "
             "社会保险基金支出 增值税 企业所得税 个人所得税 财政支出 民生支出 教育支出 科学技术支出 社会保障和就业支出 "
             "卫生健康支出 农林水支出 城乡社区支出 住房保障支出 节能环保支出 公共安全支出 文化旅游体育与传媒支出"),
    ("yuan", "本外币存款余额 人民币存款余额 各项存款余额 存款余额 本外币贷款余额 人民币贷款余额 各项贷款余额 "
             "贷款余额 制造业贷款余额 涉农贷款余额 普惠小微贷款余额 住户贷款余额 住户贷款 不良贷款余额 保费收入 "
             "原保险保费收入 赔付支出 证券交易额 证券成交额"),
    ("share", "不良贷款率 税收占比"),
    # prices, wages, work, insurance
    ("share", "工业生产者出厂价格 工业生产者购进价格 工业生产者出厂价格指数 工业生产者购进价格指数 PPI 核心CPI "
              "恩格尔系数 居民恩格尔系数 城镇登记失业率 登记失业率"),
    ("yuan", "平均工资 年平均工资 就业人员平均工资 最低工资标准 低保标准 最低生活保障标准"),
    ("people", "失业人员再就业 就业困难人员 就业人员 从业人员 参保人数 基本养老保险 职工基本养老保险 企业职工基本养老保险 "
               "城镇职工基本养老保险 城乡居民基本养老保险 基本医疗保险 职工基本医疗保险 城乡居民基本医疗保险 失业保险 工伤保险 "
               "生育保险 最低生活保障对象 低保对象 特困人员"),
    # people, schools, health
    ("share", "出生率 人口出生率 死亡率 人口死亡率 自然增长率 人口自然增长率 婴儿死亡率 孕产妇死亡率 5岁以下儿童死亡率 "
              "毛入园率 学前三年毛入园率 学前教育毛入园率 入学率 义务教育巩固率 九年义务教育巩固率 升学率 初中毕业生升学率 "
              "高中阶段毛入学率 普惠性幼儿园覆盖率 家庭医生签约率 县域就诊率 国民体质合格率"),
    ("people", "在校生 在校学生 在校研究生 在园幼儿 招生 毕业生 专任教师 卫生技术人员 卫技人员 注册护士 乡村医生"),
    ("person-times", "总诊疗人次 诊疗人次 门急诊人次"),
    ("years", "人均预期寿命 人均期望寿命 平均预期寿命"),
    # culture and travel
    ("count", "文化馆 综合文化站 文化礼堂 农村文化礼堂 城市书房 档案馆 艺术表演团体 文物保护单位"),
    ("yuan", "旅游总收入 旅游收入 国内旅游收入 入境旅游收入"),
    ("person-times", "接待游客 国内游客 入境游客 过夜游客 旅游人数"),
    # roads, post, energy
    ("tonnes", "货运量 公路货运量 水路货运量 铁路货运量 港口货物吞吐量 货物吞吐量 沿海港口货物吞吐量 港口吞吐量"),
    ("standard containers", "集装箱吞吐量 港口集装箱吞吐量"),
    ("person-times", "客运量 公路客运量 水路客运量 铁路客运量 旅客吞吐量 机场旅客吞吐量 民航旅客吞吐量"),
    ("count", "快递业务量 快递量"),
    ("yuan", "邮政业务总量 邮政业务收入 邮政行业业务收入 邮政行业业务总量 电信业务总量"),
    ("vehicles", "新能源汽车保有量 新能源汽车拥有量 私人汽车保有量 私人汽车 新能源汽车"),
    ("kWh", "第一产业用电量 第二产业用电量 第三产业用电量 第一产业用电 第二产业用电 第三产业用电 发电量"),
    ("kW", "装机容量 光伏装机容量"),
    # surroundings, safety
    ("share", "森林覆盖率 优良天数比例 空气质量优良率 空气优良率 空气质量优良天数比例 水质优良率 水质达标率 污水处理率 "
              "绿化覆盖率 建成区绿化覆盖率 生活垃圾无害化处理率 垃圾分类覆盖率"),
    ("µg per m3", "PM2.5平均浓度 PM2.5年均浓度 PM2.5年平均浓度 PM2.5浓度 细颗粒物平均浓度 细颗粒物浓度"),
    ("tonnes of standard coal per yuan", "单位GDP能耗 万元GDP能耗 单位生产总值能耗 单位地区生产总值能耗 "
                                         "单位工业增加值能耗 规上工业单位增加值能耗 规模以上工业单位增加值能耗"),
    ("count", "生产安全事故 道路交通事故 交通事故 火灾事故 刑事案件"),
    ("ratio", "性别比 人口性别比 总人口性别比 出生人口性别比 师生比 生师比 车桩比 基尼系数 之比 收入之比 ratio"),
    # villages
    ("yuan", "村集体经济总收入 村集体经济经营性收入 村集体经营性收入 村集体经济收入 村集体总收入 村集体收入 "
             "集体经济收入"),
)  # fmt: skip
"""Common figures of bulletins that the table of indicators does not hold: words, but no key."""

_RESEARCH: Final = (
    "研发经费支出", "研发经费", "研发经费投入", "研发投入", "研发支出", "R&D经费支出", "R&D经费",
    "R&D经费投入", "研究与试验发展经费支出", "研究与试验发展(R&D)经费支出", "研究与试验发展(R&D)经费",
)  # fmt: skip
_OF_PRODUCT: Final = tuple(
    before + product + after
    for product in ("GDP", "地区生产总值", "生产总值")
    for before, after in (("占", ""), ("相当于", ""), ("与", "之比"), ("与", "的比例"))
)
"""Research of the product: 研发经费支出占地区生产总值."""

_IN_CENSUS: Final = {
    "常住人口": "census_residents", "男性人口": "census_male", "女性人口": "census_female",
    "居住在城镇的人口": "census_urban_residents", "城镇人口": "census_urban_residents",
    "居住在乡村的人口": "census_rural_residents", "乡村人口": "census_rural_residents",
    "家庭户": "census_family_households", "家庭户人口": "census_family_household_population",
    "平均每个家庭户的人口": "census_household_size", "平均家庭户规模": "census_household_size",
    "0-14岁人口": "census_share_aged_0_14", "0—14岁人口": "census_share_aged_0_14",
    "15-64岁人口": "census_share_aged_15_64", "15—64岁人口": "census_share_aged_15_64",
    "65岁及以上人口": "census_share_aged_65_plus", "平均受教育年限": "census_mean_years_schooling",
}  # fmt: skip
"""What a communiqué of the census counts, by the words it uses."""

_FLOWS: Final = {
    "disposable_income": ("人均可支配收入", "可支配收入", "人均收入", "人均纯收入"),
    "wage_income": ("人均工资性收入", "工资性收入"),
    "business_net_income": ("人均经营净收入", "经营净收入"),
    "property_net_income": ("人均财产净收入", "财产净收入"),
    "transfer_net_income": ("人均转移净收入", "转移净收入"),
    "consumption_expenditure": ("人均消费支出", "人均生活消费支出", "消费支出"),
}
_WHO: Final = {
    "": (
        "全体居民",
        "全体常住居民",
        "居民",
        "全省居民",
        "全市居民",
        "全区居民",
        "全县居民",
        "常住居民",
        "城乡居民",
    ),
    "urban_": ("城镇居民", "城镇常住居民", "城镇", "城镇居民家庭"),
    "rural_": ("农村居民", "农村常住居民", "农村", "农民", "农村居民家庭", "村民"),
}
_BOTH: Final = (
    "城乡居民", "城乡常住居民", "城镇、农村居民", "城镇和农村居民", "城镇居民和农村居民", "城镇与农村居民",
    "全体及城乡居民", "全体、城镇和农村居民", "全体、城镇、农村居民", "全体居民、城镇居民和农村居民",
    "城镇、农村常住居民", "城镇居民、农村居民", "城镇和农村常住居民",
)  # fmt: skip
"""Town and country in one word: two numbers follow."""
_ENGLISH_INCOME: Final = {
    "disposable_income_per_head_yuan": (
        "disposable income per head", "disposable income per capita",
        "per capita disposable income", "per-capita disposable income",
    ),
    "urban_disposable_income_per_head_yuan": (
        "disposable income of urban residents", "urban disposable income per head",
        "per capita disposable income of urban residents", "urban residents' disposable income",
        "disposable income per head of urban residents",
    ),
    "rural_disposable_income_per_head_yuan": (
        "disposable income of rural residents", "rural disposable income per head",
        "per capita disposable income of rural residents", "rural residents' disposable income",
        "disposable income per head of rural residents",
    ),
}  # fmt: skip


class Term(NamedTuple):
    """Words for an indicator: its key ("" if it is none of the table) and its base unit.

    `census` is the key that the words have in a text about the census of 2020.
    """

    key: str
    unit: str
    census: str = ""


@cache
def term_table() -> dict[str, Term]:
    """Every spelling, simplified, with what it means."""
    units = {indicator.key: indicator.unit for indicator in INDICATORS}
    table: dict[str, Term] = {}
    for indicator in INDICATORS:
        if not indicator.key.startswith("census_") and "(" not in indicator.title["zh"]:
            table[indicator.title["zh"]] = Term(indicator.key, indicator.unit)
    for prefix, whom in _WHO.items():
        for flow, words in _FLOWS.items():
            key = f"{prefix}{flow}_per_head_yuan"
            for who in whom:
                table |= {who + word: Term(key, units[key]) for word in words}
    for flow, words in _FLOWS.items():
        key = f"{flow}_per_head_yuan"
        for both in _BOTH:
            table |= {both + word: Term(f"&{key}", units[key]) for word in words}
        table |= {word: Term(key, units[key]) for word in words[:1]}
        if flow not in ("disposable_income", "consumption_expenditure"):
            table[words[1]] = Term(f"~{flow}", "yuan")
    for key, line in _SAID.items():
        table |= {word.replace("\x00", " "): Term(key, units[key]) for word in line.split()}
    for unit, line in _OTHER:
        table |= {word: Term("", unit) for word in line.split()}
    for spent in _RESEARCH:
        unit = units["rd_intensity"]
        table |= {spent + of: Term("rd_intensity", unit) for of in _OF_PRODUCT}
    for low in ("低收入农户人均可支配收入", "低收入农户可支配收入", "低收入居民人均可支配收入"):
        table[low] = Term("", "yuan")
    for prefix, whom in _WHO.items():
        if prefix:
            table |= {who: Term(f"@{prefix}", "yuan") for who in whom if who.endswith("居民")}
            table |= {who + "收入": Term(f"{prefix}disposable_income_per_head_yuan", "yuan")
                      for who in whom}  # fmt: skip
    for who in ("urban", "rural"):
        table[f"{who} residents"] = Term(f"@{who}_", "yuan")
    for said, key in _IN_CENSUS.items():
        known = table.get(said, Term("", units[key]))
        table[said] = Term(known.key, units[key], key)
    for key, phrases in _ENGLISH_INCOME.items():
        table |= {phrase: Term(key, units[key]) for phrase in phrases}
    return table
