"""What the tests of reading share: the places of Zhejiang and of China, and a text read whole."""

from functools import cache

from gongfu.evidence.figures import read_figures
from gongfu.evidence.gazetteer import Gazetteer, build_gazetteer
from gongfu.evidence.stated import StatedFigure
from gongfu.io import embedded
from gongfu.model.document import Document


@cache
def gazetteer() -> Gazetteer:
    return build_gazetteer(embedded.places(), embedded.divisions_of_china())


def read(
    text: str, *, published: str = "2024-03-01", about: str = "", title: str = ""
) -> tuple[StatedFigure, ...]:
    document = Document(text, published=published, about=about, title=title)
    return read_figures(document, gazetteer())
