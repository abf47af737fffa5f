"""Two workshops with three jobs, and six people of three villages; each pay is worked by hand.

    W1 in 330501, run by sewco:   J1 by the piece, 0.80 yuan, 2 posts:  P1 and P2
                                  J2 by the hour, 18 yuan, 3 posts:     P3; P5 has applied
    W2 in 330502, run by otherco: J3 by the month, 3000 yuan for 22 days, 1 post: P4
    P6 of 330503 has nothing.

January 2026.  P1: 100 + 50 pieces, 120.00 due and paid.  P2: nothing attended, 50.00 paid.
P3: 7.5 + 4.25 hours x 18 = 211.50 due, 200.00 paid.  P4: 11 of 22 days, 1500.00 due and paid.
"""

from datetime import UTC, date, datetime

from gongfu.app.tracking import Deed, init
from gongfu.app.tracking_lists import import_lists
from gongfu.track.actors import Actor, Role

AT = datetime(2026, 2, 3, 1, 0, tzinfo=UTC)
DAY = date(2026, 2, 3)
COUNTY = Actor("county", Role.COUNTY, "3305")

ACTORS = (
    "actor_id,role,place,department\n"
    "vil1,village,330501,\nvil2,village,330502,\n"
    "sewco,enterprise,3305,\notherco,enterprise,3305,\n"
    "P1,resident,330501,\nP5,resident,330503,\nclerk,auditor,3305,\n"
)
WORKSHOPS = (
    "workshop_id,name,kind,place,enterprise,opened_on,closed_on\n"
    "W1,Stitch,processing,330501,sewco,2025-03-01,\n"
    "W2,山货直播,电商直播式,330502,otherco,2025-06-01,\n"
)
JOBS = (
    "job_id,workshop_id,pay_by,rate_yuan,pieces_per_h,days_per_month,posts,hours,skills,max_age\n"
    "J1,W1,piece,0.80,20,,2,20,,\n"
    "J2,W1,计时,18,,,3,20,sewing,\n"
    "J3,W2,month,3000,,22,1,40,,50\n"
)
WORKERS = (
    "person_id,village,hours,skills,birth_year,income_yuan,outside_yuan,wishes\n"
    "P1,330501,24,,1970,9000,,\n"
    "P2,330501,24,,1971,9000,,\n"
    "P3,330501,24,sewing,1972,9000,,\n"
    "P4,330502,45,,1990,9000,,\n"
    "P5,330503,24,sewing,1973,9000,,\n"
    "P6,330503,24,sewing,1974,8000,1000,J1\n"
)
ENROLMENTS = (
    "enrolment_id,person_id,job_id,standing,since,until,reason\n"
    "E1,P1,J1,enrolled,2026-01-01,,\n"
    "E2,P2,J1,在岗,2026-01-01,,\n"
    "E3,P3,J2,enrolled,2026-01-01,,\n"
    "E4,P4,J3,enrolled,2026-01-01,,\n"
    "E5,P5,J2,applied,2026-01-20,,\n"
)
ATTENDANCE = (
    "person_id,job_id,day,hours,pieces\n"
    "P1,J1,2026-01-05,,100\nP1,J1,2026-01-06,3,50\n"
    "P3,J2,2026-01-05,7.5,\nP3,J2,2026-01-06,4.25,\n"
) + "".join(f"P4,J3,2026-01-{day:02d},8,\n" for day in range(5, 16))
PAY = (
    "pay_id,person_id,job_id,month,yuan,on_day\n"
    "M1,P1,J1,2026-01,120.00,2026-02-01\n"
    "M2,P2,J1,2026-01,50,2026-02-01\n"
    "M3,P3,J2,2026-01,200.00,2026-02-01\n"
    "M4,P4,J3,2026年1月,1500,2026/2/1\n"
)
LISTS = {
    "actors": ACTORS,
    "workshops": WORKSHOPS,
    "jobs": JOBS,
    "workers": WORKERS,
    "enrolments": ENROLMENTS,
    "attendance": ATTENDANCE,
    "pay": PAY,
}
N_RECORDS = 1 + sum(len(text.splitlines()) - 1 for text in LISTS.values())


def deed(who="county", key="", why=""):
    """By somebody, at the moment of the tests."""
    return Deed(who, AT, why, key)


def write_some(folder, **texts):
    """A folder of the lists that are given."""
    folder.mkdir(exist_ok=True, parents=True)
    for name, text in texts.items():
        (folder / f"{name}.csv").write_text(text, "utf-8")
    return folder


def workshop_ledger(where, folder, **texts):
    """A ledger that holds the lists."""
    ledger = init(where, COUNTY, AT, durable=False)
    done = import_lists(ledger, deed(), write_some(folder, **(LISTS | texts)))
    assert not done.faults, done.faults
    return ledger
