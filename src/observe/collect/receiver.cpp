#include "observe/collect/receiver.hpp"

#include <chrono>
#include <fmt/format.h>
#include <optional>
#include <sys/resource.h>

namespace noroshi::collect {
namespace {

using std::chrono::milliseconds;

/// A socket buffer from this size on survives a nap at line rate.
constexpr int kAmpleBuffer = 2 << 20;
constexpr auto kNap = std::chrono::microseconds(500);
constexpr int kLastSlabs = 4096;
constexpr auto kAfterError = milliseconds(200);

class Datagrams : public Receiver {
 public:
  Datagrams(socket::UdpListener listener, Listen listen, const ReceiverParts& parts)
      : listener_(std::move(listener)), listen_(listen), parts_(parts) {
    listen_.port = listener_.port();
    granted_ = listener_.granted_buffer();
    open_.resize(parts_.intakes.all.size());
    thread_ = std::thread([this] { run(); });
  }

  ~Datagrams() override { Datagrams::close(); }
  void close() override {
    stop_.store(true);
    if (thread_.joinable()) thread_.join();
  }

  [[nodiscard]] ListenerHealth health() const override {
    return {.where = listen_.to_string(),
            .received = received_.load(std::memory_order_relaxed),
            .kernel_drops = kernel_drops_.load(std::memory_order_relaxed),
            .buffer = static_cast<std::uint64_t>(granted_),
            .asked = parts_.receive_buffer};
  }
  [[nodiscard]] std::uint16_t port() const override { return listen_.port; }

 private:
  void run();
  void pack(const socket::Slab& slab);
  void failed(const Error& error);

  socket::UdpListener listener_;
  Listen listen_;
  ReceiverParts parts_;
  int granted_ = 0;
  std::vector<Parcel> open_;  // one a worker
  std::atomic<std::uint64_t> received_{0};
  std::atomic<std::uint64_t> kernel_drops_{0};
  std::atomic<bool> stop_{false};
  bool failing_ = false;
  std::thread thread_;
};

void Datagrams::failed(const Error& error) {
  if (!failing_) {
    parts_.log(Level::Error, "receiving fails",
               {{"listener", listen_.to_string()}, {"problem", error.message}});
  }
  failing_ = true;
  std::this_thread::sleep_for(kAfterError);
}

void Datagrams::pack(const socket::Slab& slab) {
  for (const auto& datagram : slab.datagrams) {
    Message message;
    message.source = datagram.source;
    message.port = datagram.source_port;
    message.kind = datagram.truncated ? Message::Kind::Truncated : Message::Kind::Whole;
    message.received = datagram.received;
    open_[parts_.intakes.index_of(datagram.source)].add(message, slab.at(datagram));
  }
  for (std::size_t i = 0; i < open_.size(); ++i) parts_.intakes.all[i]->offer(open_[i]);
  received_.fetch_add(slab.datagrams.size(), std::memory_order_relaxed);
}

void Datagrams::run() {
  // What is not taken in time is lost, so this thread goes first where the system allows it.
  setpriority(PRIO_PROCESS, 0, -10);
  socket::Slab slab;
  for (int after_stop = 0; after_stop < kLastSlabs;) {
    const bool last = stop_.load(std::memory_order_relaxed);
    // After the word to stop: what the kernel holds already was sent in time, but a sender that
    // goes on sending keeps nobody here.
    if (last) ++after_stop;
    const auto received = listener_.receive(slab, milliseconds(last ? 0 : 100));
    kernel_drops_.store(listener_.kernel_drops(), std::memory_order_relaxed);
    if (!received.has_value()) {
      if (last) return;
      failed(received.error());
      continue;
    }
    failing_ = false;
    pack(slab);
    const bool drained = slab.datagrams.size() < slab.capacity;
    if (last && drained) return;
    // A short nap lets datagrams gather: fewer wake-ups, fewer system calls.
    if (drained && !slab.datagrams.empty() && granted_ >= kAmpleBuffer) {
      std::this_thread::sleep_for(kNap);
    }
  }
}

class Streams : public Receiver, private socket::StreamEvents {
 public:
  static Result<std::unique_ptr<Receiver>> start(const Listen& listen,
                                                 const std::optional<socket::TlsFiles>& tls,
                                                 const ReceiverParts& parts) {
    auto made = std::unique_ptr<Streams>(new Streams(listen, parts));
    made->listener_ = NOROSHI_TRY(socket::StreamListener::start(listen.address, listen.port, tls,
                                                                socket::StreamLimits{}, *made));
    return std::unique_ptr<Receiver>(std::move(made));
  }

  ~Streams() override { Streams::close(); }  // before what its events use
  void close() override { listener_.reset(); }

  [[nodiscard]] ListenerHealth health() const override {
    ListenerHealth health;
    health.where = listen_.to_string();
    health.received = received_.load(std::memory_order_relaxed);
    return health;
  }
  [[nodiscard]] std::uint16_t port() const override { return listen_.port; }
  [[nodiscard]] std::uint64_t refused() const override {
    return refused_.load(std::memory_order_relaxed);
  }
  Status reload(const socket::TlsFiles& tls) override {
    if (listen_.kind != Listen::Kind::Tls) return {};
    return listener_->reload(tls).within(listen_.to_string());
  }

 private:
  Streams(const Listen& listen, const ReceiverParts& parts) : listen_(listen), parts_(parts) {}

  // The log names the port, and the listener's thread writes to the log: after `start` is too late.
  void listening(std::uint16_t port) override { listen_.port = port; }
  bool opened(const socket::Peer& peer) override;
  void message(const socket::Peer& peer, std::string_view bytes, base::Micros received) override;
  void closed(const socket::Peer& peer, socket::Closed why) override;
  [[nodiscard]] static Message header(const socket::Peer& peer) {
    Message message;
    message.source = peer.address;
    message.port = peer.port;
    message.transport = peer.tls ? netflow::Transport::Tls : netflow::Transport::Tcp;
    return message;
  }

  Listen listen_;
  ReceiverParts parts_;
  Parcel parcel_;
  std::atomic<std::uint64_t> received_{0};
  std::atomic<std::uint64_t> refused_{0};
  std::unique_ptr<socket::StreamListener> listener_;
};

bool Streams::opened(const socket::Peer& peer) {
  const bool allowed = parts_.rules.read()->rule_of(peer.address) != nullptr;
  if (!allowed) {
    refused_.fetch_add(1, std::memory_order_relaxed);
    return false;
  }
  parts_.log(Level::Info, "stream opened",
             {{"listener", listen_.to_string()},
              {"exporter", to_string(peer.address, peer.port)},
              {"certificate", peer.subject}});
  return true;
}

void Streams::message(const socket::Peer& peer, std::string_view bytes, base::Micros received) {
  auto made = header(peer);
  made.received = received;
  parcel_.clear();
  parcel_.add(made, bytes);
  auto& intake = *parts_.intakes.all[parts_.intakes.index_of(peer.address)];
  if (intake.push(parcel_)) received_.fetch_add(1, std::memory_order_relaxed);
}

void Streams::closed(const socket::Peer& peer, socket::Closed why) {
  static constexpr std::array<std::string_view, 7> kWhy{
      "by peer", "no IPFIX message", "idle", "refused", "no TLS handshake", "stopped", "network"};
  parts_.log(why == socket::Closed::Unframed ? Level::Warning : Level::Info, "stream closed",
             {{"listener", listen_.to_string()},
              {"exporter", to_string(peer.address, peer.port)},
              {"why", std::string(kWhy[static_cast<std::size_t>(why)])}});
  auto end = header(peer);
  end.kind = Message::Kind::End;
  parts_.intakes.all[parts_.intakes.index_of(peer.address)]->push_end(end);
}

}  // namespace

Status Receiver::reload(const socket::TlsFiles& /*tls*/) { return {}; }

Result<std::unique_ptr<Receiver>> start_receiver(const Listen& listen,
                                                 const std::optional<socket::TlsFiles>& tls,
                                                 const ReceiverParts& parts) {
  if (listen.kind == Listen::Kind::Tls) return Streams::start(listen, tls, parts);
  if (listen.kind == Listen::Kind::Tcp) return Streams::start(listen, std::nullopt, parts);
  socket::UdpOptions options;
  options.receive_buffer = static_cast<int>(parts.receive_buffer);
  auto bound = NOROSHI_TRY(socket::UdpListener::bind(listen.address, listen.port, options));
  return std::unique_ptr<Receiver>(std::make_unique<Datagrams>(std::move(bound), listen, parts));
}

}  // namespace noroshi::collect
