#include "intel/taxii/puller.hpp"

#include <fmt/format.h>

#include "base/time.hpp"

namespace noroshi::taxii {
namespace {

std::string_view cut_line(std::string_view& text) {
  const auto end = text.find('\n');
  const auto line = text.substr(0, end);
  text.remove_prefix(end == std::string_view::npos ? text.size() : end + 1);
  return line;
}

/// Where the next pull begins, once all pages of this one are here.
std::string just_before(const std::string& instant) {
  const auto parsed = base::parse_rfc3339(instant);
  return parsed ? base::to_rfc3339(*parsed - 1) : instant;
}

bool is_later(const std::string& instant, const std::string& than) {
  const auto a = base::parse_rfc3339(instant);
  const auto b = base::parse_rfc3339(than);
  return a && (!b || *a > *b);
}

/// Several objects may share the instant at which a page ended, so the next one begins just before
/// it; where that brings nothing new, behind it.
Status go_on_by_date(Cursor& cursor) {
  std::string begin = just_before(cursor.last);
  if (!is_later(begin, cursor.added_after)) begin = cursor.last;
  if (!is_later(begin, cursor.added_after)) {
    return Error{
        Errc::InvalidInput,
        fmt::format("the server says there is more after {}, but not how to go on", cursor.last)};
  }
  cursor.added_after = std::move(begin);
  return {};
}

/// Where the page leaves the cursor.
Status step(Cursor& cursor, const Envelope& envelope) {
  if (!envelope.last_added.empty()) cursor.last = envelope.last_added;
  if (!envelope.more) {
    cursor.next.clear();
    if (!cursor.last.empty()) cursor.added_after = just_before(cursor.last);
    return {};
  }
  const bool same = !envelope.next.empty() && envelope.next == cursor.next;
  if (same) return Error{Errc::InvalidInput, "the server names the page it has just sent as next"};
  cursor.next = envelope.next;
  // A server that says more without saying how is read on by date (client.hpp).
  return cursor.next.empty() ? go_on_by_date(cursor) : Status{};
}

}  // namespace

std::string to_text(const Cursor& cursor) {
  return cursor.added_after + "\n" + cursor.next + "\n" + cursor.last + "\n";
}

Cursor cursor_from_text(std::string_view text) {
  Cursor cursor;
  cursor.added_after = cut_line(text);
  cursor.next = cut_line(text);
  cursor.last = cut_line(text);
  return cursor;
}

Result<Pulled> pull(Client& client, const RootInfo& root, std::string_view collection,
                    Cursor& cursor, const Want& filters,
                    const std::function<Status(const Envelope&)>& take,
                    const std::function<Status(const Cursor&)>& save) {
  Pulled pulled;
  Want want = filters;
  bool more = true;
  while (more) {
    want.added_after = cursor.added_after;
    auto envelope = client.objects(root, collection, want, cursor.next);
    if (!envelope && !cursor.next.empty() && pulled.pages == 0) {
      cursor.next.clear();  // kept from an earlier run: the server may have forgotten it
      continue;
    }
    if (!envelope) return std::move(envelope).error();
    NOROSHI_CHECK(take(*envelope));
    ++pulled.pages;
    pulled.octets += envelope->body.size();
    more = envelope->more;
    NOROSHI_CHECK(step(cursor, *envelope));
    NOROSHI_CHECK(save(cursor));
  }
  return pulled;
}

}  // namespace noroshi::taxii
