// Intake: one event of the operator's queue, into the case that it belongs to.
#pragma once

#include "act/notify/book.hpp"
#include "act/notify/identification.hpp"
#include "act/notify/opt_outs.hpp"
#include "act/notify/queue.hpp"

namespace noroshi::notify {

class Intake {
 public:
  Intake(Book& book, const subscriber::Resolver& resolver, const OptOuts& opt_outs,
         base::Micros now)
      : book_(book), resolver_(resolver), opt_outs_(opt_outs), now_(now) {}

  /// Opens a case or goes on with one; says what became of the event.
  Result<Verdict> handle(const QueuedEvent& event);

  [[nodiscard]] std::uint64_t returned() const { return returned_; }

 private:
  Result<Verdict> of_line(const QueuedEvent& event, const Identification& who);
  Result<Verdict> of_address(const QueuedEvent& event, const Identification& who);
  Result<Verdict> go_on(Case one, const QueuedEvent& event, const Identification& who);
  Result<Verdict> open(const QueuedEvent& event, const Identification& who, Cause cause);
  Result<std::optional<Case>> case_at(const QueuedEvent& event, const Identification& who);
  Status end(Case one, Cause cause, std::string_view detail);
  Status end_address_case(const QueuedEvent& event);
  Result<base::Micros> last_notice_to(const Identification& who, const std::string& family);

  Book& book_;
  const subscriber::Resolver& resolver_;
  const OptOuts& opt_outs_;
  base::Micros now_;
  std::uint64_t returned_ = 0;
};

}  // namespace noroshi::notify
