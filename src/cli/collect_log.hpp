// The collector's log: one line an event on standard error, as key=value.
//
//   2026-01-14T09:00:00Z warning event="stream closed" exporter=192.0.2.1:40123 why="by peer"
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "observe/collect/log.hpp"

namespace noroshi::cli {

/// May be called from any thread.
collect::Log make_collect_log();

/// What stands in a line: "event=…", then the fields; values with spaces, quotes or control
/// characters are quoted and escaped, so that a line stays a line.
std::string log_line(std::string_view event, const std::vector<collect::Field>& fields);

}  // namespace noroshi::cli
