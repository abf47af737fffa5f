"""Villagers to flexible jobs: an office's lists read, a proposal in words and rows."""

from pathlib import Path
from typing import Final

import pandas as pd
from markupsafe import Markup

from gongfu.app.answer import Answer, check_out
from gongfu.app.commuting import TRAVEL, Way, listed_ways, street_ways
from gongfu.app.letters import check_letters, write_letters
from gongfu.app.progress import Progress, silent
from gongfu.app.served import (
    AREA,
    COUNTY,
    GROUP,
    Question,
    county_incomes,
    groups_of,
    served_words,
)
from gongfu.app.standing import stand_ins
from gongfu.app.tasks import open_zone
from gongfu.errors import InputError
from gongfu.io.answers import write_table
from gongfu.io.lists import SIMULATED, ListColumn, ListTable, read_lists
from gongfu.match.workshop_jobs import JobMatch, Rule, Terms, match_jobs
from gongfu.model.zone import LANGUAGES, Zone
from gongfu.report import asked_jobs as words
from gongfu.report import job_letters
from gongfu.report.layers import simulated_words
from gongfu.report.text import Both, listed
from gongfu.units import S_PER_MIN

_WORKER_ID: Final = ListColumn("worker", ("人员", "人员编号"), blank=True)
_JOB_ID: Final = ListColumn("job", ("岗位", "岗位编号"), blank=True)


def _optional(name: str, *words: str) -> ListColumn:
    return ListColumn(name, words, optional=True, blank=True)


_PLACE: Final = (_optional("lon", "经度"), _optional("lat", "纬度"), _optional("standing", "性质"))
TABLES: Final = (
    ListTable(
        "workers",
        ("人员", "人员名单"),
        (
            _WORKER_ID,
            ListColumn("hours", ("每周可用工时", "每周可用小时"), blank=True),
            _optional("skills", "技能"),
            _optional("age", "年龄"),
            _optional("cares", "需照料家人"),
            _optional("income_yuan", "年收入", "年收入(元)"),
            _optional("outside_yuan", "现有零工收入", "现有零工收入(元)"),
            _optional("busy_months", "农忙月份"),
            _optional("wishes", "意愿"),
            _optional("current", "现岗位"),
            _optional("village", "村", "村(社区)"),
            AREA,
            GROUP,
            COUNTY,
            *_PLACE,
        ),
    ),
    ListTable(
        "jobs",
        ("岗位", "岗位名单"),
        (
            _JOB_ID,
            ListColumn("hours", ("每周工时", "每周小时"), blank=True),
            ListColumn("pay_yuan_per_h", ("小时工资", "小时工资(元)"), blank=True),
            ListColumn("posts", ("岗位数",), blank=True),
            _optional("workshop", "共富工坊", "工坊"),
            _optional("skills", "技能", "技能要求"),
            _optional("weeks", "每年周数"),
            _optional("days", "每周天数"),
            _optional("months", "用工月份"),
            _optional("min_age", "最低年龄"),
            _optional("max_age", "最高年龄"),
            _optional("suits_carers", "可弹性安排"),
            *_PLACE,
        ),
    ),
    ListTable(
        "candidates",
        ("候选人", "候选名单"),
        (
            _WORKER_ID,
            ListColumn("job", ("workshop", "岗位", "岗位编号", "共富工坊", "工坊"), blank=True),
            ListColumn("points", ("评分", "积分"), blank=True),
        ),
        optional=True,
    ),
    TRAVEL,
)
"""The lists of workshop jobs."""

PROPOSAL_VIEW: Final = ("worker", "village", "outcome", "job", "workshop", "minutes",
                        "gained_yuan", "reason_en", "reason_zh")  # fmt: skip
"""The columns of a proposal that a screen shows."""


def terms_of(minutes: float, **shares: float) -> Terms:
    """Terms as one writes them on a command line."""
    return Terms(limit_s=minutes * S_PER_MIN, **shares)


def jobs(
    path: Path,
    rule: Rule,
    terms: Terms,
    way: Way,
    *,
    villages: Path | None = None,
    faults: Path | None = None,
    letters: Path | None = None,
    progress: Progress | None = None,
) -> Answer:
    """Who gets which job, who gets none and why, and what one more post would bring.

    Parameters
    ----------
    path
        A workbook or a folder with the lists of `TABLES`.
    rule, terms
        As `match_jobs` takes them.
    way
        Where travel times come from, if there is no list of them.
    villages, faults
        Files for what each village gains, and for the entries that did not count.
    letters
        A file for a letter to each worker, .html or .txt.
    progress
        Called with the share done and words for it.

    Returns
    -------
    Answer
        One row per worker with the reason; `summary` has the jobs.

    Raises
    ------
    InputError, NotFoundError
        A list or column is absent; travel times come from two sides, or from none that is whole.
    """
    check_out(villages)
    check_out(faults)
    check_letters(letters)
    lists = read_lists(path, TABLES, numbered=True)
    simulated = any(
        lists[name]["standing"].isin(SIMULATED).any()
        for name in ("workers", "jobs")
        if "standing" in lists[name]
    )
    if "travel" in lists and way.zone is not None:
        raise InputError("travel times stand in a list, and --zone would compute them; leave one")
    people = lists["workers"].set_index("worker")
    offers = lists["jobs"].set_index("job")
    say = progress or silent
    zone = None if way.zone is None else open_zone(way.zone, progress=progress)
    say(0.3, "measuring ways")
    travel = _travel(lists, people, offers, zone, way, terms.limit_s)
    say(0.7, "assigning")

    candidates = lists.get("candidates")
    if candidates is not None:
        candidates = candidates.rename(columns={"worker": "worker_id", "job": "job_id"})
    found = match_jobs(people, offers, travel, candidates=candidates, rule=rule, terms=terms)
    streets = () if zone is None else stand_ins(zone, layers=("network",))
    made_up = (*(("workers", "jobs") if simulated else ()), *streets)
    standing = "simulated" if made_up else "computed"
    if villages is not None:
        write_table(found.villages.reset_index().assign(standing=standing), villages)
    if faults is not None:
        write_table(_with_words(found.faults), faults)
    if letters is not None:
        ways = simulated_words(zone, streets) if zone is not None and streets else None
        some = job_letters.letters(found, simulated=simulated, ways=ways)
        write_letters(letters, some, job_letters.title())

    said = words.told(found, knows_travel=travel is not None, knows_points=candidates is not None)
    said[-1:-1] = _who(found, people, way, suppress=not simulated)
    stand_in = [words.stand_in()] if simulated else []
    stand_in += [simulated_words(zone, streets)] if zone is not None and streets else []
    table = proposal_rows(found).assign(standing=standing)
    return Answer(
        dict.fromkeys(LANGUAGES, path.name),
        {
            "command": "jobs", "rule": rule, "limit_s": terms.limit_s,
            "time_value": terms.time_value, "wish": terms.wish, "stay": terms.stay,
            "zone": way.zone.name if way.zone else None, "mode": way.mode if way.zone else None,
        },
        tuple({n: Markup(both[n]).striptags() for n in LANGUAGES} for both in said),
        table,
        PROPOSAL_VIEW,
        made_up,
        {n: str(listed(stand_in)[n]) for n in LANGUAGES} if stand_in else {},
        found.jobs.reset_index(names="job"),
    )  # fmt: skip


def _who(found: JobMatch, people: pd.DataFrame, way: Way, *, suppress: bool) -> list[Both]:
    """Who has a job, and who the first wish, by the groups that the list of workers names."""
    known = people[people.index.notna() & ~people.index.duplicated()].reindex(found.workers.index)
    incomes = None
    if "county" in known:
        incomes = county_incomes(way.zone)
    asked = (
        Question("job", found.workers["outcome"] == "placed"),
        Question("wish", found.workers["wish"] == 1, found.workers["n_wishes"] > 0),
    )
    said = served_words(groups_of(known, incomes), asked, suppress=suppress)
    return [incomes.said(), *said] if incomes is not None and said else said


def proposal_rows(found: JobMatch) -> pd.DataFrame:
    """One row per worker, ids first, reasons last.

    Parameters
    ----------
    found
        The proposal.

    Returns
    -------
    DataFrame
        As `jobs` answers, without `standing`.
    """
    table = found.workers.reset_index(names="worker").rename(
        columns={"job_id": "job", "nearest_job_id": "nearest_job"}
    )
    table.insert(5, "minutes", table.pop("time_s") / S_PER_MIN)
    why = words.reasons(found.workers)
    return table.assign(**{f"reason_{n}": [both[n] for both in why] for n in LANGUAGES})


def _with_words(rows: pd.DataFrame) -> pd.DataFrame:
    """Entries that did not count, with the remedy in words."""
    said = words.faults(rows)
    cells = {name: rows[name].astype(str) for name in ("id", "value")}
    return rows.assign(**cells, **{f"words_{n}": [both[n] for both in said] for n in LANGUAGES})


def _travel(
    lists: dict[str, pd.DataFrame],
    people: pd.DataFrame,
    offers: pd.DataFrame,
    zone: Zone | None,
    way: Way,
    limit_s: float,
) -> pd.DataFrame | None:
    """Ways of workers to jobs, from a list or along streets; None if nothing says any."""
    if "travel" in lists:
        return listed_ways(lists["travel"], people, offers)
    if zone is None:
        return None
    home, site = _points(people, "workers"), _points(offers, "jobs")
    return street_ways(home, site, zone, mode=way.mode, limit_s=limit_s)


def _points(frame: pd.DataFrame, name: str) -> pd.DataFrame:
    """Where rows are that say so, once each; the others can be reached from nowhere."""
    if not {"lon", "lat"} <= set(frame):
        raise InputError(f"{name}: no columns lon and lat, which --zone asks for; add them")
    here = frame[["lon", "lat"]].apply(pd.to_numeric, errors="coerce").astype(float)
    own = here.notna().all(axis=1) & frame.index.notna() & ~frame.index.duplicated()
    return here[own.to_numpy()]
