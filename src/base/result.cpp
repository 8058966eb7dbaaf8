#include "base/result.hpp"

#include <cerrno>
#include <system_error>

namespace noroshi::base {

Error system_error(std::string_view what) {
  const int number = errno;
  const Errc code = number == ENOENT ? Errc::NotFound : Errc::Io;
  return Error{code, std::generic_category().message(number)}.within(what);
}

}  // namespace noroshi::base
