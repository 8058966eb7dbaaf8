// The example that `noroshi flow collect --example-config` prints and that packages install.
//
// Every key stands here once.  A line "#key = value" is a key at its default or an example of it;
// "# " begins a remark.  settings_test.cpp takes the "#" away and reads the whole.
#include "cli/settings.hpp"

namespace noroshi::cli {

std::string_view example_settings() {
  return R"(# noroshi.toml: what Noroshi collects, keeps and forgets.
# Every key is here; those that begin with "#" are at their default or show an example.
# Sizes and times have units: "64MiB", "1h30min".  Check it: noroshi flow collect --check
# Read it again while collecting: systemctl reload noroshi-collect (or SIGHUP).

[collect]
# Where exporters send: udp:// (NetFlow v5, v9, IPFIX, sFlow v5), tcp:// and tls:// (IPFIX).
# [::] is IPv6 only; write both lines for both.
listen = ["udp://0.0.0.0:2055", "udp://[::]:2055", "udp://0.0.0.0:6343"]
# Where store, templates, keys and health live.
#state = "/var/lib/noroshi"
# Asked of the kernel for each UDP socket; sysctl net.core.rmem_max must allow it.
#receive_buffer = "32MiB"
# Messages that wait for the decoder; what happens to datagrams when it is full.
#queue = "256MiB"
#when_full = "drop-newest"          # or "drop-oldest"
# The longest time a record waits before it goes to the store.
#flush = "1s"
# Threads that decode: one reaches more than a million records a second.
#workers = 1
# How often templates are written down, so that a restart reads on at once.
#save = "1min"
# How long a stop waits for a store that fails.
#drain = "30s"
# A source port or connection silent for so long is forgotten.
#idle = "1h"
# Addresses that may become exporters in all.
#most_exporters = 65536

# Certificates of tls:// listeners, PEM.  With client_ca, exporters must show a certificate too.
[collect.tls]
#certificate = "/etc/noroshi/collector.pem"
#key = "/etc/noroshi/collector.key"
#client_ca = "/etc/noroshi/exporters-ca.pem"

# Bounds of what one exporter's session may cost, and of what is believed.
[collect.limits]
#held = "1MiB"                      # data that came before its template
#held_age = "5min"
#selectors = 4096                   # samplers that options announce
#template_age = "0"                 # 0: three times the longest refresh seen, at least 30 min
#reorder_window = 64                # messages that may overtake one another
#most_future = "5min"               # flow times beyond are clamped and counted
#most_past = "1d"

# Who may send.  Others are refused and counted.  Repeat the section for each; the longest prefix
# decides.
[[collect.exporter]]
name = "core-1"
address = "192.0.2.1"
#sampling = 1000                    # 1 of N packets, where the exporter does not say
#datagrams_per_second = 200000      # of each address; a burst of one second is let through
#sessions = 64                      # source ports or connections at a time
#templates = 2048                   # of each session
#domains = 256                      # observation domains, engines, sub-agents of each session

# Whose addresses are replaced by tokens before anything is stored.  Required; or, where addresses
# may be kept, take subscribers away and give the reason in `off`: off = "laboratory traffic"
[minimise]
subscribers = ["198.51.100.0/24", "2001:db8::/32"]
#epoch = "7d"                       # then the key is destroyed and every token changes
#keys = "memory"                    # "file": tokens stay the same over a restart

[panes]
#most_pairs = 2000000               # in memory at a time, about 128 octets each
#linger = "2min"                    # a pane waits so long for late records

[store]
#kind = "embedded"                  # or "clickhouse"
#folder = "/var/lib/noroshi/store"
#memory_limit = "4GiB"              # of queries
#threads = 2                        # of queries
#partition = "1h"                   # the least piece that retention deletes
#journal = "256MiB"                 # a journal of blocks this large becomes a segment
#journal_age = "5min"               # or this old
#sync = "1s"                        # to the disk at least so often; 0: with every batch

[store.clickhouse]
#shards = ["http://192.0.2.10:8123", "http://192.0.2.11:8123 http://192.0.2.12:8123"]
#database = "noroshi"
#user = "default"
#password_file = "/etc/noroshi/clickhouse.password"
#ca_file = "/etc/noroshi/clickhouse-ca.pem"
#cluster = "noroshi"
#replication_path = "/clickhouse/tables/{shard}/noroshi"
#timeout = "5min"

# How long each table is kept, counted from the time of its rows; 0: for ever.
[retention]
#flows = "6h"
#pairs = "8d"
#servers = "90d"
#exposure = "90d"

# Prometheus metrics at /metrics, and /healthz.
[metrics]
#listen = "127.0.0.1:9095"
)";
}

}  // namespace noroshi::cli
