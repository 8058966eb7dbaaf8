#include "trust/psi/endpoint_list.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <string>
#include <string_view>

#include "io/line_reader.hpp"

namespace noroshi::psi {
namespace {

using Fields = std::vector<std::string>;

std::string_view trimmed(std::string_view text) {
  const auto begin = text.find_first_not_of(" \t");
  if (begin == std::string_view::npos) return {};
  return text.substr(begin, text.find_last_not_of(" \t") - begin + 1);
}

// RFC 4180, but that a field ends with its line.
Fields split_csv(std::string_view line) {
  Fields fields(1);
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
  return fields;
}

struct Columns {
  std::size_t ip = 0;
  std::size_t port = 0;
  std::optional<std::size_t> proto;
};

std::optional<Columns> columns_of(std::string_view line) {
  std::optional<std::size_t> ip;
  std::optional<std::size_t> port;
  Columns columns;
  const auto names = split_csv(line);
  for (std::size_t i = 0; i < names.size(); ++i) {
    const auto name = trimmed(names[i]);
    if (name == "ip") ip = i;
    if (name == "port") port = i;
    if (name == "proto") columns.proto = i;
  }
  if (!ip || !port) return std::nullopt;
  columns.ip = *ip;
  columns.port = *port;
  return columns;
}

Result<model::Endpoint> endpoint_of_row(std::string_view line, const Columns& columns) {
  const auto fields = split_csv(line);
  if (fields.size() <= std::max({columns.ip, columns.port, columns.proto.value_or(0)})) {
    return Error{Errc::InvalidInput, "fewer columns than the header names"};
  }
  model::Endpoint endpoint;
  endpoint.ip = NOROSHI_TRY(net::Address::parse(trimmed(fields[columns.ip])));
  const auto port = trimmed(fields[columns.port]);
  const auto [end, failed] = std::from_chars(port.data(), port.data() + port.size(), endpoint.port);
  if (failed != std::errc{} || end != port.data() + port.size()) {
    return Error{Errc::InvalidInput, "the port is no number from 0 to 65535"};
  }
  const auto proto = columns.proto ? trimmed(fields[*columns.proto]) : "tcp";
  endpoint.proto = NOROSHI_TRY(model::parse_protocol(proto));
  return endpoint;
}

Result<model::Endpoint> endpoint_of_json(std::string_view line) {
  if (line.back() == ',') line.remove_suffix(1);  // of an array with one entry a line
  return NOROSHI_TRY(model::finding_from_json(line)).subject;
}

}  // namespace

Status read_endpoints(io::Input& input, io::Rejects& rejects, std::vector<model::Endpoint>& list) {
  io::LineReader lines(input, rejects);
  std::optional<Columns> columns;
  while (const auto whole = NOROSHI_TRY(lines.next())) {
    const auto line = trimmed(*whole);
    if (line.empty() || line.front() == '#' || line == "[" || line == "]") continue;
    const bool is_json = line.front() == '{';
    if (!is_json && !columns) {
      columns = columns_of(line);
      if (columns) continue;
    }
    const auto endpoint = is_json   ? endpoint_of_json(line)
                          : columns ? endpoint_of_row(line, *columns)
                                    : model::parse_endpoint(line);
    if (endpoint.has_value()) {
      list.push_back(*endpoint);
      continue;
    }
    NOROSHI_CHECK(rejects.add(is_json   ? "no Finding (docs/formats/finding.md)"
                              : columns ? "no row with an address, a port and a protocol"
                                        : "no endpoint of the form IP:PORT or IP:PORT/PROTO",
                              lines.place()));
  }
  return {};
}

}  // namespace noroshi::psi
