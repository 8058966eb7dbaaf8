#include "cli/own_list.hpp"

#include <filesystem>

#include "cli/input_stage.hpp"
#include "train/score/ranking.hpp"

namespace noroshi::cli {
namespace {

// Feodo Tracker's JSON is an array of objects too; a Finding has a probability.
bool are_findings(std::string_view head) {
  const auto first = head.find_first_not_of(" \t\r\n\xEF\xBB\xBF");
  if (first == std::string_view::npos || (head[first] != '{' && head[first] != '[')) return false;
  return head.find("\"probability\"") != std::string_view::npos;
}

std::vector<OwnServer> from_findings(const std::vector<model::Finding>& findings,
                                     double threshold) {
  std::vector<OwnServer> servers;
  for (const auto& finding : findings) {
    if (finding.probability < threshold) continue;
    servers.push_back({.ip = finding.subject.ip,
                       .port = finding.subject.port,
                       .proto = finding.subject.proto,
                       .first_seen = finding.first_seen,
                       .last_seen = finding.last_seen});
  }
  return servers;
}

std::vector<OwnServer> from_entries(const std::vector<feeds::Entry>& entries) {
  std::vector<OwnServer> servers;
  for (const auto& entry : entries) {
    OwnServer server{.ip = entry.ip, .port = entry.port, .proto = entry.proto};
    if (entry.first_seen) server.first_seen = entry.first_seen->instant;
    if (entry.last_seen) server.last_seen = entry.last_seen->instant;
    servers.push_back(server);
  }
  return servers;
}

}  // namespace

NamedFile NamedFile::parse(const std::string& argument) {
  const auto equals = argument.find('=');
  if (equals != std::string::npos && equals > 0 && !std::filesystem::exists(argument)) {
    return {argument.substr(0, equals), argument.substr(equals + 1)};
  }
  auto name = std::filesystem::path(argument).filename();
  while (!name.extension().empty()) name = name.stem();
  return {argument == "-" ? argument : name.string(), argument};
}

ListReading ListReading::from(const Arguments& arguments) {
  return {.threshold = arguments.ratio("--threshold").value(),
          .strict = arguments.given("--strict"),
          .quiet = arguments.given("--quiet")};
}

Result<std::vector<OwnServer>> read_own_list(const std::string& path, const ListReading& how,
                                             const Context& context) {
  constexpr std::size_t kHead = 64 * 1024;  // a Finding's first members lie well within
  const auto input = NOROSHI_TRY(io::Input::open(path));
  const std::string_view head = NOROSHI_TRY(input->window(kHead));
  if (head.empty()) return std::vector<OwnServer>{};  // a hunt that found nothing
  if (are_findings(head)) {
    return from_findings(NOROSHI_TRY(score::read_findings(*input)), how.threshold);
  }
  const auto feed = NOROSHI_TRY(feeds::read_feed(*input, how.strict));
  if (how.quiet) return from_entries(feed.entries);
  for (const auto& line :
       describe_rejects(input->name(), feed.rejects, feed.damage, context.language)) {
    context.note(line);
  }
  return from_entries(feed.entries);
}

Sightings sightings_of(const std::vector<OwnServer>& servers) {
  Sightings sightings;
  for (const OwnServer& server : servers) {
    if (!server.port) {
      ++sightings.without_port;
    } else if (!server.first_seen) {
      ++sightings.without_date;
    } else {
      const auto first = *server.first_seen;
      sightings.list.push_back({{server.ip, *server.port, server.proto.value_or(model::kTcp)},
                                first,
                                std::max(first, server.last_seen.value_or(first))});
    }
  }
  return sightings;
}

OperatorServers operator_of(std::string name, const std::vector<OwnServer>& servers, CompareBy by) {
  OperatorServers result{.list = {.name = std::move(name), .servers = {}}};
  for (const OwnServer& server : servers) {
    if (by == CompareBy::Address) {
      result.list.servers.push_back({server.ip, 0, 0});
    } else if (server.port) {
      result.list.servers.push_back({server.ip, *server.port, server.proto.value_or(model::kTcp)});
    } else {
      ++result.without_port;
    }
  }
  return result;
}

}  // namespace noroshi::cli
