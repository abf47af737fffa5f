"""What scraping farms are known to put into texts, in simplified spelling, and the little words.

A phrase of this list makes a suspicion stronger.  Alone it takes nothing out: each of them is also
what an honest article may be about.
"""

from typing import Final

_LIST: Final = """
    九宫格 小树屋 会议室出租 场地出租 时租场地 时租会议 时租空间 教学场地 1对1教学 一对一教学
    舞蹈教室 舞蹈场地 瑜伽教室 瑜伽场地 个人空间 共享空间 共享会议室 私密空间 讲座 家教 家教场地
    访谈 见证 交流 聚会 小班教学 空间出租 包养网 包养 包养情妇 包养甜心 包养价格 包养故事
    包养留言板 甜心 甜心宝贝 甜心花园 甜心网 短期包养 长期包养 台湾包养网 援交 外送茶 约会网站
    水电行 水电维修 水电师傅 汽车零件 汽车材料 宾士零件 奥迪零件 福斯零件 保时捷零件 BMW零件
    Benz零件 Skoda零件 油气分离器改良版 水箱精 室内设计 空间设计 侘寂风 豪宅设计 老屋翻新
    健康住宅 民生社区室内设计 商业空间室内设计 大直室内设计 天母室内设计 新古典设计 养生住宅
    银发住宅设计 医美诊所设计 牙医诊所设计 设计家豪宅 客变设计 中医诊所设计 禅风室内设计
    松山区水电 中正区水电 大安区水电 信义区水电 台北水电行 台北水电维修 台北市水电行 asugardating
    sugardating sd包养 点击领取 点击进入 点击下载 立即下载 免费下载 在线观看 免费观看 老虎机
    百家乐 彩票平台 彩票网 博彩 真人娱乐 娱乐城 体育投注 棋牌 葡京 加微信 微信号 客服电话
    代开发票 办证刻章 私家侦探 同城约炮 成人用品 减肥药 seo优化 外链代发 代写论文 刷单
    翻墙 破解版
"""
PHRASES: Final[frozenset[str]] = frozenset(_LIST.split())

LITTLE: Final[frozenset[str]] = frozenset(
    "的了着过是在和与及或也都就把被对从不没很更最这那我你他她它们上下里中等一将为以而之其并所可"
    "能会要有得地到个些第各每您"
)
"""Characters that tie words together: a phrase put in from outside has few."""


def known(core: str) -> str:
    """The longest phrase of the list that `core` holds; "" if none."""
    held = [phrase for phrase in PHRASES if phrase in core]
    return max(held, key=lambda it: (len(it), it), default="")
