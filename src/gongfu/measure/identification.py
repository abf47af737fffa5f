"""What a panel can and cannot say about an effect, in words, before anything is estimated."""

from dataclasses import dataclass
from typing import Any, Final, Literal

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.measure.treated_panel import TreatedPanel, treated_panel

Question = Literal["effect", "pre_trends", "staggered", "synthetic_control", "standard_errors"]

__all__: Final = ("Identification", "Verdict", "what_can_be_identified")

FEW_CLUSTERS = 30  # below it CR1 rejects too often (Cameron and Miller 2015)


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether one question can be answered with these data, and why."""

    question: Question
    possible: bool
    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Identification:
    """Counts of a panel and its treatment, and a verdict on each question.

    n_always: treated in the first period already, so that nothing is seen before.  n_never: not
    treated by the last.  n_before and n_after: the most periods that any place that changes has
    before and from its first treated period on; 0 if none changes.
    """

    n_places: int
    n_periods: int
    first_period: int
    last_period: int
    n_always: int
    n_never: int
    n_changing: int
    n_cohorts: int
    n_before: int
    n_after: int
    balanced: bool
    verdicts: tuple[Verdict, ...]

    def verdict(self, question: Question) -> Verdict:
        """The verdict on one question."""
        return next(v for v in self.verdicts if v.question == question)

    def require(self, question: Question) -> None:
        """Raise an InputError with the verdict's words where the question has no answer."""
        found = self.verdict(question)
        if not found.possible:
            raise InputError(f"cannot be identified: {found.en}")

    def to_frame(self) -> pd.DataFrame:
        """One row per question: question, possible, en, zh."""
        return pd.DataFrame(
            [(v.question, v.possible, v.en, v.zh) for v in self.verdicts],
            columns=["question", "possible", "en", "zh"],
        )


def what_can_be_identified(
    frame: pd.DataFrame, *, outcome: str, place: str, period: str, first_treated: str
) -> Identification:
    """What these data can and cannot say about the effect of a treatment.

    Parameters
    ----------
    frame
        One row per place and period.
    outcome
        Column of finite numbers.
    place
        Column of labels.
    period
        Column of whole numbers, such as years.
    first_treated
        Column with the first treated period of the row's place, the same in all its rows; missing
        where it was never treated.  A place known to be treated before the panel starts, in a year
        nobody wrote down, gets any period up to the first.

    Returns
    -------
    Identification
        With one verdict each on effect, pre_trends, staggered, synthetic_control and
        standard_errors, in English and Chinese.

    Notes
    -----
    Differences in differences compare the change of places that become treated with that of
    places that do not yet (Callaway and Sant'Anna 2021).  Who was treated all along has no change
    to compare, and a place missing from a record is not thereby known to be untreated.

    Examples
    --------
    >>> panel = pd.DataFrame(
    ...     {"county": list("aabb"), "year": [1, 2, 1, 2], "y": [1, 3, 1, 2]}
    ... ).assign(start=[2, 2, None, None])
    >>> found = what_can_be_identified(
    ...     panel, outcome="y", place="county", period="year", first_treated="start"
    ... )
    >>> found.verdict("effect").possible, found.verdict("pre_trends").possible
    (True, False)
    """  # fmt: skip
    panel = treated_panel(
        frame, outcome=outcome, place=place, period=period, first_treated=first_treated
    )
    return identification(panel)


def identification(panel: TreatedPanel) -> Identification:
    """The verdicts on a panel that was checked already."""
    first = panel.first
    changing = ~panel.never & ~panel.always
    before = [int(np.sum(panel.periods < g)) for g in panel.cohorts]
    after = [int(np.sum(panel.periods >= g)) for g in panel.cohorts]
    found = Identification(
        n_places=first.size,
        n_periods=panel.periods.size,
        first_period=int(panel.periods[0]),
        last_period=int(panel.periods[-1]),
        n_always=int(panel.always.sum()),
        n_never=int(panel.never.sum()),
        n_changing=int(changing.sum()),
        n_cohorts=len(panel.cohorts),
        n_before=max(before, default=0),
        n_after=max(after, default=0),
        balanced=panel.balanced,
        verdicts=(),
    )
    effect = _effect(found)
    verdicts = (effect, _pre_trends(found, effect), _staggered(found, effect),
                _synthetic(found, effect), _standard_errors(found, effect))  # fmt: skip
    return Identification(**{**_fields(found), "verdicts": verdicts})


def _fields(found: Identification) -> dict[str, Any]:
    return {name: getattr(found, name) for name in Identification.__slots__}


def _effect(f: Identification) -> Verdict:
    if f.n_periods < 2:
        return Verdict(
            "effect", False,
            f"there is one period only ({f.first_period}); places that are treated may have "
            "differed before, and one cross-section cannot tell; add a period before the treatment",
            f"只有一个时期({f.first_period}年)。受处理地区此前可能就不同,单一截面无法区分;请补充处理之前的时期",
        )  # fmt: skip
    if f.n_changing == 0:
        en = f"no place becomes treated between {f.first_period} and {f.last_period}"
        zh = f"{f.first_period}年至{f.last_period}年之间没有一个地区由未处理变为受处理"
        if f.n_always:
            en += (
                f": {f.n_always} were treated in {f.first_period} already, so that no period "
                "before their treatment is in the data, and how they grew since mixes the effect "
                "with every other difference; add periods before the treatment"
            )
            zh += (
                f":{f.n_always}个地区在{f.first_period}年已受处理,数据中没有处理之前的时期,"
                "此后的增长把效应与其他一切差异混在一起;请补充处理之前的时期"
            )
        else:
            en += "; write the first treated period of each treated place"
            zh += ";请写明每个受处理地区的起始时期"
        return Verdict("effect", False, en, zh)
    if f.n_never == 0 and f.n_cohorts == 1:
        return Verdict(
            "effect", False,
            f"all {f.n_changing} places that change do so in the same period and none stays "
            "untreated: whatever else happened then looks like the effect; add untreated places",
            f"{f.n_changing}个地区同时开始受处理,且没有未处理地区:同期发生的任何事情都会被当作效应;请补充未处理地区",
        )  # fmt: skip
    return Verdict(
        "effect", True,
        f"{f.n_changing} places become treated in {f.n_cohorts} different periods, {f.n_never} "
        "stay untreated: a difference in differences can be computed; it is the effect only if "
        "both would have changed alike without the treatment"
        + (f"; {f.n_always} places treated from the start say nothing" if f.n_always else ""),
        f"{f.n_changing}个地区分{f.n_cohorts}批开始受处理,{f.n_never}个始终未受处理:可以计算双重差分;"
        "只有当两者在没有处理时本会同步变化,它才是效应"
        + (f";{f.n_always}个一开始就受处理的地区不提供信息" if f.n_always else ""),
    )  # fmt: skip


def _pre_trends(f: Identification, effect: Verdict) -> Verdict:
    if not effect.possible:
        return Verdict("pre_trends", False, effect.en, effect.zh)
    if f.n_before < 2:
        return Verdict(
            "pre_trends", False,
            "one period before the treatment shows a level, not a trend: whether treated places "
            "grew alike before cannot be tested; add earlier periods",
            "处理之前只有一个时期,只有水平没有趋势:无法检验受处理地区此前是否同步变化;请补充更早的时期",
        )  # fmt: skip
    if f.n_never == 0:
        return Verdict(
            "pre_trends", False,
            "no place stays untreated, so that leads and lags of one regression are not all "
            "identified; use staggered_effects with control='not_yet'",
            "没有始终未受处理的地区,一个回归中的提前项与滞后项不能全部识别;请用staggered_effects并设control='not_yet'",
        )  # fmt: skip
    return Verdict(
        "pre_trends", True,
        f"up to {f.n_before} periods before the treatment: differences in trend can be tested, and "
        "the test may still miss a trend that matters",
        f"处理之前最多有{f.n_before}个时期:可以检验趋势差异,但检验仍可能漏掉重要的趋势",
    )  # fmt: skip


def _staggered(f: Identification, effect: Verdict) -> Verdict:
    if not effect.possible:
        return Verdict("staggered", False, effect.en, effect.zh)
    if not f.balanced:
        return Verdict(
            "staggered", False,
            "some places lack some periods, and changes of different places would be averaged; "
            "keep places and periods that are complete",
            "部分地区缺少部分时期,不同地区的变化会被混在一起平均;请只保留完整的地区与时期",
        )  # fmt: skip
    return Verdict(
        "staggered", True,
        f"{f.n_cohorts} cohorts can each be compared with places not treated yet"
        + ("" if f.n_never else "; no place is never treated, so only control='not_yet'"),
        f"{f.n_cohorts}批地区可分别与尚未受处理的地区比较"
        + ("" if f.n_never else ";没有从未受处理的地区,只能用control='not_yet'"),
    )  # fmt: skip


def _synthetic(f: Identification, effect: Verdict) -> Verdict:
    if not effect.possible:
        return Verdict("synthetic_control", False, effect.en, effect.zh)
    if f.n_before < 3 or f.n_never < 2 or not f.balanced:
        return Verdict(
            "synthetic_control", False,
            f"it needs 3 periods or more before the treatment, 2 untreated places or more and no "
            f"gaps; here {f.n_before}, {f.n_never} and "
            f"{'none' if f.balanced else 'some'}; add periods or places",
            f"合成控制需要处理之前至少3个时期、至少2个未处理地区且无缺口;此处为{f.n_before}个、{f.n_never}个,"
            f"{'无' if f.balanced else '有'}缺口;请补充时期或地区",
        )  # fmt: skip
    return Verdict(
        "synthetic_control", True,
        f"{f.n_never} untreated places and up to {f.n_before} periods before; the smallest p value "
        f"of its placebo test is {1 / (f.n_never + 1):.3f}",
        f"{f.n_never}个未处理地区,处理之前最多{f.n_before}个时期;"
        f"安慰剂检验的最小p值为{1 / (f.n_never + 1):.3f}",
    )  # fmt: skip


def _standard_errors(f: Identification, effect: Verdict) -> Verdict:
    if not effect.possible:
        return Verdict("standard_errors", False, effect.en, effect.zh)
    controls = f.n_places - f.n_changing - f.n_always
    if f.n_changing < 2 or (controls < 2 and f.n_cohorts < 2):
        return Verdict(
            "standard_errors", False,
            f"{f.n_changing} places become treated and {controls} do not: chance cannot be told "
            "from effect with fewer than two on either side; use synthetic_control with placebos",
            f"受处理{f.n_changing}个、未处理{controls}个:任一方不足两个时无法区分偶然与效应;请用带安慰剂检验的合成控制",
        )  # fmt: skip
    few = f.n_places < FEW_CLUSTERS
    return Verdict(
        "standard_errors", True,
        f"clustered by place there are {f.n_places} clusters"
        + ("; fewer than 30, so the jackknife (CR3) is used" if few else ""),
        f"按地区聚类共{f.n_places}个类" + (";少于30个,因此用刀切法(CR3)" if few else ""),
    )  # fmt: skip
