"""The furniture of a page: the name of the site behind the title, forms, buttons, footers."""

import re
from collections.abc import Iterator
from typing import Final

from gongfu.evidence.damage import Damage

_SITE: Final = (
    "网|在线|日报|晚报|时报|周报|快报|新闻|门户|频道|客户端|公众号|论坛|博客|头条|资讯|百科|电视台"
    "|广播台|政府|委员会|统计局|发改委|财经|网易|新浪|搜狐|腾讯|凤凰|知乎|豆瓣"
)
_BY: Final = r"[_|丨]|\s[-–—]+\s|-{1,2}|–|—"
_SUFFIX: Final = re.compile(rf"[ \t]*(?P<by>{_BY})[ \t]*(?P<site>[^_|丨\-–—\n]{{2,16}})$")
_SITE_END: Final = re.compile(rf"(?:{_SITE})$|\.(?:com|cn|net|org)\b|^[A-Za-z][\w .]*$")

_SURE_LINES: Final = re.compile(
    r"""^(?:
    (?:发布|发表|提交|我要|添加|网友)(?:留言|评论|回复)\s*(?:\(.{0,6}\))?(?:\s*点击.{0,12})?
    |(?:留言|评论|回应|分享|打印|关闭|收藏|点赞|转发|返回顶部|返回首页|回到顶部|网站地图|联系我们|关于我们)
    |[\[【(\s]*(?:打印|关闭|收藏|分享|返回|推荐|微信|微博)(?:打印|关闭|收藏|分享|返回|窗口|本页|页面|正文|推荐|微信|微博|[\s|\[\]【】()丨/·])+
    |发布留言必须.*|.*电子邮件地址不会(?:被)?公开.*|.*必填(?:字段|栏位|项).*|.*字段已用\*标注.*
    |(?:显示名称|电子邮件地址|个人网站网址|姓名|邮箱|网站|站点|昵称|验证码)\s*\*?
    |在浏览器中储存显示名称.*|在此浏览器中保存.*
    |(?:上一篇|下一篇|上一条|下一条|上一页|下一页|上一则|下一则)\s*[:;].*|(?:上一篇|下一篇|上一页|下一页)
    |(?:分享到|分享至|扫一扫|扫码|用微信扫).{0,20}
    |(?:责任编辑|责编|编辑|值班编辑|网络编辑|审核|校对|监制|终审|初审|复审|编审)\s*[:;丨|].{0,30}
    |[\[(【]\s*(?:责任编辑|责编|编辑)\s*[:;].{0,30}[\])】]
    |(?:点击数|点击量|点击率|浏览量|浏览次数|阅读量|阅读次数|访问次数|阅读|浏览)\s*[:;]?\s*[\d,]*\s*次?
    |(?:字号|字体|字体大小|字级)\s*[:;]?\s*[\[【(]?.{0,12}
    |(?:版权所有|copyright|©|\(c\)|主办单位|承办单位|技术支持|网站标识码|您是第).{0,60}
    |.{0,20}(?:icp备|icp证|公网安备|增值电信).{0,50}
    |(?:all\ rights\ reserved|powered\ by).{0,60}
    |(?:相关阅读|相关新闻|相关链接|相关文章|推荐阅读|延伸阅读|热门推荐|猜你喜欢|更多精彩|查看更多|点击查看更多|阅读全文)\s*[:;]?
    |(?:相关推荐|相关阅读|相关新闻|相关文章|热门标签|热门搜索|友情链接|标签云)\s*[:;].*
    |(?:微信|微博|空间|朋友圈|新浪|facebook|twitter|line|x|qq)(?:[\s/|、]+(?:微信|微博|空间|朋友圈|新浪|facebook|twitter|line|x|qq))+
    )$""",
    re.VERBOSE | re.IGNORECASE,
)
_LIKELY_LINES: Final = re.compile(
    r"^(?:已发布|分类|作者|标签|标记为|发表在|归档于|关键词|专题|来源|时间|发布者|发布时间|留言|未分类"
    r"|(?:分类|作者|标签|关键词|发表在)\s*[:;].{0,20})\s*[:;]?$"
)
_HEAD_LINES: Final = re.compile(
    r"^(?:(?:您|你)(?:现在|当前)?(?:的|所在)?(?:位置|在的位置)\s*[:;].*|当前位置\s*[:;].*|首页\s*(?:>|»|›|/).*|跳至(?:主要)?内容"
    r"|跳转到内容|登录\s*[|/]?\s*注册|繁体\s*[|/]?\s*简体|设为首页.*|加入收藏|无障碍(?:浏览|阅读)?|手机版|english)$",
    re.IGNORECASE,
)
_LINE: Final = re.compile(r"[^\s](?:[^\n\r]*[^\s])?")  # not blank, without the blanks at its ends
_PROSE: Final = 40  # characters of a line that is text for sure
_TITLE: Final = 6  # characters of a title, at least
_REACH: Final = 12  # lines of a footer that only look like one are believed so far from a sure one


def page_furniture(text: str, folded: str) -> list[Damage]:
    """What belongs to the page and not to the text: line by line, and behind the title."""
    lines = [(at.start(), at.end(), at[0]) for at in _LINE.finditer(folded)]
    sure = [bool(_SURE_LINES.match(line) or _HEAD_LINES.match(line)) for _, _, line in lines]
    last_prose = max((k for k, (_, _, line) in enumerate(lines) if len(line) > _PROSE), default=-1)
    found = []
    for k, (start, end, line) in enumerate(lines):
        company = sum(sure[max(0, k - _REACH) : k + _REACH + 1])
        if sure[k]:
            confidence = 0.97 if company > 1 or k > last_prose else 0.92
            cause = "furniture"
        elif k > last_prose >= 0 and _LIKELY_LINES.match(line):
            confidence = 0.96 if company > 0 else 0.6
            cause = "label"
        else:
            continue
        found.append(Damage(start, end, text[start:end], "template", confidence, cause))
    if last_prose >= 0 and False in sure:
        start, end, line = lines[sure.index(False)]
        found += _site(text, start, end, line)
    return sorted(found, key=lambda one: one.start)


def _site(text: str, start: int, end: int, line: str) -> Iterator[Damage]:
    """The name of the site behind the title."""
    match = _SUFFIX.search(line)
    while match and match.start() >= _TITLE and not re.search(r"[。;,]", line):
        site = _SITE_END.search(match["site"].strip())
        firm = match["by"] in "_|丨"
        if not firm and not site:
            return
        at = start + match.start()
        confidence = 0.97 if firm and site else 0.9 if site else 0.75
        yield Damage(at, end, text[at:end], "site suffix", confidence, "site")
        line, end = line[: match.start()], at
        match = _SUFFIX.search(line)
