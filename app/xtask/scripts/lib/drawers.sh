# What draws PDF and Word files as pictures, for the tests that look at their pages.
# shellcheck shell=bash

# ensure_drawers: a program that draws PDF, and one that prints Word files; installs them where that can be done
ensure_drawers() {
  local missing=()
  command -v pdftoppm >/dev/null || command -v gs >/dev/null || missing+=(poppler-utils)
  command -v soffice >/dev/null || missing+=(libreoffice-writer-nogui)
  ((${#missing[@]} > 0)) || return 0
  if may_install; then install_packages "${missing[@]}" || true; fi
  { command -v pdftoppm || command -v gs; } >/dev/null && command -v soffice >/dev/null && return
  say "PDF and Word files cannot be drawn: install pdftoppm (poppler-utils) and soffice (LibreOffice Writer)"
  return 1
}
