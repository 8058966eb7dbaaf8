#include "io/socket/stream_connection.hpp"

#include <boost/asio/buffer.hpp>
#include <openssl/ssl.h>
#include <string_view>

#include "io/clock.hpp"

namespace noroshi::socket {
namespace {

namespace asio = boost::asio;

}  // namespace

void StreamConnection::begin(const TlsContext& tls) {
  Failure ignored;
  socket_.set_option(asio::socket_base::keep_alive(true), ignored);  // finds peers without power
  if (tls) {
    shake_hands(tls);
  } else {
    open();
  }
}

void StreamConnection::shake_hands(const TlsContext& tls) {
  SSL_CTX_up_ref(tls.get());
  tls_.emplace(tls.get());  // gives that reference back
  secure_.emplace(socket_, *tls_);
  watch(Clock::now() + std::chrono::microseconds(limits_.handshake), Closed::Handshake);
  secure_->async_handshake(asio::ssl::stream_base::server,
                           [self = shared_from_this()](const Failure& failure) {
                             if (self->closed_) return;
                             if (failure) return self->close(Closed::Handshake);
                             self->peer_.subject = peer_subject(self->secure_->native_handle());
                             self->open();
                           });
}

void StreamConnection::open() {
  if (!events_.opened(peer_)) return close(Closed::Refused);
  heard_ = Clock::now();
  watch(heard_ + std::chrono::microseconds(limits_.idle), Closed::Idle);
  read();
}

void StreamConnection::read() {
  const auto space = framer_.space();
  const auto buffer = asio::buffer(space.data(), space.size());
  auto taken = [self = shared_from_this()](const Failure& failure, std::size_t octets) {
    if (!self->closed_) self->take(failure, octets);
  };
  if (secure_) {
    secure_->async_read_some(buffer, std::move(taken));
  } else {
    socket_.async_read_some(buffer, std::move(taken));
  }
}

void StreamConnection::take(const Failure& failure, std::size_t octets) {
  framer_.commit(octets);
  if (!give_messages()) return close(Closed::Unframed);
  if (failure) {
    // Many exporters hang up without TLS's close_notify.
    const bool ended = failure == asio::error::eof || failure == asio::ssl::error::stream_truncated;
    return close(ended && framer_.between_messages() ? Closed::ByPeer : Closed::Io);
  }
  heard_ = Clock::now();  // after the messages: to wait for the store is not to be idle
  read();
}

bool StreamConnection::give_messages() {
  const base::Micros received = io::wall_clock();
  std::string_view message;
  Framer::Next next = Framer::Next::More;
  while ((next = framer_.next(message)) == Framer::Next::Message) {
    events_.message(peer_, message, received);
  }
  return next != Framer::Next::Broken;
}

void StreamConnection::watch(Clock::time_point deadline, Closed why) {
  timer_.expires_at(deadline);
  timer_.async_wait([self = shared_from_this(), why](const Failure& failure) {
    if (failure || self->closed_) return;
    const auto idle = std::chrono::microseconds(self->limits_.idle);
    if (why == Closed::Idle) {
      // Octets may have come while the thread waited for a full queue.
      Failure unknown;
      if (self->socket_.available(unknown) > 0) self->heard_ = Clock::now();
      if (Clock::now() < self->heard_ + idle) return self->watch(self->heard_ + idle, why);
    }
    self->close(why);
  });
}

void StreamConnection::close(Closed why) {
  if (closed_) return;
  closed_ = true;
  const auto self = shared_from_this();
  timer_.cancel();
  Failure ignored;
  socket_.close(ignored);
  events_.closed(peer_, why);
  door_.left(self);
}

}  // namespace noroshi::socket
