// The formats that `--to` names.
#pragma once

#include <string_view>

#include "base/result.hpp"
#include "cli/terminal.hpp"
#include "observe/flow/writer.hpp"

namespace noroshi::cli {

/// `format` is one of ipfix, zeek, csv, jsonl (checked when the command line was read).
flow::WriterPtr make_writer(std::string_view format, flow::ByteSink& sink);

/// A binary format would only confuse a terminal: Error (wrong usage).
Status check_destination(std::string_view path, std::string_view format, const Context& context);

}  // namespace noroshi::cli
