#include "trust/pades/cross_reference.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <set>

#include "trust/pades/filter.hpp"

namespace noroshi::pades {
namespace {

using Kind = Object::Kind;

struct Entries {
  std::vector<std::pair<std::uint32_t, Place>> list{};
  Object trailer{};
};

// Entries beyond this are no objects: the shortest ("1 0 obj endobj") is longer, packed or not.
std::size_t most_entries(View octets) { return octets.size() / 2 + 1000; }

class Chain {
 public:
  explicit Chain(View octets) : octets_(octets) {}

  Result<CrossReference> follow() {
    made_.start = NOROSHI_TRY(start());
    std::optional<std::uint64_t> next = made_.start;
    while (next) {
      if (!visited_.insert(*next).second)
        return Error{Errc::InvalidInput, "the cross-references' chain runs in a circle"};
      if (visited_.size() > kMostSections)
        return Error{Errc::Limit, "a file of more than 4096 cross-reference sections"};
      next = NOROSHI_TRY(section(static_cast<std::size_t>(*next)));
    }
    return std::move(made_);
  }

 private:
  Result<std::uint64_t> start() const {
    const auto found = der::text_of(octets_).rfind("startxref");
    if (found == std::string_view::npos)
      return Error{Errc::InvalidInput, "no startxref says where the cross-references are"};
    Parser parser(octets_, found + 9);
    parser.skip_space();
    return parser.whole_number();
  }

  // What it says of objects that no newer section spoke of; gives the offset of the one before.
  Result<std::optional<std::uint64_t>> section(std::size_t at) {
    if (at >= octets_.size())
      return Error{Errc::InvalidInput, "cross-references are said to be behind the file's end"};
    Parser parser(octets_, at);
    parser.skip_space();
    const bool is_table = parser.take_keyword("xref");
    const auto entries = is_table ? table(parser) : stream(parser);
    if (!entries) return entries.error();
    NOROSHI_CHECK(add(*entries, is_table));
    if (made_.sections.empty()) made_.trailer = entries->trailer;
    made_.sections.push_back({at, !is_table});
    const auto* before = entries->trailer.find("Prev");
    if (before == nullptr) return std::optional<std::uint64_t>{};
    const auto offset = before->count(octets_.size());
    if (!offset) return Error{Errc::InvalidInput, "a trailer's Prev is no offset"};
    return offset;
  }

  // §7.5.8.4: a table's stream tells of objects that the table hides as free ones.
  Status add(const Entries& entries, bool is_table) {
    keep(entries, [](const Place& place) { return place.kind != Place::Kind::Free; });
    const auto* beside = is_table ? entries.trailer.find("XRefStm") : nullptr;
    const auto offset = beside == nullptr ? std::nullopt : beside->count(octets_.size());
    if (offset && visited_.insert(*offset).second) {
      Parser parser(octets_, static_cast<std::size_t>(*offset));
      keep(NOROSHI_TRY(stream(parser)), [](const Place&) { return true; });
    }
    keep(entries, [](const Place&) { return true; });
    return {};
  }

  template <class Wanted>
  void keep(const Entries& entries, Wanted wanted) {
    for (const auto& [number, place] : entries.list) {
      if (wanted(place)) made_.places.emplace(number, place);
    }
  }

  Result<Entries> table(Parser& parser) {
    Entries made;
    while (true) {
      parser.skip_space();
      if (parser.take_keyword("trailer")) break;
      NOROSHI_CHECK(subsection(parser, made));
    }
    made.trailer = NOROSHI_TRY(parser.object());
    if (!made.trailer.is(Kind::Dictionary))
      return Error{Errc::InvalidInput, "a trailer is no dictionary"};
    return made;
  }

  Status subsection(Parser& parser, Entries& to) {
    auto first = NOROSHI_TRY(parser.whole_number());
    parser.skip_space();
    const auto count = NOROSHI_TRY(parser.whole_number());
    for (std::uint64_t index = 0; index < count; ++index) {
      const auto place = NOROSHI_TRY(table_entry(parser));
      // Some writers begin with 1 but list the head of the free list, which is number 0.
      if (index == 0 && first == 1 && place.kind == Place::Kind::Free && place.generation == 65535)
        first = 0;
      NOROSHI_CHECK(put(to, first + index, place));
    }
    return {};
  }

  static Result<Place> table_entry(Parser& parser) {
    parser.skip_space();
    Place made;
    made.at = NOROSHI_TRY(parser.whole_number());
    parser.skip_space();
    made.generation = static_cast<std::uint32_t>(
        std::min<std::uint64_t>(NOROSHI_TRY(parser.whole_number()), 65535));
    parser.skip_space();
    if (parser.take_keyword("n")) {
      if (made.at != 0) made.kind = Place::Kind::InFile;
    } else if (!parser.take_keyword("f")) {
      return Error{Errc::InvalidInput, "an entry of a cross-reference table is neither n nor f"};
    }
    return made;
  }

  Status put(Entries& to, std::uint64_t number, const Place& place) const {
    if (number > 0xFFFFFFFFU || to.list.size() >= most_entries(octets_))
      return Error{Errc::Limit, "more cross-references than the file can hold objects"};
    to.list.emplace_back(static_cast<std::uint32_t>(number), place);
    return {};
  }

  Result<Entries> stream(Parser& parser) {
    const auto indirect = NOROSHI_TRY(parser.indirect({}));
    const auto* type = indirect.object.find("Type");
    if (!indirect.object.is(Kind::Stream) || type == nullptr || !type->is_name("XRef"))
      return Error{Errc::InvalidInput, "no cross-references where they should be"};
    const auto octets = NOROSHI_TRY(decoded(indirect.object));
    Entries made;
    made.trailer = indirect.object;
    NOROSHI_CHECK(rows(octets, made));
    return made;
  }

  Status rows(View octets, Entries& to) const {
    const auto widths = NOROSHI_TRY(widths_of(to.trailer));
    const auto width = widths[0] + widths[1] + widths[2];
    const auto spans = NOROSHI_TRY(spans_of(to.trailer));
    std::size_t at = 0;
    for (const auto& [first, count] : spans) {
      for (std::uint64_t index = 0; index < count && at + width <= octets.size(); ++index) {
        NOROSHI_CHECK(put(to, first + index, row(octets.subspan(at, width), widths)));
        at += width;
      }
    }
    return {};
  }

  static Result<std::array<std::size_t, 3>> widths_of(const Object& dictionary) {
    const auto* stated = dictionary.find("W");
    if (stated == nullptr || !stated->is(Kind::Array) || stated->items.size() < 3)
      return Error{Errc::InvalidInput, "a cross-reference stream without W"};
    std::array<std::size_t, 3> widths{};
    std::size_t all = 0;
    for (std::size_t index = 0; index < 3; ++index) {
      const auto width = stated->items[index].count(8);
      if (!width) return Error{Errc::InvalidInput, "a cross-reference stream with an odd W"};
      widths.at(index) = static_cast<std::size_t>(*width);
      all += widths.at(index);
    }
    if (all == 0) return Error{Errc::InvalidInput, "a cross-reference stream with an empty W"};
    return widths;
  }

  static Result<std::vector<std::pair<std::uint64_t, std::uint64_t>>> spans_of(
      const Object& dictionary) {
    constexpr std::uint64_t kMost = 0xFFFFFFFF;
    const auto* stated = dictionary.find("Index");
    std::vector<std::pair<std::uint64_t, std::uint64_t>> spans;
    if (stated == nullptr || !stated->is(Kind::Array)) {
      const auto* size = dictionary.find("Size");
      const auto count = size == nullptr ? std::nullopt : size->count(kMost);
      if (!count) return Error{Errc::InvalidInput, "a cross-reference stream without Size"};
      spans.emplace_back(0, *count);
      return spans;
    }
    for (std::size_t index = 0; index + 1 < stated->items.size(); index += 2) {
      const auto first = stated->items[index].count(kMost);
      const auto count = stated->items[index + 1].count(kMost);
      if (!first || !count)
        return Error{Errc::InvalidInput, "a cross-reference stream with an odd Index"};
      spans.emplace_back(*first, *count);
    }
    return spans;
  }

  static Place row(View octets, const std::array<std::size_t, 3>& widths) {
    std::array<std::uint64_t, 3> fields{widths[0] == 0 ? 1U : 0U, 0, 0};
    std::size_t at = 0;
    for (std::size_t field = 0; field < 3; ++field) {
      for (std::size_t index = 0; index < widths.at(field); ++index)
        fields.at(field) = (fields.at(field) << 8U) | octets[at++];
    }
    Place made;
    made.at = fields[1];
    made.generation = static_cast<std::uint32_t>(std::min<std::uint64_t>(fields[2], 0xFFFFFFFFU));
    if (fields[0] == 1 && made.at != 0) made.kind = Place::Kind::InFile;
    if (fields[0] == 2) made.kind = Place::Kind::InStream;
    return made;
  }

  View octets_;
  std::set<std::uint64_t> visited_{};
  CrossReference made_{};
};

}  // namespace

Result<CrossReference> stated_cross_reference(View octets) { return Chain(octets).follow(); }

}  // namespace noroshi::pades
