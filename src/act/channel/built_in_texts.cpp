#include "act/channel/built_in_texts.hpp"

#include <array>

namespace noroshi::channel {
namespace {

constexpr base::Text kSubject{
    "[{operator}] A device on your connection needs attention (case {case})",
    "【{operator}】ご利用回線につながる機器の確認のお願い（受付番号 {case}）"};

constexpr base::Text kMail{
    R"(Dear {name},

on {seen} we noticed signs that a device connected to your Internet line (a router, a
camera, a recorder, a computer) is being misused by others ({family}).  This often
happens without the owner noticing anything.  You have done nothing wrong, and we have not
looked at the content of your communication.

What you can do
{advice}

How to check that this message is genuine
- Call us at {contact}.  The same number stands on your bill.  Name the case number {case}.
- Or open {portal} by typing it into your browser, and enter this code: {code}
This message has no attachment and no link to click.  We never ask for passwords, card
numbers or payment because of such a notice.

This is notice number {number} of this case.  If you have already followed the advice,
nothing more is needed; we check again by ourselves.

{operator}
)",
    R"({name} 様

{seen} に、お客様の回線につながる機器（ルーター、カメラ、録画機、パソコンなど）が第三者に
悪用されている兆候（{family}）を確認しました。多くの場合、持ち主の方が気づかないうちに起こります。
お客様に落ち度があるということではありません。また、通信の内容は見ていません。

■ お願いしたいこと
{advice}

■ このお知らせが本物かどうかを確かめるには
・{contact} へお電話ください。請求書に記載の番号と同じです。受付番号 {case} をお伝えください。
・または、ブラウザーに {portal} と入力して開き、次の番号を入力してください: {code}
このメールに添付ファイルや、クリックしていただくリンクはありません。このお知らせを理由に、
パスワード、カード番号、料金のお支払いをお願いすることはありません。

このお知らせは、この受付番号について {number} 回目です。すでに対処いただいた場合は、
これ以上の手続きは不要です。当社で改めて確認します。

{operator}
)"};

constexpr base::Text kLetter{
    "On {seen} we noticed signs that a device connected to your Internet line is being misused by "
    "others ({family}).  You have done nothing wrong, and we have not looked at the content of "
    "your communication.  {advice}  To check that this letter is genuine, call {contact}, the "
    "number on your bill, and name the case number {case}; or type {portal} into your browser and "
    "enter the code {code}.  We never ask for passwords, card numbers or payment because of such "
    "a notice.",
    "{seen} に、お客様の回線につながる機器が第三者に悪用されている兆候（{family}）を確認しました。"
    "お客様に落ち度があるということではありません。また、通信の内容は見ていません。{advice} "
    "このお知らせが本物かどうかは、請求書に記載の電話番号 {contact} へ受付番号 {case} を"
    "お伝えいただくか、ブラウザーに {portal} と入力し、番号 {code} を入力してご確認ください。"
    "このお知らせを理由に、パスワード、カード番号、料金のお支払いをお願いすることはありません。"};

constexpr base::Text kPortal{
    R"(Case {case}

On {seen} we noticed signs that a device connected to your Internet line is being misused by
others ({family}).  You have done nothing wrong, and we have not looked at the content of your
communication.

What you can do
{advice}

If you have followed the advice, nothing more is needed; we check again by ourselves.
Questions: {contact}

{operator}
)",
    R"(受付番号 {case}

{seen} に、お客様の回線につながる機器が第三者に悪用されている兆候（{family}）を確認しました。
お客様に落ち度があるということではありません。また、通信の内容は見ていません。

■ お願いしたいこと
{advice}

すでに対処いただいた場合は、これ以上の手続きは不要です。当社で改めて確認します。
お問い合わせ: {contact}

{operator}
)"};

constexpr base::Text kGeneral{
    "Switch devices that are connected to the Internet off and on again, install the updates that "
    "their makers offer, and replace passwords that are still those of the factory.",
    "インターネットにつながる機器の電源を一度切って入れ直し、メーカーが提供する更新を適用し、"
    "初期設定のままのパスワードを変更してください。"};

constexpr base::Text kRouterPassword{
    "Give your router a new administrator password of your own: its manual says how.  Then switch "
    "it off and on again, and install the maker's latest firmware.  If you do not need to reach it "
    "from outside, switch remote administration off.",
    "ルーターの管理者パスワードを、ご自身で決めた新しいものに変更してください（方法は取扱説明書を"
    "ご覧ください）。その後、電源を入れ直し、メーカーの最新のファームウェアに更新してください。"
    "外部から操作する必要がなければ、リモート管理を無効にしてください。"};

constexpr base::Text kRebootUpdate{
    "Unplug network cameras, recorders, routers and similar devices for a minute.  Before you "
    "connect them again, change passwords that are still those of the factory; then install the "
    "maker's updates at once.  Restarting alone helps only until the next attack.",
    "ネットワークカメラ、録画機、ルーターなどの電源を 1 分ほど切ってください。再びつなぐ前に、"
    "初期設定のままのパスワードを変更し、つないだらすぐにメーカーの更新を適用してください。"
    "再起動だけでは、次の攻撃を受けるまでの間しか効果がありません。"};

constexpr base::Text kReplace{
    "The maker no longer offers updates for this kind of device.  Please disconnect it from the "
    "Internet, and replace it when you can.",
    "この種類の機器には、メーカーからの更新が提供されていません。インターネットから切り離し、"
    "可能な時期に買い替えをご検討ください。"};

constexpr base::Text kComputer{
    "Let the security software of each computer on your line, brought up to date, look through the "
    "whole computer, and install the updates of its operating system.",
    "回線につながる各パソコンで、セキュリティーソフトを最新にしてコンピューター全体を検査し、"
    "OS の更新を適用してください。"};

constexpr std::array kTexts{BuiltInText{"subject", kSubject},
                            BuiltInText{"mail", kMail},
                            BuiltInText{"letter", kLetter},
                            BuiltInText{"portal", kPortal},
                            BuiltInText{"advice-general", kGeneral},
                            BuiltInText{"advice-router-default-password", kRouterPassword},
                            BuiltInText{"advice-iot-reboot-update", kRebootUpdate},
                            BuiltInText{"advice-iot-replace", kReplace},
                            BuiltInText{"advice-computer-scan", kComputer}};

}  // namespace

std::span<const BuiltInText> built_in_texts() { return kTexts; }

}  // namespace noroshi::channel
