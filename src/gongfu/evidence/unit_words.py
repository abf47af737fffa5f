"""Units as texts write them, and the base unit that each one counts in.

A counter (个, 家, 项 …) is no unit: what is counted is the noun beside it, which `COUNTED` knows.
In the tables a line holds the words of one unit, with "_" for a space within one.
"""

from decimal import Decimal
from functools import cache
from typing import Final, NamedTuple


class Unit(NamedTuple):
    """A unit as written: its base, what one of it is in that base, whether it is a counter."""

    base: str
    factor: Decimal
    counter: bool = False


_SAME: Final = {
    "yuan": "元 圆整 块 块钱 元人民币 人民币 RMB yuan renminbi",
    "US dollars": "美元 美金 USD US_dollars U.S._dollars dollars",
    "euros": "欧元 euros",
    "Hong Kong dollars": "港元 港币",
    "yen": "日元",
    "people": (
        "人 名 位 口人 人口 号人 个人 people persons residents inhabitants villagers workers students "
        "pupils tourists employees farmers women men children migrants patients "
        "seniors adults doctors nurses teachers guests students graduates volunteers assistants elders"
    ),
    "person-times": "人次 person-times visits visitors tourist_visits",
    "households": "户 户家庭 户农户 户人家 households families",
    "trips": "班次 趟 车次 架次 trips passenger_trips",
    "vehicles": "辆 vehicles cars buses",
    "volumes": "册 volumes",
    "beds": "张床位 张床 床 beds",
    "kg": "公斤 千克 kg kilograms kilogrammes",
    "g": "克",
    "tonnes": "吨 tonnes tons",
    "tonnes of standard coal": "吨标准煤 吨标煤",
    "tonnes of CO2": "吨二氧化碳",
    "km": "公里 千米 km kilometres kilometers",
    "m": "米 公尺 metres meters",
    "cm": "厘米 cm",
    "mm": "毫米 mm",
    "µm": "微米",
    "km2": "平方公里 平方千米 km² km2 km^2 square_kilometres square_kilometers",
    "m2": "平方米 平方 平米 ㎡ m² m2 m^2 square_metres square_meters",
    "hectares": "公顷 hectares ha",
    "mu": "亩 mu",
    "m3": "立方米 立方 m³ m3 m^3 cubic_metres cubic_meters",
    "litres": "升 litres liters",
    "kWh": "千瓦时 度电 千瓦小时 kWh kilowatt-hours kilowatt_hours",
    "kW": "千瓦 kW kilowatts",
    "s": "秒 秒钟 seconds",
    "minutes": "分钟 minutes minute",
    "hours": "小时 个小时 钟头 个钟头 hours",
    "days": "天 days",
    "weeks": "周 个星期 星期 weeks",
    "months": "个月 months",
    "years": "年 周年 岁 周岁 个年头 years years_old",
    "°C": "℃ °C 摄氏度",
    "decibels": "分贝",
    "times": "倍 times",
    "bottles": "瓶 bottles",
    "points": "分 points",
    "standard containers": "标箱 标准箱 TEU",
    "mg": "毫克 mg",
    "µg": "微克 µg μg ug",
}
_TIMES: Final = {
    "角": ("yuan", "0.1"),
    "美分": ("US dollars", "0.01"),
    "斤": ("kg", "0.5"),
    "市斤": ("kg", "0.5"),
    "里地": ("km", "0.5"),
    "里路": ("km", "0.5"),
    "海里": ("km", "1.852"),
    "兆瓦": ("kW", "1000"),
    "吉瓦": ("kW", "1000000"),
    "MW": ("kW", "1000"),
    "GW": ("kW", "1000000"),
    "megawatts": ("kW", "1000"),
    "兆瓦时": ("kWh", "1000"),
    "MWh": ("kWh", "1000"),
    "GWh": ("kWh", "1000000"),
    "毫升": ("litres", "0.001"),
    "刻钟": ("minutes", "15"),
}
_COUNTERS: Final = (
    "个 家 条 座 项 件 所 处 台 套 艘 种 类 场 次 起 只 头 株 棵 间 栋 幢 门 对 支 双 箱 桶 盒 袋 "
    "单 笔 宗 例 份 封 篇 部 集 款 枚 块 颗 片 张 口 根 列 架 本 组 团 批次 批 轮 层 股 道 方面 样 "
    "亩次 户次 场次 例次 台次 台套 项次 人份 座次 节 副 把 面 幅 排 扇 孔 眼 尾 羽 匹 顶 枝 捆 条线"
)
COUNTED: Final = {
    "counties": "山区县 县(市、区) 县市区 区县 县区 县 counties",
    "prefectures": "设区市 地级市 市 prefectures cities",
    "provinces": "省区市 省份 省 provinces",
    "townships": "乡镇(街道) 镇(街道) 乡镇街道 乡镇 镇街 镇乡 街道 乡 镇 townships towns",
    "villages": "行政村 自然村 村(社区) 村社 村庄 村子 村集体 村 villages",
    "countries": "国家和地区 国家 countries",
    "enterprises": ("企业 公司 厂商 民企 上市公司 工厂 厂家 厂 enterprises companies firms"),
    "projects": "产业合作项目 项目 工程 projects",
    "deliverables": "民生实事 实事 deliverables",
    "workshops": "共富工坊 工坊 workshops",
    "charging points": "充电桩 充电枪 charging_points charging_piles",
    "beds": "床位",
    "schools": "幼儿园 小学 初中 高中 中学 学校 高校 院校 大学 schools kindergartens",
    "hospitals": "医院 hospitals",
    "vehicles": "新能源汽车 汽车 公交车 客车 车辆 轿车 大巴",
    "patents": "发明专利 专利 patents",
    "people": (
        "村民 居民 职工 员工 学生 老人 老年人 儿童 游客 医生 护士 教师 工人 农民 妇女 人才 "
        "果农 茶农 菜农 柚农 橘农 梅农 蚕农 桑农 菇农 药农 花农 瓜农 竹农 林农 渔民 牧民 劳动力 志愿者 博士 硕士 党员 干部 新居民 群众 从业人员 创客"
    ),
    "households": "农户 家庭 低收入农户 人家",
    "count": (
        "市场主体 经营主体 个体工商户 个体户 商户 门店 网店 民宿 农家乐 卫生室 卫生院 卫生机构 卫生服务中心 诊所 服务站 托育机构 托育园 托育点 图书馆 "
        "书房 书屋 博物馆 美术馆 公园 体育场地 文化礼堂 场馆 场地 体育馆 农贸市场 停车位 车位 托位 学位 住房 "
        "安置房 保障房 公寓 合作社 家庭农场 岛屿 海岛 线路 航线 班列 桥梁 大桥 桥 隧道 车站 站点 水电站 驿站 "
        "基站 诉求 工单 产品 特产 活动 比赛 赛事 政策 措施 举措 领域 园区 开发区 产业园 服务中心 中心 "
        "公共充电站 充电站 charging_stations 就业岗位 工作岗位 公益性岗位 岗位 jobs posts 社区 小区 居民点 communities 智能电表 平台 团队 养老机构 养老院 clinics libraries museums parks markets classes islands homes houses rooms meals canteens centres centers "
        "guesthouses homestays shops stations nights"
    ),
}
"""What a counter counts, by the noun; the longest noun that fits is taken."""

COUNTER_NOUNS: Final = {"户": "households", "户次": "count"}


@cache
def unit_table() -> dict[str, Unit]:
    """Every unit as written, simplified, with its base."""
    one = Decimal(1)
    table = {word: Unit("count", one, counter=True) for word in _COUNTERS.split()}
    for base, line in _SAME.items():
        table |= {word.replace("_", " "): Unit(base, one) for word in line.split()}
    table |= {word: Unit(base, Decimal(factor)) for word, (base, factor) in _TIMES.items()}
    return table


@cache
def noun_table() -> dict[str, str]:
    """Every noun that a counter may count, with the base unit it is."""
    return {word.replace("_", " "): base for base, line in COUNTED.items() for word in line.split()}
