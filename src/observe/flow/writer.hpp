// FlowWriter: FlowBatch → a file that other tools read too.
//
// What Noroshi writes it also reads, record for record (see the round-trip tests), up to what a
// format can hold: each writer's own header says what it loses.
#pragma once

#include <cstdio>
#include <memory>
#include <string_view>

#include "base/result.hpp"
#include "model/flow_batch.hpp"

namespace noroshi::flow {

/// Where encoded bytes go.
class ByteSink {
 public:
  virtual ~ByteSink() = default;
  virtual Status write(std::string_view bytes) = 0;
};

class FlowWriter {
 public:
  virtual ~FlowWriter() = default;
  virtual Status write(const model::FlowBatch& batch) = 0;
  /// Writes what is still buffered and any trailer.  Call once, at the end.
  virtual Status finish() = 0;
};

using WriterPtr = std::unique_ptr<FlowWriter>;

// Each keeps a reference to `sink`, which must outlive the writer.
WriterPtr make_zeek_tsv_writer(ByteSink& sink);    ///< Zeek conn.log, tab separated
WriterPtr make_nfdump_csv_writer(ByteSink& sink);  ///< nfdump 1.6 CSV, one line a direction
WriterPtr make_ipfix_writer(ByteSink& sink);       ///< IPFIX file (RFC 5655), biflow (RFC 5103)

}  // namespace noroshi::flow
