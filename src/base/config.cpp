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

// toml++ 3.3 has undefined behaviour when it asks whether U+FB26 to U+FEFE is white space
// (presentation forms, variation selectors).  Line of the first such character, or 0.
std::size_t line_of_unsafe_character(std::string_view text) {
  std::size_t line = 1;
  for (std::size_t at = 0; at + 2 < text.size(); ++at) {
    if (text[at] == '\n') ++line;
    if (text[at] != '\xEF') continue;
    const auto low = static_cast<unsigned>(static_cast<unsigned char>(text[at + 1]) << 8 |
                                           static_cast<unsigned char>(text[at + 2]));
    if (low >= 0xACA6 && low < 0xBBBF) return line;  // UTF-8 EF AC A6 to EF BB BE
  }
  return 0;
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
  if (const auto* value = node->as_string()) return value->get();
  node_->wrong_kind(*node, key, "a text in quotes");
  return std::string(fallback);
}

std::string Config::Section::choice(std::string_view key, std::string_view fallback,
                                    const std::vector<std::string_view>& choices) {
  const std::string chosen = text(key, fallback);
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
  const auto parsed = parse_duration(value->get());
  if (!parsed) {
    problem(key, parsed.error().message);
    return fallback;
  }
  if (*parsed >= least && *parsed <= most) return *parsed;
  problem(key, fmt::format("{} is outside {} to {}", value->get(), to_duration_text(least),
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
  const auto parsed = parse_octets(value->get());
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
      values.push_back(value->get());
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
  if (const std::size_t line = line_of_unsafe_character(text); line != 0) {
    return Error{Errc::InvalidInput,
                 fmt::format("{}:{}: a character from U+FB26 to U+FEFE (often an invisible "
                             "variation selector behind a symbol) cannot be read; remove it",
                             state->name, line)};
  }
  try {
    state->root = toml::parse(text, state->name);
  } catch (const toml::parse_error& error) {
    return Error{Errc::InvalidInput,
                 fmt::format("{}:{}:{}: {}", state->name, error.source().begin.line,
                             error.source().begin.column, error.description())};
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
      const auto meant = nearest(key.str(), valid);
      node->problem(&value, key.str(),
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
