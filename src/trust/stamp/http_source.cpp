#include "trust/stamp/http_source.hpp"

#include <fmt/format.h>

#include "io/http/client.hpp"

namespace noroshi::stamp {
namespace {

constexpr std::uint64_t kLargestAnswer = std::uint64_t{1} << 20;  // octets; tokens have thousands

// Parameters behind the media type mean nothing here.
bool is_reply(std::string_view content_type) {
  return content_type.substr(0, content_type.find(';')) == kReplyType;
}

}  // namespace

struct HttpSource::State {
  http::Client client;
  der::Oid policy;
};

HttpSource::HttpSource(std::unique_ptr<State> state) : state_(std::move(state)) {}
HttpSource::~HttpSource() = default;

Result<std::unique_ptr<HttpSource>> HttpSource::open(const std::string& url,
                                                     const HttpSourceOptions& options) {
  http::Url place = NOROSHI_TRY(http::Url::parse(url));
  http::ClientOptions with;
  with.timeout = options.timeout;
  with.ca_file = options.ca_file;
  with.body_limit = kLargestAnswer;
  auto state = std::make_unique<State>(
      State{http::Client(std::move(place), std::move(with)), options.policy});
  return std::unique_ptr<HttpSource>(new HttpSource(std::move(state)));
}

Result<Bytes> HttpSource::ask(View request) {
  const auto& url = state_->client.url();
  const auto reply = NOROSHI_TRY(
      state_->client
          .request("POST", url.path, der::text_of(request),
                   {{"Content-Type", std::string(kQueryType)}, {"Accept", std::string(kReplyType)}})
          .within(fmt::format("asking {} for a time stamp", url.to_string())));
  if (reply.status != 200) {
    return Error{Errc::Io, fmt::format("{} answers with HTTP status {}; is this the address of a "
                                       "time-stamping authority?",
                                       url.to_string(), reply.status)};
  }
  if (!is_reply(reply.header("content-type"))) {
    return Error{Errc::InvalidInput,
                 fmt::format("{} answers with \"{}\" instead of {}", url.to_string(),
                             reply.header("content-type"), kReplyType)};
  }
  return der::copy_of(der::view_of(reply.body));
}

Result<Bytes> HttpSource::stamp(pki::Digest digest, View imprint) {
  Request request = request_for(digest, imprint);
  request.policy = state_->policy;
  const Bytes response = NOROSHI_TRY(ask(request.encode()));
  Token token = NOROSHI_TRY(answer_to(request, response).within(state_->client.url().to_string()));
  return std::move(token.whole);
}

}  // namespace noroshi::stamp
