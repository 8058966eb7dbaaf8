#include "cli/flow_formats.hpp"

#include "base/assert.hpp"
#include "cli/flow_rows.hpp"

namespace noroshi::cli {
namespace {

// Everything that a record has, for programs of one's own (docs/formats/flow-records.md).
class JsonLinesWriter : public flow::FlowWriter {
 public:
  explicit JsonLinesWriter(flow::ByteSink& sink) : sink_(sink) {}
  Status write(const model::FlowBatch& batch) override {
    for (std::size_t row = 0; row < batch.size(); ++row) {
      NOROSHI_CHECK(sink_.write(flow_json(batch.at(row))));
    }
    return {};
  }
  Status finish() override { return {}; }

 private:
  flow::ByteSink& sink_;
};

}  // namespace

flow::WriterPtr make_writer(std::string_view format, flow::ByteSink& sink) {
  if (format == "zeek") return flow::make_zeek_tsv_writer(sink);
  if (format == "csv") return flow::make_nfdump_csv_writer(sink);
  if (format == "jsonl") return std::make_unique<JsonLinesWriter>(sink);
  NOROSHI_ASSERT(format == "ipfix");
  return flow::make_ipfix_writer(sink);
}

Status check_destination(std::string_view path, std::string_view format, const Context& context) {
  static constexpr Text kBinary{
      "an IPFIX file is binary; give it a name with --out FILE, or a pipe",
      "IPFIX ファイルはバイナリです。--out FILE かパイプに出力してください"};
  if (path != "-" || format != "ipfix" || !context.terminal.out_is_terminal) return {};
  return Error{Errc::InvalidUsage, std::string(kBinary.in(context.language))};
}

}  // namespace noroshi::cli
