// How much room the browser gives, and whether it has promised to keep what is here. For that it counts everything that
// it has of us, which may take longer than all else that the first screen waits for: it is asked beside, and what it
// answers is told afterwards.

/** What was answered is old after this, in milliseconds. */
const OLD_MS = 30_000;

/**
 * @param {object} outside
 * @param {() => void} outside.told is called when there is something new to know
 * @param {Promise<void>} outside.standing the first screen stands: nothing is counted while it is waited for
 */
export function createRoom({ navigator, told, now = Date.now, standing = Promise.resolve() }) {
  let known = { persisted: false, storage: null };
  let askedAt = null;

  async function ask() {
    askedAt = now();
    await standing;
    const storage = navigator?.storage;
    const [persisted, estimate] = await Promise.all([
      storage?.persisted?.().catch(() => false),
      storage?.estimate?.().catch(() => null),
    ]);
    const room = estimate?.quota ? [estimate.usage ?? 0, estimate.quota] : null;
    const next = { persisted: persisted ?? false, storage: room };
    if (JSON.stringify(next) === JSON.stringify(known)) return;
    known = next;
    told();
  }

  return {
    ask,
    /** What was answered last; asks again when that is old. */
    known() {
      if (askedAt === null || Math.abs(now() - askedAt) > OLD_MS) void ask();
      return known;
    },
  };
}
