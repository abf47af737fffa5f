"""The words of a bureau's lists that are understood without being explained."""

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Final

from gongfu.model.kind import KINDS
from gongfu.units import WAN, YI

ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "community_id": ("id", "编号", "序号"),
    "facility_id": ("id", "编号", "序号"),
    "id": ("site_id", "编号", "序号"),
    "cell": (
        *("h3", "h3_index", "h3index", "h3_id", "h3_cell", "h3_address", "hex_id", "hexid"),
        *("cell_code", "cellcode", "grd_id", "grid_id", "gridid", "gitter_id_100m"),
        *("gitter_id_1km", "idinspire"),
    ),
    "code": ("place", "代码", "区划代码", "行政区划代码", "统计用区划代码"),
    "place": ("code", "代码", "区划代码", "行政区划代码", "统计用区划代码"),
    "name": (
        "名称",
        "title",
        "村名",
        "村(社区)名称",
        "机构名称",
        "单位名称",
        "学校名称",
        "设施名称",
    ),
    "name_en": ("英文名", "name:en"),
    "level": ("级别", "层级"),
    "parent": ("上级", "上级代码"),
    "residents": ("population", "people", "人口", "人口数", "常住人口", "常住人口数"),
    "urban": ("城乡", "城乡分类", "城乡分类代码"),
    "kind": ("类别", "类型", "type"),
    "capacity": ("容量", "床位", "床位数", "学位", "学位数"),
    "capacity_people": ("可服务人数", "可服务居民数", "服务人数", "服务能力"),
    "n_residents": ("诉求居民数", "提出人数"),
    "category": ("诉求类别", "类别"),
    "cost_yuan": ("造价(元)", "建设费用(元)", "投资(元)", "费用(元)"),
    "lon": ("lng", "longitude", "x", "经度", "lon_wgs84", "easting"),
    "lat": ("latitude", "y", "纬度", "lat_wgs84", "northing"),
    "indicator": ("指标",),
    "period": ("年份", "时期", "year"),
    "value": ("数值", "值"),
    "unit": ("单位",),
    "source": ("来源",),
}
"""Headings that are understood without being mentioned."""

_UNITS: Final = re.compile(r"\((人|个|所|家|座|张|名|度|°|persons|people|degrees|deg)\)$")

_MULTIPLES: Final = {
    **{"百": 1e2, "千": 1e3, "万": WAN, "百万": 1e6, "亿": YI, "10k": WAN},
    **{"thousand": 1e3, "thousands": 1e3, "million": 1e6, "millions": 1e6},
}
_IN_MULTIPLES: Final = re.compile(
    r"[(\[【〔,_:;、]+(?:单位|计量单位|unit)?:?("
    + "|".join(sorted(_MULTIPLES, key=len, reverse=True))
    + r")(?:of)?(?:人|个|所|家|座|张|名|位|persons|people|residents)?[)\]】〕]*$"
)


def without_multiple(word: str) -> tuple[str, float]:
    """A heading of counts without the multiple that it counts in, and that multiple.

    >>> without_multiple("常住人口（万人）"), without_multiple("床位 (张)")
    (('常住人口', 10000.0), ('床位 (张)', 1.0))
    """
    plain = "".join(unicodedata.normalize("NFKC", word).lower().split())
    found = _IN_MULTIPLES.search(plain)
    return (plain[: found.start()], _MULTIPLES[found[1]]) if found else (word, 1.0)


def plain_heading(word: str) -> str:
    """A heading as it is looked up: in lower case, without spaces, without a unit that is ours.

    >>> plain_heading("常住人口 （人）"), plain_heading("Population")
    ('常住人口', 'population')
    """
    word = "".join(unicodedata.normalize("NFKC", word).lower().split())
    return _UNITS.sub("", word)


@cache
def known_headings() -> frozenset[str]:
    """Every heading that some reader looks for, plain."""
    words = {word for ours, theirs in ALIASES.items() for word in (ours, *theirs)}
    return frozenset(map(plain_heading, words | {"opened", "bound", "grade"}))


KIND_WORDS: Final[Mapping[str, str]] = {
    **{key: key for key in KINDS},
    **{kind.title[language].lower(): key for key, kind in KINDS.items() for language in kind.title},
    **dict.fromkeys(("托育机构", "托儿所", "托育园", "托育中心", "nursery"), "childcare"),
    **dict.fromkeys(("小学", "初中", "中学", "高中", "九年一贯制学校"), "school"),
    **dict.fromkeys(
        (
            *("诊所", "卫生院", "卫生室", "村卫生室", "社区卫生服务中心", "社区卫生服务站"),
            *("卫生服务站", "doctors"),
        ),
        "clinic",
    ),
    **dict.fromkeys(("综合医院", "中医医院", "专科医院"), "hospital"),
    **dict.fromkeys(("药房",), "pharmacy"),
    **dict.fromkeys(("体育馆", "体育场", "体育中心", "健身中心"), "sports"),
    **dict.fromkeys(("图书馆", "文化馆", "文化站", "博物馆", "文化礼堂", "library"), "culture"),
    **dict.fromkeys(("养老院", "敬老院", "养老机构", "居家养老服务中心"), "elder_care"),
    **dict.fromkeys(("菜市场", "集贸市场", "marketplace"), "market"),
    **dict.fromkeys(("幼儿园",), "kindergarten"),
    **dict.fromkeys(("公交站点", "公交车站"), "bus_stop"),
}
"""Their words for a kind of facility, in lower case, and ours."""

_ENDINGS: Final[Mapping[str, str]] = {
    **dict.fromkeys(("卫生室", "卫生院", "卫生服务站", "卫生服务中心"), "clinic"),
    **dict.fromkeys(("医院",), "hospital"),
    **dict.fromkeys(("幼儿园",), "kindergarten"),
    **dict.fromkeys(("小学", "中学"), "school"),
    **dict.fromkeys(("养老院",), "elder_care"),
    **dict.fromkeys(("图书馆",), "culture"),
    **dict.fromkeys(("农贸市场",), "market"),
}
_NOT_FOR_PEOPLE: Final = ("宠物", "动物", "兽")


def kind_by_ending(word: str) -> str:
    """The kind that a Chinese word ends in, "" if none; an animals' hospital is none of ours."""
    if any(part in word for part in _NOT_FOR_PEOPLE):
        return ""
    return next((kind for ending, kind in _ENDINGS.items() if word.endswith(ending)), "")


URBAN_WORDS: Final[Mapping[str, bool]] = {
    **dict.fromkeys(("true", "1", "yes", "urban", "town", "城镇", "城", "是", "市"), True),
    **dict.fromkeys(
        ("false", "0", "no", "rural", "country", "农村", "乡村", "乡", "否", "村"), False
    ),
    **dict.fromkeys(("111", "112", "121", "122", "123"), True),
    **dict.fromkeys(("210", "220"), False),
}
"""Words for town and country, and the codes of 统计用城乡分类代码 (statistics bureau)."""
