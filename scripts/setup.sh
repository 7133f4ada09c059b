#!/usr/bin/env bash
# Set up everything on a fresh Debian or Ubuntu machine: Debian packages where missing and permitted, a virtual
# environment, and the pinned Python packages. Does nothing when it is all there.
#   scripts/setup.sh          what `make run` needs
#   scripts/setup.sh dev      what `make test` needs as well
set -euo pipefail
cd "$(dirname "$0")/.."
kind=${1:-run}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"; elif command -v sudo >/dev/null && sudo -n true 2>/dev/null; then sudo "$@"; else return 1; fi
}

# A shim or an old interpreter is passed over: only one that runs and is new enough counts.
new_python() {
  for name in python3 python3.13 python3.12 python3.11; do
    if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then echo "$name"; return; fi
  done
}

missing=()
need() { dpkg-query -W -f='${Status}' "$1" 2>/dev/null | grep -q 'ok installed' || missing+=("$1"); }
if command -v dpkg-query >/dev/null; then
  for package in tesseract-ocr tesseract-ocr-nor apertium-nno-nob; do need "$package"; done
  if [ "$kind" = dev ]; then
    for package in libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 fonts-dejavu-core chromium poppler-utils postgresql; do need "$package"; done
  fi
  python=$(new_python)
  if [ ! -x .venv/bin/python ] && ! "${python:-false}" -c 'import ensurepip, venv' >/dev/null 2>&1; then
    need python3
    need python3-venv
  fi
fi
if [ ${#missing[@]} -gt 0 ]; then
  echo "Installing Debian packages: ${missing[*]}"
  if ! { as_root apt-get update -qq && as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "${missing[@]}" >/dev/null; }; then
    echo "These could not be installed (no rights, or no network): ${missing[*]}"
    echo "Without tesseract scanned pages are skipped; without apertium nynorsk is read with a short word list."
    echo "Ask for: sudo apt-get install ${missing[*]}"
  fi
fi

python=$(new_python)
[ -n "$python" ] || { echo "temakart needs Python 3.11 or newer. Ask for: sudo apt-get install python3 python3-venv"; exit 1; }
[ -x .venv/bin/python ] || "$python" -m venv .venv

lock=requirements.lock
[ "$kind" = dev ] && lock=requirements-dev.lock
want=$(cat "$lock" pyproject.toml | sha256sum | cut -c1-16)
if [ "$(cat ".venv/.installed-$kind" 2>/dev/null || true)" != "$want" ]; then
  echo "Installing Python packages from $lock"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r "$lock"
  .venv/bin/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
  echo "$want" > ".venv/.installed-$kind"
fi
