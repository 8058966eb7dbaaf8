#include "hub/input_run.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <fmt/format.h>
#include <thread>

#include "hub/fetch.hpp"
#include "hub/intake.hpp"
#include "hub/json_members.hpp"
#include "hub/misp_feed.hpp"
#include "hub/withdrawals.hpp"
#include "intel/mapping/feed_objects.hpp"
#include "intel/taxii/puller.hpp"
#include "io/input.hpp"

namespace noroshi::hub {
namespace {

constexpr std::size_t kBatch = 1'000;

/// When this feed was fetched first: entries without a date keep that one, so that each fetch makes
/// the same objects of them.
Result<base::Micros> first_fetch(Input& input, base::Micros now,
                                 const std::function<Status(const Input&)>& keep) {
  base::Micros first = 0;
  const char* const end = input.cursor.data() + input.cursor.size();
  const auto [stop, failure] = std::from_chars(input.cursor.data(), end, first);
  if (failure == std::errc{} && stop == end) return first;
  input.cursor = std::to_string(now);
  NOROSHI_CHECK(keep(input));
  return now;
}

Result<InputResult> run_feed(Parts& parts, Input& input, SealedBatches& seals,
                             const std::function<bool()>& go_on,
                             const std::function<Status(const Input&)>& keep) {
  const auto collection = NOROSHI_TRY(target_of(parts, input));
  const Fetched fetched = NOROSHI_TRY(fetch(input, input.from));
  const auto sealed = NOROSHI_TRY(
      seals.check({.text = fetched.text, .seal = fetched.seal, .name = input.from}, parts.clock()));
  const Beside beside = beside_of(sealed, collection, parts.clock());
  auto bytes = io::Input::over(fetched.text, input.from);
  const auto first = NOROSHI_TRY(first_fetch(input, parts.clock(), keep));
  const auto feed = NOROSHI_TRY(mapping::read_feed_objects(*bytes, input.name, first));
  InputSum sum;
  sum.left_out = feed.records - std::min(feed.used, feed.records);
  const Origin origin{.source = "feed:" + input.name, .trust = input.trust};
  Intake intake(parts);
  for (std::size_t at = 0; at < feed.objects.size() && go_on(); at += kBatch) {
    const auto end = std::min(at + kBatch, feed.objects.size());
    const auto begin = feed.objects.begin();
    const std::string envelope = fmt::format(
        "{{\"objects\":[{}]}}", fmt::join(begin + static_cast<std::ptrdiff_t>(at),
                                          begin + static_cast<std::ptrdiff_t>(end), ","));
    sum.add(NOROSHI_TRY(intake.receive(origin, collection, envelope, beside)));
  }
  return sum.result();
}

bool wait_while(base::Micros time, const std::function<bool()>& go_on) {
  const auto end = std::chrono::steady_clock::now() + std::chrono::microseconds(time);
  while (std::chrono::steady_clock::now() < end) {
    if (!go_on()) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
  return true;
}

struct Remote {
  taxii::RootInfo root;
  std::string collection;
};

Result<Remote> remote_of(taxii::Client& client, const Input& input) {
  std::vector<Remote> found;
  for (const auto& root : NOROSHI_TRY(client.roots())) {
    for (const auto& one : NOROSHI_TRY(client.collections(root))) {
      const bool fits =
          input.remote.empty()
              ? one.can_read
              : one.id == input.remote || one.alias == input.remote || one.title == input.remote;
      if (fits) found.push_back({root, one.id});
    }
  }
  if (found.size() == 1) return found.front();
  return Error{Errc::NotFound,
               fmt::format("{}: {} collections fit, one is wanted", input.from, found.size())};
}

Result<std::string> seal_of(const taxii::Envelope& envelope) {
  for (const auto& [name, value] : envelope.headers) {
    if (name == kSealHeader) return seal_in(value);
  }
  return std::string();
}

/// The fourth line of a peer's cursor, behind the three of TAXII's (puller.hpp).
constexpr int kWithdrawalLine = 3;

std::string line_of(std::string_view text, int number) {
  for (; number > 0 && !text.empty(); --number) {
    text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
  }
  return std::string(text.substr(0, text.find('\n')));
}

Result<InputResult> run_taxii(Parts& parts, Input& input, SealedBatches& seals,
                              const std::function<bool()>& go_on,
                              const std::function<Status(const Input&)>& keep) {
  const auto collection = NOROSHI_TRY(target_of(parts, input));
  taxii::Account account;
  const auto secret = NOROSHI_TRY(secret_in(input));
  account.user = input.user;
  (input.user.empty() ? account.key : account.password) = secret;
  taxii::Patience patience;
  patience.wait = [&go_on](base::Micros time) { return wait_while(time, go_on); };
  auto client = NOROSHI_TRY(taxii::Client::open(input.from, account, trust_in(input), patience));
  const Remote remote = NOROSHI_TRY(remote_of(client, input));

  InputSum sum;
  const Origin origin{.source = fmt::format("{}:{}", name_of(input.kind), input.name),
                      .trust = input.trust,
                      .peer = input.kind == InputKind::Peer};
  Intake intake(parts);
  taxii::Cursor cursor = taxii::cursor_from_text(input.cursor);
  taxii::Want want;
  want.versions = {"all"};
  if (seals.asks()) want.headers = {{std::string(kSealHeader), std::string(kSealWanted)}};
  const auto take = [&](const taxii::Envelope& envelope) -> Status {
    if (!go_on()) return Error{Errc::Io, "stopped"};
    const std::string seal = NOROSHI_TRY(seal_of(envelope).within(input.from));
    const auto sealed = NOROSHI_TRY(
        seals.check({.text = envelope.body, .seal = seal, .name = input.from}, parts.clock()));
    const auto objects = member(envelope.body, "objects");
    if (!objects || *objects == "[]") return {};
    sum.add(NOROSHI_TRY(intake.receive(origin, collection, envelope.body,
                                       beside_of(sealed, collection, parts.clock()))));
    return {};
  };
  std::string withdrawn = line_of(input.cursor, kWithdrawalLine);
  const auto save = [&](const taxii::Cursor& now) -> Status {
    input.cursor = taxii::to_text(now) + withdrawn;
    return keep(input);
  };
  NOROSHI_TRY(taxii::pull(client, remote.root, remote.collection, cursor, want, take, save));
  if (input.kind != InputKind::Peer) return sum.result();
  const auto taken = NOROSHI_TRY(take_withdrawals(parts, input, seals, collection, withdrawn));
  withdrawn = taken.cursor;
  NOROSHI_CHECK(save(cursor));
  InputResult result = sum.result();
  if (taken.applied > 0) result.text += fmt::format(", {} taken back", taken.applied);
  return result;
}

}  // namespace

void InputSum::add(const Received& received) {
  added += received.added + received.confirmed;
  known += received.known;
  refused += received.refused;
}

InputResult InputSum::result() const {
  return {.added = added,
          .text = fmt::format("{} new, {} known, {} refused, {} left out", added, known, refused,
                              left_out)};
}

Result<directory::Collection> target_of(Parts& parts, const Input& input) {
  for (auto& one : parts.directory.collections()) {
    if (one.uuid == input.collection) return one;
  }
  return Error{Errc::NotFound, fmt::format("its collection {} is gone", input.collection)};
}

Beside beside_of(const std::optional<Sealed>& sealed, const directory::Collection& collection,
                 base::Micros now) {
  if (!sealed) return {};
  return beside(*sealed,
                {.organisation = collection.owner,
                 .collection = collection.id,
                 .anonymous = collection.anonymous},
                now);
}

Result<InputResult> run_input(Parts& parts, Input& input, SealedBatches& seals,
                              const std::function<bool()>& go_on,
                              const std::function<Status(const Input&)>& keep) {
  if (input.kind == InputKind::Misp) return run_misp_feed(parts, input, seals, go_on, keep);
  if (input.kind == InputKind::Feed) return run_feed(parts, input, seals, go_on, keep);
  return run_taxii(parts, input, seals, go_on, keep);
}

}  // namespace noroshi::hub
