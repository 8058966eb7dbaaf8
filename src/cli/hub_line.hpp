// The way from a command to a hub: its address, whom to trust, the key.  Either the hub of a folder
// on this machine, or one that --hub names.
#pragma once

#include <string>
#include <string_view>

#include "base/result.hpp"
#include "cli/arguments.hpp"
#include "io/http/client.hpp"

namespace noroshi::cli {

class HubLine {
 public:
  /// Of --hub, or else of --folder.
  static Result<HubLine> open(const Arguments& arguments);
  static Result<HubLine> of_folder(const Arguments& arguments);

  /// One request with the key; an answer of 400 and above is an Error in the hub's own words.
  Result<http::Client::Reply> ask(std::string_view method, std::string_view target,
                                  std::string_view body = {},
                                  std::string_view content_type = "application/json",
                                  const http::Client::Fields& more = {});

 private:
  HubLine(http::Client client, std::string key, std::string advice)
      : client_(std::move(client)), key_(std::move(key)), advice_(std::move(advice)) {}

  http::Client client_;
  std::string key_;
  std::string advice_;  // where no answer comes
};

}  // namespace noroshi::cli
