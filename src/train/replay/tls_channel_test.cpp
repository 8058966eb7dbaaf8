// TLS against the collector's own listener (io/socket).
#include <atomic>
#include <gmock/gmock.h>
#include <mutex>

#include "base/temporary_folder.hpp"
#include "io/socket/stream.hpp"
#include "train/replay/channel.hpp"
#include "train/replay/collector_process.hpp"
#include "train/replay/flow_builder.hpp"

namespace noroshi::replay {
namespace {

using testing::HasSubstr;

/// Keeps the messages; `ended` once a peer has left.
class Kept final : public socket::StreamEvents {
 public:
  bool opened(const socket::Peer&) override { return true; }
  void message(const socket::Peer&, std::string_view bytes, base::Micros) override {
    const std::lock_guard lock(mutex_);
    messages_.emplace_back(bytes);
  }
  void closed(const socket::Peer&, socket::Closed) override { ended_ = true; }

  std::vector<std::string> wait() {
    while (!ended_) std::this_thread::sleep_for(std::chrono::milliseconds(1));
    const std::lock_guard lock(mutex_);
    return messages_;
  }

 private:
  std::mutex mutex_;
  std::vector<std::string> messages_;
  std::atomic<bool> ended_ = false;
};

class TlsChannel : public testing::Test {
 protected:
  void SetUp() override {
    if (!installed("openssl")) GTEST_SKIP() << "skipped: openssl is not installed";
    make_certificate("mine", "IP:127.0.0.1");
    make_certificate("other", "IP:127.0.0.1");
    make_certificate("misnamed", "DNS:collector.example");
  }

  [[nodiscard]] std::string file(const std::string& name) const { return folder_.file(name); }

  void make_certificate(const std::string& name, const std::string& subject) {
    const std::string command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test" +
                                (" -keyout " + file(name + ".key")) + " -out " +
                                file(name + ".pem") + " -addext subjectAltName=" + subject +
                                " 2>/dev/null";
    ASSERT_EQ(std::system(command.c_str()), 0);
  }

  std::unique_ptr<socket::StreamListener> listen(const std::string& certificate) {
    return socket::StreamListener::start(
               net::Address::v4(0x7F000001), 0,
               socket::TlsFiles{file(certificate + ".pem"), file(certificate + ".key"), ""}, {},
               kept_)
        .value();
  }

  Result<std::unique_ptr<Channel>> connect(const socket::StreamListener& listener,
                                           const std::string& authority) {
    const auto to = Destination::of(net::Address::v4(0x7F000001), listener.port());
    return open_tls(to.value(), std::nullopt,
                    {.ca = file(authority + ".pem"), .certificate = "", .key = ""});
  }

  base::TemporaryFolder folder_;
  Kept kept_;
};

TEST_F(TlsChannel, CarriesMessagesToACollectorThatItTrusts) {
  const auto listener = listen("mine");
  const auto encoded = encode(Format::Ipfix, std::vector<model::Flow>(500, plain_flow()));
  {
    auto channel = connect(*listener, "mine");
    ASSERT_TRUE(channel) << channel.error().message;
    for (const auto& message : encoded.datagrams) ASSERT_TRUE((*channel)->send(message));
    ASSERT_TRUE((*channel)->finish());
  }
  EXPECT_EQ(kept_.wait(), encoded.datagrams);
}

TEST_F(TlsChannel, RefusesACertificateOfAnotherAuthority) {
  const auto listener = listen("mine");
  const auto channel = connect(*listener, "other");
  ASSERT_FALSE(channel);
  EXPECT_THAT(channel.error().message, HasSubstr("certificate verify failed"));
}

TEST_F(TlsChannel, RefusesACertificateOfAnotherName) {
  const auto listener = listen("misnamed");
  const auto channel = connect(*listener, "misnamed");
  ASSERT_FALSE(channel);
  EXPECT_THAT(channel.error().message, HasSubstr("names neither 127.0.0.1 nor localhost"));
}

}  // namespace
}  // namespace noroshi::replay
