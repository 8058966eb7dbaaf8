#include "io/http/answer.hpp"

#include <algorithm>
#include <boost/beast/http/status.hpp>
#include <chrono>
#include <fmt/format.h>
#include <iterator>

namespace noroshi::http {
namespace {

std::string_view reason_of(int status) {
  const auto text = boost::beast::http::obsolete_reason(
      static_cast<boost::beast::http::status>(static_cast<unsigned>(status)));
  return {text.data(), text.size()};
}

void append_field(std::string& head, std::string_view name, std::string_view value) {
  const auto from = head.size();
  head.append(name).append(": ").append(value);
  const auto is_control = [](char c) { return (c >= 0 && c < ' ' && c != '\t') || c == 0x7F; };
  std::replace_if(head.begin() + static_cast<std::ptrdiff_t>(from), head.end(), is_control, ' ');
  head += "\r\n";
}

void append_framing(std::string& head, const Response& response, Framing framing) {
  if (!has_body(response.status) || framing == Framing::ToTheEnd) return;
  if (framing == Framing::Chunked) return append_field(head, "Transfer-Encoding", "chunked");
  append_field(head, "Content-Length", fmt::format_int(response.body.size()).c_str());
}

}  // namespace

bool has_body(int status) { return status >= 200 && status != 204 && status != 304; }

std::string http_date(base::Micros instant) {
  namespace chrono = std::chrono;
  constexpr std::string_view kDays = "SunMonTueWedThuFriSat";
  constexpr std::string_view kMonths = "JanFebMarAprMayJunJulAugSepOctNovDec";
  const chrono::sys_time<chrono::microseconds> at{chrono::microseconds(instant)};
  const auto day = chrono::floor<chrono::days>(at);
  const chrono::year_month_day date(day);
  const chrono::hh_mm_ss time(chrono::floor<chrono::seconds>(at - day));
  return fmt::format("{}, {:02} {} {:04} {:02}:{:02}:{:02} GMT",
                     kDays.substr(3UL * chrono::weekday(day).c_encoding(), 3),
                     static_cast<unsigned>(date.day()),
                     kMonths.substr(3UL * (static_cast<unsigned>(date.month()) - 1), 3),
                     static_cast<int>(date.year()), time.hours().count(), time.minutes().count(),
                     time.seconds().count());
}

namespace {

/// A date says nothing below a second: in each, a thread writes it once.
const std::string& date_of(base::Micros now) {
  thread_local base::Micros second = -1;
  thread_local std::string date;
  if (const auto this_second = now / base::kSecond; this_second != second) {
    date = http_date(now);
    second = this_second;
  }
  return date;
}

}  // namespace

std::string head_of(const Response& response, const Manners& manners, base::Micros now) {
  std::string head;
  head.reserve(256);
  head.append("HTTP/1.1 ").append(fmt::format_int(response.status).c_str()).append(" ");
  head.append(reason_of(response.status)).append("\r\n");
  append_field(head, "Date", date_of(now));
  if (has_body(response.status) && !response.content_type.empty()) {
    append_field(head, "Content-Type", response.content_type);
  }
  for (const auto& [name, value] : response.headers) append_field(head, name, value);
  append_framing(head, response, manners.framing);
  if (!manners.keep_alive) {
    append_field(head, "Connection", "close");
  } else if (manners.http10) {
    append_field(head, "Connection", "keep-alive");
  }
  return head += "\r\n";
}

}  // namespace noroshi::http
