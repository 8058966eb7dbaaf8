#!/bin/sh
# Measures a time-stamping authority over HTTP on loopback, client and server on the same
# processors, beside what `openssl speed` signs in the same run.  Prints a Markdown table.
#
#   bench/tsa.sh [FOLDER OF THE PROGRAMS]
#
# CONNECTIONS: at once (512).  DEPTHS: requests under way on each, one run for each number (1 16).
# DURATION: of a run in seconds (10).  ANSWERS: after-log or before-log.
set -eu
cd "$(dirname "$0")/.."

programs=${1:-build/release}
work=$(mktemp -d)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; wait 2>/dev/null || true; rm -rf "$work"' EXIT

"$programs/noroshi" log key --name tsa.example.org/bench --out "$work/log.key" >/dev/null
openssl ecparam -name prime256v1 -genkey -noout -out "$work/tsa.key"
chmod 600 "$work/tsa.key"
openssl req -x509 -new -key "$work/tsa.key" -subj '/O=Example/CN=Bench' -days 30 \
  -addext 'basicConstraints=critical,CA:FALSE' -addext 'keyUsage=critical,digitalSignature' \
  -addext 'extendedKeyUsage=critical,timeStamping' -out "$work/tsa.pem"
# A clock that somebody vouches for; its truth is not what is measured.
echo "C0000201,192.0.2.1,3,$(date +%s).0,0.0001,0.0001,0.0001,1.0,0.0,0.1,0.004,0.001,64.0,Normal" \
  >"$work/tracking.csv"
cat >"$work/tsa.toml" <<END
[tsa]
listen = "127.0.0.1:0"
folder = "state"
log_key = "log.key"
answers = "${ANSWERS:-after-log}"
threads = $(nproc)
[tsa.key]
file = "tsa.key"
certificate = "tsa.pem"
[tsa.clock]
sources = ["chrony:$work/tracking.csv"]
stale_after = "1h"
END
"$programs/noroshi" tsa serve --config "$work/tsa.toml" 2>"$work/serve.err" &
server=$!
until grep -q '^time stamps at' "$work/serve.err"; do
  kill -0 "$server" || { cat "$work/serve.err" >&2; exit 1; }
  sleep 0.05
done
port=$(sed -n 's|^time stamps at http://127.0.0.1:\([0-9]*\)/.*|\1|p' "$work/serve.err")
raw=$(openssl speed -mr -seconds 3 ecdsap256 2>/dev/null | awk -F: '/^\+F4/ { printf "%.0f", $4 }')

echo '| measure | value |'
echo '|---|---:|'
echo "| raw signatures a second of a core (\`openssl speed\`, same run) | $raw |"
for depth in ${DEPTHS:-1 16}; do
  "$programs/tsa_load" "$port" "$server" "${CONNECTIONS:-512}" "$depth" "${DURATION:-10}" "$raw"
done
kill "$server"
wait "$server" || { cat "$work/serve.err" >&2; exit 1; }
server=
