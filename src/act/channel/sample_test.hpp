// A notice, and who sends it: what the tests of all channels begin with.
#pragma once

#include <string>
#include <utility>

#include "act/channel/portal_token.hpp"
#include "act/channel/texts.hpp"

namespace noroshi::channel {

inline Sender sample_sender() {
  return {"Example Telecom", "例示テレコム", "0120-000-000", "support.isp.example/check", 540};
}

inline Notice sample_notice(std::string id = "case-17.1") {
  Notice notice;
  notice.id = std::move(id);
  notice.case_id = "case-17";
  notice.family = "mirai";
  notice.remedy = "iot-reboot-update";
  notice.seen = base::parse_rfc3339("2026-01-14T00:03:00Z").value();
  notice.number = 2;
  notice.token = "8F3KQ-00000-00000-00000-00000-1";
  return notice;
}

}  // namespace noroshi::channel
