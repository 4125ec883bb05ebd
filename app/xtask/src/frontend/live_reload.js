
// Added by `cargo xtask dev`: loads the page again when a newly built server has been started.
(async () => {
  const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
  const build = async () => {
    const answer = await fetch("/live-reload.txt", { cache: "no-store" });
    return answer.ok ? answer.text() : null;
  };
  const first = await build().catch(() => null);
  while (first !== null) {
    await sleep(700);
    // no answer: the server is being changed for the next one
    const now = await build().catch(() => null);
    if (now !== null && now !== first) {
      location.reload();
      return;
    }
  }
})();
