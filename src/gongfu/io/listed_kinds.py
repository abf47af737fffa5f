"""What kind of facility the rows of a list are: a column of words, or a column that counts each."""

from collections.abc import Mapping
from typing import Final

import numpy as np
import pandas as pd

from gongfu.errors import InputError
from gongfu.io.headings import KIND_WORDS, kind_by_ending
from gongfu.io.sheets import Sheet, sheet_counts, sheet_texts
from gongfu.model.kind import KINDS
from gongfu.model.schema import row_words

WORD: Final = "kind."
LEFT_OUT: Final = "-"


def counted(
    base: pd.DataFrame, sheet: Sheet, at: Mapping[str, str], kinds: list[str]
) -> pd.DataFrame:
    """One facility for each row and kind whose count is above 0."""
    parts = []
    for kind in kinds:
        count = sheet_counts(sheet, at[kind]).fillna(0.0).to_numpy()
        odd = ~((count >= 0) & np.isfinite(count))
        if odd.any():
            raise InputError(
                f"{sheet.name}: {at[kind]!r} is {count[odd][0]:g} in {row_words(odd, sheet.rows)}; "
                "a count is a number from 0: correct it"
            )
        part = base[count > 0].assign(kind=kind, count=count[count > 0])
        parts.append(part.set_axis(f"{kind}-" + part.index.astype(str), axis=0))
    return pd.concat(parts).rename_axis("facility_id")


def labelled(
    base: pd.DataFrame, sheet: Sheet, at: Mapping[str, str], meanings: Mapping[str, str]
) -> pd.DataFrame:
    """The rows with their word for the kind made ours."""
    known = dict(KIND_WORDS)
    known |= {word.removeprefix(WORD).lower(): key for word, key in meanings.items()}
    lost = sorted(set(known.values()) - {*KINDS, LEFT_OUT})
    if lost:
        raise InputError(f"columns: {lost} are no kinds of facility; known: {', '.join(KINDS)}")
    words = sheet_texts(sheet, at["kind"]).str.lower()
    known |= {
        word: kind_by_ending(word) for word in set(words) - set(known) if kind_by_ending(word)
    }
    empty = (words == "").to_numpy()
    if empty.any():
        raise InputError(
            f"{sheet.name}: the kind is missing in {row_words(empty, sheet.rows)}; fill it"
        )
    odd = ~words.isin(list(known)).to_numpy()
    if odd.any():
        counts = words[odd].value_counts()
        some = ", ".join(f"{word!r} (\u00d7{n})" for word, n in counts.head(5).items())
        raise InputError(
            f"{sheet.name}: words for kinds are not known ({len(counts)}): {some}, in "
            f"{row_words(odd, sheet.rows)}; say what they are with columns "
            f"{WORD}{counts.index[0]}=school ({WORD}{counts.index[0]}=- leaves them out); "
            f"kinds: {', '.join(KINDS)}"
        )
    kinds = words.map(known).to_numpy(object)
    return base.assign(kind=kinds)[kinds != LEFT_OUT]
