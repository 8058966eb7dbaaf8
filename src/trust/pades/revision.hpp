// A signature in its own revision and in the whole file: whether both say the same, and what came
// later.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "trust/pades/changes.hpp"
#include "trust/pades/coverage.hpp"

namespace noroshi::pades {

/// A dictionary that signs, with everything that points to it.
struct Signing {
  std::vector<std::string> fields{};
  FormField field{};  ///< the first
  SignatureDictionary dictionary{};
  Coverage coverage{};
  /// What was signed, as a document of its own; null where ByteRange leads to none.
  std::shared_ptr<Pdf> revision{};
  std::string flaw{};  ///< empty: the document shows what was signed
  std::vector<std::string> remarks{};

  [[nodiscard]] bool is_stamp() const {
    return dictionary.type == "DocTimeStamp" || dictionary.sub_filter == "ETSI.RFC3161";
  }
  /// Its names, and where it stands among the revisions: "revision 2, field Signature1".
  [[nodiscard]] std::string position() const;
};

/// All of a document, in the order in which they were put.
std::vector<Signing> signings_of(Pdf& pdf);

/// What earlier revisions show signed and the document does not any more, in words.  Of files with
/// more than kMostRevisions updates the newest are looked at.
std::vector<std::string> removed_signatures(Pdf& pdf, const std::vector<Signing>& present);
inline constexpr std::size_t kMostRevisions = 64;

}  // namespace noroshi::pades
