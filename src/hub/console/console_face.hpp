// The console in the browser: its files, and one page for every address that it draws itself.
//
//   /                       index.html
//   /assets/…               files whose names carry a hash: kept by browsers for a year
//   /servers/192.0.2.7:443  index.html too: the page reads the address (kScreens)
//
// Everything here is the same for everybody and holds nothing of the hub, so nobody is asked who
// they are, and a wrong password or an old session in the request does not matter.  What must stay
// true: every answer carries the policy under which a browser runs no script and loads nothing but
// what stands here.
#pragma once

#include <array>
#include <optional>
#include <string_view>

#include "hub/console/console_files.hpp"
#include "io/http/server.hpp"

namespace noroshi::console {

/// First segments of the addresses that the console draws.
inline constexpr std::array<std::string_view, 8> kScreens{
    "flows", "gallery", "intelligence", "operate", "servers", "sharing", "sign-in", "today"};

class ConsoleFace {
 public:
  explicit ConsoleFace(Files files) : files_(files) {}

  /// Nothing: no path of the console.
  [[nodiscard]] std::optional<http::Response> answer(const http::Request& request) const;
  /// A page for people who went astray; nothing for programs, which want no page.
  [[nodiscard]] static std::optional<http::Response> astray(const http::Request& request);

 private:
  [[nodiscard]] const File* file_for(std::string_view path) const;

  Files files_;
};

}  // namespace noroshi::console
