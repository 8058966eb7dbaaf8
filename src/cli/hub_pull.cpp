// `noroshi hub pull`: what is new on a TAXII 2.1 server, to standard output or into a hub.
#include <chrono>
#include <filesystem>
#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <thread>

#include "cli/hub_line.hpp"
#include "cli/interrupt.hpp"
#include "cli/noun.hpp"
#include "cli/secret_file.hpp"
#include "cli/subcommands.hpp"
#include "cli/table.hpp"
#include "cli/whole_file.hpp"
#include "intel/stix/object.hpp"
#include "intel/taxii/puller.hpp"
#include "io/durable.hpp"
#include "io/http/url.hpp"

namespace noroshi::cli {
namespace {

constexpr Noun kObjects{{"{} object", "オブジェクト {} 件"}, {"{} objects", "オブジェクト {} 件"}};
constexpr Noun kPages{{"{} page", "{} ページ"}, {"{} pages", "{} ページ"}};
constexpr Text kDone{"{} in {}, {} that are no STIX", "{}、{}、STIX でないもの {} 件"};

struct Count {
  std::uint64_t objects = 0, refused = 0;
};

Result<taxii::Account> account_of(const Arguments& arguments) {
  taxii::Account account;
  if (const auto file = arguments.word("--key-file")) {
    account.key = NOROSHI_TRY(io::read_secret(*file, 4096));
    account.key = account.key.substr(0, account.key.find_first_of("\r\n"));
  }
  if (const auto user = arguments.word("--user")) {
    const auto file = arguments.word("--password-file");
    if (!file) return Error{Errc::InvalidUsage, "--user asks for --password-file"};
    account.user = *user;
    account.password = NOROSHI_TRY(read_whole(*file, 4096));
    account.password = account.password.substr(0, account.password.find_first_of("\r\n"));
  }
  return account;
}

/// Waits in short naps, so that Ctrl-C ends them.
bool wait_kindly(base::Micros time) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(time);
  while (std::chrono::steady_clock::now() < end) {
    if (interrupted()) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return true;
}

/// A look at what there is fails at once; a pull waits, and says so.
taxii::Patience patience_of(const Arguments& arguments, const Context& context) {
  static constexpr Text kWaiting{"no answer, or too busy: trying again in {} (Ctrl-C ends)",
                                 "応答がないか混雑しています。{} 後に再試行します (Ctrl-C で終了)"};
  taxii::Patience patience;
  if (arguments.given("--list")) patience.attempts = 1;
  const bool quiet = arguments.given("--quiet");
  patience.wait = [&context, quiet](base::Micros time) {
    if (!quiet) context.note(kWaiting.in(context.language, base::humane(time)));
    return wait_kindly(time);
  };
  return patience;
}

Result<taxii::Client> open_client(const Arguments& arguments, const Context& context) {
  http::ClientOptions options;
  options.fingerprint = arguments.word("--fingerprint").value_or("");
  options.ca_file = arguments.word("--ca").value_or("");
  return taxii::Client::open(arguments.positionals().front(), NOROSHI_TRY(account_of(arguments)),
                             std::move(options), patience_of(arguments, context));
}

/// The cursor's file is replaced in one step: a crash leaves the old one or the new one.
Status save_cursor(const std::string& path, const taxii::Cursor& cursor) {
  const std::string draft = path + ".new";
  {
    std::ofstream file(draft, std::ios::binary | std::ios::trunc);
    file << taxii::to_text(cursor);
    file.flush();
    if (!file) return base::system_error(fmt::format("writing {}", draft));
  }
  std::error_code failure;
  std::filesystem::rename(draft, path, failure);
  if (failure) return Error{Errc::Io, fmt::format("{}: {}", path, failure.message())};
  return {};
}

/// The same JSON without line breaks and the blanks after them.  A line break inside a JSON string
/// is always escaped (RFC 8259, section 7), so nothing of what is said changes.
std::string on_one_line(std::string_view text) {
  std::string line;
  bool begins = false;
  for (const char c : text) {
    const bool ends = c == '\n' || c == '\r';
    begins = ends || (begins && (c == ' ' || c == '\t'));
    if (!begins) line += c;
  }
  return line;
}

/// Where pages go.
class Destination {
 public:
  static Result<Destination> open(const Arguments& arguments, Context& context) {
    Destination to(context);
    if (const auto collection = arguments.word("--into")) {
      to.line_.emplace(NOROSHI_TRY(HubLine::of_folder(arguments)));
      to.target_ =
          fmt::format("/api/v1/collections/{}/contributions", http::percent_encoded(*collection));
    }
    return to;
  }

  Status take(const taxii::Envelope& envelope, Count& count) {
    const auto reading = stix::read_objects(envelope.body, {.strict = false});
    if (!reading) return {};  // "{}": a page without objects
    count.objects += reading->objects.size();
    count.refused += reading->refused.size();
    if (line_) return send(*reading);
    for (const stix::Object& object : reading->objects) {
      NOROSHI_CHECK(context_.out.write(on_one_line(object.text) + "\n"));
    }
    return context_.out.flush();
  }

 private:
  explicit Destination(Context& context) : context_(context) {}

  Status send(const stix::Reading& reading) {
    if (reading.objects.empty()) return {};
    std::string body = "{\"objects\":[";
    for (const stix::Object& object : reading.objects) {
      if (body.back() != '[') body += ',';
      body += object.text;
    }
    const auto reply = NOROSHI_TRY(line_->ask("POST", target_, body + "]}"));
    (void)reply;
    return {};
  }

  Context& context_;
  std::optional<HubLine> line_;
  std::string target_;
};

Status list_server(taxii::Client& client, Context& context) {
  Table table({{"API root"}, {"collection"}, {"title"}, {"read"}, {"write"}});
  for (const auto& root : NOROSHI_TRY(client.roots())) {
    for (const auto& one : NOROSHI_TRY(client.collections(root))) {
      table.add(
          {root.url, one.id, one.title, one.can_read ? "yes" : "no", one.can_write ? "yes" : "no"});
    }
  }
  return context.out.write(table.text(context.terminal.colour));
}

struct Choice {
  taxii::RootInfo root;
  std::string collection;
};

/// The collection that was asked for, or the only one that can be read.
Result<Choice> choose(taxii::Client& client, const std::optional<std::string>& wanted) {
  std::vector<Choice> found;
  for (const auto& root : NOROSHI_TRY(client.roots())) {
    for (const auto& one : NOROSHI_TRY(client.collections(root))) {
      const bool fits =
          wanted ? one.id == *wanted || one.alias == *wanted || one.title == *wanted : one.can_read;
      if (fits) found.push_back({root, one.id});
    }
  }
  if (found.size() == 1) return found.front();
  return Error{Errc::InvalidUsage,
               fmt::format("{} collections fit; choose one with --collection, see them with --list",
                           found.size())};
}

Result<int> pull_from(const Arguments& arguments, Context& context) {
  listen_for_signals();
  auto client = NOROSHI_TRY(open_client(arguments, context));
  if (arguments.given("--list")) {
    NOROSHI_CHECK(list_server(client, context));
    return 0;
  }
  const Choice choice = NOROSHI_TRY(choose(client, arguments.word("--collection")));
  auto destination = NOROSHI_TRY(Destination::open(arguments, context));
  const auto state = arguments.word("--state");
  taxii::Cursor cursor;
  if (state && std::filesystem::exists(*state)) {
    cursor = taxii::cursor_from_text(NOROSHI_TRY(read_whole(*state, 64 << 10)));
  } else if (const auto since = arguments.instant("--since")) {
    cursor.added_after = stix::timestamp(*since);
  }
  taxii::Want want;
  want.types = arguments.all("--type");
  Count count;
  const auto pulled = NOROSHI_TRY(taxii::pull(
      client, choice.root, choice.collection, cursor, want,
      [&](const taxii::Envelope& envelope) { return destination.take(envelope, count); },
      [&](const taxii::Cursor& now) { return state ? save_cursor(*state, now) : Status{}; }));
  if (!arguments.given("--quiet")) {
    context.note(kDone.in(context.language, kObjects.in(context.language, count.objects),
                          kPages.in(context.language, pulled.pages), count.refused));
  }
  return 0;
}

}  // namespace

Result<int> run_hub_pull(const Arguments& arguments, Context& context) {
  auto pulled = pull_from(arguments, context);
  if (!pulled && pulled.error().message.find("agreeing on TLS") != std::string::npos) {
    pulled.error().message +=
        "; if it is the right server, trust its certificate with --fingerprint or --ca";
  }
  return pulled;
}

}  // namespace noroshi::cli
