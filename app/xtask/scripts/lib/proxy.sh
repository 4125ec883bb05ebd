# HAProxy, in front of the several servers of a test.
# shellcheck shell=bash

# find_proxy: prints the program; many systems keep it out of a person's PATH
find_proxy() {
  local path
  for path in "${HAPROXY:-}" haproxy /usr/sbin/haproxy /opt/homebrew/bin/haproxy; do
    path=$([[ -n $path ]] && command -v "$path") || continue
    "$path" -v >/dev/null 2>&1 && echo "$path" && return
  done
  return 1
}

# ensure_proxy: sets HAPROXY, and installs it where that can be done
ensure_proxy() {
  local found
  if ! found=$(find_proxy) && may_install; then
    install_packages haproxy || true
    found=$(find_proxy) || true
  fi
  if [[ -z $found ]]; then
    say "HAProxy is missing: install the package haproxy, or set HAPROXY to the path of the program"
    return 1
  fi
  export HAPROXY=$found
  say "$("$HAPROXY" -v | head -n 1)"
}
