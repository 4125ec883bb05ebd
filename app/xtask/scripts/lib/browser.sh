# A browser for the tests, and a font that has Chinese.
# shellcheck shell=bash

# find_chromium: prints the path of one that starts
find_chromium() {
  local name path
  for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
    path=$([[ -n $name ]] && command -v "$name") || continue
    # some systems put a stub there that only says how to install it
    "$path" --version >/dev/null 2>&1 && echo "$path" && return
  done
  return 1
}

# ensure_browser: sets CHROMIUM, or installs the one that Playwright brings along
ensure_browser() {
  if ! CHROMIUM=$(find_chromium) && may_install; then
    install_packages chromium || true
    CHROMIUM=$(find_chromium) || true
  fi
  if [[ -n $CHROMIUM ]]; then
    export CHROMIUM
    say "$("$CHROMIUM" --version 2>/dev/null)"
  else
    unset CHROMIUM
    say "Chromium from Playwright"
    (cd end2end && npx --no-install playwright install chromium) || {
      say "No browser could be installed: install Chromium, or set CHROMIUM to the path of one."
      return 1
    }
  fi
}
