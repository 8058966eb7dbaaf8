#include "act/notify/bodies.hpp"

#include <fmt/format.h>
#include <memory>
#include <zstd.h>

#include "base/assert.hpp"

namespace noroshi::notify {
namespace {

using sql::Value;

constexpr int kLevel = 1;
constexpr std::string_view kMagic = "\x28\xB5\x2F\xFD";  // RFC 8878, section 3.1.1
constexpr unsigned long long kLongest = 8ULL << 20;      // an event has 1 MiB at most
constexpr std::int64_t kBatch = 10'000;

struct Free {
  void operator()(ZSTD_CCtx* context) const { ZSTD_freeCCtx(context); }
  void operator()(ZSTD_DCtx* context) const { ZSTD_freeDCtx(context); }
};

/// The last event whose body may go, of the next batch.
struct Reach {
  std::int64_t last = 0;
  bool more = false;  ///< later ones may go, too
};

Result<Reach> reach(Book& book, std::int64_t after, base::Micros limit) {
  const Value key[] = {after, kBatch};
  const auto rows = NOROSHI_TRY(book.connection().ask(
      "SELECT e.number, e.outcome, e.handled, e.operator, e.batch, COALESCE((SELECT v.number"
      " FROM notify_value v WHERE v.name = 'handed:' || e.operator), 0) FROM notify_event e"
      " WHERE e.number > $1 ORDER BY e.number LIMIT $2",
      key));
  Reach reach{.last = after};
  std::int64_t count = 0;
  while (NOROSHI_TRY(rows->next())) {
    const bool waits = rows->text(1).empty() || rows->integer(2) >= limit;
    const bool stays =
        !rows->text(3).empty() && (rows->integer(4) == 0 || rows->integer(4) > rows->integer(5));
    if (waits || stays) return reach;
    reach.last = rows->integer(0);
    ++count;
  }
  reach.more = count == kBatch;
  return reach;
}

}  // namespace

std::string pack(std::string_view text) {
  thread_local const std::unique_ptr<ZSTD_CCtx, Free> context(ZSTD_createCCtx());
  thread_local std::string frame;
  frame.resize(ZSTD_compressBound(text.size()));
  const auto size = ZSTD_compressCCtx(context.get(), frame.data(), frame.size(), text.data(),
                                      text.size(), kLevel);
  NOROSHI_ASSERT(ZSTD_isError(size) == 0);  // only for want of memory
  return frame.substr(0, size);
}

Result<std::string> unpack(std::string_view body) {
  if (!body.starts_with(kMagic)) return std::string(body);
  thread_local const std::unique_ptr<ZSTD_DCtx, Free> context(ZSTD_createDCtx());
  const auto size = ZSTD_getFrameContentSize(body.data(), body.size());
  const auto damaged = [] { return Error{Errc::InvalidInput, "the text of an event is damaged"}; };
  if (size > kLongest) return damaged();  // unknown and wrong ones are the greatest numbers
  std::string text(size, '\0');
  const auto read =
      ZSTD_decompressDCtx(context.get(), text.data(), text.size(), body.data(), body.size());
  if (ZSTD_isError(read) != 0 || read != size) return damaged();
  return text;
}

Result<std::uint64_t> forget_bodies(Book& book, base::Micros limit) {
  std::uint64_t all = 0;
  for (bool more = true; more;) {
    auto work = NOROSHI_TRY(Book::Work::begin(book));
    const auto before = NOROSHI_TRY(book.number("forgotten"));
    const auto next = NOROSHI_TRY(reach(book, before, limit));
    const Value range[] = {before, next.last};
    const auto gone = NOROSHI_TRY(
        book.connection().run("DELETE FROM notify_body WHERE number > $1 AND number <= $2", range));
    NOROSHI_CHECK(book.count("forget", "bodies", {}, gone));
    NOROSHI_CHECK(book.set("forgotten", next.last));
    NOROSHI_CHECK(work.commit());
    all += static_cast<std::uint64_t>(gone);
    more = next.more;
  }
  return all;
}

}  // namespace noroshi::notify
