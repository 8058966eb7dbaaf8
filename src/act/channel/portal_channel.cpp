// The portal channel: a page for the operator's own web server to show to whoever types the token.
//
//   FOLDER/HASH.json   {"notice", "case", "language", "title", "text"}
//
// HASH is portal_token_hash of the token; neither token nor line stands in the file.
#include <filesystem>
#include <fmt/format.h>

#include "act/channel/channels.hpp"
#include "act/channel/portal_token.hpp"
#include "base/json_string.hpp"
#include "io/durable.hpp"

namespace noroshi::channel {
namespace {

class PortalChannel : public Channel {
 public:
  PortalChannel(std::string folder, const Texts& texts)
      : folder_(std::move(folder)), texts_(texts) {}

  [[nodiscard]] std::string_view name() const override { return "portal"; }
  [[nodiscard]] bool reaches(const Recipient& /*recipient*/) const override { return true; }

  Outcome send(const Notice& notice, const Recipient& recipient) override {
    const auto hash = portal_token_hash(notice.token);
    if (hash.empty()) return {Handed::Refused, "the notice has no portal token"};
    // The page greets nobody: whoever finds a letter learns no name from it.
    Recipient nameless = recipient;
    nameless.name.clear();
    const bool japanese = recipient.language == base::Language::Japanese;
    const auto page = fmt::format(
        "{{\"notice\":{},\"case\":{},\"language\":\"{}\",\"title\":{},\"text\":{}}}\n",
        base::json_string(notice.id), base::json_string(notice.case_id), japanese ? "ja" : "en",
        base::json_string(texts_.fill("subject", notice, nameless)),
        base::json_string(texts_.fill("portal", notice, nameless)));
    const auto written =
        io::replace_file(fmt::format("{}/{}.json", folder_, hash), page, io::Durable::Yes, 0600);
    if (!written.has_value()) return {Handed::Later, written.error().message};
    return {Handed::Accepted, "page written"};
  }

 private:
  std::string folder_;
  const Texts& texts_;
};

}  // namespace

Result<std::unique_ptr<Channel>> make_portal_channel(const PortalSettings& settings,
                                                     const Texts& texts) {
  std::error_code fault;
  std::filesystem::create_directories(settings.folder, fault);
  if (fault) return Error{Errc::Io, fmt::format("{}: {}", settings.folder, fault.message())};
  return std::unique_ptr<Channel>(std::make_unique<PortalChannel>(settings.folder, texts));
}

}  // namespace noroshi::channel
