#include "cli/flow_formats.hpp"

#include "base/assert.hpp"

namespace noroshi::cli {

flow::WriterPtr make_writer(std::string_view format, flow::ByteSink& sink) {
  if (format == "zeek") return flow::make_zeek_tsv_writer(sink);
  if (format == "csv") return flow::make_nfdump_csv_writer(sink);
  NOROSHI_ASSERT(format == "ipfix");
  return flow::make_ipfix_writer(sink);
}

}  // namespace noroshi::cli
