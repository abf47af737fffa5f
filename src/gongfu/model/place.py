"""Places: administrative codes, their levels, and who lies within whom.

Codes are strings in the hierarchical form of the statistical codes (GB/T 2260 and its 12-digit
extension): "33" province, "3301" prefecture, "330102" county, "330102001" township,
"330102001001" village.  Zones from elsewhere may use any unique codes with a level and a parent.
"""

from typing import Final, Literal

import numpy as np
import pandas as pd

from gongfu.errors import InputError

Level = Literal["province", "prefecture", "county", "township", "village"]
LEVELS: Final[tuple[str, ...]] = ("province", "prefecture", "county", "township", "village")
LEVEL_TITLES: Final = {
    "province": {"en": "province", "zh": "省"},
    "prefecture": {"en": "prefecture", "zh": "设区市"},
    "county": {"en": "county", "zh": "县(市、区)"},
    "township": {"en": "township", "zh": "乡镇(街道)"},
    "village": {"en": "village (community)", "zh": "村(社区)"},
}
DEEPEST: Final = 20  # a longer chain of parents is a circle
_LENGTHS: Final = {2: "province", 4: "prefecture", 6: "county", 9: "township", 12: "village"}


def normal_code(code: str) -> str:
    """`code` without the zeros that pad it: "330000" is "33", "330100" is "3301".

    Six digits ending in zeros are GB/T 2260's provinces and prefectures; twelve digits ending
    in zeros are the statistical code of an upper place.  Anything else comes back as it is.
    """
    if not code.isdigit() or len(code) not in (6, 9, 12):
        return code
    for length in (9, 6, 4, 2):
        if length < len(code) and not code[length:].strip("0"):
            code = code[:length]
    return code


def level_of(code: str) -> str:
    """The level that a statistical code stands for; an odd length is an InputError."""
    code = normal_code(code)
    if not code.isdigit() or len(code) not in _LENGTHS:
        raise InputError(
            f"{code!r} is not a place code; a code has 2, 4, 6, 9 or 12 digits, "
            "such as '330102' for a county"
        )
    return _LENGTHS[len(code)]


def ancestors(places: pd.DataFrame) -> pd.DataFrame:
    """For each place, the code of the place it lies in at every level.

    Parameters
    ----------
    places
        Index `code`; columns `level` and `parent` ("" at the top).

    Returns
    -------
    DataFrame
        Index as in `places`; one column per level that occurs, upper first; missing where a
        place has nothing at that level.  A place is its own ancestor at its own level.

    Raises
    ------
    InputError
        A parent is not among the places, or the parents run in a circle.
    """
    codes = places.index.to_numpy(object)
    levels = places["level"].to_numpy(object)
    parents = places["parent"].to_numpy(object)
    at_code = {code: at for at, code in enumerate(codes)}
    parent_at = np.array([at_code.get(parent, -1) for parent in parents], np.int64)
    lost = np.flatnonzero((parent_at < 0) & (parents != ""))
    if lost.size:
        raise InputError(
            f"places: the parents of {lost.size} places are not in the table, such as "
            f"{parents[lost[0]]!r} of {codes[lost[0]]!r}; add them or leave `parent` empty"
        )
    table = {
        level: np.full(codes.size, None, object) for level in LEVELS if (levels == level).any()
    }
    at = np.arange(codes.size)  # where the climb from each place has come to
    climbing = at
    for _ in range(DEEPEST):
        climbing = np.flatnonzero(at >= 0)
        if not climbing.size:
            return pd.DataFrame(table, index=places.index)
        here = at[climbing]
        for level, column in table.items():
            match = levels[here] == level
            column[climbing[match]] = codes[here[match]]
        at[climbing] = parent_at[here]
    raise InputError(
        f"places: the parents of {climbing.size} places run in a circle, such as "
        f"{codes[climbing[0]]!r}; every chain of parents must end at a place without one"
    )
