#include "train/lesson/capture.hpp"

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>

#include "io/input.hpp"
#include "io/whole_input.hpp"
#include "observe/flow/reader.hpp"
#include "train/traffic/graft.hpp"
#include "train/traffic/sampler.hpp"
#include "train/traffic/truth.hpp"

namespace noroshi::lesson {
namespace {

constexpr std::size_t kBatchRows = 8'192;

Result<model::FlowBatch> read_flows(const std::string& path) {
  auto input = NOROSHI_TRY(io::Input::open(path));
  const auto reader = NOROSHI_TRY(flow::open(std::move(input)).within(path));
  model::FlowBatch flows;
  while (NOROSHI_TRY(reader->read(flows, kBatchRows).within(path))) {
  }
  return flows;
}

Result<traffic::Graft> read_graft(const std::string& path, const traffic::CaptureKey& key) {
  auto input = NOROSHI_TRY(io::Input::open(path));
  const auto reader = NOROSHI_TRY(flow::open(std::move(input)).within(path));
  traffic::GraftOptions options;
  options.c2 = key.c2;
  options.family = key.family;
  if (!key.infected.empty()) {
    options.host = NOROSHI_TRY(net::Address::parse(key.infected.front()).within(path));
  }
  const auto name = std::filesystem::path(path).filename().string();
  return traffic::load_graft(*reader, name, options).within(path);
}

// Files below `folder` that the truth does not name, relative to it.
std::vector<std::string> unnamed_files(const std::string& folder, const score::Truth& truth) {
  std::set<std::string> named;
  for (const score::TruthEntry& entry : truth) named.insert(entry.file);
  std::vector<std::string> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    if (!entry.is_regular_file()) continue;
    auto name = std::filesystem::relative(entry.path(), folder).generic_string();
    if (!named.contains(name)) files.push_back(std::move(name));
  }
  std::ranges::sort(files);
  return files;
}

Result<Capture> labelled(const score::TruthEntry& entry, const std::string& folder,
                         std::string_view key_text) {
  const std::string path = folder + "/" + entry.file;
  Capture capture{
      .truth = entry, .labelled = true, .path = path, .flows = NOROSHI_TRY(read_flows(path))};
  if (entry.kind == "c2" && !entry.servers.empty()) {
    const auto key = NOROSHI_TRY(traffic::capture_key(key_text, entry.file));
    capture.graft = NOROSHI_TRY(read_graft(path, key));
  }
  return capture;
}

}  // namespace

Result<std::vector<Capture>> read_captures(const std::string& folder) {
  const auto key = NOROSHI_TRY(io::Input::open(folder + "/truth.json"));
  const auto text = NOROSHI_TRY(io::whole(*key));
  const auto truth = NOROSHI_TRY(score::truth_from_json(text).within(key->name()));
  std::vector<Capture> captures;
  for (const score::TruthEntry& entry : truth) {
    captures.push_back(NOROSHI_TRY(labelled(entry, folder, text)));
  }
  for (const std::string& file : unnamed_files(folder, truth)) {
    auto flows = read_flows(folder + "/" + file);
    if (!flows || flows->empty()) continue;  // a note, or a log of something else than flows
    Capture capture{
        .truth = {}, .labelled = false, .path = folder + "/" + file, .flows = *std::move(flows)};
    capture.truth.file = file;
    captures.push_back(std::move(capture));
  }
  return captures;
}

std::string family_key(std::string_view family) {
  std::string key;
  for (const char letter : family) {
    const auto byte = static_cast<unsigned char>(letter);
    if (std::isalnum(byte) == 0 && letter != '-') break;
    key += static_cast<char>(std::tolower(byte));
  }
  return key;
}

model::FlowBatch sampled(const model::FlowBatch& flows, std::uint32_t interval,
                         std::uint64_t seed) {
  const traffic::Sampler sampler(seed, interval);
  model::FlowBatch seen;
  for (std::size_t row = 0; row < flows.size(); ++row) {
    model::Flow flow = flows.at(row);
    if (sampler.sample(flow)) seen.append(flow);
  }
  return seen;
}

}  // namespace noroshi::lesson
