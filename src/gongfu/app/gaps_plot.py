"""The picture of an answer to a question to the gaps, in a file."""

from pathlib import Path
from typing import Final

from markupsafe import Markup

from gongfu.app.answer import Answer
from gongfu.errors import InputError
from gongfu.io.answers import check_folder
from gongfu.io.atomic import replace_file
from gongfu.model.zone import LANGUAGES
from gongfu.report import asked_gap_pictures as pictures
from gongfu.report.gap_charts import Caption

ENDINGS: Final = (".svg", ".html")
_MEASURED: Final = {"en": "Measured: ", "zh": "测量对象："}


def check_plot(path: Path | None) -> None:
    """Raise an InputError if no picture could be written to `path`; None is none."""
    if path is None:
        return
    if path.suffix.lower() not in ENDINGS:
        raise InputError(
            f"{str(path)!r} ends in {path.suffix or 'nothing'!r}; a picture must end in "
            f"{' or '.join(ENDINGS)}: .svg has one language, .html both"
        )
    check_folder(path)


def write_plot(answer: Answer, path: Path, *, language: str = "en") -> None:
    """Draw an answer: the title is its finding, the source what was measured.

    Parameters
    ----------
    answer
        Of a command that `gongfu.report.asked_gap_pictures.PICTURES` names.
    path
        .svg in `language`, or .html in both that opens in it; a file that is there is replaced.
    language
        "en" or "zh".
    """
    if path.suffix.lower() == ".svg":
        text = str(_drawn(answer, language))
    else:
        by_language = {name: _drawn(answer, name) for name in LANGUAGES}
        text = pictures.page(by_language, answer.sentences, language)
    replace_file(path, text.encode())


def _drawn(answer: Answer, language: str) -> Markup:
    command = str(answer.settings["command"])
    measured, found = (words[language] for words in answer.sentences[:2])
    caption = Caption(
        found.rstrip(".。"),
        language,
        source=measured.removeprefix(_MEASURED[language]),
        standing="simulated" if answer.simulated else "computed",
    )
    table = answer.summary if command == "dagum" and answer.summary is not None else answer.table
    return pictures.picture(command, table, caption)
