// The half of a session that asks the handler and sends what it answered.
#include <algorithm>
#include <atomic>
#include <boost/asio/post.hpp>
#include <utility>

#include "io/clock.hpp"
#include "io/http/answer.hpp"
#include "io/http/session.hpp"

namespace noroshi::http {
namespace {

namespace asio = boost::asio;

constexpr std::size_t kIdleRoom = 4 << 10;   // octets that a connection without answers may keep
constexpr std::size_t kHeadRoom = 256;       // octets of a head, mostly
constexpr std::size_t kOneWrite = 16 << 10;  // head and body together: one TLS record, one packet

Response respond(const Handler& handler, const Request& request) {
  try {
    return handler(request);
  } catch (const std::exception&) {  // out of memory, most likely: the next request may succeed
    return {.status = 500, .body = "the server could not answer this\n"};
  }
}

/// What takes an answer that comes later.  Gone without one, it answers itself.
class Promise {
 public:
  Promise(std::shared_ptr<Mailbox> mailbox, std::weak_ptr<Session> session, std::size_t place)
      : mailbox_(std::move(mailbox)), session_(std::move(session)), place_(place) {}
  ~Promise() {
    if (!kept_) keep({.status = 500, .body = "the server could not answer this\n"});
  }
  Promise(const Promise&) = delete;
  Promise& operator=(const Promise&) = delete;

  void keep(Response response) {
    if (!kept_.exchange(true)) mailbox_->put(session_, place_, std::move(response));
  }

 private:
  const std::shared_ptr<Mailbox> mailbox_;
  const std::weak_ptr<Session> session_;
  const std::size_t place_;
  std::atomic<bool> kept_ = false;
};

}  // namespace

/// Asks the handler about the request that is whole.
void Session::handle() {
  state_ = State::Waiting;
  disarm();
  ++shared_.requests;
  owed_charge_ += std::exchange(charged_, 0);
  const std::size_t place = owe(reader_->keep_alive());
  Request request = std::move(reader_->request());
  reader_.reset();
  if (shared_.options.prompt) {
    Response response = respond(shared_.handler, request);
    return response.later ? promise(place, response.later) : settle(place, std::move(response));
  }
  asio::post(*shared_.pool,
             [self = shared_from_this(), place, request = std::move(request)]() mutable {
               auto response = respond(self->shared_.handler, request);
               request = {};
               if (response.later) return self->promise(place, response.later);
               self->mailbox_->put(self, place, std::move(response));
             });
}

/// Whether the next request may be taken up before the last one is answered.
bool Session::takes_another() const {
  return shared_.options.prompt && owed_.size() < shared_.options.pipeline && buffer_.size() > 0 &&
         owed_.back().keep && !owed_.back().response.stream;
}

std::size_t Session::owe(bool keep) {
  owed_.push_back(
      {.keep = keep, .is_head = reader_->request().method == "HEAD", .http10 = reader_->http10()});
  ++missing_;
  return owed_.size() - 1;
}

void Session::settle(std::size_t place, Response&& response) {
  owed_[place].response = std::move(response);
  --missing_;
}

/// In the pool, or here if the handler is prompt.
void Session::promise(std::size_t place,
                      const std::function<void(std::function<void(Response)>)>& later) {
  const auto made = std::make_shared<Promise>(mailbox_, weak_from_this(), place);
  later([made](Response response) { made->keep(std::move(response)); });
}

void Session::take(std::size_t place, Response&& response) {
  settle(place, std::move(response));
  answer_if_complete();
}

/// Octets of the answers as they go out together, so that they are copied once.
std::size_t Session::room_for(const std::vector<Owed>& owed) {
  std::size_t room = 0;
  for (const Owed& one : owed) room += kHeadRoom + std::min(one.response.body.size(), kOneWrite);
  return room;
}

void Session::answer_if_complete() {
  if (missing_ > 0) {
    // Until they come nothing else keeps the session.
    if (!waiting_) waiting_ = shared_from_this();
    return;
  }
  const auto self = std::exchange(waiting_, nullptr);
  state_ = State::Answering;
  release_bodies();
  head_.clear();
  head_.reserve(room_for(owed_));
  for (std::size_t i = 0; i < owed_.size(); ++i) {
    write_down(owed_[i], i + 1 == owed_.size());
    if (!keep_) break;  // RFC 9112, section 9.6: nothing behind it is answered
  }
  owed_.clear();
  arm(Clock::now(), shared_.options.patience, response_.body.size());
  channel_->write({asio::buffer(head_), asio::buffer(response_.body)},
                  [self = shared_from_this()](const Failure& failure, std::size_t) {
                    self->have_answered(failure);
                  });
}

/// Appends it to what goes out; a large body with nothing behind it is not copied.
void Session::write_down(Owed& owed, bool last) {
  response_ = std::move(owed.response);
  keep_ = owed.keep && !response_.stream && !(last && shared_.draining);
  http10_ = owed.http10;
  Manners manners{.keep_alive = keep_, .http10 = http10_};
  if (response_.stream) manners.framing = http10_ ? Framing::ToTheEnd : Framing::Chunked;
  head_ += head_of(response_, manners, io::wall_clock());
  if (owed.is_head || !has_body(response_.status)) {
    response_.body.clear();
    response_.stream = {};
  }
  if (manners.framing == Framing::Chunked) {
    append_chunk(head_, std::exchange(response_.body, {}));
  } else if (!last || response_.body.size() <= kOneWrite) {
    head_ += std::exchange(response_.body, {});
  }
}

void Session::have_answered(const Failure& failure) {
  if (failure) return;
  response_.body = {};
  if (head_.capacity() > kIdleRoom) head_ = {};  // an idle connection costs little
  if (response_.stream) return begin_stream();
  if (keep_) return next_request();
  farewell();
}

}  // namespace noroshi::http
