#include "intel/mapping/feed_value.hpp"

#include <fmt/format.h>

#include "intel/feeds/csv.hpp"
#include "intel/feeds/feed_forms.hpp"
#include "intel/feeds/text.hpp"
#include "intel/feeds/where.hpp"
#include "intel/stix/formats.hpp"

namespace noroshi::mapping {
namespace {

constexpr std::string_view kNothingKnown =
    "neither address, network, service, URL, name nor digest";

RowVerdict reject(std::string_view reason) { return {RowVerdict::Kind::Reject, reason}; }
RowVerdict skip(std::string_view reason) { return {RowVerdict::Kind::Skip, reason}; }

RowVerdict read_network(const net::Prefix& network, FeedItem& item) {
  if (network.address.is_special()) return skip(feeds::reason::kNowhere);
  item.term = network_term(network);
  item.name = text_of(item.term.observables[0], "value");
  return {};
}

// "0.0.0.0 name": a hosts file sends names nowhere.
RowVerdict read_hosts_line(std::string_view address, std::string_view name, FeedItem& item) {
  const auto where = feeds::parse_where(address);
  if (!where || !where->ip.is_special()) return reject(kNothingKnown);
  return read_name(name, item);
}

// "192.0.2.7:443/tcp"
RowVerdict read_endpoint(std::string_view text, FeedItem& item) {
  const auto slash = text.find('/');
  if (slash == std::string_view::npos) return read_service(text, std::nullopt, item);
  const auto protocol = model::parse_protocol(text.substr(slash + 1));
  if (!protocol.has_value()) return reject(feeds::reason::kProtocol);
  return read_service(text.substr(0, slash), *protocol, item);
}

// "192.0.2.7,443,tcp", as operators exchange it.
RowVerdict read_fields(const std::vector<std::string>& fields, FeedItem& item) {
  if (fields.size() > 3) return reject(kNothingKnown);
  std::string text = feeds::refanged(fields[0]);
  if (text.find(':') != text.rfind(':') && !text.starts_with('[')) text = fmt::format("[{}]", text);
  if (!fields[1].empty()) text.append(":").append(fields[1]);
  if (fields.size() > 2 && !fields[2].empty()) text.append("/").append(fields[2]);
  return read_endpoint(text, item);
}

RowVerdict read_word(std::string_view text, FeedItem& item) {
  if (const auto network = net::Prefix::parse(text); network.has_value()) {
    return read_network(*network, item);
  }
  if (feeds::parse_where(text.substr(0, text.find('/')))) return read_endpoint(text, item);
  if (digest(text, text.size()) && !algorithm_of(text).empty()) return read_digest(text, item);
  if (domain_name(text)) return read_name(text, item);
  return reject(kNothingKnown);
}

}  // namespace

RowVerdict read_service(std::string_view text, std::optional<std::uint8_t> protocol,
                        FeedItem& item) {
  const auto where = feeds::parse_where(text);
  if (!where) return reject(feeds::reason::kAddress);
  if (where->ip.is_special()) return skip(feeds::reason::kNowhere);
  item.name = text;
  item.term = service_term(where->ip, where->port, protocol);
  return {};
}

RowVerdict read_name(std::string_view text, FeedItem& item) {
  const auto name = domain_name(text);
  if (!name) return reject("name is no name of the DNS");
  item.name = *name;
  item.term = value_term("domain-name", "value", *name);
  return {};
}

RowVerdict read_url(std::string_view url, FeedItem& item) {
  const auto host = feeds::parse_url_host(url);
  if (!host.is_url || !stix::formats::is_uri(url)) return reject("URL is no URL");
  if (host.where && host.where->ip.is_special()) return skip(feeds::reason::kNowhere);
  item.name = url;
  item.term = value_term("url", "value", url);
  return {};
}

RowVerdict read_digest(std::string_view text, FeedItem& item) {
  const auto digits = digest(text, feeds::trimmed(text).size());
  const auto algorithm = digits ? algorithm_of(*digits) : std::string_view{};
  if (algorithm.empty()) return reject("digest is none of MD5, SHA-1, SHA-256, SHA-512");
  item.name = *digits;
  item.term = hash_term(algorithm, *digits);
  return {};
}

RowVerdict read_line(std::string_view line, FeedItem& item) {
  const std::string text = feeds::refanged(feeds::trimmed(line));
  // A URL may hold commas of its own.
  if (text.find("://") != std::string::npos) return read_url(text, item);
  std::vector<std::string> fields;
  if (!feeds::split_record(line, fields)) return reject(kNothingKnown);
  if (fields.size() > 1) return read_fields(fields, item);
  const std::string word = feeds::refanged(fields[0]);
  const auto blank = word.find_first_of(" \t");
  if (blank == std::string::npos) return read_word(word, item);
  return read_hosts_line(std::string_view(word).substr(0, blank),
                         std::string_view(word).substr(blank + 1), item);
}

}  // namespace noroshi::mapping
