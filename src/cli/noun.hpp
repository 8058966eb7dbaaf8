// Counted things in sentences: "1 record", "12 records", "レコード 12 件".
#pragma once

#include <cstdint>
#include <string>

#include "base/language.hpp"
#include "cli/progress.hpp"

namespace noroshi::cli {

struct Noun {
  Text one;
  Text many;

  [[nodiscard]] std::string in(Language language, std::uint64_t count) const {
    return (count == 1 ? one : many).in(language, grouped(count));
  }
};

inline constexpr Noun kRecords{{"{} record", "レコード {} 件"}, {"{} records", "レコード {} 件"}};
inline constexpr Noun kServers{{"{} server", "サーバー {} 台"}, {"{} servers", "サーバー {} 台"}};
inline constexpr Noun kClients{{"{} client", "利用者 {}"}, {"{} clients", "利用者 {}"}};
inline constexpr Noun kContacts{{"{} contact", "通信 {} 件"}, {"{} contacts", "通信 {} 件"}};

}  // namespace noroshi::cli
