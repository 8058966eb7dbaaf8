#include "observe/flow/text_reader.hpp"

namespace noroshi::flow {

Result<bool> TextReader::read(model::FlowBatch& batch, std::size_t limit) {
  std::size_t appended = 0;
  while (appended < limit) {
    const auto line = NOROSHI_TRY(lines_.next());
    if (!line) {
      if (!std::exchange(finished_, true)) NOROSHI_CHECK(finish());
      return appended > 0;
    }
    model::Flow flow;
    const Verdict verdict = NOROSHI_TRY(take(*line, flow));
    switch (verdict.kind) {
      case Verdict::Kind::Flow:
        batch.append(flow);
        ++appended;
        break;
      case Verdict::Kind::Nothing:
        break;
      case Verdict::Kind::Skip:
        rejects_.skip(verdict.reason, lines_.place());
        break;
      case Verdict::Kind::Reject:
        NOROSHI_CHECK(rejects_.add(verdict.reason, lines_.place()));
        break;
    }
  }
  return true;
}

}  // namespace noroshi::flow
