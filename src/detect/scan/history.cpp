#include "detect/scan/history.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <iterator>

namespace noroshi::scan {
namespace {

using base::Micros;

constexpr std::string_view kFirstLine = "noroshi-scan-history 1";
constexpr std::size_t kMostHours = 14 * 24;

// Words are parted by blanks, so a family may hold none: other octets become %XX.
std::string escape(std::string_view text) {
  std::string out;
  for (const char letter : text) {
    const auto octet = static_cast<unsigned char>(letter);
    if (octet > 0x20 && octet < 0x7F && letter != '%') {
      out += letter;
    } else {
      fmt::format_to(std::back_inserter(out), "%{:02X}", octet);
    }
  }
  return out.empty() ? "%" : out;
}

Result<std::string> unescape(std::string_view text) {
  std::string out;
  if (text == "%") return out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at];
      continue;
    }
    unsigned octet = 0;
    const char* begin = text.data() + at + 1;
    if (at + 2 >= text.size() || std::from_chars(begin, begin + 2, octet, 16).ptr != begin + 2) {
      return Error{Errc::InvalidInput, "% without two hexadecimal digits"};
    }
    out += static_cast<char>(octet);
    at += 2;
  }
  return out;
}

// Equal values side by side are written once: 0*57.
std::string runs(const std::vector<float>& values) {
  std::string out;
  for (std::size_t begin = 0; begin < values.size();) {
    std::size_t end = begin + 1;
    while (end < values.size() && values[end] == values[begin]) ++end;
    if (!out.empty()) out += ',';
    fmt::format_to(std::back_inserter(out), "{}", values[begin]);
    if (end - begin > 1) fmt::format_to(std::back_inserter(out), "*{}", end - begin);
    begin = end;
  }
  return out.empty() ? "-" : out;
}

template <class Number>
Result<Number> number(std::string_view text) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size()) {
    return Error{Errc::InvalidInput, fmt::format("\"{}\" is no number", text)};
  }
  return value;
}

Result<std::vector<float>> values_of(std::string_view text) {
  std::vector<float> values;
  if (text == "-") return values;
  while (!text.empty()) {
    const std::size_t comma = std::min(text.find(','), text.size());
    std::string_view run = text.substr(0, comma);
    text.remove_prefix(std::min(comma + 1, text.size()));
    std::size_t times = 1;
    if (const auto star = run.find('*'); star != std::string_view::npos) {
      times = NOROSHI_TRY(number<std::size_t>(run.substr(star + 1)));
      run = run.substr(0, star);
    }
    const auto value = NOROSHI_TRY(number<float>(run));
    if (!std::isfinite(value) || value < 0) return Error{Errc::InvalidInput, "hosts below zero"};
    if (times > kMostHours - values.size()) {
      return Error{Errc::Limit, fmt::format("more than {} hours", kMostHours)};
    }
    values.insert(values.end(), times, value);
  }
  return values;
}

Result<Micros> instant(std::string_view text) {
  const auto at = base::parse_rfc3339(text);
  if (!at) return Error{Errc::InvalidInput, fmt::format("\"{}\" is no instant", text)};
  return *at;
}

std::string service_text(std::uint32_t key) {
  return fmt::format("{}/{}", key & 0xFFFF, key >> 16);
}

Result<std::uint32_t> service_key(std::string_view text) {
  const auto slash = std::min(text.find('/'), text.size());
  const auto port = NOROSHI_TRY(number<std::uint16_t>(text.substr(0, slash)));
  const auto rest = slash < text.size() ? text.substr(slash + 1) : std::string_view();
  const auto protocol = NOROSHI_TRY(number<std::uint8_t>(rest));
  return std::uint32_t{protocol} << 16 | port;
}

// The words of one line.
using Words = std::vector<std::string_view>;

Words words_of(std::string_view line) {
  Words words;
  while (!line.empty()) {
    const std::size_t blank = std::min(line.find(' '), line.size());
    words.push_back(line.substr(0, blank));
    line.remove_prefix(std::min(blank + 1, line.size()));
  }
  return words;
}

Status take_infected(const Words& words, History& history) {
  const auto address = NOROSHI_TRY(net::Address::parse(words[1]));
  Remembered memory;
  memory.family = NOROSHI_TRY(unescape(words[2]));
  memory.first_seen = NOROSHI_TRY(instant(words[3]));
  memory.last_seen = NOROSHI_TRY(instant(words[4]));
  memory.days = NOROSHI_TRY(number<std::uint32_t>(words[5]));
  memory.silent = NOROSHI_TRY(number<std::uint32_t>(words[6]));
  if (words[7] != "cleared" && words[7] != "infected") {
    return Error{Errc::InvalidInput, "neither infected nor cleared"};
  }
  memory.cleared = words[7] == "cleared";
  if (!history.infected.emplace(address, std::move(memory)).second) {
    return Error{Errc::InvalidInput, "the address stands twice"};
  }
  return {};
}

Status take_series(const Words& words, History& history) {
  const auto service = NOROSHI_TRY(service_key(words[1]));
  ServiceSeries series;
  if (words[2] != "-") series.surged = NOROSHI_TRY(instant(words[2]));
  series.hosts = NOROSHI_TRY(values_of(words[3]));
  if (!history.series.emplace(service, std::move(series)).second) {
    return Error{Errc::InvalidInput, "the service stands twice"};
  }
  return {};
}

Status take_payload(const Words& words, History& history) {
  std::uint64_t hash = 0;
  const auto [end, error] =
      std::from_chars(words[1].data(), words[1].data() + words[1].size(), hash, 16);
  if (error != std::errc{} || end != words[1].data() + words[1].size()) {
    return Error{Errc::InvalidInput, "the hash is no hexadecimal number"};
  }
  history.payloads[hash] = NOROSHI_TRY(instant(words[2]));
  return {};
}

Status take_asked(const Words& words, History& history) {
  const auto service = NOROSHI_TRY(service_key(words[1]));
  history.first_asked[service] = NOROSHI_TRY(instant(words[2]));
  return {};
}

Status take_until(const Words& words, History& history) {
  history.until = NOROSHI_TRY(instant(words[1]));
  return {};
}

Status take_heard(const Words& words, History& history) {
  history.heard = NOROSHI_TRY(values_of(words[1]));
  const bool shares = std::all_of(history.heard.begin(), history.heard.end(),
                                  [](float share) { return share <= 1; });
  if (!shares) return Error{Errc::InvalidInput, "a share above one"};
  return {};
}

struct LineKind {
  std::string_view name;
  std::size_t words;
  Status (*take)(const Words&, History&);
};

constexpr LineKind kLineKinds[] = {
    {"until", 2, take_until},   {"heard", 2, take_heard},     {"infected", 8, take_infected},
    {"series", 4, take_series}, {"payload", 3, take_payload}, {"asked", 3, take_asked},
};

Status take_line(std::string_view line, History& history) {
  const Words words = words_of(line);
  for (const LineKind& kind : kLineKinds) {
    if (words.empty() || words[0] != kind.name) continue;
    if (words.size() == kind.words) return kind.take(words, history);
    return Error{Errc::InvalidInput,
                 fmt::format("{} words where there should be {}", words.size(), kind.words)};
  }
  return Error{Errc::InvalidInput, "an unknown kind of line"};
}

// Series and `heard` end at the same hour, so none may be longer than what was heard.
Status check_lengths(const History& history) {
  for (const auto& [service, series] : history.series) {
    if (series.hosts.size() > history.heard.size()) {
      return Error{Errc::InvalidInput,
                   fmt::format("series {} is longer than \"heard\"", service_text(service))};
    }
  }
  return {};
}

}  // namespace

std::string to_text(const History& history) {
  std::string out(kFirstLine);
  auto to = std::back_inserter(out);
  fmt::format_to(to, "\nuntil {}\nheard {}\n", base::to_rfc3339(history.until),
                 runs(history.heard));
  for (const auto& [address, memory] : history.infected) {
    fmt::format_to(to, "infected {} {} {} {} {} {} {}\n", address.to_string(),
                   escape(memory.family), base::to_rfc3339(memory.first_seen),
                   base::to_rfc3339(memory.last_seen), memory.days, memory.silent,
                   memory.cleared ? "cleared" : "infected");
  }
  for (const auto& [service, series] : history.series) {
    fmt::format_to(to, "series {} {} {}\n", service_text(service),
                   series.surged == 0 ? "-" : base::to_rfc3339(series.surged), runs(series.hosts));
  }
  for (const auto& [hash, first] : history.payloads) {
    fmt::format_to(to, "payload {:016x} {}\n", hash, base::to_rfc3339(first));
  }
  for (const auto& [service, first] : history.first_asked) {
    fmt::format_to(to, "asked {} {}\n", service_text(service), base::to_rfc3339(first));
  }
  return out += "end\n";
}

Result<History> history_from_text(std::string_view text) {
  History history;
  std::size_t number = 0;
  while (!text.empty()) {
    const std::size_t feed = std::min(text.find('\n'), text.size());
    const std::string_view line = text.substr(0, feed);
    text.remove_prefix(std::min(feed + 1, text.size()));
    if (++number == 1) {
      if (line != kFirstLine)
        return Error{Errc::InvalidInput, "line 1: no scan history of version 1"};
      continue;
    }
    if (line == "end") {
      if (!text.empty()) return Error{Errc::InvalidInput, "text after the end"};
      NOROSHI_CHECK(check_lengths(history));
      return history;
    }
    NOROSHI_CHECK(take_line(line, history).within(fmt::format("line {}", number)));
  }
  return Error{Errc::InvalidInput, "the history has no end: the file was cut off"};
}

}  // namespace noroshi::scan
