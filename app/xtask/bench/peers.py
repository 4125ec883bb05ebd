"""Brings our rows to the peers: their databases are SQLite files too. Nothing but what comes with Python.

    peers.py rows OURS FILE        the hazards with what the list shows of them, and the areas, in a file of their own
    peers.py indexes FILE          our indexes on them
    peers.py fill ROWS FILE        into the table that a peer has made for them in its own file
    peers.py csv ROWS FILE N       the first N of them as CSV, with ids of their own
    peers.py batch CSV FILE        the same as one request of PocketBase's batch API
"""

import csv
import json
import sqlite3
import sys

COLUMNS = """id number description location category severity status found_at month effective_due closed_at on_the_spot
    returned_count site_name address district_code subdistrict_code committee_code committee assignee lon lat sort_key""".split()
NUMBERS = ["on_the_spot", "returned_count", "lon", "lat", "sort_key"]
INDEXES = [
    "subdistrict_code, status, category, sort_key DESC, lon, lat, committee_code",
    "committee_code, status, category, sort_key DESC, lon, lat",
    "status, category, sort_key DESC, lon, lat",
    "subdistrict_code, sort_key DESC",
    "subdistrict_code, month, committee_code, closed_at, effective_due",
    "sort_key DESC",
]


def rows(ours, file):
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("ATTACH ? AS ours", (ours,))
    numbers = {"lon", "lat"}
    kinds = {name: "REAL" if name in numbers else "INTEGER" if name in NUMBERS else "TEXT" for name in COLUMNS}
    kinds["id"] = "TEXT PRIMARY KEY"
    db.execute("PRAGMA synchronous = OFF")
    db.execute("CREATE TABLE hazard (%s)" % ", ".join(f"{name} {kinds[name]}" for name in COLUMNS))
    # the month of a rate is the one in which a hazard was found, in Shanghai
    db.execute("""INSERT INTO hazard
        SELECT lower(hex(h.id)), h.number, h.description, h.location, h.category, h.severity, h.status, h.found_at,
               substr(datetime(h.found_at, '+8 hours'), 1, 7), h.effective_due, h.closed_at, h.on_the_spot, h.returned_count,
               s.name, s.address, h.district_code, h.subdistrict_code, h.committee_code, a.name, u.name, h.lon, h.lat, h.sort_key
        FROM ours.hazard h LEFT JOIN ours.site s ON s.id = h.site_id LEFT JOIN ours.area a ON a.code = h.committee_code
        LEFT JOIN ours.user_account u ON u.id = h.assignee_id ORDER BY h.sort_key""")
    db.execute("CREATE TABLE area (code TEXT PRIMARY KEY, parent_code TEXT, level TEXT, name TEXT)")
    db.execute("INSERT INTO area SELECT code, parent_code, level, name FROM ours.area")
    # words of three characters and more; Datasette finds the index by what it is made of
    db.execute("""CREATE VIRTUAL TABLE hazard_fts USING fts5
        (number, description, location, site_name, address, content="hazard", tokenize='trigram')""")
    db.execute("INSERT INTO hazard_fts (hazard_fts) VALUES ('rebuild')")
    db.execute("DETACH ours")


def indexes(file):
    db = sqlite3.connect(file, isolation_level=None)
    for i, columns in enumerate(INDEXES):
        db.execute(f"CREATE INDEX ours_{i} ON hazard ({columns})")
    db.execute("ANALYZE")


def fill(source, file):
    db = sqlite3.connect(file, isolation_level=None)
    db.execute("ATTACH ? AS source", (source,))
    db.execute("PRAGMA synchronous = OFF")
    # its columns hold no NULL
    values = [f"coalesce({name}, {0 if name in NUMBERS else repr('')})" for name in COLUMNS]
    db.execute(f"INSERT INTO main.hazard ({', '.join(COLUMNS)}) SELECT {', '.join(values)} FROM source.hazard")
    db.execute("PRAGMA main.wal_checkpoint(TRUNCATE)")


def to_csv(source, file, n):
    db = sqlite3.connect(source)
    with open(file, "w", newline="", encoding="utf-8") as out:
        table = csv.writer(out)
        table.writerow(COLUMNS)
        found = db.execute(f"SELECT {', '.join(COLUMNS)} FROM hazard ORDER BY sort_key LIMIT ?", (n,))
        # as long as ids are, and no other's
        table.writerows([f"new{i:029d}", *row[1:]] for i, row in enumerate(found))


def batch(source, file):
    def request(row):
        row = {name: float(text or 0) if name in NUMBERS else text for name, text in row.items()}
        return {"method": "POST", "url": "/api/collections/hazard/records", "body": row}

    with open(source, newline="", encoding="utf-8") as table, open(file, "w", encoding="utf-8") as out:
        json.dump({"requests": [request(row) for row in csv.DictReader(table)]}, out, ensure_ascii=False)


def main(command, *words):
    match command:
        case "rows":
            rows(*words)
        case "indexes":
            indexes(*words)
        case "fill":
            fill(*words)
        case "csv":
            source, file, n = words
            to_csv(source, file, int(n))
        case "batch":
            batch(*words)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(*sys.argv[1:])
