// Parts: a ds:Signature and its XAdES properties, each where it stands.
//
// Only what belongs to this very signature is taken: a QualifyingProperties elsewhere in the
// document, whatever its Target says, is somebody else's.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "trust/xades/source.hpp"

namespace noroshi::xades {

struct Parts {
  std::shared_ptr<const Source> source{};
  Node signature{};
  Node signed_info{};
  Node value_element{};  ///< ds:SignatureValue
  Node key_info{};       ///< null: none
  std::vector<Node> objects{};
  std::vector<Node> references{};     ///< of SignedInfo, in order
  Node qualifying{};                  ///< QualifyingProperties; null: plain XMLDSig
  Node signed_properties{};           ///< SignedProperties
  Node signature_properties{};        ///< SignedSignatureProperties
  Node data_object_properties{};      ///< SignedDataObjectProperties
  std::vector<Node> unsigned_ones{};  ///< children of UnsignedSignatureProperties, in order
  Bytes value{};
  std::vector<std::string> faults{};
  std::vector<std::string> remarks{};

  /// How many signed properties of the signature have one of these names.
  [[nodiscard]] std::size_t count_signed(std::initializer_list<std::string_view> names) const;
  [[nodiscard]] std::size_t count_unsigned(std::initializer_list<std::string_view> names) const;
  [[nodiscard]] bool is_signed_properties(Node reference) const;  ///< by its Type
};

Parts parts_of(std::shared_ptr<const Source> source, Node signature);

}  // namespace noroshi::xades
