// People come and go: a session by password, and its end.
#include <nlohmann/json.hpp>

#include "hub/access/session_cookie.hpp"
#include "hub/api_call.hpp"

namespace noroshi::hub {
namespace {

const base::Micros kLifetime = access::Options{}.session;

Result<http::Response> sign_in(const Call& call) {
  const Json body = NOROSHI_TRY(call.body());
  const std::string name = body.value("account", "");
  const std::string password = body.value("password", "");
  std::string secret;
  http::Response refused;
  const auto caller = call.gate.sign_in(call.request, name, password, secret, refused);
  if (!caller) return refused;
  http::Response answer =
      json_answer({{"account", caller->name()}, {"csrf_token", access::csrf_token(secret)}}, 201);
  answer.headers.emplace_back("Set-Cookie", access::session_cookie(secret, kLifetime));
  return answer;
}

Result<http::Response> sign_out(const Call& call) {
  NOROSHI_CHECK(call.gate.sign_out(call.request));
  http::Response answer = no_content();
  answer.headers.emplace_back("Set-Cookie", access::ended_session_cookie());
  return answer;
}

}  // namespace

std::vector<Route> session_routes() {
  return {{"POST", "/session", sign_in}, {"DELETE", "/session", sign_out}};
}

}  // namespace noroshi::hub
