// nftables: sets in a table of their own, replaced or changed in one transaction.
//
// The rules that use the sets are the operator's, in the same table; they stay when the sets are
// replaced.  Prefixes that lie within another are left to it: an interval set takes no overlap, and
// one that merges them would lose the inner when the outer goes.
#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <map>

#include "act/share/forms.hpp"

namespace noroshi::share {

namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 6> kSets = {
    {{"address4", "type ipv4_addr; flags timeout"},
     {"address6", "type ipv6_addr; flags timeout"},
     {"prefix4", "type ipv4_addr; flags interval, timeout"},
     {"prefix6", "type ipv6_addr; flags interval, timeout"},
     {"endpoint4", "type ipv4_addr . inet_service; flags timeout"},
     {"endpoint6", "type ipv6_addr . inet_service; flags timeout"}}};

/// Text of an element → when it ends; and those of each set.
using Members = std::map<std::string, std::optional<base::Micros>>;
using Elements = std::array<Members, kSets.size()>;

/// Letters, digits and underscores: what the name of a table may hold.
std::string table_of(const Look& look) {
  std::string name = look.name;
  for (char& c : name) {
    if (c == '-' || c == '.') c = '_';
  }
  if (name.front() >= '0' && name.front() <= '9') name.insert(0, "_");
  return "inet " + name;
}

/// Those that lie in no other.  Sorted by value as text, so wider ones may come later.
std::vector<std::pair<net::Prefix, const Entry*>> outermost(const Chosen& chosen) {
  std::vector<std::pair<net::Prefix, const Entry*>> prefixes;
  for (const Entry* entry : chosen.entries) {
    if (entry->kind != EntryKind::Prefix) continue;
    if (const auto prefix = net::Prefix::parse(entry->value)) prefixes.emplace_back(*prefix, entry);
  }
  std::sort(prefixes.begin(), prefixes.end(), [](const auto& a, const auto& b) {
    return std::pair(a.first.address, a.first.length) < std::pair(b.first.address, b.first.length);
  });
  std::vector<std::pair<net::Prefix, const Entry*>> outer;
  for (const auto& each : prefixes) {
    const bool inside = !outer.empty() && outer.back().first.contains(each.first.address) &&
                        outer.back().first.address.is_v4() == each.first.address.is_v4();
    if (!inside) outer.push_back(each);
  }
  return outer;
}

Elements elements_of(const Chosen& chosen) {
  Elements elements;
  const auto add = [&elements](std::size_t set, bool v4, std::string text, const Entry& entry) {
    elements.at(set + (v4 ? 0 : 1)).emplace(std::move(text), entry.until);
  };
  for (const Entry* entry : chosen.entries) {
    if (entry->kind == EntryKind::Address) {
      add(0, entry->value.find(':') == std::string::npos, entry->value, *entry);
    }
    if (entry->kind != EntryKind::Endpoint) continue;
    const auto endpoint = address_and_port(entry->value);
    if (!endpoint) continue;
    add(4, endpoint->address.is_v4(),
        fmt::format("{} . {}", endpoint->address.to_string(), endpoint->port), *entry);
  }
  for (const auto& [prefix, entry] : outermost(chosen)) {
    add(2, prefix.address.is_v4(), entry->value, *entry);
  }
  return elements;
}

/// " timeout 3600s", from the moment when the file was made; a second at least, a year at most.
std::string timeout_of(const std::optional<base::Micros>& until, const Look& look) {
  constexpr base::Micros kLongest = 365 * base::kDay;
  if (!until || *until > look.made + kLongest) return {};
  const base::Micros left = std::max(*until - look.made, base::kSecond);
  return fmt::format(" timeout {}s", (left + base::kSecond - 1) / base::kSecond);
}

/// Writes "<verb> element inet t s { … }" in lines of some hundred elements.
class Lines {
 public:
  Lines(std::string& text, std::string_view verb, const std::string& table, std::string_view set)
      : text_(text), begin_(fmt::format("{} element {} {} {{ ", verb, table, set)) {}

  void add(std::string_view element) {
    constexpr int kMost = 256;
    if (count_ == kMost) finish();
    text_.append(count_ == 0 ? begin_ : ", ").append(element);
    ++count_;
  }
  void finish() {
    if (count_ > 0) text_ += " }\n";
    count_ = 0;
  }

 private:
  std::string& text_;
  std::string begin_;
  int count_ = 0;
};

std::string declarations(const Look& look, const Tally& tally) {
  const std::string table = table_of(look);
  std::string text =
      fmt::format("#!/usr/sbin/nft -f\n# {}\nadd table {}\n", head_line(tally, look), table);
  for (const auto& [name, definition] : kSets) {
    text += fmt::format("add set {} {} {{ {}; }}\n", table, name, definition);
  }
  return text;
}

/// nft compares intervals that are added with those that the same file deletes, and refuses them as
/// overlapping: sets of prefixes change as a whole.
bool is_interval(std::size_t set) {
  return kSets.at(set).second.find("interval") != std::string_view::npos;
}

void replace_set(std::string& text, const Look& look, std::size_t set, const Members& members) {
  const std::string table = table_of(look);
  text += fmt::format("flush set {} {}\n", table, kSets.at(set).first);
  Lines lines(text, "add", table, kSets.at(set).first);
  for (const auto& [element, until] : members) lines.add(element + timeout_of(until, look));
  lines.finish();
}

void change_set(std::string& text, const Look& look, std::size_t set, const Members& before,
                const Members& after) {
  const std::string table = table_of(look);
  // An element may have timed out already, and `delete` of what is not there fails all of it.
  for (const std::string_view verb : {"add", "delete"}) {
    Lines lines(text, verb, table, kSets.at(set).first);
    for (const auto& [element, until] : before) {
      if (after.count(element) == 0) lines.add(element);
    }
    lines.finish();
  }
  Lines lines(text, "add", table, kSets.at(set).first);
  for (const auto& [element, until] : after) {
    if (before.count(element) == 0) lines.add(element + timeout_of(until, look));
  }
  lines.finish();
}

}  // namespace

std::string nftables_of(const Chosen& chosen, const Look& look) {
  std::string text = declarations(look, chosen.tally);
  const Elements elements = elements_of(chosen);
  for (std::size_t i = 0; i < kSets.size(); ++i) replace_set(text, look, i, elements.at(i));
  return text;
}

std::string nftables_change(const Change& change, const Look& look) {
  std::string text = declarations(look, change.after.tally);
  const Elements before = elements_of(change.before);
  const Elements after = elements_of(change.after);
  for (std::size_t i = 0; i < kSets.size(); ++i) {
    if (!is_interval(i)) {
      change_set(text, look, i, before.at(i), after.at(i));
    } else if (before.at(i) != after.at(i)) {
      replace_set(text, look, i, after.at(i));
    }
  }
  return text;
}

}  // namespace noroshi::share
