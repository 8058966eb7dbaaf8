#include "trust/publish/publish.hpp"

#include "trust/publish/witness_call.hpp"

namespace noroshi::tlog {

Result<Publication> publish(Ledger& ledger, const std::string& folder, const Policy& policy,
                            base::Micros patience) {
  Publication done;
  done.note = NOROSHI_TRY(ledger.publish());
  const auto checkpoint = ledger.published();
  WitnessCall call(folder, checkpoint, done.note, patience);
  for (const auto& witness : policy.witnesses()) {
    if (witness.url.empty()) continue;
    const auto lines = call.ask(witness);
    if (lines) NOROSHI_CHECK(ledger.cosign(checkpoint, *lines));
    done.witnesses.push_back(Cosigning{witness.name, lines ? Status{} : Status(lines.error())});
  }
  if (!done.witnesses.empty()) done.note = NOROSHI_TRY(ledger.publish());
  return done;
}

}  // namespace noroshi::tlog
