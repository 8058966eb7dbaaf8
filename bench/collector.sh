#!/bin/sh
# Measures the collector and prints the generated part of docs/performance.md.
#
#   bench/collector.sh [FOLDER OF THE PROGRAMS]
#
# Live against nfcapd (live_collect.sh), panes against `nfdump -A` over the records that nfcapd of
# whole_hunt.sh has stored, and a day through all stages for flat memory (soak).  The
# micro-benchmarks are tools/bench's.
#
# ROUNDS, SUBSCRIBERS, RATE, FORMATS, STEPS: see live_collect.sh.  SOAK_SUBSCRIBERS, SOAK_DAYS: the
# day that soaks, and how many of them (5000, 4: about a minute).
set -eu
cd "$(dirname "$0")/.."

programs=${1:-build/release}
rounds=${ROUNDS:-3}
folder=build/bench/day-${SUBSCRIBERS:-92000}
soak_folder=build/bench/day-${SOAK_SUBSCRIBERS:-5000}
days=${SOAK_DAYS:-4}
measures=$(mktemp -d)
trap 'rm -rf "$measures"' EXIT

say() { echo "$*" >&2; }

median() { sort -g "$1" | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'; }

# The same records, one thread each, wall seconds; nfdump as text and to a file, by turns.
panes_beside_nfdump() {
  cat "$folder/day.ipfix" "$folder"/nfcapd/* >/dev/null
  for _ in $(seq "$rounds"); do
    "$programs/panes_of_file" "$folder/day.ipfix" >"$measures/panes"
    awk '{ print $3 }' "$measures/panes" >>"$measures/panes.s"
    for output in text binary; do
      set -- nfdump -R "$folder/nfcapd" -A srcip,dstip,dstport,proto
      [ "$output" = text ] || set -- "$@" -w "$measures/aggregated"
      say "  $*"
      /usr/bin/time -o "$measures/$output.s" -a -f %e "$@" >/dev/null 2>&1
    done
  done
  awk -v panes="$(median "$measures/panes.s")" -v text="$(median "$measures/text.s")" \
    -v binary="$(median "$measures/binary.s")" '{
      printf "%d records, %d rows of pairs.\n\n", $1, $2
      print "| command, one thread | wall s | M records/s | share of nfdump as text | as binary |"
      print "|---|---:|---:|---:|---:|"
      printf "| read an IPFIX file, sum up into panes | %.1f | %.2f | %.2f | %.2f |\n", panes,
        $1 / panes / 1e6, panes / text, panes / binary
      printf "| nfdump -A srcip,dstip,dstport,proto, as text | %.1f | %.2f | 1.00 | |\n", text,
        $1 / text / 1e6
      printf "| nfdump -A srcip,dstip,dstport,proto -w | %.1f | %.2f | | 1.00 |\n", binary,
        $1 / binary / 1e6 }' "$measures/panes"
}

soak() {
  mkdir -p "$soak_folder"
  [ -e "$soak_folder/day.ipfix" ] || "$programs/noroshi" lab traffic --quiet \
    --subscribers "${SOAK_SUBSCRIBERS:-5000}" --out "$soak_folder/day.ipfix"
  "$programs/soak" "$soak_folder/day.ipfix" "$days" 2>"$measures/soak" || {
    cat "$measures/soak" >&2
    say 'memory is not flat, or something was lost'
    exit 1
  }
}

echo '### Live, beside nfcapd'
echo
bench/live_collect.sh "$programs"
echo
echo '### Panes, beside nfdump -A'
echo
if [ -d "$folder/nfcapd" ]; then
  panes_beside_nfdump
else
  echo 'Not measured: bench/whole_hunt.sh makes the records.'
fi
echo
echo '### A day in a minute'
echo
echo 'All stages in one thread under the clock of the exporters: panes close, epochs of six hours'
echo 'turn, journals become segments, and retention (flows 6 h, panes 12 h) deletes.'
echo
soak
