// Fetching for inputs: a file, or one GET over HTTPS with the input's secret and trust; and the
// seal that goes with it.
#pragma once

#include <string>

#include "base/result.hpp"
#include "hub/inputs.hpp"
#include "io/http/client.hpp"

namespace noroshi::hub {

struct Fetched {
  std::string text;
  std::string seal = {};  ///< octets; empty: none came, or none was asked for
};

/// The first line of the input's secret file, read anew each time; empty if it has none.
Result<std::string> secret_in(const Input& input);

/// Whom an input trusts, as the client wants it.
http::ClientOptions trust_in(const Input& input);

/// The whole of `from`: a path, or a URL on the server that the input names, where its secret goes;
/// nothing is sent to another.  512 MiB at most.  Where the input asks for seals, with the one that
/// the answer brings in its header, or that stands beside: FILE.p7s, PATH.p7s of a URL.
Result<Fetched> fetch(const Input& input, const std::string& from);

/// The same of a file.
Result<Fetched> read_sealed_file(const Input& input, const std::string& path);

}  // namespace noroshi::hub
