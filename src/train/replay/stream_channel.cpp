// TCP and TLS (OpenSSL): IPFIX messages one behind the other; their length field frames them.
#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/time.h>

#include "train/replay/channel.hpp"
#include "train/replay/socket_address.hpp"

namespace noroshi::replay {
namespace {

constexpr std::size_t kAtOnce = 64 * 1024;  // octets a system call
constexpr timeval kPatience{.tv_sec = 60, .tv_usec = 0};

/// Collects messages and writes them in large pieces.
class StreamChannel : public Channel {
 public:
  Status send(std::string_view message) override {
    buffer_.append(message);
    return buffer_.size() < kAtOnce ? Status{} : flush();
  }

  Status flush() override {
    std::string_view rest = buffer_;
    while (!rest.empty()) rest.remove_prefix(NOROSHI_TRY(write_some(rest)));
    buffer_.clear();
    return {};
  }

 protected:
  virtual Result<std::size_t> write_some(std::string_view bytes) = 0;

 private:
  std::string buffer_;
};

Error cannot_write(const Destination& to) {
  if (errno == EAGAIN) return {Errc::Io, to.to_string() + " has not read anything for a minute"};
  return base::system_error("sending to " + to.to_string());
}

Result<Descriptor> connect_stream(const Destination& to, const std::optional<Source>& source) {
  auto socket = NOROSHI_TRY(connect_to(to, SOCK_STREAM, source));
  setsockopt(socket.get(), SOL_SOCKET, SO_SNDTIMEO, &kPatience, sizeof kPatience);
  setsockopt(socket.get(), SOL_SOCKET, SO_RCVTIMEO, &kPatience, sizeof kPatience);
  return socket;
}

class TcpChannel final : public StreamChannel {
 public:
  TcpChannel(Descriptor socket, const Destination& to) : socket_(std::move(socket)), to_(to) {}

 private:
  Result<std::size_t> write_some(std::string_view bytes) override {
    while (true) {
      const auto sent = ::send(socket_.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent > 0) return static_cast<std::size_t>(sent);
      if (errno != EINTR) return cannot_write(to_);
    }
  }

  Descriptor socket_;
  Destination to_;
};

struct FreeContext {
  void operator()(SSL_CTX* context) const { SSL_CTX_free(context); }
};
struct FreeSession {
  void operator()(SSL* session) const { SSL_free(session); }
};
using TlsContext = std::unique_ptr<SSL_CTX, FreeContext>;
using TlsSession = std::unique_ptr<SSL, FreeSession>;

Error tls_error(std::string_view what) {
  std::array<char, 256> words{};
  const auto code = ERR_get_error();
  if (code == 0) return {Errc::Io, std::string(what).append(": the collector hung up")};
  ERR_error_string_n(code, words.data(), words.size());
  return {Errc::Io, std::string(what).append(": ").append(words.data())};
}

Result<TlsContext> make_context(const TlsTrust& trust) {
  TlsContext context(SSL_CTX_new(TLS_client_method()));
  if (!context) return tls_error("TLS");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_verify(context.get(), SSL_VERIFY_PEER, nullptr);
  if (SSL_CTX_load_verify_locations(context.get(), trust.ca.c_str(), nullptr) != 1) {
    return tls_error("reading the authority in " + trust.ca);
  }
  if (trust.certificate.empty()) return context;
  if (SSL_CTX_use_certificate_chain_file(context.get(), trust.certificate.c_str()) != 1) {
    return tls_error("reading the certificate in " + trust.certificate);
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), trust.key.c_str(), SSL_FILETYPE_PEM) != 1) {
    return tls_error("reading the key in " + trust.key);
  }
  return context;
}

// The chain was verified by the handshake; this is about the name.
Status check_name(SSL* session, const Destination& to) {
  const X509* certificate = SSL_get0_peer_certificate(session);
  const std::string address = to.address().to_string();
  auto* asked = const_cast<X509*>(certificate);  // X509_check_* of OpenSSL 3.0 take no const
  if (certificate != nullptr && (X509_check_ip_asc(asked, address.c_str(), 0) == 1 ||
                                 X509_check_host(asked, "localhost", 0, 0, nullptr) == 1)) {
    return {};
  }
  return Error{Errc::Io, "the certificate of " + to.to_string() + " names neither " + address +
                             " nor localhost"};
}

class TlsChannel final : public StreamChannel {
 public:
  TlsChannel(Descriptor socket, const Destination& to, TlsSession session)
      : socket_(std::move(socket)), to_(to), session_(std::move(session)) {}

  Status finish() override {
    NOROSHI_CHECK(flush());
    SSL_shutdown(session_.get());  // close_notify: what came before is all there was
    return {};
  }

 private:
  Result<std::size_t> write_some(std::string_view bytes) override {
    ERR_clear_error();
    const int sent = SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size()));
    if (sent > 0) return static_cast<std::size_t>(sent);
    if (SSL_get_error(session_.get(), sent) == SSL_ERROR_SYSCALL) return cannot_write(to_);
    return tls_error("sending to " + to_.to_string());
  }

  Descriptor socket_;
  Destination to_;
  TlsSession session_;
};

}  // namespace

Result<std::unique_ptr<Channel>> open_tcp(const Destination& to,
                                          const std::optional<Source>& source) {
  return std::make_unique<TcpChannel>(NOROSHI_TRY(connect_stream(to, source)), to);
}

Result<std::unique_ptr<Channel>> open_tls(const Destination& to,
                                          const std::optional<Source>& source,
                                          const TlsTrust& trust) {
  const auto context = NOROSHI_TRY(make_context(trust));
  auto socket = NOROSHI_TRY(connect_stream(to, source));
  TlsSession session(SSL_new(context.get()));
  if (!session || SSL_set_fd(session.get(), socket.get()) != 1) return tls_error("TLS");
  ERR_clear_error();
  if (SSL_connect(session.get()) != 1) return tls_error("TLS with " + to.to_string());
  NOROSHI_CHECK(check_name(session.get(), to));
  return std::make_unique<TlsChannel>(std::move(socket), to, std::move(session));
}

}  // namespace noroshi::replay
