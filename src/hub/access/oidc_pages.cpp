#include "hub/access/oidc_pages.hpp"

#include <utility>

#include "hub/access/session_cookie.hpp"

namespace noroshi::access {
namespace {

http::Response to(int status, std::string location) {
  return {.status = status,
          .headers = {{"Location", std::move(location)},
                      {"Cache-Control", "no-store"},
                      {"Referrer-Policy", "no-referrer"}}};
}

http::Response failed(const Error& error) {
  const int status = error.code == Errc::NotFound       ? 403
                     : error.code == Errc::InvalidInput ? 400
                                                        : 502;
  return {
      .status = status, .body = error.message + "\n", .headers = {{"Cache-Control", "no-store"}}};
}

}  // namespace

http::Response depart(Oidc& oidc) {
  auto departure = oidc.begin();
  if (!departure) return failed(departure.error());
  auto response = to(302, std::move(departure->location));
  response.headers.emplace_back("Set-Cookie", departure->cookie);
  return response;
}

http::Response arrive(Oidc& oidc, Gate& gate, const http::Request& callback,
                      const std::string& home) {
  auto arrival = oidc.finish(callback);
  if (!arrival) return failed(arrival.error());
  const auto session = gate.begin_session(callback, arrival->account);
  if (!session) return failed(session.error());
  auto response = to(303, home);
  response.headers.emplace_back("Set-Cookie", arrival->cookie);
  response.headers.emplace_back("Set-Cookie", session_cookie(*session, gate.session_lifetime()));
  return response;
}

}  // namespace noroshi::access
