// Result<T>: a value, or the reason why there is none.
//
// The one way in which Noroshi's functions fail.  The names are those of std::expected (C++23),
// which GCC 12 has not in C++20; tl::expected stands in for it.  An Error gains context on its way
// up ("reading flows.db: page 7: bad checksum") and only `cli` prints it.  Malformed bytes from
// outside are no Error but an observation: see observe/flow/rejects.hpp.
//
//   Result<Prefix> Prefix::parse(std::string_view text) {
//     const auto slash = NOROSHI_TRY(find(text, '/'));
//     ...
//   }
#pragma once

#include <cstdint>
#include <string>
#include <tl/expected.hpp>
#include <utility>

namespace noroshi::base {

/// What kind of failure it was, for code that must choose; people read the message.
enum class Errc : std::uint8_t {
  InvalidInput,  ///< text or bytes that do not follow their format
  InvalidUsage,  ///< the caller asked for something that makes no sense (exit status 2)
  NotFound,      ///< no such file, endpoint or name
  Io,            ///< the operating system refused; the message carries its words
  Limit,         ///< a documented bound was reached
  Full,          ///< the disk is full: what was to be kept is refused, nothing else is lost
};

struct Error {
  Errc code = Errc::InvalidInput;
  std::string message;  ///< what happened, to what, and what to try; no trailing full stop

  /// Puts "context: " before the message.
  [[nodiscard]] Error within(std::string_view context) && {
    message.insert(0, ": ").insert(0, context);
    return std::move(*this);
  }
};

template <class T>
class [[nodiscard]] Result : public tl::expected<T, Error> {
 public:
  using tl::expected<T, Error>::expected;
  /// Implicit, so that a function can `return Error{…}`.
  Result(Error error)  // NOLINT(google-explicit-constructor): see above
      : tl::expected<T, Error>(tl::unexpect, std::move(error)) {}

  /// The same result, its error (if any) put into context.
  [[nodiscard]] Result within(std::string_view context) && {
    if (!this->has_value()) this->error() = std::move(this->error()).within(context);
    return std::move(*this);
  }
};

using Status = Result<void>;

/// The last failure of the operating system (errno) as an Error: "opening x.pcap: No such file".
Error system_error(std::string_view what);

}  // namespace noroshi::base

namespace noroshi {
using base::Errc;
using base::Error;
using base::Result;
using base::Status;
}  // namespace noroshi

// The value of a Result, or return its Error from the enclosing function.  A statement expression
// (GCC and Clang) so that it reads like a call.
#define NOROSHI_TRY(expression)                                                \
  __extension__({                                                              \
    auto noroshi_result = (expression);                                        \
    if (!noroshi_result.has_value()) return std::move(noroshi_result).error(); \
    *std::move(noroshi_result);                                                \
  })

// The same for a Status.
#define NOROSHI_CHECK(expression)                                              \
  do {                                                                         \
    auto noroshi_status = (expression);                                        \
    if (!noroshi_status.has_value()) return std::move(noroshi_status).error(); \
  } while (false)
