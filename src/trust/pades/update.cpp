#include "trust/pades/update.hpp"

#include <fmt/format.h>

#include "trust/pki/digest.hpp"

namespace noroshi::pades {
namespace {

using Kind = Object::Kind;

constexpr std::size_t kLargestOffset = 9'999'999'999;  // ten digits of a table's entry

/// Neighbouring numbers of one subsection: the first, and how many.
std::vector<std::pair<std::uint32_t, std::uint32_t>> runs_of(
    const std::map<std::uint32_t, std::size_t>& offsets) {
  std::vector<std::pair<std::uint32_t, std::uint32_t>> runs;
  for (const auto& [number, offset] : offsets) {
    if (!runs.empty() && runs.back().first + runs.back().second == number)
      ++runs.back().second;
    else
      runs.emplace_back(number, 1);
  }
  return runs;
}

void put_big_endian(std::string& to, std::uint64_t value, unsigned octets) {
  while (octets-- > 0) to += static_cast<char>((value >> (8 * octets)) & 0xFFU);
}

}  // namespace

Result<Update> Update::of(Pdf& pdf) {
  const auto& reference = pdf.cross_reference();
  if (!reference.repaired.empty())
    return Error{Errc::InvalidInput,
                 fmt::format("the PDF's cross-references are broken ({}); nothing can be added: "
                             "repair it first (qpdf IN OUT), which ends the signatures it has",
                             reference.repaired)};
  if (pdf.octets().size() > kLargestOffset / 2)
    return Error{Errc::Limit, "the PDF is too large to be added to"};
  return Update(pdf);
}

void Update::put(std::uint32_t number, std::string body) {
  bodies_.insert_or_assign(number, std::move(body));
}

void Update::put(std::uint32_t number, const Object& object) {
  objects_.insert_or_assign(number, object);
  put(number, written(object));
}

std::uint32_t Update::add(std::string body) {
  const auto number = reserve();
  put(number, std::move(body));
  return number;
}

std::uint32_t Update::add_stream(View octets) {
  return add(
      fmt::format("<</Length {}>>\nstream\n{}\nendstream", octets.size(), der::text_of(octets)));
}

Object Update::current(std::uint32_t number) const {
  const auto found = objects_.find(number);
  return found != objects_.end() ? found->second : *pdf_->object(number);
}

std::uint32_t Update::generation_of(std::uint32_t number) const {
  const auto place = pdf_->place(number);
  return place && place->kind == Place::Kind::InFile ? place->generation : 0;
}

Bytes Update::finish() const {
  const auto before = der::text_of(pdf_->octets());
  std::string text(before);
  if (!text.ends_with('\n') && !text.ends_with('\r')) text += '\n';
  std::map<std::uint32_t, std::size_t> offsets;
  for (const auto& [number, body] : bodies_) {
    offsets.emplace(number, text.size());
    text += fmt::format("{} {} obj\n{}\nendobj\n", number, generation_of(number), body);
  }
  const auto start = text.size();
  if (pdf_->cross_reference().sections.front().is_stream)
    write_stream(text, offsets);
  else
    write_table(text, offsets);
  text += fmt::format("startxref\n{}\n%%EOF\n", start);
  return der::copy_of(der::view_of(text));
}

// The file's own, without what belongs to its section; the second half of ID is to be another in
// each revision (§14.4), so it is made of the octets.
Object Update::trailer(std::size_t size, View octets) const {
  Object made = dictionary_of({{"Size", number_of(static_cast<std::int64_t>(size))}});
  for (const auto* key : {"Root", "Info"}) {
    if (const auto* kept = pdf_->trailer()->find(key)) pades::put(made, key, *kept);
  }
  auto digest = pki::digest(pki::Digest::Sha256, octets);
  digest.resize(16);
  const auto fresh = string_of(der::text_of(digest));
  const auto old = pdf_->get(pdf_->trailer(), "ID");
  const bool has_id = old->is(Kind::Array) && old->items.size() == 2;
  pades::put(made, "ID", array_of({has_id ? old->items[0] : fresh, fresh}));
  pades::put(made, "Prev", number_of(static_cast<std::int64_t>(pdf_->cross_reference().start)));
  return made;
}

void Update::write_table(std::string& to,
                         const std::map<std::uint32_t, std::size_t>& offsets) const {
  const auto made = trailer(next_, der::view_of(to));
  to += "xref\n";
  for (const auto& [first, count] : runs_of(offsets)) {
    to += fmt::format("{} {}\n", first, count);
    for (auto number = first; number < first + count; ++number)
      to += fmt::format("{:010} {:05} n\r\n", offsets.at(number), generation_of(number));
  }
  to += fmt::format("trailer\n{}\n", written(made));
}

// The stream is an object of its own and must list itself.
void Update::write_stream(std::string& to, std::map<std::uint32_t, std::size_t> offsets) const {
  const auto number = next_;
  auto made = trailer(std::size_t{next_} + 1, der::view_of(to));
  offsets.emplace(number, to.size());
  Object index = array_of({});
  std::string rows;
  for (const auto& [first, count] : runs_of(offsets)) {
    index.items.push_back(number_of(first));
    index.items.push_back(number_of(count));
    for (auto each = first; each < first + count; ++each) {
      put_big_endian(rows, 1, 1);
      put_big_endian(rows, offsets.at(each), 5);
      put_big_endian(rows, generation_of(each), 2);
    }
  }
  pades::put(made, "Type", name_of("XRef"));
  pades::put(made, "W", array_of({number_of(1), number_of(5), number_of(2)}));
  pades::put(made, "Index", std::move(index));
  pades::put(made, "Length", number_of(static_cast<std::int64_t>(rows.size())));
  to += fmt::format("{} 0 obj\n{}\nstream\n", number, written(made));
  to += rows;
  to += "\nendstream\nendobj\n";
}

}  // namespace noroshi::pades
