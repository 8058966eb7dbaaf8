#!/bin/sh
# Measures a hub over TLS on loopback, client and server on the same processors.  Prints a Markdown
# table.
#
#   bench/hub.sh [FOLDER OF THE PROGRAMS]
#
# OBJECTS: how many are kept (1000000).  DATABASE: where (a SQLite file; or postgresql://…).
# WARNING_LISTS: a folder of MISP warning lists that ingest tests against.
set -eu
cd "$(dirname "$0")/.."

programs=${1:-build/release}
objects=${OBJECTS:-1000000}
work=$(mktemp -d)
hub=
trap '[ -z "$hub" ] || kill "$hub" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT

"$programs/noroshi" hub init --folder "$work/hub" --organisation Bench --listen 127.0.0.1:0 \
  --database "${DATABASE:-hub.db}" >"$work/init.out"
fingerprint=$(sed -n 's/.*fingerprint *\([0-9a-f]\{64\}\).*/\1/p' "$work/init.out")
# A client of its own, as busy as it can be: its rate is what is measured, not limited.
sed -i 's/^#requests_per_second.*/requests_per_second = 1000000/' "$work/hub/hub.toml"
if [ -n "${WARNING_LISTS:-}" ]; then
  sed -i "s|^#warning_lists.*|warning_lists = \"$WARNING_LISTS\"|" "$work/hub/hub.toml"
fi
: >"$work/serve.err"
"$programs/noroshi" hub serve --folder "$work/hub" 2>"$work/serve.err" &
hub=$!
until grep -q '^serving' "$work/serve.err"; do
  kill -0 "$hub" || { cat "$work/serve.err" >&2; exit 1; }
  sleep 0.05
done
port=$(sed -n 's/^serving .* on 127.0.0.1:\([0-9]*\);.*/\1/p' "$work/serve.err")

"$programs/hub_scale" "$port" "$fingerprint" "$(cat "$work/hub/local.key")" "$hub" "$objects"
kill "$hub"
wait "$hub" || { cat "$work/serve.err" >&2; exit 1; }
hub=
du -sm "$work/hub" | awk '{ printf "| the base on disk | | %d MiB |\n", $1 }'
