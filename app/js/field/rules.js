// The rules of `domain::sync::plan`, compiled from Rust: what goes next, what an answer makes of an entry, what a
// decision comes to. Values in, values out.

const read = JSON.parse;
const write = JSON.stringify;

/** @param {object} glue what wasm-bindgen made of the package `worker` */
export function rulesOf(glue) {
  return {
    ...numbersOf(glue),
    seal: glue.seal,
    describe: (body) => read(glue.describe(body)),
    plan: (snapshot) => read(glue.plan(write(snapshot))),
    sent: (entry) => read(glue.sent(write(entry))),
    answered: (entry, answer, now, spread) => read(glue.answered(write(entry), write(answer), now, spread)),
    photoAnswered: (entry, photo, answer, now, spread) =>
      read(glue.photoAnswered(write(entry), photo, write(answer), now, spread)),
    photoUnanswered: (entry, photo) => read(glue.photoUnanswered(write(entry), photo)),
    lineFailed: (line, now, spread) => read(glue.lineFailed(write(line), now, spread)),
    decide: (entry, body, decision, choosing) => read(glue.decide(write(entry), body, decision, write(choosing))),
    repointed: (body, merged) => glue.repointed(body, write(merged)) || null,
  };
}

function numbersOf(glue) {
  const { api, chunk_bytes: chunkBytes, max_batch: maxBatch } = read(glue.numbers());
  return { api, chunkBytes, maxBatch };
}
