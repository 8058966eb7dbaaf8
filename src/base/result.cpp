#include "base/result.hpp"

#include <cerrno>
#include <system_error>

namespace noroshi::base {
namespace {

Errc code_of(int number) {
  if (number == ENOENT) return Errc::NotFound;
  return number == ENOSPC || number == EDQUOT ? Errc::Full : Errc::Io;
}

}  // namespace

Error system_error(std::string_view what) {
  const int number = errno;
  return Error{code_of(number), std::generic_category().message(number)}.within(what);
}

}  // namespace noroshi::base
