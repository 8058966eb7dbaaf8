#include "trust/pades/pdf.hpp"

#include <algorithm>
#include <fmt/format.h>

#include "trust/pades/filter.hpp"

namespace noroshi::pades {
namespace {

using Kind = Object::Kind;

constexpr std::size_t kMostEffort = 256U << 20U;  // octets parsed or unpacked
constexpr std::size_t kMostHeld = 2'000'000;      // values kept: about 300 MB
constexpr int kMostReferences = 32;               // a reference to a reference to …

std::size_t values_in(const Object& object) {
  std::size_t count = 1;
  for (const auto& each : object.items) count += values_in(each);
  return count;
}

ObjectPtr nothing() {
  static const ObjectPtr null = std::make_shared<Object>();
  return null;
}

}  // namespace

Result<Pdf> Pdf::open(View octets) {
  Pdf made(octets);
  NOROSHI_CHECK(made.load());
  if (!made.get(made.trailer_, "Encrypt")->is(Kind::Null))
    return Error{Errc::InvalidInput,
                 "the PDF is encrypted: take the protection off (qpdf --decrypt) where its "
                 "signatures are not meant to last, or ask for one without it"};
  return made;
}

Status Pdf::load() {
  constexpr std::size_t kHeaderWithin = 1024;  // as readers since ISO 32000-1 Annex H.3.4.1
  const auto text = der::text_of(octets_);
  if (text.substr(0, kHeaderWithin).find("%PDF-") == std::string_view::npos)
    return Error{Errc::InvalidInput, "this is no PDF: it does not begin with %PDF-"};
  auto stated = stated_cross_reference(octets_);
  const auto why =
      stated ? std::string("its cross-references lead to no catalogue") : stated.error().message;
  if (stated && take(std::move(*stated))) return {};
  return take(NOROSHI_TRY(searched_cross_reference(octets_, why)));
}

Status Pdf::take(CrossReference table) {
  table_ = std::move(table);
  trailer_ = std::make_shared<Object>(table_.trailer);
  objects_.clear();
  packed_.clear();
  held_values_ = 0;
  unreadable_ = 0;
  const auto root = catalogue();
  if (!root->is(Kind::Dictionary)) return Error{Errc::InvalidInput, "the PDF has no catalogue"};
  return {};
}

std::uint32_t Pdf::next_number() const {
  std::uint32_t next = 1;
  for (const auto& [number, place] : table_.places) next = std::max(next, number + 1);
  const auto* size = trailer_->find("Size");
  const auto stated = size == nullptr ? std::nullopt : size->count(0xFFFFFFU);
  return stated ? std::max(next, static_cast<std::uint32_t>(*stated)) : next;
}

std::optional<Place> Pdf::place(std::uint32_t number) const {
  const auto found = table_.places.find(number);
  if (found == table_.places.end() || found->second.kind == Place::Kind::Free) return std::nullopt;
  return found->second;
}

ObjectPtr Pdf::object(std::uint32_t number) {
  if (const auto known = objects_.find(number); known != objects_.end()) return known->second;
  const auto where = place(number);
  if (!where) return nothing();
  auto made = parsed(number, *where);
  if (!made && unreadable_++ == 0)
    first_unreadable_ = fmt::format("object {}: {}", number, made.error().message);
  auto kept = made ? std::make_shared<const Object>(std::move(*made)) : nothing();
  keep(number, kept);
  return kept;
}

// Whoever holds an object that is forgotten here keeps it alive.
void Pdf::keep(std::uint32_t number, const ObjectPtr& object) {
  const auto values = values_in(*object);
  if (held_values_ + values > kMostHeld) {
    objects_.clear();
    held_values_ = 0;
  }
  held_values_ += values;
  objects_.insert_or_assign(number, object);
}

ObjectPtr Pdf::resolved(const ObjectPtr& value) {
  auto at = value;
  for (int step = 0; at->is(Kind::Reference); ++step) {
    if (step == kMostReferences) return nothing();
    const auto where = place(at->reference.number);
    const bool in_file = where && where->kind == Place::Kind::InFile;
    if (in_file && where->generation != at->reference.generation) return nothing();
    at = object(at->reference.number);
  }
  return at;
}

ObjectPtr Pdf::get(const ObjectPtr& dictionary, std::string_view key) {
  const auto holder = resolved(dictionary);
  const auto* found = holder->find(key);
  return found == nullptr ? nothing() : resolved(ObjectPtr(holder, found));
}

ObjectPtr Pdf::item(const ObjectPtr& array, std::size_t index) {
  const auto holder = resolved(array);
  if (!holder->is(Kind::Array) || index >= holder->items.size()) return nothing();
  return resolved(ObjectPtr(holder, &holder->items[index]));
}

// The filter's names and parameters may be references, but the filter sees none.
Result<Bytes> Pdf::contents(const ObjectPtr& stream) {
  const auto held = resolved(stream);
  if (!held->is(Kind::Stream)) return Error{Errc::InvalidInput, "there should be a stream"};
  Object plain;
  plain.kind = Kind::Stream;
  plain.raw = held->raw;
  for (const auto* key : {"Filter", "DecodeParms"}) {
    Object value = *get(held, key);
    for (auto& each : value.items) each = *resolved(std::make_shared<Object>(each));
    plain.keys.emplace_back(key);
    plain.items.push_back(std::move(value));
  }
  auto made = NOROSHI_TRY(decoded(plain));
  if (!spend(made.size())) return Error{Errc::Limit, "the PDF wants too much unpacked"};
  return made;
}

bool Pdf::spend(std::size_t octets) {
  effort_ += octets;
  return effort_ <= kMostEffort + 8 * octets_.size();
}

Result<Object> Pdf::parsed(std::uint32_t number, const Place& place) {
  if (!spend(0)) return Error{Errc::Limit, "its references lead through too many octets"};
  return place.kind == Place::Kind::InFile ? parsed_in_file(number, place)
                                           : parsed_in_stream(number, place);
}

Result<Object> Pdf::parsed_in_file(std::uint32_t number, const Place& place) {
  if (place.at >= octets_.size())
    return Error{Errc::InvalidInput, "it is said to stand behind the file's end"};
  auto indirect =
      NOROSHI_TRY(Parser(octets_, static_cast<std::size_t>(place.at)).indirect(hints()));
  if (indirect.name.number != number)
    return Error{Errc::InvalidInput,
                 fmt::format("object {} stands in its place", indirect.name.number)};
  spend(indirect.end - indirect.begin - indirect.object.raw.size());
  return std::move(indirect.object);
}

Result<Object> Pdf::parsed_in_stream(std::uint32_t number, const Place& place) {
  const auto from = NOROSHI_TRY(packed(static_cast<std::uint32_t>(place.at)));
  const auto is_it = [&](const auto& member) { return member.first == number; };
  const auto& members = from->members;
  auto found = members.end();
  if (place.generation < members.size() && is_it(members[place.generation]))
    found = members.begin() + place.generation;
  else
    found = std::find_if(members.begin(), members.end(), is_it);
  if (found == members.end())
    return Error{Errc::InvalidInput, fmt::format("object stream {} does not hold it", place.at)};
  auto made = NOROSHI_TRY(Parser(from->octets, found->second).object());
  spend(made.end - made.begin);
  return made;
}

Result<std::shared_ptr<const Pdf::Packed>> Pdf::packed(std::uint32_t stream) {
  if (const auto known = packed_.find(stream); known != packed_.end()) return known->second;
  const auto where = place(stream);
  if (!where || where->kind != Place::Kind::InFile)
    return Error{Errc::InvalidInput, fmt::format("there is no object stream {}", stream)};
  const auto object = NOROSHI_TRY(parsed_in_file(stream, *where));
  auto made = std::make_shared<const Packed>(NOROSHI_TRY(unpacked(object)));
  packed_.emplace(stream, made);
  return made;
}

Result<Pdf::Packed> Pdf::unpacked(const Object& stream) {
  const auto* first = stream.find("First");
  const auto* count = stream.find("N");
  const auto begin = first == nullptr ? std::nullopt : first->count(kMostDecoded);
  const auto members = count == nullptr ? std::nullopt : count->count(kMostValues);
  if (!begin || !members) return Error{Errc::InvalidInput, "an object stream without First and N"};
  Packed made;
  made.octets = NOROSHI_TRY(decoded(stream));
  if (!spend(made.octets.size())) return Error{Errc::Limit, "the PDF wants too much unpacked"};
  Parser parser(made.octets);
  for (std::uint64_t index = 0; index < *members; ++index) {
    parser.skip_space();
    const auto number = NOROSHI_TRY(parser.whole_number());
    parser.skip_space();
    const auto offset = NOROSHI_TRY(parser.whole_number());
    if (number > 0xFFFFFFFFU || offset > made.octets.size())
      return Error{Errc::InvalidInput, "an object stream whose table is broken"};
    made.members.emplace_back(static_cast<std::uint32_t>(number),
                              static_cast<std::size_t>(*begin + offset));
  }
  return made;
}

StreamHints Pdf::hints() {
  return {.length = [this](Reference name) { return length_of(name); },
          .next_end = [this](std::size_t from) { return next_endstream(from); }};
}

// Only numbers that stand in the file by themselves: no way round in circles.
std::optional<std::uint64_t> Pdf::length_of(Reference name) {
  const auto where = place(name.number);
  if (!where || where->kind != Place::Kind::InFile || where->at >= octets_.size())
    return std::nullopt;
  const auto found = Parser(octets_, static_cast<std::size_t>(where->at)).indirect({});
  if (!found || found->name.number != name.number) return std::nullopt;
  return found->object.count(octets_.size());
}

std::optional<std::size_t> Pdf::next_endstream(std::size_t from) {
  if (!endstreams_) {
    const auto text = der::text_of(octets_);
    endstreams_.emplace();
    for (auto at = text.find("endstream"); at != std::string_view::npos;
         at = text.find("endstream", at + 9))
      endstreams_->push_back(at);
  }
  const auto next = std::lower_bound(endstreams_->begin(), endstreams_->end(), from);
  if (next == endstreams_->end()) return std::nullopt;
  return *next;
}

std::vector<std::string> Pdf::remarks() const {
  std::vector<std::string> made;
  if (!table_.repaired.empty())
    made.push_back(fmt::format("its cross-references are broken ({}); objects were searched for",
                               table_.repaired));
  if (unreadable_ > 0)
    made.push_back(
        fmt::format("{} objects cannot be read, first {}", unreadable_, first_unreadable_));
  return made;
}

}  // namespace noroshi::pades
