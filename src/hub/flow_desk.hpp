// FlowDesk: where the hub asks about traffic.  The flow store, its detectors and a collector's
// files stand behind it; the hub links none of them (docs/operations/hub.md, "Traffic").
//
// Nothing that comes out of it names a subscriber, for nobody and for no purpose: they are sums
// over servers, ports, protocols and exporters, subscribers stand together in one row, and fewer
// than three clients are not counted out.  A question that would name one is refused
// (`names_subscribers`) with the command that a person with access to the store uses instead.
//
// All verbs may be called from several threads.  A question that takes longer than the settings
// allow ends with an Error (Limit).
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "base/time.hpp"
#include "model/finding.hpp"
#include "net/address.hpp"

namespace noroshi::hub {

/// [from, to).  What is not said: a day before `to`; now, or the end of what is kept.
struct FlowWindow {
  std::optional<base::Micros> from, to;
};

/// What is really told of.
struct FlowSpan {
  base::Micros from = 0;
  base::Micros to = 0;
  base::Micros kept_from = 0;  ///< of the table that was asked; both 0: it is empty
  base::Micros kept_to = 0;
};

/// Both directions together.
struct FlowSums {
  std::uint64_t flows = 0;
  std::uint64_t packets = 0;
  std::uint64_t octets = 0;
};

struct FlowKey {
  std::string text;    ///< "203.0.113.7:443/tcp", "tcp/23", an exporter's name, "subscribers"
  std::string filter;  ///< shows this alone, in the same table
  std::optional<net::Address> address{};  ///< of a server; never of a subscriber
  std::uint16_t port = 0;                 ///< with `proto`; both 0: not part of the key
  std::uint8_t proto = 0;
};

struct TopQuestion {
  std::string filter;
  std::string by = "service";
  std::string order = "octets";
  FlowWindow window;
  std::uint32_t limit = 20;
};
struct TopAnswer {
  struct Row {
    FlowKey key;
    FlowSums sums;
    bool counts_clients = false;             ///< the key is one that clients are counted of
    std::optional<std::uint64_t> clients{};  ///< nothing: one or two
  };
  FlowSpan span;
  std::vector<Row> rows;
  FlowSums totals;  ///< of all, not only of the rows
};

struct SeriesQuestion {
  std::string filter;
  std::string table;  ///< "flows", "pairs"; empty: the one that filter and split can be asked of
  std::string split;  ///< as TopQuestion::by; empty: one line of all
  FlowWindow window;
  std::uint32_t buckets = 200;
  std::uint32_t lines = 5;
};
struct SeriesAnswer {
  /// One figure a bucket; nothing: it was not heard, or is not kept.
  using Figures = std::vector<std::optional<std::uint64_t>>;
  struct Line {
    std::optional<FlowKey> key{};
    Figures flows, packets, octets;
  };
  FlowSpan span;
  base::Micros bucket = 0;
  std::vector<Line> lines;
};

struct StoryQuestion {
  model::Endpoint server;
  double period_s = 0;  ///< of its Finding; 0: none
  FlowWindow window;
};
struct StoryAnswer {
  struct Point {
    base::Micros at = 0;
    std::optional<std::uint64_t> contacts, sent, received, clients;  ///< sent: by clients
    std::optional<double> exposure{};  ///< share of the exporters' records that arrived
  };
  struct Bin {
    double low_s = 0;
    double high_s = 0;
    std::uint64_t count = 0;
  };
  FlowSpan span;
  base::Micros bucket = 0;
  std::vector<Point> points;
  std::vector<Bin> intervals;  ///< empty: no record is kept of that time
};

struct LifeAsked {
  model::Finding finding;
  FlowWindow window;    ///< `from` not said: all that is kept
  std::string purpose;  ///< empty: clients are not compared
  std::string account;  ///< who asks, for the store's audit trail
};
struct LifeTold {
  std::string json;  ///< one object, docs/formats/life.md
  /// Of each hour of the strip; nothing: nobody counted.
  std::vector<std::optional<double>> exposures;
};

/// Places are octets of the text.
struct FlowCompletion {
  struct Item {
    std::string text;
    std::string kind;  ///< "field", "operator", "value", "keyword"
    std::string en, ja;
  };
  struct Flaw {
    std::size_t from = 0;
    std::size_t to = 0;
    std::string en, ja;
  };
  std::size_t from = 0;
  std::size_t to = 0;
  std::vector<Item> items;
  std::optional<Flaw> flaw{};
};

struct Sensor {
  std::string name;
  std::string kind;            ///< "collector", "exporter", "watch"
  std::string health;          ///< "fine", "late", "losing", "silent", "stopped", "unknown"
  base::Micros last_seen = 0;  ///< 0: never, or not known
  std::optional<double> records_per_second{};
  std::optional<double> lost_share{};
  std::string detail{};
  std::vector<std::string> protocols{};
};

struct FlowTable {
  std::string name;
  std::uint64_t rows = 0;
  std::uint64_t octets = 0;
  base::Micros oldest = 0;  ///< 0: empty
  base::Micros newest = 0;
  base::Micros retention = 0;  ///< 0: for ever, or not known
};

class FlowDesk {
 public:
  virtual ~FlowDesk() = default;
  virtual Result<TopAnswer> top(const TopQuestion& question) = 0;
  virtual Result<SeriesAnswer> series(const SeriesQuestion& question) = 0;
  virtual Result<StoryAnswer> story(const StoryQuestion& question) = 0;
  virtual Result<LifeTold> life(const LifeAsked& question) = 0;
  /// `table` as in SeriesQuestion.
  virtual FlowCompletion complete(std::string_view text, std::size_t caret,
                                  std::string_view table) = 0;
  virtual std::vector<Sensor> sensors() = 0;
  virtual Result<std::vector<FlowTable>> tables() = 0;
};

/// The refusal of a question that would name subscribers: status 403 with this sentence.
Error names_subscribers(std::string why);

/// The desk of a hub, who may ask it, and how much at once.
struct FlowAccess {
  std::shared_ptr<FlowDesk> desk{};  ///< null: the hub has no flow store
  std::string organisation{};        ///< whose accounts may ask; empty: the only one there is
  int concurrent = 2;                ///< questions that are answered at once
  int waiting = 1;                   ///< that may wait meanwhile; each holds a thread of the server
};

/// [flows] of hub.toml: of what the program makes a desk.
struct FlowSettings {
  std::string config;  ///< of a collector: noroshi.toml
  std::string store;   ///< else the folder of an embedded store
  std::string watch;   ///< the folder of `c2 watch`'s book; empty: <state>/watch
  base::Micros patience = 20 * base::kSecond;  ///< of one question
};

}  // namespace noroshi::hub
