"""Independent judge of rosters. No engine of csdesk is used here, so it can be the truth for all of them.

    python roster_check.py desk  CASE.json      ROSTER.json     csdesk-like month (roster-desk/*.json)
    python roster_check.py nurse InstanceN.txt  ROSTER.json     Curtois-Qu instance (roster-benchmark/*.txt)

ROSTER.json: {"<agent>": [cell for day 0, day 1, ...]} where a cell is null or, for desk, ["D", "pre"]; for nurse, "D".
Prints JSON: hard violations (must be empty), cost, cost by reason. Exit code 1 when a hard rule is broken.

desk, hard: one shift a day, 11 h rest between shifts (the last shift of the month before counts when its run is > 0), leave, pins, posts,
no night for those without "night", work runs <= max_run (the run brought along counts), <= 5 nights in a row, at least min_off rest days.
desk, priced: see `weights` in the case file; a fair share of nights is pro rata to the days an agent is available.
nurse: hard rules and costs as published with the instances (runs at the edge of the horizon may be shorter than the minimum).
"""
import json
import math
import sys
from pathlib import Path


def judge_desk(case, roster):
    days, shifts, weights = case["days"], case["shifts"], case["weights"]
    agents, demand = case["agents"], case["demand"]
    hard, cost = [], dict.fromkeys(weights, 0)

    def too_close(first, second):
        return 1440 + shifts[second]["start"] - shifts[first]["end"] < case["min_rest_minutes"]

    nights_needed = sum(n for key, n in demand.items() if key.split("/")[1] == "N")
    available = {a["id"]: days - len(a["leave"]) for a in agents if a["night"]}
    share = {i: nights_needed * n / sum(available.values()) for i, n in available.items()}
    nights, weekends = [], []
    for a in agents:
        row = [tuple(c) if c else None for c in roster[a["id"]]]
        if len(row) != days:
            hard.append([a["id"], "length"])
            continue
        shift = [c[0] if c else None for c in row]
        for d in a["leave"]:
            if shift[d]:
                hard.append([a["id"], d, "leave"])
        for d, pinned in a["pins"].items():
            if shift[int(d)] != pinned:
                hard.append([a["id"], int(d), "pin"])
        run, night_run = a["run_before"], 0
        for d in range(days):
            if row[d] and row[d][1] not in a["posts"]:
                hard.append([a["id"], d, "post"])
            if shift[d] == "N" and not a["night"]:
                hard.append([a["id"], d, "no night"])
            before = shift[d - 1] if d else (a["last_shift"] if a["run_before"] else None)
            if before and shift[d] and too_close(before, shift[d]):
                hard.append([a["id"], d, "rest"])
            if d and shift[d - 1] and shift[d] and shift[d - 1] != shift[d]:
                cost["change"] += weights["change"]
            if d in a["wishes"] and shift[d]:
                cost["wish"] += weights["wish"]
            run = run + 1 if shift[d] else 0
            night_run = night_run + 1 if shift[d] == "N" else 0
            if run > a["max_run"]:
                hard.append([a["id"], d, "run"])
            if night_run > case["max_nights_in_a_row"]:
                hard.append([a["id"], d, "night run"])
        rests = sum(1 for s in shift if not s) - len(a["leave"])
        if rests < min(a["min_off"], days - len(a["leave"])):
            hard.append([a["id"], "min off"])
        cost["rest"] += weights["rest"] * abs(rests - a["target_off"])
        if a["night"]:
            n = shift.count("N")
            cost["nightdev"] += weights["nightdev"] * max(0, n - math.ceil(share[a["id"]]), math.floor(share[a["id"]]) - n)
            if len(a["leave"]) <= 3:
                nights.append(n)
        if len(a["leave"]) <= 3:
            weekends.append(sum(1 for d in case["weekend_days"] if shift[d]))
    cost["nrange"] = weights["nrange"] * (max(nights) - min(nights))
    cost["wrange"] = weights["wrange"] * (max(weekends) - min(weekends))
    cells = {(a["id"], d): tuple(c) for a in agents for d, c in enumerate(roster[a["id"]]) if c}
    for d in range(days):
        for s in shifts:
            for post in ("pre", "after"):
                have = sum(1 for a in agents if cells.get((a["id"], d)) == (s, post))
                need = demand[f"{d}/{s}/{post}"]
                cost["under"] += weights["under"] * max(0, need - have)
                cost["over"] += weights["over"] * max(0, have - need)
            if s in case["shop_cover"]:
                on = [a for a in agents if (cells.get((a["id"], d)) or (None,))[0] == s]
                if not any(a["leader"] for a in on):
                    cost["leader"] += weights["leader"]
                for shop in range(case["shops"]):
                    if not any(shop in a["shops"] for a in on):
                        cost["shop"] += weights["shop"]
    return hard, cost, {"nights": [min(nights), max(nights)], "weekends": [min(weekends), max(weekends)]}


def read_nurse(path):
    sections, name = {}, None
    for line in Path(path).read_text("utf-8-sig").splitlines():
        line = line.strip()
        if line.startswith("SECTION_"):
            name = line
            sections[name] = []
        elif line and not line.startswith("#"):
            sections[name].append(line.split(","))
    return sections


def judge_nurse(path, roster):
    sec = read_nurse(path)
    horizon = int(sec["SECTION_HORIZON"][0][0])
    minutes = {r[0]: int(r[1]) for r in sec["SECTION_SHIFTS"]}
    forbidden = {r[0]: set(filter(None, r[2].split("|"))) for r in sec["SECTION_SHIFTS"]}
    days_off = {r[0]: {int(x) for x in r[1:] if x} for r in sec.get("SECTION_DAYS_OFF", [])}
    hard, cost = [], {"on": 0, "off": 0, "under": 0, "over": 0}
    for r in sec["SECTION_STAFF"]:
        who, most = r[0], dict(x.split("=") for x in r[1].split("|"))
        max_min, min_min, max_run, min_run, min_off, max_weekends = map(int, r[2:8])
        row = roster[who]
        hard += [[who, d, "day off"] for d in days_off.get(who, ()) if row[d]]
        hard += [[who, d, "succession"] for d in range(horizon - 1) if row[d] and row[d + 1] in forbidden[row[d]]]
        hard += [[who, s, "max shifts"] for s in minutes if row.count(s) > int(most.get(s, 0))]
        total = sum(minutes[s] for s in row if s)
        if not min_min <= total <= max_min:
            hard.append([who, "minutes", total])
        d = 0
        while d < horizon:
            e = d
            while e < horizon and bool(row[e]) == bool(row[d]):
                e += 1
            inside = d > 0 and e < horizon
            if row[d] and e - d > max_run:
                hard.append([who, d, "max run"])
            if inside and row[d] and e - d < min_run:
                hard.append([who, d, "min run"])
            if inside and not row[d] and e - d < min_off:
                hard.append([who, d, "min days off"])
            d = e
        if sum(1 for w in range(horizon // 7) if row[7 * w + 5] or row[7 * w + 6]) > max_weekends:
            hard.append([who, "weekends"])
    for kind, sign in (("on", True), ("off", False)):
        for who, d, s, w in sec.get(f"SECTION_SHIFT_{kind.upper()}_REQUESTS", []):
            if (roster[who][int(d)] == s) != sign:
                cost[kind] += int(w)
    for d, s, need, under, over in sec["SECTION_COVER"]:
        have = sum(1 for row in roster.values() if row[int(d)] == s)
        cost["under"] += int(under) * max(0, int(need) - have)
        cost["over"] += int(over) * max(0, have - int(need))
    return hard, cost, {}


def main():
    kind, problem, answer = sys.argv[1:4]
    roster = json.loads(Path(answer).read_text("utf-8"))
    if kind == "desk":
        hard, cost, more = judge_desk(json.loads(Path(problem).read_text("utf-8")), roster)
    else:
        hard, cost, more = judge_nurse(problem, roster)
    print(json.dumps({"hard": hard, "cost": sum(cost.values()), "by": {k: v for k, v in cost.items() if v}, **more}))
    return 1 if hard else 0


if __name__ == "__main__":
    sys.exit(main())
