"""English names of Zhejiang's places: upper levels by hand, lower levels from pinyin.

The province, prefectures, counties and units that are no street, town or township are written and
checked by hand.  Streets, towns and townships are romanised by `pypinyin` with the corrections
below, each looked at; villages and communities are romanised by the same rules, not checked.
"""

import re

from pypinyin import lazy_pinyin

PREFECTURES = {
    "33": "Zhejiang",
    "3301": "Hangzhou", "3302": "Ningbo", "3303": "Wenzhou", "3304": "Jiaxing", "3305": "Huzhou",
    "3306": "Shaoxing", "3307": "Jinhua", "3308": "Quzhou", "3309": "Zhoushan", "3310": "Taizhou",
    "3311": "Lishui",
}  # fmt: skip

COUNTY_STEMS = {
    "330102": "Shangcheng", "330105": "Gongshu", "330106": "Xihu", "330108": "Binjiang",
    "330109": "Xiaoshan", "330110": "Yuhang", "330111": "Fuyang", "330112": "Lin'an",
    "330113": "Linping", "330114": "Qiantang", "330122": "Tonglu", "330127": "Chun'an",
    "330182": "Jiande",
    "330203": "Haishu", "330205": "Jiangbei", "330206": "Beilun", "330211": "Zhenhai",
    "330212": "Yinzhou", "330213": "Fenghua", "330225": "Xiangshan", "330226": "Ninghai",
    "330281": "Yuyao", "330282": "Cixi",
    "330302": "Lucheng", "330303": "Longwan", "330304": "Ouhai", "330305": "Dongtou",
    "330324": "Yongjia", "330326": "Pingyang", "330327": "Cangnan", "330328": "Wencheng",
    "330329": "Taishun", "330381": "Rui'an", "330382": "Yueqing", "330383": "Longgang",
    "330402": "Nanhu", "330411": "Xiuzhou", "330421": "Jiashan", "330424": "Haiyan",
    "330481": "Haining", "330482": "Pinghu", "330483": "Tongxiang",
    "330502": "Wuxing", "330503": "Nanxun", "330521": "Deqing", "330522": "Changxing",
    "330523": "Anji",
    "330602": "Yuecheng", "330603": "Keqiao", "330604": "Shangyu", "330624": "Xinchang",
    "330681": "Zhuji", "330683": "Shengzhou",
    "330702": "Wucheng", "330703": "Jindong", "330723": "Wuyi", "330726": "Pujiang",
    "330727": "Pan'an", "330781": "Lanxi", "330782": "Yiwu", "330783": "Dongyang",
    "330784": "Yongkang",
    "330802": "Kecheng", "330803": "Qujiang", "330822": "Changshan", "330824": "Kaihua",
    "330825": "Longyou", "330881": "Jiangshan",
    "330902": "Dinghai", "330903": "Putuo", "330921": "Daishan", "330922": "Shengsi",
    "331002": "Jiaojiang", "331003": "Huangyan", "331004": "Luqiao", "331022": "Sanmen",
    "331023": "Tiantai", "331024": "Xianju", "331081": "Wenling", "331082": "Linhai",
    "331083": "Yuhuan",
    "331102": "Liandu", "331121": "Qingtian", "331122": "Jinyun", "331123": "Suichang",
    "331124": "Songyang", "331125": "Yunhe", "331126": "Qingyuan",
    "331127": "Jingning She", "331181": "Longquan",
}  # fmt: skip

# Districts that the census of 2020 knows and that were merged in April 2021.
COUNTY_STEMS_2020 = {"330103": "Xiacheng", "330104": "Jianggan"}

# Units at township level that are no street, town or township (codes 400 to 599), and the one
# that holds Longgang's villages, which have no township above them.
OTHER_UNITS = {
    "330109401": "Xiaoshan Economic and Technological Development Zone",
    "330109403": "Xiaoshan Commercial City",
    "330109501": "Reclamation Area",
    "330109503": "Hongshan Farm",
    "330109505": "Xiaoshan Qianjiang Century City",
    "330206401": "Bonded Zone",
    "330282402": "Binhai Economic Development Zone",
    "330282403": "High-tech Industrial Park",
    "330282404": "Hangzhou Bay Rim Innovation Centre",
    "330282405": "Modern Agriculture Development Zone",
    "330282406": "Yangtze River Delta Trade Park",
    "330324400": "County Speciality Farm",
    "330324401": "Sihaishan Forest Farm",
    "330324402": "Zhengjiangshan Forest Farm",
    "330326401": "Development Zone",
    "330329400": "Wuyanling Nature Reserve",
    "330383198": "Villages directly under Longgang",
    "331002400": "Jiaojiang Farm",
    "331002402": "Yuehu New Town",
    "331004400": "Binhai Industrial Town",
    "331004401": "Binhai New Area",
    "331081400": "Eastern New Area",
    "331083400": "Yuhuan Economic Development Zone",
}
DIRECT_VILLAGES = "330383198"

_COUNTY_FORMS = (
    ("自治县", "autonomous_county", "Autonomous County"),
    ("区", "district", "District"),
    ("市", "city", "City"),
    ("县", "county", "County"),
)
_TOWNSHIP_FORMS = (
    ("畲族乡", "township", "She Township"),
    ("畲族镇", "town", "She Town"),
    ("街道", "subdistrict", "Subdistrict"),
    ("镇", "town", "Town"),
    ("乡", "township", "Township"),
)
# What ends the name of a village committee or of a community, in all the ways it is written.
_VILLAGE = re.compile(r"(?:村?(?:村民委员会|村委员会|村委会)|村)$")
_COMMUNITY = re.compile(r"(?:社区)?(?:居民委员会|居委会|村委会|村民委员会)$|社区$")

# Characters with several readings, as they are read in the names of places here.
_SYLLABLES = {"长": "chang", "都": "du", "厦": "xia", "佛": "fo"}
_WORDS = {
    "朝阳": "chao yang", "闸弄口": "zha nong kou", "乐成": "yue cheng", "乐清": "yue qing",
    "莘塍": "xin cheng", "温峤": "wen qiao", "湫山": "qiu shan",
}  # fmt: skip


def county(code: str, name: str) -> tuple[str, str]:
    """English name and form ("district", "city", "county", "autonomous_county") of a county."""
    stem = {**COUNTY_STEMS, **COUNTY_STEMS_2020}[code]
    for ending, form, word in _COUNTY_FORMS:
        if name.endswith(ending):
            return f"{stem} {word}", form
    raise ValueError(f"{code} {name}: no county form")


def township(code: str, name: str) -> tuple[str, str]:
    """English name and form of a unit at township level."""
    if code in OTHER_UNITS:
        return OTHER_UNITS[code], "direct_villages" if code == DIRECT_VILLAGES else "other_unit"
    for ending, form, word in _TOWNSHIP_FORMS:
        if name.endswith(ending):
            return f"{romanise(name.removesuffix(ending))} {word}", form
    raise ValueError(f"{code} {name}: no township form and not among OTHER_UNITS")


def village(name: str) -> str:
    """Romanised name of a village ("… Village") or community ("… Community")."""
    stem = _COMMUNITY.sub("", name)
    if "社区" in name[len(stem) :] or "居" in name[len(stem) :]:
        return f"{romanise(stem)} Community"
    stem = _VILLAGE.sub("", name)
    return romanise(name) if stem == name else f"{romanise(stem)} Village"


def romanise(name: str) -> str:
    """Pinyin without tones, one word, an apostrophe where a syllable begins with a, e or o."""
    syllables = []
    for part in re.split(f"({'|'.join(_WORDS)})", name):
        if part in _WORDS:
            syllables += _WORDS[part].split()
        elif part:
            read = lazy_pinyin(part, v_to_u=True, errors=lambda other: list(other))
            syllables += [_SYLLABLES.get(c, s) for c, s in zip(part, read, strict=True)]
    word = ""
    for syllable in syllables:
        joins = word and word[-1].isalpha() and syllable[0] in "aeo"
        word += ("'" if joins else "") + syllable
    word = word.replace("（", "(").replace("）", ")").replace("(", " (").strip()
    return re.sub(r"(^|\()(\w)", lambda found: found[1] + found[2].upper(), word)
