// Zeek conn.log as JSON Lines (LogAscii::use_json), one record a line.
//
// Members carry Zeek's dotted names ("id.orig_h"); those that are unset are not there.  `ts` is
// epoch seconds or, with another JSON::TimestampFormat, RFC 3339.  Streams that mix several logs
// (`_path`) are read too: what is no connection is skipped and counted.

#include <algorithm>
#include <fmt/format.h>

#include "model/json_line.hpp"
#include "observe/flow/text_reader.hpp"
#include "observe/flow/zeek_conn.hpp"

namespace noroshi::flow {
namespace {

using model::JsonLine;
using zeek::kMemberNames;
using zeek::kOtherLog;

class ZeekJsonReader final : public TextReader {
 public:
  using TextReader::TextReader;

  [[nodiscard]] std::string_view format() const override { return "Zeek conn.log (JSON)"; }

 protected:
  Result<Verdict> take(std::string_view line, model::Flow& flow) override {
    if (line.find_first_not_of(" \t") == std::string_view::npos) return Verdict::nothing();
    zeek::Record record;
    std::string_view path;
    const bool whole = json_.each_member(line, [&](std::string_view key, JsonLine::Value value) {
      if (key == "_path") path = JsonLine::text(value);
      const auto name = std::find(kMemberNames.begin(), kMemberNames.end(), key);
      if (name == kMemberNames.end()) return true;
      record[static_cast<std::size_t>(name - kMemberNames.begin())] = JsonLine::text(value);
      return true;
    });
    if (!whole) return Verdict::reject(reason::kJson);
    // Other logs name endpoints too; only conn.log sums them up.
    const bool sums_up = !record[zeek::kConnState].empty() || !record[zeek::kOrigPkts].empty();
    const bool other_path = !path.empty() && path != "conn";
    seen_other_log_ |= other_path || !sums_up;
    if (other_path || !sums_up) return Verdict::skip(kOtherLog);
    seen_connections_ = true;
    return zeek::read_record(record, flow);
  }

  Status finish() override {
    if (seen_connections_ || !seen_other_log_) return {};
    return Error{Errc::InvalidInput,
                 fmt::format("{}: Zeek records, but none of a connection; wanted is conn.log, "
                             "which stands beside it",
                             input_->name())};
  }

 private:
  JsonLine json_;
  bool seen_connections_ = false;
  bool seen_other_log_ = false;
};

}  // namespace

bool recognise_zeek_json(std::string_view head) {
  head = without_byte_order_mark(head);
  return model::has_json_key(head, "id.orig_h") || model::has_json_key(head, "_path");
}

Result<ReaderPtr> make_zeek_json_reader(std::unique_ptr<io::Input> input,
                                        const ReaderOptions& options) {
  return ReaderPtr(std::make_unique<ZeekJsonReader>(std::move(input), options));
}

}  // namespace noroshi::flow
