// Mailbox: answers on their way to the thread of their sessions, from whichever thread made them.
//
// However many are put in before that thread looks, it is woken once: what a commit to the disk
// lets go together costs one wake-up, not one for each.  Outlives its thread; what comes after that
// is dropped.
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

  /// For the request at this place of the session's, if there is still such a session.  From any
  /// thread.
  void put(std::weak_ptr<Session> session, std::size_t place, Response&& response);
  /// Takes nothing more.
  void close();

 private:
  struct Letter {
    std::weak_ptr<Session> session;
    std::size_t place = 0;
    Response response;
  };
  void hand_out();

  boost::asio::io_context& context_;
  std::mutex mutex_;
  bool closed_ = false;
  std::vector<Letter> letters_;
  std::vector<Letter> in_hand_;  // of the thread: its room is used again
};

}  // namespace noroshi::http
