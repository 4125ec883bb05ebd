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

/** A home, beyond the others: with an old stove, one that is to be replaced, an alarm on the list and one that hangs. */
export const HOME = { ...site(2000), kind: "household", name: "安龙路 55 弄 3 号 402 室", last_visit: { id: id(7, 7000), at: ago(60 * 24 * 2), outcome: "not_at_home", failed: 2 } };
/** A restaurant on cylinders. */
export const EATERY = { ...site(2001), kind: "small_unit", name: "兰州拉面馆" };
/** A company with the name that its licence gives. */
export const LICENSED = {
  ...site(2002),
  name: "上海宏瑞祥和餐饮企业管理发展有限公司长宁区仙霞路第三分公司（原上海仙霞工人俱乐部食堂）暨中央厨房配送与员工培训中心",
};

function stove(n: number, status: string, more: Record<string, unknown> = {}) {
  return {
    state: {
      id: id(8, n), site: HOME.id, area: AREA.code, usage: "household", status,
      survey: {
        appliance: "stove", fuel: "natural_gas", supply: "natural_gas", flame_failure: false,
        dates: { sold_on: "2014-05-01", made_on: null, fitted_on: null }, maker: "华帝", model: "JZT-10", hose: null, regulator_ok: true, ventilation_ok: true,
      },
      surveyed_at: ago(60 * 24 * 30), surveyed_by: COLLEAGUE, non_safe: ["no_flame_failure", "past_life"], non_safe_since: ago(60 * 24 * 30),
      expiry: { on: "2022-05-01", presumed: false }, hose_expiry: null, planned_for: null, replacement: null, replaced_at: null, reported_by: null,
      signature: null, accepted_at: null, accepted_by: null, gone_at: null, gone_reason: null, replaces: null, attempts: 1,
      last_attempt: [ago(60 * 24 * 2), "not_at_home"], sent_back_count: 0, version: 2, ...more,
    },
    key: n,
  };
}

function detector(n: number, status: string, more: Record<string, unknown> = {}) {
  return {
    state: {
      id: id(8, n), kind: "gas_alarm", site: HOME.id, area: AREA.code, usage: "household", status, planned_at: ago(60 * 24 * 40), planned_by: COLLEAGUE,
      installation: null, installed_at: null, reported_by: null, signature: null, expiry: null, accepted_at: null, accepted_by: null, faulty_since: null,
      ended_at: null, replaces: null, successor: null, attempts: 0, last_attempt: null, version: 1, ...more,
    },
    told: { last_heard: null, last_alarm: null, last_cleared: null, last_fault: null, last_mended: null, low_battery: null },
    key: n,
  };
}

const HANGS = {
  serial: "XF230100077", maker: "新安", model: "JT-1", place: "厨房", installer: "燃气公司 钱师傅", made_on: "2019-03-01", gas: "natural_gas",
  linked_valve: true, network_id: null, test_passed: true, photos: [id(3, 900)],
};
const GEAR = {
  stoves: [stove(1, "non_safe"), stove(2, "planned", { planned_for: day(0), version: 3 })],
  detectors: [
    detector(11, "planned"),
    detector(12, "faulty", { installation: HANGS, installed_at: ago(60 * 24 * 900), accepted_at: ago(60 * 24 * 890), accepted_by: COLLEAGUE, faulty_since: ago(600), expiry: { on: day(60), presumed: false }, version: 4 }),
  ],
  gas_users: [{
    id: id(8, 21), site: EATERY.id, version: 2, key: 21,
    unit: { id: id(8, 21), site: EATERY.id, trade: "restaurant", numbers: { floor_area: 80, seats: 40, beds: null }, fuel: "lpg", alarm: true, cut_off: null, surveyed_at: ago(60 * 24 * 400), version: 2 },
    lpg: { id: id(8, 21), site: EATERY.id, supplier: "申能液化气", moved: null, version: 2, cylinders: [
      { number: "SH20210001", kilograms: 15, made_on: null, tested_on: "2019-06-01", returned_on: null, proof: [] },
      { number: "SH20210002", kilograms: 50, made_on: null, tested_on: day(-400), returned_on: day(-3), proof: [id(3, 901)] },
    ] },
  }],
};

/** What is to be visited: tasks of a plan, and the doors of a campaign. */
const PLAN = { id: id(6, 1), title: "九小场所月度走访" };
const CAMPAIGN = { id: id(6, 2), title: "夏季消防安全专项检查", checklist: null, period: { from: day(-10), to: day(20) } };
const TO_VISIT = {
  tasks: [HOME.id, EATERY.id, id(1, 3), id(1, 4), id(1, 5)].map((site, n) => (
    { id: id(6, 10 + n), plan: PLAN.id, site, due: day(n - 2), mine: n % 2 === 0, key: n }
  )),
  targets: [HOME.id, EATERY.id].map((site, n) => (
    { id: id(6, 20 + n), campaign: CAMPAIGN.id, site, standing: n ? "refused" : "untouched", key: n }
  )),
};

/** The address of a form at the home or the restaurant. */
export const formAt = (n: number, at: { id: string }, doing: string, record = 0) =>
  `/field/gear/${id(9, n)}?site=${at.id}&do=${doing}${record ? `&record=${id(8, record)}` : ""}`;

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
  lives: { rows: [{ gear: "stove", fuel: null, usage: null, months: 96, source: "GB 17905-2008 7.3.1", valid_from: "2010-01-01", valid_to: null }] },
  classes: { rows: [{ trade: "restaurant", measure: "seats", max: 100, document: "参照", valid_from: "2010-01-01", valid_to: null }] },
  campaigns: [CAMPAIGN], plans: [PLAN],
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
      packs: {
        at: ago(50), sites: 1200, hazards: 40, stoves: 860, detectors: 320, gas_users: 24, tasks: 5, targets: 2, checklists: 6, standards: 48, pictures: [40, 40],
      },
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

/** A visit that the server did not take: the site is on the tablet, or is not any more. */
export function visitRefused(n: number, code: string, note: string, known: string = site(0).id) {
  const visit = {
    id: id(7, n), site: { known }, kind: "routine", nature: "guidance", outcome: "done",
    started_at: ago(120), finished_at: ago(90), note, hazards: [],
  };
  const body = JSON.stringify({ kind: "save_visit", command: visit, device_at: ago(90), photos: [] });
  return { ...saved(n, "refused", { fault: { code, fields: [], args: {} } }), title: site(0).name, photos: [], body };
}

/** A visit that has arrived, with a photo that the server does not take. */
export function photoRefused(n: number) {
  const fault = { code: "damaged_file", fields: [], args: {} };
  const photo = { id: id(6, n * 10), sha256: "ab".repeat(32), bytes: 300_000, sent: 300_000, stored: false, fault };
  return { ...visitRefused(n, "", ""), standing: "photos", fault: null, photos: [photo] };
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

/** A form of the programmes in the outbox. */
function savedForm(n: number, standing: string, form: string, content: object, title: string, more: Record<string, unknown> = {}) {
  const command = { form, content: { id: id(7, n), ...content } };
  const body = JSON.stringify({ kind: "programme", command, device_at: ago(90), photos: [] });
  return { ...saved(n, standing, more), kind: form, title: `${HOME.name} · ${title}`, photos: [], hazards: [], body };
}

/** A stove that somebody else has reported as replaced meanwhile. */
export function stoveConflict(n: number) {
  const plan = { stove: id(8, 1), visit: null, base_version: 2, device_at: ago(90), command: { do: "plan", on: day(5) } };
  const { state } = stove(1, "replaced", { version: 4 });
  const door = { site: HOME.id, kind: HOME.kind, name: "安**", address: HOME.address, area: AREA, point: null };
  const happened = (seq: number, kind: string, to: string, note: string | null) => ({
    seq, kind, actor: "李办", role: "office", server_at: ago(40 - seq), device_at: null, from: null, to, visit: null, note, data: null, photos: [],
  });
  const theirs = { stove: {
    summary: {
      id: state.id, appliance: "stove", status: "replaced", non_safe: state.non_safe, surveyed_at: state.surveyed_at, expires_on: "2022-05-01", presumed: false,
      life: null, planned_for: null, replaced_at: ago(30), accepted_at: null, attempts: 1, last_attempt: null, door, key: { due: null, sort_key: 1 },
    },
    state, successor: null, events: [happened(3, "planned", "planned", null), happened(4, "replaced", "replaced", "居民来电，已换好")], photos: [], awaited: [], steps: [],
  } };
  return savedForm(n, "conflict", "change_stove", plan, "排期", { theirs });
}

/** A device whose serial number another one has. */
export function serialRefused(n: number) {
  const command = { do: "install", installation: { ...HANGS, photos: [] }, signature: null };
  const step = { device: id(8, 11), visit: null, base_version: 1, device_at: ago(90), command };
  const fault = { code: "serial_in_use", fields: [], args: { serial: HANGS.serial } };
  return savedForm(n, "refused", "change_device", step, "上报安装", { fault });
}

/** Puts the records in the place of the store. Before the page is opened. */
export async function fakeTablet(page: Page, records: Records): Promise<void> {
  const packs = {
    sites: JSON.stringify([...Array.from({ length: records.sites }, (_, n) => site(n)), HOME, EATERY, LICENSED]),
    stoves: JSON.stringify(GEAR.stoves),
    detectors: JSON.stringify(GEAR.detectors),
    gas_users: JSON.stringify(GEAR.gas_users),
    tasks: JSON.stringify(TO_VISIT.tasks),
    targets: JSON.stringify(TO_VISIT.targets),
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
      // a form of the programmes has its own word and its id further inside
      const parsed = JSON.parse(command) as { kind: string; command: { id: string; form?: string; content?: { id: string } } };
      const named = JSON.parse(photos) as { id: string }[];
      given.outbox = [{
        id: parsed.command.content?.id ?? parsed.command.id, kind: parsed.command.form ?? parsed.kind, title, saved_at: new Date().toISOString(), standing: "waiting", sha256: "ab".repeat(32),
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
        // a draft has an id of its own where the server has something else under that of its record
        const { draft } = JSON.parse(text) as { draft: { id?: string; finding?: { id: string } } };
        const at = draft.id ?? draft.finding?.id ?? id;
        kept.set(at, text);
        const kind = { save_visit: "visit", register_hazard: "report", change_hazard: "step" }[row?.kind ?? ""] ?? "gear";
        given.drafts = [{ id: at, kind, title: row?.title ?? "", changed_at: new Date().toISOString() }, ...given.drafts];
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
