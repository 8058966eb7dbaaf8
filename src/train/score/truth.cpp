#include "train/score/truth.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "io/whole_input.hpp"

namespace noroshi::score {
namespace {

using Json = nlohmann::json;

constexpr double kLongest = 1e9;  // seconds, 31 years: beyond is a slip

Error malformed(std::string_view what) {
  return {Errc::InvalidInput, fmt::format("truth file: {}; see docs/formats/truth.md", what)};
}

Result<model::Endpoint> endpoint_of(const Json& json) {
  if (!json.is_object()) return malformed("an endpoint that is no object");
  const auto port = json.value("port", std::int64_t{-1});
  if (port < 0 || port > 65535) return malformed("an endpoint without a port in 0–65535");
  const auto ip = NOROSHI_TRY(net::Address::parse(json.value("ip", "")).within("truth file"));
  const auto proto =
      NOROSHI_TRY(model::parse_protocol(json.value("proto", "tcp")).within("truth file"));
  return model::Endpoint{ip, static_cast<std::uint16_t>(port), proto};
}

Result<TrueServer> server_of(const Json& json) {
  TrueServer server;
  server.endpoint = NOROSHI_TRY(endpoint_of(json));
  server.family = json.value("family", "");
  if (const auto flows = json.find("flows"); flows != json.end() && flows->is_number_unsigned()) {
    server.flows = flows->get<std::uint64_t>();
  }
  return server;
}

Result<TruthEntry> entry_of(const Json& json) {
  if (!json.is_object()) return malformed("an entry that is no object");
  TruthEntry entry;
  entry.file = json.value("file", "");
  entry.kind = json.value("kind", "");
  entry.family = json.value("family", "");
  if (entry.kind.empty()) return malformed("an entry without a kind");
  for (const Json& one : json.value("c2", Json::array())) {
    entry.servers.push_back(NOROSHI_TRY(server_of(one)));
  }
  for (const Json& one : json.value("other_endpoints", Json::array())) {
    entry.others.push_back(NOROSHI_TRY(endpoint_of(one)));
  }
  if (entry.innocent() && !entry.servers.empty()) {
    return malformed(fmt::format("an entry of kind \"{}\" that names C2 servers", entry.kind));
  }
  entry.hosts = json.value("hosts", std::uint64_t{0});
  const double duration = json.value("duration_s", 0.0);
  if (!(duration >= 0 && duration <= kLongest)) return malformed("an impossible duration_s");
  entry.duration = std::llround(duration * base::kSecond);
  return entry;
}

bool is_about(const TruthEntry& entry, std::string_view file) {
  const auto ends_path = [](std::string_view whole, std::string_view end) {
    return whole == end || (whole.size() > end.size() && whole.ends_with(end) &&
                            whole[whole.size() - end.size() - 1] == '/');
  };
  return !entry.file.empty() && (ends_path(entry.file, file) || ends_path(file, entry.file));
}

std::string choices(const Truth& truth) {
  constexpr std::size_t kShown = 40;
  std::string list;
  for (std::size_t i = 0; i < std::min(truth.size(), kShown); ++i) {
    list += fmt::format("\n  {}", truth[i].file);
  }
  if (truth.size() > kShown) list += fmt::format("\n  and {} more", truth.size() - kShown);
  return list;
}

}  // namespace

Result<Truth> truth_from_json(std::string_view text) {
  const Json json = Json::parse(text, nullptr, false);
  if (json.is_discarded()) return malformed("it is no JSON");
  Truth truth;
  try {  // `value` throws where a member has another type
    if (json.is_object()) {
      truth.push_back(NOROSHI_TRY(entry_of(json)));
      return truth;
    }
    if (!json.is_array()) return malformed("it is no JSON array or object");
    for (const Json& one : json) truth.push_back(NOROSHI_TRY(entry_of(one)));
  } catch (const Json::exception& error) {
    return malformed(error.what());
  }
  if (truth.empty()) return malformed("it has no entries");
  return truth;
}

Result<Truth> read_truth(io::Input& input) {
  return truth_from_json(NOROSHI_TRY(io::whole(input))).within(input.name());
}

Result<TruthEntry> choose(const Truth& truth, std::string_view file) {
  if (file.empty()) {
    if (truth.size() == 1) return truth.front();
    return Error{Errc::InvalidUsage,
                 fmt::format("the truth file has {} entries; say which the findings are about:{}",
                             truth.size(), choices(truth))};
  }
  const auto about = [file](const TruthEntry& entry) { return is_about(entry, file); };
  const auto found = std::find_if(truth.begin(), truth.end(), about);
  if (found == truth.end()) {
    return Error{Errc::NotFound, fmt::format("the truth file says nothing about \"{}\", only:{}",
                                             file, choices(truth))};
  }
  if (std::find_if(found + 1, truth.end(), about) != truth.end()) {
    return Error{
        Errc::InvalidUsage,
        fmt::format("\"{}\" fits several entries of the truth file; write more of its path", file)};
  }
  return *found;
}

}  // namespace noroshi::score
