# Steps that go on after a failure, and the sum of them all. For scripts without -e.
# shellcheck shell=bash

passed=0
failed=0
overview=()
failures=()

# check TITLE COMMAND…: holds or does not, and counts as one test
check() { run_step "$1" count_nothing "${@:2}"; }

# suite TITLE COUNT COMMAND…: has tests of its own; COUNT, called after the command has run, prints "PASSED FAILED" and
# below it what failed, a line each
suite() { run_step "$@"; }

count_nothing() { echo "- -"; }

run_step() {
  local name=$1 count=$2 code begin=$SECONDS ok bad report
  shift 2
  title "$name"
  # a subshell with its own -e: what comes first in a step must not be forgotten over what comes last. Not before
  # `||` or in an `if`: bash would then ignore the -e
  (set -e; "$@")
  code=$?
  mapfile -t report < <("$count")
  read -r ok bad <<<"${report[0]}"
  failures+=("${report[@]:1}")
  if [[ $ok == - ]]; then
    ok=$((code == 0)) bad=$((code != 0))
  elif ((code != 0 && bad == 0)); then
    bad=1 # it did not compile, or died before it could report
  elif ((code == 0 && ok == 0)); then
    say "no test of this suite was counted"
    bad=1 # its report is not where it is looked for, or nothing ran: neither is a pass
  fi
  passed=$((passed + ok)) failed=$((failed + bad))
  local mark="${green}ok    " time=$((SECONDS - begin))
  ((bad == 0)) || mark="${red}FAILED"
  overview+=("$(printf '%s%s %4d s  %5d passed %4d failed  %s' "$mark" "$plain" "$time" "$ok" "$bad" "$name")")
}

# sum_up: the overview with what failed, so that the end of a log says all, the one line that counts, and the exit code
sum_up() {
  title "overview (${SECONDS} s)"
  printf '    %s\n' "${overview[@]}"
  ((${#failures[@]} == 0)) || printf '    %s\n' "" "failed:" "${failures[@]/#/  }"
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0 && passed > 0))
}
