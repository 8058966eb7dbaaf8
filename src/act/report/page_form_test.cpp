#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <limits>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "act/report/report_testing.hpp"

namespace noroshi::report {
namespace {

using base::Language;
using testing::HasSubstr;
using testing::Not;

const std::vector<std::string>& hostile() {
  static const std::vector<std::string> kTexts{"<script>alert(1)</script>",
                                               "\"><img src=x onerror=alert(1)>",
                                               "'></svg><svg onload=alert(1)>",
                                               "</title></style></head><body onload=x>",
                                               "=HYPERLINK(\"http://192.0.2.1\")",
                                               "a\"b\",\"c\r\nSet-Cookie: x",
                                               "\x1b]0;owned\x07\x1b[2J",
                                               "\xff\xfe\xc0\xaf",
                                               "{{7*7}} ${7*7} %s%n {}",
                                               "\xe2\x80\xae gnp.exe",
                                               std::string("a\0b", 3),
                                               "javascript:alert(1)",
                                               "--><!--",
                                               std::string(5'000, 'A')};
  return kTexts;
}

// A day in which every text that could come from outside is `text`.
scan::Day day_of(const std::string& text) {
  auto day = test_day();
  for (auto& host : day.infected) {
    host.family = text;
    host.sensor = text;
    host.method = "noroshi.telescope.report";
    host.ports = {text, "23/tcp"};
    for (auto& one : host.evidence) one.name = one.unit = one.text = text;
  }
  for (auto& victim : day.victims) victim.replies = {{text, 3}};
  for (auto& one : day.hosts) one.family = text;
  for (auto& one : day.novelties) one.payload = text;
  for (auto& one : day.campaigns) one.id = one.tool = one.profile = text;
  for (auto& one : day.researchers) one.list = one.reason = text;
  for (auto& one : day.hours) {
    one.sensor = text;
    one.classes = {{text, one.packets}};
  }
  return day;
}

// A tag without what stands in quotes.
std::string without_values(const std::string& tag) {
  std::string out;
  bool quoted = false;
  for (const char c : tag) {
    if (c == '"') quoted = !quoted;
    if (!quoted && c != '"') out += c;
  }
  EXPECT_FALSE(quoted) << tag;
  return out;
}

// Names of the tags of a page; an attribute that starts something is a failure.
std::set<std::string> tags(const std::string& page) {
  std::set<std::string> out;
  for (auto at = page.find('<'); at != std::string::npos; at = page.find('<', at + 1)) {
    const auto end = page.find('>', at);
    const auto tag = page.substr(at + 1, end - at - 1);
    out.insert(tag.substr(0, tag.find_first_of(" />", 1)));
    EXPECT_EQ(without_values(tag).find(" on"), std::string::npos) << tag;
  }
  return out;
}

const std::set<std::string>& our_tags() {
  static const std::set<std::string> kTags{
      "!doctype", "span",   "/span", "html", "head", "meta",  "title", "style", "body",   "h1",
      "h2",       "p",      "br",    "div",  "b",    "table", "thead", "tbody", "tr",     "th",
      "td",       "ul",     "li",    "code", "svg",  "text",  "rect",  "path",  "/html",  "/head",
      "/title",   "/style", "/body", "/h1",  "/h2",  "/p",    "/div",  "/b",    "/table", "/thead",
      "/tbody",   "/tr",    "/th",   "/td",  "/ul",  "/li",   "/code", "/svg",  "/text"};
  return kTags;
}

bool has_control(std::string_view text) {
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    if ((octet < 0x20 && c != '\n') || octet == 0x7F) return true;
  }
  return false;
}

class ReportPage : public testing::Test {
 protected:
  registry::Registry registry_ = test_registry();
  Atlas atlas_{&registry_};
};

TEST_F(ReportPage, IsWholeInItselfAndRunsNothing) {
  for (const auto language : {Language::English, Language::Japanese}) {
    const auto page = page_form(select_all(test_day(), atlas_, "dark-1"), language);
    for (const auto& tag : tags(page)) EXPECT_TRUE(our_tags().contains(tag)) << tag;
    EXPECT_THAT(page, HasSubstr("default-src 'none'"));
    EXPECT_THAT(page, Not(HasSubstr("src=")));
    EXPECT_THAT(page, Not(HasSubstr("href=")));
    EXPECT_THAT(page, Not(HasSubstr("url(")));
    EXPECT_THAT(page, Not(HasSubstr("@import")));
  }
}

TEST_F(ReportPage, SaysTheSameInBothLanguages) {
  const auto all = select_all(test_day(), atlas_, "dark-1");
  const auto english = page_form(all, Language::English);
  const auto japanese = page_form(all, Language::Japanese);
  EXPECT_THAT(english, HasSubstr("<html lang=\"en\">"));
  EXPECT_THAT(japanese, HasSubstr("<html lang=\"ja\">"));
  EXPECT_THAT(english, HasSubstr("Example Telecom, Inc."));
  EXPECT_THAT(japanese, HasSubstr("エグザンプル電信"));
  EXPECT_THAT(japanese, HasSubstr("ダークネット観測日報"));
  const auto rows = [](const std::string& page) {
    std::size_t count = 0;
    for (auto at = page.find("<tr>"); at != std::string::npos; at = page.find("<tr>", at + 1)) {
      ++count;
    }
    return count;
  };
  EXPECT_EQ(rows(english), rows(japanese));
}

TEST_F(ReportPage, ShowsTheFiguresOfTheDay) {
  const auto page = page_form(select_all(test_day(), atlas_, "dark-1"), Language::English);
  EXPECT_THAT(page, HasSubstr("Telescope report: 2026-01-14"));
  EXPECT_THAT(page, HasSubstr("Infected<b>6</b>addresses"));
  EXPECT_THAT(page, HasSubstr("Cleared<b>1</b>"));
  EXPECT_THAT(page, HasSubstr("of which nothing is known: 1."));
  EXPECT_THAT(page, HasSubstr("5555/tcp"));
  EXPECT_THAT(page, HasSubstr("9.5 is the threshold"));
  EXPECT_THAT(page, HasSubstr("21:00:00 :52345"));
  EXPECT_THAT(page, HasSubstr("198.51.100.200"));
  EXPECT_THAT(page, HasSubstr("window 14600, no options"));
}

TEST_F(ReportPage, HostileTextBreaksOutOfNoForm) {
  for (const auto& text : hostile()) {
    const auto day = day_of(text);
    for (const auto& selection :
         {select_all(day, atlas_, text),
          select_for("campus", day, shares_of(day, atlas_), atlas_, text)}) {
      for (const auto& [form, out] : every_form(selection)) {
        EXPECT_FALSE(has_control(out)) << form;
        if (form.starts_with("page")) {
          for (const auto& tag : tags(out)) EXPECT_TRUE(our_tags().contains(tag)) << tag;
        } else if (form == "stix") {
          EXPECT_TRUE(nlohmann::json::accept(out)) << form;
        }
      }
    }
  }
}

TEST_F(ReportPage, HostileTextLeavesEveryLineOfJsonReadable) {
  for (const auto& text : hostile()) {
    const auto all = select_all(day_of(text), atlas_, text);
    for (const auto& form :
         {findings_form(all), infected_form(all), xarf_form(all, test_reporter())}) {
      std::istringstream in(form);
      for (std::string line; std::getline(in, line);) {
        EXPECT_TRUE(nlohmann::json::accept(line)) << line.substr(0, 200);
      }
    }
  }
}

TEST_F(ReportPage, FiguresThatAreNoNumbersDoNotSpoilThePlots) {
  auto day = test_day();
  day.hosts[0].high = std::numeric_limits<double>::infinity();
  day.hosts[1].hosts = std::numeric_limits<double>::quiet_NaN();
  day.surges[0].hosts_now = std::numeric_limits<double>::quiet_NaN();
  const auto page = page_form(select_all(day, atlas_, "dark-1"), Language::English);
  for (const auto* attribute : {"=\"nan", "=\"inf", "=\"-nan", "=\"-"}) {
    EXPECT_THAT(page, Not(HasSubstr(attribute)));
  }
}

}  // namespace
}  // namespace noroshi::report
