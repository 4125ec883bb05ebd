// The browser's locks (`navigator.locks`), exactly, as far as the tablet's store uses them: one holder of a name at a
// time, whoever waits gets it in turn, whoever asks `ifAvailable` is told at once that somebody has it, and a page that
// is gone holds nothing.

/** The locks of one origin: what every page of it shares. */
export function lockManager() {
  /** By name: who asked, in the order in which they did; in front whoever has it. */
  const queues = new Map();

  const of = (name) => {
    if (!queues.has(name)) queues.set(name, []);
    return queues.get(name);
  };

  /** Gives a name to whoever is in front. */
  function grant(name) {
    const [front] = of(name);
    if (!front || front.held) return;
    front.held = true;
    // never inside the call that asked
    queueMicrotask(async () => {
      // the page may have ended meanwhile
      if (of(name)[0] !== front) return;
      await front.run({ name, mode: "exclusive" }).catch(() => {});
      leave(name, front);
    });
  }

  function leave(name, asked) {
    const queue = of(name);
    const at = queue.indexOf(asked);
    if (at === -1) return;
    queue.splice(at, 1);
    grant(name);
  }

  return {
    /** What one page has of them. */
    page() {
      const own = new Set();
      let gone = false;

      async function request(name, how, work) {
        const [{ ifAvailable = false, ...other }, run] = typeof how === "function" ? [{}, how] : [how, work];
        if (Object.keys(other).length > 0) throw new TypeError(`not made here: ${Object.keys(other)}`);
        if (gone) return new Promise(() => {});
        if (ifAvailable && of(name).length > 0) {
          await null;
          return run(null);
        }
        return new Promise((resolve, reject) => {
          const asked = {
            held: false,
            run(lock) {
              const done = (async () => run(lock))();
              done.then(resolve, reject);
              return done;
            },
          };
          own.add([name, asked]);
          of(name).push(asked);
          grant(name);
        });
      }

      return {
        request,
        /** The page is closed, or its process ends: what it had goes to the next one. */
        end() {
          gone = true;
          for (const [name, asked] of own) leave(name, asked);
        },
      };
    },
  };
}
