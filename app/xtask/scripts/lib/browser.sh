# A browser for the tests, and a font that has Chinese.
# shellcheck shell=bash

whole_browser=(chromium chromium-browser google-chrome google-chrome-stable)
# the same without a window around it: stories take a quarter less time
bare_browser=chromium-headless-shell

# find_chromium NAME…: prints the path of the first that starts; what CHROMIUM names goes before all
find_chromium() {
  local name path
  for name in "${CHROMIUM:-}" "$@"; do
    path=$([[ -n $name ]] && command -v "$name") || continue
    # some systems put a stub there that only says how to install it
    "$path" --version >/dev/null 2>&1 && echo "$path" && return
  done
  return 1
}

# ensure_browser [NAME]: sets CHROMIUM, to NAME where it is or can be installed, else to any, or installs the one that
# Playwright brings along
ensure_browser() {
  local name
  for name in "$@" chromium; do
    CHROMIUM=$(find_chromium "$name") && break
    [[ $name == chromium ]] && CHROMIUM=$(find_chromium "${whole_browser[@]}") && break
    ! may_install || install_packages "$name" || true
    CHROMIUM=$(find_chromium "$name") && break
  done
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
