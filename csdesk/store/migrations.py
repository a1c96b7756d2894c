"""The schema of a shop file, as numbered steps of plain SQL; step n brings a file of version n to version n + 1.

A step that has shipped never changes: every later change is a new step (also when it only adds a column: the
triggers of that table must then be dropped and written anew). One importable module, since a packaged program
cannot glob files. Before a step is added, a file of the version so far goes to tests/data (v7: open v6.csdesk with this program).
"""

from __future__ import annotations

import sqlite3

APPLICATION_ID = 0x43534431  # "CSD1": tells a shop file from any other SQLite file

_FACTS = """
CREATE TABLE step (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,                         -- do, undo, redo
    label TEXT NOT NULL,
    by TEXT NOT NULL,
    at TEXT NOT NULL,
    undoable INTEGER NOT NULL,
    undo_of INTEGER REFERENCES step(id),        -- the step that an undo or redo replays
    undone_by INTEGER REFERENCES step(id),      -- the undo step, while it stands
    undone_at TEXT
);
CREATE TABLE journal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    step_id INTEGER NOT NULL REFERENCES step(id),
    table_name TEXT NOT NULL,
    row_id INTEGER NOT NULL,
    before TEXT,
    after TEXT
);
CREATE INDEX journal_step ON journal(step_id);
CREATE INDEX journal_row ON journal(table_name, row_id);
CREATE TABLE journal_now (id INTEGER PRIMARY KEY CHECK (id = 1), step_id INTEGER);
INSERT INTO journal_now VALUES (1, NULL);

CREATE TABLE employee (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    no TEXT NOT NULL UNIQUE,
    name TEXT NOT NULL,
    post TEXT NOT NULL,
    level TEXT NOT NULL,
    shop TEXT NOT NULL,
    team TEXT NOT NULL,
    site TEXT NOT NULL,
    hired TEXT NOT NULL,
    "left" TEXT,
    insurance INTEGER,
    housing_fund INTEGER NOT NULL,
    special_deduction INTEGER NOT NULL,
    probation_until TEXT,
    no_nights INTEGER NOT NULL
);
CREATE TABLE base_pay (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employee_id INTEGER NOT NULL REFERENCES employee(id),
    effective_from TEXT NOT NULL,
    amount INTEGER NOT NULL,
    UNIQUE (employee_id, effective_from)
);
CREATE TABLE alias (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employee_id INTEGER NOT NULL REFERENCES employee(id),
    source TEXT NOT NULL,
    value TEXT NOT NULL,
    valid_from TEXT,
    valid_to TEXT
);
CREATE UNIQUE INDEX alias_key ON alias(employee_id, source, value, coalesce(valid_from, ''));

CREATE TABLE rule_version (
    id INTEGER PRIMARY KEY,
    effective_from TEXT NOT NULL,
    rules TEXT NOT NULL,
    saved_at TEXT,
    saved_by TEXT NOT NULL
);
CREATE TABLE holiday_override (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL UNIQUE,
    kind TEXT,                                  -- NULL = an ordinary day
    name TEXT NOT NULL
);
CREATE TABLE roster_cell (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employee_id INTEGER NOT NULL REFERENCES employee(id),
    day TEXT NOT NULL,
    code TEXT NOT NULL,
    source TEXT NOT NULL,
    UNIQUE (day, employee_id)
);
CREATE INDEX roster_cell_employee ON roster_cell(employee_id);

CREATE TABLE batch (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    kind TEXT NOT NULL,
    file_name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    format TEXT NOT NULL,
    period_first TEXT,
    period_last TEXT,
    covered_first TEXT,
    covered_last TEXT,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    step_id INTEGER NOT NULL REFERENCES step(id),
    parent_id INTEGER REFERENCES batch(id),
    counts TEXT NOT NULL,
    undone_at TEXT
);
CREATE TABLE punch (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    employee_id INTEGER NOT NULL REFERENCES employee(id),
    source_kind TEXT NOT NULL,
    kind TEXT NOT NULL,
    device TEXT NOT NULL,
    work_date TEXT,
    vendor_result TEXT NOT NULL,
    sheet TEXT,
    "row" INTEGER,
    "column" TEXT,
    raw TEXT NOT NULL,
    UNIQUE (at, employee_id, source_kind, kind, device)
);
CREATE INDEX punch_employee ON punch(employee_id);
CREATE TABLE punch_undone AS SELECT * FROM punch WHERE 0;
CREATE UNIQUE INDEX punch_undone_id ON punch_undone(id);
CREATE TABLE batch_seen (
    batch_id INTEGER NOT NULL REFERENCES batch(id),
    punch_id INTEGER NOT NULL,
    PRIMARY KEY (batch_id, punch_id)
) WITHOUT ROWID;
CREATE INDEX batch_seen_punch ON batch_seen(punch_id);
CREATE TABLE held_row (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch_id INTEGER NOT NULL REFERENCES batch(id),
    person TEXT NOT NULL,
    data TEXT NOT NULL,
    taken_into INTEGER REFERENCES batch(id)     -- the batch that turned it into facts, when that batch stands
);
CREATE INDEX held_row_batch ON held_row(batch_id);
CREATE TABLE import_issue (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch_id INTEGER NOT NULL REFERENCES batch(id),
    code TEXT NOT NULL,
    message TEXT NOT NULL,
    sheet TEXT,
    "row" INTEGER,
    "column" TEXT,
    raw TEXT NOT NULL
);
CREATE INDEX import_issue_batch ON import_issue(batch_id);

-- Undo of a punch import: what no other standing batch links leaves the table of punches, and comes back with the redo.
CREATE TRIGGER batch_undone AFTER UPDATE OF undone_at ON batch WHEN OLD.undone_at IS NULL AND NEW.undone_at IS NOT NULL
BEGIN
    INSERT INTO punch_undone SELECT * FROM punch WHERE id IN (
        SELECT mine.punch_id FROM batch_seen AS mine WHERE mine.batch_id = NEW.id AND NOT EXISTS (
            SELECT 1 FROM batch_seen AS other JOIN batch ON batch.id = other.batch_id
            WHERE other.punch_id = mine.punch_id AND batch.undone_at IS NULL));
    DELETE FROM punch WHERE id IN (
        SELECT mine.punch_id FROM batch_seen AS mine WHERE mine.batch_id = NEW.id AND NOT EXISTS (
            SELECT 1 FROM batch_seen AS other JOIN batch ON batch.id = other.batch_id
            WHERE other.punch_id = mine.punch_id AND batch.undone_at IS NULL));
END;
CREATE TRIGGER batch_redone AFTER UPDATE OF undone_at ON batch WHEN OLD.undone_at IS NOT NULL AND NEW.undone_at IS NULL
BEGIN
    INSERT INTO punch SELECT * FROM punch_undone WHERE id IN (SELECT punch_id FROM batch_seen WHERE batch_id = NEW.id);
    DELETE FROM punch_undone WHERE id IN (SELECT punch_id FROM batch_seen WHERE batch_id = NEW.id);
END;

CREATE TABLE correction (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employee_id INTEGER NOT NULL REFERENCES employee(id),
    day TEXT NOT NULL,
    side TEXT NOT NULL,
    certified INTEGER NOT NULL,
    punched_at INTEGER,
    certified_by TEXT NOT NULL,
    reason TEXT NOT NULL,
    status TEXT NOT NULL,
    UNIQUE (day, employee_id, side)
);
CREATE INDEX correction_employee ON correction(employee_id);
CREATE TABLE leave (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employee_id INTEGER NOT NULL REFERENCES employee(id),
    type TEXT NOT NULL,
    "start" TEXT NOT NULL,
    "end" TEXT NOT NULL,
    whole_days INTEGER NOT NULL,
    status TEXT NOT NULL,
    emergency INTEGER NOT NULL,
    requested_at TEXT,
    reason TEXT NOT NULL
);
CREATE INDEX leave_employee ON leave(employee_id);
CREATE TABLE outing (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employee_id INTEGER NOT NULL REFERENCES employee(id),
    "start" TEXT NOT NULL,
    "end" TEXT NOT NULL,
    reason TEXT NOT NULL,
    status TEXT NOT NULL
);
CREATE INDEX outing_employee ON outing(employee_id);
CREATE TABLE overtime (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employee_id INTEGER NOT NULL REFERENCES employee(id),
    day TEXT NOT NULL,
    minutes INTEGER NOT NULL,
    status TEXT NOT NULL,
    UNIQUE (day, employee_id)
);
CREATE INDEX overtime_employee ON overtime(employee_id);
CREATE TABLE decision (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employee_id INTEGER NOT NULL REFERENCES employee(id),
    day TEXT NOT NULL,
    anomaly TEXT NOT NULL,
    verdict TEXT NOT NULL,
    reason TEXT NOT NULL,
    UNIQUE (day, employee_id, anomaly)
);
CREATE INDEX decision_employee ON decision(employee_id);
CREATE TABLE packet_payment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employee_id INTEGER NOT NULL REFERENCES employee(id),
    day TEXT NOT NULL,
    reason TEXT NOT NULL,
    paid_on TEXT NOT NULL,
    UNIQUE (day, employee_id, reason)
);
CREATE INDEX packet_payment_employee ON packet_payment(employee_id);

CREATE TABLE adjustment (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employee_id INTEGER NOT NULL REFERENCES employee(id),
    month TEXT NOT NULL,
    code TEXT NOT NULL,
    amount INTEGER NOT NULL,
    reason TEXT NOT NULL,
    settles TEXT NOT NULL
);
CREATE INDEX adjustment_month ON adjustment(month);
CREATE INDEX adjustment_employee ON adjustment(employee_id);
CREATE TABLE tax_opening (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employee_id INTEGER NOT NULL REFERENCES employee(id),
    year INTEGER NOT NULL,
    months INTEGER NOT NULL,
    earnings INTEGER NOT NULL,
    deductions INTEGER NOT NULL,
    withheld INTEGER NOT NULL,
    UNIQUE (employee_id, year)
);
CREATE TABLE closed_month (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month TEXT NOT NULL,
    closed_at TEXT NOT NULL,
    closed_by TEXT NOT NULL,
    result TEXT NOT NULL,
    input_hash TEXT NOT NULL,
    reopened_at TEXT,
    reopened_by TEXT NOT NULL,
    why TEXT NOT NULL
);
CREATE UNIQUE INDEX closed_month_standing ON closed_month(month) WHERE reopened_at IS NULL;

CREATE TABLE user (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL,
    employee_id INTEGER REFERENCES employee(id),
    secret TEXT NOT NULL,
    failed INTEGER NOT NULL,
    locked_until TEXT
);
CREATE TABLE setting (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    key TEXT NOT NULL UNIQUE,
    value TEXT NOT NULL
);
CREATE TABLE memo (key TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;   -- what a window remembers: no fact, no journal
"""


def _journalled(table: str, columns: str) -> str:
    """The three triggers that write every change of a table under the step of journal_now (NULL there = refused)."""
    names = ["id", *columns.split()]

    def image(row: str) -> str:
        return "json_object(" + ", ".join(f"""'{name}', {row}."{name}\"""" for name in names) + ")"

    def insert(row: str, before: str, after: str) -> str:
        return (f"INSERT INTO journal (step_id, table_name, row_id, before, after) VALUES "
                f"((SELECT step_id FROM journal_now), '{table}', {row}.id, {before}, {after});")

    changed = " OR ".join(f'OLD."{name}" IS NOT NEW."{name}"' for name in names)
    return f"""
CREATE TRIGGER {table}_added AFTER INSERT ON {table} BEGIN {insert("NEW", "NULL", image("NEW"))} END;
CREATE TRIGGER {table}_changed AFTER UPDATE ON {table} WHEN {changed} BEGIN {insert("NEW", image("OLD"), image("NEW"))} END;
CREATE TRIGGER {table}_removed AFTER DELETE ON {table} BEGIN {insert("OLD", image("OLD"), "NULL")} END;
"""


_TRIGGERS = "".join((
    _journalled("employee", "no name post level shop team site hired left insurance housing_fund special_deduction probation_until "
                            "no_nights"),
    _journalled("base_pay", "employee_id effective_from amount"),
    _journalled("alias", "employee_id source value valid_from valid_to"),
    _journalled("rule_version", "effective_from saved_at saved_by"),
    _journalled("holiday_override", "day kind name"),
    _journalled("roster_cell", "employee_id day code source"),
    _journalled("batch", "kind file_name sha256 format period_first period_last covered_first covered_last at by step_id parent_id counts "
                         "undone_at"),
    _journalled("correction", "employee_id day side certified punched_at certified_by reason status"),
    _journalled("leave", "employee_id type start end whole_days status emergency requested_at reason"),
    _journalled("outing", "employee_id start end reason status"),
    _journalled("overtime", "employee_id day minutes status"),
    _journalled("decision", "employee_id day anomaly verdict reason"),
    _journalled("packet_payment", "employee_id day reason paid_on"),
    _journalled("adjustment", "employee_id month code amount reason settles"),
    _journalled("tax_opening", "employee_id year months earnings deductions withheld"),
    _journalled("closed_month", "month closed_at closed_by input_hash reopened_at reopened_by why"),
    _journalled("setting", "key value"),
)) + """
CREATE TRIGGER user_added AFTER INSERT ON user BEGIN
    INSERT INTO journal (step_id, table_name, row_id, before, after) VALUES ((SELECT step_id FROM journal_now), 'user', NEW.id, NULL,
        json_object('id', NEW.id, 'name', NEW.name, 'role', NEW.role, 'employee_id', NEW.employee_id));
END;
CREATE TRIGGER user_changed AFTER UPDATE ON user
WHEN OLD.name IS NOT NEW.name OR OLD.role IS NOT NEW.role OR OLD.employee_id IS NOT NEW.employee_id OR OLD.secret IS NOT NEW.secret BEGIN
    INSERT INTO journal (step_id, table_name, row_id, before, after) VALUES ((SELECT step_id FROM journal_now), 'user', NEW.id,
        json_object('id', OLD.id, 'name', OLD.name, 'role', OLD.role, 'employee_id', OLD.employee_id),
        json_object('id', NEW.id, 'name', NEW.name, 'role', NEW.role, 'employee_id', NEW.employee_id,
                    'secret_changed', OLD.secret IS NOT NEW.secret));
END;
CREATE TRIGGER user_removed AFTER DELETE ON user BEGIN
    INSERT INTO journal (step_id, table_name, row_id, before, after) VALUES ((SELECT step_id FROM journal_now), 'user', OLD.id,
        json_object('id', OLD.id, 'name', OLD.name, 'role', OLD.role, 'employee_id', OLD.employee_id), NULL);
END;
"""

# Version 2: the index served nothing but the deletion of a person, and made every import slower.
_PUNCH_INDEX = "DROP INDEX punch_employee;"

# Version 3: fines and the fund box. A fine loses its pay line with the line (the foreign key writes that into the journal, too).
_FUND = """
CREATE TABLE fine (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employee_id INTEGER NOT NULL REFERENCES employee(id),
    day TEXT NOT NULL,
    kind TEXT NOT NULL,
    amount INTEGER,                             -- NULL = by the rules of the day
    note TEXT NOT NULL,
    paid_on TEXT,
    paid INTEGER,
    line_id INTEGER REFERENCES adjustment(id) ON DELETE SET NULL
);
CREATE INDEX fine_employee ON fine(employee_id);
CREATE INDEX fine_line ON fine(line_id);
CREATE TABLE fund_entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL,
    amount INTEGER NOT NULL,                    -- negative = paid out
    reason TEXT NOT NULL
);
""" + _journalled("fine", "employee_id day kind amount note paid_on paid line_id") + _journalled("fund_entry", "day amount reason")

# Version 4: planning. A cell can name another post than the person's own; who can do what, promotions and needs of a day,
# wishes, swaps, open shifts, what was published and which proposals were taken.
_PLANNING = """
ALTER TABLE roster_cell ADD COLUMN post TEXT NOT NULL DEFAULT '';     -- '' = the person's own post
DROP TRIGGER roster_cell_added;
DROP TRIGGER roster_cell_changed;
DROP TRIGGER roster_cell_removed;
CREATE TABLE plan_terms (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employee_id INTEGER NOT NULL UNIQUE REFERENCES employee(id),
    posts TEXT NOT NULL,                        -- JSON list: what this person can do beside the own post
    shops TEXT NOT NULL,                        -- JSON list: whom this person can serve beside the own shop
    rest_days INTEGER,                          -- a month; NULL = by the rules
    max_run INTEGER,                            -- days in a row; NULL = by the rules
    pattern TEXT NOT NULL,                      -- JSON list of codes, one a day
    anchor TEXT                                 -- the day of the pattern's first code
);
CREATE TABLE promotion (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    "first" TEXT NOT NULL,
    "last" TEXT NOT NULL,
    name TEXT NOT NULL,
    percent INTEGER NOT NULL
);
CREATE TABLE day_need (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL,
    shift TEXT NOT NULL,
    post TEXT NOT NULL,
    need INTEGER NOT NULL,
    UNIQUE (day, shift, post)
);
CREATE TABLE wish (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employee_id INTEGER NOT NULL REFERENCES employee(id),
    day TEXT NOT NULL,
    code TEXT NOT NULL,
    status TEXT NOT NULL,
    asked_at TEXT,
    reason TEXT NOT NULL,
    decided_at TEXT,
    decided_by TEXT NOT NULL,
    answer TEXT NOT NULL,
    UNIQUE (day, employee_id)
);
CREATE INDEX wish_employee ON wish(employee_id);
CREATE TABLE swap (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    employee_id INTEGER NOT NULL REFERENCES employee(id),
    day TEXT NOT NULL,
    other_id INTEGER NOT NULL REFERENCES employee(id),
    other_day TEXT NOT NULL,
    status TEXT NOT NULL,
    asked_at TEXT,
    reason TEXT NOT NULL,
    decided_at TEXT,
    decided_by TEXT NOT NULL,
    answer TEXT NOT NULL
);
CREATE INDEX swap_day ON swap(day);
CREATE INDEX swap_employee ON swap(employee_id);
CREATE INDEX swap_other ON swap(other_id);
CREATE TABLE open_shift (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    day TEXT NOT NULL,
    shift TEXT NOT NULL,
    post TEXT NOT NULL,
    note TEXT NOT NULL,
    status TEXT NOT NULL,                       -- open, asked, filled
    employee_id INTEGER REFERENCES employee(id) -- who asked for it, or has it
);
CREATE INDEX open_shift_day ON open_shift(day);
CREATE INDEX open_shift_employee ON open_shift(employee_id);
CREATE TABLE publication (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month TEXT NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    note TEXT NOT NULL,
    cells TEXT NOT NULL                         -- JSON: {"employee id": {"day": [code, post]}}
);
CREATE INDEX publication_month ON publication(month);
CREATE TABLE proposal (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    month TEXT NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    seed INTEGER NOT NULL,
    iterations INTEGER NOT NULL,
    digest TEXT NOT NULL,
    engine TEXT NOT NULL,
    cost INTEGER NOT NULL
);
CREATE INDEX proposal_month ON proposal(month);
""" + "".join((
    _journalled("roster_cell", "employee_id day code source post"),
    _journalled("plan_terms", "employee_id posts shops rest_days max_run pattern anchor"),
    _journalled("promotion", "first last name percent"),
    _journalled("day_need", "day shift post need"),
    _journalled("wish", "employee_id day code status asked_at reason decided_at decided_by answer"),
    _journalled("swap", "employee_id day other_id other_day status asked_at reason decided_at decided_by answer"),
    _journalled("open_shift", "day shift post note status employee_id"),
    _journalled("publication", "month at by note cells"),
    _journalled("proposal", "month at by seed iterations digest engine cost"),
))

# Version 5: overtime says why and whether it is taken as time off; what a file says of sides of a day without any punch.
_CLAIMS = """
ALTER TABLE overtime ADD COLUMN time_off INTEGER NOT NULL DEFAULT 0;  -- 1 = as time off later instead of pay
ALTER TABLE overtime ADD COLUMN reason TEXT NOT NULL DEFAULT '';
DROP TRIGGER overtime_added;
DROP TRIGGER overtime_changed;
DROP TRIGGER overtime_removed;
CREATE TABLE claim (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch_id INTEGER NOT NULL REFERENCES batch(id),     -- goes and comes back with it
    employee_id INTEGER NOT NULL REFERENCES employee(id),
    day TEXT NOT NULL,                          -- the work day of the file
    side TEXT NOT NULL,                         -- in, out; '' = the whole day
    result TEXT NOT NULL,
    approval TEXT NOT NULL,
    sheet TEXT,
    "row" INTEGER,
    "column" TEXT
);
CREATE INDEX claim_day ON claim(day);
CREATE INDEX claim_employee ON claim(employee_id);
CREATE INDEX claim_batch ON claim(batch_id);
""" + _journalled("overtime", "employee_id day minutes status time_off reason")

# Version 6: cases. Their present values, their history (the only truth for clocks), evidence, promises, links, phrases. What follows from
# these is kept beside them without a journal: the next deadline for sorting (case_due) and the search index; `case_stale` names the
# cases for which both must be made again, whatever changed them, an undo too.
_CASE_COLUMNS = ("no kind platform shop buyer phone order_no waybill product bought_on paid order_state description wish owner_id "
                 "created_at created_by created_by_id status category goods money cause responsible bearer blamed_id cost_goods "
                 "cost_freight refund partial compensation snoozed_until csat merged_into merged_at checked details version order_key "
                 "buyer_key waybill_key")
_CASES = """
CREATE TABLE case_record (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    no TEXT NOT NULL UNIQUE,
    kind TEXT NOT NULL,
    platform TEXT NOT NULL,
    shop TEXT NOT NULL,
    buyer TEXT NOT NULL,
    phone TEXT NOT NULL,
    order_no TEXT NOT NULL,
    waybill TEXT NOT NULL,
    product TEXT NOT NULL,
    bought_on TEXT,
    paid INTEGER,
    order_state TEXT NOT NULL,
    description TEXT NOT NULL,
    wish TEXT NOT NULL,
    owner_id INTEGER REFERENCES employee(id),
    created_at TEXT NOT NULL,
    created_by TEXT NOT NULL,
    created_by_id INTEGER REFERENCES employee(id),
    status TEXT NOT NULL,
    category TEXT NOT NULL,                     -- open, paused, resolved: that of the status
    goods TEXT NOT NULL,
    money TEXT NOT NULL,
    cause TEXT NOT NULL,
    responsible TEXT NOT NULL,
    bearer TEXT NOT NULL,
    blamed_id INTEGER REFERENCES employee(id),
    cost_goods INTEGER,
    cost_freight INTEGER,
    refund INTEGER,
    partial INTEGER NOT NULL,
    compensation INTEGER,
    snoozed_until TEXT,
    csat INTEGER,
    merged_into INTEGER REFERENCES case_record(id),
    merged_at TEXT,
    checked TEXT NOT NULL,                      -- JSON list
    details TEXT NOT NULL,                      -- JSON object: the kind's own fields
    version INTEGER NOT NULL,
    order_key TEXT NOT NULL,                    -- folded, for the duplicate check
    buyer_key TEXT NOT NULL,
    waybill_key TEXT NOT NULL
);
CREATE INDEX case_record_order ON case_record(order_key) WHERE order_key <> '';
CREATE INDEX case_record_buyer ON case_record(buyer_key) WHERE buyer_key <> '';
CREATE INDEX case_record_waybill ON case_record(waybill_key) WHERE waybill_key <> '';
CREATE INDEX case_record_owner ON case_record(owner_id, category);
CREATE INDEX case_record_category ON case_record(category, created_at);
CREATE INDEX case_record_created ON case_record(created_at);
CREATE INDEX case_record_author ON case_record(created_by_id) WHERE created_by_id IS NOT NULL;
CREATE INDEX case_record_blamed ON case_record(blamed_id) WHERE blamed_id IS NOT NULL;
CREATE INDEX case_record_merged ON case_record(merged_into) WHERE merged_into IS NOT NULL;
CREATE TABLE case_event (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES case_record(id),
    at TEXT NOT NULL,
    kind TEXT NOT NULL,
    by TEXT NOT NULL,
    text TEXT NOT NULL,
    data TEXT NOT NULL                          -- JSON object
);
CREATE INDEX case_event_case ON case_event(case_id, at);
CREATE TABLE case_evidence (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES case_record(id),
    item TEXT NOT NULL,                         -- the line of the evidence list it counts for, '' = none
    name TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    ending TEXT NOT NULL,
    size INTEGER NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL
);
CREATE INDEX case_evidence_case ON case_evidence(case_id);
CREATE TABLE case_promise (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES case_record(id),
    text TEXT NOT NULL,
    owner_id INTEGER REFERENCES employee(id),
    due TEXT NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    kept_at TEXT
);
CREATE INDEX case_promise_case ON case_promise(case_id);
CREATE INDEX case_promise_owner ON case_promise(owner_id) WHERE owner_id IS NOT NULL;
CREATE INDEX case_promise_open ON case_promise(due) WHERE kept_at IS NULL;
CREATE TABLE case_link (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    case_id INTEGER NOT NULL REFERENCES case_record(id),
    other_id INTEGER NOT NULL REFERENCES case_record(id),
    note TEXT NOT NULL,
    UNIQUE (case_id, other_id)
);
CREATE INDEX case_link_other ON case_link(other_id);
CREATE TABLE phrase (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    text TEXT NOT NULL,
    category TEXT NOT NULL,
    kinds TEXT NOT NULL,                        -- JSON list of kinds of case, [] = every kind
    pictures TEXT NOT NULL,                     -- JSON list of hashes
    position INTEGER NOT NULL
);
CREATE TABLE case_due (
    id INTEGER PRIMARY KEY,                     -- of the case
    next_due TEXT,
    next_limit TEXT NOT NULL,
    answered_at TEXT,
    resolved_at TEXT,
    late INTEGER NOT NULL,                      -- limits of ours that were broken and are over; one that runs is late by its next_due
    roster INTEGER NOT NULL                     -- 1 = a running clock reads the roster
);
CREATE INDEX case_due_next ON case_due(next_due) WHERE next_due IS NOT NULL;
CREATE INDEX case_due_resolved ON case_due(resolved_at) WHERE resolved_at IS NOT NULL;
CREATE TABLE case_stale (id INTEGER PRIMARY KEY);
CREATE TABLE case_text (id INTEGER PRIMARY KEY, text TEXT NOT NULL);
CREATE VIRTUAL TABLE case_index USING fts5(words, content='', detail=none, columnsize=0);
CREATE TRIGGER case_record_stale AFTER INSERT ON case_record BEGIN INSERT OR IGNORE INTO case_stale VALUES (NEW.id); END;
CREATE TRIGGER case_record_stale_again AFTER UPDATE ON case_record BEGIN INSERT OR IGNORE INTO case_stale VALUES (NEW.id); END;
CREATE TRIGGER case_record_stale_gone AFTER DELETE ON case_record BEGIN INSERT OR IGNORE INTO case_stale VALUES (OLD.id); END;
CREATE TRIGGER case_event_stale AFTER INSERT ON case_event BEGIN INSERT OR IGNORE INTO case_stale VALUES (NEW.case_id); END;
CREATE TRIGGER case_event_stale_gone AFTER DELETE ON case_event BEGIN INSERT OR IGNORE INTO case_stale VALUES (OLD.case_id); END;
CREATE TRIGGER case_promise_stale AFTER INSERT ON case_promise BEGIN INSERT OR IGNORE INTO case_stale VALUES (NEW.case_id); END;
CREATE TRIGGER case_promise_stale_again AFTER UPDATE ON case_promise BEGIN INSERT OR IGNORE INTO case_stale VALUES (NEW.case_id); END;
CREATE TRIGGER case_promise_stale_gone AFTER DELETE ON case_promise BEGIN INSERT OR IGNORE INTO case_stale VALUES (OLD.case_id); END;
""" + "".join((
    _journalled("case_record", _CASE_COLUMNS),
    _journalled("case_event", "case_id at kind by text data"),
    _journalled("case_evidence", "case_id item name sha256 ending size at by"),
    _journalled("case_promise", "case_id text owner_id due at by kept_at"),
    _journalled("case_link", "case_id other_id note"),
    _journalled("phrase", "name text category kinds pictures position"),
))

# Version 7: a claim outlives the person for as long as the import that added him is undone, and is his again with the redo.
_LOOSE_CLAIMS = """
CREATE TABLE claim_kept AS SELECT * FROM claim;
DROP TABLE claim;
CREATE TABLE claim (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    batch_id INTEGER NOT NULL REFERENCES batch(id),
    employee_id INTEGER NOT NULL,               -- no reference, see above
    day TEXT NOT NULL,
    side TEXT NOT NULL,
    result TEXT NOT NULL,
    approval TEXT NOT NULL,
    sheet TEXT,
    "row" INTEGER,
    "column" TEXT
);
INSERT INTO claim SELECT * FROM claim_kept;
DROP TABLE claim_kept;
CREATE INDEX claim_day ON claim(day);
CREATE INDEX claim_employee ON claim(employee_id);
CREATE INDEX claim_batch ON claim(batch_id);
"""

# Version 8: notes of the shift change, the check list, the daily log, knowledge.
_HANDOVER = """
CREATE TABLE handover_note (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    no TEXT NOT NULL UNIQUE,                    -- JJ-20260924-1
    day TEXT NOT NULL,                          -- roster day of the shift that hands over
    shift TEXT NOT NULL,
    shift_name TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    cut_off TEXT NOT NULL,
    shop TEXT NOT NULL,                         -- '' = every shop
    team TEXT NOT NULL,
    coming_day TEXT,
    coming_shift TEXT NOT NULL,
    coming_name TEXT NOT NULL,
    begins_at TEXT,
    writer_id INTEGER REFERENCES employee(id),
    receiver_id INTEGER REFERENCES employee(id),
    facts TEXT NOT NULL,                        -- JSON object: the counts of the shift at the cut-off
    notices TEXT NOT NULL,                      -- JSON list of lines
    seal TEXT NOT NULL                          -- SHA-256 of what was signed, '' = draft
);
CREATE UNIQUE INDEX handover_note_shift ON handover_note(day, shift, shop, team);
CREATE INDEX handover_note_cut_off ON handover_note(cut_off);
CREATE INDEX handover_note_writer ON handover_note(writer_id) WHERE writer_id IS NOT NULL;
CREATE INDEX handover_note_receiver ON handover_note(receiver_id) WHERE receiver_id IS NOT NULL;
CREATE TABLE handover_item (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    note_id INTEGER NOT NULL REFERENCES handover_note(id),
    kind TEXT NOT NULL,                         -- case | question | matter
    ref_id INTEGER,                             -- of the case or the entry of the log
    text TEXT NOT NULL,
    severity TEXT NOT NULL,                     -- high | middle | low
    who_id INTEGER REFERENCES employee(id),
    todo TEXT NOT NULL,
    due TEXT,
    what_if TEXT NOT NULL,
    position INTEGER NOT NULL,
    carried_from INTEGER,                       -- the item of an earlier note that says the same
    answer TEXT NOT NULL,                       -- '' | taken | question | returned
    read_back TEXT NOT NULL,
    answered_at TEXT,
    answered_by TEXT NOT NULL,
    cleared_at TEXT,
    cleared_by TEXT NOT NULL
);
CREATE INDEX handover_item_note ON handover_item(note_id);
CREATE INDEX handover_item_who ON handover_item(who_id) WHERE who_id IS NOT NULL;
CREATE TABLE handover_signature (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    note_id INTEGER NOT NULL REFERENCES handover_note(id),
    side TEXT NOT NULL,                         -- leaving | coming
    employee_id INTEGER REFERENCES employee(id),
    name TEXT NOT NULL,
    at TEXT NOT NULL,
    reason TEXT NOT NULL,                       -- why a supervisor signed in somebody's place, '' = in person
    UNIQUE (note_id, side)
);
CREATE INDEX handover_signature_employee ON handover_signature(employee_id) WHERE employee_id IS NOT NULL;
CREATE TABLE handover_supplement (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    note_id INTEGER NOT NULL REFERENCES handover_note(id),
    text TEXT NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL
);
CREATE INDEX handover_supplement_note ON handover_supplement(note_id);
CREATE TABLE check_item (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    text TEXT NOT NULL,
    shift TEXT NOT NULL,                        -- code of the shift, '' = every one
    people TEXT NOT NULL,                       -- JSON list of employee ids: the rota, [] = none
    position INTEGER NOT NULL
);
CREATE TABLE check_tick (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    item_id INTEGER NOT NULL,                   -- no reference: what was ticked outlives the line of the list
    day TEXT NOT NULL,
    shift TEXT NOT NULL,
    at TEXT NOT NULL,
    by TEXT NOT NULL,
    note TEXT NOT NULL,
    UNIQUE (item_id, day, shift)
);
CREATE INDEX check_tick_day ON check_tick(day);
CREATE TABLE log_entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at TEXT NOT NULL,
    kind TEXT NOT NULL,                         -- question | note | lost | price | summary
    text TEXT NOT NULL,
    by TEXT NOT NULL,
    author_id INTEGER REFERENCES employee(id),
    product TEXT NOT NULL,
    buyer TEXT NOT NULL,
    reason TEXT NOT NULL,
    answer TEXT NOT NULL,
    answered_at TEXT,
    answered_by TEXT NOT NULL,
    entry_id INTEGER                            -- the knowledge entry made of it
);
CREATE INDEX log_entry_at ON log_entry(at);
CREATE INDEX log_entry_open ON log_entry(kind) WHERE answered_at IS NULL;
CREATE INDEX log_entry_author ON log_entry(author_id) WHERE author_id IS NOT NULL;
CREATE TABLE knowledge_entry (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    category TEXT NOT NULL,
    title TEXT NOT NULL,
    body TEXT NOT NULL,
    kinds TEXT NOT NULL,                        -- JSON list of kinds of case it is shown beside
    product TEXT NOT NULL,
    changed_at TEXT,
    changed_by TEXT NOT NULL
);
""" + "".join((
    _journalled("handover_note", "no day shift shift_name ends_at cut_off shop team coming_day coming_shift coming_name begins_at "
                                 "writer_id receiver_id facts notices seal"),
    _journalled("handover_item", "note_id kind ref_id text severity who_id todo due what_if position carried_from answer read_back "
                                 "answered_at answered_by cleared_at cleared_by"),
    _journalled("handover_signature", "note_id side employee_id name at reason"),
    _journalled("handover_supplement", "note_id text at by"),
    _journalled("check_item", "text shift people position"),
    _journalled("check_tick", "item_id day shift at by note"),
    _journalled("log_entry", "at kind text by author_id product buyer reason answer answered_at answered_by entry_id"),
    _journalled("knowledge_entry", "category title body kinds product changed_at changed_by"),
))

# Version 9: an import itself says whether its days are work days (a clock told to write the night under the evening's day is one).
_WORK_DAYS = """
ALTER TABLE batch ADD COLUMN by_work_day INTEGER NOT NULL DEFAULT 0;
DROP TRIGGER batch_added;
DROP TRIGGER batch_changed;
DROP TRIGGER batch_removed;
UPDATE batch SET by_work_day = 1 WHERE format IN ('dingtalk.attendance_report', 'wecom.daily');
""" + _journalled("batch", "kind file_name sha256 format period_first period_last covered_first covered_last at by step_id parent_id "
                           "counts undone_at by_work_day")

# Version 10: beside the cases, without a journal, the limits of ours that were kept, broken or run: what the service summary counts.
_CASE_LIMITS = """
CREATE TABLE case_limit (
    case_id INTEGER NOT NULL,
    limit_key TEXT NOT NULL,
    decided_at TEXT NOT NULL,                   -- when it was kept, or ran (or runs) out
    kept INTEGER NOT NULL,
    owner_id INTEGER                            -- who was in charge then
);
CREATE INDEX case_limit_case ON case_limit(case_id);
CREATE INDEX case_limit_decided ON case_limit(decided_at);
CREATE INDEX case_due_answered ON case_due(answered_at) WHERE answered_at IS NOT NULL;
CREATE INDEX case_event_revisited ON case_event(at) WHERE kind = 'revisited';
INSERT OR IGNORE INTO case_stale SELECT id FROM case_record;
"""

# Version 11: evidence has an order of its own, knowledge carries pictures.
_PICTURES = "".join(f"DROP TRIGGER {table}_{event};\n" for table in ("case_evidence", "knowledge_entry")
                    for event in ("added", "changed", "removed")) + """
ALTER TABLE case_evidence ADD COLUMN position INTEGER NOT NULL DEFAULT 0;
ALTER TABLE knowledge_entry ADD COLUMN pictures TEXT NOT NULL DEFAULT '[]';
""" + "".join((
    _journalled("case_evidence", "case_id item name sha256 ending size at by position"),
    _journalled("knowledge_entry", "category title body kinds product changed_at changed_by pictures"),
))

# Version 12: beside the notes, without a journal, who has seen them when.
_SEEN = """
CREATE TABLE handover_seen (
    note_id INTEGER NOT NULL REFERENCES handover_note(id),
    name TEXT NOT NULL,                         -- of the user
    at TEXT NOT NULL,                           -- the first time
    PRIMARY KEY (note_id, name)
) WITHOUT ROWID;
"""

MIGRATIONS: tuple[str, ...] = (
    _FACTS + _TRIGGERS, _PUNCH_INDEX, _FUND, _PLANNING, _CLAIMS, _CASES, _LOOSE_CLAIMS, _HANDOVER, _WORK_DAYS, _CASE_LIMITS,
    _PICTURES, _SEEN)


def statements(script: str) -> list[str]:
    """The single statements of a script (a trigger holds semicolons of its own)."""
    found: list[str] = []
    part = ""
    for line in script.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            found.append(part.strip())
            part = ""
    if part.strip():
        raise ValueError(f"incomplete statement: {part}")
    return found
