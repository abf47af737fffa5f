"""Quantities: number, bound and unit by hand; what is none; values stay exact."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gongfu.evidence.quantities import find_quantities
from gongfu.evidence.script import fold

BOUNDS = ("=", "~", ">", ">=", "<", "<=")


def read(text):
    found = find_quantities(fold(text))
    return [(str(one.value.normalize().__format__("f")), one.bound, one.unit) for one in found]


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("产值5亿元", "500000000", "yuan"),
        ("全市GDP150.2亿元", "15020000000", "yuan"),
        ("全市GDP150.2亿", "15020000000", ""),
        ("CPI0.3%", "0.003", "share"),
        ("LNG30万吨", "300000", "tonnes"),
        ("R&D15亿元", "1500000000", "yuan"),
        ("15bn yuan", "15000000000", "yuan"),
        ("RMB 3.5 bn", "3500000000", "yuan"),
        ("USD 2.1m", "2100000", "US dollars"),
        ("HK$20 million", "20000000", "Hong Kong dollars"),
        ("RMB 350 million was spent", "350000000", "yuan"),
        ("3.5m people", "3500000", "people"),
        ("a road of 3 km", "3", "km"),
        ("about 1.27 U.S. dollars", "1.27", "US dollars"),
        ("150 yuan a day", "150", "yuan per day"),
        ("投资壹佰伍拾亿元", "15000000000", "yuan"),
        ("补助叁万贰仟元整", "32000", "yuan"),
        ("肆拾户", "40", "households"),
        ("面积3km²", "3", "km2"),
        ("浓度26μg/m3", "26", "µg per m3"),
        ("发病率35.2/10万", "35.2", "per 100,000 people"),
        ("每10万人拥有大学生1.5万人", "15000", "people per 100,000 people"),
        ("3.2 deaths per 100,000 live births", "3.2", "per 100,000 births"),
        ("月均收入4200元", "4200", "yuan per month"),
        ("月工资达到5500元", "5500", "yuan per month"),
        ("人均月收入4000元", "4000", "yuan per person per month"),
        ("1月工资5500元", "5500", "yuan"),
        ("日均客流3000人次", "3000", "person-times per day"),
        ("高铁1小时28分", "88", "minutes"),
        ("3分20秒", "200", "s"),
        ("2年3个月", "27", "months"),
        ("5天3小时", "123", "hours"),
        ("满分100分", "100", "points"),
        ("收入63,830元", "63830", "yuan"),
        ("花了50块钱", "50", "yuan"),
        ("出口3.2万美元", "32000", "US dollars"),
        ("常住人口6627万人", "66270000", "people"),
        ("游客612.8万人次", "6128000", "person-times"),
        ("农户1268户", "1268", "households"),
        ("面积10.55万平方公里", "105500", "km2"),
        ("绿地500平方米", "500", "m2"),
        ("耕地2500亩", "2500", "mu"),
        ("林地3公顷", "3", "hectares"),
        ("粮食63.9万吨", "639000", "tonnes"),
        ("水果300斤", "150", "kg"),
        ("公路12.3万公里", "123000", "km"),
        ("用电6192亿千瓦时", "619200000000", "kWh"),
        ("用电30度电", "30", "kWh"),
        ("装机50兆瓦", "50000", "kW"),
        ("库容3亿立方米", "300000000", "m3"),
        ("等了15分钟", "15", "minutes"),
        ("路程1小时20分钟", "80", "minutes"),
        ("路程一个半小时", "1.5", "hours"),
        ("最高气温38.5℃", "38.5", "°C"),
        ("增长4.9%", "0.049", "share"),
        ("出生率6.1‰", "0.0061", "share"),
        ("提高0.3个百分点", "0.003", "percentage points"),
        ("是上年的2.2倍", "2.2", "times"),
        ("翻了两番", "4", "times"),
        ("产值翻番", "2", "times"),
        ("占百分之三十", "0.3", "share"),
        ("占三分之一", str(Decimal(1) / 3), "share"),
        ("占七成", "0.7", "share"),
        ("占六成五", "0.65", "share"),
        ("一半是妇女", "0.5", "share"),
        ("师生比1:16.2", "16.2", "ratio"),
        ("收入比为1.65:1", "1.65", "ratio"),
        ("男女比为105:100", "1.05", "ratio"),
        ("企业30家", "30", "enterprises"),
        ("30家企业", "30", "enterprises"),
        ("26个山区县", "26", "counties"),
        ("90个县(市、区)", "90", "counties"),
        ("建成3个村", "3", "villages"),
        ("充电桩1200个", "1200", "charging points"),
        ("医院床位5.2万张", "52000", "beds"),
        ("集成电路产量73.5亿块", "7350000000", "count"),
        ("社保卡5000万张", "50000000", "count"),
        ("企业5000户", "5000", "enterprises"),
        ("新增经营主体12万户", "120000", "count"),
        ("每百户拥有汽车60.2辆", "60.2", "vehicles per 100 households"),
        ("车辆30辆", "30", "vehicles"),
        ("人均56.3平方米", "56.3", "m2 per person"),
        ("每千人拥有床位3.2张", "3.2", "beds per 1,000 people"),
        ("单价12元/公斤", "12", "yuan per kg"),
        ("单位能耗0.37吨标准煤/万元", "0.000037", "tonnes of standard coal per yuan"),
        ("浓度29微克/立方米", "29", "µg per m3"),
        ("日均3200人/天", "3200", "people per day"),
        ("挣了一万八", "18000", ""),
        ("一斤四块五", "4.5", "yuan"),
        ("两千三百元", "2300", "yuan"),
        ("雇了三十五人", "35", "people"),
        ("2.1 million residents", "2100000", "people"),
        ("five hours", "5", "hours"),
        ("US$3.5 billion", "3500000000", "US dollars"),
        ("half of them", "0.5", "share"),
        ("4.9 percent", "0.049", "share"),
    ],
)
def test_one_quantity(text, value, unit):
    ((number, _, of),) = read(text)
    assert (number, of) == (value, unit)


@pytest.mark.parametrize(
    ("words", "bound"),
    [
        ("约{}", "~"),
        ("近{}", "~"),
        ("将近{}", "~"),
        ("{}左右", "~"),
        ("{}上下", "~"),
        ("超{}", ">"),
        ("超过{}", ">"),
        ("突破{}", ">"),
        ("逾{}", ">"),
        ("不低于{}", ">="),
        ("至少{}", ">="),
        ("{}以上", ">="),
        ("{}及以上", ">="),
        ("不足{}", "<"),
        ("不到{}", "<"),
        ("低于{}", "<"),
        ("不超过{}", "<="),
        ("{}以下", "<="),
        ("{}以内", "<="),
        ("达{}", "="),
        ("为{}", "="),
        ("共{}", "="),
        ("附近{}", "="),
        ("节约{}", "="),
    ],
)
@pytest.mark.parametrize(
    ("number", "value", "unit"),
    [("2500元", "2500", "yuan"), ("30%", "0.3", "share"), ("五百人", "500", "people")],
)
def test_bounds(words, bound, number, value, unit):
    assert read(f"这里{words.format(number)}，") == [(value, bound, unit)]


@pytest.mark.parametrize(
    ("text", "bound"),
    [("2500多亩", ">"), ("2500余亩", ">"), ("30多万人", ">"), ("十来万元", "~"), ("三百多人", ">"),
     ("百余人", ">"), ("五十几人", ">")],
)  # fmt: skip
def test_more_inside_the_number(text, bound):
    assert [one[1] for one in read(text)] == [bound]


@pytest.mark.parametrize(
    ("text", "value", "bound"),
    [
        ("下降1.2%", "-0.012", "="),
        ("下降超过1.2%", "-0.012", "<"),
        ("下降了约1.2%", "-0.012", "~"),
        ("-1.2%", "-0.012", "="),
        ("负增长1.2%", "-0.012", "="),
        ("5-8%", "0.08", "<="),
        ("降低0.3个百分点", "-0.003", "="),
    ],
)
def test_falls_are_below_zero(text, value, bound):
    assert read(text)[-1][:2] == (value, bound)


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("20-30万人", "200000", "300000", "people"),
        ("20万—30万人", "200000", "300000", "people"),
        ("20万至30万元", "200000", "300000", "yuan"),
        ("5%-8%", "0.05", "0.08", "share"),
        ("5至8%", "0.05", "0.08", "share"),
        ("三四十户", "30", "40", "households"),
        ("七八元", "7", "8", "yuan"),
        ("十二三万元", "120000", "130000", "yuan"),
        ("between 20 and 30 million people", "20000000", "30000000", "people"),
    ],
)
def test_a_range_is_two(text, low, high, unit):
    assert read(text) == [(low, ">=", unit), (high, "<=", unit)]


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("10、12和15亿元", ["1000000000", "1200000000", "1500000000"], "yuan"),
        ("5、6个百分点", ["0.05", "0.06"], "percentage points"),
        ("分别下降12.9%和6.5%", ["-0.129", "-0.065"], "share"),
    ],
)
def test_lists_share_unit_and_sign(text, values, unit):
    assert [(one[0], one[2]) for one in read(text)] == [(value, unit) for value in values]


@pytest.mark.parametrize(
    "text",
    [
        "第三",
        "第3个",
        "No. 5",
        "三大差距",
        "“一带一路”",
        "十四五",
        "G60高速",
        "PM2.5",
        "浙政发〔2023〕12号",
        "0571-8705",
        "星期三",
        "一些",
        "一个缩影",
        "一条新路",
        "千村示范",
        "三年级",
        "老百姓",
        "万元户",
        "居前三位",
        "结构为2.8:41.1:56.1",
        "前100强",
        "5.1∶40.6∶54.3",
        "7" * 40 + "元",
    ],
)
def test_what_is_no_quantity(text):
    assert read(text) == []


@given(
    st.integers(1, 10**9),
    st.integers(0, 4),
    st.sampled_from([("", 0), ("万", 4), ("亿", 8)]),
    st.sampled_from([("元", "yuan"), ("人", "people"), ("亩", "mu"), ("吨", "tonnes")]),
)
def test_values_are_exact(number, places, scale, unit):
    plain = Decimal(number).scaleb(-places)
    (one,) = find_quantities(f"达到{plain:f}{scale[0]}{unit[0]}，")
    assert one.value == plain.scaleb(scale[1])
    assert (one.bound, one.unit) == ("=", unit[1])


@given(
    st.text("0123456789.,一二三十百千万亿多余几半成分之个元人户%至-、和约超第下降每 ", max_size=40)
)
def test_quantities_are_in_order(text):
    last = 0
    for one in find_quantities(text):
        assert one.start < one.end <= len(text)
        assert last <= one.start
        last = one.start
        assert one.bound in BOUNDS


@pytest.mark.parametrize(
    ("text", "values", "unit"),
    [
        ("每千人医生3.2人、护士4.1人", ["3.2", "4.1"], "people per 1,000 people"),
        ("每百户拥有空调220台、彩电180台", ["220", "180"], "count per 100 households"),
        ("每百户居民拥有彩电60台，电脑80台", ["60", "80"], "count per 100 households"),
        ("月均收入由3000元提高到4200元", ["3000", "4200"], "yuan per month"),
    ],
)
def test_a_list_or_a_change_goes_on_with_what_it_is_per(text, values, unit):
    assert read(text) == [(value, "=", unit) for value in values]


@pytest.mark.parametrize(
    "text",
    ["每千人医生3.2人，全市有护士410人", "每万人拥有专利15件，新增企业30家", "12元/公斤、共3元"],
)
def test_a_list_ends_where_something_else_begins(text):
    assert " per " not in read(text)[1][2]


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("营业收入破百亿元", "10000000000"),
        ("产值破千亿元", "100000000000"),
        ("首破万亿元", "1000000000000"),
    ],
)
def test_a_round_sum_that_is_passed(text, value):
    assert read(text) == [(value, ">", "yuan")]


def test_a_broken_record_is_no_bound():
    assert read("打破3项纪录")[0][:2] == ("3", "=")


@pytest.mark.parametrize(
    "text",
    ["数百亿元", "几十亿元", "几千万元", "数万人次", "数十家企业", "排名提升2位", "较上年前进五位",
     "居全省第3位", "SKU12，", "HTTP404", "型号ABC100", "歌手伍佰，",
     "第贰批", "3m deep", "每10万人中"],
)  # fmt: skip
def test_vague_multiples_ranks_and_codes_are_none(text):
    assert read(text) == []


@pytest.mark.parametrize(
    ("text", "answer"),
    [
        ("residents aged 60 and over", [("60", ">=", "years")]),
        ("those aged 80 or above", [("80", ">=", "years")]),
        ("men aged between 18 and 60", [("18", ">=", "years"), ("60", "<=", "years")]),
        ("two-fifths of them over 55, who", [("0.4", "=", "share"), ("55", ">", "years")]),
        ("Chen Haiping, 58, said", [("58", "=", "years")]),
        ("Between 3 and 5 million tourists",
         [("3000000", ">=", "people"), ("5000000", "<=", "people")]),
        ("six or seven times as much", [("6", ">=", "times"), ("7", "<=", "times")]),
        ("the number of tourists doubled to 5 million", [("5000000", "=", "people")]),
        ("build 300 homes by 2027", [("300", "=", "count")]),
        ("some 260 meals a day", [("260", "~", "count per day")]),
        ("a 2.4% drop in exports", [("-0.024", "=", "share")]),
        ("4.9% growth in GDP", [("0.049", "=", "share")]),
        ("3.1 doctors for every 1,000 people", [("3.1", "=", "people per 1,000 people")]),
        ("see page 12 and Table 3", []),
        ("Section 4 of the Outline", []),
    ],
)  # fmt: skip
def test_english(text, answer):
    assert read(text) == answer
