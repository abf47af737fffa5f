"""The plan that stands beside the report of the embedded zone."""

from typing import Final

from gongfu.app import planning
from gongfu.app.candidates import Where
from gongfu.app.progress import Progress
from gongfu.app.question import Question
from gongfu.model.zone import LANGUAGES, Zone
from gongfu.report.plan_page import page

KIND: Final = "childcare"
PLACE: Final = "嘉兴市"
N_SITES: Final = 20


def demo_plan(zone: Zone, *, progress: Progress | None = None) -> str:
    """The page of a plan for the embedded zone: childcare in Jiaxing, counted by villages.

    Jiaxing publishes its coverage as a share of villages and communities, so that is what the
    plan lifts; a site may stand at any corner of streets near one.  Everything on the page is
    simulated and says so.

    Parameters
    ----------
    zone
        From `demo_zone`.
    progress
        Called with the share done and words for it.

    Returns
    -------
    str
        HTML, for `assess` to write beside the report.
    """
    answer = planning.sites(
        zone,
        Question(kinds=(KIND,), place=PLACE),
        Where("corners", by_places=True),
        planning.Limits(N_SITES),
        progress=progress,
    )
    assert answer.drawing is not None
    return page(answer.drawing, next(iter(zone.name), LANGUAGES[0]))
