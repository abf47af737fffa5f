"""What a report says first, as plain sentences for a terminal or a message."""

from markupsafe import Markup

from gongfu.model.assessment import Assessment
from gongfu.model.zone import LANGUAGES, Zone
from gongfu.report import circle as circles
from gongfu.report import circle_words
from gongfu.report import fair as fairs
from gongfu.report.sources import sources_of
from gongfu.report.text import Both


def headline(zone: Zone, assessment: Assessment) -> list[dict[str, str]]:
    """The sentences that answer first: of the gaps, then of the circle, in each language."""
    fair = fairs.fair_of(zone, assessment, sources_of(zone))
    circle = circles.circle_of(zone, assessment)
    said: list[Both] = [fairs.answer(fair)] if fair else []
    if circle:
        said.append(circle_words.answer(circle))
    return [
        {language: Markup(words[language]).striptags() for language in LANGUAGES} for words in said
    ]
