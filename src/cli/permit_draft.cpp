// `noroshi permit draft`: the four texts, with remarks, to be filled in.
#include "cli/exit_status.hpp"
#include "cli/out_file.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {
namespace {

constexpr Text kPermitTemplate{R"(# A permit to send packets to strangers (docs/formats/permit.md).
# Fill in what is empty; then each approver runs: noroshi permit sign FILE --key KEY

[permit]
format = "noroshi-permit-1"
id = ""            # names it for ever, like survey-2026-03; a revocation names it
purpose = ""       # what for
issued = ""        # when this was written, like 2026-02-20T00:00:00Z

[permit.authority]
organisation = ""  # who sends
legal_basis = ""   # by which law
approved_by = ""

# Each who works with it, in a section of their own.
[[permit.operators]]
name = ""
department = ""
contact = ""

# Work that is given to others, if any.
#[[permit.outsourcing]]
#organisation = ""
#task = ""
#contact = ""

[permit.scope]
ranges = []        # where to: "198.51.100.0/24", "2001:db8::/32"
excluded = []      # never there
#test_networks = ["127.0.0.1"]   # special or private networks that are meant nonetheless
sources = []       # addresses that packets come from
services = []      # "tcp/23", "tcp/8000-8080", "udp/161", "icmp/8"

[permit.pace]
packets_per_second = 0       # over everything
per_prefix_per_second = 0    # to each /24 of IPv4 and each /48 of IPv6
#burst = 1                   # packets that may go at once
#prefix_burst = 1

# From the first instant until, not with, the second.  There may be several windows.
[[permit.windows]]
from = ""                    # "2026-03-01T00:00:00+09:00"
until = ""
#hours = ["22:00-24:00", "00:00-06:00"]
#offset = "+09:00"           # of the hours

[permit.credentials]
sha256 = ""                  # of the list that logins may be tried with; "none": no logins

[permit.opt_outs]
revision = -1                # of the list of opt-outs
sha256 = ""                  # as sha256sum prints it

[permit.revocations]
least = -1                   # number of the newest list of revocations
#max_age = "1d"              # older lists are stale, and stop everything
)",
                               R"(# 他者へパケットを送るための許可書 (docs/formats/permit.md)。
# 空欄を埋めたら、承認者が順に署名する: noroshi permit sign FILE --key KEY

[permit]
format = "noroshi-permit-1"
id = ""            # 変わらない名前 (例 survey-2026-03)。取消はこの名前を指す
purpose = ""       # 目的
issued = ""        # 作成日時 (例 2026-02-20T00:00:00Z)

[permit.authority]
organisation = ""  # 送信する組織
legal_basis = ""   # 根拠となる法令
approved_by = ""   # 承認者

# 従事する者ごとに一節。
[[permit.operators]]
name = ""          # 氏名
department = ""    # 部署
contact = ""       # 連絡先

# 委託がある場合。
#[[permit.outsourcing]]
#organisation = ""
#task = ""
#contact = ""

[permit.scope]
ranges = []        # 送信先: "198.51.100.0/24", "2001:db8::/32"
excluded = []      # 送ってはならない範囲
#test_networks = ["127.0.0.1"]   # 特殊・プライベートだが、意図して送る範囲
sources = []       # 送信元アドレス
services = []      # "tcp/23", "tcp/8000-8080", "udp/161", "icmp/8"

[permit.pace]
packets_per_second = 0       # 全体の速さ
per_prefix_per_second = 0    # IPv4 の /24、IPv6 の /48 ごとの速さ
#burst = 1                   # 一度に送ってよいパケット数
#prefix_burst = 1

# 始まりの時刻を含み、終わりの時刻を含まない。いくつあってもよい。
[[permit.windows]]
from = ""                    # "2026-03-01T00:00:00+09:00"
until = ""
#hours = ["22:00-24:00", "00:00-06:00"]
#offset = "+09:00"           # hours の時差

[permit.credentials]
sha256 = ""                  # ログイン試行に使う一覧の SHA-256。"none" なら試行しない

[permit.opt_outs]
revision = -1                # 送信拒否一覧の版
sha256 = ""                  # sha256sum の表示どおり

[permit.revocations]
least = -1                   # 最新の取消一覧の番号
#max_age = "1d"              # これより古い一覧は失効し、すべてが止まる
)"};

constexpr Text kRevocationsTemplate{
    R"(# Permits that were taken back.  Issue a new list before this one ends, also when nothing changed.

[revocations]
format = "noroshi-revocations-1"
number = -1        # one more than the last list's
issued = ""
valid_until = ""   # from this instant on nothing is sent

#[[revocations.revoked]]
#permit = ""       # its id
#since = ""
#reason = ""
)",
    R"(# 取り消された許可書の一覧。変更がなくても、期限の前に新しい一覧を発行すること。

[revocations]
format = "noroshi-revocations-1"
number = -1        # 前の一覧の番号に 1 を足す
issued = ""        # 発行日時
valid_until = ""   # この時刻から何も送られない

#[[revocations.revoked]]
#permit = ""       # 許可書の id
#since = ""        # 取消の時刻
#reason = ""       # 理由
)"};

constexpr Text kApproversTemplate{
    R"(# Whose signatures make a permit.  Keep this file as safe as the sending machine itself.

[approvers]
format = "noroshi-approvers-1"
threshold = 0      # so many of them must sign
keys = []          # public keys, as `noroshi log key` printed them

[approvers.revocations]
threshold = 1      # so many must sign a list of revocations; 1 makes stopping easy
#keys = []         # who may; otherwise the keys above
)",
    R"(# 許可書に署名する者。送信する機器と同じように守ること。

[approvers]
format = "noroshi-approvers-1"
threshold = 0      # 必要な署名の数
keys = []          # `noroshi log key` が表示した公開鍵

[approvers.revocations]
threshold = 1      # 取消一覧に必要な署名の数。1 なら止めやすい
#keys = []         # 取消に署名できる者。省略すると上の鍵
)"};

constexpr Text kOptOutsTemplate{
    R"(# Those who asked not to be sent anything: an address or a prefix a line.
revision 0
)",
    R"(# 送信を拒否した相手: 1 行に 1 つのアドレスまたは範囲。
revision 0
)"};

const Text& template_of(std::string_view kind) {
  if (kind == "revocations") return kRevocationsTemplate;
  if (kind == "approvers") return kApproversTemplate;
  return kind == "opt-outs" ? kOptOutsTemplate : kPermitTemplate;
}

}  // namespace

Result<int> run_permit_draft(const Arguments& arguments, Context& context) {
  const auto& draft = template_of(arguments.word("--kind").value());
  auto out = NOROSHI_TRY(OutFile::create(arguments.word("--out").value(), context.out));
  NOROSHI_CHECK(out->write(draft.in(context.language)));
  NOROSHI_CHECK(out->commit());
  return kDone;
}

}  // namespace noroshi::cli
