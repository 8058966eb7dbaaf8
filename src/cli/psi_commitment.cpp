// `noroshi psi commitment`: was this the list of that run?
#include <charconv>
#include <fmt/format.h>

#include "base/hex.hpp"
#include "cli/exit_status.hpp"
#include "cli/psi_request.hpp"
#include "cli/subcommands.hpp"
#include "trust/psi/item.hpp"

namespace noroshi::cli {
namespace {

Result<psi::Octets32> parse_salt(std::string_view text) {
  psi::Octets32 salt{};
  bool fits = text.size() == 2 * salt.size();
  for (std::size_t i = 0; fits && i < salt.size(); ++i) {
    const auto* begin = text.data() + 2 * i;
    const auto [end, failed] = std::from_chars(begin, begin + 2, salt[i], 16);
    fits = failed == std::errc{} && end == begin + 2;
  }
  if (fits) return salt;
  return Error{
      Errc::InvalidUsage,
      fmt::format("--salt: \"{}\" is not 64 hexadecimal digits, as the log has them", text)};
}

}  // namespace

Result<int> run_psi_commitment(const Arguments& arguments, Context& context) {
  const auto salt = NOROSHI_TRY(parse_salt(arguments.word("--salt").value()));
  const auto items = psi::items_of(NOROSHI_TRY(psi_list(arguments, context)));
  NOROSHI_CHECK(context.out.write(base::to_hex(psi::commitment(items, salt)) + "\n"));
  return kDone;
}

}  // namespace noroshi::cli
