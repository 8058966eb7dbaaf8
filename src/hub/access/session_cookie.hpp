// The cookie of a signed-in person, and the proof that a request comes from our own pages.
//
// "__Host-noroshi": the prefix makes browsers refuse it unless Secure, without Domain, Path=/
// (RFC 6265bis, section 4.1.3).  SameSite=Lax keeps it off requests that other sites send, except
// when a person follows a link.  On top of that a request that changes something must show where
// it comes from (`from_own_page`): browsers attach cookies, Basic passwords and certificates by
// themselves, so that holds for all three.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "base/time.hpp"
#include "io/http/server.hpp"

namespace noroshi::access {

inline constexpr std::string_view kSessionCookie = "__Host-noroshi";

/// The value of Set-Cookie.
std::string session_cookie(std::string_view secret, base::Micros lifetime);
std::string ended_session_cookie();
/// The secret in the request's cookie; empty: none.
std::string session_of(const http::Request& request);

std::vector<std::string> cookies_named(const http::Request& request, std::string_view name);

/// What a page sends as X-CSRF-Token: made from the session's secret, which no other page knows.
std::string csrf_token(std::string_view session_secret);

/// GET, HEAD, OPTIONS change nothing (RFC 9110, section 9.2.1).
bool changes_something(std::string_view method);

/// False when the browser says that another site's page sent this: Sec-Fetch-Site is not
/// same-origin (nor "none", a person's own doing), or Origin is not this host.
bool from_own_page(const http::Request& request);

/// Whether a request that changes something, with a session, is meant: from our own page by what
/// the browser says, and if it says nothing, by the token.
bool is_meant(const http::Request& request, std::string_view session_secret);

}  // namespace noroshi::access
