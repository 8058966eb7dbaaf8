#include "cli/collect_log.hpp"

#include <algorithm>
#include <cctype>
#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace noroshi::cli {
namespace {

bool plain(unsigned char c) { return c > 0x20 && c != 0x7F && c != '"' && c != '=' && c != '\\'; }

std::string value_text(std::string_view value) {
  if (!value.empty() && std::all_of(value.begin(), value.end(), plain)) return std::string(value);
  std::string quoted = "\"";
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      quoted += "\\n";
    } else if (byte < 0x20 || byte == 0x7F) {
      quoted += fmt::format("\\x{:02x}", byte);
    } else {
      if (c == '"' || c == '\\') quoted += '\\';
      quoted += c;
    }
  }
  return quoted + '"';
}

spdlog::level::level_enum level_of(collect::Level level) {
  switch (level) {
    case collect::Level::Info:
      return spdlog::level::info;
    case collect::Level::Warning:
      return spdlog::level::warn;
    case collect::Level::Error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

}  // namespace

std::string log_line(std::string_view event, const std::vector<collect::Field>& fields) {
  auto line = fmt::format("event={}", value_text(event));
  for (const auto& field : fields) {
    line += fmt::format(" {}={}", field.key, value_text(field.value));
  }
  return line;
}

collect::Log make_collect_log() {
  auto sink = std::make_shared<spdlog::sinks::stderr_sink_mt>();
  auto logger = std::make_shared<spdlog::logger>("collect", std::move(sink));
  logger->set_pattern("%Y-%m-%dT%H:%M:%SZ %l %v", spdlog::pattern_time_type::utc);
  logger->flush_on(spdlog::level::info);
  return [logger](collect::Level level, std::string_view event,
                  const std::vector<collect::Field>& fields) {
    logger->log(level_of(level), log_line(event, fields));
  };
}

}  // namespace noroshi::cli
