#include "act/notify/take.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <future>
#include <vector>

#include "act/notify/bodies.hpp"
#include "act/notify/digest.hpp"
#include "act/notify/reported_host.hpp"

namespace noroshi::notify {
namespace {

using sql::Octets;
using sql::Value;

// Of a batch in the making: many events make few writes of the pages that they share, and the
// largest event is 1 MiB.
constexpr std::size_t kBatch = 5'000;
constexpr std::size_t kBatchOctets = 16U << 20;

Result<std::string> last_chain(Book& book) {
  const auto rows = NOROSHI_TRY(
      book.connection().ask("SELECT chain FROM notify_event ORDER BY number DESC LIMIT 1"));
  return NOROSHI_TRY(rows->next()) ? std::string(rows->text(0)) : kFirstChain;
}

/// An event as it goes into the base.
struct Ready {
  std::string hash, body, address, family;
  base::Micros first_seen = 0;
  base::Micros last_seen = 0;
  bool clearance = false;
};

Ready ready(const Incoming& event) {
  return {.hash = sha256(event.body),
          .body = pack(event.body),
          .address = event.host.address.to_string(),
          .family = family_word(event.host.family),
          .first_seen = event.host.first_seen,
          .last_seen = event.host.last_seen,
          .clearance = event.host.standing == model::Standing::Cleared};
}

/// One batch, as it was read.
struct Batch {
  std::vector<Ready> events;
  bool more = true;              ///< others may follow
  std::optional<Error> stopped;  ///< the reading ended here; what came before is good
  io::Rejects rejects;           ///< all until here
};

/// What was rejected since it was last asked, into the tallies.
class RejectCounts {
 public:
  Status count(Book& book, const io::Rejects& rejects, Taken& taken) {
    taken.rejected += NOROSHI_TRY(count(book, "rejected", rejects.rejected(), rejected_));
    taken.skipped += NOROSHI_TRY(count(book, "skipped", rejects.skipped(), skipped_));
    return {};
  }

 private:
  using Tallies = std::map<std::string, io::Rejects::Tally, std::less<>>;
  using Counts = std::map<std::string, std::uint64_t, std::less<>>;

  static Result<std::uint64_t> count(Book& book, std::string_view outcome, const Tallies& now,
                                     Counts& before) {
    std::uint64_t all = 0;
    for (const auto& [reason, tally] : now) {
      const auto more = tally.count - before[reason];
      before[reason] = tally.count;
      NOROSHI_CHECK(book.count("take", outcome, reason, static_cast<std::int64_t>(more)));
      all += more;
    }
    return all;
  }

  Counts rejected_;
  Counts skipped_;
};

class Taker {
 public:
  Taker(Book& book, EventReader& reader, const io::Rejects& rejects, Seal& seal,
        const QueueLimits& limits, base::Micros now, Taken& taken)
      : book_(book),
        reader_(reader),
        rejects_(rejects),
        seal_(seal),
        limits_(limits),
        now_(now),
        taken_(taken) {}

  Status run() {
    NOROSHI_CHECK(check_envelope());
    // The next batch is read while this one is kept.
    auto ahead = std::async(std::launch::async, [this] { return fill(); });
    for (bool more = true; more;) {
      batch_ = ahead.get();
      more = batch_.more;
      if (more) ahead = std::async(std::launch::async, [this] { return fill(); });
      NOROSHI_CHECK(keep());
      if (full_) return refuse();
      if (batch_.stopped) return std::move(*batch_.stopped);
    }
    return note_envelope();
  }

 private:
  Status check_envelope() {
    const Envelope* envelope = reader_.envelope();
    if (envelope == nullptr) return {};
    if (book_.side() == Side::Institute) {
      return Error{Errc::InvalidUsage,
                   "a routed file is for an operator; this side is an institute"};
    }
    if (envelope->operator_id == book_.operator_id()) return {};
    return Error{Errc::InvalidUsage,
                 fmt::format("the file is for operator \"{}\" and this is \"{}\": it was delivered "
                             "to the wrong place; destroy it and tell the institute",
                             envelope->operator_id, book_.operator_id())};
  }

  /// The next events.  Alone in touching the reader and what it rejects.
  [[nodiscard]] Batch fill() const {
    Batch batch;
    Incoming event;
    for (std::size_t octets = 0; batch.events.size() < kBatch && octets < kBatchOctets;) {
      auto more = reader_.next(event);
      if (!more) batch.stopped = std::move(more).error();
      if (batch.stopped || !*more) {
        batch.more = false;
        break;
      }
      batch.events.push_back(ready(event));
      octets += batch.events.back().body.size();
    }
    batch.rejects = rejects_;
    return batch;
  }

  Status keep() {
    auto work = NOROSHI_TRY(Book::Work::begin(book_));
    const Taken before = taken_;
    if (auto kept = keep_all(); !kept) {
      taken_ = before;
      return kept;
    }
    if (auto done = work.commit(); !done) {
      taken_ = before;
      return done;
    }
    return {};
  }

  Status keep_all() {
    waiting_ = NOROSHI_TRY(waiting(book_));
    chain_ = NOROSHI_TRY(last_chain(book_));
    number_ = NOROSHI_TRY(book_.number("events"));
    const auto first = number_;
    const Taken before = taken_;
    base::Micros until = NOROSHI_TRY(book_.number("until"));
    for (const Ready& event : batch_.events) {
      full_ =
          waiting_.events >= limits_.events || waiting_.octets + event.body.size() > limits_.octets;
      if (full_) break;
      NOROSHI_CHECK(keep(event));
      // A sensor whose clock runs ahead must not make everybody else look silent.
      until = std::max(until, std::min(event.last_seen, now_));
    }
    NOROSHI_CHECK(reject_counts_.count(book_, batch_.rejects, taken_));
    NOROSHI_CHECK(count(before));
    NOROSHI_CHECK(book_.set("until", until));
    return number_ == first ? Status{} : seal_chain();
  }

  Status keep(const Ready& event) {
    const std::string chain = chain_after(chain_, event.hash, now_);
    const Value row[] = {number_ + 1,
                         Octets{event.hash},
                         Octets{chain},
                         now_,
                         reader_.form(),
                         std::string_view(event.address),
                         std::string_view(event.family),
                         event.first_seen,
                         event.last_seen,
                         std::int64_t{event.clearance},
                         static_cast<std::int64_t>(event.body.size())};
    const auto added = NOROSHI_TRY(book_.connection().run(
        "INSERT INTO notify_event (number, hash, chain, taken, form, address, family, first_seen,"
        " last_seen, clearance, octets, outcome, reason, handled, case_id, operator, batch)"
        " VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, '', '', 0, '', '', 0)"
        " ON CONFLICT (hash) DO NOTHING",
        row));
    ++(added == 0 ? taken_.known : taken_.accepted);
    if (added == 0) return {};
    const Value body[] = {++number_, Octets{event.body}};
    NOROSHI_TRY(
        book_.connection().run("INSERT INTO notify_body (number, body) VALUES ($1, $2)", body));
    chain_ = chain;
    ++waiting_.events;
    waiting_.octets += event.body.size();
    return {};
  }

  Status count(const Taken& before) {
    const auto accepted = taken_.accepted - before.accepted;
    const auto known = taken_.known - before.known;
    const auto in =
        accepted + known + (taken_.rejected - before.rejected) + (taken_.skipped - before.skipped);
    taken_.in += in;
    NOROSHI_CHECK(book_.count("take", "in", reader_.form(), static_cast<std::int64_t>(in)));
    NOROSHI_CHECK(book_.count("take", "accepted", {}, static_cast<std::int64_t>(accepted)));
    NOROSHI_CHECK(book_.count("take", "known", {}, static_cast<std::int64_t>(known)));
    NOROSHI_CHECK(book_.set("events", number_));
    NOROSHI_CHECK(book_.set("waiting-events", static_cast<std::int64_t>(waiting_.events)));
    return book_.set("waiting-octets", static_cast<std::int64_t>(waiting_.octets));
  }

  Status seal_chain() {
    const std::string token = NOROSHI_TRY(seal_.seal(chain_, now_).within("sealing the evidence"));
    const Value row[] = {number_, Octets{chain_}, now_, seal_.kind(), Octets{token}};
    NOROSHI_TRY(book_.connection().run(
        "INSERT INTO notify_seal (number, chain, at, kind, token) VALUES ($1, $2, $3, $4, $5)",
        row));
    return {};
  }

  Status refuse() const {
    return Error{
        Errc::Limit,
        fmt::format("the queue holds {} events in {} octets, as much as it may: handle them "
                    "(noroshi notify {}), then take the same input again; {} of its events were "
                    "taken now, and nothing counts twice",
                    waiting_.events, waiting_.octets,
                    book_.side() == Side::Institute ? "route" : "run", taken_.accepted)};
  }

  /// Once the file has been read to its last line.
  Status note_envelope() {
    const Envelope* envelope = reader_.envelope();
    if (envelope == nullptr) return {};
    auto work = NOROSHI_TRY(Book::Work::begin(book_));
    const auto batch = static_cast<std::int64_t>(envelope->batch);
    const auto last = NOROSHI_TRY(book_.number("batch"));
    if (last > 0 && batch > last + 1) {
      taken_.missing_batches = static_cast<std::uint64_t>(batch - last - 1);
    }
    NOROSHI_CHECK(book_.set("batch", std::max(last, batch)));
    const auto until = NOROSHI_TRY(book_.number("until"));
    NOROSHI_CHECK(book_.set("until", std::max(until, std::min(envelope->until, now_))));
    return work.commit();
  }

  Book& book_;
  EventReader& reader_;
  const io::Rejects& rejects_;
  Seal& seal_;
  const QueueLimits& limits_;
  base::Micros now_;
  Taken& taken_;
  RejectCounts reject_counts_;
  Batch batch_;
  Waiting waiting_;
  std::string chain_;
  std::int64_t number_ = 0;
  bool full_ = false;
};

struct Link {
  std::int64_t number = 0;
  std::string hash, chain;
};

Status check_link(const sql::Cursor& row, Link& last) {
  const auto number = row.integer(0);
  const std::string hash(row.text(1));
  const std::string chain(row.text(2));
  const auto body = unpack(row.text(4));
  const auto broken = [&](std::string_view what) {
    return Error{Errc::InvalidInput, fmt::format("evidence {}: {}", number, what)};
  };
  if (number != last.number + 1) return broken("an event before it is missing");
  const bool forgotten = body && body->empty();
  if (!forgotten && (!body || sha256(*body) != hash))
    return broken("the event is not what was hashed");
  if (chain_after(last.chain, hash, row.integer(3)) != chain) {
    return broken("it does not follow from the one before");
  }
  last = {.number = number, .hash = hash, .chain = chain};
  return {};
}

}  // namespace

Status take(Book& book, EventReader& reader, const io::Rejects& rejects, Seal& seal,
            const QueueLimits& limits, base::Micros now, Taken& taken) {
  return Taker(book, reader, rejects, seal, limits, now, taken).run();
}

Result<Waiting> waiting(Book& book) {
  return Waiting{.events = static_cast<std::uint64_t>(NOROSHI_TRY(book.number("waiting-events"))),
                 .octets = static_cast<std::uint64_t>(NOROSHI_TRY(book.number("waiting-octets")))};
}

Result<std::vector<KeptSeal>> seals(Book& book) {
  const auto rows = NOROSHI_TRY(book.connection().ask(
      "SELECT number, chain, at, kind, token FROM notify_seal ORDER BY number"));
  std::vector<KeptSeal> all;
  while (NOROSHI_TRY(rows->next())) {
    all.push_back({.number = rows->integer(0),
                   .chain = std::string(rows->text(1)),
                   .at = rows->integer(2),
                   .kind = std::string(rows->text(3)),
                   .token = std::string(rows->text(4))});
  }
  return all;
}

Status check_evidence(Book& book) {
  Link last{.number = 0, .hash = {}, .chain = kFirstChain};
  std::map<std::int64_t, std::string> seals;
  {
    const auto rows =
        NOROSHI_TRY(book.connection().ask("SELECT number, chain FROM notify_seal ORDER BY number"));
    while (NOROSHI_TRY(rows->next())) seals.emplace(rows->integer(0), rows->text(1));
  }
  const auto rows = NOROSHI_TRY(
      book.connection().ask("SELECT e.number, e.hash, e.chain, e.taken, b.body FROM notify_event e"
                            " LEFT JOIN notify_body b ON b.number = e.number ORDER BY e.number"));
  while (NOROSHI_TRY(rows->next())) {
    NOROSHI_CHECK(check_link(*rows, last));
    const auto seal = seals.find(last.number);
    if (seal != seals.end() && seal->second != last.chain) {
      return Error{Errc::InvalidInput,
                   fmt::format("evidence {}: its seal is over another chain", last.number)};
    }
  }
  if (!seals.empty() && seals.rbegin()->first > last.number) {
    return Error{Errc::InvalidInput,
                 fmt::format("evidence {}: sealed, and no longer there", seals.rbegin()->first)};
  }
  return {};
}

}  // namespace noroshi::notify
