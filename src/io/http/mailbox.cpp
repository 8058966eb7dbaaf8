#include "io/http/mailbox.hpp"

#include <boost/asio/post.hpp>
#include <utility>

#include "io/http/session.hpp"

namespace noroshi::http {

void Mailbox::put(std::shared_ptr<Session> session, std::size_t place, Response&& response) {
  bool first = false;
  {
    const std::lock_guard lock(mutex_);
    first = letters_.empty();
    letters_.push_back({std::move(session), place, std::move(response)});
  }
  if (first) boost::asio::post(context_, [this] { hand_out(); });
}

void Mailbox::hand_out() {
  {
    const std::lock_guard lock(mutex_);
    in_hand_.swap(letters_);
  }
  for (Letter& letter : in_hand_) letter.session->take(letter.place, std::move(letter.response));
  in_hand_.clear();
}

}  // namespace noroshi::http
