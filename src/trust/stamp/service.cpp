#include "trust/stamp/service.hpp"

#include <chrono>
#include <fmt/format.h>

#include "base/json_string.hpp"
#include "io/clock.hpp"
#include "io/durable.hpp"
#include "trust/stamp/audit_book.hpp"

namespace noroshi::stamp {
namespace {

// A failing clock is asked about at most so often, however many want a token.
constexpr base::Micros kShortestRest = base::kSecond;

http::Response reply(View octets) {
  return {.content_type = std::string(kReplyType), .body = std::string(der::text_of(octets))};
}

bool is_query(std::string_view content_type) {
  return content_type.substr(0, content_type.find(';')) == kQueryType;
}

http::Response plain(int status, std::string_view text) {
  return {.status = status, .body = std::string(text)};
}

}  // namespace

Service::Service(ServiceSettings settings, std::vector<std::unique_ptr<ClockSource>> sources,
                 Say say)
    : settings_(std::move(settings)),
      say_(std::move(say)),
      watch_(settings_.clock),
      sources_(std::move(sources)) {}

Result<std::unique_ptr<Service>> Service::open(const ServiceSettings& settings,
                                               std::shared_ptr<const key::Signer> signer,
                                               tlog::SecretKey log_key,
                                               std::vector<std::unique_ptr<ClockSource>> sources,
                                               Say say) {
  std::unique_ptr<Service> service(new Service(settings, std::move(sources), std::move(say)));
  NOROSHI_CHECK(service->begin(std::move(signer), std::move(log_key)));
  return service;
}

Status Service::begin(std::shared_ptr<const key::Signer> signer, tlog::SecretKey log_key) {
  NOROSHI_CHECK(io::make_folder(settings_.folder));
  // Opening the log takes the folder's lock: numbers are only read by its one owner.
  ledger_ = NOROSHI_TRY(tlog::Ledger::open(settings_.folder, std::move(log_key)));
  serials_ = NOROSHI_TRY(Serials::open(settings_.folder + "/serials", io::wall_clock()));
  authority_ = NOROSHI_TRY(Authority::open(
      std::move(signer), settings_.profile, [this] { return time_now(); },
      [this] { return serials_->next(); }));
  queue_ = std::make_unique<CommitQueue>(*ledger_, settings_.most_waiting);
  witnesses_ = std::make_unique<tlog::Witnesses>(
      tlog::Witnesses::Settings{.folder = settings_.folder, .patience = settings_.witness_patience},
      settings_.policy, [this](const auto& answer) { hear(answer); });
  audit();
  NOROSHI_CHECK(ledger_->publish());
  auditor_ = std::thread([this] { keep_auditing(); });
  publisher_ = std::thread([this] { keep_publishing(); });
  return {};
}

Service::~Service() {
  {
    const std::lock_guard lock(mutex_);
    ending_ = true;
  }
  changed_.notify_all();
  if (auditor_.joinable()) auditor_.join();
  if (publisher_.joinable()) publisher_.join();
  queue_.reset();
  witnesses_.reset();
  if (ledger_) (void)ledger_->publish();  // what is durable is published at the next start, too
}

Result<base::Micros> Service::time_now() {
  auto time = watch_.time(moment_now());
  if (!time) {
    const std::lock_guard lock(mutex_);
    audit_wanted_ = true;
    changed_.notify_all();
  }
  return time;
}

void Service::audit() {
  const ClockAudit audit = audit_clock(settings_.clock, sources_);
  ++audits_;
  if (!audit.passed) ++audits_failed_;
  if (const auto recorded = record_audit(settings_.folder, *ledger_, audit); !recorded) {
    // Evidence that is not kept is none: the old one grows stale, and tokens end.
    say_("the clock audit could not be recorded: " + recorded.error().message);
    return;
  }
  watch_.take(audit);
  if (!audit.passed) {
    say_("no time stamps: " + audit.why);
    for (const auto& silent : audit.silent) say_(silent);
  } else if (!last_passed_) {
    say_("the clock passes its audit again");
  }
  last_passed_ = audit.passed;
}

void Service::keep_auditing() {
  std::unique_lock lock(mutex_);
  for (;;) {
    const auto rest = std::chrono::microseconds(std::min(kShortestRest, settings_.audit_every));
    if (changed_.wait_for(lock, rest, [this] { return ending_; })) return;
    const auto more = std::chrono::microseconds(settings_.audit_every) - rest;
    changed_.wait_for(lock, more, [this] { return ending_ || audit_wanted_; });
    if (ending_) return;
    audit_wanted_ = false;
    lock.unlock();
    audit();
    lock.lock();
  }
}

void Service::keep_publishing() {
  std::unique_lock lock(mutex_);
  while (!changed_.wait_for(lock, std::chrono::microseconds(settings_.publish_every),
                            [this] { return ending_; })) {
    lock.unlock();
    publish();
    lock.lock();
  }
}

/// A checkpoint over all that is new, offered to the witnesses.  Tokens are given meanwhile.
void Service::publish() {
  const std::lock_guard lock(publishing_);
  if (witnesses_->asking()) return;  // what they sign must stay the newest until then
  const auto note = ledger_->publish();
  if (!note) return say_("publishing the log: " + note.error().message);
  witnesses_->ask(ledger_->published(), *note);
}

void Service::hear(const tlog::Witnesses::Answer& answer) {
  if (answer.lines) {
    const std::lock_guard lock(publishing_);
    if (const auto kept = ledger_->cosign(answer.checkpoint, *answer.lines); !kept) {
      say_("keeping a cosignature: " + kept.error().message);
    }
  }
  if (!answer.news) return;
  say_(answer.lines ? fmt::format("witness {}: cosigns again", answer.name)
                    : fmt::format("witness {}: no cosignature: {}", answer.name,
                                  answer.lines.error().message));
}

http::Response Service::answer(const http::Request& request) {
  const bool reads = request.method == "GET" || request.method == "HEAD";
  if (request.path() == "/health" && reads) return health();
  if (request.path() != settings_.path) return plain(404, "not found\n");
  if (request.method != "POST") {
    http::Response response = plain(405, "POST a time-stamp query (RFC 3161, section 3.4)\n");
    response.headers = {{"Allow", "POST"}};
    return response;
  }
  if (!is_query(request.header("content-type"))) {
    return plain(415, "Content-Type: application/timestamp-query is asked for\n");
  }
  return stamp(request.body);
}

http::Response Service::stamp(const std::string& body) {
  ++requests_;
  Outcome outcome = authority_->answer(der::view_of(body));
  if (!outcome.failure) return commit(outcome.response);
  ++refused_;
  return reply(outcome.response.octets);
}

http::Response Service::commit(const MadeResponse& made) {
  std::string entry = token_entry(made.token());
  if (!settings_.log_first) {
    const auto done = [this](const Result<std::uint64_t>& index) {
      if (!index) ++unlogged_;
    };
    if (!queue_->add(std::move(entry), done)) ++unlogged_;
    ++granted_;
    return reply(made.octets);
  }
  http::Response response;
  response.later = [this, entry = std::move(entry),
                    answer = reply(made.octets)](std::function<void(http::Response)> give) mutable {
    auto done = [this, answer = std::move(answer),
                 give](const Result<std::uint64_t>& index) mutable {
      ++(index ? granted_ : unlogged_);
      give(index ? std::move(answer)
                 : reply(refused(Failure::SystemFailure, "the log cannot be written")));
    };
    if (queue_->add(std::move(entry), std::move(done))) return;
    ++turned_away_;
    http::Response busy = plain(503, "too many requests wait for the log; try again\n");
    busy.headers = {{"Retry-After", "1"}};
    give(std::move(busy));
  };
  return response;
}

/// Why one is silent is for the operator to hear, not for everybody.
std::string Service::witnesses_now() const {
  std::string list;
  for (const auto& one : witnesses_->standings()) {
    list += fmt::format(R"({}{{"name":{},"cosigned":{},"silent":{}}})", list.empty() ? "" : ",",
                        base::json_string(one.name), one.cosigned, !one.silent.empty());
  }
  return list;
}

http::Response Service::health() const {
  const ServiceCounts now = counts();
  const auto time = watch_.time(moment_now());
  http::Response response;
  response.status = time ? 200 : 503;
  response.content_type = "application/json";
  response.body = fmt::format(
      R"({{"clock_ok":{},"requests":{},"granted":{},"refused":{},"unlogged":{},"turned_away":{},)"
      R"("audits":{},"audits_failed":{},"log_entries":{},"witnesses":[{}]}})"
      "\n",
      time.has_value(), now.requests, now.granted, now.refused, now.unlogged, now.turned_away,
      now.audits, now.audits_failed, ledger_->size(), witnesses_now());
  return response;
}

ServiceCounts Service::counts() const {
  return {requests_, granted_, refused_, unlogged_, turned_away_, audits_, audits_failed_};
}

}  // namespace noroshi::stamp
