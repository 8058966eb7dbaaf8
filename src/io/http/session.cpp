#include "io/http/session.hpp"

#include <algorithm>
#include <boost/asio/post.hpp>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <utility>

namespace noroshi::http {
namespace {

namespace asio = boost::asio;
using Stage = RequestReader::Stage;

constexpr std::size_t kHeaderPiece = 4 << 10;  // octets of one read
constexpr std::size_t kBodyPiece = 64 << 10;
// Who sends or reads a large body gets time for it, if no slower than this.
constexpr std::uint64_t kSlowest = 64 << 10;  // octets in a second
// After the last answer the peer gets this much to read it: closing at once, with its octets
// unread, would send a reset that overtakes the answer (RFC 9112, section 9.6).
constexpr base::Micros kFarewell = 2 * base::kSecond;
constexpr std::size_t kFarewellOctets = 1 << 20;

constexpr const char* kSpeaksTls =
    "HTTP/1.1 400 Bad Request\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Length: 28\r\n"
    "Connection: close\r\n\r\nthis port speaks HTTPS only\n";

/// A peer that vanished is noticed after that time although nothing is read from it.
void notice_the_vanished(Socket& socket, base::Micros patience) {
  boost::system::error_code ignored;  // comfort, not correctness
  socket.set_option(asio::ip::tcp::no_delay(true), ignored);
  socket.set_option(asio::socket_base::keep_alive(true), ignored);
  const auto milliseconds = static_cast<unsigned int>(patience / base::kMillisecond);
  ::setsockopt(socket.native_handle(), IPPROTO_TCP, TCP_USER_TIMEOUT, &milliseconds,
               sizeof milliseconds);
}

}  // namespace

Session::Session(std::unique_ptr<Channel> channel, Request stranger, Shared& shared,
                 std::shared_ptr<Mailbox> mailbox)
    : channel_(std::move(channel)),
      executor_(channel_->socket().get_executor()),
      shared_(shared),
      mailbox_(std::move(mailbox)),
      stranger_(std::move(stranger)),
      timer_(executor_) {}

Session::~Session() {
  owed_charge_ += charged_;
  release_bodies();
  if (outlet_) outlet_->detach();
  const std::lock_guard lock(shared_.mutex);
  shared_.sessions.erase(this);
  shared_.changed.notify_all();
}

void Session::enter() {
  const std::lock_guard lock(shared_.mutex);
  shared_.sessions.emplace(this, weak_from_this());
}

void Session::begin() {
  notice_the_vanished(channel_->socket(), shared_.options.patience);
  arm(Clock::now(), shared_.options.patience);
  channel_->handshake([self = shared_from_this()](const Failure& failure, std::size_t) {
    self->have_shaken_hands(failure);
  });
}

void Session::drain() {
  asio::post(executor_, [self = shared_from_this()] {
    const bool idle = self->state_ == State::Asking && !self->reader_->begun();
    if (idle) self->cut();
    if (self->outlet_) self->outlet_->close();
  });
}

/// The deadline: `patience` after `from`, and what that many octets may take.
void Session::arm(Clock::time_point from, base::Micros patience, std::uint64_t octets) {
  const auto extra = static_cast<base::Micros>(octets / kSlowest) * base::kSecond;
  deadline_ = from + std::chrono::microseconds(patience + extra);
  if (watching_ && timer_.expiry() <= deadline_) return;  // looks at the deadline again then
  timer_.expires_at(deadline_);
  watch();
}

void Session::watch() {
  watching_ = true;
  timer_.async_wait([weak = weak_from_this()](const Failure& failure) {
    const auto self = weak.lock();
    if (failure || !self) return;
    self->watching_ = false;
    if (self->deadline_ == Clock::time_point::max()) return;
    if (Clock::now() >= self->deadline_) return self->time_out();
    self->timer_.expires_at(self->deadline_);
    self->watch();
  });
}

void Session::time_out() {
  const bool idle = state_ == State::Asking && !reader_->begun();
  if (!idle && state_ != State::Parting) ++shared_.timed_out;
  cut();
}

void Session::have_shaken_hands(const Failure& failure) {
  if (failure) {
    if (is_plain_http(failure)) refuse_plain_http();
    return;
  }
  stranger_.certificate = channel_->certificate();
  next_request();
}

void Session::refuse_plain_http() {
  channel_->socket().async_send(
      asio::buffer(kSpeaksTls, std::char_traits<char>::length(kSpeaksTls)),
      [self = shared_from_this()](const Failure& failure, std::size_t) {
        if (failure) return;
        Failure ignored;  // the peer may be gone already
        self->channel_->socket().shutdown(Socket::shutdown_send, ignored);
        self->state_ = State::Parting;
        self->arm(Clock::now(), kFarewell);
        self->linger();
      });
}

void Session::next_request() {
  if (shared_.draining) return farewell();
  state_ = State::Asking;
  if (!reader_) begin_reading();  // else its beginning came behind the last one
  if (buffer_.size() == 0 && buffer_.capacity() > kHeaderPiece) buffer_.shrink_to_fit();
  began_ = Clock::now();
  arm(began_, shared_.options.patience);
  step();
}

void Session::begin_reading() {
  reader_.emplace(stranger_, shared_.options);
  continued_ = false;
}

/// Takes requests off what has been read, as many as may be under way, then goes where that leads.
void Session::step() {
  for (;;) {
    feed();
    if (auto why = objection()) {
      owed_charge_ += std::exchange(charged_, 0);
      settle(owe(false), std::move(*why));
      break;
    }
    if (reader_->stage() != Stage::Done) {
      if (owed_.empty()) return read_on();
      break;  // the rest of it is read behind the answers to those before it
    }
    handle();
    if (!takes_another()) break;
    begin_reading();
  }
  answer_if_complete();
}

void Session::feed() {
  const bool begun = reader_->begun();
  const auto octets = buffer_.data();
  buffer_.consume(reader_->take({static_cast<const char*>(octets.data()), octets.size()}));
  if (!begun && reader_->begun()) began_ = Clock::now();
}

/// Why the request goes no further.
std::optional<Response> Session::objection() {
  if (reader_->stage() == Stage::Refused) return reader_->refusal();
  if (!charge_body()) {
    return Response{.status = 503,
                    .body = "too many large requests at once; try again\n",
                    .headers = {{"Retry-After", "1"}}};
  }
  if (reader_->stage() != Stage::Done && buffer_.size() > shared_.options.header_limit) {
    return Response{.status = 431, .body = "header too large\n"};  // a chunk's header, say
  }
  return std::nullopt;
}

void Session::read_on() {
  if (reader_->begun()) arm(began_, shared_.options.patience, reader_->body_octets());
  const bool asked = reader_->stage() == Stage::Body && reader_->waits_for_continue();
  if (asked && !continued_ && buffer_.size() == 0 && reader_->body_octets() == 0) {
    return say_continue();
  }
  read();
}

void Session::read() {
  const auto piece = reader_->stage() == Stage::Body ? kBodyPiece : kHeaderPiece;
  channel_->read(buffer_.prepare(piece),
                 [self = shared_from_this()](const Failure& failure, std::size_t size) {
                   if (failure) return;  // the peer is gone: so is the session
                   self->buffer_.commit(size);
                   self->step();
                 });
}

/// Counts what this request keeps in memory; false when all of them together keep too much.
bool Session::charge_body() {
  const auto more = reader_->body_octets() - charged_;
  charged_ += more;
  return more == 0 || (shared_.body_octets += more) <= shared_.options.bodies_limit;
}

/// Of the requests that are answered now.
void Session::release_bodies() {
  if (owed_charge_ > 0) shared_.body_octets -= std::exchange(owed_charge_, 0);
}

void Session::say_continue() {
  continued_ = true;
  head_ = "HTTP/1.1 100 Continue\r\n\r\n";
  channel_->write({asio::buffer(head_), {}},
                  [self = shared_from_this()](const Failure& failure, std::size_t) {
                    if (!failure) self->read();
                  });
}

void Session::begin_stream() {
  state_ = State::Streaming;
  disarm();
  outlet_ = std::make_shared<StreamOutlet>(
      shared_.options.outlet_limit, !http10_,
      [lifeline = shared_.lifeline, weak = weak_from_this()] {
        const std::shared_lock lock(lifeline->mutex);
        const auto session = lifeline->alive ? weak.lock() : nullptr;
        if (session) asio::post(session->executor_, [session] { session->pump(); });
        return session != nullptr;
      });
  asio::post(*shared_.pool,
             [begin = std::exchange(response_.stream, {}), outlet = outlet_] { begin(outlet); });
  watch_peer();
  if (shared_.draining) outlet_->close();
}

/// Nothing is expected from the peer any more but its end.
void Session::watch_peer() {
  watching_peer_ = true;
  channel_->read(asio::buffer(scrap_),
                 [self = shared_from_this()](const Failure& failure, std::size_t size) {
                   self->lingered_ += size;
                   if (!failure && self->lingered_ < kFarewellOctets) return self->watch_peer();
                   self->outlet_->detach();
                   self->cut();
                 });
}

void Session::pump() {
  if (state_ != State::Streaming) return;
  if (outlet_->broken()) {
    ++shared_.timed_out;
    return cut();
  }
  if (pumping_) return;
  auto portion = outlet_->take();
  if (portion.octets.empty() && !portion.last) return disarm();
  pumping_ = true;
  portion_ = std::move(portion.octets);
  arm(Clock::now(), shared_.options.patience, portion_.size());
  channel_->write({asio::buffer(portion_), {}}, [self = shared_from_this(), last = portion.last](
                                                    const Failure& failure, std::size_t) {
    self->pumping_ = false;
    if (failure) return self->cut();
    if (last) return self->farewell();
    self->pump();
  });
}

void Session::farewell() {
  state_ = State::Parting;
  arm(Clock::now(), std::min(kFarewell, shared_.options.patience));
  channel_->finish([self = shared_from_this()](const Failure&, std::size_t) {
    if (!self->watching_peer_) self->linger();
  });
}

void Session::linger() {
  channel_->socket().async_read_some(
      asio::buffer(scrap_), [self = shared_from_this()](const Failure& failure, std::size_t size) {
        self->lingered_ += size;
        if (!failure && self->lingered_ < kFarewellOctets) self->linger();
      });
}

/// Ends everything that is under way: it fails, and lets go of the session.
void Session::cut() {
  state_ = State::Parting;
  disarm();
  Failure ignored;
  channel_->socket().close(ignored);
}

}  // namespace noroshi::http
