#!/bin/sh
# Measures `noroshi psi` with two lists of 100,000 servers, a tenth of them shared: two processes over
# TLS on loopback, on the same processors.  Prints a Markdown table.
#
#   bench/psi.sh [FOLDER OF THE PROGRAMS]
#
# The lists are invented (198.18.0.0/15, RFC 2544).  ITEMS: the length of each list.  ROUNDS: how
# often (3); every round is printed.
set -eu
cd "$(dirname "$0")/.."

noroshi=${1:-build/release}/noroshi
rounds=${ROUNDS:-3}
items=${ITEMS:-100000}
work=$(mktemp -d)
listener=
trap '[ -z "$listener" ] || kill "$listener" 2>/dev/null || true; rm -rf "$work"' EXIT

say() { echo "$*" >&2; }

# certify NAME: a key, a certificate, and its fingerprint.
certify() {
  openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 -subj "/CN=$1" \
    -keyout "$work/$1.key" -out "$work/$1.pem" 2>"$work/openssl.log"
  openssl x509 -noout -fingerprint -sha256 -in "$work/$1.pem" | cut -d= -f2 >"$work/$1.sha256"
}

# list FIRST: as many endpoints from the FIRST on.
list() {
  awk -v first="$1" -v count="$items" 'BEGIN {
    for (n = first; n < first + count; ++n)
      printf "198.%d.%d.%d:%d\n", 18 + int(n / 65536) % 2, int(n / 256) % 256, n % 256,
        1024 + int(n / 131072)
  }'
}

# measured NAME COMMAND...: wall, user and system seconds and KiB to $work/NAME.time.  Takes the place
# of the (sub)shell; `timeout` passes a signal on to all below it.
measured() {
  name=$1
  shift
  LC_ALL=C exec timeout 600 /usr/bin/time -o "$work/$name.time" -f '%e %U %S %M' "$@"
}

run() {
  : >"$work/listen.err"
  measured listen "$noroshi" psi listen "$work/theirs" --at 127.0.0.1:0 --format json \
    --certificate "$work/theirs.pem" --key "$work/theirs.key" --peer "$(cat "$work/ours.sha256")" \
    >"$work/listen.json" 2>"$work/listen.err" &
  listener=$!
  until grep -q 'listening on' "$work/listen.err"; do
    kill -0 "$listener" || { cat "$work/listen.err" >&2; exit 1; }
    sleep 0.05
  done
  port=$(sed -n 's/^listening on 127.0.0.1:\([0-9]*\);.*/\1/p' "$work/listen.err")
  (measured connect "$noroshi" psi connect "$work/ours" --to "127.0.0.1:$port" --format json \
    --quiet --certificate "$work/ours.pem" --key "$work/ours.key" \
    --peer "$(cat "$work/theirs.sha256")") >"$work/connect.json"
  wait "$listener"
  listener=
  shared=$(sed -n 's/^{"shared":\([0-9]*\),.*/\1/p' "$work/connect.json")
  [ "$shared" = "$((items / 10))" ] || { say "found ${shared:-nothing} shared"; exit 1; }
  cat "$work/connect.time" "$work/listen.time" | awk -v round="$1" '
    NR == 1 { wall = $1 }
    { cpu += $2 + $3; if ($4 > memory) memory = $4 }
    END { printf "| %d | %.1f | %.1f | %.0f |\n", round, wall, cpu, memory / 1024 }'
}

certify ours
certify theirs
list 0 >"$work/ours"
list $((items - items / 10)) >"$work/theirs"

echo "Two lists of $items, a tenth shared; load when it began: $(cut -d' ' -f1-3 /proc/loadavg)."
echo
echo '| round | wall s | CPU s of both | peak MiB of one |'
echo '|---:|---:|---:|---:|'
round=0
while [ "$round" -lt "$rounds" ]; do
  round=$((round + 1))
  run "$round"
done
