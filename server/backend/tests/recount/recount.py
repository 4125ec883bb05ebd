#!/usr/bin/env python3
"""Counts every figure of safety summaries again, from the tables and from the written definitions alone.

    recount.py DATABASE FOLDER

DATABASE is a SQLite file of the program, FOLDER holds summaries as JSON, one a file. Each value of each figure of each summary is
counted anew and compared: the period, the one before, the same one of last year, the year to date; whole areas, categories,
sources, campaigns, targets; the annexes, the trend, the ages, the ranking, the map. What differs is printed and the program ends
with 1; otherwise it says how much it compared. Standard library only, and nothing of the program's own code: it goes through the
rows in plain loops, where the program keeps counters and asks in sets.

Instants are whole milliseconds since 1970 (UTC), days are whole days since 1970 in Shanghai. The day begins there at 16:00 UTC, all
year round.
"""

import json
import sqlite3
import sys
from collections import defaultdict
from datetime import date, datetime
from fractions import Fraction
from pathlib import Path

DAY = 86_400_000
SHANGHAI = 8 * 3_600_000
EPOCH = date(1970, 1, 1)

CATEGORIES = (
    "fire gas electricity ebike building falling illegal_structure group_rental chess_room work_safety food lpg flood other"
).split()
SOURCES = "inspection hotline grid resident self_check".split()
AGES = [(0, 7), (8, 15), (16, 30), (31, 90), (91, None)]
SMALLEST_RANKED = 10
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
    "gas_alarms_installed": "gas_alarms_served",
    "gas_units_surveyed": "gas_units_surveyed",
    "gas_hazards_eliminated": "gas_hazards_closed",
    "lpg_users_moved": "lpg_moved",
    "penalties": "penalties",
    "estates_with_detectors": "estates_with_detectors",
    "chargers": "chargers",
}


# ---- time


def instant(text):
    """Milliseconds of an RFC 3339 text in UTC."""
    if text is None:
        return None
    text = text.replace("Z", "+00:00").replace(" ", "T")
    whole, zone = text[:-6], text[-6:]
    fraction = "0"
    if "." in whole:
        whole, fraction = whole.split(".")
    at = datetime.fromisoformat(whole + zone)
    return int(at.timestamp()) * 1000 + int(fraction.ljust(3, "0")[:3])


def day(text):
    """The number of a day `YYYY-MM-DD`."""
    return None if text is None else (date.fromisoformat(text) - EPOCH).days


def local_day(at):
    return (at + SHANGHAI) // DAY


def begin(number):
    """The first instant of a day."""
    return number * DAY - SHANGHAI


class Period:
    """Whole months, from the first of one to the last of another."""

    def __init__(self, first, months):
        self.first, self.months = first, months
        self.first_day = self._day_of(first)
        self.last_day = self._day_of(first + months) - 1
        self.start, self.end = begin(self.first_day), begin(self.last_day + 1)

    @staticmethod
    def _day_of(month):
        return (date(month // 12, month % 12 + 1, 1) - EPOCH).days

    @staticmethod
    def of(text):
        year, _, part = text.partition("-")
        january = int(year) * 12
        if not part:
            return Period(january, 12)
        if part[0] == "Q":
            return Period(january + (int(part[1]) - 1) * 3, 3)
        if part[0] == "H":
            return Period(january + (int(part[1]) - 1) * 6, 6)
        return Period(january + int(part) - 1, 1)

    def before(self):
        return Period(self.first - self.months, self.months)

    def year_before(self):
        return Period(self.first - 12, self.months)

    def year(self):
        return self.first // 12

    def year_to_date(self):
        january = self.year() * 12
        return Period(january, self.first + self.months - january)

    def month_numbers(self):
        return [month // 12 * 100 + month % 12 + 1 for month in range(self.first, self.first + self.months)]

    def has(self, at):
        return self.start <= at < self.end


# ---- values, as the summaries write them


def count(n):
    return {"count": n}


def ratio(n, of):
    return {"ratio": {"n": n, "of": of}}


def plain(n, of):
    return {"n": n, "of": of}


def share(rows, those):
    """Of these rows, those."""
    rows = list(rows)
    return (sum(1 for row in rows if those(row)), len(rows))


# ---- rows


class Hazard:
    def __init__(self, row, happened):
        self.id = row["id"]
        self.area = row["area_code"]
        self.category, self.subcategory = row["category"], row["subcategory"]
        self.severity, self.source, self.status = row["severity"], row["source"], row["status"]
        self.supervised, self.on_the_spot = bool(row["supervised"]), bool(row["on_the_spot"])
        self.site, self.campaign = row["site_id"], row["campaign_id"]
        self.position = row["lon"] is not None
        self.found = instant(row["found_at"])
        self.original_due, self.effective_due = day(row["original_due"]), day(row["effective_due"])
        self.rectified = instant(row["rectified_at"]) if row["status"] == "rectified" else None
        self.first_review = row["first_review_passed"]
        self.voided, self.void_reason = instant(row["voided_at"]), row["void_reason"]
        # each closing with the reopening that undid it
        self.closings = []
        for kind, at in happened:
            if kind == "closed":
                self.closings.append([at, None])
            else:
                self.closings[-1][1] = at

    def in_base(self, t):
        left = self.voided is not None and self.voided <= t and self.void_reason in ("false_alarm", "duplicate")
        return not left

    def closed_at(self, t):
        for closed, reopened in self.closings:
            if closed <= t and (reopened is None or reopened > t):
                return closed
        return None

    def open_at(self, t):
        alive = self.found <= t and (self.voided is None or self.voided > t)
        return alive and self.closed_at(t) is None

    def open_before(self, t):
        """Just before an instant: what happens in it belongs to the time after."""
        alive = self.found < t and (self.voided is None or self.voided >= t)
        return alive and not any(c < t and (r is None or r >= t) for c, r in self.closings)

    def is_three_kinds(self):
        wires = self.category == "ebike" and self.subcategory == "飞线充电"
        return wires or self.category in ("chess_room", "group_rental")


class Store:
    """Every row that a figure can count."""

    def __init__(self, path):
        self.db = sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True)
        self.db.row_factory = sqlite3.Row
        happened = defaultdict(list)
        for row in self.all(
            "SELECT hazard_id, kind, server_at FROM hazard_event WHERE kind IN ('closed', 'reopened') ORDER BY hazard_id, seq"
        ):
            happened[row["hazard_id"]].append((row["kind"], instant(row["server_at"])))
        self.hazards = [
            Hazard(row, happened[row["id"]])
            for row in self.all(
                "SELECT h.*, i.campaign_id FROM hazard h LEFT JOIN inspection i ON i.id = h.inspection_id"
            )
        ]
        self.at_site = defaultdict(list)
        for hazard in self.hazards:
            if hazard.site is not None:
                self.at_site[hazard.site, hazard.category].append(hazard)
        self.visits = self.all("SELECT area_code, site_id, kind, outcome, started_at FROM inspection")
        self.sites = {row["id"]: row for row in self.all("SELECT id, kind, estate FROM site")}
        self.stoves = self.all("SELECT * FROM stove")
        self.devices = self.all("SELECT * FROM device")
        self.gas_users = self.all("SELECT * FROM gas_user")
        self.units = {row["site_id"] for row in self.gas_users if row["is_unit"]}
        self.surveys = defaultdict(list)
        for row in self.all("SELECT gas_user_id, at FROM gas_survey"):
            self.surveys[row["gas_user_id"]].append(instant(row["at"]))
        self.cylinders = defaultdict(list)
        for row in self.all("SELECT gas_user_id, gone_on FROM cylinder"):
            self.cylinders[row["gas_user_id"]].append(day(row["gone_on"]))
        self.penalties = self.all("SELECT area_code, category, decided_on, fine FROM penalty")
        self.orders = self.all("SELECT area_code, kind, received_at, due, replied_at FROM hotline_order")
        self.fires = self.all("SELECT area_code, at, loss FROM fire")
        self.picks = self.all("SELECT area_code, month, outcome FROM relapse_pick")
        self.campaigns = self.all("SELECT * FROM campaign")
        self.targets = self.all("SELECT * FROM campaign_target")
        self.year_targets = self.all("SELECT * FROM year_target")
        self.levels = {row["code"]: (row["level"], row["parent_code"]) for row in self.all("SELECT * FROM area")}

    def all(self, sql):
        return self.db.execute(sql).fetchall()

    def parts(self, area):
        """The next smaller areas, down to committees."""
        if self.levels[area][0] in ("committee", "grid"):
            return []
        return [code for code, (_, parent) in self.levels.items() if parent == area]


# ---- the definitions


class Counter:
    """The rows of one area as of T. Answers are kept: many summaries ask the same."""

    def __init__(self, store, area, t):
        self.store, self.area, self.t = store, area, t

        def here(rows):
            return [row for row in rows if row["area_code"].startswith(area)]

        self.hazards = [h for h in store.hazards if h.area.startswith(area) and h.found <= t]
        self.base = [h for h in self.hazards if h.in_base(t)]
        self.visits = [(instant(v["started_at"]), v) for v in here(store.visits)]
        self.stoves, self.devices, self.gas_users = here(store.stoves), here(store.devices), here(store.gas_users)
        self.penalties, self.orders, self.fires = here(store.penalties), here(store.orders), here(store.fires)
        self.picks, self.targets = here(store.picks), here(store.targets)
        self.kept = {}

    def first_record(self):
        times = [h.found for h in self.store.hazards if h.area.startswith(self.area)]
        times += [at for at, _ in self.visits]
        return min(times, default=None)

    def is_over(self, p):
        return p.end <= self.t

    def last_late_day(self, p):
        return p.last_day if self.is_over(p) else local_day(self.t) - 1

    def stock(self, p):
        """Open at the end of the period or at T, whichever is first."""
        if self.is_over(p):
            return [h for h in self.hazards if h.open_before(p.end)]
        return [h for h in self.hazards if h.open_at(self.t)]

    def is_late(self, h, p):
        return h.effective_due <= self.last_late_day(p)

    def found(self, p):
        return [h for h in self.base if p.has(h.found)]

    def is_closed(self, h):
        return h.closed_at(self.t) is not None

    def repeats(self, h):
        """Same site and category, closed within 365 local days before."""
        if h.site is None:
            return False
        for other in self.store.at_site[h.site, h.category]:
            closed = other.closed_at(self.t)
            if other.in_base(self.t) and closed is not None and closed < h.found:
                if local_day(h.found) - local_day(closed) <= 365:
                    return True
        return False

    def in_time(self, rows, due):
        """Of those closed or due by T, those closed by the end of the day that they were due."""
        ripe = [h for h in rows if self.is_closed(h) or begin(due(h) + 1) <= self.t]
        return share(ripe, lambda h: self.is_closed(h) and h.closed_at(self.t) < begin(due(h) + 1))

    def due(self, p, rows):
        def falls(h):
            inside = p.first_day <= h.effective_due <= p.last_day
            return inside or (h.effective_due < p.first_day and h.open_before(p.start))

        return share([h for h in rows if falls(h)], self.is_closed)

    def balance(self, p):
        def inside(at):
            return p.start <= at < p.end and at <= self.t

        rows = self.hazards
        closings = [closing for h in rows for closing in h.closings]
        at_end = [h for h in rows if h.open_before(p.end)] if p.end <= self.t else [h for h in rows if h.open_at(self.t)]
        return {
            "open_at_start": sum(1 for h in rows if h.open_before(p.start)),
            "found": sum(1 for h in rows if inside(h.found)),
            "reopened": sum(1 for _, again in closings if again is not None and inside(again)),
            "closed": sum(1 for closed, _ in closings if inside(closed)),
            "voided": sum(1 for h in rows if h.voided is not None and inside(h.voided)),
            "open_at_end": len(at_end),
        }

    def rates(self, p, rows):
        """What stands around A for the found ones among these rows, and B."""
        found = [h for h in rows if p.has(h.found)]
        closed = [h for h in found if self.is_closed(h)]
        awaiting = [
            h for h in found if h.open_at(self.t) and h.rectified is not None and h.rectified <= self.t
        ]
        return {
            "rate_found": plain(len(closed), len(found)),
            "awaiting": len(awaiting),
            "on_the_spot": plain(*share(closed, lambda h: h.on_the_spot)),
            "timely": plain(*self.in_time(found, lambda h: h.original_due)),
            "on_time": plain(*self.in_time(found, lambda h: h.effective_due)),
            "rate_due": plain(*self.due(p, rows)),
        }

    def visits_in(self, p):
        return [v for at, v in self.visits if p.has(at) and v["outcome"] == "done"]

    def programmes(self, p):
        """Stoves, devices, users of gas, registers."""
        t, first, last = self.t, p.first_day, min(p.last_day, local_day(self.t))
        # the end of the period, or the instant behind T
        end = min(p.end, t + 1)

        def flow(text):
            return text is not None and p.start <= instant(text) < end

        def by(text, limit):
            return text is not None and instant(text) < limit

        def there(ended):
            return ended is None or instant(ended) >= end

        values = {}
        values["households_surveyed"] = count(
            len({s["site_id"] for s in self.stoves if flow(s["first_surveyed_at"])})
        )
        stoves = [s for s in self.stoves if s["appliance"] == "stove"]
        new = [s for s in stoves if flow(s["replaced_at"])]
        accepted = sum(1 for s in new if by(s["accepted_at"], t + 1))
        values["stoves_replaced"], values["stoves_awaiting"] = count(accepted), count(len(new) - accepted)
        known = [s for s in stoves if by(s["non_safe_since"], end) and there(s["gone_at"])]
        done = [s for s in known if by(s["replaced_at"], end) and by(s["accepted_at"], t + 1)]
        values["stove_progress"] = ratio(len(done), len(known))

        listed = [d for d in self.devices if by(d["planned_at"], end) and there(d["ended_at"])]
        placed = [d for d in listed if by(d["accepted_at"], end)]
        alarms = {d["site_id"] for d in listed if d["kind"] == "gas_alarm"}
        served = {d["site_id"] for d in placed if d["kind"] == "gas_alarm"}
        values["gas_alarm_households"], values["gas_alarms_served"] = count(len(alarms)), count(len(served))
        values["gas_alarms_in_place"] = ratio(len(served), len(alarms))

        def estates(kind, at=None):
            sites = [self.store.sites[d["site_id"]] for d in placed if d["kind"] == kind]
            return {s["estate"] for s in sites if s["estate"] is not None and at in (None, s["kind"])}

        values["estates_with_detectors"] = count(len(estates("smoke_detector", "bike_shed")))
        values["chargers"] = count(sum(1 for d in placed if d["kind"] == "car_charger"))
        values["charger_estates"] = count(len(estates("car_charger")))

        surveyed = [
            u for u in self.gas_users if any(p.start <= at < end for at in self.store.surveys[u["id"]])
        ]
        values["gas_units_surveyed"] = count(len(surveyed))
        gas = [h for h in self.found(p) if h.category in ("gas", "lpg") and h.site in self.store.units]
        closed, found = share(gas, self.is_closed)
        values["gas_hazards_found"], values["gas_hazards_closed"] = count(found), count(closed)
        values["gas_hazards_rate"] = ratio(closed, found)

        users = [u for u in self.gas_users if u["is_lpg"]]

        def moved(u, since=None):
            on = day(u["moved_on"])
            return on is not None and on <= last and (since is None or on >= since)

        def cleared(u):
            return moved(u) and all(g is not None and g <= last for g in self.store.cylinders[u["id"]])

        values["lpg_users"] = count(len(users))
        values["lpg_cleared_users"] = count(sum(1 for u in users if cleared(u)))
        values["lpg_cleared"] = ratio(*share(users, cleared))
        values["lpg_moved"] = count(sum(1 for u in users if moved(u, first)))
        committees = defaultdict(list)
        for user in users:
            committees[user["committee_code"]].append(cleared(user))
        values["zero_cylinder"] = ratio(*share(committees.values(), all))

        decided = [x for x in self.penalties if first <= day(x["decided_on"]) <= last]
        values["penalties"] = count(len(decided))
        values["fines"] = {"money": sum(x["fine"] or 0 for x in decided)}
        burnt = [x for x in self.fires if flow(x["at"])]
        values["fires"] = count(len(burnt))
        values["fire_loss"] = {"money": sum(x["loss"] or 0 for x in burnt)}
        received = [x for x in self.orders if flow(x["received_at"])]
        values["orders"] = count(len(received))
        values["orders_on_time"] = ratio(*self.replied(received))
        return values

    def replied(self, orders):
        """Of those replied to or due by T, those replied to by the end of their last day."""

        def is_replied(x):
            return x["replied_at"] is not None and instant(x["replied_at"]) <= self.t

        ripe = [x for x in orders if is_replied(x) or day(x["due"]) < local_day(self.t)]
        return share(ripe, lambda x: is_replied(x) and local_day(instant(x["replied_at"])) <= day(x["due"]))

    def measured(self, p):
        """Every figure of the period, by figure and subject."""
        key = (p.first, p.months)
        if key not in self.kept:
            self.kept[key] = self._measured(p)
        return self.kept[key]

    def _measured(self, p):
        values = {}

        def a(subject, rows):
            closed, found = share(rows, self.is_closed)
            values["found", subject], values["closed", subject] = count(found), count(closed)
            values["not_closed", subject] = count(found - closed)
            values["rate_found", subject] = ratio(closed, found)

        visits = self.visits_in(p)
        values["inspections", None] = count(len(visits))
        values["special", None] = count(sum(1 for v in visits if v["kind"] == "special"))
        values["premises", None] = count(len({v["site_id"] for v in visits}))
        found = self.found(p)
        a(None, found)
        for category in CATEGORIES:
            a(category, [h for h in found if h.category == category])
        for source in SOURCES:
            a(source, [h for h in found if h.source == source])
        rates = self.rates(p, self.base)
        values["awaiting", None] = count(rates["awaiting"])
        for name in ("on_the_spot", "timely", "on_time", "rate_due"):
            values[name, None] = {"ratio": rates[name]}
        balance = self.balance(p)
        for name in ("open_at_start", "open_at_end"):
            values[name, None] = count(balance[name])
        for name in ("found", "reopened", "closed", "voided"):
            values[f"flow_{name}", None] = count(balance[name])
        stock = self.stock(p)
        values["overdue", None] = count(sum(1 for h in stock if self.is_late(h, p)))
        major = [h for h in stock if h.severity == "major"]
        values["major_open", None] = count(len(major))
        values["supervised", None] = count(sum(1 for h in major if h.supervised))
        graded = [h for h in found if h.severity == "major"]
        closed, n = share(graded, self.is_closed)
        values["major_found", None], values["major_closed", None] = count(n), count(closed)
        values["major_rate", None] = ratio(closed, n)
        closed, n = share([h for h in found if h.is_three_kinds()], self.is_closed)
        values["three_kinds_found", None], values["three_kinds_closed", None] = count(n), count(closed)

        days = sorted(
            max(0, local_day(h.closed_at(self.t)) - local_day(h.found)) for h in found if self.is_closed(h)
        )
        n = len(days)
        halves = days[(n - 1) // 2] + days[n // 2] if n else None
        values["days_median", None] = {"half_days": halves}
        values["days_p90", None] = {"half_days": days[(9 * n + 9) // 10 - 1] * 2 if n else None}
        reviewed = [h for h in found if h.first_review is not None]
        values["first_review", None] = ratio(*share(reviewed, lambda h: h.first_review))
        again, n = share(found, self.repeats)
        values["repeated", None], values["repeat_rate", None] = count(again), ratio(again, n)
        months = p.month_numbers()
        seen = [x for x in self.picks if x["month"] in months and x["outcome"] is not None]
        values["relapse", None] = ratio(*share(seen, lambda x: x["outcome"] == "came_back"))
        for name, value in self.programmes(p).items():
            values[name, None] = value
        return values


# ---- one summary


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
        counted = {}
        for campaign in self.store.campaigns:
            inside = campaign["area_code"].startswith(self.area) or self.area.startswith(campaign["area_code"])
            runs = day(campaign["from_day"]) <= self.p.last_day and day(campaign["to_day"]) >= self.p.first_day
            if not inside or not runs or campaign["status"] == "draft":
                continue
            name = f"campaign:{as_uuid(campaign['id'])}"
            frozen = [
                x for x in self.here.targets if x["campaign_id"] == campaign["id"] and x["entry"] == "frozen"
            ]
            let_in, n = share(frozen, lambda x: x["standing"] == "let_in")
            counted["campaign_targets", name] = count(n)
            counted["campaign_coverage", name] = ratio(let_in, n)
            found = [h for h in self.here.found(self.p) if h.campaign == campaign["id"]]
            closed, n = share(found, self.here.is_closed)
            counted["campaign_found", name], counted["campaign_rate", name] = count(n), ratio(closed, n)
        to_date = self.here.measured(self.p.year_to_date())
        for target in self.store.year_targets:
            if target["area_code"] == self.area and target["year"] == self.p.year():
                reached = to_date[MEASURED[target["measured_by"]], None]["count"]
                counted["target_progress", f"target:{as_uuid(target['id'])}"] = ratio(reached, target["number"])
        stated = {
            (line["figure"], line["subject"]): line["now"]
            for line in self.summary["lines"]
            if ":" in (line["subject"] or "")
        }
        self.same("campaigns and targets", sorted(stated), sorted(counted))
        for key in stated.keys() & counted.keys():
            self.same("@".join(key), stated[key], counted[key])

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

        self.same("the list of overdue ones", summary["overdue"]["total"], len(late))
        standing = {h.id for h in stock}

        def is_told(h):
            closed = h.closed_at(self.t)
            return p.has(h.found) or h.id in standing or (closed is not None and p.has(closed))

        major = [h for h in here.base if h.severity == "major" and h.found < p.end and is_told(h)]
        self.same("the list of major ones", summary["major"]["total"], len(major))
        self.same("the list of repeated ones", summary["repeated"]["total"], sum(1 for h in found if here.repeats(h)))

        devices = defaultdict(lambda: {"planned": 0, "awaiting": 0, "in_service": 0, "faulty": 0})
        names = {"planned": "planned", "installed": "awaiting", "accepted": "in_service", "faulty": "faulty"}
        for device in here.devices:
            line = devices[device["kind"]]
            if device["status"] in names:
                line[names[device["status"]]] += 1
        stated = {x["kind"]: {n: x[n] for n in names.values()} for x in summary["devices"]}
        self.same("devices by kind", stated, dict(devices))

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

        burnt = sum(1 for x in here.fires if p.has(instant(x["at"])) and instant(x["at"]) <= self.t)
        self.same("the list of fires", len(summary["fires"]), burnt)
        cells = summary["map"]["cells"]
        self.same("hazards on the map", sum(x["found"] for x in cells), sum(1 for h in found if h.position))
        without = sum(1 for h in found if not h.position)
        self.same("hazards without a position", summary["map"]["without_position"], without)


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
