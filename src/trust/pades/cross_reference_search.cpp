// Objects found by looking for them, where the cross-references do not say where they are.
#include <algorithm>
#include <fmt/format.h>

#include "trust/pades/cross_reference.hpp"
#include "trust/pades/filter.hpp"

namespace noroshi::pades {
namespace {

using Kind = Object::Kind;

struct Found {
  Reference name;
  std::size_t at = 0;
};

// "12 0 obj" that ends at `obj`; none: these three letters are part of something else.
std::optional<Found> object_before(View octets, std::size_t obj) {
  const auto back_over = [&](std::size_t at, bool (*passes)(std::uint8_t)) {
    while (at > 0 && passes(octets[at - 1])) --at;
    return at;
  };
  const auto space = +[](std::uint8_t octet) { return is_space(octet); };
  const auto digit = +[](std::uint8_t octet) { return is_digit(octet); };
  const auto generation_end = back_over(obj, space);
  const auto generation = back_over(generation_end, digit);
  const auto number_end = back_over(generation, space);
  const auto number = back_over(number_end, digit);
  if (generation == generation_end || number == number_end || number_end == generation ||
      number_end - number > 10)
    return std::nullopt;
  Parser parser(octets, number);
  const auto named = parser.whole_number();
  parser.skip_space();
  const auto generated = parser.whole_number();
  if (!named || !generated || *named > 0xFFFFFFFFU || *generated > 65535) return std::nullopt;
  return Found{{static_cast<std::uint32_t>(*named), static_cast<std::uint32_t>(*generated)},
               number};
}

std::vector<Found> objects_of(View octets) {
  const auto text = der::text_of(octets);
  std::vector<Found> found;
  for (auto at = text.find("obj"); at != std::string_view::npos; at = text.find("obj", at + 3)) {
    if (const auto object = object_before(octets, at)) found.push_back(*object);
  }
  return found;
}

// Whether the beginning of an object speaks of this type; a quick look that spares parsing.
bool mentions(View octets, std::size_t at, std::string_view type) {
  constexpr std::size_t kBeginning = 1024;
  const auto text = der::text_of(octets.subspan(at, std::min(kBeginning, octets.size() - at)));
  return text.substr(0, text.find("endobj")).find(type) != std::string_view::npos;
}

void add_members(const Indirect& stream, CrossReference& to) {
  const auto octets = decoded(stream.object);
  const auto* count = stream.object.find("N");
  const auto members = count == nullptr ? std::nullopt : count->count(kMostValues);
  if (!octets || !members) return;
  Parser parser(*octets);
  for (std::uint32_t index = 0; index < *members; ++index) {
    parser.skip_space();
    const auto number = parser.whole_number();
    parser.skip_space();
    if (!number || !parser.whole_number() || *number > 0xFFFFFFFFU) return;
    to.places.insert_or_assign(static_cast<std::uint32_t>(*number),
                               Place{Place::Kind::InStream, stream.name.number, index});
  }
}

// The last trailer that names a catalogue, be it of a table or of a stream.
void take_trailers(View octets, CrossReference& to) {
  const auto text = der::text_of(octets);
  for (auto at = text.find("trailer"); at != std::string_view::npos;
       at = text.find("trailer", at + 7)) {
    auto trailer = Parser(octets, at + 7).object();
    if (trailer && trailer->find("Root") != nullptr) to.trailer = std::move(*trailer);
  }
}

Object trailer_for(Reference catalogue) {
  Object root;
  root.kind = Kind::Reference;
  root.reference = catalogue;
  Object made;
  made.kind = Kind::Dictionary;
  made.keys.emplace_back("Root");
  made.items.push_back(std::move(root));
  return made;
}

void take_kind(View octets, const Found& found, const StreamHints& hints, CrossReference& to) {
  const bool packs = mentions(octets, found.at, "/ObjStm");
  const bool refers = mentions(octets, found.at, "/XRef");
  const bool heads = to.trailer.find("Root") == nullptr && mentions(octets, found.at, "/Catalog");
  if (!packs && !refers && !heads) return;
  auto indirect = Parser(octets, found.at).indirect(hints);
  if (!indirect) return;
  const auto* type = indirect->object.find("Type");
  if (type == nullptr) return;
  if (type->is_name("ObjStm")) add_members(*indirect, to);
  if (type->is_name("Catalog")) to.trailer = trailer_for(found.name);
  if (type->is_name("XRef") && indirect->object.find("Root") != nullptr)
    to.trailer = indirect->object;
}

}  // namespace

Result<CrossReference> searched_cross_reference(View octets, std::string why) {
  CrossReference made;
  made.repaired = std::move(why);
  const auto found = objects_of(octets);
  take_trailers(octets, made);
  const auto text = der::text_of(octets);
  std::size_t budget = 4 * octets.size() + kMostDecoded;  // of looking for ends of streams
  StreamHints hints;
  hints.next_end = [&](std::size_t from) -> std::optional<std::size_t> {
    const auto end = text.find("endstream", from);
    const auto looked = std::min(end, octets.size()) - std::min(from, octets.size());
    if (looked > budget) return std::nullopt;
    budget -= looked;
    if (end == std::string_view::npos) return std::nullopt;
    return end;
  };
  for (const auto& each : found) {
    made.places.insert_or_assign(each.name.number,
                                 Place{Place::Kind::InFile, each.at, each.name.generation});
    take_kind(octets, each, hints, made);
  }
  if (made.trailer.find("Root") == nullptr)
    return Error{
        Errc::InvalidInput,
        fmt::format("no PDF that can be read: {}, and a search finds no catalogue", made.repaired)};
  return made;
}

}  // namespace noroshi::pades
