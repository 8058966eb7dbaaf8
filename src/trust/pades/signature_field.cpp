#include "trust/pades/signature_field.hpp"

#include <algorithm>
#include <chrono>
#include <set>

namespace noroshi::pades {
namespace {

using Kind = Object::Kind;

constexpr unsigned kDeepestField = 32;
constexpr std::size_t kMostFields = 100'000;

// Walks the tree of fields: FT and V are inherited (§12.7.4.1), names are joined by full stops.
class FieldWalk {
 public:
  explicit FieldWalk(Pdf& pdf) : pdf_(pdf) {}

  std::vector<FormField> all() {
    const auto form = pdf_.get(pdf_.catalogue(), "AcroForm");
    children(pdf_.get(form, "Fields"), {}, 0);
    return std::move(found_);
  }

 private:
  struct Above {
    std::string name{};
    bool signs = false;
  };

  void children(const ObjectPtr& list, const Above& above, unsigned depth) {
    if (!list->is(Kind::Array) || depth > kDeepestField) return;
    for (const auto& each : list->items) {
      const auto number = each.is(Kind::Reference) ? each.reference.number : 0;
      if (++seen_ > kMostFields) return;
      if (number != 0 && !visited_.insert(number).second) continue;
      field(pdf_.resolved(ObjectPtr(list, &each)), number, above, depth);
    }
  }

  void field(const ObjectPtr& field, std::uint32_t number, Above at, unsigned depth) {
    if (!field->is(Kind::Dictionary)) return;
    if (const auto part = pdf_.get(field, "T"); part->is(Kind::String))
      at.name += (at.name.empty() ? "" : ".") + text_of(*part);
    if (const auto type = pdf_.get(field, "FT"); type->is(Kind::Name))
      at.signs = type->text == "Sig";
    const auto* value = field->find("V");
    if (value != nullptr || pdf_.get(field, "Kids")->is(Kind::Null)) add(field, number, value, at);
    children(pdf_.get(field, "Kids"), at, depth + 1);
  }

  void add(const ObjectPtr& field, std::uint32_t number, const Object* value, const Above& at) {
    FormField made;
    made.name = at.name;
    made.signs = at.signs;
    made.number = number;
    made.field = field;
    made.value = pdf_.get(field, "V");
    if (value != nullptr && value->is(Kind::Reference)) made.value_number = value->reference.number;
    found_.push_back(std::move(made));
  }

  Pdf& pdf_;
  std::vector<FormField> found_{};
  std::set<std::uint32_t> visited_{};
  std::size_t seen_ = 0;
};

std::string name_at(Pdf& pdf, const ObjectPtr& dictionary, std::string_view key) {
  const auto found = pdf.get(dictionary, key);
  return found->is(Kind::Name) ? found->text : std::string{};
}

std::string text_at(Pdf& pdf, const ObjectPtr& dictionary, std::string_view key) {
  const auto found = pdf.get(dictionary, key);
  return found->is(Kind::String) ? text_of(*found) : std::string{};
}

// Contents must stand in the dictionary itself, and that in the file and not packed into a stream:
// else there is no gap for ByteRange to leave.
std::optional<std::array<std::size_t, 2>> gap_of(Pdf& pdf, const FormField& field) {
  const auto* contents = field.value->find("Contents");
  if (contents == nullptr || !contents->hexadecimal) return std::nullopt;
  const auto holder = field.value_number != 0 ? field.value_number : field.number;
  const auto place = pdf.place(holder);
  if (!place || place->kind != Place::Kind::InFile) return std::nullopt;
  return std::array{contents->begin, contents->end};
}

// The parameters of the transform method, of the signature's reference that has it (§12.8.1).
ObjectPtr transform(Pdf& pdf, const ObjectPtr& dictionary, std::string_view method) {
  const auto references = pdf.get(dictionary, "Reference");
  for (std::size_t index = 0; index < references->items.size(); ++index) {
    const auto reference = pdf.item(references, index);
    if (name_at(pdf, reference, "TransformMethod") == method)
      return pdf.get(reference, "TransformParams");
  }
  return std::make_shared<Object>();
}

std::optional<int> certified_by(Pdf& pdf, const ObjectPtr& dictionary) {
  const auto parameters = transform(pdf, dictionary, "DocMDP");
  if (parameters->is(Kind::Null)) return std::nullopt;
  const auto level = pdf.get(parameters, "P")->count(3);
  return static_cast<int>(level.value_or(2));  // §12.8.2.2.2: 2 unless it is said
}

std::optional<SignatureDictionary::Lock> lock_in(Pdf& pdf, const ObjectPtr& parameters) {
  using Lock = SignatureDictionary::Lock;
  const auto action = name_at(pdf, parameters, "Action");
  if (action != "All" && action != "Include" && action != "Exclude") return std::nullopt;
  Lock made;
  if (action == "Include") made.kind = Lock::Kind::Include;
  if (action == "Exclude") made.kind = Lock::Kind::Exclude;
  const auto fields = pdf.get(parameters, "Fields");
  for (std::size_t index = 0; index < fields->items.size(); ++index)
    made.fields.push_back(text_of(*pdf.item(fields, index)));
  return made;
}

}  // namespace

std::vector<FormField> form_fields(Pdf& pdf) { return FieldWalk(pdf).all(); }

std::vector<FormField> signature_fields(Pdf& pdf) {
  auto fields = form_fields(pdf);
  fields.erase(std::remove_if(fields.begin(), fields.end(),
                              [](const FormField& field) { return !field.signs; }),
               fields.end());
  return fields;
}

// A field locks what stands under it too.
bool SignatureDictionary::Lock::holds(std::string_view field) const {
  const bool named = std::any_of(fields.begin(), fields.end(), [&](const std::string& each) {
    return field == each || (field.starts_with(each) && field.substr(each.size(), 1) == ".");
  });
  return kind == Kind::All || named == (kind == Kind::Include);
}

SignatureDictionary signature_dictionary(Pdf& pdf, const FormField& field) {
  SignatureDictionary made;
  const auto& value = field.value;
  made.type = name_at(pdf, value, "Type");
  made.filter = name_at(pdf, value, "Filter");
  made.sub_filter = name_at(pdf, value, "SubFilter");
  made.reason = text_at(pdf, value, "Reason");
  made.location = text_at(pdf, value, "Location");
  made.time = time_of(text_at(pdf, value, "M"));
  made.has_certificate = !pdf.get(value, "Cert")->is(Kind::Null);
  made.repeated_key = value->repeated_key;
  const auto range = pdf.get(value, "ByteRange");
  for (std::size_t index = 0; index < range->items.size() && index < 8; ++index) {
    const auto number = pdf.item(range, index);
    made.byte_range.push_back(number->is(Kind::Integer) ? number->integer : -1);
  }
  const auto contents = pdf.get(value, "Contents");
  if (contents->is(Kind::String)) made.contents = der::copy_of(der::view_of(contents->text));
  made.gap = gap_of(pdf, field);
  made.certifies = certified_by(pdf, value);
  made.locks = lock_in(pdf, transform(pdf, value, "FieldMDP"));
  if (!made.locks) made.locks = lock_in(pdf, pdf.get(field.field, "Lock"));
  return made;
}

std::optional<base::Micros> time_of(std::string_view date) {
  if (date.starts_with("D:")) date.remove_prefix(2);
  const auto take = [&](std::size_t digits, int otherwise) -> int {
    if (date.size() < digits) return otherwise;
    int value = 0;
    for (const char each : date.substr(0, digits)) {
      if (each < '0' || each > '9') return otherwise;
      value = value * 10 + (each - '0');
    }
    date.remove_prefix(digits);
    return value;
  };
  const int year = take(4, -1);
  if (year < 0) return std::nullopt;
  const int month = take(2, 1);
  const int day = take(2, 1);
  const int hour = take(2, 0);
  const int minute = take(2, 0);
  const int second = take(2, 0);
  const auto civil = std::chrono::year(year) / month / day;
  if (!civil.ok() || hour > 23 || minute > 59 || second > 60) return std::nullopt;
  const char sign = date.empty() ? 'Z' : date.front();
  if (!date.empty()) date.remove_prefix(1);
  const int offset_hours = sign == 'Z' ? 0 : take(2, 0);
  if (date.starts_with('\'')) date.remove_prefix(1);
  const int offset_minutes = sign == 'Z' ? 0 : take(2, 0);
  const auto days = std::chrono::sys_days(civil).time_since_epoch().count();
  const auto local = base::Micros{days} * base::kDay + hour * base::kHour + minute * base::kMinute +
                     second * base::kSecond;
  const auto offset = offset_hours * base::kHour + offset_minutes * base::kMinute;
  return sign == '-' ? local + offset : local - offset;
}

}  // namespace noroshi::pades
