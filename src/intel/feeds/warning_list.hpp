// WarningList: networks, names and hashes that are seldom what an indicator seems to say.
//
// Public resolvers, content networks, research scanners: a detector that points at one of them is
// more likely wrong than right.  Two forms are read, told apart by content (docs/formats/feeds.md):
//
//   MISP warning list   one JSON object: name, version, type, matching_attributes, list
//   plain list          one `prefix[:port][/proto]` a line, `#` comments: the operator's own
//
// A list is immutable once read; any number of threads may ask it.  It says what matched and how
// narrowly; whether a match on a whole address may silence anything is for the caller to judge.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.hpp"
#include "intel/feeds/known_texts.hpp"
#include "io/input.hpp"
#include "io/rejects.hpp"
#include "model/finding.hpp"
#include "net/prefix.hpp"

namespace noroshi::feeds {

/// What of a host an entry speaks of: all of it, one port, one protocol.
struct Scope {
  std::optional<std::uint16_t> port;
  std::optional<std::uint8_t> proto;

  [[nodiscard]] bool whole_address() const { return !port && !proto; }
  [[nodiscard]] bool covers(const model::Endpoint& endpoint) const {
    return port.value_or(endpoint.port) == endpoint.port &&
           proto.value_or(endpoint.proto) == endpoint.proto;
  }
  friend auto operator<=>(const Scope&, const Scope&) = default;
};

/// The networks of one scope.
struct ScopedNetworks {
  Scope scope;
  net::PrefixSet networks;
};

/// One line of the operator's list: "192.0.2.0/24", "192.0.2.7:443/tcp", "[2001:db8::/32]:53",
/// "192.0.2.0/24/udp".
struct ScopedPrefix {
  net::Prefix prefix;
  Scope scope;

  static Result<ScopedPrefix> parse(std::string_view text);
};

class WarningList {
 public:
  enum class Form : std::uint8_t { Misp, Plain };

  Form form = Form::Plain;
  std::string name;         ///< of the list; of a plain list, the file's
  std::string version;      ///< MISP: a number that grows; else empty
  std::string description;  ///< MISP only
  std::string type;         ///< MISP: "cidr", "string", "hostname", …; else empty
  std::vector<std::string> matching_attributes;  ///< MISP: "ip-dst", "domain", …

  std::uint64_t entries = 0;   ///< of the list, whatever became of them
  std::uint64_t networks = 0;  ///< entries that are networks or addresses
  io::Rejects rejects{};       ///< no networks, by reason; skipped: names and hashes (see `knows`)

  /// The narrowest scope that covers the endpoint: with port and protocol before port alone
  /// before protocol alone before the whole address; nothing if none does.
  [[nodiscard]] std::optional<Scope> match(const model::Endpoint& endpoint) const;

  /// Whether it knows an observed value, whole: an address or network of any port ("ipv4-addr",
  /// "ipv6-addr"), an "endpoint", or what KnownTexts compares.
  [[nodiscard]] bool knows(std::string_view kind, std::string_view value) const;

  /// By scope, narrowest first: for whoever builds one index of many lists.
  [[nodiscard]] const std::vector<ScopedNetworks>& scopes() const { return scopes_; }

  /// Takes the place of what `scopes` held.
  void set_networks(const std::vector<ScopedPrefix>& prefixes);
  void set_texts(KnownTexts texts) { texts_ = std::move(texts); }

 private:
  [[nodiscard]] bool knows_network(std::string_view text) const;

  std::vector<ScopedNetworks> scopes_;
  KnownTexts texts_;
};

/// Reads either form.  An Error only where nothing can be made of it: it cannot be read, or is
/// JSON that is no warning list.  With `strict`, the first bad entry is an Error.
Result<WarningList> read_warning_list(io::Input& input, bool strict = false);

}  // namespace noroshi::feeds
