"""Every list of a ledger with rows that fit together, all of their columns written.

A county of 3305 with a programme, a project and its published total, a workshop whose worker came
one day and was paid wrongly, a request that was answered, and an application.
"""

import csv
from datetime import UTC, datetime

from gongfu.app.tracking import Deed
from gongfu.io.ledger_lists import TABLES
from gongfu.track.actors import Actor, Role

AT = datetime(2026, 3, 20, 1, 0, tzinfo=UTC)
COUNTY = Actor("county", Role.COUNTY, "3305")

ROWS = {
    "actors": [
        {"actor_id": "health", "role": "department", "place": "3305", "department": "health"},
        {
            "actor_id": "care", "role": "部门", "place": "3305", "department": "care",
            "field": "childcare",
        },
        {"actor_id": "sewco", "role": "enterprise", "place": "3305"},
    ],
    "programmes": [{"programme_id": "P", "place": "3305", "year": "2026"}],
    "items": [{"item_id": "I", "programme_id": "P", "field": "childcare", "unit": "places"}],
    "deliverables": [
        {
            "deliverable_id": name, "item_id": "I", "place": "330501", "owner": "health",
            "start_on": "2026-01-01", "due_on": "2026-11-01", "quantity": "40.5", "unit": "places",
        }
        for name in ("D1", "D2")
    ],
    "evidence": [
        {
            "deliverable_id": "D1", "on_day": "2026-03-01", "kind": "figure", "quantity": "1.5",
            "proof": "register", "evidence_id": "D1/1",
        },
        {"deliverable_id": "D1", "on_day": "2026-03-02", "kind": "说明", "proof": "begun"},
    ],
    "postings": [
        {
            "posting_id": "N1", "kind": "commitment", "project": "H", "giver": "3302",
            "receiver": "330501", "year": "2026", "amount_yuan": "10.50", "on_day": "2026-03-01",
        },
        {
            "posting_id": "N2", "on_day": "2026-03-02", "reason": "sent twice", "reverses": "N1",
        },
    ],
    "budgets": [
        {
            "budget_id": "U", "project_id": "H", "giver": "330501", "year": "2026",
            "amount_yuan": "0.05",
        }
    ],
    "people": [
        {"person_id": "R1", "name": "张三", "telephone": "13800000000", "address": "山下村1号"}
    ],
    "workshops": [
        {
            "workshop_id": "W", "name": "Stitch", "kind": "来料加工", "place": "330501",
            "enterprise": "sewco", "opened_on": "2025-03-01",
        }
    ],
    "jobs": [
        {
            "job_id": "J", "workshop_id": "W", "pay_by": "piece", "rate_yuan": "0.80",
            "pieces_per_h": "20", "posts": "2", "hours": "20", "months": "1-12", "max_age": "70",
            "suits_carers": "是",
        }
    ],
    "workers": [
        {
            "person_id": "R1", "village": "330501", "hours": "24", "birth_year": "1970",
            "cares": "1", "income_yuan": "9000", "busy_months": "4-6;10",
        }
    ],
    "enrolments": [
        {
            "enrolment_id": "E", "person_id": "R1", "job_id": "J", "standing": "在岗",
            "since": "2026-01-01",
        }
    ],
    "attendance": [
        {"person_id": "R1", "job_id": "J", "day": "2026-01-05", "hours": "7.25", "pieces": "100"}
    ],
    "pay": [
        {
            "pay_id": "M1", "person_id": "R1", "job_id": "J", "month": "2026-01", "yuan": "80.00",
            "on_day": "2026-02-01",
        },
        {
            "pay_id": "M2", "person_id": "R1", "job_id": "J", "month": "2026-01", "yuan": "-80.00",
            "on_day": "2026-02-02", "reverses": "M1", "reason": "amount",
        },
    ],
    "case_rules": [
        {
            "rule_id": "T", "kind": "benefit", "place": "3305", "start_on": "2026-01-01",
            "decide_days": "20",
        }
    ],
    "cases": [
        {
            "case_id": "C", "kind": "待遇", "applicant_id": "R1", "guardian_id": "R2",
            "subject": "medical", "place": "330501", "office": "care", "applied_on": "2026-03-01",
        }
    ],
    "projects": [
        {
            "project_id": "H", "title": "Hall", "description": "A hall", "status": "preparation",
            "place": "330501", "field": "economy", "giver": "3302", "giver_name": "Ningbo",
            "receiver": "330501", "receiver_name": "Town", "start_on": "2026-01-01",
            "due_on": "2026-12-31", "budget_yuan": "8000.50",
        }
    ],
    "declared": [
        {
            "declared_id": "T1", "what": "projects", "amount": "3", "unit": "个",
            "first_year": "2026", "last_year": "2026", "place": "3305", "source": "notice 1",
        },
        {
            "declared_id": "T2", "what": "investment", "amount": "1.70", "unit": "亿元",
            "first_year": "2025", "last_year": "2026", "place": "3305", "source": "notice 2",
        },
    ],
    "route_rules": [
        {
            "rule_key": "K", "category": "childcare", "place": "3305", "start_on": "2026-01-01",
            "end_on": "2026-12-31", "department": "health", "sign_days": "1", "handle_days": "5",
        }
    ],
    "requests": [
        {
            "request_id": "Q", "resident_id": "R1", "place": "330501", "category": "childcare",
            "filed_at": "2026-03-02 09:00", "words": "东门路灯不亮", "longitude": "120.155",
            "latitude": "30.25",
        }
    ],
    "request_acts": [
        {"request_id": "Q", "event": "assign", "at": "2026-03-02 10:00", "actor_id": "county"},
        {
            "request_id": "Q", "event": "签收", "at": "2026-03-02T11:00:00+08:00",
            "actor_id": "health",
        },
        {
            "request_id": "Q", "event": "answer", "at": "2026-03-03", "actor_id": "health",
            "reason": "mended",
        },
        {
            "request_id": "Q", "event": "close", "at": "2026-03-04", "actor_id": "county",
            "satisfied": "满意",
        },
    ],
}  # fmt: skip


def deed():
    """By the county, after all that the lists tell of."""
    return Deed("county", AT, "because", "")


def all_rows():
    """List -> rows with a text for each column; new ones each time."""
    return {
        table.name: [
            {column.name: row.get(column.name, "") for column in table.columns}
            for row in ROWS[table.name]
        ]
        for table in TABLES
    }


def fill_in(folder, rows):
    """Write rows under the headings of empty lists."""
    for name, told in rows.items():
        with (folder / f"{name}.csv").open("a", encoding="utf-8", newline="") as file:
            csv.writer(file, lineterminator="\r\n").writerows(one.values() for one in told)
