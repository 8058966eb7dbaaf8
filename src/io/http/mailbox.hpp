// Mailbox: answers on their way to the thread of their sessions, from whichever thread made them.
//
// However many are put in before that thread looks, it is woken once: what a commit to the disk
// lets go together costs one wake-up, not one for each.
#pragma once

#include <boost/asio/io_context.hpp>
#include <memory>
#include <mutex>
#include <vector>

#include "io/http/server.hpp"

namespace noroshi::http {

class Session;

class Mailbox {
 public:
  /// One thread runs `context`.
  explicit Mailbox(boost::asio::io_context& context) : context_(context) {}

  /// For the request at this place of the session's.  From any thread.
  void put(std::shared_ptr<Session> session, std::size_t place, Response&& response);

 private:
  struct Letter {
    std::shared_ptr<Session> session;
    std::size_t place = 0;
    Response response;
  };
  void hand_out();

  boost::asio::io_context& context_;
  std::mutex mutex_;
  std::vector<Letter> letters_;
  std::vector<Letter> in_hand_;  // of the thread: its room is used again
};

}  // namespace noroshi::http
