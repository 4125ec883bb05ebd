"""The written definitions of the figures, each a plain loop over the rows of one area as of T."""

from collections import defaultdict

from rows import begin, day, instant, local_day

CATEGORIES = (
    "fire gas electricity ebike building falling illegal_structure group_rental chess_room work_safety food lpg flood other"
).split()
SOURCES = "inspection hotline grid resident self_check".split()

# values, as the summaries write them


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

    def earlier(self, h):
        """Those of the same site and category that were closed within 365 local days before."""
        for other in self.store.at_site[h.site, h.category] if h.site is not None else ():
            closed = other.closed_at(self.t)
            if other.in_base(self.t) and closed is not None and closed < h.found:
                if local_day(h.found) - local_day(closed) <= 365:
                    yield other

    def repeats(self, h):
        return any(True for _ in self.earlier(h))

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
        mine = {s["id"] for s in self.stoves}
        renewed = {stove for stove, at in self.store.new_hoses if stove in mine and flow(at)}
        values["hoses_replaced"] = count(len(renewed))

        listed = [d for d in self.devices if by(d["planned_at"], end) and there(d["ended_at"])]
        placed = [d for d in listed if by(d["accepted_at"], end)]
        alarms = {d["site_id"] for d in listed if d["kind"] == "gas_alarm"}
        served = {d["site_id"] for d in placed if d["kind"] == "gas_alarm"}
        values["gas_alarm_households"], values["gas_alarms_served"] = count(len(alarms)), count(len(served))
        values["gas_alarms_in_place"] = ratio(len(served), len(alarms))
        hung = [d for d in self.devices if d["kind"] == "gas_alarm" and flow(d["installed_at"])]
        values["gas_alarms_installed"] = count(len({d["site_id"] for d in hung if by(d["accepted_at"], t + 1)}))

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
