// Whatever a stranger asks for: an answer is one of the files or a refusal, whole and under the
// policy, or not the console's.  The first line is the target, the second what it says it decodes,
// the third the tags that it has.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.hpp"
#include "hub/console/console_face.hpp"

namespace {

using noroshi::console::File;

constexpr File kFiles[] = {
    {"/assets/a-5f.js", "script", "packed", "text/javascript", "11", true},
    {"/index.html", "page", {}, "text/html", "33", false},
};

std::string line_of(std::string_view& rest) {
  const auto end = std::min(rest.find('\n'), rest.size());
  std::string line(rest.substr(0, end));
  rest.remove_prefix(std::min(end + 1, rest.size()));
  return line;
}

bool has(const noroshi::http::Response& answer, std::string_view name) {
  return std::any_of(answer.headers.begin(), answer.headers.end(),
                     [name](const auto& field) { return field.first == name; });
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* bytes, std::size_t size) {
  std::string_view rest(reinterpret_cast<const char*>(bytes), size);
  noroshi::http::Request request;
  request.method = "GET";
  request.target = line_of(rest);
  request.headers = {{"accept-encoding", line_of(rest)}, {"if-none-match", line_of(rest)}};
  const auto answer = noroshi::console::ConsoleFace(kFiles).answer(request);
  if (!answer) return 0;
  const std::string& body = answer->body;
  NOROSHI_ASSERT(answer->status == 304 ? body.empty()
                                       : body == "page" || body == "script" || body == "packed");
  NOROSHI_ASSERT((body == "packed") == has(*answer, "Content-Encoding"));
  NOROSHI_ASSERT(has(*answer, "Content-Security-Policy") && has(*answer, "ETag"));
  NOROSHI_ASSERT(request.target.find("/../") == std::string::npos || body.empty() ||
                 request.target.find('?') != std::string::npos);
  return 0;
}
