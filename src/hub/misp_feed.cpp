#include "hub/misp_feed.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "hub/fetch.hpp"
#include "hub/intake.hpp"
#include "intel/mapping/misp.hpp"
#include "intel/stix/identity.hpp"

namespace noroshi::hub {
namespace {

constexpr std::string_view kManifest = "manifest.json";

struct Listed {
  std::int64_t changed = 0;  ///< seconds since 1970
  std::string uuid;
};

std::int64_t number_in(const nlohmann::json& value) {
  if (value.is_number_integer()) return value.get<std::int64_t>();
  if (!value.is_string()) return 0;
  const auto& text = value.get_ref<const std::string&>();
  std::int64_t number = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
  return failure == std::errc{} && end == text.data() + text.size() ? number : 0;
}

/// The events of a manifest, by change; names that are no UUID go no further: they become paths.
Result<std::vector<Listed>> listed_in(const std::string& text, std::uint64_t& left_out) {
  const auto manifest = nlohmann::json::parse(text, nullptr, false);
  if (!manifest.is_object()) {
    return Error{Errc::InvalidInput, "the manifest is no JSON object of events"};
  }
  std::vector<Listed> events;
  for (const auto& [uuid, event] : manifest.items()) {
    if (!stix::is_uuid(uuid) || !event.is_object() || !event.contains("timestamp")) {
      ++left_out;
      continue;
    }
    events.push_back({.changed = number_in(event["timestamp"]), .uuid = uuid});
  }
  std::sort(events.begin(), events.end(), [](const Listed& a, const Listed& b) {
    return a.changed != b.changed ? a.changed < b.changed : a.uuid < b.uuid;
  });
  return events;
}

std::string folder_of(std::string from) {
  if (from.ends_with(kManifest)) from.resize(from.size() - kManifest.size());
  return from.ends_with('/') ? from : from + "/";
}

}  // namespace

Result<InputResult> run_misp_feed(Parts& parts, Input& input, SealedBatches& seals,
                                  const std::function<bool()>& go_on,
                                  const std::function<Status(const Input&)>& keep) {
  const auto collection = NOROSHI_TRY(target_of(parts, input));
  const std::string folder = folder_of(input.from);
  std::uint64_t left_out = 0;
  const std::string index = folder + std::string(kManifest);
  const auto manifest = NOROSHI_TRY(fetch(input, index));
  NOROSHI_TRY(
      seals.check({.text = manifest.text, .seal = manifest.seal, .name = index}, parts.clock()));
  const auto events = NOROSHI_TRY(listed_in(manifest.text, left_out));
  std::int64_t seen = 0;
  std::from_chars(input.cursor.data(), input.cursor.data() + input.cursor.size(), seen);
  const Origin origin{.source = "feed:" + input.name, .trust = input.trust};
  Intake intake(parts);
  InputSum sum;
  for (const Listed& event : events) {
    // Several may share a second, so those of the last second are looked at again.
    if (event.changed < seen) continue;
    if (!go_on()) break;
    const std::string file = fmt::format("{}{}.json", folder, event.uuid);
    const auto fetched = NOROSHI_TRY(fetch(input, file));
    const auto sealed = NOROSHI_TRY(
        seals.check({.text = fetched.text, .seal = fetched.seal, .name = file}, parts.clock()));
    const auto misp = NOROSHI_TRY(mapping::from_misp(fetched.text).within(event.uuid));
    left_out += misp.attributes - std::min(misp.mapped, misp.attributes);
    if (!misp.objects.empty()) {
      const auto envelope = fmt::format("{{\"objects\":[{}]}}", fmt::join(misp.objects, ","));
      sum.add(NOROSHI_TRY(intake.receive(origin, collection, envelope,
                                         beside_of(sealed, collection, parts.clock()))));
    }
    input.cursor = std::to_string(event.changed);
    NOROSHI_CHECK(keep(input));
  }
  sum.left_out += left_out;
  return sum.result();
}

}  // namespace noroshi::hub
