#!/usr/bin/env python3
"""Counts every figure of safety summaries again, from the tables and from the written definitions alone.

    recount.py DATABASE FOLDER

DATABASE is a SQLite file of the program, FOLDER holds summaries as JSON, one a file. Each value of each figure of each summary is
counted anew and compared: the period, the one before, the same one of last year, the year to date; whole areas, categories,
sources, campaigns, targets; the annexes, the trend, the ages, the ranking, the map. What differs is printed and the program ends
with 1; otherwise it says how much it compared. Standard library only, and nothing of the program's own code: it goes through the
rows in plain loops, where the program keeps counters and asks in sets.
`rows.py` reads the tables, `definitions.py` has the definitions, this one compares.
"""

import json
import sys
from collections import defaultdict
from datetime import date, timedelta
from fractions import Fraction
from pathlib import Path

from definitions import CATEGORIES, Counter, count, plain, ratio, share
from rows import EPOCH, Period, Store, day, instant, local_day

# gear that ends its life, in the order of the table; where it hangs and serves
GEAR = ["stove", "water_heater", "hose", "gas_alarm", "smoke_detector"]
STOVES_IN_USE = ("surveyed", "safe", "non_safe", "planned")
DEVICES_IN_USE = ("installed", "accepted", "faulty")

AGES = [(0, 7), (8, 15), (16, 30), (31, 90), (91, None)]
SMALLEST_RANKED = 10
MOST_LISTED = 200
# a target that is so many days before its time is still on
AHEAD_DAYS = 7
MONTHS_OF_TREND = 12

# what stands at an instant, and so has no total of the year
STOCKS = set(
    "open_at_start open_at_end overdue major_open supervised stove_progress gas_alarm_households gas_alarms_served "
    "gas_alarms_in_place lpg_users lpg_cleared_users lpg_cleared zero_cylinder estates_with_detectors chargers "
    "charger_estates".split()
)

# the figure that measures a target of the year
MEASURED = {
    "inspections": "inspections",
    "special_inspections": "special",
    "hazards_found": "found",
    "hazards_closed": "closed",
    "households_surveyed": "households_surveyed",
    "stoves_replaced": "stoves_replaced",
    "gas_alarm_households": "gas_alarm_households",
    "gas_alarms_installed": "gas_alarms_installed",
    "gas_units_surveyed": "gas_units_surveyed",
    "gas_hazards_eliminated": "gas_hazards_closed",
    "lpg_users_moved": "lpg_moved",
    "penalties": "penalties",
    "estates_with_detectors": "estates_with_detectors",
    "chargers": "chargers",
}


class Check:
    def __init__(self, store, counters, summary, name):
        self.store, self.summary, self.name = store, summary, name
        self.area, self.t = summary["area"]["code"], instant(summary["as_of"])
        self.p = Period.of(summary["period"])
        self.counters = counters
        self.here = self.counter(self.area)
        self.compared, self.wrong = 0, []

    def counter(self, area):
        key = (area, self.t)
        if key not in self.counters:
            self.counters[key] = Counter(self.store, area, self.t)
        return self.counters[key]

    def same(self, what, stated, counted):
        self.compared += 1
        if stated != counted:
            self.wrong.append(f"{self.name}: {what} is stated as {stated}, counted as {counted}")

    def run(self):
        self.lines()
        self.campaigns_and_targets()
        self.areas()
        self.trend()
        self.annexes()
        return self

    def lines(self):
        here, p, begun = self.here, self.p, self.here.first_record()

        def earlier(other):
            return here.measured(other) if begun is not None and begun < other.end else None

        now, previous, last_year = here.measured(p), earlier(p.before()), earlier(p.year_before())
        to_date = here.measured(p.year_to_date())
        stated = {
            (line["figure"], line["subject"]): line
            for line in self.summary["lines"]
            if ":" not in (line["subject"] or "")
        }
        missing, unknown = now.keys() - stated.keys(), stated.keys() - now.keys()
        self.same("the list of figures", sorted(map(str, missing | unknown)), [])
        for key in now.keys() & stated.keys():
            line = stated[key]
            label = "@".join(filter(None, key))
            self.same(label, line["now"], now[key])
            self.same(f"{label} of the period before", line["previous"], previous and previous[key])
            self.same(f"{label} of last year", line["last_year"], last_year and last_year[key])
            total = None if key[0] in STOCKS else to_date[key]
            self.same(f"{label} of the year to date", line["year_to_date"], total)
        self.same("the balance", self.summary["balance"], here.balance(p))

    def campaigns_and_targets(self):
        counted, told = {}, []
        for campaign in self.store.campaigns:
            inside = campaign["area_code"].startswith(self.area) or self.area.startswith(campaign["area_code"])
            runs = day(campaign["from_day"]) <= self.p.last_day and day(campaign["to_day"]) >= self.p.first_day
            if not inside or not runs or campaign["status"] == "draft":
                continue
            name = f"campaign:{as_uuid(campaign['id'])}"
            frozen, later = self.funnel(campaign, "frozen"), self.funnel(campaign, "later")
            counted["campaign_targets", name] = count(frozen["to_visit"])
            counted["campaign_coverage", name] = ratio(frozen["let_in"], frozen["to_visit"])
            found = [h for h in self.here.found(self.p) if h.campaign == campaign["id"]]
            closed, n = share(found, self.here.is_closed)
            counted["campaign_found", name], counted["campaign_rate", name] = count(n), ratio(closed, n)
            line = {
                "id": as_uuid(campaign["id"]),
                "title": campaign["title"],
                "period": {"from": campaign["from_day"], "to": campaign["to_day"]},
                "status": campaign["status"],
                "progress": {"frozen": frozen, "later": later},
                "hazards": plain(closed, n),
            }
            told.append(line)
        told.sort(key=lambda line: (line["period"]["from"], line["id"]))
        self.same("the campaigns", self.summary["campaigns"], told)
        to_date, lines = self.here.measured(self.p.year_to_date()), {}
        for target in self.store.year_targets:
            if target["area_code"] == self.area and target["year"] == self.p.year():
                reached = to_date[MEASURED[target["measured_by"]], None]["count"]
                counted["target_progress", f"target:{as_uuid(target['id'])}"] = ratio(reached, target["number"])
                lines[as_uuid(target["id"])] = [reached, *self.pace(target, reached)]
        stated = {x["target"]["id"]: [x["reached"], x["should_be"], x["pace"]] for x in self.summary["targets"]}
        self.same("the targets of the year", stated, lines)
        stated = {
            (line["figure"], line["subject"]): line["now"]
            for line in self.summary["lines"]
            if ":" in (line["subject"] or "")
        }
        self.same("campaigns and targets", sorted(stated), sorted(counted))
        for key in stated.keys() & counted.keys():
            self.same("@".join(key), stated[key], counted[key])

    def funnel(self, campaign, entry):
        """What came of the doors on a list of a campaign, by its visits within its days."""
        first, last = day(campaign["from_day"]), day(campaign["to_day"])
        doors = [x for x in self.here.targets if x["campaign_id"] == campaign["id"] and x["entry"] == entry]
        counted = dict.fromkeys("to_visit knocked let_in with_hazards rectified refused unreachable".split(), 0)
        for door in doors:
            visits = sorted(
                (at, visit["outcome"])
                for at, visit in self.store.of_campaign[campaign["id"], door["site_id"]]
                if first <= local_day(at) <= last and at <= self.t
            )
            found = [h for h in self.here.base if h.campaign == campaign["id"] and h.site == door["site_id"]]
            counted["to_visit"] += 1
            counted["knocked"] += bool(visits)
            if any(outcome == "done" for _, outcome in visits):
                counted["let_in"] += 1
                counted["with_hazards"] += bool(found)
                counted["rectified"] += bool(found) and all(self.here.is_closed(h) for h in found)
            elif visits:
                counted["refused" if visits[-1][1] == "refused" else "unreachable"] += 1
        return counted

    def pace(self, target, reached):
        """Where a target should be at the end of the period or at T, and how it stands."""
        january, december = date(target["year"], 1, 1), date(target["year"], 12, 31)
        first, last = (january - EPOCH).days, (december - EPOCH).days

        def should_be(today):
            gone = min(max(today - first + 1, 0), last - first + 1)
            return target["number"] * gone // (last - first + 1)

        today = min(self.p.last_day, local_day(self.t))
        if reached < should_be(today):
            return should_be(today), "behind"
        early = reached >= target["number"] and today < last
        return should_be(today), "ahead" if early or reached > should_be(today + AHEAD_DAYS) else "on"

    def figures(self, what, stated, counter, p):
        for name, value in counter.rates(p, counter.base).items():
            self.same(f"{name} of {what}", stated[name], value)
        self.same(f"the balance of {what}", stated["balance"], counter.balance(p))

    def areas(self):
        stated = {line["area"]["code"]: line for line in self.summary["areas"]}
        self.same("the areas", sorted(stated), sorted(self.store.parts(self.area)))
        ranked = {}
        for code, line in stated.items():
            counter = self.counter(code)
            self.figures(code, line["figures"], counter, self.p)
            self.same(f"visits of {code}", line["inspections"], len(counter.visits_in(self.p)))
            self.same(f"overdue of {code}", line["overdue"], counter.measured(self.p)["overdue", None]["count"])
            found = counter.found(self.p)
            if len(found) >= SMALLEST_RANKED:
                ranked[code] = Fraction(*share(found, counter.is_closed))
        for code, line in stated.items():
            # equal rates share a place, a small group has none
            ahead = sum(1 for rate in ranked.values() if code in ranked and rate > ranked[code])
            self.same(f"the rank of {code}", line["rank"], ahead + 1 if code in ranked else None)

    def trend(self):
        last = self.p.first + self.p.months - 1
        months = [Period(month, 1) for month in range(last - MONTHS_OF_TREND + 1, last + 1)]
        # before the first record nobody counted
        begun = self.here.first_record()
        months = [p for p in months if p.first == last or (begun is not None and begun < p.end)]
        names = [f"{p.first // 12:04}-{p.first % 12 + 1:02}" for p in months]
        self.same("the months", [line["month"] for line in self.summary["months"]], names)
        for line, p in zip(self.summary["months"], months):
            self.figures(line["month"], line["figures"], self.here, p)
            self.same(f"visits of {line['month']}", line["inspections"], len(self.here.visits_in(p)))

    def annexes(self):
        here, p, summary = self.here, self.p, self.summary
        stock, found = here.stock(p), here.found(p)
        late = [h for h in stock if here.is_late(h, p)]

        categories = {}
        for category in CATEGORIES:
            rates = here.rates(p, [h for h in here.base if h.category == category])
            overdue = sum(1 for h in late if h.category == category)
            if rates["rate_found"]["of"] or rates["rate_due"]["of"] or overdue:
                categories[category] = (rates, overdue)
        self.same("the categories", [x["category"] for x in summary["categories"]], list(categories))
        for line in summary["categories"]:
            rates, overdue = categories.get(line["category"], ({}, None))
            self.same(f"overdue of {line['category']}", line["overdue"], overdue)
            for name, value in rates.items():
                self.same(f"{name} of {line['category']}", line["figures"][name], value)

        today = min(p.last_day, local_day(self.t))
        self.same("the steps of the ages", [(x["from"], x["to"]) for x in summary["ages"]], AGES)
        for line, (first, last) in zip(summary["ages"], AGES):
            ages = [(h, today - local_day(h.found)) for h in stock]
            aged = [h for h, age in ages if first <= age and (last is None or age <= last)]
            self.same(f"open for {first} days", line["open"], len(aged))
            self.same(f"overdue after {first} days", line["overdue"], sum(1 for h in aged if here.is_late(h, p)))

        standing = {h.id for h in stock}

        def is_told(h):
            closed = h.closed_at(self.t)
            return p.has(h.found) or h.id in standing or (closed is not None and p.has(closed))

        major = [h for h in here.base if h.severity == "major" and h.found < p.end and is_told(h)]
        self.listed("overdue", late, stock)
        self.listed("major", major, stock)
        self.listed("repeated", [h for h in found if here.repeats(h)], stock)
        self.devices()
        self.expiry()

        decided = [x for x in here.penalties if p.first_day <= day(x["decided_on"]) <= today]
        penalties = defaultdict(lambda: [0, 0])
        for x in decided:
            penalties[x["category"]][0] += 1
            penalties[x["category"]][1] += x["fine"] or 0
        stated = {x["category"]: [x["penalties"], x["fines"]] for x in summary["penalties"]}
        self.same("penalties by category", stated, dict(penalties))

        orders = defaultdict(list)
        for x in here.orders:
            if p.has(instant(x["received_at"])) and instant(x["received_at"]) <= self.t:
                orders[x["kind"]].append(x)
        counted = {
            kind: [
                len(rows),
                plain(*here.replied(rows)),
                sum(1 for x in rows if x["replied_at"] is None or instant(x["replied_at"]) > self.t),
            ]
            for kind, rows in orders.items()
        }
        stated = {x["kind"]: [x["orders"], x["on_time"], x["open"]] for x in summary["orders"]}
        self.same("orders by kind", stated, counted)

        burnt = [x for x in here.fires if p.has(instant(x["at"])) and instant(x["at"]) <= self.t]
        counted = sorted((instant(x["at"]), as_uuid(x["id"]), x["cause"], x["area_code"], x["loss"]) for x in burnt)
        stated = [(instant(x["at"]), x["id"], x["cause"], x["area"]["code"], x["loss"]) for x in summary["fires"]]
        self.same("the list of fires", stated, counted)
        cells = summary["map"]["cells"]
        self.same("hazards on the map", sum(x["found"] for x in cells), sum(1 for h in found if h.position))
        without = sum(1 for h in found if not h.position)
        self.same("hazards without a position", summary["map"]["without_position"], without)
        told = [h for h in found if h.position and not h.is_closed]
        self.same("open hazards on the map", sum(x["open"] for x in cells), len(told))
        overdue = sum(1 for h in told if h.voided is None and here.is_late(h, p))
        self.same("overdue hazards on the map", sum(x["overdue"] for x in cells), overdue)

    def listed(self, name, counted, stock):
        """A list of hazards row by row: the latest ones or the lowest numbers first, and of a long list so many."""
        here, summary = self.here, self.summary[name]
        rows, standing = summary["rows"], {h.id for h in stock}
        known = {as_uuid(h.id): h for h in counted}
        self.same(f"the list of {name} ones", summary["total"], len(counted))
        self.same(f"how many {name} ones are listed", len(rows), min(len(counted), MOST_LISTED))
        listed = [line["id"] for line in rows]
        self.same(f"{name} ones that are listed twice or do not belong", sorted(set(listed) & known.keys()), sorted(listed))
        if name == "overdue":
            late = sorted((h.effective_due for h in counted))
            self.same("the latest ones", [day(line["effective_due"]) for line in rows], late[:MOST_LISTED])
        else:
            numbers = sorted(h.number for h in counted)
            self.same(f"the numbers of {name} ones", [line["number"] for line in rows], numbers[:MOST_LISTED])
        for line in rows:
            h = known.get(line["id"])
            if h is None:
                continue
            told = dict(line, area=line["area"]["code"], found_at=instant(line["found_at"]), repeats=None)
            # only of what was open at the end is a day late
            days = here.last_late_day(self.p) - h.effective_due + 1
            said = {
                "number": h.number,
                "description": h.description,
                "area": h.area,
                "category": h.category,
                "severity": h.severity,
                "status": h.status,
                "found_at": h.found,
                "effective_due": (EPOCH + timedelta(days=h.effective_due)).isoformat(),
                "days_late": max(days, 0) if h.id in standing else 0,
                "supervised": h.supervised,
            }
            self.same(f"{h.number} in {name}", {key: told[key] for key in said}, said)
            before = {other.number for other in here.earlier(h)} if name == "repeated" else {None}
            self.same(f"what {h.number} repeats in {name}", line["repeats"] in before, True)

    def devices(self):
        """Where the devices that were there at the end of the period or at T stood then."""
        end, counted = min(self.p.end, self.t + 1), {}

        def by_end(text):
            return text is not None and instant(text) < end

        for device in self.here.devices:
            if not by_end(device["planned_at"]) or by_end(device["ended_at"]):
                continue
            stands = "planned"
            for name, at in [("awaiting", "installed_at"), ("in_service", "accepted_at"), ("faulty", "faulty_since")]:
                stands = name if by_end(device[at]) else stands
            line = counted.setdefault(device["kind"], dict.fromkeys(["planned", "awaiting", "in_service", "faulty"], 0))
            line[stands] += 1
        names = ["planned", "awaiting", "in_service", "faulty"]
        stated = {x["kind"]: {n: x[n] for n in names} for x in self.summary["devices"]}
        self.same("devices by kind", stated, counted)

    def expiry(self):
        """Gear in use whose life ended with the period or before, and what ends in the twelve months after it."""
        coming = Period(self.p.first + self.p.months, 12)
        prices = {}
        for row in sorted(self.store.unit_costs, key=lambda row: row["valid_from"]):
            if day(row["valid_from"]) <= local_day(self.t):
                prices[row["gear"]] = row["fen"]
        in_use = [(s["appliance"], s) for s in self.here.stoves if s["status"] in STOVES_IN_USE]
        in_use += [(d["kind"], d) for d in self.here.devices if d["status"] in DEVICES_IN_USE]
        counted = {gear: {"expired": 0, "coming": 0} for gear in GEAR}
        for gear, row in in_use:
            ends = day(row["expires_on"])
            if ends is None or ends > coming.last_day:
                continue
            counted[gear]["expired" if ends <= self.p.last_day else "coming"] += 1

        def cell(gear, n):
            return {"n": n, "cost": n * prices.get(gear, 0)}

        lines = [
            {"gear": gear, **{name: cell(gear, n) for name, n in ends.items()}}
            for gear, ends in counted.items()
            if any(ends.values())
        ]
        self.same("lives that end", self.summary["expiry"], lines)


def as_uuid(raw):
    text = raw.hex()
    return "-".join([text[:8], text[8:12], text[12:16], text[16:20], text[20:]])


def main():
    if len(sys.argv) != 3:
        sys.exit("usage: recount.py DATABASE FOLDER")
    store, counters = Store(sys.argv[1]), {}
    compared, wrong = 0, []
    files = sorted(Path(sys.argv[2]).glob("*.json"))
    for file in files:
        summary = json.loads(file.read_text(encoding="utf-8"))
        check = Check(store, counters, summary, file.stem).run()
        compared += check.compared
        wrong += check.wrong
    if not files or wrong:
        print("\n".join(wrong[:200]) or f"no summaries in {sys.argv[2]}", file=sys.stderr)
        sys.exit(f"{len(wrong)} of {compared} values of {len(files)} summaries are wrong")
    print(f"{len(files)} summaries, {compared} values")


if __name__ == "__main__":
    main()
