#include "cli/send_request.hpp"

#include <charconv>
#include <cmath>
#include <limits>

#include "cli/interrupt.hpp"

namespace noroshi::cli {
namespace {

Error wrong(const Context& context, const Text& text) {
  return {Errc::InvalidUsage, std::string(text.in(context.language))};
}

Result<double> speed(std::string_view text, const Context& context) {
  static constexpr Text kWrong{
      "--speed is a number above 0: 1 is the original pace, 60 an hour a minute",
      "--speed は 0 より大きい数。1 が元の速さ、60 なら一時間を一分で送る"};
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const bool whole = error == std::errc{} && end == text.data() + text.size();
  if (!whole || !std::isfinite(value) || value <= 0) return wrong(context, kWrong);
  return value;
}

Result<std::uint32_t> one_of(std::string_view text, const Context& context) {
  static constexpr Text kWrong{"--drop is 1/N, such as 1/100: every hundredth datagram is not sent",
                               "--drop は 1/N の形。1/100 なら百個に一個のデータグラムを送らない"};
  std::uint32_t value = 0;
  if (!text.starts_with("1/")) return wrong(context, kWrong);
  text.remove_prefix(2);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc{} || end != text.data() + text.size() || value == 0) {
    return wrong(context, kWrong);
  }
  return value;
}

replay::Format format_of(std::string_view name) {
  if (name == "v5") return replay::Format::NetFlow5;
  if (name == "v9") return replay::Format::NetFlow9;
  return name == "sflow" ? replay::Format::Sflow5 : replay::Format::Ipfix;
}

// What cannot go together.
Status check(const SendRequest& request, const Arguments& arguments, const Context& context) {
  static constexpr Text kStreams{
      "only IPFIX goes over TCP and TLS (RFC 7011); use --as ipfix or --transport udp",
      "TCP と TLS で送れるのは IPFIX だけ (RFC 7011)。--as ipfix か --transport udp を指定する"};
  static constexpr Text kAuthority{
      "--transport tls needs --ca FILE, the authority that signed the collector's certificate",
      "--transport tls には、収集側の証明書に署名した認証局の --ca FILE が必要"};
  static constexpr Text kPair{"--certificate and --key belong together",
                              "--certificate と --key は組で指定する"};
  static constexpr Text kOnePace{"--rate and --speed exclude each other",
                                 "--rate と --speed は同時に指定できない"};
  static constexpr Text kAsTheyAre{
      "--captured sends datagrams as they are, over UDP; --as, --now, --domain, --mtu, "
      "--sampling-in and --template-every do not go with it",
      "--captured はデータグラムをそのまま UDP で送る。--as、--now、--domain、--mtu、"
      "--sampling-in、--template-every とは併用できない"};
  const bool stream = request.transport != "udp";
  if (request.captured) {
    for (const auto* option :
         {"--as", "--now", "--domain", "--mtu", "--sampling-in", "--template-every"}) {
      if (arguments.given(option)) return wrong(context, kAsTheyAre);
    }
    if (stream) return wrong(context, kAsTheyAre);
  }
  if (stream && request.format != replay::Format::Ipfix) return wrong(context, kStreams);
  if (request.transport == "tls" && request.trust.ca.empty()) return wrong(context, kAuthority);
  if (request.trust.certificate.empty() != request.trust.key.empty()) return wrong(context, kPair);
  if (arguments.given("--rate") && arguments.given("--speed")) return wrong(context, kOnePace);
  return {};
}

Status take_pace(SendRequest& request, const Arguments& arguments, const Context& context) {
  auto& pace = request.sender.pace;
  pace.records_per_second = static_cast<double>(arguments.count("--rate").value_or(0));
  if (const auto text = arguments.word("--speed")) {
    pace.times_original = NOROSHI_TRY(speed(*text, context));
    // Routers hold a datagram back for about a second at most.
    request.encoder.most_wait = static_cast<base::Micros>(1e6 * pace.times_original);
  }
  if (const auto text = arguments.word("--drop")) {
    request.sender.withhold_one_of = NOROSHI_TRY(one_of(*text, context));
  }
  request.sender.stopped = interrupted;
  return {};
}

Status take_encoding(SendRequest& request, const Arguments& arguments, const Context& context) {
  static constexpr Text kDomain{"--domain has 32 bits: 0 to 4294967295",
                                "--domain は 32 ビット: 0 から 4294967295 まで"};
  request.format = format_of(arguments.word("--as").value());
  request.encoder.mtu = arguments.count("--mtu").value();
  const auto domain = arguments.count("--domain").value();
  if (domain > std::numeric_limits<std::uint32_t>::max()) return wrong(context, kDomain);
  request.encoder.domain = static_cast<std::uint32_t>(domain);
  request.encoder.sampling_in = arguments.word("--sampling-in") == "record"
                                    ? replay::SamplingIn::Record
                                    : replay::SamplingIn::Options;
  request.encoder.refresh_datagrams =
      static_cast<std::uint32_t>(arguments.count("--template-every").value());
  return {};
}

}  // namespace

Result<SendRequest> SendRequest::from(const Arguments& arguments, const Context& context) {
  SendRequest request{.to =
                          NOROSHI_TRY(replay::Destination::parse(arguments.word("--to").value()))};
  if (const auto text = arguments.word("--source")) {
    request.source = NOROSHI_TRY(replay::Source::parse(*text));
  }
  request.transport = arguments.word("--transport").value();
  request.trust = {.ca = arguments.word("--ca").value_or(""),
                   .certificate = arguments.word("--certificate").value_or(""),
                   .key = arguments.word("--key").value_or("")};
  request.loops = arguments.count("--loop").value();
  request.lossless = arguments.given("--lossless");
  request.captured = arguments.given("--captured");
  request.now = arguments.given("--now");
  request.json = arguments.word("--format") == "json";
  NOROSHI_CHECK(take_pace(request, arguments, context));
  NOROSHI_CHECK(take_encoding(request, arguments, context));
  NOROSHI_CHECK(check(request, arguments, context));
  return request;
}

Result<std::unique_ptr<replay::Channel>> SendRequest::open() const {
  if (transport == "tcp") return replay::open_tcp(to, source);
  if (transport == "tls") return replay::open_tls(to, source, trust);
  return replay::open_udp(to, {.source = source, .lossless = lossless, .stopped = sender.stopped});
}

}  // namespace noroshi::cli
