// Small PDFs for tests and benchmarks: pages of text, written by hand in each way in which a file
// may keep its cross-references.
#pragma once

#include <fmt/format.h>
#include <map>
#include <string>
#include <vector>

#include "trust/der/bytes.hpp"

namespace noroshi::pades::testing {

enum class Style { Table, Stream, Hybrid };

/// "n 0 obj … endobj" of each, and where it begins.
struct Body {
  std::string text = "%PDF-1.7\n%\xE2\xE3\xCF\xD3\n";
  std::map<unsigned, std::size_t> offsets{};

  void add(unsigned number, const std::string& object) {
    offsets[number] = text.size();
    text += fmt::format("{} 0 obj\n{}\nendobj\n", number, object);
  }
};

inline std::string stream(const std::string& entries, const std::string& octets) {
  return fmt::format("<<{}/Length {}>>\nstream\n{}\nendstream", entries, octets.size(), octets);
}

inline std::string page(unsigned parent, unsigned contents, const std::string& more = {}) {
  return fmt::format(
      "<</Type/Page/Parent {} 0 R/MediaBox[0 0 595 842]/Contents {} 0 R"
      "/Resources<</Font<</F1<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>>>>>{}>>",
      parent, contents, more);
}

inline std::string shown(const std::string& text) {
  return fmt::format("BT /F1 24 Tf 72 720 Td ({}) Tj ET", text);
}

inline std::string table(const Body& body, const std::string& more) {
  std::string text = fmt::format("xref\n0 1\n{:010} 65535 f\r\n", 0);
  for (const auto& [number, offset] : body.offsets)
    text += fmt::format("{} 1\n{:010} 00000 n\r\n", number, offset);
  return text + fmt::format("trailer\n<</Size 20/Root 1 0 R{}>>\n", more);
}

inline std::string row(unsigned type, std::size_t at, unsigned index) {
  return {static_cast<char>(type), static_cast<char>(at >> 16U), static_cast<char>(at >> 8U),
          static_cast<char>(at), static_cast<char>(index)};
}

/// An object stream 10 with the catalogue and the tree of pages, and the stream that tells of it.
inline void pack(Body& body, const std::string& catalogue, const std::string& pages) {
  const auto header = fmt::format("1 0 2 {} ", catalogue.size() + 1);
  body.add(10, stream(fmt::format("/Type/ObjStm/N 2/First {}", header.size()),
                      header + catalogue + " " + pages));
}

inline std::string cross_reference_rows(const Body& body, unsigned self, std::size_t at) {
  std::string rows = row(0, 0, 255);
  for (unsigned number = 1; number < 12; ++number) {
    if (number == 1 || number == 2)
      rows += row(2, 10, number - 1);
    else if (number == self)
      rows += row(1, at, 0);
    else
      rows += body.offsets.contains(number) ? row(1, body.offsets.at(number), 0) : row(0, 0, 0);
  }
  return rows;
}

/// A document of one page that shows `text`.  `catalogue`: more of its entries.
inline der::Bytes small_pdf(Style style = Style::Table, const std::string& text = "Hello",
                            const std::string& catalogue = {}, const std::string& on_page = {}) {
  Body body;
  const auto root = "<</Type/Catalog/Pages 2 0 R" + catalogue + ">>";
  const std::string pages = "<</Type/Pages/Kids[3 0 R]/Count 1>>";
  body.add(3, page(2, 4, on_page));
  body.add(4, stream("", shown(text)));
  const std::string id =
      "/ID[<00112233445566778899AABBCCDDEEFF><00112233445566778899AABBCCDDEEFF>]";
  if (style == Style::Table) {
    body.add(1, root);
    body.add(2, pages);
    const auto at = body.text.size();
    body.text += table(body, id) + fmt::format("startxref\n{}\n%%EOF\n", at);
    return der::copy_of(der::view_of(body.text));
  }
  pack(body, root, pages);
  const auto at = body.text.size();
  body.text += fmt::format("11 0 obj\n{}\nendobj\n",
                           stream("/Type/XRef/Size 20/Root 1 0 R/W[1 3 1]/Index[0 12]" + id,
                                  cross_reference_rows(body, 11, at)));
  auto start = at;
  if (style == Style::Hybrid) {
    start = body.text.size();
    body.text += table(body, fmt::format("/XRefStm {}{}", at, id));
  }
  body.text += fmt::format("startxref\n{}\n%%EOF\n", start);
  return der::copy_of(der::view_of(body.text));
}

/// An update by hand: objects put behind the file, with a table that leads back to `previous`.
inline der::Bytes updated(der::View pdf, std::size_t previous,
                          const std::map<unsigned, std::string>& objects) {
  Body body{.text = std::string(der::text_of(pdf)), .offsets = {}};
  for (const auto& [number, object] : objects) body.add(number, object);
  const auto at = body.text.size();
  body.text +=
      table(body, fmt::format("/Prev {}", previous)) + fmt::format("startxref\n{}\n%%EOF\n", at);
  return der::copy_of(der::view_of(body.text));
}

}  // namespace noroshi::pades::testing
