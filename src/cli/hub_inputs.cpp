// `noroshi hub input …`: feeds and other servers that a hub fetches by itself.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "cli/hub_folder.hpp"
#include "cli/subcommands.hpp"
#include "cli/table.hpp"
#include "hub/inputs.hpp"
#include "io/clock.hpp"

namespace noroshi::cli {
namespace {

/// The hub of the folder with its archive, for commands that take or check what is kept.
struct Base {
  HubDesk desk;
  std::unique_ptr<archive::Archive> archive;
  std::unique_ptr<hub::Parts> parts;
  std::unique_ptr<hub::Inputs> inputs;

  static Result<Base> open(const Arguments& arguments) {
    const auto settings = NOROSHI_TRY(hub_settings(arguments));
    Base base;
    base.desk = NOROSHI_TRY(HubDesk::open(settings.database));
    base.archive = NOROSHI_TRY(archive::Archive::open(*base.desk.database));
    base.parts = std::make_unique<hub::Parts>(hub::Parts{*base.desk.database, *base.archive,
                                                         *base.desk.directory, *base.desk.trail,
                                                         io::wall_clock, settings.home});
    base.inputs = NOROSHI_TRY(hub::Inputs::open(*base.parts));
    return base;
  }
};

Result<std::string> collection_of(HubDesk& desk, const std::string& name) {
  for (const auto& one : desk.directory->collections()) {
    if (one.uuid == name || one.alias == name) return one.uuid;
  }
  return Error{
      Errc::NotFound,
      fmt::format("there is no collection \"{}\"; see: noroshi hub collection list", name)};
}

Result<archive::Trust> trust_of(const Arguments& arguments) {
  archive::Trust trust;
  if (const auto grade = arguments.word("--reliability")) trust.reliability = grade->front();
  if (const auto credibility = arguments.count("--credibility")) {
    if (*credibility < 1 || *credibility > 6)
      return Error{Errc::InvalidUsage, "--credibility: 1 to 6"};
    trust.credibility = static_cast<std::uint8_t>(*credibility);
  }
  return trust;
}

std::string absolute(const std::string& path) {
  return path.empty() ? path : std::filesystem::absolute(path).string();
}

hub::ArrivalDemands seals_of(const Arguments& arguments) {
  const auto path = [&](std::string_view option) {
    return absolute(arguments.word(option).value_or(""));
  };
  return {.believed = {.anchors = path("--anchors"),
                       .tsa_anchors = path("--tsa-anchors"),
                       .material = path("--material")},
          .required = arguments.given("--require-seal"),
          .sealed_by = arguments.word("--sealed-by").value_or("")};
}

std::string instant_text(base::Micros at) {
  return at == 0 ? "never" : base::to_rfc3339(at / base::kSecond * base::kSecond);
}

}  // namespace

Result<int> run_hub_input_add(const Arguments& arguments, Context&) {
  auto base = NOROSHI_TRY(Base::open(arguments));
  hub::Input input;
  input.name = arguments.positionals().front();
  input.kind = NOROSHI_TRY(hub::parse_input_kind(arguments.word("--kind").value()));
  input.from = arguments.word("--from").value();
  const bool remote = input.from.starts_with("https://") || input.from.starts_with("http://");
  const bool file_will_do =
      input.kind != hub::InputKind::Taxii && input.kind != hub::InputKind::Peer;
  if (!remote && !file_will_do) {
    return Error{Errc::InvalidUsage, "--from: a TAXII server is named by its https URL"};
  }
  if (!remote) input.from = absolute(input.from);
  input.remote = arguments.word("--remote-collection").value_or("");
  input.collection = NOROSHI_TRY(collection_of(base.desk, arguments.word("--collection").value()));
  input.every = arguments.duration("--every").value();
  input.trust = NOROSHI_TRY(trust_of(arguments));
  input.user = arguments.word("--user").value_or("");
  input.secret_file = absolute(arguments.word("--secret-file").value_or(""));
  input.fingerprint = arguments.word("--fingerprint").value_or("");
  input.ca_file = absolute(arguments.word("--ca").value_or(""));
  input.seals = seals_of(arguments);
  const std::string name = input.name;
  NOROSHI_CHECK(base.inputs->add(std::move(input)));
  NOROSHI_CHECK(base.desk.record("input.add", name));
  return 0;
}

Result<int> run_hub_input_list(const Arguments& arguments, Context& context) {
  auto base = NOROSHI_TRY(Base::open(arguments));
  Table table({{"input"},
               {"kind"},
               {"every"},
               {"health"},
               {"last success"},
               {"new", Table::Align::Right},
               {"last result"}});
  const base::Micros now = io::wall_clock();
  for (const auto& one : NOROSHI_TRY(base.inputs->all())) {
    table.add({one.name, std::string(hub::name_of(one.kind)), base::humane(one.every),
               std::string(one.health(now)), instant_text(one.last_success),
               std::to_string(one.taken), one.last_result});
  }
  NOROSHI_CHECK(context.out.write(table.text(context.terminal.colour)));
  return 0;
}

Result<int> run_hub_input_run(const Arguments& arguments, Context& context) {
  auto base = NOROSHI_TRY(Base::open(arguments));
  const std::string& name = arguments.positionals().front();
  const auto line = NOROSHI_TRY(base.inputs->run(name));
  NOROSHI_CHECK(context.out.write(fmt::format("{}: {}\n", name, line)));
  return line.starts_with("failed") ? 1 : 0;
}

Result<int> run_hub_input_remove(const Arguments& arguments, Context&) {
  auto base = NOROSHI_TRY(Base::open(arguments));
  const std::string& name = arguments.positionals().front();
  NOROSHI_CHECK(base.inputs->remove(name));
  NOROSHI_CHECK(base.desk.record("input.remove", name));
  return 0;
}

}  // namespace noroshi::cli
