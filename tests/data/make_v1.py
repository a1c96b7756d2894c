"""Makes tests/data/v1.csdesk: a shop file as version 1 wrote it (run once, the file is kept; the test only opens it).

usage: python tests/data/make_v1.py FILE
"""

from __future__ import annotations

import sqlite3
import sys
from pathlib import Path

from csdesk.store.migrations import APPLICATION_ID, MIGRATIONS, statements

AT = "2026-10-08T09:00:00"
STEPS: tuple[tuple[str, int, tuple[str, ...]], ...] = (
    ("录入员工", 1, (
        """INSERT INTO employee VALUES (1, '0007', '李䶮', '售后客服', '组长', '拾光电商', '售后组', '一部', '2026-01-01', NULL, 100000,
           0, 0, NULL, 0)""",
        """INSERT INTO employee VALUES (2, '0012', '陈思远', '售前客服', '客服', '', '', '', '2026-03-16', '2026-10-31', NULL, 5000, 0,
           NULL, 1)""",
        "INSERT INTO base_pay VALUES (1, 1, '2026-01-01', 220000)",
        "INSERT INTO alias VALUES (1, 1, 'dingtalk', '1709000000000150', NULL, NULL)",
    )),
    ("排班", 1, (
        "INSERT INTO roster_cell VALUES (1, 1, '2026-09-05', 'N', 'typed')",
        "INSERT INTO roster_cell VALUES (2, 2, '2026-09-05', '休', 'typed')",
    )),
    ("导入 九月.xlsx", 1, (
        """INSERT INTO batch VALUES (1, 'punches', '九月.xlsx', 'ab12', 'dingtalk.attendance_report', '2026-09-01', '2026-09-30',
           '2026-09-01', '2026-09-30', '2026-10-08T09:00:00', '店长', 3, NULL, '{"new": 2, "held": 1}', NULL)""",
        """INSERT INTO punch VALUES (1, '2026-09-05T16:58:00', 1, 'dingtalk.attendance_report', 'punch', '考勤机', '2026-09-05', '正常',
           '原始记录', 4, 'I', '2026-09-05 16:58')""",
        """INSERT INTO punch VALUES (2, '2026-09-06T01:20:00', 1, 'dingtalk.attendance_report', 'punch', '考勤机', '2026-09-05', '正常',
           '原始记录', 5, 'I', '2026-09-06 01:20')""",
        "INSERT INTO batch_seen VALUES (1, 1)",
        "INSERT INTO batch_seen VALUES (1, 2)",
        """INSERT INTO held_row VALUES (1, 1, '{"name": "欧阳若琳"}', '{"at": "2026-09-05T08:24:00"}', NULL)""",
        "INSERT INTO import_issue VALUES (1, 1, 'missing_time', '没有打卡时间', '原始记录', 17, 'I', '2026-09-03')",
    )),
    ("补卡", 1, (
        "INSERT INTO correction VALUES (1, 1, '2026-09-07', 'in', 510, 521, '王主管', '忘记打卡', 'approved')",
        "INSERT INTO leave VALUES (1, 2, '事假', '2026-09-08T08:30:00', '2026-09-08T12:00:00', 0, 'pending', 1, '2026-09-07T20:00:00', '')",
        "INSERT INTO outing VALUES (1, 1, '2026-09-09T08:30:00', '2026-09-09T10:00:00', '去仓库', 'approved')",
        "INSERT INTO overtime VALUES (1, 1, '2026-09-12', 120, 'approved')",
        "INSERT INTO decision VALUES (1, 2, '2026-09-10', 'late', 'waived', '停电')",
        "INSERT INTO packet_payment VALUES (1, 1, '2026-09-05', 'late', '2026-09-07')",
        "INSERT INTO adjustment VALUES (1, 1, '2026-09', 'award', 10000, '好评', '')",
        "INSERT INTO tax_opening VALUES (1, 1, 2026, 3, 900000, 0, 0)",
        "INSERT INTO holiday_override VALUES (1, '2027-10-01', 'statutory', '国庆节')",
        """INSERT INTO setting VALUES (1, 'shop.name', '"拾光电商"')""",
        "INSERT INTO memo VALUES ('folder', '\"downloads\"')",
    )),
    ("用户", 0, ("INSERT INTO user VALUES (1, '店长', 'owner', NULL, '', 0, NULL)",)),
    ("关账 2026-08", 0, (
        "INSERT INTO closed_month VALUES (1, '2026-08', '2026-09-08T10:00:00', '店长', '{\"month\": \"2026-08\"}', 'h1', NULL, '', '')",
    )),
    ("排班", 1, ("UPDATE roster_cell SET code = 'D' WHERE id = 2",)),
)


def make(path: Path) -> None:
    """Write the file; refuses to overwrite."""
    if path.exists():
        raise SystemExit(f"{path} is there already")
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("BEGIN")
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
    for statement in statements(MIGRATIONS[0]):
        connection.execute(statement)
    connection.execute("PRAGMA user_version = 1")
    for number, (label, undoable, changes) in enumerate(STEPS, 1):
        connection.execute("INSERT INTO step (id, kind, label, by, at, undoable) VALUES (?, 'do', ?, '店长', ?, ?)",
                           (number, label, AT, undoable))
        connection.execute("UPDATE journal_now SET step_id = ?", (number,))
        for change in changes:
            connection.execute(change)
    connection.execute("UPDATE journal_now SET step_id = NULL")
    connection.execute("COMMIT")
    connection.close()


if __name__ == "__main__":
    make(Path(sys.argv[1]))
