#!/bin/sh
# Measures `noroshi telescope run` over a capture of 20 million packets, beside tcpdump and tshark
# that do no more than read the same file, and its memory under a day of backscatter from 70 million
# forged sources.  Prints Markdown.
#
#   bench/telescope.sh [FOLDER OF THE PROGRAMS]
#
# The capture is made up and lies in build/bench (1.5 GB); it is read before the clock starts, so
# that what is measured is work, not the disk.  The backscatter comes through a pipe.
#
# ROUNDS: how often each command runs, by turns (3); medians are printed.
# PACKETS, SOURCES, FORGED: sizes (20,000,000; 1,000,000; 70,000,000).  tshark, which takes 1.6 KB of
# memory a packet, and tcpdump as text get the first million.
set -eu
cd "$(dirname "$0")/.."

programs=${1:-build/release}
rounds=${ROUNDS:-3}
packets=${PACKETS:-20000000}
sources=${SOURCES:-1000000}
forged=${FORGED:-70000000}
folder=build/bench
capture=$folder/telescope-$packets-$sources.pcap
dark=198.18.0.0/15
measures=$(mktemp -d)
trap 'rm -rf "$measures"' EXIT

say() { echo "$*" >&2; }

# measure NAME COMMAND...: appends wall, user and system seconds and KiB to $measures/NAME.
measure() {
  name=$1
  shift
  say "  $*"
  /usr/bin/time -o "$measures/$name" -a -f '%e %U %S %M' "$@" >/dev/null 2>"$measures/said" ||
    { cat "$measures/said" >&2; exit 1; }
}

# median NAME FIGURE: of what was measured; the figure is wall, cpu (both s) or memory (MiB).
median() {
  awk -v figure="$2" '{ print figure == "wall" ? $1 : figure == "cpu" ? $2 + $3 : $4 / 2 ^ 10 }' \
    "$measures/$1" | sort -n | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

row() {
  name=$1
  count=$2
  shift 2
  awk -v what="$*" -v packets="$count" -v all="$packets" -v wall="$(median "$name" wall)" \
    -v peer="$(median tcpdump wall)" -v cpu="$(median "$name" cpu)" \
    -v memory="$(median "$name" memory)" 'BEGIN {
      printf "| %s | %.2f | %.2f | %.0f | %.2f | %.2f |\n", what, wall, cpu, memory,
        packets / cpu / 1e6, packets / wall / (all / peer) }'
}

for needed in tcpdump tshark /usr/bin/time; do
  command -v "$needed" >/dev/null || { say "$needed is missing: try make bench"; exit 1; }
done
mkdir -p "$folder"
if [ ! -e "$capture" ]; then
  say "writing $capture"
  "$programs/telescope_capture" scans "$packets" "$sources" >"$capture.new"
  mv "$capture.new" "$capture"
fi
first=1000000
[ "$packets" -ge "$first" ] || first=$packets
head -c $((24 + 76 * first)) "$capture" >"$measures/first.pcap"  # as telescope_capture writes them
cat "$capture" >/dev/null

say "$packets packets, $rounds rounds:"
for _ in $(seq "$rounds"); do
  rm -rf "$measures/out"
  measure run "$programs/noroshi" telescope run --quiet --dark "$dark" --out "$measures/out" "$capture"
  measure tcpdump tcpdump -r "$capture" -w /dev/null
  measure tcpdump-text tcpdump -n -q -r "$measures/first.pcap"
done
measure tshark tshark -r "$measures/first.pcap" -q -z io,stat,0

echo "$packets made-up packets of $sources sources, all of whose events are open at once; median of"
echo "$rounds runs, by turns (tshark and tcpdump as text: over the first $first); the input is in the page cache."
echo
echo '| command | wall s | CPU s | memory MiB | M packets/s a core | × faster than tcpdump -w |'
echo '|---|---:|---:|---:|---:|---:|'
row run "$packets" 'noroshi telescope run'
row tcpdump "$packets" 'tcpdump -r FILE -w /dev/null: reads and writes, looks at nothing'
row tcpdump-text "$first" 'tcpdump -n -q -r FILE: prints a line a packet'
row tshark "$first" 'tshark -r FILE -q -z io,stat,0: counts'

say "backscatter from $forged sources, through a pipe:"
rm -rf "$measures/out"
"$programs/telescope_capture" backscatter "$forged" "$forged" |
  /usr/bin/time -o "$measures/flood" -f '%e %U %S %M' \
    "$programs/noroshi" telescope run --quiet --dark "$dark" --out "$measures/out" - >&2
echo
awk -v forged="$forged" '{
  printf "A day of backscatter, %d packets each from another source: %.0f MiB at most (wanted: ≤ 2,048), %.2f M packets/s.\n",
    forged, $4 / 2 ^ 10, forged / ($2 + $3) / 1e6 }' "$measures/flood"
