#include "io/http/mailbox.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "io/http/session.hpp"

namespace noroshi::http {

void Mailbox::put(std::weak_ptr<Session> session, std::size_t place, Response&& response) {
  const std::lock_guard lock(mutex_);
  if (closed_) return;
  letters_.push_back({std::move(session), place, std::move(response)});
  if (letters_.size() == 1) boost::asio::post(context_, [this] { hand_out(); });
}

void Mailbox::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
}

void Mailbox::hand_out() {
  {
    const std::lock_guard lock(mutex_);
    in_hand_.swap(letters_);
  }
  for (Letter& letter : in_hand_) {
    if (const auto session = letter.session.lock()) {
      session->take(letter.place, std::move(letter.response));
    }
  }
  in_hand_.clear();
}

}  // namespace noroshi::http
