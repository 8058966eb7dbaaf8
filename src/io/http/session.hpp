// Session: one connection, from its handshake to its last answer.
//
//   handshake → requests → handler → answers ─┬─ next requests
//                                             ├─ stream, until either side ends it
//                                             └─ farewell: FIN, then a short time to read it
//
// One request at a time, or those that came together (ServerOptions::pipeline).  All of it happens
// on the one thread that runs the io_context of its socket, except the handler and the beginning
// of a stream: those run in the pool, where they may block, unless the handler is prompt.  What
// must stay true: there is a deadline except while the handler runs and while a stream has nothing
// to send.
#pragma once

#include <array>
#include <atomic>
#include <boost/asio/io_context.hpp>
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
#include <vector>

#include "io/http/channel.hpp"
#include "io/http/mailbox.hpp"
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
  Session(std::unique_ptr<Channel> channel, Request stranger, Shared& shared,
          std::shared_ptr<Mailbox> mailbox);
  ~Session();
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  /// Takes its place among the sessions.  Before `begin`, from any thread.
  void enter();
  void begin();
  /// No further request; a stream ends.  From any thread.
  void drain();
  /// An answer that has not come will not be waited for.  When no other thread is at work.
  void give_up_waiting() { waiting_.reset(); }
  /// The answer to the request at this place.  On its thread.
  void take(std::size_t place, Response&& response);

 private:
  enum class State : std::uint8_t { Greeting, Asking, Waiting, Answering, Streaming, Parting };
  using Failure = boost::system::error_code;

  using Clock = std::chrono::steady_clock;

  /// An answer that is owed, from when its request was whole.
  struct Owed {
    bool keep = false;  ///< the connection may stay after it
    bool is_head = false;
    bool http10 = false;
    Response response = {};
  };

  void arm(Clock::time_point from, base::Micros patience, std::uint64_t octets = 0);
  void disarm() { deadline_ = Clock::time_point::max(); }
  void watch();
  void time_out();
  void have_shaken_hands(const Failure& failure);
  void refuse_plain_http();

  void next_request();
  void begin_reading();
  void step();
  void feed();
  std::optional<Response> objection();
  void read_on();
  void read();
  bool charge_body();
  void release_bodies();
  void say_continue();

  void handle();
  bool takes_another() const;
  std::size_t owe(bool keep);
  void settle(std::size_t place, Response&& response);
  void promise(std::size_t place, const std::function<void(std::function<void(Response)>)>& later);
  static std::size_t room_for(const std::vector<Owed>& owed);
  void answer_if_complete();
  void write_down(Owed& owed, bool last);
  void have_answered(const Failure& failure);

  void begin_stream();
  void watch_peer();
  void pump();

  void farewell();
  void linger();
  void cut();

  std::unique_ptr<Channel> channel_;
  const boost::asio::io_context::executor_type executor_;
  Shared& shared_;
  const std::shared_ptr<Mailbox> mailbox_;
  Request stranger_;
  boost::asio::steady_timer timer_;
  Clock::time_point deadline_ = Clock::time_point::max();
  Clock::time_point began_;  // when the first octet of the request came
  bool watching_ = false;
  State state_ = State::Greeting;
  boost::beast::flat_buffer buffer_;
  std::optional<RequestReader> reader_;
  std::uint64_t charged_ = 0;  // of the request that is being read
  bool continued_ = false;     // 100 has been said
  std::vector<Owed> owed_;     // in the order of their requests
  std::size_t missing_ = 0;    // of them, not made yet
  std::uint64_t owed_charge_ = 0;
  std::shared_ptr<Session> waiting_;  // itself, as long as an answer is missing
  std::string head_;                  // what goes out, and a large body behind it
  Response response_;                 // the last that goes out
  bool keep_ = false;
  bool http10_ = false;
  std::shared_ptr<StreamOutlet> outlet_;
  std::string portion_;
  bool pumping_ = false;
  bool watching_peer_ = false;
  std::array<char, 4096> scrap_{};  // what is read to be thrown away
  std::size_t lingered_ = 0;
};

}  // namespace noroshi::http
