"""What a reader must know about each simulated table, in both languages."""

from typing import Final

from gongfu.model.kind import CIRCLE_KEYS
from gongfu.model.zone import Layer
from gongfu.simulate.calibrate import Calibration
from gongfu.simulate.facilities import VENUES_PER_SITE

NO_EVIDENCE: Final = {
    "en": "Simulated: neither evidence nor forecast, and never to be held against a target.",
    "zh": "模拟数据:既非证据,也非预测,不得用于对照目标。",
}


def simulated_layers(
    seed: int, period: str, calibrations: tuple[Calibration, ...]
) -> dict[str, Layer]:
    """The layers of communities, network, facilities and incomes.

    Parameters
    ----------
    seed, period, calibrations
        As `zone.simulate_zone` used them.
    """
    notes = {
        "communities": {
            "en": "As many points as the codes list villages and communities, placed by chance "
            "inside their county around the known point of their township. Residents sum to each "
            f"county's published residents and town residents of {period}; how they are shared "
            "among points is assumed. No point carries the name or the code of a real village.",
            "zh": "点数与代码表所列村(社区)数相同,在本县(市、区)范围内、围绕乡镇(街道)已知点"
            f"随机布设。各点常住人口之和等于{period}年公布的全县常住人口和城镇常住人口,在各点之间的"
            "分配为假定。任何点都不使用真实村(社区)的名称或代码。",
        },
        "network": {
            "en": "Streets drawn by chance: blocks around the simulated points, winding roads "
            "between them, 2 km beyond the land border, none over water (no bridges, no ferries). "
            "No course, length or speed is real; walking speed 4.8 km/h.",
            "zh": "道路为随机生成:模拟点周围为街区,点与点之间为弯曲道路,延伸至陆地边界外2公里,"
            "不跨水面(无桥梁、无渡轮)。走向、长度、速度均非真实;步行速度4.8公里/小时。",
        },
        "facilities": {
            "en": f"Hospitals as many as the yearbook of {period} counts; sports sites one for "
            f"every {VENUES_PER_SITE:g} counted venues (courts are venues too); the other eight "
            "kinds at assumed rates. Places are drawn by chance near simulated points. Beyond the "
            "border there are none." + _calibrated("en", calibrations),
            "zh": f"医院数等于{period}年年鉴数;体育设施按每{VENUES_PER_SITE:g}个公布场地合为一处"
            "(球场亦计为场地);其余八类按假定比率。位置在模拟点附近随机产生,边界外没有设施。"
            + _calibrated("zh", calibrations),
        },
        "incomes": {
            "en": "Sampled households with lognormal incomes per head. Weighted means equal the "
            f"published disposable incomes of {period} of each county's town and country, weights "
            "sum to residents; the spread within them (0.55 in town, 0.60 in country, of the "
            "logarithm) and household sizes are assumed. A county without a published rural "
            "income is taken as all town.",
            "zh": "抽样住户,人均收入服从对数正态分布。加权均值等于各县(市、区)"
            f"{period}年公布的城镇、农村居民人均可支配收入,权数之和等于常住人口;城乡内部离散度"
            "(对数标准差城镇0.55、农村0.60)和户规模为假定。未公布农村收入的县(市、区)全部按城镇处理。",
        },
    }
    source = f"gongfu simulation, seed {seed}, from published figures of {period}"
    return {
        table: Layer(
            "simulated",
            source,
            {language: f"{words[language]} {NO_EVIDENCE[language]}" for language in words},
            kinds=CIRCLE_KEYS if table == "facilities" else (),
        )
        for table, words in notes.items()
    }


def _calibrated(language: str, calibrations: tuple[Calibration, ...]) -> str:
    if not calibrations:
        return ""
    if language == "zh":
        listed = ";".join(f"{c.kind}:{c.count}个村(社区)({c.source_zh})" for c in calibrations)
        return f"按公布比例校准(假定步行,公布时未说明出行方式):{listed}。其他地方未作调整。"
    listed = "; ".join(f"{c.kind} reached by {c.count:,} ({c.source})" for c in calibrations)
    return (
        f" Sites were moved to agree with published shares: {listed}; walking is assumed, since "
        "the mode was not published. No other place was adjusted."
    )
