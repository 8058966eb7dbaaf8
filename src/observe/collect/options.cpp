#include "observe/collect/options.hpp"

namespace noroshi::collect {

std::vector<std::string> needs_restart(const Options& running, const Options& wanted) {
  std::vector<std::string> keys;
  const auto compare = [&](const char* key, const auto& one, const auto& other) {
    if (one != other) keys.emplace_back(key);
  };
  compare("collect.state", running.state, wanted.state);
  compare("collect.receive_buffer", running.receive_buffer, wanted.receive_buffer);
  compare("collect.queue", running.queue, wanted.queue);
  compare("collect.when_full", running.when_full, wanted.when_full);
  compare("collect.flush", running.flush, wanted.flush);
  compare("collect.workers", running.workers, wanted.workers);
  compare("collect.save", running.save, wanted.save);
  compare("collect.drain", running.drain, wanted.drain);
  compare("panes.most_pairs", running.panes_most_pairs, wanted.panes_most_pairs);
  compare("panes.linger", running.panes_linger, wanted.panes_linger);
  return keys;
}

}  // namespace noroshi::collect
