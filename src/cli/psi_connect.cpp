// `noroshi psi connect`: calls the other operator, and compares lists with it.
#include <charconv>
#include <fmt/format.h>

#include "cli/psi_line.hpp"
#include "cli/psi_request.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {
namespace {

struct Place {
  std::string host;
  std::uint16_t port = 0;
};

// "host:port"; an IPv6 address stands in brackets.
Result<Place> parse_place(std::string_view text) {
  const auto colon = text.rfind(':');
  Place place;
  auto host = text.substr(0, colon);
  const bool bracketed = host.size() > 2 && host.front() == '[' && host.back() == ']';
  if (bracketed) host = host.substr(1, host.size() - 2);
  const auto digits = colon == std::string_view::npos ? "" : text.substr(colon + 1);
  const auto [end, failed] =
      std::from_chars(digits.data(), digits.data() + digits.size(), place.port);
  const bool port_fits =
      failed == std::errc{} && end == digits.data() + digits.size() && place.port != 0;
  const bool host_fits = !host.empty() && (bracketed || host.find(':') == std::string_view::npos);
  if (!port_fits || !host_fits) {
    return Error{Errc::InvalidUsage,
                 fmt::format("--to: \"{}\" is no HOST:PORT, such as psi.example.net:7443 or "
                             "[2001:db8::1]:7443",
                             text)};
  }
  place.host = host;
  return place;
}

}  // namespace

Result<int> run_psi_connect(const Arguments& arguments, Context& context) {
  choose_colour(arguments, context);
  const auto place = NOROSHI_TRY(parse_place(arguments.word("--to").value()));
  const auto introduction = NOROSHI_TRY(introduction_of(arguments, place.host));
  auto session = NOROSHI_TRY(psi_session(arguments, context, psi::Role::Initiator));
  auto line = NOROSHI_TRY(
      socket::SecureLine::connect(introduction, place.host, place.port, patience_of(arguments)));
  return run_over(line, session, arguments, context);
}

}  // namespace noroshi::cli
