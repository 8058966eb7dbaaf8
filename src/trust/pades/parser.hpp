// Parser: PDF objects out of octets (ISO 32000-2 §7.2, §7.3).
//
// Reads forgivingly what every reader forgives (odd white space, numbers such as "4." or "+.5") and
// refuses the rest with its offset.  Bounded: nesting by kDeepest, values by kMostValues.  What it
// gives owns its text; `raw` of streams are views into the octets.
#pragma once

#include <functional>

#include "base/result.hpp"
#include "trust/pades/object.hpp"

namespace noroshi::pades {

inline constexpr unsigned kDeepest = 100;
inline constexpr std::size_t kMostValues = 300'000;  ///< of one object: about 50 MB of memory

constexpr bool is_space(std::uint8_t octet) {
  return octet == 0 || octet == '\t' || octet == '\n' || octet == '\f' || octet == '\r' ||
         octet == ' ';
}
constexpr bool is_delimiter(std::uint8_t octet) {
  return octet == '(' || octet == ')' || octet == '<' || octet == '>' || octet == '[' ||
         octet == ']' || octet == '{' || octet == '}' || octet == '/' || octet == '%';
}
constexpr bool is_regular(std::uint8_t octet) { return !is_space(octet) && !is_delimiter(octet); }
constexpr bool is_digit(std::uint8_t octet) { return octet >= '0' && octet <= '9'; }

/// An object with a number: "12 0 obj … endobj".
struct Indirect {
  Reference name;
  Object object;
  std::size_t begin = 0;  ///< of "12"
  std::size_t end = 0;    ///< behind endobj, or where the object ends if that is missing
};

/// What a parser must be told to find where a stream ends.
struct StreamHints {
  /// How long a stream is when its Length is a reference; none: nobody knows.
  std::function<std::optional<std::uint64_t>(Reference)> length{};
  /// Where the word endstream stands next, from here on.
  std::function<std::optional<std::size_t>(std::size_t)> next_end{};
};

class Parser {
 public:
  explicit Parser(View octets, std::size_t at = 0) : octets_(octets), at_(at) {}

  [[nodiscard]] std::size_t at() const { return at_; }
  void skip_space();  ///< and comments
  [[nodiscard]] bool done() const { return at_ >= octets_.size(); }

  /// The next object; "12 0 R" is a Reference.
  Result<Object> object();
  /// "12 0 obj" and what belongs to it.
  Result<Indirect> indirect(const StreamHints& hints);
  /// Takes the keyword if it is next.
  bool take_keyword(std::string_view keyword);
  /// An unsigned number made of digits alone.
  Result<std::uint64_t> whole_number();

 private:
  [[nodiscard]] std::uint8_t peek(std::size_t ahead = 0) const {
    return at_ + ahead < octets_.size() ? octets_[at_ + ahead] : std::uint8_t{0};
  }
  [[nodiscard]] bool within(std::size_t ahead = 0) const { return at_ + ahead < octets_.size(); }
  [[nodiscard]] Error broken(std::string_view what) const;

  Result<Object> value(unsigned depth);
  Result<Object> bare_value(unsigned depth);
  Result<Object> array(unsigned depth);
  Result<Object> dictionary(unsigned depth);
  Result<Object> number();
  Result<Object> keyword();
  Result<Object> literal_string();
  Result<Object> hexadecimal_string();
  Result<std::string> name();
  void escape(std::string& to);
  bool take_reference(Object& number);
  Status stream_body(Object& dictionary, const StreamHints& hints);
  [[nodiscard]] std::optional<std::size_t> declared_end(const Object& dictionary,
                                                        const StreamHints& hints) const;
  [[nodiscard]] bool endstream_at(std::size_t at) const;

  View octets_;
  std::size_t at_;
  std::size_t values_ = 0;
};

}  // namespace noroshi::pades
