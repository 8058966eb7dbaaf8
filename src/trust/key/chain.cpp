#include "trust/key/chain.hpp"

#include <algorithm>

namespace noroshi::key {
namespace {

bool may_have_issued(const pki::Certificate& above, const pki::Certificate& below) {
  if (!above.subject().matches(below.issuer())) return false;
  const auto wanted = below.authority_key_id();
  const auto stated = above.subject_key_id();
  return wanted.empty() || stated.empty() || wanted == stated;
}

}  // namespace

std::vector<pki::Certificate> chain_above(const pki::Certificate& certificate,
                                          const std::vector<pki::Certificate>& known) {
  std::vector<pki::Certificate> chain;
  const pki::Certificate* below = &certificate;
  // Cross-certified authorities can name each other: nothing is taken twice.
  while (chain.size() < known.size()) {
    const auto above = std::find_if(known.begin(), known.end(), [&](const auto& candidate) {
      return may_have_issued(candidate, *below) && !(candidate == certificate) &&
             std::find(chain.begin(), chain.end(), candidate) == chain.end();
    });
    if (above == known.end()) break;
    chain.push_back(*above);
    below = &*above;
  }
  return chain;
}

}  // namespace noroshi::key
