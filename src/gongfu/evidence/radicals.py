"""Radicals that stand for characters: what PDF writers put in place of 一, 民 or 长."""

import unicodedata
from typing import Final

_KANGXI: Final = range(0x2F00, 0x2FD6)
_SUPPLEMENT: Final = dict(
    zip(
        "⺠⻓⻔⻢⻥⻩⻅⻉⻋⻘⻙⻚⻛⻜⻝⻤⻨⻰⻬⻮⺟⻄⻆⺫⻣⻦⻧⻪⻳⺁⺇⺌⺎⺝⺵⻂⻁⻐⻑⻒⻖⻟⻠⻡⻭⻲⻫⻯",
        "民长门马鱼黄见贝车青韦页风飞食鬼麦龙齐齿母西角目骨鸟卤黾龟厂几小兀月网衤虎钅長镸阝食饣首歯亀斉竜",
        strict=True,
    )
)

RADICALS: Final[dict[int, str]] = {at: unicodedata.normalize("NFKC", chr(at)) for at in _KANGXI} | {
    ord(radical): character for radical, character in _SUPPLEMENT.items()
}
"""Code point of a radical -> the character it looks like, for `str.translate`."""
