// The sentence and the advice of every Rule, in English and Japanese.  In the order of `Rule`.
#include <array>
#include <fmt/format.h>

#include "trust/validate/indication.hpp"

namespace noroshi::validate {
namespace {

struct Words {
  std::string_view name;
  Text sentence;
  Text advice{};
};

/// The most words that a sentence takes.
constexpr std::size_t kMostWords = 4;

constexpr std::array<Words, static_cast<std::size_t>(Rule::StampIndexWrong) + 1> kWords{{
    {"all-checks-passed", {"every check passed", "すべての検査に合格しました"}},
    {"malformed",
     {"it does not follow its format: {0}", "形式に従っていません: {0}"},
     {"ask the sealer for the file as it was made",
      "作成されたままのファイルを発行者に求めてください"}},
    {"signer-unknown",
     {"the signer's certificate is neither in the file nor among those given",
      "署名者の証明書がファイルの中にも与えられたものの中にもありません"},
     {"give the certificate with --material", "--material で証明書を与えてください"}},
    {"signer-mismatch",
     {"the signature names another certificate than {0}, which made it",
      "署名が指す証明書は、署名に使われた {0} ではありません"},
     {"the certificate was exchanged: ask the sealer",
      "証明書が差し替えられています。発行者に確かめてください"}},
    {"signer-not-referenced",
     {"no signed attribute names the signer's certificate {0}",
      "署名者の証明書 {0} を指す署名属性がありません"},
     {"ask for an AdES signature (level B-B or above)", "AdES 署名 (B-B 以上) を求めてください"}},
    {"policy-unknown",
     {"it was made under the signature policy {0}, which is not among the accepted",
      "署名ポリシー {0} は受け入れるものの中にありません"},
     {"read the policy, then accept it with --policy",
      "ポリシーを読み、--policy で受け入れてください"}},
    {"policy-unreadable",
     {"its signature policy identifier cannot be read", "署名ポリシーの識別子が読めません"}},
    {"no-chain",
     {"no chain of certificates leads from {0} to a trusted one: {1}",
      "{0} から信頼する証明書に至る鎖がありません: {1}"},
     {"if its authority deserves trust, add its certificate to the folder of --anchors",
      "その認証局を信頼するなら、証明書を --anchors のフォルダーに加えてください"}},
    {"chain-broken",
     {"the chain of certificates does not hold at {0}: {1}",
      "証明書の鎖が {0} で成り立ちません: {1}"}},
    {"purpose-missing",
     {"the certificate {0} was not issued for this purpose: {1}",
      "証明書 {0} はこの用途に発行されたものではありません: {1}"}},
    {"key-usage-missing",
     {"the certificate {0} may not be used for signatures (keyUsage)",
      "証明書 {0} は署名に使えません (keyUsage)"}},
    {"organization-missing",
     {"the certificate {0} names no organisation by an identifier that begins with {1}",
      "証明書 {0} に {1} で始まる組織識別子がありません"},
     {"choose another profile with --organization if such seals are acceptable",
      "このような印を受け入れるなら --organization で別のプロファイルを選んでください"}},
    {"corporate-number-wrong",
     {"the corporate number in {0} of {1} cannot be one: {2}",
      "{1} の {0} にある法人番号は誤りです: {2}"}},
    {"signer-revoked",
     {"the certificate {0} was revoked on {1} ({2}), and nothing proves that the signature is "
      "older",
      "証明書 {0} は {1} に失効しており ({2})、署名がそれより古いことを示すものがありません"}},
    {"signer-suspended",
     {"the certificate {0} has been suspended since {1}", "証明書 {0} は {1} から一時停止中です"},
     {"validate again when the suspension is over", "一時停止が終わってから再び検証してください"}},
    {"authority-revoked",
     {"the authority's certificate {0} was revoked on {1} ({2})",
      "認証局の証明書 {0} は {1} に失効しています ({2})"}},
    {"certificate-expired",
     {"the certificate {0} expired on {1}, before {2}, and nothing proves that the signature is "
      "older",
      "証明書 {0} は {2} より前の {1} "
      "に期限が切れており、署名がそれより古いことを示すものがありません"},
     {"a time stamp put while the certificate was valid would have proved it",
      "有効期間中のタイムスタンプがあれば証明できました"}},
    {"certificate-not-yet-valid",
     {"the certificate {0} is valid only from {1}, after {2}",
      "証明書 {0} は {2} より後の {1} から有効です"},
     {"check the time of validation and the clocks", "検証時刻と時計を確かめてください"}},
    {"revocation-unknown",
     {"nothing at hand says whether the certificate {0} was revoked",
      "証明書 {0} が失効しているかを示す情報がありません"},
     {"give revocation lists or OCSP answers with --material, or see --check-revocation",
      "失効リストか OCSP 応答を --material で与えるか、--check-revocation を参照してください"}},
    {"revocation-stale",
     {"what says that the certificate {0} is not revoked is of {1}, too old for {2}",
      "証明書 {0} の失効情報は {1} のもので、{2} には古すぎます"},
     {"give newer revocation lists or OCSP answers with --material",
      "新しい失効リストか OCSP 応答を --material で与えてください"}},
    {"data-missing",
     {"the signed data {0} is not at hand", "署名されたデータ {0} がありません"},
     {"give the file that was sealed with --content",
      "印を付けた元のファイルを --content で与えてください"}},
    {"data-altered",
     {"the signed data {0} is not what was signed: it was changed after signing",
      "データ {0} は署名されたものと異なります。署名の後に変更されています"},
     {"do not use it; ask the sealer for the original", "使わずに、発行者に原本を求めてください"}},
    {"value-wrong",
     {"the signature value was not made over this by the key of {0}",
      "署名値は {0} の鍵でこの内容に対して作られたものではありません"},
     {"do not use it; ask the sealer for the original", "使わずに、発行者に原本を求めてください"}},
    {"algorithm-weak",
     {"{0} uses {1}, which was reliable only until {2}, not at {3}",
      "{0} は {1} を使っていますが、信頼できたのは {2} までで、{3} には信頼できません"},
     {"a time stamp put before that date would have preserved it",
      "その日より前のタイムスタンプがあれば保全できました"}},
    {"level-too-low",
     {"its level is {0}, below the {1} demanded", "水準は {0} で、求められた {1} に足りません"}},
    {"claimed-time-missing",
     {"it claims no signing time, which the demanded delay needs",
      "許容時間の確認に必要な署名時刻の申告がありません"}},
    {"stamp-too-late",
     {"it was stamped on {0}, more than the accepted delay after the claimed {1}",
      "申告された {1} から許容時間を過ぎた {0} にタイムスタンプが付けられています"}},
    {"stamp-before-content",
     {"the signature's stamp {0} is of {1}, before the stamp of its content, {2}",
      "署名のタイムスタンプ {0} ({1}) が、内容のタイムスタンプ ({2}) より前です"}},
    {"stamp-out-of-order",
     {"the stamp {0} covers the stamp {1} but is older",
      "タイムスタンプ {0} は、対象とする {1} より古い時刻です"}},
    {"signed-after-revocation",
     {"it is proved to exist only since {1}, after the certificate {0} was revoked on {2}",
      "存在が証明されるのは {1} からで、証明書 {0} は {2} に失効していました"}},
    {"signed-after-expiry",
     {"it is proved to exist only since {1}, after the certificate {0} expired on {2}",
      "存在が証明されるのは {1} からで、証明書 {0} は {2} に期限が切れていました"}},
    {"signed-before-issue",
     {"it was stamped on {1}, before the certificate {0} was issued on {2}",
      "証明書 {0} の発行 ({2}) より前の {1} にタイムスタンプが付けられています"}},
    {"signed-after-weakness",
     {"what it signs existed only on {1}, when {0} was no longer reliable",
      "署名対象が存在したのは {1} で、{0} はもう信頼できませんでした"}},
    {"no-proof-of-status",
     {"nothing proves that the certificate {0} and word of its status existed by {1}",
      "証明書 {0} とその失効情報が {1} までに存在したことを示すものがありません"},
     {"give the revocation material of that time with --material",
      "当時の失効情報を --material で与えてください"}},
    {"status-issuer-unproved",
     {"nothing proves that word of the status of {0} existed while its issuer's certificate was "
      "valid",
      "{0} の失効情報が、その発行者の証明書の有効期間中に存在したことを示すものがありません"}},
    {"no-proof-of-signature",
     {"nothing proves that the signature existed by {0}",
      "署名が {0} までに存在したことを示すものがありません"}},
    {"stamp-unread",
     {"the time-stamp token cannot be read: {0}", "タイムスタンプトークンが読めません: {0}"}},
    {"stamp-index-wrong",
     {"its index of what it covers contradicts what is there: {0}",
      "対象の索引が実際の内容と矛盾しています: {0}"}},
}};

const Words& words_of(Rule rule) { return kWords.at(static_cast<std::size_t>(rule)); }

}  // namespace

std::string_view to_string(Rule rule) { return words_of(rule).name; }

std::string Reason::sentence(Language language) const {
  std::array<std::string_view, kMostWords> filled{};
  for (std::size_t i = 0; i < words.size() && i < kMostWords; ++i) filled.at(i) = words[i];
  return words_of(rule).sentence.in(language, filled[0], filled[1], filled[2], filled[3]);
}

std::string_view Reason::advice(Language language) const {
  return words_of(rule).advice.in(language);
}

}  // namespace noroshi::validate
