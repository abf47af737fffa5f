"""Walkers: who walks, how fast on the level and on steps, and who measured that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from gongfu.errors import InputError
from gongfu.units import m_per_s


@dataclass(frozen=True, slots=True)
class Walker:
    """How one kind of person walks.

    level_km_h on flat ground, > 0; steps_m_s along the ground on steps, up and down alike, > 0,
    or None for who cannot use steps.  `title` and `source`, by language, say who it is, where
    the speeds come from, and which of them is a judgement of ours.
    """

    key: str
    title: Mapping[str, str]
    level_km_h: float
    steps_m_s: float | None
    source: Mapping[str, str]

    def __post_init__(self) -> None:
        steps = self.steps_m_s
        if not 0 < self.level_km_h < float("inf"):
            raise InputError(f"walker level_km_h is {self.level_km_h!r}; it must be km/h > 0")
        if steps is not None and not 0 < steps < float("inf"):
            raise InputError(
                f"walker steps_m_s is {steps!r}; it must be m/s > 0, or None if steps are closed"
            )

    @property
    def speed_m_s(self) -> float:
        """Metres per second on the level."""
        return m_per_s(self.level_km_h)


ADULT: Final = Walker(
    "adult",
    {"en": "an adult", "zh": "成年人"},
    4.8,
    0.6,
    {
        "en": "80 m a minute, or 1.33 m/s: pedestrians who cross streets go at 1.32 m/s on average "
        "(Andrews et al. 2010). Steps: between going up (0.5 m/s) and down (0.7 m/s), after Fruin "
        "1971; on long flights people climb at 0.4 to 0.5 m/s (Kretz et al. 2008).",
        "zh": "每分钟80米,即每秒1.33米:过街行人实测平均每秒1.32米(Andrews等2010)。台阶取"
        "上行(每秒0.5米)与下行(每秒0.7米)之间,据Fruin 1971;长台阶上行为"
        "每秒0.4至0.5米(Kretz等2008)。",
    },
)
"""The walker whose times a network holds; everybody else is measured against this one."""

ELDERLY: Final = Walker(
    "elderly",
    {"en": "an older person", "zh": "老年人"},
    3.4,
    0.42,
    {
        "en": "0.94 m/s: women of 80 and over walk at 0.943 m/s (Bohannon and Andrews 2011, 41 "
        "studies), and 85% of those over 65 cross streets at 0.92 m/s or faster (Gates et al. "
        "2006). That the slower of the old are meant, and steps at the adult's share of the speed "
        "on the level, are judgements of ours.",
        "zh": "每秒0.94米:80岁及以上女性为每秒0.943米(Bohannon、Andrews 2011,41项研究),"
        "65岁以上者有85%过街不慢于每秒0.92米(Gates等2006)。以较慢的老年人为准、台阶按成年人同样的比例放慢,是我们的判断。",
    },
)

PUSHCHAIR: Final = Walker(
    "pushchair",
    {"en": "an adult with a pushchair", "zh": "推婴儿车者"},
    4.2,
    None,
    {
        "en": "1.16 m/s: adults who lead children cross streets about as fast as those over 65, on "
        "average 3.81 ft/s (Gates et al. 2006). That a pushchair goes as a led child does, and is "
        "never carried up steps, are judgements of ours.",
        "zh": "每秒1.16米:带小孩的成年人过街与65岁以上者相近,平均每秒3.81英尺(Gates等2006)。"
        "推婴儿车与领着小孩同速、从不抬车上台阶,是我们的判断。",
    },
)

WALKERS: Final[Mapping[str, Walker]] = {
    walker.key: walker for walker in (ADULT, ELDERLY, PUSHCHAIR)
}


def walker_of(key: str) -> Walker:
    """The walker of this name; an InputError lists them where there is none."""
    walker = WALKERS.get(key)
    if walker is None:
        raise InputError(f"no walker is called {key!r}; known: {', '.join(WALKERS)}")
    return walker
