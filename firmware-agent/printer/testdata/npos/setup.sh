#!/bin/sh
# Installs the judges outside of the tree and prints where:
#   GILIRAN_NPOS=$(firmware-agent/printer/testdata/npos/setup.sh) \
#     go test -tags npos ./firmware-agent/printer/
# No install script of any package runs.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
cache=${XDG_CACHE_HOME:-$HOME/.cache}/giliran/npos
mkdir -p "$cache"
if ! cmp -s "$here/package.json" "$cache/package.json"; then
  cp "$here/package.json" "$cache/package.json.new"
  (cd "$cache" && mv package.json.new package.json &&
    npm install --ignore-scripts --omit=optional --no-audit --no-fund >&2) || {
    rm -f "$cache/package.json"
    exit 1
  }
fi
echo "$cache"
