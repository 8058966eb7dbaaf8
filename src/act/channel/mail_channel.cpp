// The mail channel: texts, MIME and SMTP put together.
#include <fmt/format.h>

#include "act/channel/channels.hpp"
#include "act/channel/mail_message.hpp"
#include "act/channel/notice_mark.hpp"
#include "act/channel/secret_line.hpp"
#include "act/channel/smtp.hpp"
#include "io/clock.hpp"

namespace noroshi::channel {
namespace {

class MailChannel : public Channel {
 public:
  MailChannel(MailSettings settings, std::string key, std::string password, const Texts& texts)
      : settings_(std::move(settings)),
        key_(std::move(key)),
        password_(std::move(password)),
        texts_(texts) {}

  [[nodiscard]] std::string_view name() const override { return "mail"; }

  [[nodiscard]] bool reaches(const Recipient& recipient) const override {
    return checked_address(recipient.mail).has_value();
  }

  Outcome send(const Notice& notice, const Recipient& recipient) override {
    const auto to = checked_address(recipient.mail);
    if (!to) return {Handed::Refused, "the mail address on file is none"};
    const auto mark = marked(notice.id, key_);
    const auto& sender = texts_.sender();
    const bool japanese = recipient.language == base::Language::Japanese;
    MailMessage message;
    message.from = settings_.from;
    message.from_name = japanese ? sender.operator_ja : sender.operator_en;
    message.to = *to;
    message.to_name = recipient.name;
    message.subject = texts_.fill("subject", notice, recipient);
    message.body = texts_.fill("mail", notice, recipient);
    message.message_id = fmt::format("noroshi.{}@{}", mark, domain());
    message.date = io::wall_clock();
    message.language = recipient.language;
    return send_mail(settings_, password_, {envelope_sender(mark), *to}, to_mime(message));
  }

 private:
  [[nodiscard]] std::string domain() const {
    return settings_.from.substr(settings_.from.rfind('@') + 1);
  }

  [[nodiscard]] std::string envelope_sender(const std::string& mark) const {
    if (!settings_.verp) return settings_.bounces;
    const auto at = settings_.bounces.rfind('@');
    const auto address =
        fmt::format("{}+{}{}", settings_.bounces.substr(0, at), mark, settings_.bounces.substr(at));
    // A local part over 64 octets may be refused: then the Message-ID alone must do.
    return checked_address(address).value_or(settings_.bounces);
  }

  MailSettings settings_;
  std::string key_;
  std::string password_;
  const Texts& texts_;
};

}  // namespace

Result<std::unique_ptr<Channel>> make_mail_channel(const MailSettings& settings,
                                                   const Texts& texts) {
  auto own = settings;
  if (own.bounces.empty()) own.bounces = own.from;
  for (const auto& address : {own.from, own.bounces}) {
    if (!checked_address(address)) {
      return Error{Errc::InvalidInput, fmt::format("\"{}\" is no mail address", address)};
    }
  }
  const auto line = NOROSHI_TRY(secret_line(own.key_file));
  auto key = NOROSHI_TRY(parse_mark_key(line).within(own.key_file));
  std::string password;
  if (!own.password_file.empty()) password = NOROSHI_TRY(secret_line(own.password_file));
  return std::unique_ptr<Channel>(
      std::make_unique<MailChannel>(std::move(own), std::move(key), std::move(password), texts));
}

}  // namespace noroshi::channel
