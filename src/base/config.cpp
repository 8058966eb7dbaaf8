#include "base/config.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <toml++/toml.h>
#include <utility>

#include "base/assert.hpp"
#include "base/duration.hpp"
#include "base/nearest.hpp"

namespace noroshi::base {
namespace {

struct Problem {
  toml::source_index line = 0;
  std::string text;
};

struct OctetUnit {
  std::string_view name;
  std::uint64_t size;
};
constexpr std::array<OctetUnit, 9> kOctetUnits{{{"B", 1},
                                                {"kB", 1'000},
                                                {"MB", 1'000'000},
                                                {"GB", 1'000'000'000},
                                                {"TB", 1'000'000'000'000},
                                                {"KiB", 1ULL << 10},
                                                {"MiB", 1ULL << 20},
                                                {"GiB", 1ULL << 30},
                                                {"TiB", 1ULL << 40}}};

// toml++ 3.3 has undefined behaviour when it asks whether some characters of the Basic Multilingual
// Plane beyond ASCII are white space.  It never asks about plane 16, which is for private use, so
// the text is parsed with those characters lifted there (U+3042 as U+103042), and what comes out
// is lowered again.  Columns in messages stay right: they count characters.
constexpr char32_t kPrivatePlane = 0x10'0000;

/// The character at `at`, and its length in octets; 0 if it is not UTF-8 (RFC 3629, section 4).
std::pair<char32_t, std::size_t> decode_at(std::string_view text, std::size_t at) {
  const auto octet = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
  const unsigned lead = octet(0);
  if (lead < 0x80) return {lead, 1};
  const std::size_t length = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
  if (lead < 0xC2 || lead > 0xF4 || at + length > text.size()) return {0, 0};
  char32_t point = lead & (0x7FU >> length);
  for (std::size_t i = 1; i < length; ++i) {
    if ((octet(i) & 0xC0) != 0x80) return {0, 0};
    point = point << 6 | (octet(i) & 0x3F);
  }
  const bool overlong = (length == 3 && point < 0x800) || (length == 4 && point < 0x10000);
  const bool surrogate = point >= 0xD800 && point < 0xE000;
  if (overlong || surrogate || point > 0x10FFFF) return {0, 0};
  return {point, length};
}

void encode(char32_t point, std::string& out) {
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (point >> shift & 0x3F)); };
  if (point < 0x80) {
    out += static_cast<char>(point);
  } else if (point < 0x800) {
    out += static_cast<char>(0xC0 | point >> 6);
    tail(0);
  } else if (point < 0x10000) {
    out += static_cast<char>(0xE0 | point >> 12);
    tail(6);
    tail(0);
  } else {
    out += static_cast<char>(0xF0 | point >> 18);
    tail(12);
    tail(6);
    tail(0);
  }
}

Result<std::string> lift(std::string_view text, std::string_view name) {
  std::string lifted;
  lifted.reserve(text.size());
  for (std::size_t at = text.starts_with("\xEF\xBB\xBF") ? 3 : 0; at < text.size();) {
    const auto [point, length] = decode_at(text, at);
    if (length == 0 || point >= kPrivatePlane) {
      const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<long>(at), '\n');
      return Error{Errc::InvalidInput,
                   fmt::format("{}:{}: not UTF-8; save the file as UTF-8", name, line)};
    }
    encode(point < 0x80 || point > 0xFFFF ? point : kPrivatePlane | point, lifted);
    at += length;
  }
  return lifted;
}

std::string lower(std::string_view text) {
  std::string lowered;
  lowered.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const auto [point, length] = decode_at(text, at);
    encode(point >= kPrivatePlane ? point - kPrivatePlane : point, lowered);
    at += std::max<std::size_t>(length, 1);
  }
  return lowered;
}

std::string_view kind_of(const toml::node& node) {
  if (node.is_string()) return "a text";
  if (node.is_integer()) return "a whole number";
  if (node.is_floating_point()) return "a number";
  if (node.is_boolean()) return "true or false";
  if (node.is_table()) return "a section";
  if (node.is_array()) return "a list";
  return "a date or time";
}

}  // namespace

struct Config::State {
  std::string name;
  toml::table root;
  std::vector<Problem> problems;
  std::vector<std::shared_ptr<Section::Node>> sections;  // every one that was asked for
};

struct Config::Section::Node {
  State* state = nullptr;                    // the Config outlives its sections
  const toml::table* table = nullptr;        // none: the file lacks the section
  std::string path;                          // "collect.tls"; empty for the root
  std::set<std::string, std::less<>> known;  // keys that were asked for

  [[nodiscard]] std::string full(std::string_view key) const {
    return path.empty() ? std::string(key) : fmt::format("{}.{}", path, key);
  }
  const toml::node* find(std::string_view key) {
    known.emplace(key);
    return table == nullptr ? nullptr : table->get(key);
  }
  void problem(const toml::node* at, std::string_view key, std::string_view what) const {
    const toml::node* place = at != nullptr ? at : table;
    state->problems.push_back({place == nullptr ? 0 : place->source().begin.line,
                               fmt::format("{}: {}", full(key), what)});
  }
  void wrong_kind(const toml::node& at, std::string_view key, std::string_view wanted) const {
    problem(&at, key, fmt::format("must be {}, not {}", wanted, kind_of(at)));
  }
  std::shared_ptr<Node> child(std::string_view key, const toml::table* inner) const {
    auto node = std::make_shared<Node>();
    node->state = state;
    node->table = inner;
    node->path = full(key);
    state->sections.push_back(node);
    return node;
  }
};

Config::Section::Section(std::shared_ptr<Node> node) : node_(std::move(node)) {}

bool Config::Section::present() const { return node_->table != nullptr; }

bool Config::Section::has(std::string_view key) { return node_->find(key) != nullptr; }

std::string Config::Section::text(std::string_view key, std::string_view fallback) {
  const toml::node* node = node_->find(key);
  if (node == nullptr) return std::string(fallback);
  if (const auto* value = node->as_string()) return lower(value->get());
  node_->wrong_kind(*node, key, "a text in quotes");
  return std::string(fallback);
}

std::string Config::Section::choice(std::string_view key, std::string_view fallback,
                                    const std::vector<std::string_view>& choices) {
  std::string chosen = text(key, fallback);
  if (std::find(choices.begin(), choices.end(), chosen) != choices.end()) return chosen;
  const auto meant = nearest(chosen, choices);
  problem(key, fmt::format("\"{}\" is none of {}{}", chosen, fmt::join(choices, ", "),
                           meant.empty() ? "" : fmt::format("; did you mean {}?", meant)));
  return std::string(fallback);
}

bool Config::Section::flag(std::string_view key, bool fallback) {
  const toml::node* node = node_->find(key);
  if (node == nullptr) return fallback;
  if (const auto* value = node->as_boolean()) return value->get();
  node_->wrong_kind(*node, key, "true or false");
  return fallback;
}

std::int64_t Config::Section::whole(std::string_view key, std::int64_t fallback, std::int64_t least,
                                    std::int64_t most) {
  const toml::node* node = node_->find(key);
  if (node == nullptr) return fallback;
  const auto* value = node->as_integer();
  if (value == nullptr) {
    node_->wrong_kind(*node, key, "a whole number");
    return fallback;
  }
  if (value->get() >= least && value->get() <= most) return value->get();
  problem(key, fmt::format("{} is outside {} to {}", value->get(), least, most));
  return fallback;
}

double Config::Section::number(std::string_view key, double fallback, double least, double most) {
  const toml::node* node = node_->find(key);
  if (node == nullptr) return fallback;
  const auto value = node->is_number() ? node->value<double>() : std::nullopt;
  if (!value) {
    node_->wrong_kind(*node, key, "a number");
    return fallback;
  }
  if (*value >= least && *value <= most) return *value;
  problem(key, fmt::format("{} is outside {} to {}", *value, least, most));
  return fallback;
}

Micros Config::Section::duration(std::string_view key, Micros fallback, Micros least, Micros most) {
  const toml::node* node = node_->find(key);
  if (node == nullptr) return fallback;
  const auto* value = node->as_string();
  const bool zero = (value != nullptr && value->get() == "0") ||
                    (node->is_integer() && node->as_integer()->get() == 0);
  if (zero && least == 0) return 0;
  if (value == nullptr) {
    node_->wrong_kind(*node, key,
                      "a duration in quotes with its unit, like \"60s\" or \"1h30min\"");
    return fallback;
  }
  const auto parsed = parse_duration(lower(value->get()));
  if (!parsed) {
    problem(key, parsed.error().message);
    return fallback;
  }
  if (*parsed >= least && *parsed <= most) return *parsed;
  problem(key, fmt::format("{} is outside {} to {}", lower(value->get()), to_duration_text(least),
                           to_duration_text(most)));
  return fallback;
}

std::uint64_t Config::Section::octets(std::string_view key, std::uint64_t fallback,
                                      std::uint64_t least, std::uint64_t most) {
  const toml::node* node = node_->find(key);
  if (node == nullptr) return fallback;
  const auto* value = node->as_string();
  if (value == nullptr) {
    node_->wrong_kind(*node, key, "a size in quotes with its unit, like \"64MiB\"");
    return fallback;
  }
  const auto parsed = parse_octets(lower(value->get()));
  if (!parsed) {
    problem(key, parsed.error().message);
    return fallback;
  }
  if (*parsed >= least && *parsed <= most) return *parsed;
  problem(key, fmt::format("{} is outside {} to {} octets", value->get(), least, most));
  return fallback;
}

std::vector<std::string> Config::Section::texts(std::string_view key,
                                                std::vector<std::string> fallback) {
  const toml::node* node = node_->find(key);
  if (node == nullptr) return fallback;
  const auto* list = node->as_array();
  if (list == nullptr) {
    node_->wrong_kind(*node, key, "a list of texts, like [\"…\", \"…\"]");
    return fallback;
  }
  std::vector<std::string> values;
  for (const auto& entry : *list) {
    if (const auto* value = entry.as_string()) {
      values.push_back(lower(value->get()));
    } else {
      node_->wrong_kind(entry, key, "a list of texts");
    }
  }
  return values;
}

Config::Section Config::Section::section(std::string_view key) {
  const toml::node* node = node_->find(key);
  if (node != nullptr && !node->is_table()) {
    node_->wrong_kind(*node, key, fmt::format("a section, [{}]", node_->full(key)));
  }
  return Section(node_->child(key, node == nullptr ? nullptr : node->as_table()));
}

std::vector<Config::Section> Config::Section::sections(std::string_view key) {
  std::vector<Section> found;
  const toml::node* node = node_->find(key);
  if (node == nullptr) return found;
  const auto* list = node->as_array();
  if (list == nullptr) {
    node_->wrong_kind(*node, key,
                      fmt::format("sections in double brackets, [[{}]]", node_->full(key)));
    return found;
  }
  for (const auto& entry : *list) {
    if (const auto* inner = entry.as_table()) {
      found.push_back(Section(node_->child(key, inner)));
    } else {
      node_->wrong_kind(entry, key, "a section");
    }
  }
  return found;
}

void Config::Section::problem(std::string_view key, std::string_view what) {
  node_->problem(node_->find(key), key, what);
}

Config::Config(std::shared_ptr<State> state) : state_(std::move(state)) {}
Config::~Config() = default;
Config::Config(Config&&) noexcept = default;

Result<Config> Config::load(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return system_error(fmt::format("opening {}", path));
  std::ostringstream bytes;
  bytes << file.rdbuf();
  if (file.bad()) return system_error(fmt::format("reading {}", path));
  return parse(bytes.str(), path);
}

Result<Config> Config::parse(std::string_view text, std::string name) {
  auto state = std::make_shared<State>();
  state->name = std::move(name);
  const std::string lifted = NOROSHI_TRY(lift(text, state->name));
  try {
    state->root = toml::parse(lifted, state->name);
  } catch (const toml::parse_error& error) {
    return Error{Errc::InvalidInput,
                 fmt::format("{}:{}:{}: {}", state->name, error.source().begin.line,
                             error.source().begin.column, lower(error.description()))};
  }
  auto top = std::make_shared<Section::Node>();
  top->state = state.get();
  top->table = &state->root;
  state->sections.push_back(top);
  return Config(std::move(state));
}

Config::Section Config::section(std::string_view key) {
  return Section(state_->sections.front()).section(key);
}

Status Config::finish() {
  auto& problems = state_->problems;
  // A section may be asked for twice; what one call reads, the other knows.
  std::map<const toml::table*, std::set<std::string, std::less<>>> known;
  for (const auto& node : state_->sections) {
    if (node->table != nullptr) known[node->table].insert(node->known.begin(), node->known.end());
  }
  std::set<const toml::table*> seen;
  for (const auto& node : state_->sections) {
    if (node->table == nullptr || !seen.insert(node->table).second) continue;
    const auto& keys = known[node->table];
    const std::vector<std::string_view> valid(keys.begin(), keys.end());
    for (const auto& [key, value] : *node->table) {
      if (keys.contains(key.str())) continue;
      const auto meant = nearest(lower(key.str()), valid);
      node->problem(&value, lower(key.str()),
                    meant.empty()
                        ? "unknown key"
                        : fmt::format("unknown key; did you mean {}?", node->full(meant)));
    }
  }
  if (problems.empty()) return {};
  std::stable_sort(problems.begin(), problems.end(),
                   [](const Problem& a, const Problem& b) { return a.line < b.line; });
  std::vector<std::string> lines;
  for (const Problem& problem : problems) {
    lines.push_back(problem.line == 0
                        ? fmt::format("{}: {}", state_->name, problem.text)
                        : fmt::format("{}:{}: {}", state_->name, problem.line, problem.text));
  }
  return Error{Errc::InvalidInput, fmt::format("{}", fmt::join(lines, "\n"))};
}

Result<std::uint64_t> parse_octets(std::string_view text) {
  std::uint64_t count = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), count);
  const std::string_view unit = text.substr(static_cast<std::size_t>(end - text.data()));
  const auto* known = std::find_if(kOctetUnits.begin(), kOctetUnits.end(),
                                   [&](const OctetUnit& u) { return u.name == unit; });
  std::uint64_t total = 0;
  if (error != std::errc{} || known == kOctetUnits.end() ||
      __builtin_mul_overflow(count, known->size, &total)) {
    return Error{Errc::InvalidInput,
                 fmt::format("\"{}\" is no size; write a whole number and a unit (B, kB, MB, GB, "
                             "KiB, MiB, GiB, TiB), like 64MiB",
                             text)};
  }
  return total;
}

}  // namespace noroshi::base
