// The server against peers that mean no good, over plain TCP: what it costs it, and what they get.
#include "io/http/server.hpp"

#include <atomic>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/write.hpp>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <gmock/gmock.h>
#include <mutex>
#include <thread>
#include <vector>

#include "io/http/client.hpp"

namespace noroshi::http {
namespace {

using boost::asio::ip::tcp;
using ::testing::EndsWith;
using ::testing::HasSubstr;
using ::testing::Not;
using ::testing::StartsWith;
using Clock = std::chrono::steady_clock;

const net::Address kLoopback = net::Address::v4(0x7F000001);

/// A peer that writes and reads octets by hand.
class Peer {
 public:
  explicit Peer(std::uint16_t port) : socket_(context_) {
    socket_.connect({boost::asio::ip::address_v4::loopback(), port});
  }
  /// False when the server no longer takes them.
  bool say(std::string_view octets) {
    boost::system::error_code failure;
    boost::asio::write(socket_, boost::asio::buffer(octets.data(), octets.size()), failure);
    return !failure;
  }
  std::string hear_until(const std::string& end) {
    boost::system::error_code failure;
    const auto size =
        boost::asio::read_until(socket_, boost::asio::dynamic_buffer(heard_), end, failure);
    auto piece = heard_.substr(0, failure ? heard_.size() : size);
    heard_.erase(0, piece.size());
    return piece;
  }
  /// Until the server closes.
  std::string hear_all() {
    boost::system::error_code failure;
    boost::asio::read(socket_, boost::asio::dynamic_buffer(heard_), failure);
    return std::exchange(heard_, {});
  }
  tcp::socket& socket() { return socket_; }

 private:
  boost::asio::io_context context_;
  tcp::socket socket_;
  std::string heard_;
};

/// A door that a handler waits at until the test opens it.
class Door {
 public:
  void open() {
    const std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void arrive_and_wait() {
    std::unique_lock lock(mutex_);
    ++waiting_;
    changed_.notify_all();
    changed_.wait(lock, [this] { return open_; });
  }
  void until_somebody_waits() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return waiting_ > 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
  int waiting_ = 0;
};

Response echo(const Request& request) {
  return {.body = request.method + " " + request.target + " " + request.body};
}

std::unique_ptr<Server> serve(Handler handler, const ServerOptions& options = {}) {
  auto server = Server::start(kLoopback, 0, std::move(handler), options);
  EXPECT_TRUE(server.has_value()) << server.error().message;
  return std::move(*server);
}

std::string exchange(std::uint16_t port, std::string_view octets) {
  Peer peer(port);
  peer.say(octets);
  return peer.hear_all();
}

/// Waits for what another thread is about to do; false after ten seconds.
template <class Condition>
bool soon(Condition&& condition) {
  for (const auto end = Clock::now() + std::chrono::seconds(10); Clock::now() < end;) {
    if (condition()) return true;
    std::this_thread::sleep_for(std::chrono::milliseconds(1));
  }
  return false;
}

TEST(HttpServer, TellsTheHandlerWhoAsks) {
  auto server = serve([](const Request& request) {
    return Response{.body = request.peer.to_string() + (request.secure ? " tls " : " plain ") +
                            std::string(request.path()) + " " + std::string(request.query()) + " " +
                            std::string(request.header("x-a")) + "|" + request.certificate};
  });
  Client client({"http", "127.0.0.1", server->port(), "/"});
  const auto reply = client.request("GET", "/a/b?c=d?e", "", {{"X-A", "1"}});
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->body, "127.0.0.1 plain /a/b c=d?e 1|");
}

TEST(HttpServer, AnswersPipelinedRequestsInTheirOrder) {
  auto server = serve(echo, {.threads = 4});
  std::string octets;
  for (int i = 0; i < 50; ++i) {
    octets += "POST /" + std::to_string(i) + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n" +
              (i == 49 ? "Connection: close\r\n" : "") + "\r\nhi";
  }
  const auto answer = exchange(server->port(), octets);
  std::size_t at = 0;
  for (int i = 0; i < 50; ++i) {
    at = answer.find("POST /" + std::to_string(i) + " hi", at);
    ASSERT_NE(at, std::string::npos) << i;
  }
}

TEST(HttpServer, AHeaderThatTricklesGetsNoMoreTimeForEachOctet) {
  ServerOptions hasty;
  hasty.patience = 100 * base::kMillisecond;
  auto server = serve(echo, hasty);
  Peer peer(server->port());
  const auto began = Clock::now();
  int sent = 0;
  while (peer.say(sent == 0 ? "GET / HTTP/1.1\r\nX: " : "a") && sent < 10'000) {
    ++sent;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  EXPECT_LT(sent, 10'000) << "the trickle was never cut";
  EXPECT_LT(Clock::now() - began, std::chrono::seconds(10));
  EXPECT_EQ(server->health().timed_out, 1U);
}

TEST(HttpServer, ABodyThatTricklesGetsNoMoreTimeForEachOctet) {
  ServerOptions hasty;
  hasty.patience = 100 * base::kMillisecond;
  auto server = serve(echo, hasty);
  Peer peer(server->port());
  peer.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100000\r\n\r\n");
  int sent = 0;
  while (peer.say("a") && sent < 10'000) {
    ++sent;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  EXPECT_LT(sent, 10'000) << "the trickle was never cut";
  EXPECT_EQ(server->health().timed_out, 1U);
  EXPECT_EQ(server->health().requests, 0U);
}

TEST(HttpServer, AGigabyteThatIsOnlyAnnouncedIsRefusedUnread) {
  std::atomic<int> handled = 0;
  auto server = serve([&](const Request& request) {
    ++handled;
    return echo(request);
  });
  const auto answer = exchange(
      server->port(), "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\nabc");
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  EXPECT_EQ(handled, 0);
}

TEST(HttpServer, AGigabyteInChunksIsCutAtTheLimit) {
  auto server = serve(echo);
  Peer peer(server->port());
  peer.say("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n");
  const std::string chunk = "10000\r\n" + std::string(0x10000, 'a') + "\r\n";
  int sent = 0;
  while (sent < 16'384 && peer.say(chunk)) ++sent;
  EXPECT_LT(sent, 1'024) << "64 MiB and more were taken where 1 MiB is the limit";
  EXPECT_EQ(server->health().requests, 0U);
}

TEST(HttpServer, ARefusalIsReadByAPeerThatIsStillSending) {
  auto server = serve(echo);
  Peer peer(server->port());
  peer.say("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1073741824\r\n\r\n");
  for (int i = 0; i < 8; ++i) peer.say(std::string(64 << 10, 'a'));
  EXPECT_THAT(peer.hear_all(), StartsWith("HTTP/1.1 413 "));
}

TEST(HttpServer, TheHeaderDecidesHowLargeABodyMayBe) {
  ServerOptions options;
  options.body_limit_of = [](const Request& header) {
    return header.path() == "/large" ? std::uint64_t{8} << 20 : std::uint64_t{10};
  };
  auto server = serve([](const Request& r) { return Response{.body = r.target}; }, options);
  Client client({"http", "127.0.0.1", server->port(), "/"});
  EXPECT_EQ(client.request("POST", "/large", std::string(4 << 20, 'a'))->status, 200);
  EXPECT_EQ(client.request("POST", "/small", std::string(10, 'a'))->status, 200);
  const auto refused = client.request("POST", "/small", std::string(11, 'a'));
  ASSERT_TRUE(refused.has_value()) << refused.error().message;
  EXPECT_EQ(refused->status, 413);
  EXPECT_THAT(refused->body, HasSubstr("10 octets"));
}

TEST(HttpServer, WaitsWithTheBodyAreAnsweredBeforeItIsSent) {
  auto server = serve(echo);
  Peer patient(server->port());
  patient.say("POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
  EXPECT_EQ(patient.hear_until("\r\n\r\n"), "HTTP/1.1 100 Continue\r\n\r\n");
  patient.say("hi");
  EXPECT_THAT(patient.hear_until("hi"), StartsWith("HTTP/1.1 200 OK\r\n"));

  EXPECT_THAT(exchange(server->port(),
                       "POST / HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\n"
                       "Content-Length: 2000000\r\n\r\n"),
              StartsWith("HTTP/1.1 413 "));
  EXPECT_THAT(exchange(server->port(), "GET / HTTP/1.1\r\nHost: a\r\nExpect: tea\r\n\r\n"),
              StartsWith("HTTP/1.1 417 "));
}

TEST(HttpServer, AllBodiesTogetherAreBounded) {
  ServerOptions options;
  options.bodies_limit = 1 << 20;
  options.body_limit = 1 << 20;
  Door door;
  auto server = serve(
      [&](const Request& request) {
        if (request.target == "/held") door.arrive_and_wait();
        return Response{.body = request.target};
      },
      options);
  const std::string body =
      " HTTP/1.1\r\nHost: a\r\nConnection: close\r\nContent-Length: 700000\r\n\r\n" +
      std::string(700'000, 'a');
  Peer first(server->port());
  first.say("POST /held" + body);
  door.until_somebody_waits();
  EXPECT_THAT(exchange(server->port(), "POST /more" + body), StartsWith("HTTP/1.1 503 "));
  door.open();
  EXPECT_THAT(first.hear_all(), EndsWith("/held"));
  EXPECT_THAT(exchange(server->port(), "POST /more" + body), EndsWith("/more"));
}

TEST(HttpServer, ASlowHandlerStallsNobodyElse) {
  Door door;
  auto server = serve(
      [&](const Request& request) {
        if (request.target == "/slow") door.arrive_and_wait();
        return echo(request);
      },
      {.threads = 2});
  Peer slow(server->port());
  slow.say("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
  door.until_somebody_waits();
  Client client({"http", "127.0.0.1", server->port(), "/"});
  const auto reply = client.request("GET", "/fast", "");
  EXPECT_TRUE(reply.has_value());
  door.open();
  EXPECT_THAT(slow.hear_until("/slow "), StartsWith("HTTP/1.1 200 OK"));
}

TEST(HttpServer, MoreConnectionsThanAllowedAreTurnedAwayAndCounted) {
  ServerOptions few;
  few.connections = 8;
  auto server = serve(echo, few);
  std::vector<std::unique_ptr<Peer>> held;
  for (std::size_t i = 0; i < few.connections; ++i) {
    held.push_back(std::make_unique<Peer>(server->port()));
  }
  ASSERT_TRUE(soon([&] { return server->health().connections == few.connections; }));
  for (int i = 0; i < 10'000; ++i) EXPECT_EQ(Peer(server->port()).hear_all(), "");
  EXPECT_EQ(server->health().turned_away, 10'000U);
  EXPECT_EQ(server->health().accepted, few.connections);
  held.back()->say("GET /still HTTP/1.1\r\nHost: a\r\n\r\n");
  EXPECT_THAT(held.back()->hear_until("/still "), StartsWith("HTTP/1.1 200 OK"));
}

TEST(HttpServer, AStreamArrivesPieceByPiece) {
  std::mutex mutex;
  std::shared_ptr<Outlet> outlet;
  auto server = serve([&](const Request&) {
    return Response{.content_type = "text/event-stream",
                    .body = ": hello\n\n",
                    .stream = [&](std::shared_ptr<Outlet> end) {
                      const std::lock_guard lock(mutex);
                      outlet = std::move(end);
                    }};
  });
  Peer peer(server->port());
  peer.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  const auto head = peer.hear_until("\r\n\r\n");
  EXPECT_THAT(head, HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_THAT(head, Not(HasSubstr("Content-Length")));
  EXPECT_EQ(peer.hear_until("\n\n\r\n"), "9\r\n: hello\n\n\r\n");
  ASSERT_TRUE(soon([&] {
    const std::lock_guard lock(mutex);
    return outlet != nullptr;
  }));
  EXPECT_TRUE(outlet->send("data: 1\n\n"));
  EXPECT_EQ(peer.hear_until("1\n\n\r\n"), "9\r\ndata: 1\n\n\r\n");
  EXPECT_TRUE(outlet->send(""));  // must not end the answer
  EXPECT_TRUE(outlet->send("data: 2\n\n"));
  EXPECT_EQ(peer.hear_until("2\n\n\r\n"), "9\r\ndata: 2\n\n\r\n");
  outlet->close();
  EXPECT_EQ(peer.hear_all(), "0\r\n\r\n");
  EXPECT_FALSE(outlet->send("data: 3\n\n"));
}

/// Starts one stream and gives its outlet.
class Streaming {
 public:
  explicit Streaming(ServerOptions options = {})
      : server_(serve(
            [this](const Request&) {
              return Response{.stream = [this](std::shared_ptr<Outlet> end) {
                const std::lock_guard lock(mutex_);
                outlet_ = std::move(end);
              }};
            },
            options)),
        peer_(server_->port()) {
    peer_.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_TRUE(soon([&] {
      const std::lock_guard lock(mutex_);
      return outlet_ != nullptr;
    }));
  }
  Outlet& outlet() { return *outlet_; }
  std::unique_ptr<Server>& server() { return server_; }
  Peer& peer() { return peer_; }

 private:
  std::mutex mutex_;
  std::shared_ptr<Outlet> outlet_;
  std::unique_ptr<Server> server_;
  Peer peer_;
};

TEST(HttpServer, AReaderThatIsTooSlowForAStreamIsLetGo) {
  ServerOptions options;
  options.outlet_limit = 1 << 20;
  Streaming stream(options);
  const std::string piece(64 << 10, 'a');
  int sent = 0;
  while (sent < 100'000 && stream.outlet().send(piece)) ++sent;
  EXPECT_LT(sent, 100'000) << "6 GiB were queued for a reader that reads nothing";
  EXPECT_TRUE(stream.outlet().gone());
  EXPECT_TRUE(soon([&] { return stream.server()->health().connections == 0; }));
}

TEST(HttpServer, AReaderThatStopsInTheMiddleIsLetGoBeforeTheTimeIsUp) {
  ServerOptions options;
  options.outlet_limit = 16 << 20;  // more than the sockets hold: a write is under way, and stuck
  Streaming stream(options);
  const std::string piece(64 << 10, 'a');
  ASSERT_TRUE(stream.outlet().send(piece));
  ASSERT_TRUE(soon([&] { return stream.peer().socket().available() > 1'000; }));
  for (int i = 0; i < 192; ++i) ASSERT_TRUE(stream.outlet().send(piece));
  int sent = 0;
  while (sent < 100'000 && stream.outlet().send(piece)) ++sent;
  EXPECT_TRUE(stream.outlet().gone());
  EXPECT_TRUE(soon([&] { return stream.server()->health().connections == 0; }));
}

TEST(HttpServer, AStreamNoticesThatItsReaderLeft) {
  Streaming stream;
  stream.peer().socket().close();
  EXPECT_TRUE(soon([&] { return stream.outlet().gone(); }));
  EXPECT_FALSE(stream.outlet().send("late"));
}

TEST(HttpServer, AnOutletOutlivesItsServer) {
  Streaming stream;
  stream.server().reset();
  EXPECT_FALSE(stream.outlet().send("late"));
  stream.outlet().close();
  EXPECT_TRUE(stream.outlet().gone());
}

TEST(HttpServer, ManyThreadsMaySendIntoOneStream) {
  Streaming stream({.outlet_limit = 64 << 20});
  std::vector<std::thread> threads;
  for (int t = 0; t < 4; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 1'000; ++i) EXPECT_TRUE(stream.outlet().send("0123456789"));
    });
  }
  for (auto& thread : threads) thread.join();
  stream.outlet().close();
  const auto all = stream.peer().hear_all();
  std::size_t pieces = 0;
  for (auto at = all.find("a\r\n0123456789\r\n"); at != std::string::npos;
       at = all.find("a\r\n0123456789\r\n", at + 1)) {
    ++pieces;
  }
  EXPECT_EQ(pieces, 4'000U);
}

TEST(HttpServer, ADrainLetsARunningAnswerEndAndTakesNothingNew) {
  Door door;
  auto server = serve([&](const Request& request) {
    door.arrive_and_wait();
    return echo(request);
  });
  const auto port = server->port();
  Peer idle(port);
  Peer busy(port);
  busy.say("GET /busy HTTP/1.1\r\nHost: a\r\n\r\n");
  door.until_somebody_waits();
  ASSERT_TRUE(soon([&] { return server->health().connections == 2; }));
  std::thread drain([&] { server->drain(30 * base::kSecond); });
  EXPECT_EQ(idle.hear_all(), "");  // closed at once
  boost::asio::io_context context;
  EXPECT_TRUE(soon([&] {
    boost::system::error_code failure;
    tcp::socket late(context);
    late.connect({boost::asio::ip::address_v4::loopback(), port}, failure);
    return failure == boost::asio::error::connection_refused;
  }));
  door.open();
  const auto answer = busy.hear_all();
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(answer, EndsWith("GET /busy "));
  busy.socket().close();
  drain.join();
  EXPECT_EQ(server->health().connections, 0U);
}

TEST(HttpServer, ADrainEndsStreamsProperly) {
  Streaming stream;
  stream.outlet().send("last words");
  std::thread drain([&] { stream.server()->drain(30 * base::kSecond); });
  EXPECT_THAT(stream.peer().hear_all(), EndsWith("a\r\nlast words\r\n0\r\n\r\n"));
  stream.peer().socket().close();
  drain.join();
}

TEST(HttpServer, ADrainGivesUpAfterItsPatience) {
  Door door;
  auto server = serve([&](const Request& request) {
    door.arrive_and_wait();
    return echo(request);
  });
  Peer busy(server->port());
  busy.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n");
  door.until_somebody_waits();
  server->drain(20 * base::kMillisecond);
  EXPECT_EQ(server->health().connections, 1U);
  door.open();
}

/// Takes what answers later, one for each request, until the test answers.
class Debts {
 public:
  using Debt = std::function<void(Response)>;
  Handler handler() {
    return [this](const Request&) {
      return Response{.later = [this](Debt debt) {
        const std::lock_guard lock(mutex_);
        debts_.push_back(std::move(debt));
        changed_.notify_all();
      }};
    };
  }
  Debt take() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return !debts_.empty(); });
    Debt debt = std::move(debts_.front());
    debts_.pop_front();
    return debt;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Debt> debts_;  // oldest first
};

TEST(HttpServer, AnAnswerMayComeLaterFromAnyThread) {
  Debts debts;
  const auto server = Server::start(kLoopback, 0, debts.handler()).value();
  std::vector<std::unique_ptr<Peer>> peers;
  for (int i = 0; i < 20; ++i) {  // more than the one thread of the server could hold
    peers.push_back(std::make_unique<Peer>(server->port()));
    ASSERT_TRUE(peers.back()->say("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  }
  std::thread debtor([&] {
    for (std::size_t i = 0; i < peers.size(); ++i) debts.take()({.body = "at last"});
  });
  for (const auto& peer : peers) EXPECT_THAT(peer->hear_until("at last"), EndsWith("at last"));
  debtor.join();
  // The connection goes on as it would have.
  ASSERT_TRUE(peers[0]->say("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  debts.take()({.body = "again"});
  EXPECT_THAT(peers[0]->hear_until("again"), EndsWith("again"));
}

/// Requests to these targets, one behind the other.
std::string requests(const std::vector<std::string>& targets) {
  std::string all;
  for (const auto& target : targets) {
    all += "POST " + target + " HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\nok";
  }
  return all;
}

TEST(HttpServer, RequestsThatCameTogetherAreUnderWayTogetherAndAnsweredInTheirOrder) {
  Debts debts;
  const auto server =
      Server::start(kLoopback, 0, debts.handler(), {.prompt = true, .pipeline = 4}).value();
  Peer peer(server->port());
  ASSERT_TRUE(peer.say(requests({"/1", "/2", "/3", "/4", "/5"}) + "POST /6 HT"));
  std::vector<Debts::Debt> four;
  for (int i = 0; i < 4; ++i) four.push_back(debts.take());
  EXPECT_EQ(server->health().requests, 4U);  // the fifth waits for their answers
  for (std::size_t i = four.size(); i-- > 0;) four[i]({.body = "answer " + std::to_string(i + 1)});
  const auto first = peer.hear_until("answer 4");
  std::size_t at = 0;
  for (const char* body : {"answer 1", "answer 2", "answer 3", "answer 4"}) {
    at = first.find(body, at);
    EXPECT_NE(at, std::string::npos) << body;
  }
  debts.take()({.body = "answer 5"});
  EXPECT_THAT(peer.hear_until("answer 5"), EndsWith("answer 5"));
  ASSERT_TRUE(peer.say("TP/1.1\r\nHost: a\r\n\r\n"));  // the rest of the sixth
  debts.take()({.body = "answer 6"});
  EXPECT_THAT(peer.hear_until("answer 6"), EndsWith("answer 6"));
}

TEST(HttpServer, NothingBehindTheLastRequestIsAnsweredHoweverItCame) {
  const auto server = Server::start(kLoopback, 0, echo, {.prompt = true, .pipeline = 16}).value();
  const std::string last = "POST /2 HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
  const auto answer = exchange(server->port(), requests({"/1"}) + last + requests({"/3"}));
  EXPECT_THAT(answer, HasSubstr("POST /1 ok"));
  EXPECT_THAT(answer, EndsWith("POST /2 "));
  EXPECT_EQ(server->health().requests, 2U);
}

TEST(HttpServer, WhatIsNoRequestIsRefusedBehindTheAnswersThatAreOwed) {
  Debts debts;
  const auto server =
      Server::start(kLoopback, 0, debts.handler(), {.prompt = true, .pipeline = 16}).value();
  Peer peer(server->port());
  ASSERT_TRUE(peer.say(requests({"/1"}) + "no request\r\n\r\n"));
  debts.take()({.body = "the first"});
  const auto answer = peer.hear_all();
  EXPECT_THAT(answer, StartsWith("HTTP/1.1 200 "));
  EXPECT_LT(answer.find("the first"), answer.find("HTTP/1.1 400 "));
}

TEST(HttpServer, APromptHandlerAnswersManyLargeBodiesInTheirOrder) {
  const auto server =
      Server::start(kLoopback, 0,
                    [](const Request& request) {
                      return Response{.body = std::string(100'000, request.target.at(1))};
                    },
                    {.prompt = true, .pipeline = 3})
          .value();
  Peer peer(server->port());
  ASSERT_TRUE(peer.say(requests({"/a", "/b", "/c", "/d"})));
  const auto all = peer.hear_until(std::string(100'000, 'd'));
  EXPECT_LT(all.find(std::string(100'000, 'a')), all.find(std::string(100'000, 'b')));
  EXPECT_LT(all.find(std::string(100'000, 'b')), all.find(std::string(100'000, 'c')));
}

TEST(HttpServer, AnAnswerThatIsDroppedBecomesAnApology) {
  Debts debts;
  const auto server = Server::start(kLoopback, 0, debts.handler()).value();
  Peer peer(server->port());
  ASSERT_TRUE(peer.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  { const auto dropped = debts.take(); }
  EXPECT_THAT(peer.hear_until("\r\n\r\n"), StartsWith("HTTP/1.1 500"));
}

TEST(HttpServer, MayGoWhileAnswersAreOwed) {
  Debts debts;
  auto server = Server::start(kLoopback, 0, debts.handler()).value();
  Peer peer(server->port());
  ASSERT_TRUE(peer.say("GET / HTTP/1.1\r\nHost: a\r\n\r\n"));
  const auto debt = debts.take();
  server.reset();
  EXPECT_EQ(peer.hear_all(), "");
  debt({.body = "too late"});
}

TEST(HttpServer, NoFieldOfAnAnswerSmugglesInAnother) {
  auto server = serve([](const Request&) {
    return Response{.content_type = "text/plain\r\nX-A: 1",
                    .headers = {{"Location", "/\r\nSet-Cookie: a=b\r\n\r\n<html>"}}};
  });
  Client client({"http", "127.0.0.1", server->port(), "/"});
  const auto reply = client.request("GET", "/", "");
  ASSERT_TRUE(reply.has_value());
  EXPECT_EQ(reply->header("set-cookie"), "");
  EXPECT_EQ(reply->header("x-a"), "");
  EXPECT_EQ(reply->body, "");
}

TEST(HttpServer, AnOldClientIsAnsweredAsItUnderstands) {
  auto server = serve(echo);
  const auto answer = exchange(server->port(), "GET /old HTTP/1.0\r\n\r\n");
  EXPECT_THAT(answer, HasSubstr("Connection: close\r\n"));
  EXPECT_THAT(answer, EndsWith("\r\n\r\nGET /old "));
  EXPECT_THAT(exchange(server->port(),
                       "GET http://a.example/x?y HTTP/1.1\r\nHost: a\r\n"
                       "Connection: close\r\n\r\n"),
              EndsWith("GET /x?y "));
}

}  // namespace
}  // namespace noroshi::http
