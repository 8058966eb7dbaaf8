// Session: one connection, from its handshake to its last answer.
//
//   handshake → request → handler → answer ─┬─ next request
//                                           ├─ stream, until either side ends it
//                                           └─ farewell: FIN, then a short time to read it
//
// All of it happens on the strand of its socket, on threads of the io_context, except the handler
// and the beginning of a stream: those run in the pool, where they may block.  What must stay
// true: there is a deadline except while the handler runs and while a stream has nothing to send.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/any_io_executor.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/thread_pool.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <shared_mutex>
#include <string>
#include <unordered_map>

#include "io/http/channel.hpp"
#include "io/http/request_reader.hpp"
#include "io/http/stream_outlet.hpp"

namespace noroshi::http {

class Session;

/// Ends before the io_context does.  Who holds an outlet asks it before touching a session.
struct Lifeline {
  std::shared_mutex mutex;
  bool alive = true;
};

/// What the sessions of one server share; outlives them, because it outlives the io_context.
struct Shared {
  Handler handler;
  ServerOptions options;
  std::optional<boost::asio::thread_pool> pool = {};  ///< emptied before the io_context ends
  std::shared_ptr<Lifeline> lifeline = std::make_shared<Lifeline>();
  std::atomic<bool> draining = false;
  std::atomic<std::uint64_t> accepted = 0;
  std::atomic<std::uint64_t> turned_away = 0;
  std::atomic<std::uint64_t> requests = 0;
  std::atomic<std::uint64_t> timed_out = 0;
  std::atomic<std::uint64_t> body_octets = 0;  ///< of requests, in memory now

  std::mutex mutex = {};  ///< for what follows
  std::condition_variable changed = {};
  std::unordered_map<Session*, std::weak_ptr<Session>> sessions = {};
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(std::unique_ptr<Channel> channel, Request stranger, Shared& shared);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void begin();
  /// No further request; a stream ends.  From any thread.
  void drain();
  /// An answer that has not come will not be waited for.  When no other thread is at work.
  void give_up_waiting() { waiting_.reset(); }

 private:
  enum class State : std::uint8_t { Greeting, Asking, Waiting, Answering, Streaming, Parting };
  using Failure = boost::system::error_code;

  using Clock = std::chrono::steady_clock;

  void arm(Clock::time_point from, base::Micros patience, std::uint64_t octets = 0);
  void disarm() { deadline_ = Clock::time_point::max(); }
  void watch();
  void time_out();
  void have_shaken_hands(const Failure& failure);
  void refuse_plain_http();

  void next_request();
  void step();
  void read();
  bool charge_body();
  void release_body();
  void say_continue();

  void handle();
  void promise(bool keep, const std::function<void(std::function<void(Response)>)>& later);
  void answer(Response&& response, bool keep);
  void have_answered(const Failure& failure);

  void begin_stream();
  void watch_peer();
  void pump();

  void farewell();
  void linger();
  void cut();

  std::unique_ptr<Channel> channel_;
  const boost::asio::any_io_executor executor_;  // the strand
  Shared& shared_;
  Request stranger_;
  boost::asio::steady_timer timer_;
  Clock::time_point deadline_ = Clock::time_point::max();
  Clock::time_point began_;  // when the first octet of the request came
  bool watching_ = false;
  State state_ = State::Greeting;
  boost::beast::flat_buffer buffer_;
  std::unique_ptr<RequestReader> reader_;
  std::uint64_t charged_ = 0;
  bool continued_ = false;  // 100 has been said
  bool is_head_ = false;
  std::string head_;
  Response response_;
  bool keep_ = false;
  std::shared_ptr<Session> waiting_;  // itself, as long as an answer is to come later
  std::shared_ptr<StreamOutlet> outlet_;
  std::string portion_;
  bool pumping_ = false;
  bool watching_peer_ = false;
  std::array<char, 4096> scrap_{};  // what is read to be thrown away
  std::size_t lingered_ = 0;
};

}  // namespace noroshi::http
