// The signature fields of a form (ISO 32000-2 §12.7.5.5) and the dictionaries that sign (§12.8.1).
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "base/time.hpp"
#include "trust/pades/pdf.hpp"

namespace noroshi::pades {

/// A dictionary that a signature stands in, as it says itself.
struct SignatureDictionary {
  std::string type{};  ///< "Sig", "DocTimeStamp", or empty
  std::string filter{};
  std::string sub_filter{};
  std::string reason{};
  std::string location{};
  std::optional<base::Micros> time{};  ///< M
  bool has_certificate = false;        ///< Cert is there, which CAdES signatures may not have
  std::vector<std::int64_t> byte_range{};
  Bytes contents{};
  /// Where the string of Contents stands in the file, its angle brackets included; none: it does
  /// not stand there as it must.
  std::optional<std::array<std::size_t, 2>> gap{};
  bool repeated_key = false;
  /// What the signer allows to change later, DocMDP's P (§12.8.2.2): 1 nothing, 2 forms and
  /// signatures, 3 annotations too.
  std::optional<int> certifies{};
  /// The fields that it locks (FieldMDP, §12.8.2.4).
  struct Lock {
    enum class Kind : std::uint8_t { All, Include, Exclude } kind = Kind::All;
    std::vector<std::string> fields{};
    [[nodiscard]] bool holds(std::string_view field) const;
  };
  std::optional<Lock> locks{};
};

struct FormField {
  std::string name{};              ///< fully qualified: "form.Signature1"
  bool signs = false;              ///< its type is Sig
  std::uint32_t number = 0;        ///< of the field's object; 0: it has none of its own
  std::uint32_t value_number = 0;  ///< of the dictionary's object; 0: it stands in the field
  ObjectPtr field = std::make_shared<Object>();
  ObjectPtr value = std::make_shared<Object>();  ///< Null: not signed yet
};

/// Every field that has a value or could have one, in the order of the form.
std::vector<FormField> form_fields(Pdf& pdf);
/// Those of the type Sig.
std::vector<FormField> signature_fields(Pdf& pdf);

SignatureDictionary signature_dictionary(Pdf& pdf, const FormField& field);

/// "D:20240110121946+09'00'" (§7.9.4); what is left out of it is as small as it can be.
std::optional<base::Micros> time_of(std::string_view date);

}  // namespace noroshi::pades
