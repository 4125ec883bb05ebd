// Pictures of the server that are taken along: whole ones of what the person is to see rectified or to review, small ones of
// the other open hazards. Anybody may meet those, report them rectified, and take the new picture from the same viewpoint.

import { parse } from "./exact.js";

/** Whole ones: the newest, so many, and all together at most so many bytes. */
const PICTURES = 150;
const PICTURE_BYTES = 60 * 1024 * 1024;
/** Small ones: of so many hazards, and so many of each. */
const GLANCES = 200;
const GLANCES_EACH = 2;
/** Fetched side by side at "get ready". */
const AT_ONCE = 4;
/** Fetched of what has come since, at each exchange: sending does not wait for more. */
const MORE = 6;

const newestFirst = (a, b) => (BigInt(a.key) < BigInt(b.key) ? 1 : -1);
const isTask = ({ state }, user) =>
  state.assignee === user || (state.status === "rectified" && state.rectified_by !== user);

/** The pictures of what the person is to see rectified or to review, newest finding first. */
export function wantedPictures(hazards, user) {
  const tasks = hazards.filter((hazard) => isTask(hazard, user)).sort(newestFirst);
  const pictures = tasks.flatMap(({ photos_before: before, photos_after: after }) => [...before, ...after]);
  return [...new Set(pictures)].slice(0, PICTURES);
}

/** What the other hazards looked like when they were found, newest finding first. */
export function glances(hazards, user) {
  const others = hazards.filter((hazard) => !isTask(hazard, user) && hazard.photos_before.length > 0);
  const newest = others.sort(newestFirst).slice(0, GLANCES);
  return [...new Set(newest.flatMap(({ photos_before: before }) => before.slice(0, GLANCES_EACH)))];
}

/**
 * @param {object} outside
 * @param {object} outside.taken keeps them, as `createTaken` gives it
 * @param {(n: number, of: number) => void} outside.progress is told how far "get ready" is with them
 * @param {(user: string, counts: [number, number]) => Promise<void>} outside.count keeps how many are here, of how many
 */
export function createAlong({ db, packs, taken, progress, count, saveData = () => false }) {
  /** Hazards have changed since the pictures were looked through. */
  let due = false;

  async function wanted(user, key) {
    const hazards = parse((await packs.text(user, key, "hazards")) || "[]");
    const whole = wantedPictures(hazards, user).map((id) => ({ id, thumb: false }));
    return [...whole, ...glances(hazards, user).map((id) => ({ id, thumb: true }))];
  }

  /** Which are here: by id, whole or small. */
  async function here(user) {
    const keys = await db.getAllKeys("pictures", IDBKeyRange.bound([user], [user, []]));
    const known = new Set(keys.map(([, id, how]) => `${id} ${how}`));
    return ({ id, thumb }) => known.has(`${id} whole`) || (thumb && known.has(`${id} thumb`));
  }

  /** Small ones that were looked at once go with the next "get ready". */
  async function forgetOthers(user, ids) {
    for (const key of await db.getAllKeys("pictures", IDBKeyRange.bound([user], [user, []]))) {
      if (!ids.has(key[1])) await db.delete("pictures", key);
    }
  }

  return {
    /** Takes all of them along, and forgets those that are not wanted any more. */
    async all(user, key) {
      due = false;
      const all = await wanted(user, key);
      await forgetOthers(user, new Set(all.map(({ id }) => id)));
      const left = [...all];
      let [bytes, n, offline] = [0, 0, false];
      const work = async () => {
        while (left.length > 0 && !offline && bytes <= PICTURE_BYTES) {
          const { id, thumb } = left.shift();
          const kept = await taken.keep(user, key, id, thumb);
          if (kept === "offline") {
            offline = true;
            return;
          }
          bytes += typeof kept === "number" ? kept : 0;
          n += 1;
          progress(n, all.length);
        }
      };
      await Promise.all(Array.from({ length: AT_ONCE }, work));
      await count(user, [n, all.length]);
    },

    /** Hazards have changed: some may have pictures that are not here. */
    changed() {
      due = true;
    },

    /** Takes some of those along that have come since, the person's own tasks first. */
    async more(user, key) {
      if (!due || saveData()) return;
      due = false;
      const all = await wanted(user, key);
      const before = await here(user);
      const lacking = all.filter((picture) => !before(picture));
      let offline = false;
      for (const { id, thumb } of lacking.slice(0, MORE)) {
        offline = (await taken.keep(user, key, id, thumb)) === "offline";
        if (offline) break;
      }
      const n = all.filter(await here(user)).length;
      // the others the next time, unless the server gives none of them, or there is no room
      const came = n > all.length - lacking.length;
      due = n < all.length && (came || offline);
      if (lacking.length > 0) await count(user, [n, all.length]);
    },
  };
}
