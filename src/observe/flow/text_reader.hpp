// TextReader: what the readers of line-by-line formats share.
//
// A format says what one line is (`take`): a flow, a reject, something well-formed that is of no
// use here, or no record at all (a header).  Lines, places, counting and strict mode are the same
// for all.
#pragma once

#include <string_view>

#include "io/line_reader.hpp"
#include "observe/flow/reader.hpp"

namespace noroshi::flow {

using io::LineReader;
using io::without_byte_order_mark;

/// What one line was.  `reason` is a constant phrase, never text from the input (rejects.hpp).
struct Verdict {
  enum class Kind : std::uint8_t { Flow, Nothing, Skip, Reject };
  Kind kind = Kind::Nothing;
  std::string_view reason;

  static Verdict flow() { return {Kind::Flow, {}}; }
  static Verdict nothing() { return {Kind::Nothing, {}}; }
  static Verdict skip(std::string_view reason) { return {Kind::Skip, reason}; }
  static Verdict reject(std::string_view reason) { return {Kind::Reject, reason}; }
};

// Reasons that several formats share, so that equal faults are counted under equal names.
namespace reason {
inline constexpr std::string_view kTooFewFields = "too few fields";
inline constexpr std::string_view kTime = "time is no time";
inline constexpr std::string_view kBefore1970 = "time lies before 1970";
inline constexpr std::string_view kDuration = "duration is no number";
inline constexpr std::string_view kNegativeDuration = "duration is negative";
inline constexpr std::string_view kAddress = "address is no IP address";
inline constexpr std::string_view kPort = "port is no number from 0 to 65535";
inline constexpr std::string_view kIcmpCode = "ICMP type or code is above 255";
inline constexpr std::string_view kProtocol = "protocol is not known";
inline constexpr std::string_view kCount = "count is no whole number";
inline constexpr std::string_view kFlags = "TCP flags are not readable";
inline constexpr std::string_view kJson = "line is no complete JSON object";
inline constexpr std::string_view kMissingMember = "a needed member is missing";
inline constexpr std::string_view kNotIp = "no IP protocol";
}  // namespace reason

class TextReader : public FlowReader {
 public:
  TextReader(std::unique_ptr<io::Input> input, const ReaderOptions& options)
      : FlowReader(std::move(input), options), lines_(*input_, rejects_) {}

  Result<bool> read(model::FlowBatch& batch, std::size_t limit) final;

 protected:
  /// Reads one line into `flow`, which is fresh.  An Error is final.
  virtual Result<Verdict> take(std::string_view line, model::Flow& flow) = 0;

  /// Called once when the input has ended.
  virtual Status finish() { return {}; }

  LineReader lines_;

 private:
  bool finished_ = false;
};

}  // namespace noroshi::flow
