"""The rows that figures count, read from the tables, and the time that they lie in.

Instants are whole milliseconds since 1970 (UTC), days are whole days since 1970 in Shanghai. The day begins there at 16:00 UTC, all
year round.
"""

import json
import sqlite3
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path

DAY = 86_400_000
SHANGHAI = 8 * 3_600_000
EPOCH = date(1970, 1, 1)


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


class Hazard:
    def __init__(self, row, happened):
        self.id, self.number = row["id"], row["number"]
        self.area, self.description = row["area_code"], row["description"]
        self.category, self.subcategory = row["category"], row["subcategory"]
        self.severity, self.source, self.status = row["severity"], row["source"], row["status"]
        self.supervised, self.on_the_spot = bool(row["supervised"]), bool(row["on_the_spot"])
        self.site, self.campaign = row["site_id"], row["campaign_id"]
        self.position = row["lon"] is not None
        self.found = instant(row["found_at"])
        self.original_due, self.effective_due = day(row["original_due"]), day(row["effective_due"])
        self.rectified = instant(row["rectified_at"]) if row["status"] == "rectified" else None
        self.first_review = row["first_review_passed"]
        self.is_closed = row["closed_at"] is not None
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


def happened_at(event):
    """A closing that came with an import happened when the imported list says; all else when the server was told."""
    said = (json.loads(event["data"]) or {}).get("closed_at") if event["kind"] == "closed" else None
    return instant(said or event["server_at"])


class Store:
    """Every row that a figure can count."""

    def __init__(self, path):
        self.db = sqlite3.connect(f"{Path(path).resolve().as_uri()}?mode=ro", uri=True)
        self.db.row_factory = sqlite3.Row
        happened = defaultdict(list)
        for row in self.all(
            "SELECT hazard_id, kind, server_at, data FROM hazard_event WHERE kind IN ('closed', 'reopened') "
            "ORDER BY hazard_id, seq"
        ):
            happened[row["hazard_id"]].append((row["kind"], happened_at(row)))
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
        self.visits = self.all("SELECT area_code, site_id, kind, outcome, started_at, campaign_id FROM inspection")
        self.of_campaign = defaultdict(list)
        for visit in self.visits:
            if visit["campaign_id"] is not None:
                self.of_campaign[visit["campaign_id"], visit["site_id"]].append((instant(visit["started_at"]), visit))
        self.sites = {row["id"]: row for row in self.all("SELECT id, kind, estate FROM site")}
        self.stoves = self.all("SELECT * FROM stove")
        self.new_hoses = [
            (row["stove_id"], row["server_at"])
            for row in self.all("SELECT stove_id, server_at FROM stove_event WHERE kind = 'hose_replaced'")
        ]
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
        self.fires = self.all("SELECT id, area_code, at, cause, loss FROM fire")
        self.picks = self.all("SELECT area_code, month, outcome FROM relapse_pick")
        self.campaigns = self.all("SELECT * FROM campaign")
        self.targets = self.all("SELECT * FROM campaign_target")
        self.year_targets = self.all("SELECT * FROM year_target")
        self.unit_costs = self.all("SELECT gear, fen, valid_from FROM unit_cost")
        self.levels = {row["code"]: (row["level"], row["parent_code"]) for row in self.all("SELECT * FROM area")}

    def all(self, sql):
        return self.db.execute(sql).fetchall()

    def parts(self, area):
        """The next smaller areas, down to committees."""
        if self.levels[area][0] in ("committee", "grid"):
            return []
        return [code for code, (_, parent) in self.levels.items() if parent == area]
