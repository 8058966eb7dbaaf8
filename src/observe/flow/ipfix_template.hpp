// Templates of IPFIX (RFC 7011, section 3.4) and NetFlow v9 (RFC 3954, sections 5.2 and 6.1): what
// a data record is made of.  The numbers of the fields are those of one registry.
//
// Parsing only: which records an exporter announces or withdraws.  What the fields mean is
// ipfix_program.hpp; who keeps templates, and for how long, is ipfix_decoder.hpp.  A parser reads
// one template set, wherever it came from: file, TCP stream or datagram.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace noroshi::flow::ipfix {

struct Field {
  std::uint16_t element = 0;     ///< without the enterprise bit
  std::uint16_t length = 0;      ///< in octets; kVariableLength if each record says
  std::uint32_t enterprise = 0;  ///< 0 for the IANA registry

  friend bool operator==(const Field&, const Field&) = default;
};

struct Template {
  std::uint16_t id = 0;
  std::uint16_t scope_count = 0;  ///< leading fields that say what an options record is about
  bool options = false;
  std::vector<Field> fields = {};  ///< empty: `id` is withdrawn (RFC 7011, section 8.1)

  [[nodiscard]] bool withdrawal() const { return fields.empty(); }

  friend bool operator==(const Template&, const Template&) = default;
};

/// Fields in one template; real ones have less than 150.
inline constexpr std::size_t kMostFields = 1024;

/// How the records of a template set are written.
enum class Dialect : std::uint8_t {
  Ipfix,     ///< enterprise bit; scope counted in fields; no fields = withdrawn
  NetFlow9,  ///< field types of 16 bits; scope and options counted in octets; no withdrawals
};

/// Takes one template record after the other out of the body of a (options) template set.
class TemplateParser {
 public:
  TemplateParser(std::string_view body, bool options, Dialect dialect = Dialect::Ipfix)
      : rest_(body), options_(options), dialect_(dialect) {}

  /// The next record; nothing once the set (or its padding) is over or the rest makes no sense.
  std::optional<Template> next();

  /// Why the rest of the set could not be read; nullptr if it could.
  [[nodiscard]] const char* defect() const { return defect_; }

 private:
  bool take_scope(Template& record, std::size_t& count);
  bool take_fields(Template& record, std::size_t count);
  Field take_field(std::size_t index, const Template& record);

  std::string_view rest_;
  bool options_;
  Dialect dialect_;
  const char* defect_ = nullptr;
};

}  // namespace noroshi::flow::ipfix
