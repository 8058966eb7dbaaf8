// Suricata: one rule an address, prefix, end point and URL; datasets and hash lists for what is
// many.
//
// Datasets and lists are files of their own, so their members travel as comments of the rule file,
// from where one line of awk takes them (docs/operations/block-lists.md):
//
//   #dataset noroshi-domains ZXZpbC5leGFtcGxl        base64, as datasets of strings want it
//   #dataset noroshi-sha256 <64 hexadecimal digits>
//
// A rule's number comes from its value, so the same value keeps it through all revisions.
#include <fmt/format.h>
#include <map>
#include <openssl/evp.h>
#include <set>

#include "act/share/forms.hpp"

namespace noroshi::share {

namespace {

// A quarter of all numbers, above those that Emerging Threats and local rules use.
constexpr std::uint32_t kFirstSid = 0x40000000;
constexpr std::uint32_t kSids = 0x3FFFFFFF;

std::uint32_t wanted_sid(std::string_view text) {
  const std::string digest = sha256(text);
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) {
    number = number << 8 | static_cast<unsigned char>(digest[i]);
  }
  return kFirstSid + number % kSids;
}

std::string base64(std::string_view octets) {
  std::string text((octets.size() + 2) / 3 * 4 + 1, '\0');
  const int length = EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                     reinterpret_cast<const unsigned char*>(octets.data()),
                                     static_cast<int>(octets.size()));
  text.resize(static_cast<std::size_t>(length));
  return text;
}

bool is_plain(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' ||
         c == '/' || c == '-' || c == '_' || c == '~' || c == '=' || c == '&' || c == '%';
}

/// The inside of a content: whatever could mean something to the rule language as hexadecimal.
std::string content(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (is_plain(c)) {
      result += c;
    } else {
      result += fmt::format("|{:02X}|", static_cast<unsigned char>(c));
    }
  }
  return result;
}

/// What stands in a message: letters, digits and little else.
std::string said(std::string_view text) {
  constexpr std::size_t kLongest = 80;
  std::string result;
  for (const char c : text.substr(0, kLongest)) {
    const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                       c == '.' || c == '-' || c == '_' || c == ' ' || c == '/';
    result += plain ? c : '_';
  }
  return result;
}

std::string message(const Entry& entry, const Look& look) {
  const std::string what = entry.label.empty() ? "listed" : said(entry.label);
  return fmt::format("{} {}", look.name, what);
}

std::string address_rule(const Entry& entry, std::string_view protocol, std::string_view target,
                         std::string_view port, const Look& look) {
  return fmt::format("alert {} $HOME_NET any -> {} {} (msg:\"{}\";", protocol, target, port,
                     message(entry, look));
}

/// All of a rule but its number and revision; empty for what goes into a dataset.
std::string rule_of(const Entry& entry, const Look& look) {
  switch (entry.kind) {
    case EntryKind::Address:
    case EntryKind::Prefix:
      return address_rule(entry, "ip", entry.value, "any", look);
    case EntryKind::Endpoint: {
      const auto endpoint = address_and_port(entry.value);
      if (!endpoint) return {};
      // "ip" knows no ports, and nearly all control servers speak TCP.
      return address_rule(entry, "tcp", endpoint->address.to_string(),
                          std::to_string(endpoint->port), look);
    }
    case EntryKind::Url: {
      const auto url = plain_url(entry.value);
      if (!url) return {};
      const std::string port = url->port == 0 ? "any" : std::to_string(url->port);
      return fmt::format(
          "{} flow:established,to_server; http.host; content:\"{}\"; bsize:{}; "
          "http.uri.raw; content:\"{}\"; bsize:{};",
          address_rule(entry, "http", "any", port, look), content(url->host), url->host.size(),
          content(url->path), url->path.size());
    }
    case EntryKind::Domain:
    case EntryKind::Hash:
      break;
  }
  return {};
}

/// "noroshi-domains", "noroshi-sha256"…; empty for what has a rule of its own.
std::string dataset_of(const Entry& entry, const Look& look) {
  if (entry.kind == EntryKind::Domain) return look.name + "-domains";
  if (entry.kind != EntryKind::Hash) return {};
  const std::string_view algorithm = entry.value.size() == 32   ? "md5"
                                     : entry.value.size() == 40 ? "sha1"
                                                                : "sha256";
  return fmt::format("{}-{}", look.name, algorithm);
}

std::string member_of(const Entry& entry) {
  return entry.kind == EntryKind::Domain ? base64(*wire_name(entry.value)) : entry.value;
}

struct Rules {
  std::map<std::string, std::uint32_t> by_value;  ///< value with its kind → number
  std::map<std::string, std::string> text;        ///< the same key → rule
  std::set<std::string> datasets;
};

std::string key_of(const Entry& entry) {
  return fmt::format("{}\n{}", static_cast<int>(entry.kind), entry.value);
}

/// Numbers in the order of the entries; who finds his taken gets the next that is free.
Rules rules_of(const Chosen& chosen, const Look& look) {
  Rules rules;
  std::set<std::uint32_t> taken;
  for (const Entry* entry : chosen.entries) {
    if (const auto dataset = dataset_of(*entry, look); !dataset.empty()) {
      rules.datasets.insert(dataset);
      continue;
    }
    const std::string key = key_of(*entry);
    std::uint32_t sid = wanted_sid("suricata\n" + key);
    while (!taken.insert(sid).second) sid = kFirstSid + (sid - kFirstSid + 1) % kSids;
    rules.by_value.emplace(key, sid);
    rules.text.emplace(key, rule_of(*entry, look));
  }
  return rules;
}

std::uint32_t revision(const Look& look) {
  return static_cast<std::uint32_t>(look.serial % 0x7FFFFFFF + (look.serial == 0 ? 1 : 0));
}

/// The rules that look into a dataset or list; numbers from its name and the buffer.
std::string dataset_rules(const std::string& dataset, const Look& look) {
  std::string text;
  const auto add = [&](std::string_view protocol, std::string_view what, std::string_view test) {
    text += fmt::format(
        "alert {} any any -> any any (msg:\"{} {}\"; {} sid:{}; rev:{};)\n", protocol, look.name,
        what, test, wanted_sid(fmt::format("suricata\n{}\n{}", dataset, protocol)), revision(look));
  };
  if (dataset.ends_with("-domains")) {
    const std::string test = fmt::format("dataset:isset,{0},type string,load {0}.lst;", dataset);
    // No to_lowercase: Suricata before 8 refuses the whole rule for it.
    add("dns", "listed name asked for", "dns.query; " + test);
    add("tls", "listed name in TLS", "tls.sni; " + test);
    add("http", "listed name in HTTP", "http.host; " + test);
    return text;
  }
  const std::string_view algorithm = std::string_view(dataset).substr(dataset.rfind('-') + 1);
  for (const std::string_view protocol : {"http", "smtp", "smb", "ftp-data", "nfs"}) {
    add(protocol, "listed file", fmt::format("file{}:{}.lst;", algorithm, dataset));
  }
  return text;
}

std::string finished(std::string_view rule, std::uint32_t sid, const Look& look) {
  return fmt::format("{} sid:{}; rev:{};)\n", rule, sid, revision(look));
}

}  // namespace

std::string suricata_of(const Chosen& chosen, const Look& look) {
  const Rules rules = rules_of(chosen, look);
  std::string text = fmt::format("# {}\n", head_line(chosen.tally, look));
  for (const std::string& dataset : rules.datasets) text += dataset_rules(dataset, look);
  for (const auto& [key, sid] : rules.by_value) text += finished(rules.text.at(key), sid, look);
  for (const Entry* entry : chosen.entries) {
    const auto dataset = dataset_of(*entry, look);
    if (!dataset.empty()) text += fmt::format("#dataset {} {}\n", dataset, member_of(*entry));
  }
  return text;
}

std::string suricata_change(const Change& change, const Look& look) {
  const Rules before = rules_of(change.before, look);
  const Rules after = rules_of(change.after, look);
  std::string text = fmt::format("# {}\n", head_line(change.after.tally, look));
  for (const auto& [key, sid] : before.by_value) {
    const auto now = after.by_value.find(key);
    if (now == after.by_value.end() || now->second != sid) text += fmt::format("#remove {}\n", sid);
  }
  for (const auto& [key, sid] : after.by_value) {
    const auto earlier = before.by_value.find(key);
    if (earlier != before.by_value.end() && earlier->second == sid) continue;
    text += finished(after.text.at(key), sid, look);
  }
  const auto members = [&](std::string_view verb, const std::vector<const Entry*>& entries) {
    for (const Entry* entry : entries) {
      const auto dataset = dataset_of(*entry, look);
      if (dataset.empty()) continue;
      text += fmt::format("#dataset-{} {} {}\n", verb, dataset, member_of(*entry));
    }
  };
  members("remove", change.removed);
  members("add", change.added);
  return text;
}

}  // namespace noroshi::share
