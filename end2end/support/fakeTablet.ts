// A tablet's store made of fixed records, in the place of the real one: shows each screen of the field app in the state
// that a story wants, without making that state first.
import type { Page } from "@playwright/test";

const AREA = { code: "310105008001", name: "仙霞路第一居委" };
const ME = { user: "01900000-0000-7000-8000-00000000000a", login: "wang.min", name: "王敏", role: "inspector", area: "310105008" };
const COLLEAGUE = "01900000-0000-7000-8000-00000000000b";

/** An id like those of the real store. */
export const id = (kind: number, n: number) =>
  `01900000-000${kind}-7000-8000-${n.toString(16).padStart(12, "0")}`;

const day = (from: number) => new Date(Date.now() + 8 * 3_600_000 + from * 86_400_000).toISOString().slice(0, 10);
const ago = (minutes: number) => new Date(Date.now() - minutes * 60_000).toISOString();

const KINDS = ["small_unit", "estate", "building", "bike_shed", "public_venue"];
const NAMES = ["老王面馆", "仙霞新村", "安龙路 12 号楼", "水城路车棚", "社区文化中心", "兰州拉面", "茅台花苑", "虹桥便利店"];

export function site(n: number) {
  const name = `${NAMES[n % NAMES.length]}${n < NAMES.length ? "" : ` ${n}`}`;
  return {
    id: id(1, n),
    kind: KINDS[n % KINDS.length],
    name,
    address: `仙霞路 ${100 + n} 弄 ${1 + (n % 30)} 号`,
    pinyin: "lwmg",
    area: AREA,
    point: { lon: 121.385 + (n % 97) * 0.0002, lat: 31.2 + (n % 89) * 0.0002 },
    checks: [n % 3, n % 5],
    last: null,
    last_visit: n % 40 === 7 ? { id: id(7, 5000 + n), at: ago(300 + n), outcome: "not_at_home", failed: 1 + (n % 3) } : null,
    key: n,
  };
}

const STATUSES = ["assigned", "rectified", "registered", "assigned"];

export function hazard(n: number) {
  const status = STATUSES[n % STATUSES.length];
  const due = day((n % 21) - 4);
  const number = `仙霞-2026-${String(n + 1).padStart(4, "0")}`;
  const found = ago(60 * 24 * (5 + n));
  return {
    summary: {
      id: id(2, n), number, description: n % 2 ? "楼道堆放纸箱和电动自行车，占用疏散通道" : "厨房燃气软管老化开裂",
      location: n % 2 ? "3 号楼二层楼道" : "后厨", category: n % 2 ? "fire" : "gas", severity: n % 7 === 3 ? "major" : "general",
      status, overdue: n % 21 < 4, found_at: found, effective_due: due, closed_at: null, on_the_spot: false,
      returned_count: n % 5 === 1 ? 1 : 0, extension_pending: false, site_name: site(n).name, address: site(n).address,
      area: AREA, assignee: "王敏", point: site(n).point, key: { due: null, sort_key: n },
    },
    state: {
      id: id(2, n), area: AREA.code, status, severity: n % 7 === 3 ? "major" : "general", found_at: found,
      original_due: due, effective_due: due, on_the_spot: false, reporter: COLLEAGUE,
      assignee: n % 4 === 0 ? ME.user : COLLEAGUE, rectified_by: status === "rectified" ? COLLEAGUE : null,
      rectified_at: null, first_reviewer: null, first_review_passed: null, closed_by: null, closed_at: null,
      voided_at: null, void_reason: null, duplicate_of: null, returned_count: 0, reopened_count: 0, extension_count: 0,
      extension: null, transferred_to: null, five_elements: null, supervised: false, version: 3,
    },
    site: id(1, n), clause: "《上海市消防条例》第三十二条", photos_before: [id(3, n)], photos_after: [],
    last_note: "请于期限内整改", key: n,
  };
}

const label = (zh: string, en: string) => ({ zh, en });
const check = (key: string, zh: string, en: string) => ({
  key, label: label(zh, en), kind: { type: "check" }, required: true, photo_on_fail: false,
  on_fail: { standard: "FIRE-01", category: "fire", severity: "general" },
});

const REFERENCE = {
  checklists: [{
    id: id(4, 1), title: "九小场所检查表", title_en: "Small premises", site_kinds: [],
    checklist: { groups: [], items: [
      check("exits", "疏散通道畅通", "Exits are clear"),
      check("wires", "没有私拉乱接电线", "No improvised wiring"),
      check("extinguishers", "灭火器有效", "Extinguishers are valid"),
    ] },
  }],
  standards: [{
    id: id(5, 1), code: "FIRE-01", category: "fire", severity: "general", text_zh: "楼道堆放杂物，占用疏散通道",
    text_en: "Things stored in the corridor", clause: "《上海市消防条例》第三十二条", due: day(15),
  }],
  deadlines: [["fire", "general", day(15)], ["gas", "general", day(7)]],
  own_deadlines: [], found: day(0), areas: [AREA],
};

const square = (west: number, south: number, size: number) =>
  [[[west, south], [west + size, south], [west + size, south + size], [west, south + size], [west, south]]];
const BASE = {
  type: "FeatureCollection",
  features: [
    { type: "Feature", properties: { layer: "subdistrict", code: "310105008", name: "仙霞新村街道" },
      geometry: { type: "Polygon", coordinates: square(121.383, 31.198, 0.024) } },
    { type: "Feature", properties: { layer: "committee", code: AREA.code, name: AREA.name },
      geometry: { type: "Polygon", coordinates: square(121.383, 31.198, 0.024) } },
  ],
};

export type Records = {
  state: Record<string, unknown>;
  drafts: Record<string, unknown>[];
  outbox: Record<string, unknown>[];
  sites: number;
  hazards: number;
};

/** Somebody at work: data of this morning, an open tablet. */
export function atWork(): Records {
  return {
    state: {
      me: { actor: ME, area: { code: ME.area, name: "仙霞新村街道" }, areas: [AREA] },
      locked: false, has_pin: true, tries_left: 10, idle_minutes: 15, late_hours: 24,
      packs: { at: ago(50), sites: 1200, hazards: 40, checklists: 6, standards: 48, pictures: [40, 40] },
      online: true, signed_in: true, other_person: null, update_first: false, update_ready: false, syncing: false,
      sync_fault: null, skew_ms: 0, persisted: true, storage: [48_000_000, 2_400_000_000],
      unsent: { commands: 0, photos: 0, bytes: 0, stuck: 0, oldest: null, drafts: 0 }, others_unsent: 0,
    },
    drafts: [],
    outbox: [],
    sites: 1200,
    hazards: 40,
  };
}

/** Something saved. */
export function saved(n: number, standing: string, more: Record<string, unknown> = {}) {
  const photo = (k: number, stored: boolean) => ({
    id: id(6, n * 10 + k), sha256: "9f86d081884c7d659a2feaa0c55ad015".repeat(2), bytes: 300_000, sent: stored ? 300_000 : 90_000, stored,
  });
  const there = standing === "stored";
  return {
    id: id(7, n), kind: "save_visit", title: NAMES[n % NAMES.length], saved_at: ago(20 + n * 30), standing,
    sha256: "2c26b46b68ffc68ff99b453c1d304134".repeat(2), photos: [photo(1, true), photo(2, there)],
    hazards: there ? [[id(2, 90 + n), `仙霞-2026-01${n}0`]] : [], received_at: there ? ago(10) : null, tries: there ? 1 : 2, ...more,
  };
}

/** A rectification that somebody else was faster with. */
export function conflict(n: number) {
  const h = hazard(n);
  const change = {
    id: id(7, n), hazard: h.summary.id, base_version: 3, device_at: ago(90),
    command: { do: "rectify", note: "楼道纸箱已清走，电动自行车移到车棚", photos: [] },
  };
  const event = (seq: number, kind: string, actor: string, note: string | null, to: string) => ({
    seq, kind, actor, role: "office", server_at: ago(30), device_at: null, from: null, to, note, data: null, names: [], photos: [],
  });
  const theirs = {
    hazard: {
      summary: { ...h.summary, status: "transferred" }, state: { ...h.state, status: "transferred", version: 4, transferred_to: "房管局" },
      source: "inspection", subcategory: null, clause: h.clause, registered_at: h.summary.found_at, party_name: null, party_phone: null,
      may_reveal: false, site: h.site, inspection: null, reporter: "李办", rectified_by: null, closed_by: null, first_reviewer: null,
      duplicate_of: null, accuracy_m: null, photos_before: [], photos_after: [],
      events: [event(3, "assigned", "李办", null, "assigned"), event(4, "transferred", "李办", "属物业移交范围", "transferred")],
      actions: [], assignees: [],
    },
  };
  const body = JSON.stringify({ kind: "change_hazard", command: change, device_at: ago(90), photos: [] });
  return { ...saved(n, "conflict"), kind: "change_hazard", title: `${h.summary.number} · 上报整改`, photos: [], theirs, body };
}

/** Puts the records in the place of the store. Before the page is opened. */
export async function fakeTablet(page: Page, records: Records): Promise<void> {
  const packs = {
    sites: JSON.stringify(Array.from({ length: records.sites }, (_, n) => site(n))),
    hazards: JSON.stringify(Array.from({ length: records.hazards }, (_, n) => hazard(n))),
    reference: JSON.stringify(REFERENCE),
    base: JSON.stringify(BASE),
  };
  await page.addInitScript((given) => Object.assign(window, { tabletRecords: given }), { ...records, packs });
  await page.route("**/js/field/index.js", (route) =>
    route.fulfill({
      contentType: "text/javascript",
      body: `export const begin = () => {}; export const openField = ${store.toString()};`,
    }),
  );
  // no program is kept for this page: it is no real tablet
  await page.route("**/sw.js", (route) => route.fulfill({ status: 404, body: "" }));
}

/** Runs in the browser, in the place of `js/field/index.js`. */
function store(report: (event: string) => void) {
  type Given = Records & { packs: Record<string, string> };
  const given = (window as unknown as { tabletRecords: Given }).tabletRecords;
  const kept = new Map<string, string>();
  const urls = new Map<string, string>();
  const tell = (event: object) => report(JSON.stringify(event));
  const say = async (value: unknown) => JSON.stringify(value);
  const done = () => say({ answer: "ok" });
  const change = (state: object) => {
    Object.assign(given.state, state);
    tell({ event: "state" });
    return done();
  };
  const drawn = (text: string) => {
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [640, 480];
    const pen = canvas.getContext("2d")!;
    pen.fillStyle = "#6d7f63";
    pen.fillRect(0, 0, 640, 480);
    pen.fillStyle = "#fff";
    pen.font = "48px sans-serif";
    pen.fillText(text, 40, 240);
    return canvas.toDataURL("image/jpeg");
  };
  return {
    state: () => say(given.state),
    prepare: () => change({}),
    setPin: () => change({ has_pin: true }),
    unlock: (pin: string) => (pin === "2580" ? change({ locked: false }) : say({ answer: "wrong_pin", tries_left: 9 })),
    lock: () => change({ locked: true }),
    touch: done,
    signOut: (sure: boolean) => {
      const { unsent } = given.state as { unsent: { commands: number } };
      if (!sure && unsent.commands > 0) return say({ answer: "unsent", unsent });
      return change({ me: null, packs: null, signed_in: false });
    },
    pack: async (name: string) => given.packs[name] ?? "",
    // all records in one part, side by side
    packParts: async (name: string) => [new TextEncoder().encode((given.packs[name] ?? "[]").slice(1, -1))],
    quiet: done,
    drafts: () => say(given.drafts),
    readDraft: async (id: string) => kept.get(id) ?? "",
    writeDraft: (id: string, kind: string, title: string, json: string) => {
      kept.set(id, json);
      given.drafts = [{ id, kind, title, changed_at: new Date().toISOString() }, ...given.drafts.filter((d) => d.id !== id)];
      return done();
    },
    dropDraft: (id: string) => {
      kept.delete(id);
      given.drafts = given.drafts.filter((d) => d.id !== id);
      return done();
    },
    save: (command: string, photos: string, title: string, draft: string) => {
      const parsed = JSON.parse(command) as { kind: string; command: { id: string } };
      const named = JSON.parse(photos) as { id: string }[];
      given.outbox = [{
        id: parsed.command.id, kind: parsed.kind, title, saved_at: new Date().toISOString(), standing: "waiting", sha256: "ab".repeat(32),
        photos: named.map(({ id }) => ({ id, sha256: "cd".repeat(32), bytes: 1000, sent: 0, stored: false })),
        body: JSON.stringify({ ...parsed, device_at: new Date().toISOString(), photos: [] }),
      }, ...given.outbox];
      given.drafts = given.drafts.filter((d) => d.id !== draft);
      tell({ event: "outbox" });
      return done();
    },
    outbox: () => say(given.outbox),
    decide: (id: string, decision: string, text: string) => {
      const row = given.outbox.find((saved) => saved.id === id) as { kind: string; title: string } | undefined;
      given.outbox = given.outbox.filter((saved) => saved.id !== id);
      if (decision === "edit") {
        kept.set(id, text);
        const kind = { save_visit: "visit", register_hazard: "report" }[row?.kind ?? ""] ?? "step";
        given.drafts = [{ id, kind, title: row?.title ?? "", changed_at: new Date().toISOString() }, ...given.drafts];
      }
      tell({ event: "outbox" });
      return done();
    },
    addPhoto: (id: string, _kind: string, blob: Blob) => {
      urls.set(id, URL.createObjectURL(blob));
      tell({ event: "photo", id, state: "stored", url: urls.get(id) });
      return done();
    },
    photoUrl: async (id: string) => urls.get(id) ?? "",
    removePhoto: done,
    picture: async () => drawn("整改前"),
    syncNow: done,
    rescue: done,
    takeUpdate: done,
    setLocale: done,
    locale: async () => "zh",
  };
}
