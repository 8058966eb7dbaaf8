// Sending: the notices of one pass, each written down before and after it is handed over.
#pragma once

#include "act/notify/desk.hpp"

namespace noroshi::notify {

class Sending {
 public:
  using Channels = std::map<std::string, channel::Channel*, std::less<>>;

  Sending(Book& book, const Channels& channels, const RecipientOf& recipient_of,
          const DeskOptions& options, base::Micros now, bool pretend)
      : book_(book),
        channels_(channels),
        recipient_of_(recipient_of),
        options_(options),
        now_(now),
        pretend_(pretend) {}

  /// Notices that a kill interrupted, and those that a channel could not take yet.
  Status go_on_with_waiting(const std::function<bool()>& stop);

  /// Sends what the plan says of this case, step after step until one is accepted or may be.
  Status serve(const std::string& case_id);

  [[nodiscard]] std::uint64_t suppressed() const { return suppressed_; }
  [[nodiscard]] std::uint64_t unreachable() const { return unreachable_; }
  std::vector<SentNotice> take_notices() { return std::move(notices_); }

 private:
  enum class Went : std::uint8_t { On, No };  // at least one is on its way, or none is

  Result<Went> send_step(Case& one, const channel::Recipient& recipient, std::uint32_t step,
                         const std::vector<std::string>& names);
  Result<std::vector<NoticeRow>> intend(Case& one, const channel::Recipient& recipient,
                                        std::uint32_t step, const std::vector<std::string>& names);
  Result<Went> hand_over(Case& one, NoticeRow& notice, const channel::Recipient& recipient);
  Status write_outcome(Case& one, NoticeRow& notice, const channel::Outcome& outcome);
  Status no_channel(Case& one);
  Result<std::vector<std::string>> untried(const Case& one, const channel::Recipient& recipient);
  [[nodiscard]] channel::Notice words_of(const Case& one, const NoticeRow& notice) const;

  Book& book_;
  const Channels& channels_;
  const RecipientOf& recipient_of_;
  const DeskOptions& options_;
  base::Micros now_;
  bool pretend_;
  std::uint64_t suppressed_ = 0;
  std::uint64_t unreachable_ = 0;
  std::vector<SentNotice> notices_;
};

}  // namespace noroshi::notify
