// The formats that `--to` names.
#pragma once

#include <string_view>

#include "observe/flow/writer.hpp"

namespace noroshi::cli {

/// `format` is one of ipfix, zeek, csv (checked when the command line was read).
flow::WriterPtr make_writer(std::string_view format, flow::ByteSink& sink);

}  // namespace noroshi::cli
