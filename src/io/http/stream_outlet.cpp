#include "io/http/stream_outlet.hpp"

#include <fmt/format.h>
#include <iterator>
#include <utility>

namespace noroshi::http {

void append_chunk(std::string& to, std::string_view piece) {
  if (piece.empty()) return;
  fmt::format_to(std::back_inserter(to), "{:x}\r\n", piece.size());
  to.append(piece).append("\r\n");
}

bool StreamOutlet::send(std::string_view piece) {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (gone_ || ended_) return false;
    if (waiting_.size() + piece.size() > limit_) {
      gone_ = broken_ = true;
    } else if (chunked_) {
      append_chunk(waiting_, piece);
    } else {
      waiting_.append(piece);
    }
    wake = !std::exchange(awake_, true) || broken_;  // the session may be stuck in a write
  }
  return wake_if(wake) && !gone();
}

void StreamOutlet::close() {
  bool wake = false;
  {
    const std::lock_guard lock(mutex_);
    if (gone_ || ended_) return;
    ended_ = true;
    if (chunked_) waiting_.append("0\r\n\r\n");
    wake = !std::exchange(awake_, true);
  }
  wake_if(wake);
}

bool StreamOutlet::gone() const {
  const std::lock_guard lock(mutex_);
  return gone_;
}

StreamOutlet::Portion StreamOutlet::take() {
  const std::lock_guard lock(mutex_);
  Portion portion{std::exchange(waiting_, {}), ended_};
  awake_ = !portion.octets.empty();
  return portion;
}

bool StreamOutlet::broken() const {
  const std::lock_guard lock(mutex_);
  return broken_;
}

void StreamOutlet::detach() {
  const std::lock_guard lock(mutex_);
  gone_ = true;
  waiting_ = {};
}

bool StreamOutlet::wake_if(bool needed) {
  if (!needed || wake_()) return true;
  detach();
  return false;
}

}  // namespace noroshi::http
