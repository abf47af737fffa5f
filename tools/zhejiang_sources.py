"""Which document stands behind each source note of the collected tables, and who passed it on.

A note as collected names the document, the page it was read from and remarks in one line.  Here
every note is told apart: `document` (what was published, by whom), `via` (the copy, mirror or
extract it was read from, "" if it was the publisher's own page), `grade`, and `note`.  A key that
ends in "…" stands for every note that begins like it.  A note that is not listed stops the
making, so that no figure enters without a document.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Source:
    """Where a row comes from; `grade` as in `gongfu.model.schema.GRADES`."""

    document: str
    grade: str = "secondary"
    via: str = ""
    note: str = ""


def find(note: str, known: dict[str, Source]) -> Source:
    """The source that `note` stands for."""
    if note in known:
        return known[note]
    begun = [key for key in known if key.endswith("…") and note.startswith(key[:-1])]
    if len(begun) != 1:
        raise KeyError(f"{len(begun)} sources are listed for the note {note!r}; list one")
    return known[begun[0]]


TABLE, TEXT, SECONDARY, TRANSCRIBED = "official_table", "official_text", "secondary", "transcribed"

_YEARBOOK_COPY = (
    "copy of the xlsx tables in GitHub RosiePenguin/2026ZJUMCM@cabef05; "
    "origin tjj.zj.gov.cn 2025浙江统计年鉴"
)
_YEARBOOK_NOTE = (
    " (2024年), xlsx in GitHub RosiePenguin/2026ZJUMCM@cabef05 data/raw/problem3_manual_sources/; "
    "origin tjj.zj.gov.cn Reports1/2025浙江统计年鉴"
)
_CRI = "news.cri.cn/n/20220727/ae5236c1-82e0-77c1-bf98-75d72da8d614.html"
_LIST_26 = "国际在线 2022-07-27, list of the 26 counties"
_CHINANEWS_2025 = "中国新闻网 2025-01-07 (浙江省发展和改革委员会)"
_REPORT_2026 = "浙江省政府工作报告 2026-01-14 (中国新闻网)"
_CONGRESS_2022 = "中国共产党浙江省第十五次代表大会报告 2022-06"
_REPORT_2023 = "浙江省政府工作报告 2023-01-12"
_PLAN = "浙江高质量发展建设共同富裕示范区实施方案(2021-2025年)"
_PENGPAI = "澎湃新闻 2023-01-12, mirror"
_LANXIN = "中国蓝新闻 2022-06-21"
_XINHUA_2021 = "新华社 2021-09-06, copy guoqi.zjol.com.cn/yw/202109/t20210907_23053503.shtml"
_BOND = "52ocean.cn/thread-25452-1-1.html (涌金楼)"
_GB50180 = "GB 50180-2018 城市居住区规划设计标准"

# The county tables.
COUNTIES = {
    f"浙江统计年鉴2025 表{table}{_YEARBOOK_NOTE}": Source(
        f"浙江统计年鉴2025 表{table}", TABLE, _YEARBOOK_COPY
    )
    for table in ("17-25", "17-26", "17-34", "17-35", "17-42")
} | {
    "image 可支配收入.jpg…": Source(
        "2025年浙江省各县市区全体居民人均可支配收入 (table, 知乎 @泛工程领域观察)",
        TRANSCRIBED,
        "picture in GitHub AI1379/math_model_2026@b5c5274, read by eye",
    ),
    "中国人口普查分县资料2020 via GitHub leiii/census@0ba0f1e…": Source(
        "中国人口普查分县资料2020", TABLE, "compilation GitHub leiii/census@0ba0f1e (MIT)"
    ),
}

PROVINCE = {
    "浙江统计年鉴2025 表5-5/5-9 via public GitHub SQL file…": Source(
        "浙江统计年鉴2025 表5-5, 表5-9", TABLE, "public SQL file, repository not known"
    ),
    "2023年浙江省国民经济和社会发展统计公报 2024-03-04, "
    "zjzd.stats.gov.cn/zwgk/xxgkml/tjxx/tjgb/202403/t20240304_110816.html": Source(
        "2023年浙江省国民经济和社会发展统计公报 2024-03-04, "
        "zjzd.stats.gov.cn/zwgk/xxgkml/tjxx/tjgb/202403/t20240304_110816.html",
        TEXT,
    ),
    "2024年浙江省人口主要数据公报 via jintiankansha.me/t/X8ShA3WVkZ": Source(
        "2024年浙江省人口主要数据公报", TEXT, "jintiankansha.me/t/X8ShA3WVkZ"
    ),
    "省统计局 2023-08-25, m.hthotlf.cn mirror": Source(
        "浙江省统计局 2023-08-25", TEXT, "m.hthotlf.cn, mirror"
    ),
    "wapiknow.baidu.com 1614950159771087107": Source(
        "answer on 百度知道 that names no document",
        SECONDARY,
        "wapiknow.baidu.com 1614950159771087107",
    ),
    "same; also 中国蓝新闻 2022-06-21": Source(
        "中国蓝新闻 2022-06-21; answer on 百度知道 that names no document",
        SECONDARY,
        "wapiknow.baidu.com 1614950159771087107",
    ),
    "中国蓝新闻 2022-06-21 (蕭山網)": Source("中国蓝新闻 2022-06-21", SECONDARY, "萧山网"),
    "新华社 2021-09-06, guoqi.zjol.com.cn/yw/202109/t20210907_23053503.shtml…": Source(
        _PLAN, SECONDARY, _XINHUA_2021, "value at the end of the plan 2016-2020"
    ),
    "Zhihu table image, see county_income_total_2024_2025.csv": Source(
        "2025年浙江省各县市区全体居民人均可支配收入 (table, 知乎 @泛工程领域观察)",
        TRANSCRIBED,
        "picture in GitHub AI1379/math_model_2026@b5c5274, read by eye",
    ),
    "浙江经济 2025-10-16 zjic.zj.gov.cn/zjjjzz/202508/202510/t20251016_23748454.shtml": Source(
        "浙江经济 2025-10-16, zjic.zj.gov.cn/zjjjzz/202508/202510/t20251016_23748454.shtml"
    ),
    "52ocean.cn/thread-25452-1-1.html (涌金楼, 国家统计局浙江调查总队)": Source(
        "国家统计局浙江调查总队, income of residents in 2020", SECONDARY, _BOND
    ),
    "中新网 2026-01-14 政府工作报告 us.usy7.cc mirror": Source(
        _REPORT_2026, TEXT, "us.usy7.cc, mirror"
    ),
}

_CSMAR = (
    "CSMAR CRE_Gdpct.csv in GitHub eileenCHEN-9/PhD_2022_2025@f20bcc5 (no licence; as first "
    "published, not revised after the 2018/2023 censuses)"
)
_YEARBOOK_2016 = (
    "浙江统计年鉴2016 表17-2 (2015年), zjjcmspublic.oss-cn-hangzhou…/2016年统计年鉴光盘20200120/…/"
    "17-2 各市国民经济主要指标(2015年).html"
)
_DISC_2016 = (
    "zjjcmspublic.oss-cn-hangzhou, 2016年统计年鉴光盘, 17-2 各市国民经济主要指标(2015年).html"
)
PREFECTURES = {
    _CSMAR: Source(
        "CSMAR database, table CRE_Gdpct",
        SECONDARY,
        "extract in GitHub eileenCHEN-9/PhD_2022_2025@f20bcc5",
        "as first published, not revised after the economic censuses of 2018 and 2023",
    ),
    _YEARBOOK_2016: Source("浙江统计年鉴2016 表17-2", TABLE, _DISC_2016),
    _YEARBOOK_2016 + " (row cut off in the stored excerpt)": Source(
        "浙江统计年鉴2016 表17-2", TABLE, _DISC_2016, "the rest of the row could not be read"
    ),
    "丽水月度快报202011 sheet030 全省各市城乡居民人均可支配收入…": Source(
        "丽水统计月度快报2020-11, 全省各市城乡居民人均可支配收入",
        TABLE,
        "zjjcmspublic.oss, ydkp/202011.files/sheet030.htm",
        "cumulative from January to September, not a full year",
    ),
    "台州晚报 2024-02-07, fhxgcw.cn/caijing/2024-02/07/content_6938461.htm (mirror)": Source(
        "台州晚报 2024-02-07", SECONDARY, "fhxgcw.cn/caijing/2024-02/07/content_6938461.htm, mirror"
    ),
    "hbzqbyyxgs.com/top/2DMNMTYw.html (mirror of a 2022 rural income roundup)": Source(
        "roundup of rural incomes in 2022 that names no document",
        SECONDARY,
        "hbzqbyyxgs.com/top/2DMNMTYw.html, mirror",
    ),
    "杭州统计年鉴 表13-01, download.cucdc.com/wenku/197b180d0e604d75805d7d9fcdf7ba91.html": Source(
        "杭州统计年鉴 表13-01",
        TABLE,
        "download.cucdc.com/wenku/197b180d0e604d75805d7d9fcdf7ba91.html",
    ),
    "杭州统计年鉴 表13-01, same page": Source(
        "杭州统计年鉴 表13-01",
        TABLE,
        "download.cucdc.com/wenku/197b180d0e604d75805d7d9fcdf7ba91.html",
    ),
    "浙江省2023年人口主要数据公报 via CCTV 2024-02-26, cdslxx.cn mirror": Source(
        "浙江省2023年人口主要数据公报", TEXT, "央视 2024-02-26, cdslxx.cn, mirror"
    ),
    "blob.wenxiaobai.com/article/182215a2… citing 163.com JI6STBOI05563SPX": Source(
        "网易 JI6STBOI05563SPX", SECONDARY, "blob.wenxiaobai.com/article/182215a2…"
    ),
} | {
    f"computed: sum over {n} counties of county_stats_2024.csv (city total may differ by "
    "development-zone rows)": Source(
        f"computed: sum over {n} counties of 浙江统计年鉴2025 表17-25, 表17-26",
        TABLE,
        _YEARBOOK_COPY,
        "the prefecture's own total may differ by its development zones",
    )
    for n in (4, 5, 6, 7, 9, 10, 12, 13)
}

# Targets, by indicator as collected: the document that promises, and who reported it.
TARGETS = {
    "city_income_max_min_ratio": Source(_PLAN, TEXT, _XINHUA_2021),
    "urban_rural_income_ratio": Source(
        f"{_CONGRESS_2022}; {_REPORT_2023}", TEXT, f"{_LANXIN}; {_PENGPAI}"
    ),
    "gdp": Source(f"{_CONGRESS_2022}; {_REPORT_2023}", TEXT, f"{_LANXIN}; {_PENGPAI}"),
    "gdp_per_capita": Source(_REPORT_2023, TEXT, _PENGPAI),
    "disposable_income_pc": Source(
        f"{_CONGRESS_2022}; {_REPORT_2023}", TEXT, f"{_LANXIN}; {_PENGPAI}"
    ),
    "rd_intensity": Source(_REPORT_2023, TEXT, _PENGPAI),
    "labour_productivity": Source(_REPORT_2023, TEXT, _PENGPAI),
    "above_scale_industrial_va": Source(_REPORT_2023, TEXT, _PENGPAI),
    "digital_core_va": Source(_REPORT_2023, TEXT, _PENGPAI),
    "mountain26_income_to_province": Source(_CONGRESS_2022, TEXT, _LANXIN),
    "public_culture_floor_area": Source(_CONGRESS_2022, TEXT, _LANXIN),
    "higher_education_gross_enrolment": Source(_CONGRESS_2022, TEXT, _LANXIN),
    "charging_piles": Source(
        "浙江省新能源汽车下乡新闻发布会 2023-08-16", TEXT,
        "新华社, auto.eastday.com/a/230816215733780312203.html",
    ),
    "charging_piles_rural": Source(
        "浙江省新能源汽车下乡新闻发布会 2023-08-16", TEXT,
        "新华社, auto.eastday.com/a/230816215733780312203.html",
    ),
    "mountain_island_counties": Source(
        "浙江省发展和改革委员会 2025-01-06", TEXT, "中国新闻网 2025-01-07"
    ),
    "mountain_exit_gdp": Source(
        "山区海岛县分类动态调整机制 2024-08", TEXT, "quzhou.021cf.cn/index.php/post/8957.html"
    ),
}  # fmt: skip

# Parts of the notes on the mountain and island counties, which are joined by "; ".
MOUNTAIN = {
    f"CRI 2022-07-27 {_CRI} (list of 26)": Source(
        _LIST_26, SECONDARY, _CRI
    ),
    "中新网 2026-01-14 政府工作报告 us.usy7.cc mirror: 永嘉县、苍南县、江山市 left": Source(
        _REPORT_2026, TEXT, "us.usy7.cc, mirror", "永嘉县、苍南县、江山市 left"
    ),
    "中新网 2026-01-14 政府工作报告 us.usy7.cc mirror": Source(
        _REPORT_2026, TEXT, "us.usy7.cc, mirror", "永嘉县、苍南县、江山市 left"
    ),
    "中新网 2025-01-07 m.olppe.com/caijing/20250107/07147860.html: Aug 2024 "
    "平阳县、柯城区、莲都区 left; 洞头区、嵊泗县 joined -> 山区海岛25县": Source(
        _CHINANEWS_2025, SECONDARY, "m.olppe.com/caijing/20250107/07147860.html",
        "平阳县、柯城区、莲都区 left and 洞头区、嵊泗县 joined in August 2024: 山区海岛25县",
    ),
    "quzhou.021cf.cn/index.php/post/8957.html (2025-07): 江山市 left, second batch": Source(
        "衢州, page of 2025-07 that names no document", SECONDARY,
        "quzhou.021cf.cn/index.php/post/8957.html", "江山市 left, second batch",
    ),
}  # fmt: skip

_ZJ_2020 = "浙江新闻客户端 2020-11-18"
_ZJ_2020_NOTE = "浙江新闻客户端 2020-11-18 zj.zjol.com.cn/news.html?id=1565048"
_ZJ_2020_VIA = "zj.zjol.com.cn/news.html?id=1565048"
PAIRINGS = {
    "新华社 2023-09 (gansudaily 2023-09-13; cs82326980 mirror): 西湖—淳安": Source(
        "新华社 2023-09", SECONDARY, "甘肃日报 2023-09-13, mirror"
    ),
    "新华社 2021-09-06 guoqi.zjol.com.cn/yw/202109/t20210907_23053503.shtml": Source(
        "新华社 2021-09-06", SECONDARY, "guoqi.zjol.com.cn/yw/202109/t20210907_23053503.shtml"
    ),
    "news.66wz.com/system/2021/11/05/105416292.shtml": Source(
        "温州网 2021-11-05, news.66wz.com/system/2021/11/05/105416292.shtml"
    ),
    "seed article": Source("中国网, 浙江共同富裕示范区建设稳步推进 (2024)", SECONDARY, "mirror"),
    "investchn.com/home/news/detail/id/312793.html (2022-10-17); ttnews 2018-09-29": Source(
        "investchn.com 2022-10-17; ttnews 2018-09-29", SECONDARY,
        "investchn.com/home/news/detail/id/312793.html",
    ),
    "wcgdqj.cn/news/show/88/1477017_0.html; page on 苍南-龙湾 (14年); "
    "news.66wz.com/system/2022/12/28/105532279.shtml": Source(
        "温州网 2022-12-28, news.66wz.com/system/2022/12/28/105532279.shtml; "
        "page on 苍南-龙湾 (14年)",
        SECONDARY, "wcgdqj.cn/news/show/88/1477017_0.html",
    ),
    "光明日报 2021-08-04 m.51dyyou.com/2021-08/04/content_77672006.htm": Source(
        "光明日报 2021-08-04", SECONDARY, "m.51dyyou.com/2021-08/04/content_77672006.htm"
    ),
    "cs.zjol.com.cn/zjbd/ls16512/201811/t20181115_8750749.shtml": Source(
        "浙江在线 2018-11-15, cs.zjol.com.cn/zjbd/ls16512/201811/t20181115_8750749.shtml"
    ),
    "tz.zjol.com.cn/07tztk/system/2017/07/01/030214915.shtml": Source(
        "浙江在线 2017-07-01, tz.zjol.com.cn/07tztk/system/2017/07/01/030214915.shtml"
    ),
    "中新网 2024-07-03 (mirror 2h3mvx.1foods.cn)": Source(
        "中国新闻网 2024-07-03", SECONDARY, "2h3mvx.1foods.cn, mirror"
    ),
    "same; also 嘉兴港区 (not a county)": Source(
        "中国新闻网 2024-07-03", SECONDARY, "2h3mvx.1foods.cn, mirror",
        "also paired with 嘉兴港区, which is not a county",
    ),
    "public repo report script…": Source(
        "report that names no document", SECONDARY, "public code repository, not known",
        "丽水市莲都区…与义乌市建立了长达20年的山海协作结对关系",
    ),
    "hacker2.cn/content/2022-01/18/content_240244.html (余杭-柯城; also 临平); "
    "zdberp.com/caijingzixun/309.html": Source(
        "news of 2022-01-18 that names no document", SECONDARY,
        "hacker2.cn/content/2022-01/18/content_240244.html; zdberp.com/caijingzixun/309.html",
    ),
    "hacker2.cn/content/2022-01/18/content_240244.html": Source(
        "news of 2022-01-18 that names no document", SECONDARY,
        "hacker2.cn/content/2022-01/18/content_240244.html",
    ),
    "quzhou.021cf.cn/index.php/post/8957.html (江山-钱塘示范点…": Source(
        "衢州, page of 2025-07 that names no document", SECONDARY,
        "quzhou.021cf.cn/index.php/post/8957.html", "江山-钱塘示范点",
    ),
    _ZJ_2020_NOTE: Source(_ZJ_2020, SECONDARY, _ZJ_2020_VIA),
    "人民日报海外版 2023-02-09 cn-ofa.com/show-1-12281-1.html; 经济日报 2023-04-25; "
    f"{_ZJ_2020_NOTE}": Source(
        f"人民日报海外版 2023-02-09; 经济日报 2023-04-25; {_ZJ_2020}", SECONDARY,
        f"cn-ofa.com/show-1-12281-1.html; {_ZJ_2020_VIA}",
    ),
    "scholarmate.com/S/xpSKM2": Source(
        "paper that names no document", SECONDARY, "scholarmate.com/S/xpSKM2"
    ),
    "investchn.com/home/news/detail/id/212951.html (2021-10)": Source(
        "investchn.com 2021-10, investchn.com/home/news/detail/id/212951.html"
    ),
    "lqnews.zjol.com.cn/lqnews/system/2021/07/16/033112148.shtml": Source(
        "龙泉新闻网 2021-07-16, lqnews.zjol.com.cn/lqnews/system/2021/07/16/033112148.shtml"
    ),
    "panews.cn/xwzx/sz/202206/t20220619_6326341.html": Source(
        "磐安新闻网 2022-06-19, panews.cn/xwzx/sz/202206/t20220619_6326341.html"
    ),
    "wynews.zjol.com.cn/wynews/system/2018/05/07/030871787.shtml": Source(
        "武义新闻网 2018-05-07, wynews.zjol.com.cn/wynews/system/2018/05/07/030871787.shtml"
    ),
    "haiyan.gov.cn/art/2024/9/9/art_1512809_59448047.html": Source(
        "海盐县人民政府 2024-09-09, haiyan.gov.cn/art/2024/9/9/art_1512809_59448047.html", TEXT
    ),
    "scnews.zjol.com.cn/scnews/system/2018/05/06/030870739.shtml": Source(
        "遂昌新闻网 2018-05-06, scnews.zjol.com.cn/scnews/system/2018/05/06/030870739.shtml"
    ),
    "sxbh.sx.gov.cn/art/2024/12/2/art_1479193_58891834.html": Source(
        "绍兴滨海新区 2024-12-02, sxbh.sx.gov.cn/art/2024/12/2/art_1479193_58891834.html", TEXT
    ),
}  # fmt: skip

_CIRCLE_CODE = "as quoted in public code"
MECHANISMS = {
    "fx361 2023-09-26 m.fx361.cc/news/2023/0926/22943336.html 陈章纯": Source(
        "陈章纯, article of 2023-09-26", SECONDARY, "m.fx361.cc/news/2023/0926/22943336.html"
    ),
    "新华网 2024-11-22": Source("新华网 2024-11-22"),
    "新华社/甘肃日报 2023-09-13": Source("新华社 2023-09-13", SECONDARY, "甘肃日报"),
    "CRI 2022-07-27": Source("国际在线 2022-07-27"),
    "中新网 2025-01-07": Source("中国新闻网 2025-01-07"),
    "quzhou.021cf.cn post/8957": Source(
        "衢州, page of 2025-07 that names no document", SECONDARY,
        "quzhou.021cf.cn/index.php/post/8957.html",
    ),
    "same (equals the Zhihu table: cross-check)": Source(
        "衢州, page of 2025-07 that names no document", SECONDARY,
        "quzhou.021cf.cn/index.php/post/8957.html", "equals the transcribed income table",
    ),
    "中国青年报 2017-09-18 news.cyol.com/content/2017-09/18/content_16511472.htm": Source(
        "中国青年报 2017-09-18, news.cyol.com/content/2017-09/18/content_16511472.htm"
    ),
    "dingqianjf.com 2024-08 page": Source(
        "page of 2024-08 that names no document", SECONDARY, "dingqianjf.com"
    ),
    "甬政办发〔2022〕10号 jyj.ningbo.gov.cn/art/2022/6/16/art_1229166819_58911036.html": Source(
        "甬政办发〔2022〕10号, jyj.ningbo.gov.cn/art/2022/6/16/art_1229166819_58911036.html", TEXT
    ),
    "news.zgyww.cn/system/2023/01/28/010244135.shtml": Source(
        "中国义乌网 2023-01-28, news.zgyww.cn/system/2023/01/28/010244135.shtml"
    ),
    "aseatforus.com/show.asp?id=17485 (嘉兴市)": Source(
        "嘉兴市, page that names no document", SECONDARY, "aseatforus.com/show.asp?id=17485"
    ),
    "GB 50180-2018 cl. 2.0.2…": Source(
        f"{_GB50180} 2.0.2", SECONDARY, _CIRCLE_CODE
    ),
    "same id…": Source(f"{_GB50180} 2.0.2", SECONDARY, _CIRCLE_CODE),
    "id…": Source(f"{_GB50180} 2.0.2", SECONDARY, _CIRCLE_CODE),
    "comment in id…": Source(
        "comment in public code", SECONDARY, _CIRCLE_CODE, "not the standard itself"
    ),
    "geipa.cn/post/30020.html (explanation of the standard)": Source(
        f"explanation of {_GB50180}", SECONDARY, "geipa.cn/post/30020.html"
    ),
    "人民网 2025-02-21": Source("人民网 2025-02-21"),
    "bbs.21yq.com thread 1183855": Source(
        "forum thread that names no document", SECONDARY, "bbs.21yq.com thread 1183855"
    ),
    "news.qq.com/rain/a/20241230A06MRR00": Source(
        "腾讯新闻 2024-12-30, news.qq.com/rain/a/20241230A06MRR00"
    ),
    "tidenews.com.cn id 3020052": Source("潮新闻 3020052, tidenews.com.cn"),
}  # fmt: skip
