// What became of a document after it was signed: the difference between two revisions.
//
// Both revisions are walked side by side from their pages and catalogues, so that it does not
// matter how objects are numbered or packed, only what a reader would meet.  Each difference falls
// into a kind by the way that leads to it (ISO 32000-2 §12.8.2.2: what DocMDP tells apart).
// Bounded: beyond kMostNodes the walk ends and says so.
#pragma once

#include <string>
#include <vector>

#include "trust/pades/signature_field.hpp"

namespace noroshi::pades {

inline constexpr std::size_t kMostNodes = 2'000'000;

enum class ChangeKind : std::uint8_t {
  Evidence,    ///< DSS, document time stamps, extensions, metadata: what keeps signatures alive
  Form,        ///< fields filled in, signatures added
  Annotation,  ///< notes, marks, attachments
  Content,     ///< what a page shows
  Pages,       ///< pages added, removed or put into another order
  Other,       ///< scripts, actions, outlines, layers and everything else
};
std::string_view to_string(ChangeKind kind);  ///< "a page's content"

struct Change {
  ChangeKind kind = ChangeKind::Other;
  std::string path{};  ///< "page 2/Contents", "catalogue/AcroForm/Fields/0/V"
  bool operator==(const Change&) const = default;
};

struct Changes {
  std::vector<Change> list{};         ///< the first of each path
  std::vector<std::string> fields{};  ///< whose value is another, or new
  bool complete = true;
  [[nodiscard]] const Change* first(ChangeKind kind) const;
};

Changes changes_between(Pdf& before, Pdf& after);

}  // namespace noroshi::pades
