"""Sentences of the method, the sources and the record of what went in."""

from typing import Final

METHOD: Final[dict[str, tuple[str, str]]] = {
    "method_title": ("How this was worked out", "方法与来源"),
    "method_reach_title": ("The circle", "服务圈"),
    "method_reach": (
        "Every point is placed on the nearest street, walks to it in a straight line, and "
        "takes the "
        "fastest way along the streets {mode}. Exactly {minutes} minutes is within reach. A circle "
        "that leaves the data is not judged, and a kind that the source does not hold counts for "
        "nobody. Shares are given by places and by residents.",
        "每个居民点按直线连到最近道路,再沿路网{mode}走最快路线;恰好{minutes}分钟算可达。"
        "服务圈超出数据范围的不作判断,"
        "来源没有的类别不计。比例同时按村(社区)和按人口给出。",
    ),
    "method_walk_title": ("Walking", "步行"),
    "method_walk": (
        "{walker} walks {speed} km/h on the level, also between door and street in other modes; "
        "{steps} {slopes} Speeds: {source}",
        "{walker}在平路上的步速为每小时{speed}公里,其他出行方式中从家门到道路也按此计;{steps}{slopes}"
        "步速依据:{source}",
    ),
    "walk_steps": ("steps at {speed} m/s.", "台阶每秒{speed}米。"),
    "walk_no_steps": ("steps are closed.", "不能走台阶。"),
    "walk_steps_unknown": (
        "the streets name no steps, so none are slower or closed.",
        "道路数据没有标明台阶,未作区分。",
    ),
    "walk_slopes": (
        "Slopes lengthen or shorten the time on foot by Tobler’s function (1993), relative to the "
        "level.",
        "步行时间按 Tobler(1993)函数随坡度增减,以平路为准。",
    ),
    "walk_level": (
        "Slopes are not known: every street counts as level.",
        "没有坡度资料,道路均按平路计。",
    ),
    "method_small_title": ("Small counts", "小数值保护"),
    "method_small": (
        "Counts of fewer than {n} real residents are shown as “fewer than {n}”, so that a village "
        "never points at one person. Simulated residents are nobody, and are shown as they are.",
        "真实居民数不足{n}人时只显示“不足{n}”,以免指向个人;模拟人口不对应任何真人,按原值显示。",
    ),
    "method_map_title": ("Maps", "地图"),
    "method_map": (
        'Equal-area projection, computed here: <span class="hash">{projection}</span>. '
        "Outlines are rounded to {metres} m; smaller "
        "islets are left out of the drawing, not of the numbers.",
        '等积投影:<span class="hash">{projection}</span>。轮廓取整到{metres}米,'
        "更小的岛屿只在图上省略,不影响数据。",
    ),
    "sources_title": ("Sources", "来源"),
    "sources_what": (
        "In the order in which the page uses them. Titles stand in the language of the source.",
        "按本页使用顺序排列,标题保留原文。",
    ),
    "col_number": ("No.", "序号"),
    "col_document": ("Document", "文献"),
    "col_via": ("Through", "转引自"),
    "col_grade": ("Grade", "等级"),
    "grade_official_table": ("official table", "官方统计表"),
    "grade_official_text": ("official text", "官方文字"),
    "grade_secondary": ("secondary", "二手来源"),
    "grade_transcribed": ("transcribed", "人工转录"),
    "doubts_title": ("Rows in doubt", "存疑数据"),
    "layers_title": ("What is real and what is simulated", "真实数据与模拟数据"),
    "col_layer": ("Layer", "数据层"),
    "col_note": ("Note", "说明"),
    "col_licence": ("Licence", "许可"),
    "provenance_title": ("Record", "记录"),
    "provenance_what": (
        "The same inputs and settings give this page again, byte for byte.",
        "相同的输入和设置可逐字节重现本页。",
    ),
    "col_input": ("Input", "输入"),
    "col_setting": ("Setting", "设置"),
    "licence_osm": (
        "© OpenStreetMap contributors, Open Database Licence 1.0.",
        "© OpenStreetMap 贡献者,开放数据库许可 1.0。",
    ),
    "licence_geonames": (
        "Township points: GeoNames, CC BY 4.0.",
        "乡镇位置:GeoNames,CC BY 4.0。",
    ),
    "footer_made": (
        "Made by gongfu, open-source software for common-prosperity zones (Apache-2.0).",
        "由共富(gongfu)生成:面向共同富裕示范区的开源软件(Apache-2.0)。",
    ),
    "footer_unofficial": ("Not an official publication.", "本报告并非官方发布。"),
}
