"""Places as people name them: found by code or name, shown with what they lie in."""

from typing import Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from gongfu.errors import InputError, NotFoundError
from gongfu.model.place import normal_code

_SHOWN: Final = 5
_ENDINGS: Final = ("省", "市", "区", "县", "自治县", "乡", "镇", "街道")
"""A place is found without the word that says what it is: 杭州 is 杭州市."""


def find_place(places: pd.DataFrame, above: pd.DataFrame, words: str) -> str:
    """The code of the place that `words` mean: a code, or a name in either language.

    Parameters
    ----------
    places, above
        Of the zone, and its `ancestors`.
    words
        Such as "330106", "西湖区" or "xihu district".

    Returns
    -------
    str
        Its code.

    Raises
    ------
    InputError
        Several places are called so: they are listed with their codes.
    NotFoundError
        None is; some whose names hold the words are listed.
    """
    text = words.strip()
    for code in (text, normal_code(text)):
        if code in places.index:
            return code
    low = text.lower()
    chinese, english = (places[name].astype(object).str.lower() for name in ("name", "name_en"))
    found = places.index[((chinese == low) | (english == low)).to_numpy(bool)]
    if found.empty and low:
        found = places.index[chinese.isin([low + ending for ending in _ENDINGS]).to_numpy(bool)]
    if len(found) == 1:
        return str(found[0])
    if len(found):
        raise InputError(
            f"{len(found)} places are called {words!r}: {_listed(places, above, found)}; "
            "name one by its code"
        )
    holds = chinese.str.contains(low, regex=False) | english.str.contains(low, regex=False)
    near = places.index[holds.to_numpy(bool)] if low else places.index[:0]
    hint = f"; there are {_listed(places, above, near)}" if len(near) else ""
    raise NotFoundError(f"no place {words!r} in the zone{hint}; give a code or a whole name")


def chain_names(
    places: pd.DataFrame, above: pd.DataFrame, codes: pd.Index
) -> dict[str, NDArray[np.object_]]:
    """What some places are called with all that they lie in but the top place, by language.

    Parameters
    ----------
    places, above
        Of the zone, and its `ancestors`.
    codes
        (n,) codes of places.

    Returns
    -------
    dict
        "zh", the largest first and without a gap, and "en", the smallest first: (n,) texts.
    """
    row = places.index.get_indexer(codes)
    chain = above.iloc[row]
    top = np.append((places["parent"] == "").to_numpy(bool), True)
    names = np.append(places["name"].to_numpy(object), "")
    other = np.append(places["name_en"].to_numpy(object), "")
    other = np.where(other == "", names, other)
    chinese = np.full(len(row), "", object)
    english = np.full(len(row), "", object)
    for level in above.columns:
        at = places.index.get_indexer(pd.Index(chain[level]))
        at = np.where(top[at] & (at != row), -1, at)
        chinese = chinese + names[at]
        comma = np.where((other[at] != "") & (english != ""), ", ", "")
        english = other[at] + comma.astype(object) + english
    return {"en": english, "zh": chinese}


def _listed(places: pd.DataFrame, above: pd.DataFrame, codes: pd.Index) -> str:
    few = codes[:_SHOWN]
    names = chain_names(places, above, few)["zh"]
    more = f" and {len(codes) - len(few)} more" if len(codes) > len(few) else ""
    return ", ".join(f"{code} {words}" for code, words in zip(few, names, strict=True)) + more
