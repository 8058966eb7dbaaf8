// Fetching for inputs: a file, or one GET over HTTPS with the input's secret and trust.
#pragma once

#include <string>

#include "base/result.hpp"
#include "hub/inputs.hpp"
#include "io/http/client.hpp"

namespace noroshi::hub {

/// The first line of the input's secret file, read anew each time; empty if it has none.
Result<std::string> secret_in(const Input& input);

/// Whom an input trusts, as the client wants it.
http::ClientOptions trust_in(const Input& input);

/// The whole of `from`: a path, or a URL on the server that the input names, where its secret goes;
/// nothing is sent to another.  512 MiB at most.
Result<std::string> fetch(const Input& input, const std::string& from);

}  // namespace noroshi::hub
