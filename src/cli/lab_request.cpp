#include "cli/lab_request.hpp"

#include <filesystem>
#include <fmt/format.h>

#include "cli/whole_file.hpp"
#include "train/traffic/graft.hpp"
#include "train/traffic/truth.hpp"

namespace noroshi::cli {
namespace {

// What is known of a capture before it is read: from --graft-truth, then from the options.
Result<traffic::GraftOptions> graft_options(const Arguments& arguments, const std::string& path) {
  traffic::GraftOptions options;
  options.clients = static_cast<std::uint32_t>(arguments.count("--graft-clients").value());
  if (const auto truth = arguments.word("--graft-truth")) {
    const auto text = NOROSHI_TRY(read_whole(*truth));
    const auto name = std::filesystem::path(path).filename().string();
    auto key = NOROSHI_TRY(traffic::capture_key(text, name).within(*truth));
    options.c2 = std::move(key.c2);
    options.family = std::move(key.family);
    if (!key.infected.empty()) {
      options.host = NOROSHI_TRY(net::Address::parse(key.infected.front()).within(*truth));
    }
  }
  if (const auto host = arguments.word("--graft-host")) {
    options.host = NOROSHI_TRY(net::Address::parse(*host).within("--graft-host"));
  }
  for (const auto& server : arguments.all("--graft-c2")) {
    options.c2.push_back(NOROSHI_TRY(model::parse_endpoint(server)));
  }
  return options;
}

Result<traffic::Graft> graft_of(const Arguments& arguments, const std::string& path) {
  const auto options = NOROSHI_TRY(graft_options(arguments, path));
  auto input = NOROSHI_TRY(io::Input::open(path));
  const auto reader = NOROSHI_TRY(flow::open(std::move(input)));
  const auto name = std::filesystem::path(path).filename().string();
  return traffic::load_graft(*reader, name, options).within(path);
}

}  // namespace

Result<std::vector<traffic::BotnetSpec>> parse_botnets(std::string_view list, std::uint32_t bots) {
  std::vector<traffic::BotnetSpec> botnets;
  if (list == "none") return botnets;
  for (;;) {
    const auto comma = list.find(',');
    auto spec = NOROSHI_TRY(traffic::parse_botnet(list.substr(0, comma)).within("--family"));
    if (spec.bots == 0) spec.bots = bots;
    botnets.push_back(spec);
    if (comma == std::string_view::npos) return botnets;
    list.remove_prefix(comma + 1);
  }
}

Result<traffic::Scenario> scenario_of(const Arguments& arguments) {
  traffic::Scenario scenario;
  scenario.seed = arguments.count("--seed").value();
  scenario.start = arguments.instant("--start").value();
  scenario.duration = arguments.duration("--duration").value();
  scenario.subscribers = static_cast<std::uint32_t>(arguments.count("--subscribers").value());
  scenario.sampling = static_cast<std::uint32_t>(arguments.count("--sampling").value());
  scenario.exporter.biflow = !arguments.given("--one-way");
  scenario.exporter.router = arguments.word("--to") != "zeek";  // Zeek follows connections whole
  const auto graft = arguments.word("--graft");
  if (graft) scenario.grafts.push_back(NOROSHI_TRY(graft_of(arguments, *graft)));

  const auto bots = static_cast<std::uint32_t>(arguments.count("--bots").value_or(0));
  if (const auto list = arguments.word("--family")) {
    scenario.botnets = NOROSHI_TRY(parse_botnets(*list, bots));
  } else if (graft) {
    scenario.botnets.clear();
  } else {
    for (auto& botnet : scenario.botnets) botnet.bots = bots;
  }
  for (auto& botnet : scenario.botnets) {
    if (traffic::entry_of(botnet.family).servers == 0) continue;  // none of its own
    botnet.rotation = arguments.duration("--rotate").value_or(0);
  }
  NOROSHI_CHECK(traffic::check(scenario));
  return scenario;
}

}  // namespace noroshi::cli
