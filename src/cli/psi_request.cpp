#include "cli/psi_request.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <thread>

#include "base/hex.hpp"
#include "cli/audit.hpp"
#include "cli/interrupt.hpp"
#include "cli/noun.hpp"
#include "cli/own_list.hpp"
#include "cli/psi_text.hpp"
#include "io/clock.hpp"

namespace noroshi::cli {
namespace {

psi::Terms terms_of(const Arguments& arguments, psi::Role role) {
  const auto learns = arguments.word("--learns").value();
  const bool me = learns != "peer";
  const bool peer = learns != "me";
  const bool first = role == psi::Role::Initiator;
  return {.initiator_learns = first ? me : peer,
          .responder_learns = first ? peer : me,
          .count_only = arguments.given("--count-only")};
}

}  // namespace

Result<std::vector<model::Endpoint>> psi_list(const Arguments& arguments, const Context& context) {
  static constexpr Text kPortless{"{}: {} without a port left out",
                                  "{}: ポートのない{}を除きました"};
  const ListReading how{.threshold = arguments.ratio("--threshold").value(),
                        .strict = arguments.given("--strict"),
                        .quiet = arguments.given("--quiet")};
  auto files = arguments.positionals();
  if (files.empty()) files.emplace_back("-");
  std::vector<model::Endpoint> list;
  for (const auto& path : files) {
    const auto servers = NOROSHI_TRY(read_own_list(path, how, context));
    const auto ours = operator_of(path, servers, CompareBy::Endpoint);
    list.insert(list.end(), ours.list.servers.begin(), ours.list.servers.end());
    if (ours.without_port > 0 && !how.quiet) {
      context.note(
          kPortless.in(context.language, path, kServers.in(context.language, ours.without_port)));
    }
  }
  return list;
}

namespace {

std::string terms_text(const psi::Session& session) {
  const auto& terms = session.hello().terms;
  return fmt::format("{} learn{}, {}",
                     session.learns() && session.peer_learns() ? "both"
                     : session.learns()                        ? "we"
                                                               : "they",
                     session.learns() && !session.peer_learns() ? " alone" : "",
                     terms.count_only ? "count only" : "shared items");
}

}  // namespace

Result<psi::Session> psi_session(const Arguments& arguments, const Context& context,
                                 psi::Role role) {
  const auto list = NOROSHI_TRY(psi_list(arguments, context));
  const auto limit = static_cast<std::uint32_t>(arguments.count("--limit").value());
  return psi::Session::begin(role, terms_of(arguments, role), limit, list);
}

PsiWork::PsiWork(const Arguments& arguments, const Context& context)
    : threads_(
          static_cast<unsigned>(arguments.count("--threads")
                                    .value_or(std::max(1U, std::thread::hardware_concurrency())))),
      progress_(context, arguments.given("--quiet")) {}

psi::Work PsiWork::of(const psi::Session* session) {
  return {
      .threads = threads_, .go_on = [this, session](std::uint64_t done) {
        const auto total =
            session == nullptr ? 0 : std::uint64_t{session->hello().count} + session->peer().count;
        const auto elapsed = std::chrono::steady_clock::now() - begin_;
        progress_.update(
            {.records = done,
             .done = done,
             .total = total,
             .elapsed = std::chrono::duration_cast<std::chrono::microseconds>(elapsed).count()});
        return !interrupted();
      }};
}

Status log_psi(const Arguments& arguments, const psi::Session& session, const std::string& peer,
               const std::string& event) {
  const auto path = arguments.word("--log");
  if (!path) return {};
  const auto& ours = session.hello();
  const auto& theirs = session.peer();
  return append_audit(
      *path,
      {.time = io::wall_clock(),
       .asker = Asker::detect(),
       .command = std::string(arguments.command().path),
       .filter = {},
       .details = fmt::format(
           "{}; peer {}; {}; ours {} of at most {}, commitment {}, salt {}; theirs {}, "
           "commitment {}; runs {} and {}",
           event, peer, terms_text(session), ours.count, ours.limit, base::to_hex(ours.commitment),
           base::to_hex(session.salt()), theirs.count, base::to_hex(theirs.commitment),
           base::to_hex(ours.run), base::to_hex(theirs.run)),
       .purpose = arguments.word("--purpose").value_or("")});
}

Status print_outcome(const psi::Outcome& outcome, const Arguments& arguments, Context& context) {
  return context.out.write(outcome_text(outcome, arguments.word("--format").value(), context));
}

}  // namespace noroshi::cli
