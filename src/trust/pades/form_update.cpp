#include "trust/pades/form_update.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace noroshi::pades {
namespace {

using Kind = Object::Kind;

constexpr int kPrintAndLocked = 132;      // annotation flags (§12.5.3): bits 3 and 8
constexpr int kSignaturesAppendOnly = 3;  // SigFlags (§12.7.3)

std::uint32_t catalogue_number(Pdf& pdf) {
  const auto* root = pdf.trailer()->find("Root");
  return root != nullptr && root->is(Kind::Reference) ? root->reference.number : 0;
}

// Appends to the array behind a key, wherever it stands: its own object or within `holder`.
void append(Update& update, Object& holder, std::string_view key, const Object& item) {
  const auto* held = holder.find(key);
  if (held != nullptr && held->is(Kind::Reference)) {
    const auto number = held->reference.number;
    auto list = update.current(number);
    if (list.is(Kind::Array)) {
      list.items.push_back(item);
      return update.put(number, list);
    }
  }
  Object list = held != nullptr && held->is(Kind::Array) ? *held : array_of({});
  list.items.push_back(item);
  put(holder, key, std::move(list));
}

// The first page: where an invisible field is at home.
std::uint32_t first_page(Pdf& pdf) {
  constexpr int kDeepest = 64;
  auto node = pdf.get(pdf.catalogue(), "Pages");
  std::uint32_t number = 0;
  for (int depth = 0; depth < kDeepest; ++depth) {
    const auto kids = pdf.get(node, "Kids");
    if (!kids->is(Kind::Array)) return number;
    const auto inhabited =
        std::find_if(kids->items.begin(), kids->items.end(), [&](const auto& kid) {
          const auto target = pdf.resolved(ObjectPtr(kids, &kid));
          const auto below = pdf.get(target, "Kids");
          return kid.is(Kind::Reference) && target->is(Kind::Dictionary) &&
                 (!below->is(Kind::Array) || !below->items.empty());
        });
    if (inhabited == kids->items.end()) return 0;
    number = inhabited->reference.number;
    node = pdf.object(number);
  }
  return 0;
}

std::string new_name(Pdf& pdf, std::string_view stem) {
  const auto fields = form_fields(pdf);
  for (std::size_t count = 1;; ++count) {
    auto name = fmt::format("{}{}", stem, count);
    const auto is_it = [&](const FormField& field) {
      return field.name == name || field.name.starts_with(name + ".");
    };
    if (std::none_of(fields.begin(), fields.end(), is_it)) return name;
  }
}

void put_form(Pdf& pdf, Update& update, const Object* new_field) {
  const auto number = catalogue_number(pdf);
  auto catalogue = update.current(number);
  const auto* held = catalogue.find("AcroForm");
  const bool apart = held != nullptr && held->is(Kind::Reference);
  Object form = apart             ? update.current(held->reference.number)
                : held != nullptr ? *held
                                  : dictionary_of({});
  if (!form.is(Kind::Dictionary)) form = dictionary_of({});
  if (new_field != nullptr) append(update, form, "Fields", *new_field);
  put(form, "SigFlags", number_of(kSignaturesAppendOnly));
  if (apart) return update.put(held->reference.number, form);
  put(catalogue, "AcroForm", std::move(form));
  update.put(number, catalogue);
}

Status fill(Pdf& pdf, Update& update, std::string_view name, std::uint32_t dictionary) {
  for (const auto& field : signature_fields(pdf)) {
    if (field.name != name) continue;
    if (!field.value->is(Kind::Null))
      return Error{Errc::InvalidUsage, fmt::format("the field '{}' is signed already", name)};
    if (field.number == 0)
      return Error{Errc::InvalidInput, fmt::format("the field '{}' cannot be changed: it is no "
                                                   "object of its own",
                                                   name)};
    auto filled = update.current(field.number);
    put(filled, "V", reference_to(dictionary));
    update.put(field.number, filled);
    put_form(pdf, update, nullptr);
    return {};
  }
  return Error{Errc::NotFound, fmt::format("the document has no signature field '{}'", name)};
}

}  // namespace

Status hang_signature(Pdf& pdf, Update& update, std::string_view field, std::string_view stem,
                      std::uint32_t dictionary) {
  if (catalogue_number(pdf) == 0)
    return Error{Errc::InvalidInput, "the PDF's catalogue is no object of its own"};
  if (!field.empty()) return fill(pdf, update, field, dictionary);
  const auto page = first_page(pdf);
  if (page == 0) return Error{Errc::InvalidInput, "the PDF has no page that a field could be on"};
  const auto made =
      dictionary_of({{"Type", name_of("Annot")},
                     {"Subtype", name_of("Widget")},
                     {"FT", name_of("Sig")},
                     {"T", text_string_of(new_name(pdf, stem))},
                     {"V", reference_to(dictionary)},
                     {"F", number_of(kPrintAndLocked)},
                     {"Rect", array_of({number_of(0), number_of(0), number_of(0), number_of(0)})},
                     {"P", reference_to(page)}});
  const auto widget = reference_to(update.add(written(made)));
  auto holder = update.current(page);
  append(update, holder, "Annots", widget);
  update.put(page, holder);
  put_form(pdf, update, &widget);
  return {};
}

std::optional<int> certified_level(Pdf& pdf) {
  FormField certification;
  certification.value = pdf.get(pdf.get(pdf.catalogue(), "Perms"), "DocMDP");
  return signature_dictionary(pdf, certification).certifies;
}

void put_in_catalogue(Pdf& pdf, Update& update, std::string_view key, Object value) {
  const auto number = catalogue_number(pdf);
  auto catalogue = update.current(number);
  put(catalogue, key, std::move(value));
  update.put(number, catalogue);
}

}  // namespace noroshi::pades
