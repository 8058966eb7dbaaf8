// What the commands of `noroshi tsa` share: tokens in files, digests of files.
#pragma once

#include <string>

#include "base/result.hpp"
#include "trust/stamp/token.hpp"

namespace noroshi::cli {

/// Of a token, or of a response that grants one.
Result<stamp::Token> read_token(const std::string& path);

/// Of the octets as they lie; "-" is standard input.
Result<stamp::Bytes> digest_of_file(const std::string& path, pki::Digest digest);

}  // namespace noroshi::cli
