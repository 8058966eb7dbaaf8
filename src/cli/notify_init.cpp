// `noroshi notify init`: the folder of one side, with a notify.toml that explains itself.
#include <algorithm>
#include <filesystem>
#include <fmt/format.h>

#include "act/notify/book.hpp"
#include "act/notify/durable_file.hpp"
#include "cli/exit_status.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {
namespace {

constexpr std::string_view kCommon =
    R"(# docs/operations/notices.md explains every key.  Paths are relative to this folder.
[notify]
base = "{}"
# How far the clocks of sensors may be off that do not say it themselves (CSV, XARF).
clock_error = "5s"
# Texts of events, once handled; hashes, seals and cases stay.
keep_bodies = "365d"
{}
# What may wait; more is refused.
[notify.queue]
events = 1000000
octets = "2GiB"
)";

constexpr std::string_view kOperator =
    R"(# Of the regular runs, for the audit trail: 8 characters or more.
purpose = "notices to subscribers with infected devices"
# So long without a sighting, while the sensors see others: cleared.
silent = "7d"
# So much longer: closed.
close_after = "60d"
# Between notices about separate infections of one device.
window = "30d"
customers = "customers.csv"
subscriber = "subscriber.toml"
# opt_outs = "opt-outs.txt"
# texts = "texts"

# First the page on the portal; with a relay, mail beside it: channels = ["portal", "mail"]
[[notify.plan]]
channels = ["portal"]
after = 0
[[notify.plan]]
channels = ["letter"]
after = "14d"
)";

constexpr std::string_view kChannels = R"(
# docs/operations/notice-channels.md
[sender]
operator = "Example Telecom"
operator_ja = "例示テレコム"
contact = "0120-000-000"
portal = "support.example.com/check"

[portal]
folder = "portal"
[letter]
folder = "letters"
# [mail]
# server = "relay.example.com"
# from = "abuse@example.com"
# key = "bounces.key"
# [bounces]
# key = "bounces.key"
# maildir = "bounces"
)";

std::string settings_text(notify::Side side, const std::string& base) {
  const bool own = side == notify::Side::Operator;
  auto text = fmt::format(fmt::runtime(kCommon), base, own ? kOperator : std::string_view());
  // [[notify.plan]] must not stand between the keys of [notify]: kOperator ends with it.
  return own ? text + std::string(kChannels) : text;
}

Status write_file(const std::filesystem::path& path, std::string_view text) {
  auto file = NOROSHI_TRY(notify::DurableFile::create(path.string()));
  NOROSHI_CHECK(file.write(text));
  return file.commit();
}

Status make_folders(const std::filesystem::path& folder, notify::Side side) {
  std::error_code failed;
  std::filesystem::create_directories(folder, failed);
  if (side == notify::Side::Operator && !failed) {
    std::filesystem::create_directory(folder / "portal", failed);
    std::filesystem::create_directory(folder / "letters", failed);
  }
  if (!failed) {
    using std::filesystem::perms;
    std::filesystem::permissions(folder, perms::owner_all | perms::group_read | perms::group_exec,
                                 failed);
  }
  if (failed) return Error{Errc::Io, fmt::format("{}: {}", folder.string(), failed.message())};
  return {};
}

Status check_id(const std::string& id) {
  const bool plain = std::all_of(id.begin(), id.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';
  });
  if (plain && !id.empty() && id.size() <= 128 && id.front() != '.') return {};
  return Error{Errc::InvalidUsage,
               "--operator: the id that the registry of ranges has for this operator: small "
               "letters, digits, -, _ and ."};
}

}  // namespace

Result<int> run_notify_init(const Arguments& arguments, Context& context) {
  static constexpr Text kThere{"{}: there is a folder of notices already",
                               "{}: 既に通知のフォルダーがあります"};
  static constexpr Text kMade{"made {}; look through {} next",
                              "{} を作りました。次に {} を確認してください"};
  const std::filesystem::path folder = arguments.word("--folder").value();
  const bool institute = arguments.word("--side") == "institute";
  const auto side = institute ? notify::Side::Institute : notify::Side::Operator;
  const std::string id = arguments.word("--operator").value_or("");
  if (!institute) NOROSHI_CHECK(check_id(id));
  if (std::filesystem::exists(folder / "side")) {
    return Error{Errc::InvalidUsage, kThere.in(context.language, folder.string())};
  }
  NOROSHI_CHECK(make_folders(folder, side));
  const auto where = arguments.word("--base").value();
  const auto settings = folder / "notify.toml";
  if (!std::filesystem::exists(settings)) {
    NOROSHI_CHECK(write_file(settings, settings_text(side, where)));
  }
  const bool server = where.starts_with("postgres");
  const auto path = where.starts_with("sqlite:") ? where.substr(7) : where;
  const auto base = NOROSHI_TRY(sql::Database::open(
      server ? where : "sqlite:" + (folder / path).string(), notify::kBaseOptions));
  NOROSHI_TRY(notify::Book::create(*base, side, id));
  NOROSHI_CHECK(write_file(folder / "side", std::string(notify::to_string(side)) + "\n"));
  if (!arguments.given("--quiet")) {
    context.note(kMade.in(context.language, folder.string(), settings.string()));
  }
  return kDone;
}

}  // namespace noroshi::cli
