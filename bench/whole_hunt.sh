#!/bin/sh
# Measures `noroshi c2 hunt` over 20 million flow records, beside `nfdump -A` over the same records
# in the same run, and prints a Markdown table.
#
#   bench/whole_hunt.sh [FOLDER OF THE PROGRAMS]
#
# The records are a generated (synthetic) day, written once to build/bench: 6 GB; remove the folder
# to have it made anew.  nfdump reads only its own files, so nfcapd receives the records over
# loopback, and their number is checked.  All inputs are read before the clock starts: what is
# measured is work, not the disk.
#
# ROUNDS: how often each command runs, by turns (3); medians are printed.
# SUBSCRIBERS: the size of the day (92,000 make 20 million records).
set -eu
cd "$(dirname "$0")/.."

programs=${1:-build/release}
rounds=${ROUNDS:-3}
subscribers=${SUBSCRIBERS:-92000}
port=${NFCAPD_PORT:-29995}
folder=build/bench/day-$subscribers
measures=$(mktemp -d)
collector=
trap 'rm -rf "$measures"; [ -z "$collector" ] || kill "$collector"' EXIT

say() { echo "$*" >&2; }

# write NAME COMMAND...: the command makes $folder/NAME, or nothing if it fails.
write() {
  name=$1
  shift
  [ -e "$folder/$name" ] && return
  say "writing $folder/$name"
  "$@"
}

make_ipfix() {
  "$programs/noroshi" lab traffic --quiet --subscribers "$subscribers" --out "$folder/day.ipfix"
}

make_zeek() {
  "$programs/noroshi" flow convert --quiet "$folder/day.ipfix" --to zeek --out "$folder/day.log"
}

make_nfcapd() {
  unfinished=$folder/nfcapd.unfinished
  rm -rf "$unfinished"
  mkdir -p "$unfinished"
  nfcapd -w "$unfinished" -b 127.0.0.1 -p "$port" -t 3600 -B 4000000 >"$folder/nfcapd.log" 2>&1 &
  collector=$!
  sent=$("$programs/noroshi" flow send "$folder/day.ipfix" --to "127.0.0.1:$port" --mtu 8000 \
    --lossless --quiet --format json | sed -n 's/.*"records":\([0-9]*\).*/\1/p')
  kill "$collector"
  wait "$collector" || true
  collector=
  received=$(nfdump -R "$unfinished" -I | sed -n 's/^Flows: //p')
  if [ "$sent" != "$received" ]; then
    say "nfcapd has ${received:-no} records of ${sent:-none}; see $folder/nfcapd.log"
    exit 1
  fi
  echo "$sent" >"$folder/records"
  mv "$unfinished" "$folder/nfcapd"
}

# measure NAME COMMAND...: appends wall, user and system seconds and KiB to $measures/NAME.
measure() {
  name=$1
  shift
  say "  $*"
  /usr/bin/time -o "$measures/$name" -a -f '%e %U %S %M' "$@" >/dev/null 2>&1
}

# median NAME FIGURE: of what was measured; the figure is wall, cpu (both s) or memory (GiB).
median() {
  awk -v figure="$2" '{ print figure == "wall" ? $1 : figure == "cpu" ? $2 + $3 : $4 / 2 ^ 20 }' \
    "$measures/$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

row() {
  name=$1
  shift
  awk -v what="$*" -v records="$records" \
    -v wall="$(median "$name" wall)" -v peer_wall="$(median nfdump wall)" \
    -v cpu="$(median "$name" cpu)" -v peer_cpu="$(median nfdump cpu)" \
    -v memory="$(median "$name" memory)" 'BEGIN {
      printf "| %s | %.1f | %.1f | %.2f | %.2f | %.2f | %.2f |\n", what, wall, cpu, memory,
        records / wall / 1e6, peer_wall / wall, peer_cpu / cpu }'
}

for needed in nfdump nfcapd /usr/bin/time; do
  command -v "$needed" >/dev/null || { say "$needed is missing: try make bench"; exit 1; }
done
mkdir -p "$folder"
write day.ipfix make_ipfix
write day.log make_zeek
write nfcapd make_nfcapd
records=$(cat "$folder/records")
cat "$folder"/day.ipfix "$folder"/day.log "$folder"/nfcapd/* >/dev/null

say "$records records, $rounds rounds:"
for _ in $(seq "$rounds"); do
  measure ipfix "$programs/noroshi" c2 hunt --quiet "$folder/day.ipfix"
  measure zeek "$programs/noroshi" c2 hunt --quiet "$folder/day.log"
  measure one "$programs/noroshi" c2 hunt --quiet --threads 1 "$folder/day.ipfix"
  measure nfdump nfdump -R "$folder/nfcapd" -A srcip,dstip,dstport,proto
  measure nfbinary nfdump -R "$folder/nfcapd" -A srcip,dstip,dstport,proto -w "$measures/aggregated"
done

echo "$records generated flow records; median of $rounds runs, by turns; inputs in the page cache."
echo
echo '| command | wall s | CPU s | memory GiB | M records/s | × faster than nfdump, wall | CPU |'
echo '|---|---:|---:|---:|---:|---:|---:|'
row ipfix 'noroshi c2 hunt, IPFIX file'
row zeek 'noroshi c2 hunt, Zeek TSV'
row one 'noroshi c2 hunt --threads 1, IPFIX file'
row nfdump 'nfdump -A srcip,dstip,dstport,proto, as text'
row nfbinary 'nfdump -A srcip,dstip,dstport,proto -w, binary'
