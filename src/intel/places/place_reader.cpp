// Files of places, line by line.
//
// CSV:  prefix,country[,network]             RFC 4180 quotes around a field
// RIR:  registry|cc|type|start|value|date|status[|…]
//       APNIC, "RIR statistics exchange format": `value` counts addresses of IPv4 (any number, not
//       only powers of two) and is the length of the prefix for IPv6; the version line begins with
//       a number, summary lines end with "summary", comments with "#".
#include <algorithm>
#include <charconv>
#include <optional>

#include "intel/places/places.hpp"
#include "io/line_reader.hpp"
#include "net/prefix.hpp"

namespace noroshi::places {
namespace {

constexpr std::size_t kLongestNetwork = 200;  // octets

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlank = " \t\r";
  const auto begin = text.find_first_not_of(kBlank);
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(kBlank) - begin + 1);
}

std::vector<std::string_view> split(std::string_view line, char at) {
  std::vector<std::string_view> fields;
  for (;;) {
    const auto end = line.find(at);
    fields.push_back(trimmed(line.substr(0, end)));
    if (end == std::string_view::npos) return fields;
    line.remove_prefix(end + 1);
  }
}

/// One line of CSV; nothing where a quote does not close.
std::optional<std::vector<std::string>> csv_fields(std::string_view line) {
  std::vector<std::string> fields(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const char c = line[i];
    if (quoted && c == '"' && i + 1 < line.size() && line[i + 1] == '"') {
      fields.back() += line[++i];
    } else if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      fields.emplace_back();
    } else {
      fields.back() += c;
    }
  }
  if (quoted) return std::nullopt;
  for (std::string& one : fields) one = std::string(trimmed(one));
  return fields;
}

std::optional<std::uint64_t> number_in(std::string_view text) {
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  const bool whole = error == std::errc{} && end == text.data() + text.size() && !text.empty();
  return whole ? std::optional(number) : std::nullopt;
}

/// Two letters, as capitals; nothing where they are none.
std::optional<std::string> country_in(std::string_view text) {
  if (text.size() != 2) return std::nullopt;
  std::string country(text);
  for (char& c : country) {
    if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 'a' + 'A');
    if (c < 'A' || c > 'Z') return std::nullopt;
  }
  return country;
}

net::Address last_of(const net::Prefix& prefix) {
  const int bits = (prefix.address.is_v4() ? 96 : 0) + prefix.length;
  const auto ones = [](int kept) { return kept >= 64 ? 0ULL : kept <= 0 ? ~0ULL : ~0ULL >> kept; };
  return net::Address::v6(prefix.address.high() | ones(bits),
                          prefix.address.low() | ones(bits - 64));
}

bool is_plain(std::string_view text) {
  return text.size() <= kLongestNetwork && std::all_of(text.begin(), text.end(), [](char c) {
           return static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
         });
}

class Reading {
 public:
  /// False: the line is of neither form.
  Result<bool> first(std::string_view line, io::Place place) {
    if (line.find('|') != std::string_view::npos) {
      const auto fields = split(line, '|');
      file.form = "RIR statistics";
      rir_ = true;
      if (fields.size() < 7) return false;
      if (number_in(fields[0].substr(0, fields[0].find('.')))) return true;  // the version line
      NOROSHI_CHECK(take(line, place));
      return true;
    }
    const auto header = csv_fields(line);
    file.form = "CSV";
    return header && header->size() >= 2 && (*header)[0] == "prefix" && (*header)[1] == "country" &&
           (header->size() == 2 || (*header)[2] == "network");
  }

  Status take(std::string_view line, io::Place place) {
    ++file.records;
    const auto reason = rir_ ? take_rir(line) : take_csv(line);
    if (reason.empty()) return {};
    if (reason.front() != '-') return file.rejects.add(reason, place);
    file.rejects.skip(reason.substr(1), place);
    return {};
  }

  PlaceFile file;

 private:
  /// Empty: taken.  With a '-' in front: well-formed, and of no use here.
  std::string_view take_csv(std::string_view line) {
    const auto fields = csv_fields(line);
    if (!fields) return "a quote does not close";
    if (fields->size() < 2) return "fields are missing";
    const auto prefix = net::Prefix::parse((*fields)[0]);
    if (!prefix) return "no prefix";
    std::string country;
    if (!(*fields)[1].empty()) {
      const auto known = country_in((*fields)[1]);
      if (!known) return "no country of two letters";
      country = *known;
    }
    std::string network = fields->size() > 2 ? (*fields)[2] : "";
    if (!is_plain(network)) return "no name of a network";
    if (country.empty() && network.empty()) return "-says nothing";
    file.ranges.push_back(
        {prefix->address, last_of(*prefix), std::move(country), std::move(network)});
    return {};
  }

  std::string_view take_rir(std::string_view line) {
    const auto fields = split(line, '|');
    if (fields.size() >= 6 && fields[5] == "summary") return "-summary";
    if (fields.size() < 7) return "fields are missing";
    if (fields[2] == "asn") return "-number of a network";
    if (fields[2] != "ipv4" && fields[2] != "ipv6") return "no type of address";
    if (fields[6] != "allocated" && fields[6] != "assigned") return "-not given to anybody";
    const auto country = country_in(fields[1]);
    if (!country) return "no country of two letters";
    if (*country == "ZZ") return "-country not known";
    const auto start = net::Address::parse(fields[3]);
    const auto value = number_in(fields[4]);
    if (!start || start->is_v4() != (fields[2] == "ipv4")) return "no address";
    if (!value || *value == 0) return "no size";
    const auto last = start->is_v4() ? last_v4(*start, *value) : last_v6(*start, *value);
    if (!last) return "no size";
    file.ranges.push_back({*start, *last, *country, {}});
    return {};
  }

  static std::optional<net::Address> last_v4(const net::Address& start, std::uint64_t count) {
    if (count > (1ULL << 32) - start.v4_bits()) return std::nullopt;
    return net::Address::v4(static_cast<std::uint32_t>(start.v4_bits() + count - 1));
  }

  static std::optional<net::Address> last_v6(const net::Address& start, std::uint64_t length) {
    if (length > 128) return std::nullopt;
    return last_of(net::Prefix::of(start, static_cast<int>(length)));
  }

  bool rir_ = false;
};

}  // namespace

Result<PlaceFile> read_places(io::Input& input) {
  Reading reading;
  io::LineReader lines(input, reading.file.rejects);
  bool begun = false;
  while (const auto line = NOROSHI_TRY(lines.next())) {
    const auto text = trimmed(*line);
    if (text.empty() || text.front() == '#') continue;
    if (begun) {
      NOROSHI_CHECK(reading.take(text, lines.place()));
      continue;
    }
    begun = NOROSHI_TRY(reading.first(text, lines.place()));
    if (!begun) break;
  }
  if (begun) return std::move(reading.file);
  return Error{Errc::InvalidInput,
               "neither CSV that begins with prefix,country nor statistics of a registry "
               "(registry|cc|type|start|value|date|status)"};
}

}  // namespace noroshi::places
