// FlowReader: any file of flows or packets → FlowBatch.
//
// `open` looks at the first bytes (after decompression) and picks the reader; file names play no
// part.  A reader streams: memory does not grow with the input.  One thread uses a reader.
#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.hpp"
#include "base/time.hpp"
#include "io/input.hpp"
#include "io/rejects.hpp"
#include "model/flow_batch.hpp"

namespace noroshi::flow {

using io::Place;
using io::Rejects;

struct ReaderOptions {
  bool strict = false;  ///< stop at the first bad record

  /// Flow metering of packet captures (RFC 7011, section 2: a Metering Process).
  base::Micros active_timeout = 30 * base::kMinute;  ///< a longer flow goes on in a new record
  base::Micros idle_timeout = base::kMinute;         ///< silence that ends a flow
  std::size_t most_flows = 4'000'000;  ///< open flows at once; beyond, the oldest are cut
};

class FlowReader {
 public:
  virtual ~FlowReader() = default;

  /// Appends up to `limit` records to `batch`.  Returns false once the input has ended and
  /// nothing was appended.  An Error is final (unreadable input, or a reject in strict mode).
  virtual Result<bool> read(model::FlowBatch& batch, std::size_t limit) = 0;

  /// "Zeek conn.log (TSV)", "pcap", …: for messages.
  [[nodiscard]] virtual std::string_view format() const = 0;

  [[nodiscard]] const Rejects& rejects() const { return rejects_; }

  /// The input behind it, for progress and for `damage`.
  [[nodiscard]] const io::Input& input() const { return *input_; }

 protected:
  FlowReader(std::unique_ptr<io::Input> input, const ReaderOptions& options)
      : input_(std::move(input)), rejects_(options.strict) {}

  std::unique_ptr<io::Input> input_;
  Rejects rejects_;
};

using ReaderPtr = std::unique_ptr<FlowReader>;

/// Picks a reader by content.  Input of no known kind is an Error that lists what was looked for;
/// an empty input is one too.
Result<ReaderPtr> open(std::unique_ptr<io::Input> input, const ReaderOptions& options = {});

// One recogniser and one factory per format.  `recognise_x` sees the first bytes of the input (up
// to 64 KiB, fewer if the input is shorter) and must not be fooled by a file cut short.
// Order of the questions, most specific first: see open.cpp.

bool recognise_zeek_tsv(std::string_view head);
Result<ReaderPtr> make_zeek_tsv_reader(std::unique_ptr<io::Input> input,
                                       const ReaderOptions& options);

bool recognise_zeek_json(std::string_view head);
Result<ReaderPtr> make_zeek_json_reader(std::unique_ptr<io::Input> input,
                                        const ReaderOptions& options);

bool recognise_binetflow(std::string_view head);
Result<ReaderPtr> make_binetflow_reader(std::unique_ptr<io::Input> input,
                                        const ReaderOptions& options);

bool recognise_nfdump_csv(std::string_view head);
Result<ReaderPtr> make_nfdump_csv_reader(std::unique_ptr<io::Input> input,
                                         const ReaderOptions& options);

bool recognise_eve(std::string_view head);
Result<ReaderPtr> make_eve_reader(std::unique_ptr<io::Input> input, const ReaderOptions& options);

bool recognise_capture(std::string_view head);  // pcap and pcapng
Result<ReaderPtr> make_capture_reader(std::unique_ptr<io::Input> input,
                                      const ReaderOptions& options);

bool recognise_ipfix(std::string_view head);
Result<ReaderPtr> make_ipfix_reader(std::unique_ptr<io::Input> input, const ReaderOptions& options);

}  // namespace noroshi::flow
