#include "act/share/entry.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "act/share/forms.hpp"
#include "act/share/reread_test.hpp"
#include "act/share/tools_test.hpp"
#include "base/temporary_folder.hpp"

namespace noroshi::share {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

constexpr base::Micros kMade = 1'767'225'600 * base::kSecond;  // 2026-01-01T00:00:00Z
constexpr std::array kForms = {Form::List,     Form::Csv,      Form::Rpz,     Form::Nftables,
                               Form::Suricata, Form::Flowspec, Form::Prefixes};

Look look() { return {.name = "noroshi", .serial = 7, .made = kMade}; }

Entry entry(EntryKind kind, std::string value) {
  Entry result;
  result.kind = kind;
  result.value = std::move(value);
  result.id = "indicator--11111111-2222-4333-8444-555555555555";
  result.score = 80;
  result.label = "botnet";
  return result;
}

std::vector<Entry> sorted(std::vector<Entry> entries) {
  std::sort(entries.begin(), entries.end());
  return entries;
}

std::vector<Entry> some() {
  std::vector<Entry> entries = {
      entry(EntryKind::Address, "192.0.2.7"),
      entry(EntryKind::Address, "2001:db8::7"),
      entry(EntryKind::Prefix, "198.51.100.0/24"),
      entry(EntryKind::Prefix, "2001:db8:8::/48"),
      entry(EntryKind::Endpoint, "203.0.113.9:443"),
      entry(EntryKind::Endpoint, "[2001:db8::9]:8443"),
      entry(EntryKind::Domain, "evil.example"),
      entry(EntryKind::Url, "http://evil.example/a?b=1"),
      entry(EntryKind::Hash, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
      entry(EntryKind::Hash, "900150983cd24fb0d6963f7d28e17f72")};
  entries[0].until = kMade + base::kHour;
  return sorted(std::move(entries));
}

std::string text_of(Form form, const std::vector<Entry>& entries) {
  auto text = written(form, entries, look());
  EXPECT_TRUE(text) << text.error().message;
  return text.value_or("");
}

std::string change_of(Form form, const std::vector<Entry>& before,
                      const std::vector<Entry>& after) {
  auto text = written_change(form, before, after, look());
  EXPECT_TRUE(text) << text.error().message;
  return text.value_or("");
}

std::vector<Entry> without(std::vector<Entry> entries, std::string_view value) {
  std::erase_if(entries, [&](const Entry& each) { return each.value == value; });
  return entries;
}

TEST(Forms, HaveNames) {
  for (const Form form : kForms) {
    EXPECT_EQ(parse_form(name_of(form)), form);
    EXPECT_FALSE(media_type_of(form).empty());
  }
  EXPECT_EQ(parse_form("nftables"), Form::Nftables);
  EXPECT_FALSE(parse_form("xml"));
}

TEST(Forms, RefuseNamesThatCouldMeanMore) {
  for (const char* name : {"", "a b", "a;b", "a\nb", "a{", "../x"}) {
    for (const Form form : kForms) EXPECT_FALSE(written(form, {}, {.name = name})) << name;
  }
}

TEST(Forms, CountWhatTheyLeaveOut) {
  auto entries = some();
  entries.push_back(entry(EntryKind::Domain, "jp"));
  entries.push_back(entry(EntryKind::Domain, "a\nb.example"));
  EXPECT_EQ(tally(Form::Rpz, entries), (Tally{5, 5, 1, 1}));
  EXPECT_THAT(text_of(Form::Rpz, sorted(entries)),
              HasSubstr("5 entries; left out: 5 of other kinds, 1 unsafe, 1 too wide"));
}

TEST(Delta, IsWhatOneListHasAndTheOtherHasNot) {
  const auto all = some();
  const auto fewer = without(all, "192.0.2.7");
  const Delta delta = difference(all, fewer);
  ASSERT_EQ(delta.removed.size(), 1U);
  EXPECT_EQ(delta.removed[0].value, "192.0.2.7");
  EXPECT_TRUE(delta.added.empty());
  EXPECT_EQ(difference(fewer, all).added.size(), 1U);
}

// Values that mean more than they should in one form or another.
std::vector<Entry> hostile() {
  using enum EntryKind;
  std::vector<Entry> entries;
  for (const char* value : {"evil.example\nlocalhost A 127.0.0.1",
                            "evil.example CNAME rpz-passthru.",
                            "*.example.jp",
                            "evil.example.",
                            ".",
                            "",
                            "..",
                            "a..b",
                            "-",
                            "evil.example;",
                            "\"",
                            "evil.example\"; drop",
                            "$INCLUDE /etc/passwd",
                            "@",
                            "32.1.2.0.192.rpz-ip",
                            "a.rpz-nsdname",
                            "evil\\.example",
                            "evil.example\r",
                            "evil.example\x7f",
                            "ＥＶＩＬ.example\n",
                            "\xff\xfe.example",
                            "192.0.2.1",
                            "=cmd|' /C calc'!A0",
                            "EVIL.example",
                            "a b.example"}) {
    entries.push_back(entry(Domain, value));
  }
  entries.push_back(entry(Domain, std::string(300, 'a')));
  entries.push_back(entry(Domain, std::string(64, 'a') + ".example"));
  entries.push_back(entry(Domain, std::string("evil.example\0.jp", 16)));
  for (const char* value : {"192.0.2.1 }", "192.0.2.1, 0.0.0.0/0", "192.0.2.1\n", "0x7f.1", "1.2.3",
                            "::ffff:192.0.2.1", "2001:DB8::1", "2001:db8:0::1", "fe80::1%eth0",
                            "192.0.2.1; flush ruleset", "", "evil.example"}) {
    entries.push_back(entry(Address, value));
  }
  for (const char* value : {"192.0.2.0/24; }", "192.0.2.7/24", "192.0.2.0/33", "192.0.2.0", "/8",
                            "192.0.2.0/024", "2001:db8::/129"}) {
    entries.push_back(entry(Prefix, value));
  }
  for (const char* value : {"192.0.2.1:0", "192.0.2.1:65536", "192.0.2.1:443 }", "192.0.2.1:+1",
                            "[192.0.2.1]:443", "2001:db8::1:443", ":443", "192.0.2.1:", "x:044"}) {
    entries.push_back(entry(Endpoint, value));
  }
  for (const char* value : {"http://a.example/\nb", "http://a.example/ b", "", "x", "#http://x",
                            "http://a.example/\xe2\x80\xa8"}) {
    entries.push_back(entry(Url, value));
  }
  for (const char* value : {"abc", "", "BA7816BF8F01CFEA414140DE5DAE2223",
                            "900150983cd24fb0d6963f7d28e17f7g", "../../../etc/shadow"}) {
    entries.push_back(entry(Hash, value));
  }
  return sorted(std::move(entries));
}

TEST(Gate, LetsNothingHostileThrough) {
  for (const Form form : kForms) {
    for (const Entry& each : hostile()) {
      // Only a zone knows rpz- names; elsewhere they are names.
      if (form != Form::Rpz && each.value.find("rpz-") != std::string::npos &&
          each.value.find(' ') == std::string::npos) {
        continue;
      }
      EXPECT_FALSE(carries(form, each)) << name_of(form) << ": " << each.value;
    }
  }
}

TEST(Gate, LetsNothingThroughThatWouldHitEverybody) {
  for (const Form form : kForms) {
    for (const Entry& each :
         {entry(EntryKind::Prefix, "0.0.0.0/0"), entry(EntryKind::Prefix, "::/0"),
          entry(EntryKind::Prefix, "128.0.0.0/1"), entry(EntryKind::Address, "127.0.0.1"),
          entry(EntryKind::Address, "0.0.0.0"), entry(EntryKind::Address, "255.255.255.255"),
          entry(EntryKind::Prefix, "224.0.0.0/8"), entry(EntryKind::Address, "::1"),
          entry(EntryKind::Domain, "com"), entry(EntryKind::Domain, "localhost"),
          entry(EntryKind::Endpoint, "127.0.0.1:53")}) {
      const Fit fit = fit_of(form, each);
      EXPECT_TRUE(fit == Fit::TooWide || fit == Fit::OtherKind) << name_of(form) << each.value;
    }
  }
}

TEST(Gate, HoldsInEveryForm) {
  auto entries = hostile();
  for (const Entry& each : some()) entries.push_back(each);
  for (Entry& each : entries) {
    each.label = "a\"; sid:1; (\n,=\\";
    each.id = "@x\r\n\"";
  }
  entries = sorted(std::move(entries));
  for (const Form form : kForms) {
    const long records = records_in(form, text_of(form, entries));
    EXPECT_EQ(records, static_cast<long>(tally(form, entries).carried)) << name_of(form);
  }
}

TEST(List, IsOneValueALine) {
  EXPECT_EQ(text_of(Form::List, {entry(EntryKind::Address, "192.0.2.7"),
                                 entry(EntryKind::Domain, "日本語.example")}),
            "192.0.2.7\nxn--wgv71a119e.example\n");
}

TEST(List, ChangeSaysMinusThenPlus) {
  EXPECT_EQ(change_of(Form::List, {entry(EntryKind::Address, "192.0.2.7")},
                      {entry(EntryKind::Address, "192.0.2.8")}),
            "-192.0.2.7\n+192.0.2.8\n");
}

TEST(Csv, QuotesWhatNeedsIt) {
  Entry one = entry(EntryKind::Url, "http://a.example/?x=\"1,2\"");
  one.label = "=1+2";
  one.until = kMade;
  EXPECT_EQ(text_of(Form::Csv, {one}),
            "kind,value,score,until,label,id\r\n"
            "url,\"http://a.example/?x=\"\"1,2\"\"\",80.0,2026-01-01T00:00:00Z,'=1+2,"
            "indicator--11111111-2222-4333-8444-555555555555\r\n");
}

TEST(Csv, ChangeHasAColumnForIt) {
  const std::string text = change_of(Form::Csv, {entry(EntryKind::Address, "192.0.2.7")},
                                     {entry(EntryKind::Address, "192.0.2.8")});
  EXPECT_THAT(text, HasSubstr("change,kind,value"));
  EXPECT_THAT(text, HasSubstr("\r\nremoved,address,192.0.2.7,"));
  EXPECT_THAT(text, HasSubstr("\r\nadded,address,192.0.2.8,"));
  EXPECT_EQ(records_in(Form::Csv, text), 2);
}

TEST(Rpz, OwnersAreTriggers) {
  const auto owner = [](EntryKind kind, const char* value) {
    return rpz_owner(entry(kind, value)).value_or("none");
  };
  EXPECT_EQ(owner(EntryKind::Domain, "evil.example"), "evil.example");
  EXPECT_EQ(owner(EntryKind::Address, "192.0.2.7"), "32.7.2.0.192.rpz-ip");
  EXPECT_EQ(owner(EntryKind::Prefix, "198.51.100.0/24"), "24.0.100.51.198.rpz-ip");
  EXPECT_EQ(owner(EntryKind::Address, "2001:db8::7"), "128.7.zz.db8.2001.rpz-ip");
  EXPECT_EQ(owner(EntryKind::Prefix, "2001:db8:8::/48"), "48.zz.8.db8.2001.rpz-ip");
  EXPECT_EQ(owner(EntryKind::Address, "2001:0:0:1::1"), "128.1.zz.1.0.0.2001.rpz-ip");
  EXPECT_EQ(owner(EntryKind::Address, "2001:db8:0:1:1:1:1:1"), "128.1.1.1.1.1.0.db8.2001.rpz-ip");
  EXPECT_EQ(owner(EntryKind::Url, "http://evil.example/"), "none");
}

TEST(Rpz, ZoneCoversNamesAndWhatIsUnderThem) {
  const std::string zone = text_of(Form::Rpz, some());
  EXPECT_THAT(zone, HasSubstr("$ORIGIN noroshi.\n"));
  EXPECT_THAT(zone, HasSubstr("\nevil.example CNAME .\n*.evil.example CNAME .\n"));
  EXPECT_FALSE(written_change(Form::Rpz, {}, {}, look()));
}

TEST(Rpz, NameServersCheckerTakesTheZone) {
  if (!installed("named-checkzone")) GTEST_SKIP() << "skipped: named-checkzone is not installed";
  const base::TemporaryFolder folder;
  auto entries = hostile();
  for (const Entry& each : some()) entries.push_back(each);
  entries.push_back(entry(EntryKind::Domain, std::string(60, 'a') + "." + std::string(60, 'b') +
                                                 "." + std::string(60, 'c') + "." +
                                                 std::string(60, 'd')));
  write_file(folder.file("zone"), text_of(Form::Rpz, sorted(entries)));
  const Outcome outcome = run("named-checkzone noroshi " + folder.file("zone"));
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("loaded serial 7"));
  EXPECT_THAT(outcome.output, Not(HasSubstr("warning"))) << outcome.output;
}

/// Runs nft in a network of its own (which takes no right but to make one): what it loads touches
/// nothing here.  Empty: it cannot be done here.
std::string nft_in_own_network() {
  if (!installed("nft")) return {};
  for (const char* way : {"unshare -rn", "unshare -n"}) {
    if (run(std::string(way) + " nft list ruleset").status == 0) return way;
  }
  return {};
}

TEST(Nftables, RealNftTakesWholeAndChanges) {
  const std::string way = nft_in_own_network();
  if (way.empty()) GTEST_SKIP() << "skipped: no nft, or no right to make a network for it";
  const base::TemporaryFolder folder;
  auto before = some();
  before.push_back(entry(EntryKind::Prefix, "10.1.0.0/16"));
  before.push_back(entry(EntryKind::Prefix, "10.1.2.0/24"));
  for (const Entry& each : hostile()) before.push_back(each);
  before = sorted(before);
  auto after = without(without(before, "192.0.2.7"), "203.0.113.9:443");
  after = without(after, "10.1.0.0/16");
  after.push_back(entry(EntryKind::Address, "192.0.2.99"));
  after = sorted(after);
  write_file(folder.file("whole"), text_of(Form::Nftables, before));
  write_file(folder.file("change"), change_of(Form::Nftables, before, after));
  const std::string nft = "nft -f " + folder.path().string() + "/";
  const auto in_network = [&](const std::string& steps) {
    return run(way + " sh -c '" + steps + "'");
  };
  const Outcome checked = in_network("nft -c -f " + folder.file("whole"));
  EXPECT_EQ(checked.status, 0) << checked.output;

  const Outcome first = in_network(nft + "whole && " + nft + "whole && nft list ruleset");
  EXPECT_EQ(first.status, 0) << first.output;
  EXPECT_THAT(first.output, HasSubstr("192.0.2.7 timeout 1h"));
  EXPECT_THAT(first.output, HasSubstr("10.1.0.0/16"));
  EXPECT_THAT(first.output, Not(HasSubstr("10.1.2.0/24")));
  EXPECT_THAT(first.output, HasSubstr("203.0.113.9 . 443"));

  // The change fits what is there; twice, because a download may be tried again; and on nothing.
  const Outcome second =
      in_network(nft + "whole && " + nft + "change && " + nft + "change && nft list ruleset");
  EXPECT_EQ(second.status, 0) << second.output;
  EXPECT_THAT(second.output, Not(HasSubstr("192.0.2.7")));
  EXPECT_THAT(second.output, HasSubstr("192.0.2.99"));
  EXPECT_THAT(second.output, Not(HasSubstr("10.1.0.0/16")));
  EXPECT_THAT(second.output, HasSubstr("10.1.2.0/24"));
  EXPECT_THAT(second.output, Not(HasSubstr("203.0.113.9")));
  const Outcome alone = in_network(nft + "change");
  EXPECT_EQ(alone.status, 0) << alone.output;
}

TEST(Nftables, KeepsTheRulesOfItsTable) {
  const std::string way = nft_in_own_network();
  if (way.empty()) GTEST_SKIP() << "skipped: no nft, or no right to make a network for it";
  const base::TemporaryFolder folder;
  write_file(folder.file("whole"), text_of(Form::Nftables, some()));
  write_file(folder.file("rules"),
             "add chain inet noroshi forward { type filter hook forward priority -10; }\n"
             "add rule inet noroshi forward ip daddr @address4 counter drop\n");
  const std::string nft = "nft -f " + folder.path().string() + "/";
  const Outcome outcome = run(way + " sh -c '" + nft + "whole && " + nft + "rules && " + nft +
                              "whole && nft list chain inet noroshi forward'");
  EXPECT_EQ(outcome.status, 0) << outcome.output;
  EXPECT_THAT(outcome.output, HasSubstr("ip daddr @address4"));
}

std::vector<std::string> lines_with(std::string_view text, std::string_view part) {
  std::vector<std::string> lines;
  for (const std::string_view line : lines_in(text)) {
    if (line.find(part) != std::string_view::npos) lines.emplace_back(line);
  }
  return lines;
}

std::string sid_in(const std::string& line) {
  const auto at = line.find("sid:");
  return line.substr(at, line.find(';', at) - at);
}

TEST(Suricata, RulesKeepTheirNumbersThroughRevisions) {
  const auto all = some();
  const auto before = lines_with(text_of(Form::Suricata, all), "203.0.113.9 443");
  const auto fewer = without(all, "192.0.2.7");
  const auto later =
      written(Form::Suricata, fewer, {.name = "noroshi", .serial = 8, .made = kMade});
  ASSERT_TRUE(later);
  const auto after = lines_with(*later, "203.0.113.9 443");
  ASSERT_EQ(before.size(), 1U);
  ASSERT_EQ(after.size(), 1U);
  EXPECT_EQ(sid_in(before[0]), sid_in(after[0]));
  EXPECT_THAT(before[0], HasSubstr("rev:7;"));
  EXPECT_THAT(after[0], HasSubstr("rev:8;"));
}

TEST(Suricata, UrlIsMatchedWholeAndEscaped) {
  const auto lines = lines_with(
      text_of(Form::Suricata, {entry(EntryKind::Url, "http://evil.example:8080/a\";b|c\\")}),
      "alert http");
  ASSERT_EQ(lines.size(), 1U);
  EXPECT_THAT(lines[0], HasSubstr("-> any 8080 "));
  EXPECT_THAT(lines[0], HasSubstr("http.host; content:\"evil.example\"; bsize:12;"));
  EXPECT_THAT(lines[0], HasSubstr("content:\"/a|22||3B|b|7C|c|5C|\"; bsize:8;"));
}

TEST(Suricata, DatasetsTravelAsComments) {
  const std::string text = text_of(Form::Suricata, some());
  EXPECT_THAT(lines_with(text, "#dataset "),
              ElementsAre("#dataset noroshi-domains ZXZpbC5leGFtcGxl",
                          "#dataset noroshi-md5 900150983cd24fb0d6963f7d28e17f72",
                          "#dataset noroshi-sha256 ba7816bf8f01cfea414140de5dae2223b00361a396177a9"
                          "cb410ff61f20015ad"));
  EXPECT_THAT(text,
              HasSubstr("dataset:isset,noroshi-domains,type string,load noroshi-domains.lst;"));
  EXPECT_THAT(text, HasSubstr("filesha256:noroshi-sha256.lst;"));
}

TEST(Suricata, ChangeNamesWhatGoesByNumber) {
  const auto all = some();
  const auto gone = lines_with(text_of(Form::Suricata, all), "-> 192.0.2.7 ");
  ASSERT_EQ(gone.size(), 1U);
  const std::string text =
      change_of(Form::Suricata, all, without(without(all, "192.0.2.7"), "evil.example"));
  EXPECT_EQ("sid:" + lines_with(text, "#remove ")[0].substr(8), sid_in(gone[0]));
  EXPECT_THAT(text, HasSubstr("#dataset-remove noroshi-domains ZXZpbC5leGFtcGxl\n"));
  EXPECT_EQ(lines_with(text, "alert").size(), 0U);
}

TEST(Flowspec, AddressesAreBlackholedAndEndPointsAreFlows) {
  const std::string text = text_of(Form::Flowspec, some());
  EXPECT_THAT(text, HasSubstr("announce route 192.0.2.7/32 next-hop self community [65535:666]\n"));
  EXPECT_THAT(text,
              HasSubstr("announce route 2001:db8:8::/48 next-hop self community [65535:666]\n"));
  EXPECT_THAT(text, HasSubstr("announce flow route { match { destination 203.0.113.9/32; "
                              "destination-port =443; } then { discard; } }\n"));
  EXPECT_THAT(change_of(Form::Flowspec, some(), {}),
              HasSubstr("withdraw route 192.0.2.7/32 next-hop self community [65535:666]\n"));
}

/// Applies a change to a list of prefixes as a client would, by the documented layout alone.
std::string applied(std::string before, std::string_view change) {
  const auto number = [&](std::size_t at) {
    std::size_t value = 0;
    for (std::size_t i = 0; i < 4; ++i)
      value = value << 8 | static_cast<unsigned char>(change[at + i]);
    return value;
  };
  const std::size_t removed = number(20);
  const std::size_t added = number(24);
  for (std::size_t i = removed; i-- > 0;) before.erase(4 * number(28 + 4 * i), 4);
  std::vector<std::string> prefixes;
  for (std::size_t i = 0; i < before.size(); i += 4) prefixes.push_back(before.substr(i, 4));
  for (std::size_t i = 0; i < added; ++i) {
    prefixes.emplace_back(change.substr(28 + 4 * removed + 4 * i, 4));
  }
  std::sort(prefixes.begin(), prefixes.end());
  std::string after;
  for (const auto& prefix : prefixes) after += prefix;
  EXPECT_EQ(sha256(after), change.substr(change.size() - 32))
      << "the checksum is of the list after";
  return after;
}

std::string list_in(const std::string& whole) { return whole.substr(28, whole.size() - 28 - 32); }

TEST(Prefixes, ChangesLeadFromOneListToTheNext) {
  const auto before = some();
  auto after = without(before, "evil.example");
  for (int i = 0; i < 100; ++i) {
    after.push_back(entry(EntryKind::Domain, "n" + std::to_string(i) + ".example"));
  }
  after = sorted(after);
  const std::string list = list_in(text_of(Form::Prefixes, before));
  ASSERT_EQ(list.size(), 4U * 4U);  // two addresses, a name, a URL
  EXPECT_EQ(applied(list, change_of(Form::Prefixes, before, after)),
            list_in(text_of(Form::Prefixes, after)));
  EXPECT_EQ(applied("", text_of(Form::Prefixes, after)), list_in(text_of(Form::Prefixes, after)));
}

TEST(Prefixes, AreThoseOfWhatALookUpAsks) {
  const std::string list = list_in(
      text_of(Form::Prefixes, {entry(EntryKind::Domain, "evil.example"),
                               entry(EntryKind::Url, "https://shop.example.jp/login?x=1")}));
  const auto is_listed = [&](std::string_view url) {
    for (const std::string& expression : url_expressions(url)) {
      const auto at = list.find(hash_prefix(expression));
      if (at != std::string::npos && at % 4 == 0) return true;
    }
    return false;
  };
  EXPECT_TRUE(is_listed("http://www.evil.example/any/page"));
  EXPECT_TRUE(is_listed("https://shop.example.jp/login?x=1"));
  EXPECT_FALSE(is_listed("https://shop.example.jp/"));
}

TEST(Prefixes, OneThatTwoEntriesShareStaysWhileOneIsListed) {
  const auto name = entry(EntryKind::Domain, "evil.example");
  const auto url = entry(EntryKind::Url, "http://evil.example/");
  EXPECT_EQ(list_in(text_of(Form::Prefixes, {name, url})).size(), 4U);
  const std::string change = change_of(Form::Prefixes, {name, url}, {url});
  EXPECT_EQ(change.size(), 28U + 32U) << "nothing to take out, nothing to add";
}

}  // namespace
}  // namespace noroshi::share
