// Texts: what notices say, in two languages, with {placeholders}.
//
// Built in are texts that accuse nobody, ask for no secret, carry no link to click and say how to
// find out whether the message is genuine.  An operator puts its own beside them: files
// NAME.LANG.txt in one folder (docs/operations/notice-channels.md).  All are checked when they are
// loaded: a placeholder that does not exist is an error that names file and line.
//
//   subject  mail  letter  portal        placeholders below
//   advice-REMEDY                        what to do; no placeholders but {contact} and {operator}
//
//   {operator} {contact} {portal}        who writes, by what number he is reached, the portal's
//   place {name} {case} {family} {seen} {code} {advice} {number}
//
// A literal brace is written twice.  Immutable once made; any number of threads may fill in.
#pragma once

#include <map>
#include <string>
#include <string_view>

#include "act/channel/channel.hpp"
#include "base/config.hpp"

namespace noroshi::channel {

/// What is the same in every notice of one operator.
struct Sender {
  std::string operator_en;
  std::string operator_ja;
  std::string contact;   ///< telephone number that stands on every bill, too
  std::string portal;    ///< "support.isp.example/check": typed in by hand, so without "https://"
  int utc_offset = 540;  ///< minutes: in which time people read instants; Japan's unless set
};
Sender read_sender(base::Config::Section section);

class Texts {
 public:
  /// The built-in ones.
  explicit Texts(Sender sender);

  /// The built-in ones, and over them the files of `folder`.  Error: a file of another name, text
  /// that is no UTF-8, an unknown placeholder, a brace that is not closed.
  static Result<Texts> load(Sender sender, const std::string& folder);

  /// `name` ("subject", "mail", "letter", "portal") filled in; in the recipient's language.
  [[nodiscard]] std::string fill(std::string_view name, const Notice& notice,
                                 const Recipient& recipient) const;

  /// Whether there is advice of its own for the remedy; otherwise notices give general advice.
  [[nodiscard]] bool advises(std::string_view remedy) const;

  [[nodiscard]] const Sender& sender() const { return sender_; }

 private:
  using Values = std::map<std::string_view, std::string>;

  Status take_file(const std::string& path, const std::string& file_name);
  [[nodiscard]] const std::string& text(std::string_view name, base::Language language) const;
  [[nodiscard]] std::string advice(std::string_view remedy, base::Language language) const;

  Sender sender_;
  std::map<std::string, std::string, std::less<>> texts_;  // "mail.ja" → text
};

}  // namespace noroshi::channel
