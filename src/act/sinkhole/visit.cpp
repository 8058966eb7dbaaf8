#include "act/sinkhole/visit.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "base/json_string.hpp"

namespace noroshi::sinkhole {
namespace {

/// The members that both kinds of line share, without braces.
std::string members(const Visit& visit, std::string_view type) {
  return fmt::format(
      R"("type":"{}","time":"{}","src_ip":"{}","src_port":{},"dst_ip":"{}","dst_port":{},"kind":"{}")",
      type, base::to_rfc3339(visit.time), visit.source.to_string(), visit.source_port,
      visit.destination.to_string(), visit.destination_port, to_string(visit.kind));
}

}  // namespace

std::string to_json(const Visit& visit) {
  return fmt::format(R"({{{},"detail":{}}})", members(visit, "sinkhole-visit"),
                     base::json_string(visit.detail));
}

std::string to_json(const Stay& stay) {
  return fmt::format(R"({{{},"seconds":{:.3f},"octets":{},"keep_alives":{},"echoes":{}}})",
                     members(stay.visit, "sinkhole-stay"), base::seconds(stay.duration),
                     stay.octets, stay.keep_alives, stay.echoes);
}

}  // namespace noroshi::sinkhole
