#!/usr/bin/env bash
# How long a fresh clone takes, with nothing cached: `make run` until the server answers, then `make test`.
# Kept in docs/bench/cold.json, for docs/benchmarks.md. bench-cold.sh [run] [test]
set -euo pipefail
lib=$(dirname "${BASH_SOURCE[0]}")/lib
source "$lib/env.sh"
source "$lib/screen.sh"
source "$lib/install.sh"
(($# > 0)) || set -- run test
# before the long wait: what writes the page at its end asks for it
ensure_tool wrk || fail "The load tool wrk is missing." "Debian, Ubuntu: apt-get install wrk" "macOS: brew install wrk"

port=38711
place=$(mktemp -d "${TMPDIR:-/tmp}/xunan-cold.XXXXXX")
group=
cleanup() {
  # the server that make started, by its process group
  if [[ -n $group ]]; then kill -TERM -- "-$group" 2>/dev/null || true; wait "$group" 2>/dev/null || true; fi
  rm -rf "$place"
}
trap cleanup EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

title "a fresh clone of the last commit"
git clone --quiet --no-hardlinks "$root" "$place/clone"
mkdir -p "$place/cargo" "$place/npm"
# how to reach the registries is a setting of the machine, not a cache
for file in config.toml credentials.toml; do
  if [[ -f ${CARGO_HOME:-$HOME/.cargo}/$file ]]; then cp "${CARGO_HOME:-$HOME/.cargo}/$file" "$place/cargo/"; fi
done
cold() {
  env -u CARGO_TARGET_DIR -u CI CARGO_HOME="$place/cargo" npm_config_cache="$place/npm" XDG_CACHE_HOME="$place/cache" \
    XUNAN__SERVER__LISTEN="127.0.0.1:$port" "$@"
}

# processor seconds of the whole machine, which does nothing else: rented cores are not whole ones. `times` does not know
# of what is ended with the server
spent=0
look_at_processor() {
  spent=$(awk '$1 == "cpu" { printf "%.0f", ($2 + $3 + $4 + $7 + $8) / 100 }' /proc/stat)
}

seconds_run='' seconds_again='' seconds_test='' processor_run='' processor_test=''
cd "$place/clone"
for part in "$@"; do
  case $part in
    run)
      title "make run"
      look_at_processor
      before=$spent
      set -m
      begun=$EPOCHREALTIME
      cold make run >"$place/run.log" 2>&1 &
      group=$!
      set +m
      until curl -fs "http://127.0.0.1:$port/healthz" >/dev/null 2>&1; do
        kill -0 "$group" 2>/dev/null || { tail -40 "$place/run.log"; fail "make run ended early."; }
        sleep 0.5
      done
      seconds_run=$(awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }')
      kill -TERM -- "-$group" && wait "$group" 2>/dev/null || true
      look_at_processor
      processor_run=$((spent - before))
      say "first: $seconds_run s, $processor_run s of processors"
      set -m
      begun=$EPOCHREALTIME
      cold make run >"$place/run.log" 2>&1 &
      group=$!
      set +m
      until curl -fs "http://127.0.0.1:$port/healthz" >/dev/null 2>&1; do
        kill -0 "$group" 2>/dev/null || { tail -40 "$place/run.log"; fail "the second make run ended early."; }
        sleep 0.1
      done
      seconds_again=$(awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }')
      kill -TERM -- "-$group" && wait "$group" 2>/dev/null || true
      group=
      say "again: $seconds_again s"
      ;;
    test)
      title "make test"
      # from nothing, as if `make run` had not been called
      rm -rf target app/js/node_modules end2end/node_modules "$place"/cargo/registry "$place"/npm "$place"/cache
      look_at_processor
      before=$spent
      begun=$EPOCHREALTIME
      cold make test >"$place/test.log" 2>&1 || { tail -40 "$place/test.log"; say "make test failed; its time is kept all the same"; }
      seconds_test=$(awk -v a="$begun" -v b="$EPOCHREALTIME" 'BEGIN { printf "%.1f", b - a }')
      look_at_processor
      processor_test=$((spent - before))
      say "$seconds_test s, $processor_test s of processors: $(tail -1 "$place/test.log")"
      ;;
    *) fail "bench-cold.sh does not know '$part'" "parts: run test" ;;
  esac
done
commit=$(git rev-parse --short=10 HEAD)
cd "$root"

# what was not measured this time stays
node - "$commit" "$(date +%Y-%m-%d)" "$(nproc)" "$seconds_run" "$seconds_again" "$seconds_test" \
  "$processor_run" "$processor_test" <<'EOF'
const fs = require("fs");
const [commit, date, cores, run, again, test, processorRun, processorTest] = process.argv.slice(2);
const file = "docs/bench/cold.json";
const before = fs.existsSync(file) ? JSON.parse(fs.readFileSync(file, "utf8")).runs : [];
const wanted = [
  ["make run", "the server answers, demo loaded; nothing cached", run, 600, processorRun],
  ["make run", "the server answers; the second time", again, undefined],
  ["make test", "its last line; nothing cached", test, undefined, processorTest],
];
const runs = wanted.flatMap(([command, until, seconds, bar, processor]) => {
  const old = before.find((r) => r.command === command && r.until === until);
  if (seconds === "") return old ? [old] : [];
  return [{ command, until, seconds: Number(seconds), ...(processor ? { processor_seconds: Number(processor) } : {}), ...(bar ? { bar_seconds: bar } : {}) }];
});
const conditions = `A clone with empty caches of cargo and npm on ${cores} cores; the compiler, Node.js and the system's packages were there.`;
fs.mkdirSync("docs/bench", { recursive: true });
fs.writeFileSync(file, JSON.stringify({ occasion: { date, commit }, conditions, runs }, null, 2) + "\n");
EOF
cargo xtask bench page
say "written: docs/bench/cold.json, docs/benchmarks.md"
