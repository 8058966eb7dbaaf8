// `noroshi hub push`: findings, STIX, MISP events and feeds into a hub; what is there already
// changes nothing.
#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include "cli/hub_answer.hpp"
#include "cli/hub_line.hpp"
#include "cli/noun.hpp"
#include "cli/progress.hpp"
#include "cli/sealing.hpp"
#include "cli/subcommands.hpp"
#include "cli/whole_file.hpp"
#include "intel/mapping/feed_objects.hpp"
#include "intel/mapping/finding_objects.hpp"
#include "intel/mapping/misp.hpp"
#include "intel/stix/object.hpp"
#include "io/clock.hpp"
#include "io/http/url.hpp"
#include "trust/log/merkle.hpp"

namespace noroshi::cli {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kBatchObjects = 1'000;
constexpr std::size_t kBatchOctets = 8U << 20;
constexpr std::uint64_t kLargestInput = 2ULL << 30;
constexpr Noun kObjects{{"{} object", "オブジェクト {} 件"}, {"{} objects", "オブジェクト {} 件"}};

/// What the hub said of everything that was pushed.
struct Tally {
  std::uint64_t added = 0, confirmed = 0, known = 0, held = 0, refused = 0;

  void add(const Json& answer, Context& context) {
    added += count_in(answer, "added");
    confirmed += count_in(answer, "confirmed");
    known += count_in(answer, "known");
    held += count_in(answer, "held");
    const auto list = answer.find("refused");
    if (list == answer.end() || !list->is_array()) return;
    for (const Json& one : *list) {
      ++refused;
      context.note(fmt::format("refused: {}: {}", text_in(one, "id"), text_in(one, "reason")));
    }
  }

  [[nodiscard]] std::string text(Language language) const {
    static constexpr Text kText{"{} new, {} confirmed by one more source, {} known already",
                                "新規 {}、別の情報源による確認 {}、既知 {}"};
    static constexpr Text kHeld{"; {} wait for approval before others see them",
                                "。うち {} 件は承認待ちで、まだ他者には見えません"};
    static constexpr Text kRefused{"; {} refused", "。拒否 {} 件"};
    std::string out = kText.in(language, grouped(added), grouped(confirmed), grouped(known));
    if (held > 0) out += kHeld.in(language, grouped(held));
    if (refused > 0) out += kRefused.in(language, grouped(refused));
    return out;
  }
};

/// Collects objects and sends them in batches that a hub takes at once.
class Pusher {
 public:
  Pusher(HubLine& line, std::string collection, const Sealer* sealer, Context& context, bool quiet)
      : line_(line),
        sealer_(sealer),
        collection_(std::move(collection)),
        target_(fmt::format("/api/v1/collections/{}/contributions",
                            http::percent_encoded(collection_))),
        context_(context),
        progress_(context, quiet),
        began_(io::steady_clock()) {}

  Status put(std::string_view object) {
    if (!batch_.empty()) batch_ += ',';
    batch_ += object;
    ++objects_;
    const bool full = ++waiting_ >= kBatchObjects || batch_.size() >= kBatchOctets;
    return full ? send() : Status{};
  }

  Status send() {
    if (waiting_ == 0) return {};
    const std::string body = fmt::format("{{\"objects\":[{}]}}", batch_);
    http::Client::Fields fields;
    if (sealer_ != nullptr) {
      const std::string made = NOROSHI_TRY(sealer_->seal(body, "application/json"));
      fields.emplace_back("Noroshi-Seal", tlog::to_base64(made));
    }
    auto reply = line_.ask("POST", target_, body, "application/json", fields);
    if (!reply && reply.error().code == Errc::NotFound) return no_collection();
    if (!reply) return std::move(reply).error();
    batch_.clear();
    waiting_ = 0;
    const Json answer = Json::parse(reply->body, nullptr, false);
    if (!answer.is_object()) return Error{Errc::Io, target_ + ": the answer is no JSON object"};
    if (const auto list = answer.find("refused"); list != answer.end() && !list->empty()) {
      progress_.clear();
    }
    tally_.add(answer, context_);
    progress_.update({.records = objects_, .elapsed = io::steady_clock() - began_});
    return {};
  }

  /// What could not be read at `place`.
  Status refuse(const std::string& place, const Error& why) {
    constexpr std::uint64_t kShown = 20;
    if (++unread_ <= kShown) say(fmt::format("refused: {}: {}", place, why.message));
    if (unread_ == kShown) say("refused: more of them follow, and are only counted");
    ++tally_.refused;
    return {};
  }

  /// What could not be sent: no id, or no object at all.
  void refuse(const stix::Reading& reading) {
    for (const stix::Complaint& complaint : reading.complaints) {
      const bool about_refused = std::find(reading.refused.begin(), reading.refused.end(),
                                           complaint.object) != reading.refused.end();
      if (about_refused) say(fmt::format("refused: {}", stix::to_string(complaint)));
    }
    tally_.refused += reading.refused.size();
  }

  /// What of an event or a feed became no object.
  void leave_out(const io::Rejects& rejects) {
    for (const auto* tallies : {&rejects.rejected(), &rejects.skipped()}) {
      for (const auto& [reason, tally] : *tallies) {
        say(fmt::format("left out: {}: {}", reason, tally.count));
      }
    }
  }

  /// Takes the progress off the screen and says what became of all that was sent.
  void tell() {
    progress_.clear();
    context_.note(fmt::format("{}: {}", kObjects.in(context_.language, objects_ - waiting_),
                              tally_.text(context_.language)));
  }

  [[nodiscard]] const Tally& tally() const { return tally_; }

 private:
  void say(std::string_view line) {
    progress_.clear();
    context_.note(line);
  }

  [[nodiscard]] Error no_collection() const {
    return Error{Errc::NotFound,
                 fmt::format("there is no collection \"{}\" that you may put into; choose one with "
                             "--collection, see them with: noroshi hub collection list",
                             collection_)};
  }

  HubLine& line_;
  const Sealer* sealer_;  // null: nothing is sealed
  std::string collection_;
  std::string target_;
  Context& context_;
  Progress progress_;
  std::uint64_t unread_ = 0;
  base::Micros began_;
  std::string batch_;
  std::size_t waiting_ = 0;
  std::uint64_t objects_ = 0;
  Tally tally_;
};

/// The organisation that the key belongs to: the author of what findings become.
Result<mapping::Author> author_at(HubLine& line) {
  const auto reply = NOROSHI_TRY(line.ask("GET", "/api/v1/me"));
  const Json me = Json::parse(reply.body, nullptr, false);
  if (!me.is_object()) return Error{Errc::Io, "/api/v1/me: the answer is no JSON object"};
  return mapping::Author{
      .identity = text_in(me, "identity"), .name = text_in(me, "organisation"), .marking = {}};
}

bool is_finding(const Json& json) { return json.contains("subject") && json.contains("evidence"); }

bool is_misp(const Json& json) { return json.contains("Event") || json.contains("response"); }

/// Findings, events and STIX tell themselves; any other JSON may be a feed.
bool tells_itself(const Json& json) {
  return is_finding(json) || is_misp(json) || json.contains("type") || json.contains("objects");
}

/// One JSON value of an input: a Finding, a MISP event, or STIX in any wrapping.  What is none of
/// them refuses itself, and not what comes after it.
Status put_json(const Json& json, std::string_view text, const std::string& place,
                const mapping::Author& author, Pusher& pusher) {
  if (is_finding(json)) {
    const auto finding = model::finding_from_json(text);
    if (!finding) return pusher.refuse(place, finding.error());
    for (const std::string& object : mapping::stix_of(*finding, author)) {
      NOROSHI_CHECK(pusher.put(object));
    }
    return {};
  }
  if (is_misp(json)) {
    const auto misp = mapping::from_misp(text);
    if (!misp) return pusher.refuse(place, misp.error());
    for (const std::string& object : misp->objects) NOROSHI_CHECK(pusher.put(object));
    pusher.leave_out(misp->rejects);
    return {};
  }
  // The texts of objects go as they are: the hub checks them, and keeps what was written.
  const auto reading = stix::read_objects(text, {.strict = false});
  if (!reading) return pusher.refuse(place, reading.error());
  for (const stix::Object& object : reading->objects) NOROSHI_CHECK(pusher.put(object.text));
  pusher.refuse(*reading);
  return {};
}

Status put_array(const Json& list, const std::string& name, const mapping::Author& author,
                 Pusher& pusher) {
  std::uint64_t number = 0;
  for (const Json& one : list) {
    const std::string place = fmt::format("{}: element {}", name, ++number);
    NOROSHI_CHECK(put_json(one, one.dump(), place, author, pusher));
  }
  return {};
}

Status put_lines(std::string_view text, const std::string& name, const mapping::Author& author,
                 Pusher& pusher) {
  std::uint64_t number = 0;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    const Json json = Json::parse(line, nullptr, false);
    const std::string place = fmt::format("{}: line {}", name, number);
    NOROSHI_CHECK(json.is_object()
                      ? put_json(json, line, place, author, pusher)
                      : pusher.refuse(place, {Errc::InvalidInput, "this is no JSON object"}));
  }
  return {};
}

Status put_feed(const std::string& name, const std::string& text, Pusher& pusher) {
  auto input = io::Input::over(text, name);
  const auto feed = NOROSHI_TRY(mapping::read_feed_objects(*input, name, io::wall_clock()));
  for (const std::string& object : feed.objects) NOROSHI_CHECK(pusher.put(object));
  pusher.leave_out(feed.rejects);
  return {};
}

Status put_input(const std::string& path, const mapping::Author& author, Pusher& pusher) {
  const std::string text = NOROSHI_TRY(read_whole(path, kLargestInput));
  const std::string name = path == "-" ? "standard input" : path;
  const auto first = text.find_first_not_of(" \t\r\n");
  if (first == std::string::npos) return {};
  if (text[first] != '{' && text[first] != '[') return put_feed(name, text, pusher);
  const Json whole = Json::parse(text, nullptr, false);
  if (whole.is_discarded()) return put_lines(text, name, author, pusher);
  const bool list = whole.is_array() && !whole.empty();
  if (!tells_itself(list ? whole.front() : whole)) return put_feed(name, text, pusher);
  if (list) return put_array(whole, name, author, pusher);
  return put_json(whole, text, name, author, pusher);
}

Status put_all(const std::vector<std::string>& paths, const mapping::Author& author,
               Pusher& pusher) {
  for (const std::string& path : paths) NOROSHI_CHECK(put_input(path, author, pusher));
  return pusher.send();
}

}  // namespace

Result<int> run_hub_push(const Arguments& arguments, Context& context) {
  auto line = NOROSHI_TRY(HubLine::open(arguments));
  const auto author = NOROSHI_TRY(author_at(line));
  const bool quiet = arguments.given("--quiet");
  const auto sealer = NOROSHI_TRY(Sealer::open(arguments));
  Pusher pusher(line, arguments.word("--collection").value(), sealer ? &*sealer : nullptr, context,
                quiet);
  auto files = arguments.positionals();
  if (files.empty()) files.emplace_back("-");
  const Status pushed = put_all(files, author, pusher);
  if (!quiet) pusher.tell();  // also where it ended early: this much is safe
  NOROSHI_CHECK(pushed);
  return pusher.tally().refused > 0 ? 1 : 0;
}

}  // namespace noroshi::cli
