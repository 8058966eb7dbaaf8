// What `noroshi tsa serve` reads out of its configuration (docs/operations/tsa.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "base/result.hpp"
#include "trust/key/signer.hpp"
#include "trust/stamp/clock_source.hpp"
#include "trust/stamp/service.hpp"

namespace noroshi::stamp {

struct TsaSettings {
  std::string listen = "127.0.0.1:3161";  ///< ADDRESS:PORT
  int threads = 2;                        ///< that sign
  std::size_t connections = 4096;
  std::string log_key{};  ///< a file that `noroshi log key` wrote
  std::optional<key::FileKey> file_key{};
  std::optional<key::TokenKey> token_key{};  ///< one of the two is there
  ServiceSettings service{};
  std::vector<std::string> sources{};
  ClockSourceOptions source_options{};
};

/// Of section [tsa] of the file; paths are beside it.  The Error names every problem.
Result<TsaSettings> read_settings(const std::string& path);

}  // namespace noroshi::stamp
