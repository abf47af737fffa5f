"""What the suffixes mean: base units inside, conversions at the border.

`_s` seconds, `_ds` tenths of a second (integers, inside sweeps), `_m` metres, `_km2` square
kilometres, `_people` persons, `_yuan` yuan, `share` 0 to 1.
"""

from decimal import Decimal
from typing import Final

DS_PER_S: Final = 10
S_PER_MIN: Final = 60.0
DAY_S: Final = 86_400
M_PER_KM: Final = 1000.0
WAN: Final = 1e4  # 万
YI: Final = 1e8  # 亿

# What a source may write -> (base unit, factor).
TO_BASE: Final = {
    "persons": ("people", 1.0),
    "10k persons": ("people", WAN),
    "10k": ("subscribers", WAN),
    "households": ("households", 1.0),
    "10k households": ("households", WAN),
    "yuan": ("yuan", 1.0),
    "10k yuan": ("yuan", WAN),
    "100M yuan": ("yuan", YI),
    "trillion yuan": ("yuan", 1e12),
    "10k yuan per person": ("yuan per person", WAN),
    "10k kWh": ("kWh", WAN),
    "10k volumes": ("volumes", WAN),
    "10k tonnes": ("tonnes", WAN),
    "10k trips": ("trips", WAN),
    "10k piles": ("charging points", WAN),
    "%": ("share", 0.01),
    "% of GDP": ("share of GDP", 0.01),
    "人": ("people", 1.0),
    "万人": ("people", WAN),
    "户": ("households", 1.0),
    "万户": ("households", WAN),
    "元": ("yuan", 1.0),
    "万元": ("yuan", WAN),
    "亿元": ("yuan", YI),
    "万亿元": ("yuan", 1e12),
    "平方公里": ("km2", 1.0),
    "公里": ("km", 1.0),
    "万千瓦时": ("kWh", WAN),
    "亿千瓦时": ("kWh", YI),
    "万册": ("volumes", WAN),
    "万吨": ("tonnes", WAN),
    "张": ("beds", 1.0),
}


def to_base(value: float, unit: str) -> tuple[float, str]:
    """`value` in the base unit, and that unit; a unit that is not in the table is base already.

    The decimals are multiplied as they are written, so that no dust of binary fractions appears.

    >>> to_base(139.8, "100M yuan")
    (13980000000.0, 'yuan')
    """
    base, factor = TO_BASE.get(unit, (unit, 1.0))
    return float(Decimal(repr(value)) * Decimal(repr(factor))), base


def clock(time_s: float) -> str:
    """Hours and minutes of a service day, which goes on past 24:00.

    >>> clock(90_000.0)
    '25:00'
    """
    hours, minutes = divmod(round(time_s / S_PER_MIN), 60)
    return f"{hours:02d}:{minutes:02d}"


def m_per_s(km_per_h: float) -> float:
    """Metres per second from kilometres per hour."""
    return km_per_h * M_PER_KM / 3600.0
