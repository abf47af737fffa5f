"""Bytes as text: which encoding they are in, by validity and by how common the characters are."""

import codecs
import re
import warnings
from typing import Final

from gongfu.errors import InputError
from gongfu.evidence.script import fold

_BOMS: Final = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
    (b"\x84\x31\x95\x33", "gb18030"),
)
_HAN: Final = ("gb18030", "big5hkscs")
_WIDE: Final = ("utf-16-le", "utf-16-be")
_SAMPLE: Final = 1 << 20  # characters that decide
_PLAUSIBLE: Final = 0.25  # of the characters beyond ASCII, common ones; running text has 0.6
_DAMAGED: Final = 0.001  # bytes that may be no text in a text, as a share
_BINARY: Final = 0.01  # control characters in a text, as a share
_COMMON: Final = frozenset(
    "的一是了我不人在他有这个上们来到时大地为子中你说生国年着就那和要她出也得里后自以会家可下而过天去能对小"
    "多然于心学么之都好看起发当没成只如事把还用第样道想作种开美总从无情己面最女但现前些所同日手又行意动方期"
    "它头经长儿回位分爱老因很给名法间斯知世什两次使身者被高已亲其进此话常与活正感见明问力理尔点文几定本公特"
    "做外孩相西果走将月十实向声车全信重三机工物气每并别真打太新比才便夫再书部水像眼等体却加电主界门利海受听"
    "表德少克代员许先口由死安写性马光白或住难望教命花结乐色更拉东神记处让母父应直字场平报友关放至张认接告入"
    "笑内英军候民岁往何度山觉路带万男边风解叫任金快原吃妈变通师立象数四失满战远格士音轻目条呢病始达深完今提"
    "求清王化空业思切怎非找片罗钱南语元喜曾离飞科言干流欢约各即指合反题必该论交终林请医晚制球决传画保读运及"
    "则房早院量苦火布品近坐产答星精视五连司巴奇管类未朋且婚台夜青北队久乎越观落尽形影红百令周识步希亚术留市"
    "半热送兴造谈容极随演收首根讲整式取照办强石古华拿计您装似足双妻尼转诉米称丽客南领节衣站黑刻统断福城故历"
    "惊脸选包紧争另建维绝树系伤示愿持千史谁准联妇纪基买志静阿诗独复痛消社算义竟确酒需单治卡幸兰念举仅钟怕共"
    "毛句息功官待究跟穿室易游程号居考突皮哪费倒价图具刚脑永歌响商礼细专黄块脚味灵改据般破引食仍存众注笔甚某"
    "沉血备习校默务土微娘须试怀料调广苏显赛查密议底列富梦错座参八除跑亮假印设线温虽掉京初养香停际致阳纸李纳"
    "验助激够严证帝饭忘趣支春集丈木研班普导顿睡展跳获艺六波察群皇段急庭创区奥器谢弟店否害草排背止组州朝封睛"
    "板角况曲馆育忙质河续哥呼若推境遇雨标姐充围案伦护冷警贝著雪索剧啊船险烟依斗值帮汉慢佛肯闻唱沙局伯族低玩"
    "资屋击速顾泪洲团圣旁堂兵七露园牛哭旅街劳型烈姑陈莫鱼异抱宝权鲁简态级票怪寻杀律胜份汽右洋范床舞秘午登楼"
    "贵吸责例追较职属渐左录丝牙党继托赶章智冲叶胡吉卖坚喝肉遗救修松临藏担戏善卫药悲敢靠伊村戴词森耳差短祖云"
    "规窗散迷油旧适乡架恩投弹铁博雷府压超负勒杂醒洗采毫嘴毕九冰既状乱景席珍童顶派素脱农疑练野按犯拍征坏骨余"
    "承置彩灯巨琴免环姆暗换技翻束增忍餐洛塞缺忆判欧层付阵玛批岛项狗休懂武革良恶恋委拥娜妙探呀营退摇弄桌熟诺"
    "宣银势奖宫忽套康供优课鸟喊降夏困刘罪亡鞋健模败伴守挥鲜财孤枪禁恐伙杰迹妹遍盖副坦牌江顺秋萨菜划授归浪听"
    "，。、；：？！“”‘’（）《》〈〉【】「」『』〔〕—…·％　℃①②③④⑤〇"
)
_MOJIBAKE: Final = re.compile(
    "\ufffd|锟斤拷|烫烫烫|屯屯屯|[锛銆]|鈥[\u2010-\u203f]|"
    "ï»¿|ï¼|ã€|â€|[äåæçèé][\u0080-\u00bf\u0152-\u017e\u2013-\u2122]|[\u00a1-\u00ff]{6}"
)
_CONTROL: Final = re.compile("[\0-\x08\x0b\x0e-\x1f\x7f-\x84\x86-\x9f]")
_UPPER: Final = dict.fromkeys(range(0x7F, 0x100), "x")
_TURNING: Final = re.compile("[\u202a-\u202e\u2066-\u2069]")


def decode(content: bytes, name: str, encoding: str | None = None) -> str:
    """The text that bytes hold, as it stands but for a byte order mark.

    Parameters
    ----------
    content, name
        The bytes, and what to call them in a message.
    encoding
        Their encoding, if somebody knows it; else it is found: by a byte order mark, else UTF-8 if
        they are that, else whichever of GB18030, Big5-HKSCS and UTF-16 gives the most characters
        that are common in Chinese.

    Raises
    ------
    InputError
        No text in any of these, or not in the one named; the message says from where on.

    Warns
    -----
    UserWarning
        A few bytes are damaged (they are read as U+FFFD).
    """
    if encoding is not None:
        try:
            codecs.lookup(encoding)
        except LookupError:
            raise InputError(
                f"encoding {encoding!r} is not known; write such as 'utf-8', 'gb18030' or 'big5'"
            ) from None
        return _strictly(content, encoding, name)
    for mark, marked in _BOMS:
        if content.startswith(mark):
            return _strictly(content[len(mark) :], marked, name)
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        text = ""
    if text and not ("\0" in text and _wide(content)):
        return _checked(text, name)
    return _likeliest(content, name)


def tell_damage(text: str, name: str) -> None:
    """Warn of what was damaged before, of control characters, and of marks that turn the order."""
    found = _MOJIBAKE.search(text)
    if found:
        warnings.warn(
            f"{name}: {_where(text, found.start())}, it reads {found[0]!r}, as text does that was "
            "once decoded wrongly; fetch the document again, or do not trust what stands near it",
            stacklevel=4,
        )
    for pattern, what in (
        (_CONTROL, "control characters"),
        (_TURNING, "marks that turn the direction of writing"),
    ):
        n = len(pattern.findall(text))
        if n:
            first = pattern.search(text)
            assert first is not None
            warnings.warn(
                f"{name}: {what}, {n:,} of them, the first {_where(text, first.start())} "
                f"(U+{ord(first[0]):04X}); they are kept, and what is seen may differ from what "
                "is read",
                stacklevel=4,
            )


def _strictly(content: bytes, encoding: str, name: str) -> str:
    try:
        return _checked(content.decode(encoding), name)
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise InputError(
            f"{name}: it is not {encoding.upper()} from byte {error.start + 1:,} (line {line:,}) "
            "on; name another encoding, or save it again as UTF-8"
        ) from error


def _checked(text: str, name: str) -> str:
    """The text, unless it holds so many control characters that it is none."""
    sample = text[:_SAMPLE]
    if len(_CONTROL.findall(sample)) > max(_BINARY * len(sample), 2):
        raise InputError(
            f"{name}: it is a binary file of a kind that is not known, no text; give the document "
            "as text, HTML, PDF, DOCX or a workbook"
        )
    return text


def _wide(content: bytes) -> bool:
    """Whether zero bytes stand on one side of the pairs, as in UTF-16."""
    sample = content[:_SAMPLE]
    zeros = sample[::2].count(0), sample[1::2].count(0)
    return len(content) % 2 == 0 and max(zeros) > 20 * min(zeros)


def _likeliest(content: bytes, name: str) -> str:
    """The text in the encoding that gives most common characters; damage only if hardly any."""
    wide = _WIDE if len(content) % 2 == 0 else ()
    scored = []
    for encoding in ("utf-8", *_HAN, *wide):
        whole = _decoded(content, encoding)
        if whole is not None:
            scored.append((_share_common(whole), encoding))
    best = max(scored, default=(0.0, ""), key=lambda one: one[0])
    if best[0] >= _PLAUSIBLE:
        return _checked(content.decode(best[1]), name)
    mended = []
    for encoding in ("utf-8", *_HAN):
        text = content.decode(encoding, "replace")
        n_lost = text.count("\ufffd")
        if n_lost <= max(1, _DAMAGED * len(content)) and "\0" not in text:
            mended.append((_share_common(text), text, encoding, n_lost))
    likely = max(mended, default=(0.0, "", "", 0), key=lambda one: one[0])
    if likely[0] >= _PLAUSIBLE:
        _, text, encoding, n_lost = likely
        places = "1 place" if n_lost == 1 else f"{n_lost:,} places"
        where = _where(text, text.index("\ufffd"))
        warnings.warn(
            f"{name}: it is {encoding.upper()}, but not in {places}, first {where}; what stands "
            "there is read as U+FFFD: fetch the document again, or name its encoding",
            stacklevel=5,
        )
        return _checked(text, name)
    _checked(content.decode("latin-1").translate(_UPPER), name)
    start = _first_fault(content)
    raise InputError(
        f"{name}: byte {start + 1:,} (line {content[:start].count(10) + 1:,}) is not UTF-8, and "
        "neither GB18030, Big5 nor UTF-16 makes Chinese of it; name its encoding, or save it as "
        "UTF-8"
    )


def _decoded(content: bytes, encoding: str) -> str | None:
    try:
        return content.decode(encoding)
    except UnicodeDecodeError:
        return None


def _first_fault(content: bytes) -> int:
    try:
        content.decode("utf-8")
    except UnicodeDecodeError as error:
        return error.start
    return 0


def _share_common(text: str) -> float:
    """The share of characters beyond ASCII that are common in Chinese; 1 if there are none."""
    beyond = [one for one in fold(text[:_SAMPLE]) if one > "\x7f"]
    folded = len(beyond)
    wide = sum(1 for one in text[:_SAMPLE] if "\uff01" <= one <= "\uff5e" and one != "，")
    if not folded + wide:
        return 0.0 if _CONTROL.search(text, 0, _SAMPLE) else 1.0
    return (sum(one in _COMMON for one in beyond) + wide) / (folded + wide)


def _where(text: str, at: int) -> str:
    """Line and character of a position, counted from 1."""
    line = text.count("\n", 0, at) + 1
    return f"in line {line:,}, character {at - text.rfind(chr(10), 0, at):,}"
