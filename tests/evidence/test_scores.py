"""Figures are read as well as they were: on texts written before the reader, and on others since.

The floors stand a little under what was reached when they were last set; whoever raises the
reader raises them.  `blind2` to `blind5` were written by people who had not seen the reader.
"""

import pytest

from gongfu.evidence.clean import find_damage
from gongfu.evidence.figures import read_figures
from gongfu.io.word_list import word_model
from gongfu.model.document import Document
from tests.evidence.scoring import FIELDS, Score, answers_of, names
from tests.evidence.texts_read import gazetteer

FLOORS = {  # of what: found, whole, accepted and right, and each field of what was found
    "blind": (0.985, 0.915, 0.975, (0.995, 0.99, 0.975, 0.985, 0.97, 0.985, 0.99)),
    "blind2": (0.98, 0.93, 0.975, (0.99, 0.99, 0.98, 0.985, 0.985, 0.99, 0.98)),
    "blind3": (0.975, 0.91, 0.96, (0.985, 0.99, 0.98, 0.98, 0.98, 0.975, 0.98)),
    "blind4": (0.985, 0.955, 0.965, (0.99, 0.99, 0.985, 0.985, 0.985, 0.98, 0.985)),
    "blind5": (0.985, 0.965, 0.98, (0.99, 0.99, 0.99, 0.98, 0.99, 0.99, 0.985)),
}


@pytest.mark.parametrize("written_by", FLOORS)
def test_figures_are_read_as_well_as_they_were(written_by):
    score = Score()
    words = word_model()
    for name in names(written_by):
        text, answers = answers_of(name)
        document = Document(text, published=answers["published"], about=answers["about"])
        damage = find_damage(text, words)
        score.add(name, read_figures(document, gazetteer(), damage=damage))
    told = "\n".join([score.summary(), *score.lines])
    found, whole, accepted, fields = FLOORS[written_by]
    assert score.found >= found * score.answers, told
    assert score.whole >= whole * score.answers, told
    assert score.accepted_right >= accepted * score.accepted, told
    assert score.extra <= 0.01 * score.answers, told
    for key, floor in zip(FIELDS, fields, strict=True):
        assert score.share(key) >= floor, f"{key}: {told}"


def test_every_text_belongs_to_a_score():
    assert sorted(name for written_by in FLOORS for name in names(written_by)) == names()
