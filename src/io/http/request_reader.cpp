#include "io/http/request_reader.hpp"

#include <algorithm>
#include <boost/asio/buffer.hpp>
#include <boost/beast/core/buffers_range.hpp>
#include <boost/beast/core/string.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/parser.hpp>
#include <limits>
#include <optional>

namespace noroshi::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using Failure = boost::system::error_code;
using Stage = RequestReader::Stage;

/// A body that grows with what arrives.  Beast's string_body reserves the announced length.
struct GrowingBody {
  using value_type = std::string;  // NOLINT(readability-identifier-naming): Beast asks for it

  // NOLINTNEXTLINE(readability-identifier-naming): likewise
  class reader {
   public:
    template <bool IsRequest, class Fields>
    reader(wire::header<IsRequest, Fields>&, value_type& body) : body_(body) {}
    void init(const boost::optional<std::uint64_t>&, Failure& failure) { failure = {}; }
    template <class Buffers>
    std::size_t put(const Buffers& buffers, Failure& failure) {
      failure = {};
      std::size_t taken = 0;
      for (const auto piece : beast::buffers_range_ref(buffers)) {
        body_.append(static_cast<const char*>(piece.data()), piece.size());
        taken += piece.size();
      }
      return taken;
    }
    void finish(Failure& failure) { failure = {}; }

   private:
    value_type& body_;
  };
};

std::string lower(beast::string_view text) {
  std::string out(text.data(), text.size());
  std::ranges::transform(out, out.begin(), [](char c) {
    return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  });
  return out;
}

Response refused(int status, std::string why) {
  return {.status = status, .body = std::move(why) + "\n"};
}

Response too_large(std::uint64_t limit) {
  return refused(413, "body too large: at most " + std::to_string(limit) + " octets here");
}

/// The answer to octets that the parser did not take.
Response no_request(const Failure& failure, std::uint64_t limit) {
  if (failure == wire::error::header_limit) return refused(431, "header too large");
  if (failure == wire::error::body_limit) return too_large(limit);
  if (failure == wire::error::bad_version) return refused(505, "HTTP/1.1 and HTTP/1.0 only");
  return refused(400, "this is no HTTP request");
}

std::size_t count(const Request& request, std::string_view name) {
  return static_cast<std::size_t>(std::ranges::count_if(
      request.headers, [name](const auto& field) { return field.first == name; }));
}

/// "GET http://hub.example/x": a server takes it for "/x" (RFC 9112, section 3.2.2).
void to_origin_form(std::string& target) {
  const auto scheme = target.find("://");
  if (target.starts_with('/') || scheme == std::string::npos) return;
  const auto path = target.find_first_of("/?", scheme + 3);
  target = path == std::string::npos ? "/" : target.substr(path);
  if (target.starts_with('?')) target.insert(0, "/");
}

}  // namespace

struct RequestReader::State {
  Request request;
  const ServerOptions& options;
  wire::request_parser<GrowingBody> parser;
  Stage stage = Stage::Header;
  Response refusal;
  std::uint64_t limit = 0;
  bool begun = false;
  bool http10 = false;
  bool waits = false;

  State(Request stranger, const ServerOptions& with) : request(std::move(stranger)), options(with) {
    parser.header_limit(options.header_limit);
    // The limit is asked for when the header is there.  Not boost::none, which 1.74 compares as
    // less than every length.
    parser.body_limit(std::numeric_limits<std::uint64_t>::max());
  }

  void refuse(Response why) {
    refusal = std::move(why);
    stage = Stage::Refused;
  }

  void copy_header() {
    const auto& from = parser.get();
    request.method = std::string(from.method_string());
    request.target = std::string(from.target());
    to_origin_form(request.target);
    for (const auto& field : from) {
      request.headers.emplace_back(lower(field.name_string()), std::string(field.value()));
    }
    http10 = from.version() == 10;
  }

  /// Why a request with this header is not served; nothing if it is.
  std::optional<Response> objection() {
    const auto hosts = count(request, "host");
    if (hosts > 1 || (hosts == 0 && !http10)) {
      return refused(400, "one Host field is needed");  // RFC 9112, section 3.2
    }
    if (count(request, "transfer-encoding") > 0 &&
        (http10 || !beast::iequals(parser.get()[wire::field::transfer_encoding], "chunked"))) {
      return refused(501, "no transfer coding but chunked");  // RFC 9112, section 6.1
    }
    const auto expected = request.header("expect");
    waits = !http10 && beast::iequals({expected.data(), expected.size()}, "100-continue");
    if (!expected.empty() && !waits && !http10) return refused(417, "no such expectation");
    limit = options.body_limit_of ? options.body_limit_of(request) : options.body_limit;
    if (parser.content_length().value_or(0) > limit) return too_large(limit);
    return std::nullopt;
  }

  void have_header() {
    copy_header();
    if (auto why = objection()) return refuse(std::move(*why));
    parser.body_limit(limit);  // of chunks; they announce no sum
    stage = Stage::Body;
  }

  std::size_t put(std::string_view octets) {
    Failure failure;
    const auto taken = parser.put(asio::const_buffer(octets.data(), octets.size()), failure);
    if (failure && failure != wire::error::need_more) refuse(no_request(failure, limit));
    if (stage == Stage::Header && parser.is_header_done()) have_header();
    if (stage == Stage::Body && parser.is_done()) {
      request.body = std::move(parser.get().body());
      stage = Stage::Done;
    }
    return taken;
  }
};

RequestReader::RequestReader(Request stranger, const ServerOptions& options)
    : state_(std::make_unique<State>(std::move(stranger), options)) {}
RequestReader::~RequestReader() = default;

std::size_t RequestReader::take(std::string_view octets) {
  std::size_t taken = 0;
  // An empty line or more before a request is passed over (RFC 9112, section 2.2).
  while (!state_->begun && octets.substr(taken).starts_with("\r\n")) taken += 2;
  const auto rest = octets.substr(taken);
  state_->begun = state_->begun || !(rest.empty() || rest == "\r");
  while (state_->begun && taken < octets.size()) {
    if (state_->stage == Stage::Done || state_->stage == Stage::Refused) break;
    const auto more = state_->put(octets.substr(taken));
    taken += more;
    if (more == 0) break;
  }
  return taken;
}

Stage RequestReader::stage() const { return state_->stage; }
Request& RequestReader::request() { return state_->request; }
const Response& RequestReader::refusal() const { return state_->refusal; }
bool RequestReader::begun() const { return state_->begun; }
std::uint64_t RequestReader::body_octets() const {
  return state_->stage == Stage::Done ? state_->request.body.size()
                                      : state_->parser.get().body().size();
}
bool RequestReader::keep_alive() const { return state_->parser.keep_alive(); }
bool RequestReader::http10() const { return state_->http10; }
bool RequestReader::waits_for_continue() const { return state_->waits; }

}  // namespace noroshi::http
