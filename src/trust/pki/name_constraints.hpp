// NameConstraints (RFC 5280 §4.2.1.10): which names a CA's subordinates may bear.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "trust/pki/certificate.hpp"
#include "trust/pki/general_name.hpp"

namespace noroshi::pki {

class NameConstraints {
 public:
  /// Takes those of one more CA, whose extension this is; views into it must outlive this.
  Status add(View extension);

  /// Which name of the certificate may not be, and why; none: all may.
  [[nodiscard]] std::optional<std::string> violation(const Certificate& certificate) const;

 private:
  struct Subtree {
    NameKind kind;
    View base;
    bool whole = true;  ///< minimum 0 and no maximum, which is all that RFC 5280 allows
  };
  /// Permitted by each CA that says something of a kind: a name must be in every such list.
  std::vector<std::vector<Subtree>> permitted_{};
  std::vector<Subtree> excluded_{};

  static Result<std::vector<Subtree>> read_subtrees(der::Reader list);
  static bool holds(const Subtree& subtree, const GeneralName& name);
  [[nodiscard]] bool allows(const GeneralName& name) const;
  [[nodiscard]] bool says_nothing() const { return permitted_.empty() && excluded_.empty(); }
};

}  // namespace noroshi::pki
