// The two answers of a sign-in by OIDC, for whichever face has their paths.
#pragma once

#include <string>

#include "hub/access/access.hpp"
#include "hub/access/oidc.hpp"

namespace noroshi::access {

/// To the provider (302), or why that cannot be.
http::Response depart(Oidc& oidc);

/// Back from it: a session in a cookie and on to `home`, a path (303), or what went wrong: 400 of
/// the sign-in, 403 for somebody who has no account here, 502 of the provider.
http::Response arrive(Oidc& oidc, Gate& gate, const http::Request& callback,
                      const std::string& home);

}  // namespace noroshi::access
