#!/bin/sh
# Sends one generated day over loopback to nfcapd and to `noroshi flow collect`, by turns, with the
# sender on the same processors, and prints Markdown: what was lost, what a record cost, how fast
# each could go without loss.
#
#   bench/live_collect.sh [FOLDER OF THE PROGRAMS]
#
# nfcapd compresses with LZ4 and writes its own files.  Noroshi decodes, replaces subscribers by
# tokens, sums up panes and keeps both records and panes in its embedded store.  Both are given the
# same receive buffer.  CPU seconds are those of the collector alone, children included, from its
# start to its end (time(1)); what a collector stored is counted in its store, not by itself, where
# it is nfcapd, and taken from its last word, whose identities it checks, where it is Noroshi.
#
# FORMATS: what is sent ("ipfix v9").  RATE: records a second (1600000).  ROUNDS: at that rate, by
# turns (3); medians are printed.  STEPS: rates tried to find the highest without loss.
# SUBSCRIBERS: the size of the day (92,000 make 20 million records).  STORES: folder for what the
# collectors write (a temporary one; several GB).
set -eu
cd "$(dirname "$0")/.."

programs=${1:-build/release}
formats=${FORMATS:-ipfix v9}
rate=${RATE:-1600000}
rounds=${ROUNDS:-3}
steps=${STEPS:-1600000 2000000 2400000 2800000 3200000 3600000 4000000}
subscribers=${SUBSCRIBERS:-92000}
folder=build/bench/day-$subscribers
buffer=4194304
stores=$(mktemp -d "${STORES:-${TMPDIR:-/tmp}}/noroshi-live-XXXXXX")
collector=
trap 'rm -rf "$stores"; [ -z "$collector" ] || kill "$collector" 2>/dev/null || true' EXIT

say() { echo "$*" >&2; }

# field NAME: the number behind "NAME": on standard input, the first one.
field() { tr -d ' ' | tr ',{}' '\n' | sed -n "s/^\"$1\":\\([0-9.]*\\)\$/\\1/p" | head -n 1; }

# A port that nothing listens on, in the range that the kernel hands out last.
free_port() {
  port=29900
  while grep -q ":$(printf %04X "$port") " /proc/net/udp /proc/net/udp6; do port=$((port + 1)); done
}

# waiting: octets in the receive queue of $port; nothing if nobody listens.
waiting() {
  awk -v port=":$(printf %04X "$port")" '$2 ~ port "$" { split($5, q, ":"); print q[2] }' \
    /proc/net/udp
}

configure() {
  cat >"$1/noroshi.toml" <<EOF
[collect]
listen = ["udp://127.0.0.1:$port"]
state = "$1/state"
receive_buffer = "${buffer}B"
[[collect.exporter]]
name = "sender"
address = "127.0.0.1"
datagrams_per_second = 10000000
[minimise]
subscribers = ["100.64.0.0/10", "2001:db8:8000::/33"]
[retention]
flows = "0"
pairs = "0"
servers = "0"
exposure = "0"
EOF
}

# start nfcapd|noroshi FOLDER: it listens on $port when this returns; its number is in $collector.
start() {
  case $1 in
    nfcapd)
      mkdir "$2/flows"
      set -- "$2" nfcapd -y -w "$2/flows" -b 127.0.0.1 -p "$port" -t 3600 -B "$buffer"
      ;;
    noroshi)
      configure "$2"
      set -- "$2" "$programs/noroshi" flow collect --config "$2/noroshi.toml"
      ;;
  esac
  into=$1
  shift
  # The inner shell becomes the collector, so the number it writes is the collector's.
  # shellcheck disable=SC2016
  /usr/bin/time -o "$into/time" -f '%U %S %M' \
    sh -c 'echo $$ >"$0/pid"; exec "$@"' "$into" "$@" >"$into/log" 2>&1 &
  waiter=$!
  tries=0
  while [ -z "$(waiting)" ]; do
    tries=$((tries + 1))
    if [ "$tries" -gt 200 ]; then
      say "the collector does not listen; its last words:"
      tail -n 5 "$into/log" >&2
      exit 1
    fi
    sleep 0.1
  done
  collector=$(cat "$into/pid")
}

# stop FOLDER: everything it was sent is in its store when this returns.
stop() {
  while [ "$(waiting | tr -d '0')" != '' ]; do sleep 0.1; done
  sleep 1
  kill "$collector"
  wait "$waiter" || { say "the collector failed; its last words:"; tail -n 5 "$1/log" >&2; exit 1; }
  collector=
}

stored() {
  case $1 in
    nfcapd) nfdump -R "$2/flows" -I | sed -n 's/^Flows: //p' ;;
    noroshi) field stored <"$2/state/health.json" ;;
  esac
}

# octets nfcapd|noroshi FOLDER: on disk, of flow records.
octets() {
  case $1 in
    nfcapd) du -sb "$2/flows" | cut -f 1 ;;
    noroshi) tr -d '\n ' <"$2/state/health.json" | sed 's/.*"tables"://; s/.*"flows"://' |
      field octets ;;
  esac
}

# turn COLLECTOR FORMAT RATE NAME: appends to $stores/NAME
#   sent stored asked-rate reached-rate collector-cpu collector-KiB octets sender-cpu
turn() {
  into=$(mktemp -d "$stores/XXXXXX")
  free_port
  start "$1" "$into"
  /usr/bin/time -o "$into/sender" -f '%U %S' "$programs/noroshi" flow send "$folder/day.ipfix" \
    --to "127.0.0.1:$port" --as "$2" --rate "$3" --now --quiet --format json >"$into/sent"
  stop "$into"
  sent=$(field records <"$into/sent")
  got=$(stored "$1" "$into")
  line="$sent ${got:-0} $3 $(field records_per_second <"$into/sent")"
  line="$line $(tail -n 1 "$into/time" | awk '{ print $1 + $2, $3 }') $(octets "$1" "$into")"
  line="$line $(tail -n 1 "$into/sender" | awk '{ print $1 + $2 }')"
  echo "$line" >>"$stores/$4"
  say "  $1 $2: $line"
  rm -rf "$into"
}

# median NAME EXPRESSION of the columns of a turn.
median() {
  awk "{ print $2 }" "$stores/$1" | sort -g | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }'
}

# highest COLLECTOR FORMAT: the last of $steps before the first loss or before the sender falls
# short of it by a twentieth.
highest() {
  best=0
  for step in $steps; do
    rm -f "$stores/step"
    turn "$1" "$2" "$step" step
    awk '{ exit !($1 == $2 && $4 > 0.95 * $3) }' "$stores/step" || break
    best=$step
  done
  awk -v best="$best" 'BEGIN { printf best ? "%.1f" : "below the first step", best / 1e6 }'
}

# The columns of a turn are awk's, not the shell's.
# shellcheck disable=SC2016
row() {
  name=$1.$2
  awk -v what="$3, $2" -v highest="$4" -v sent="$(median "$name" '$1')" \
    -v lost="$(median "$name" '$1 - $2')" -v cpu="$(median "$name" '20e6 * $5 / $2')" \
    -v memory="$(median "$name" '$6 / 1024')" -v octets="$(median "$name" '$7 / $2')" \
    -v reached="$(median "$name" '$4')" -v sender="$(median "$name" '20e6 * $8 / $1')" \
    -v peer="$(median "nfcapd.$2" '20e6 * $5 / $2')" 'BEGIN {
      printf "| %s | %.2f | %.2f | %d (%.3f %%) | %s | %.1f | %.2f | %.0f | %.1f | %.1f |\n", what,
        sent / 1e6, reached / 1e6, lost, 100 * lost / sent, highest, cpu, cpu / peer, memory,
        octets, sender }'
}

for needed in nfdump nfcapd /usr/bin/time; do
  command -v "$needed" >/dev/null || { say "$needed is missing: try make bench"; exit 1; }
done
mkdir -p "$folder"
[ -e "$folder/day.ipfix" ] || "$programs/noroshi" lab traffic --quiet \
  --subscribers "$subscribers" --out "$folder/day.ipfix"
cat "$folder/day.ipfix" >/dev/null

cat <<EOF
Asked for: $(awk -v r="$rate" 'BEGIN { printf "%.1f", r / 1e6 }') M records/s; medians of $rounds
rounds, by turns. CPU is of the collector, for 20 million records; the sender took its own from the
same $(nproc) processors. Octets are those of flow records on disk; Noroshi's panes come on top.

| collector, protocol | M records | M/s sent | lost | highest M/s without loss | CPU s | × nfcapd | peak MiB | octets a record | sender CPU s |
|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|
EOF
for format in $formats; do
  for _ in $(seq "$rounds"); do
    turn nfcapd "$format" "$rate" "nfcapd.$format"
    turn noroshi "$format" "$rate" "noroshi.$format"
  done
  row nfcapd "$format" 'nfcapd -y' "$(highest nfcapd "$format")"
  row noroshi "$format" 'noroshi flow collect' "$(highest noroshi "$format")"
done
