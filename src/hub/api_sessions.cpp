// People come and go: a session by password, by a one-time link, or by OIDC at their organisation's
// provider; its end.  And what the page for signing in shows before anybody is known.
#include <nlohmann/json.hpp>

#include "hub/access/oidc_pages.hpp"
#include "hub/access/session_cookie.hpp"
#include "hub/api_call.hpp"

namespace noroshi::hub {
namespace {

http::Response welcome(const Call& call, const access::Caller& caller, const std::string& secret) {
  http::Response answer =
      json_answer({{"account", caller.name()}, {"csrf_token", access::csrf_token(secret)}}, 201);
  answer.headers.emplace_back("Set-Cookie",
                              access::session_cookie(secret, call.gate.session_lifetime()));
  return answer;
}

Result<http::Response> sign_in(const Call& call) {
  const Json body = NOROSHI_TRY(call.body());
  const std::string name = NOROSHI_TRY(wanted_in(body, "account"));
  const std::string password = text_in(body, "password");
  std::string secret;
  http::Response refused;
  const auto caller = call.gate.sign_in(call.request, name, password, secret, refused);
  if (!caller) return as_problem(std::move(refused));
  return welcome(call, *caller, secret);
}

/// The secret stands behind "#" in the address, which browsers keep to themselves: the page that is
/// opened there sends it on.  A GET would be enough for whatever previews links to use them up.
Result<http::Response> sign_in_by_link(const Call& call) {
  const Json body = NOROSHI_TRY(call.body());
  const std::string link = NOROSHI_TRY(wanted_in(body, "link"));
  std::string secret;
  http::Response refused;
  const auto caller = call.gate.sign_in_by_link(call.request, link, secret, refused);
  if (!caller) return as_problem(std::move(refused));
  return welcome(call, *caller, secret);
}

Result<http::Response> sign_out(const Call& call) {
  NOROSHI_CHECK(call.gate.sign_out(call.request));
  http::Response answer = no_content();
  answer.headers.emplace_back("Set-Cookie", access::ended_session_cookie());
  return answer;
}

http::Response told(http::Response answer) {
  return answer.status < 400 ? answer : as_problem(std::move(answer));
}

}  // namespace

std::vector<Route> session_routes(const Further& further) {
  std::vector<Route> routes{{"POST", "/session", sign_in},
                            {"POST", "/session/link", sign_in_by_link},
                            {"DELETE", "/session", sign_out}};
  const Json door{{"hub", further.title}, {"oidc", further.oidc != nullptr}};
  routes.push_back({"GET", "/session",
                    [door](const Call&) { return Result<http::Response>(json_answer(door)); }});
  if (further.oidc == nullptr) return routes;
  routes.push_back({"GET", "/oidc/start", [oidc = further.oidc](const Call&) {
                      return Result<http::Response>(told(access::depart(*oidc)));
                    }});
  routes.push_back(
      {"GET", "/oidc/callback", [oidc = further.oidc, landing = further.landing](const Call& call) {
         return Result<http::Response>(
             told(access::arrive(*oidc, call.gate, call.request, landing)));
       }});
  return routes;
}

}  // namespace noroshi::hub
