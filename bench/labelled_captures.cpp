#include "labelled_captures.hpp"

#include <algorithm>
#include <filesystem>
#include <set>

#include "observe/flow/reader.hpp"
#include "train/traffic/sampler.hpp"

namespace noroshi::bench {
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

}  // namespace

Result<std::vector<Capture>> read_captures(const std::string& folder) {
  const auto key = NOROSHI_TRY(io::Input::open(folder + "/truth.json"));
  const auto truth = NOROSHI_TRY(score::read_truth(*key));
  std::vector<Capture> captures;
  for (const score::TruthEntry& entry : truth) {
    captures.push_back({.truth = entry,
                        .labelled = true,
                        .flows = NOROSHI_TRY(read_flows(folder + "/" + entry.file))});
  }
  for (const std::string& file : unnamed_files(folder, truth)) {
    auto flows = read_flows(folder + "/" + file);
    if (!flows || flows->empty()) continue;  // a note, or a log of something else than flows
    Capture capture{.truth = {}, .labelled = false, .flows = *std::move(flows)};
    capture.truth.file = file;
    captures.push_back(std::move(capture));
  }
  return captures;
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

}  // namespace noroshi::bench
