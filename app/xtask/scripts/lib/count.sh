# Reading out of reports how many tests passed and failed. Each function prints "PASSED FAILED", and below it what
# failed, a line each. A report that is not there, or that cannot be read, is "0 0": the step's exit code then decides
# (see tally.sh).
# shellcheck shell=bash

# count_junit FILE: the report of cargo-nextest
count_junit() {
  local head tests failures errors
  head=$(grep -o '<testsuites [^>]*>' "$1" 2>/dev/null | head -n 1) || true
  tests=$(sed -n 's/.* tests="\([0-9]*\)".*/\1/p' <<<"$head")
  failures=$(sed -n 's/.* failures="\([0-9]*\)".*/\1/p' <<<"$head")
  errors=$(sed -n 's/.* errors="\([0-9]*\)".*/\1/p' <<<"$head")
  local failed=$((${failures:-0} + ${errors:-0}))
  echo "$((${tests:-0} - failed)) $failed"
  # a test that failed has its failure inside of it; what it printed may hold anything
  awk '/<testcase / { name = $0; sub(/.*<testcase name="/, "", name); sub(/".*/, "", name) }
    name != "" && /<(failure|error)[ >]/ { print name; name = "" }' "$1" 2>/dev/null || true
}

# count_cargo_test FILE: the output of `cargo test`, one result line for each test binary
count_cargo_test() {
  awk '/^test result: / {
    for (i = 2; i <= NF; i++) { if ($i == "passed;") passed += $(i - 1); if ($i == "failed;") failed += $(i - 1) }
  } END { print passed + 0, failed + 0 }' "$1" 2>/dev/null || echo "0 0"
  sed -n 's/^test \(.*\) \.\.\. FAILED$/\1/p' "$1" 2>/dev/null || true
}

# count_playwright FILE: the JSON report of Playwright
count_playwright() {
  node -e '
    const { stats, errors, suites = [] } = JSON.parse(require("fs").readFileSync(process.argv[1], "utf8"));
    console.log(stats.expected + stats.flaky, stats.unexpected + errors.length);
    // without what a terminal colours: its first line, and what was there instead of what; the whole is in the log above
    const line = (text = "") => {
      const [first, ...rest] = text.replace(/\u001b\[[0-9;]*m/g, "").trim().split("\n");
      const told = rest.filter((each) => /^([+-]|Expected|Received|Locator)/.test(each)).map((each) => each.trim());
      return [first, ...told].join(" | ").slice(0, 600);
    };
    const look = ({ specs = [], suites = [] }) => {
      for (const spec of specs)
        for (const test of spec.tests.filter((test) => test.status === "unexpected")) {
          const error = test.results.at(-1)?.error;
          const at = error?.location ? ` (line ${error.location.line})` : "";
          console.log(`${spec.file} [${test.projectName}] ${spec.title}${at}: ${line(error?.message)}`);
        }
      suites.forEach(look);
    };
    suites.forEach(look);
    for (const error of errors) console.log(line(error.message));
  ' "$1" 2>/dev/null || echo "0 0"
}

# count_tap FILE: the report of `node --test`
count_tap() {
  awk '/^# pass / { passed += $3 } /^# (fail|cancelled) / { failed += $3 } END { print passed + 0, failed + 0 }' \
    "$1" 2>/dev/null || echo "0 0"
  sed -n 's/^ *not ok [0-9]* - //p' "$1" 2>/dev/null || true
}
