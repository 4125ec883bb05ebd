# Steps that go on after a failure, and the sum of them all. For scripts without -e.
# shellcheck shell=bash

passed=0
failed=0
overview=()

# check TITLE COMMAND…: holds or does not, and counts as one test
check() { run_step "$1" count_nothing "${@:2}"; }

# suite TITLE COUNT COMMAND…: has tests of its own; COUNT prints "PASSED FAILED" after the command has run
suite() { run_step "$@"; }

count_nothing() { echo "- -"; }

run_step() {
  local name=$1 count=$2 code begin=$SECONDS ok bad
  shift 2
  title "$name"
  # a subshell with its own -e: what comes first in a step must not be forgotten over what comes last. Not before
  # `||` or in an `if`: bash would then ignore the -e
  (set -e; "$@")
  code=$?
  read -r ok bad < <("$count")
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

# sum_up: the overview, the one line that counts, and the exit code
sum_up() {
  title "overview (${SECONDS} s)"
  printf '    %s\n' "${overview[@]}"
  printf '\n%d passed, %d failed\n' "$passed" "$failed"
  ((failed == 0 && passed > 0))
}
