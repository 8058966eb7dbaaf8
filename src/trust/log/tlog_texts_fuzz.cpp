// Everything of a log that comes as text from strangers: what is read says the same when it is
// written and read again, and nothing fails.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.hpp"
#include "trust/log/proof_file.hpp"
#include "trust/log/tile.hpp"
#include "trust/log/witness.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  using namespace noroshi;
  const std::string_view text(reinterpret_cast<const char*>(bytes), size);
  if (const auto file = tlog::parse_proof_file(text)) {
    NOROSHI_ASSERT(tlog::to_text(*file) == text);
  }
  if (const auto checkpoint = tlog::parse_checkpoint(text)) {
    NOROSHI_ASSERT(tlog::to_text(*checkpoint) == text);
  }
  if (const auto tile = tlog::tile_at(text)) NOROSHI_ASSERT(tlog::path_of(*tile) == text);
  if (const auto key = tlog::PublicKey::parse(text)) {
    NOROSHI_ASSERT(tlog::PublicKey::parse(key->text()).has_value());
  }
  if (const auto request = tlog::parse_add_checkpoint(text)) {
    NOROSHI_ASSERT(tlog::to_text(*request) == text);
  }
  const auto note = tlog::parse_note(text);
  const auto policy = tlog::Policy::parse(text);
  if (note && policy) (void)policy->accept(*note);
  for (const std::uint64_t width : {1U, 3U, 256U}) (void)tlog::entries_of(text, width);
  return 0;
}
