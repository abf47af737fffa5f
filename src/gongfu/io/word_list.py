"""The dictionary that texts are cut with: jieba's list of words, read where it is installed."""

from functools import cache
from importlib.util import find_spec
from pathlib import Path

from gongfu.errors import NotFoundError
from gongfu.evidence.words import WordModel


@cache
def word_model() -> WordModel:
    """Words and counts of the dictionary of jieba; read once in a process."""
    spec = find_spec("jieba_pyfast")
    places = [] if spec is None else list(spec.submodule_search_locations or [])
    for place in places:
        file = Path(place) / "dict.txt"
        if file.is_file():
            return WordModel.from_lines(file.read_text(encoding="utf-8"))
    raise NotFoundError(
        "the word list of jieba-pyfast is not installed; reinstall gongfu with its dependencies"
    )
