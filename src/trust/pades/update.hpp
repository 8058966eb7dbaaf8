// Update: objects appended to a PDF as a revision of its own (ISO 32000-2 §7.5.6).
//
//   what was there, octet for octet
//   ─────────────────────────────────
//   n 0 obj … endobj                      new objects, and newer versions of old ones
//   xref … trailer, or an XRef stream     as the file's newest section is; Prev leads to that
//   startxref … %%EOF
//
// What was there is never touched: signatures over it stay good.
#pragma once

#include <map>
#include <string>

#include "base/result.hpp"
#include "trust/pades/build.hpp"
#include "trust/pades/pdf.hpp"

namespace noroshi::pades {

class Update {
 public:
  /// An Error where the file's cross-references are broken: nothing can be hung onto them.
  static Result<Update> of(Pdf& pdf);

  /// A number that is not in use yet.
  std::uint32_t reserve() { return next_++; }
  /// What this number means from now on.
  void put(std::uint32_t number, std::string body);
  std::uint32_t add(std::string body);
  /// A stream without a filter.
  std::uint32_t add_stream(View octets);
  /// The object as this update leaves it so far.
  [[nodiscard]] Object current(std::uint32_t number) const;
  void put(std::uint32_t number, const Object& object);

  /// The file with the update behind it.
  [[nodiscard]] Bytes finish() const;

 private:
  explicit Update(Pdf& pdf) : pdf_(&pdf), next_(pdf.next_number()) {}
  [[nodiscard]] Object trailer(std::size_t size, View octets) const;
  void write_table(std::string& to, const std::map<std::uint32_t, std::size_t>& offsets) const;
  void write_stream(std::string& to, std::map<std::uint32_t, std::size_t> offsets) const;
  [[nodiscard]] std::uint32_t generation_of(std::uint32_t number) const;

  Pdf* pdf_;
  std::uint32_t next_;
  std::map<std::uint32_t, std::string> bodies_{};
  std::map<std::uint32_t, Object> objects_{};
};

}  // namespace noroshi::pades
