// `noroshi subscriber …`: at the operator, which line is behind an address and a port.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/command_store_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr Positional kSubscriberFile{
    "CONFIG",
    Takes::File,
    {"the operator's sources, as TOML (docs/operations/subscriber.md)",
     "事業者の情報源を示す TOML ファイル (docs/operations/subscriber.md)"},
    true,
    false};

inline constexpr Option kSubscriberFormat{"--format",
                                          Takes::Choice,
                                          "table|json|jsonl|csv",
                                          {"how the answer is printed", "答えの形式"},
                                          "table"};

inline constexpr std::array kSubscriberCheckOptions{
    kSubscriberFormat, kZone, kColor, kQuiet, kLang, kHelp};

inline constexpr std::array kSubscriberFindOptions{
    Option{"--address",
           Takes::Word,
           "ADDRESS",
           {"the address that was seen", "観測されたアドレス"},
           "",
           false,
           true},
    Option{"--port",
           Takes::Word,
           "PORT",
           {"the source port that was seen (of ICMP, the identifier): many lines may share an "
            "address",
            "観測された送信元ポート (ICMP では識別子)。一つのアドレスを複数の回線が共有することがあ"
            "る"},
           ""},
    Option{"--protocol",
           Takes::Choice,
           "tcp|udp|icmp|any",
           {"the protocol that was seen", "観測されたプロトコル"},
           "any"},
    Option{"--time",
           Takes::Instant,
           "TIME",
           {"when it was seen, as RFC 3339", "観測された時刻 (RFC 3339)"},
           "",
           false,
           true},
    Option{"--clock-error",
           Takes::Duration,
           "DURATION",
           {"how far the clock of whoever saw it may be off, either way; the operator's own is in "
            "CONFIG",
            "観測側の時計の誤差 (前後とも)。事業者自身の時計の誤差は CONFIG に書く"},
           "1s"},
    kPurpose,
    kSubscriberFormat,
    kColor,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kSubscriberMapOptions{
    Option{"--prefix",
           Takes::Prefix,
           "PREFIX",
           {"what the customer with this IPv6 prefix has; may be given several times",
            "この IPv6 プレフィックスの利用者が使うアドレスとポート。何度でも指定できる"},
           "",
           true},
    kSubscriberFormat,
    kColor,
    kQuiet,
    kLang,
    kHelp};

inline constexpr std::array kSubscriberCheckExamples{
    Example{{"Is every range covered, and none twice?", "すべての範囲が一度だけ覆われているか"},
            "noroshi subscriber check subscriber.toml"}};

inline constexpr std::array kSubscriberFindExamples{Example{
    {"Whose was this connection?", "この通信はどの回線のものか"},
    "noroshi subscriber find subscriber.toml --address 192.0.2.18 --port 1232 --protocol tcp "
    "--time 2026-01-14T03:00:00Z --purpose 'ticket 4711: infected device'"}};

inline constexpr std::array kSubscriberMapExamples{
    Example{{"Which address and ports has a customer?", "利用者のアドレスとポートは何か"},
            "noroshi subscriber map-e subscriber.toml --prefix 2001:db8:12:3400::/56"}};

inline constexpr std::array kSubscriberExamples{
    kSubscriberCheckExamples[0], kSubscriberFindExamples[0], kSubscriberMapExamples[0]};

inline constexpr Command kSubscriber{
    "subscriber",
    {"find the line behind an address and a port, at the operator",
     "アドレスとポートから契約回線を求める (事業者側)"},
    {"Runs at the operator alone: what these commands answer is personal data and leaves nowhere.  "
     "The sources are static ranges, leases (DHCP, DHCPv6-PD, PPPoE), the log of a carrier NAT, "
     "deterministic NAT (RFC 7422) and MAP-E (RFC 7597).  A line is named only if every instant "
     "within the clocks' error gives the same one.  See docs/operations/subscriber.md.",
     "事業者の側だけで動きます。答えは個人情報であり、どこにも送られません。情報源は固定割り当て、"
     "リース (DHCP、DHCPv6-PD、PPPoE)、キャリア NAT のログ、決定論的 NAT (RFC 7422)、MAP-E (RFC "
     "7597) です。時計の誤差の範囲のどの時刻でも同じ回線になる場合に限り、回線を示します。"
     "docs/operations/subscriber.md を参照。"},
    kCommonOptions,
    {},
    kSubscriberExamples};

inline constexpr Command kSubscriberCheck{
    "subscriber check",
    {"say what the sources cover, where twice, and where not at all",
     "情報源が覆う範囲、重なり、抜けを示す"},
    {"Reads all sources and prints one row for each source, for each stretch of addresses that two "
     "of them answer for, and for each stretch of the operator's ranges that none does.  Rows of "
     "files that cannot be used are counted by reason, with the first place of each.  Names no "
     "subscriber.\n\n"
     "Exit status 1 if something is covered twice or not at all, or a row could not be used.",
     "すべての情報源を読み、情報源ごと、二つの情報源が重なる範囲ごと、どの情報源にもない範囲ごとに"
     "一"
     "行を出力します。使えない行は理由ごとに数え、最初の位置を示します。利用者は特定しません。\n\n"
     "重なり、抜け、使えない行があれば終了状態は 1 です。"},
    kSubscriberCheckOptions,
    kSubscriberFile,
    kSubscriberCheckExamples,
    run_subscriber_check};

inline constexpr Command kSubscriberFind{
    "subscriber find",
    {"name the line that had an address and a port", "アドレスとポートを使っていた回線を示す"},
    {"Says which line it was, by which source; or that several are possible, or none is known, and "
     "why.  Who asked, what and why is written to the audit trail that CONFIG names before "
     "anything is looked up; without --purpose there is no answer.\n\n"
     "Exit status 1 if no single line can be named.",
     "どの回線か、どの情報源によるかを示します。特定できない場合は、複数あり得るのか、不明なのか、"
     "そ"
     "の理由を示します。誰が何をなぜ尋ねたかは、調べる前に CONFIG の示す監査記録に残します。"
     "--purpose がなければ答えません。\n\n"
     "一つの回線に定まらなければ終了状態は 1 です。"},
    kSubscriberFindOptions,
    kSubscriberFile,
    kSubscriberFindExamples,
    run_subscriber_find};

inline constexpr Command kSubscriberMapE{
    "subscriber map-e",
    {"show the rules of MAP-E, and what a customer has by them",
     "MAP-E の規則と、利用者に割り当たるアドレスとポートを示す"},
    {"Without --prefix: the rules of CONFIG, with how many customers share an address and how many "
     "ports each has.  With it: the IPv4 address, the PSID, the ports and the tunnel address of "
     "that customer, computed as its router does (RFC 7597).  Names no subscriber.",
     "--prefix がなければ、CONFIG "
     "の規則、一つのアドレスを共有する利用者の数、利用者ごとのポート数を"
     "示します。--prefix があれば、その利用者の IPv4 "
     "アドレス、PSID、ポート、トンネルのアドレスを、利"
     "用者のルーターと同じ計算 (RFC 7597) で示します。利用者は特定しません。"},
    kSubscriberMapOptions,
    kSubscriberFile,
    kSubscriberMapExamples,
    run_subscriber_map_e};

}  // namespace noroshi::cli
