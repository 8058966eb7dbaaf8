// `noroshi hub user|key|link|organisation|community|collection|input …` and the care of a hub.
#pragma once

#include <array>

#include "cli/commands_hub.hpp"

namespace noroshi::cli {

inline constexpr std::array kHubListOptions{kHubFolder, kLang, kHelp};

inline constexpr Option kMember{"--member",
                                Takes::Word,
                                "COMMUNITY:ROLE",
                                {"reader, contributor, approver or steward of a community",
                                 "コミュニティーでの役割: reader、contributor、approver、steward"},
                                "",
                                true};
inline constexpr Option kCertificate{"--certificate",
                                     Takes::Word,
                                     "SHA256",
                                     {"fingerprint of the client certificate of a machine",
                                      "機器のクライアント証明書のフィンガープリント"},
                                     ""};
inline constexpr Option kOidcSubject{"--oidc-subject",
                                     Takes::Word,
                                     "TEXT",
                                     {"\"issuer subject\" of the person at the identity provider",
                                      "ID プロバイダーでの「issuer subject」"},
                                     ""};
inline constexpr Option kRegion{
    "--region",
    Takes::Word,
    "NAME",
    {"a regional block where it works, such as kanto; everywhere unless given",
     "活動する地域ブロック (kanto など)。省略すると全国"},
    "",
    true};
inline constexpr Option kReliability{"--reliability",
                                     Takes::Choice,
                                     "A|B|C|D|E|F",
                                     {"of the source: A reliable … E unreliable, F unknown",
                                      "情報源の信頼性: A 信頼できる … E できない、F 不明"},
                                     "F"};

// ---- user ----

inline constexpr Command kHubUser{"hub user",
                                  {"accounts of a hub", "ハブのアカウント"},
                                  {"Who may come in.", "ハブに入れる人と機器です。"},
                                  kCommonOptions,
                                  {},
                                  {},
                                  nullptr};

inline constexpr std::array kHubUserAddOptions{
    kHubFolder,
    kOrganisation,
    Option{"--kind",
           Takes::Choice,
           "person|machine|peer",
           {"peer: another hub, which passes on what it takes and spends a hop",
            "peer は別のハブで、受け取ったものを先へ渡し、ホップを一つ使う"},
           "person"},
    kMember,
    Option{
        "--operator",
        Takes::Nothing,
        "",
        {"may run the hub: accounts, inputs, audit", "ハブを運用できる (アカウント、入力、監査)"},
        ""},
    kPasswordFile,
    kCertificate,
    kOidcSubject,
    kLang,
    kHelp};

inline constexpr Positional kAccountName{
    "NAME", Takes::Word, {"the account", "アカウント名"}, true};

inline constexpr std::array kHubUserAddExamples{
    Example{{"An analyst of a member", "会員組織の分析担当"},
            "noroshi hub user add alice --organisation 'Example Telecom' --member "
            "isac:contributor"}};

inline constexpr Command kHubUserAdd{
    "hub user add",
    {"make an account", "アカウントを作る"},
    {"Its password is made and shown once, or taken from --password-file.",
     "パスワードは生成して一度だけ表示するか、--password-file から取ります。"},
    kHubUserAddOptions,
    kAccountName,
    kHubUserAddExamples,
    run_hub_user_add};

inline constexpr Command kHubUserList{"hub user list",
                                      {"show accounts", "アカウントを表示する"},
                                      {"Never a password.", "パスワードは表示しません。"},
                                      kHubListOptions,
                                      {},
                                      {},
                                      run_hub_user_list};

inline constexpr std::array kHubUserChangeOptions{
    kHubFolder,
    kMember,
    Option{"--active", Takes::Choice, "yes|no", {"may come in", "入れるかどうか"}, ""},
    Option{
        "--operates", Takes::Choice, "yes|no", {"may run the hub", "ハブを運用できるかどうか"}, ""},
    Option{"--new-password",
           Takes::Nothing,
           "",
           {"make a new password and show it once", "新しいパスワードを生成し、一度だけ表示する"},
           ""},
    kPasswordFile,
    kCertificate,
    kOidcSubject,
    kLang,
    kHelp};

inline constexpr Command kHubUserChange{
    "hub user change",
    {"change an account", "アカウントを変える"},
    {"What is not said stays.  --member replaces all memberships.",
     "指定しないものは変わりません。--member は全ての役割を置き換えます。"},
    kHubUserChangeOptions,
    kAccountName,
    {},
    run_hub_user_change};

inline constexpr Command kHubUserRemove{
    "hub user remove",
    {"remove an account and its keys", "アカウントとそのキーを削除する"},
    {"What it contributed stays with its organisation.",
     "提供した情報は組織のものとして残ります。"},
    kHubListOptions,
    kAccountName,
    {},
    run_hub_user_remove};

// ---- key ----

inline constexpr Command kHubKey{"hub key",
                                 {"API keys of a hub", "ハブの API キー"},
                                 {"For machines and scripts.", "機器やスクリプトが使います。"},
                                 kCommonOptions,
                                 {},
                                 {},
                                 nullptr};

inline constexpr std::array kHubKeyAddOptions{
    kHubFolder,
    Option{"--name", Takes::Word, "TEXT", {"what it is for", "用途"}, "key"},
    Option{"--scope",
           Takes::Choice,
           "read|write|operate",
           {"what it may do; never more than its account", "許すこと。アカウントの権限は超えない"},
           "read",
           true},
    Option{"--lifetime", Takes::Duration, "DURATION", {"how long it holds", "有効期間"}, ""},
    kLang,
    kHelp};

inline constexpr std::array kHubKeyAddExamples{Example{
    {"A key for the sensor in Osaka", "大阪のセンサーのキー"},
    "(umask 077; noroshi hub key add sensor-osaka --scope write --lifetime 365d > key.txt)"}};

inline constexpr Command kHubKeyAdd{
    "hub key add",
    {"make a key and print it, this once", "キーを作り、一度だけ出力する"},
    {"The hub keeps its hash only.", "ハブはハッシュだけを保持します。"},
    kHubKeyAddOptions,
    kAccountName,
    kHubKeyAddExamples,
    run_hub_key_add};

inline constexpr Command kHubKeyList{"hub key list",
                                     {"show keys", "キーを表示する"},
                                     {"Never their secrets.", "秘密は表示しません。"},
                                     kHubListOptions,
                                     {},
                                     {},
                                     run_hub_key_list};

inline constexpr Command kHubKeyRevoke{
    "hub key revoke",
    {"end a key", "キーを失効させる"},
    {"By its number, which `hub key list` shows.", "`hub key list` が示す番号で指定します。"},
    kHubListOptions,
    {"NUMBER", Takes::Word, {"of the key", "キーの番号"}, true},
    {},
    run_hub_key_revoke};

// ---- link ----

inline constexpr std::array kHubLinkOptions{
    kHubFolder,
    Option{"--for",
           Takes::Duration,
           "DURATION",
           {"how long it can be used, 1 min to 7 d", "使える期間 (1 分から 7 日)"},
           "15min"},
    kLang, kHelp};

inline constexpr std::array kHubLinkExamples{
    Example{{"Open the console of this machine", "この計算機のコンソールを開く"},
            "noroshi hub link admin"},
    Example{{"A first visit of somebody who is away today", "今日は不在の人の最初の訪問に"},
            "noroshi hub link tanaka --for 2d --folder /var/lib/noroshi/hub"}};

inline constexpr Command kHubLink{
    "hub link",
    {"make a link that signs an account in, once",
     "アカウントが一度だけサインインできるリンクを作る"},
    {"Prints the address to open in a browser.  Whoever has it is that account, so pass it on as "
     "carefully as a password.  It ends when it has been used, when its time is over and when the "
     "account is switched off.  The hub keeps its hash only.",
     "ブラウザーで開くアドレスを出力します。リンクを持つ人はそのアカウントとして扱われるので、"
     "パスワードと同じように慎重に渡してください。一度使われたとき、期限が切れたとき、アカウン"
     "トが停止されたときに無効になります。ハブはハッシュだけを保持します。"},
    kHubLinkOptions,
    kAccountName,
    kHubLinkExamples,
    run_hub_link};

// ---- organisations, communities, collections ----

inline constexpr Command kHubOrganisation{
    "hub organisation",
    {"organisations that share", "情報を共有する組織"},
    {"Each account belongs to one.", "各アカウントはいずれかに属します。"},
    kCommonOptions,
    {},
    {},
    nullptr};

inline constexpr std::array kHubOrganisationAddOptions{
    kHubFolder,
    kObjectId,
    kRegion,
    Option{"--domain",
           Takes::Word,
           "NAME",
           {"a domain of its own: names under it are held back before release",
            "自組織のドメイン。その下の名前は公開前に止める"},
           "",
           true},
    kReliability,
    kLang,
    kHelp};

inline constexpr Command kHubOrganisationAdd{
    "hub organisation add",
    {"make an organisation", "組織を加える"},
    {"Prints the id of its STIX identity.", "STIX identity の ID を出力します。"},
    kHubOrganisationAddOptions,
    {"NAME", Takes::Word, {"its name", "組織の名前"}, true},
    {},
    run_hub_organisation_add};

inline constexpr Command kHubOrganisationList{
    "hub organisation list",
    {"show organisations", "組織を表示する"},
    {"With regions and reliability.", "地域と信頼性を含みます。"},
    kHubListOptions,
    {},
    {},
    run_hub_organisation_list};

inline constexpr Command kHubCommunity{
    "hub community",
    {"communities that share: operators, sectors, regions",
     "共有するコミュニティー: 事業者、分野、地域"},
    {"Accounts are members in a role; a collection belongs to one community.",
     "アカウントは役割をもって属し、コレクションは一つのコミュニティーに属します。"},
    kCommonOptions,
    {},
    {},
    nullptr};

inline constexpr std::array kHubCommunityAddOptions{
    kHubFolder, kObjectId,
    Option{"--title", Takes::Word, "TEXT", {"for people, in any language", "表示名"}, ""}, kLang,
    kHelp};

inline constexpr Command kHubCommunityAdd{
    "hub community add",
    {"make a community", "コミュニティーを加える"},
    {"Prints its id; the same id on two hubs makes it one community.",
     "ID を出力します。二つのハブで同じ ID なら一つのコミュニティーです。"},
    kHubCommunityAddOptions,
    {"NAME", Takes::Word, {"a short name, such as isac", "短い名前 (isac など)"}, true},
    {},
    run_hub_community_add};

inline constexpr Command kHubCommunityList{"hub community list",
                                           {"show communities", "コミュニティーを表示する"},
                                           {"With how many members.", "会員数を含みます。"},
                                           kHubListOptions,
                                           {},
                                           {},
                                           run_hub_community_list};

inline constexpr Command kHubCollection{
    "hub collection",
    {"collections (TAXII)", "コレクション (TAXII)"},
    {"Where objects are kept and shared from.", "オブジェクトを保管し、共有する場所です。"},
    kCommonOptions,
    {},
    {},
    nullptr};

inline constexpr std::array kHubCollectionAddOptions{
    kHubFolder,
    kObjectId,
    kOrganisation,
    Option{"--community",
           Takes::Word,
           "NAME",
           {"who shares in it; without one, its organisation alone",
            "共有するコミュニティー。省略すると所有組織だけ"},
           ""},
    Option{"--release",
           Takes::Choice,
           "approval|direct",
           {"approval: its provider releases each contribution; direct: shared at once.  approval "
            "with a community unless given",
            "approval は提供者が承認してから、direct は直ちに共有する。省略すると、コミュニティーが"
            "あれば approval"},
           ""},
    Option{"--tlp",
           Takes::Choice,
           "clear|green|amber|amber+strict|red",
           {"of what comes without a marking", "マーキングのないものの TLP"},
           "amber+strict"},
    Option{
        "--hops",
        Takes::Count,
        "N",
        {"further hubs that it may pass to; none unless given", "先へ渡せるハブの数。省略すると 0"},
        ""},
    Option{"--lifetime",
           Takes::Duration,
           "DURATION",
           {"how long a contribution is shared, such as 90d; until it is taken back unless given",
            "共有する期間 (90d など)。省略すると取り下げるまで"},
           ""},
    Option{
        "--named", Takes::Nothing, "", {"members see who contributed", "会員に提供者を見せる"}, ""},
    Option{"--open",
           Takes::Nothing,
           "",
           {"TLP:CLEAR may be read without an account", "TLP:CLEAR はアカウントなしで読める"},
           ""},
    Option{"--write-only",
           Takes::Nothing,
           "",
           {"a drop box: nobody reads it over TAXII", "投函専用。TAXII では誰も読めない"},
           ""},
    Option{"--read-only",
           Takes::Nothing,
           "",
           {"closed for new objects", "新しいオブジェクトを受けない"},
           ""},
    Option{"--alias", Takes::Word, "NAME", {"a short name in URLs", "URL での短い名前"}, ""},
    Option{"--description", Takes::Word, "TEXT", {"for people", "説明"}, ""},
    Option{"--root",
           Takes::Word,
           "PATH",
           {"API root; made if it is not there; the default one unless given",
            "API ルート。なければ作る。省略すると既定のもの"},
           ""},
    Option{"--root-title", Takes::Word, "TEXT", {"of a root that is made", "作るルートの題名"}, ""},
    kLang,
    kHelp};

inline constexpr std::array kHubCollectionAddExamples{Example{
    {"Shared by the members of an ISAC, after approval", "承認のうえ ISAC の会員で共有する"},
    "noroshi hub collection add 'C&C servers' --community isac --tlp amber"}};

inline constexpr Command kHubCollectionAdd{"hub collection add",
                                           {"make a collection", "コレクションを加える"},
                                           {"Prints its id.", "ID を出力します。"},
                                           kHubCollectionAddOptions,
                                           {"TITLE", Takes::Word, {"its title", "題名"}, true},
                                           kHubCollectionAddExamples,
                                           run_hub_collection_add};

inline constexpr Command kHubCollectionList{
    "hub collection list",
    {"show collections", "コレクションを表示する"},
    {"With API root, community and rules.", "API ルート、コミュニティー、規則を含みます。"},
    kHubListOptions,
    {},
    {},
    run_hub_collection_list};

// ---- inputs ----

inline constexpr Command kHubInput{
    "hub input",
    {"what a hub fetches by itself: feeds, TAXII servers, peers",
     "ハブが自分で取り込むもの: フィード、TAXII サーバー、ピア"},
    {"On a schedule, with last result and health.", "予定、直近の結果、状態を持ちます。"},
    kCommonOptions,
    {},
    {},
    nullptr};

inline constexpr std::array kHubInputAddOptions{
    kHubFolder,
    Option{"--kind",
           Takes::Choice,
           "feed|warning-lists|misp|taxii|peer",
           {"peer: another Noroshi hub, whose limits on passing on are kept",
            "peer は別の Noroshi ハブで、転送の制限を守る"},
           "feed"},
    Option{"--from",
           Takes::Word,
           "WHERE",
           {"a file or https URL; of a TAXII server, its URL",
            "ファイルまたは https の URL。TAXII サーバーではその URL"},
           "",
           false,
           true},
    Option{"--collection",
           Takes::Word,
           "NAME",
           {"where it goes: an id or an alias", "入れる先。ID または別名"},
           "desk"},
    Option{"--remote-collection",
           Takes::Word,
           "NAME",
           {"TAXII: id, alias or title there", "TAXII: 相手のコレクション (ID、別名、題名)"},
           ""},
    Option{"--every", Takes::Duration, "DURATION", {"how often", "取り込む間隔"}, "1h"},
    kReliability,
    Option{"--credibility",
           Takes::Count,
           "N",
           {"of the information: 1 confirmed … 5 improbable, 6 unknown",
            "情報の確度: 1 確認済み … 5 疑わしい、6 不明"},
           "6"},
    Option{
        "--user", Takes::Word, "NAME", {"account there (Basic)", "相手のアカウント (Basic)"}, ""},
    Option{"--secret-file",
           Takes::File,
           "FILE",
           {"its password, or a key where no --user is given; read at each run",
            "そのパスワード。--user がなければキー。毎回読む"},
           ""},
    kFingerprint,
    kCa,
    Option{"--anchors",
           Takes::File,
           "PATH",
           {"believe seals that these certificates vouch for, a file or a folder: what comes is "
            "asked for with its seal, and a seal that does not pass refuses it",
            "この証明書 (ファイルまたはフォルダー) が保証する eシールを信頼する。取り込むものには "
            "eシールを求め、検証に通らないものは拒否する"},
           ""},
    Option{"--tsa-anchors",
           Takes::File,
           "PATH",
           {"the same for time stamps; otherwise those of --anchors",
            "タイムスタンプについて同じ。省略時は --anchors のもの"},
           ""},
    Option{"--material",
           Takes::File,
           "PATH",
           {"revocation lists and further certificates: a file or a folder",
            "失効リストやその他の証明書のファイルまたはフォルダー"},
           ""},
    Option{"--sealed-by",
           Takes::Word,
           "PREFIX",
           {"the organizationIdentifier that seals must have begins so: NTRJP-7000012050002",
            "eシールに求める組織識別子の接頭辞: NTRJP-7000012050002"},
           ""},
    Option{"--require-seal",
           Takes::Nothing,
           "",
           {"take nothing that comes without a seal", "eシールのないものは取り込まない"},
           ""},
    kLang,
    kHelp};

inline constexpr std::array kHubInputAddExamples{
    Example{
        {"A block list that another program downloads", "別のプログラムが取得するブロックリスト"},
        "noroshi hub input add feodo --from /var/lib/feeds/feodo.csv --every 1h --reliability "
        "B"},
    Example{{"What a partner's hub shares", "提携先のハブが共有するもの"},
            "noroshi hub input add partner --kind peer --from https://hub.partner.example:8443"
            "/taxii2/ --secret-file partner.key --fingerprint AB12… --collection isac"},
    Example{{"The same, sealed by the partner's organisation or refused",
             "同じく、提携先組織の eシールがなければ拒否する"},
            "noroshi hub input add partner --kind peer --from https://hub.partner.example:8443"
            "/taxii2/ --secret-file partner.key --fingerprint AB12… --collection isac --anchors "
            "authorities/ --sealed-by NTRJP-7000012050002 --require-seal"}};

inline constexpr Positional kInputName{"NAME", Takes::Word, {"of the input", "入力の名前"}, true};

inline constexpr Command kHubInputAdd{
    "hub input add",
    {"fetch a feed or a server on a schedule", "フィードやサーバーを予定どおり取り込む"},
    {"A running hub begins within a second.", "動いているハブは一秒以内に始めます。"},
    kHubInputAddOptions,
    kInputName,
    kHubInputAddExamples,
    run_hub_input_add};

inline constexpr Command kHubInputList{
    "hub input list",
    {"show inputs and their health", "入力とその状態を表示する"},
    {"fine, late, failing, new or off.", "fine、late、failing、new、off のいずれかです。"},
    kHubListOptions,
    {},
    {},
    run_hub_input_list};

inline constexpr Command kHubInputRun{"hub input run",
                                      {"fetch one now", "一つを今すぐ取り込む"},
                                      {"Whether it is due or not.", "予定によらず取り込みます。"},
                                      kHubListOptions,
                                      kInputName,
                                      {},
                                      run_hub_input_run};

inline constexpr Command kHubInputRemove{"hub input remove",
                                         {"stop fetching one", "入力を外す"},
                                         {"What it brought stays.", "取り込んだものは残ります。"},
                                         kHubListOptions,
                                         kInputName,
                                         {},
                                         run_hub_input_remove};

// ---- care ----

inline constexpr std::array kHubBackupOptions{kHubFolder, kQuiet, kLang, kHelp};

inline constexpr std::array kHubBackupExamples{Example{{"While the hub runs", "ハブを動かしたまま"},
                                                       "noroshi hub backup /backup/hub-2026-11"}};

inline constexpr Command kHubBackup{
    "hub backup",
    {"copy a hub, while it runs", "動いているハブを複製する"},
    {"Consistent as of one moment: base, settings, certificate and keys.  Keep it as secret as the "
     "hub.",
     "ある一時点で一貫した複製です: データベース、設定、証明書、鍵。ハブと同じく秘密に保ちます。"},
    kHubBackupOptions,
    {"DIR", Takes::Folder, {"a new folder for the copy", "複製を置く新しいフォルダー"}, true},
    kHubBackupExamples,
    run_hub_backup};

inline constexpr std::array kHubRestoreExamples{
    Example{{"Into a new folder", "新しいフォルダーに"},
            "noroshi hub restore /backup/hub-2026-11 --folder /var/lib/noroshi/hub"}};

inline constexpr Command kHubRestore{
    "hub restore",
    {"make a hub from a backup", "バックアップからハブを作る"},
    {"Checks that the copy opens and agrees with itself.  Never overwrites a hub.",
     "複製が開けて整合することを確かめます。既にあるハブは上書きしません。"},
    kHubBackupOptions,
    {"DIR", Takes::Folder, {"the backup", "バックアップ"}, true},
    kHubRestoreExamples,
    run_hub_restore};

inline constexpr std::array kHubUpgradeOptions{
    kHubFolder,
    Option{"--dry-run",
           Takes::Nothing,
           "",
           {"only show what is to be done", "実行せず、予定だけを表示する"},
           ""},
    kLang, kHelp};

inline constexpr std::array kHubUpgradeExamples{
    Example{{"Before a new version is started", "新しい版を起動する前に"},
            "noroshi hub upgrade --dry-run"}};

inline constexpr Command kHubUpgrade{
    "hub upgrade",
    {"bring the tables of a hub up to date", "ハブのテーブルを最新にする"},
    {"`noroshi hub serve` does the same when it starts.  There is no way back but a backup: a "
     "Noroshi that is older than the tables refuses them.",
     "`noroshi hub serve` も起動時に同じことをします。元に戻すにはバックアップしかありません。"
     "テーブルより古い Noroshi は、それを開くことを拒みます。"},
    kHubUpgradeOptions,
    {},
    kHubUpgradeExamples,
    run_hub_upgrade};

inline constexpr Command kHubDoctor{
    "hub doctor",
    {"look for what is wrong with a hub", "ハブの不調を探す"},
    {"Settings, disk, certificate, base, audit trail.  The exit status is 1 when something is ill.",
     "設定、ディスク、証明書、データベース、監査証跡を調べます。不調があれば終了状態は 1 です。"},
    kHubListOptions,
    {},
    {},
    run_hub_doctor};

inline constexpr std::array kHubAuditOptions{
    kHubFolder,
    Option{"--check",
           Takes::File,
           "FILE",
           {"check an exported trail, without a hub", "書き出した証跡を、ハブなしで検査する"},
           ""},
    Option{"--prove",
           Takes::Count,
           "N",
           {"write line N and the proof that it stands in the hub's log",
            "N 行目と、それがハブのログにあることの証明を書き出す"},
           ""},
    Option{"--out",
           Takes::Word,
           "STEM",
           {"with --prove: STEM.jsonl and STEM.tlog-proof; otherwise trail-N",
            "--prove と共に: STEM.jsonl と STEM.tlog-proof。省略時は trail-N"},
           ""},
    kLang,
    kHelp};

inline constexpr std::array kHubAuditExamples{
    Example{{"Export, and check elsewhere", "書き出して、別の場所で検査する"},
            "noroshi hub audit > trail.jsonl && noroshi hub audit --check trail.jsonl"},
    Example{{"Prove to somebody that line 17 was written when the log says so",
             "17 行目がログの示す時に書かれたことを第三者に証明する"},
            "noroshi hub audit --prove 17"}};

inline constexpr Command kHubAudit{
    "hub audit",
    {"export or check the audit trail", "監査証跡を書き出す、または検査する"},
    {"Entries are chained by hashes: a changed or missing one is found.",
     "各項目はハッシュで連なり、変更や欠落は見つかります。"},
    kHubAuditOptions,
    {},
    kHubAuditExamples,
    run_hub_audit};

inline constexpr Command kHubLoad{
    "hub load",
    {"take over what another TAXII server kept", "別の TAXII サーバーの内容を引き継ぐ"},
    {"From the JSON that the OASIS reference server reads: API roots, collections, objects with "
     "the "
     "dates at which they were added, and statuses.",
     "OASIS 参照サーバーが読む JSON から、API ルート、コレクション、追加日時つきのオブジェクト、"
     "状態を引き継ぎます。"},
    kHubListOptions,
    {"FILE", Takes::File, {"its data", "そのデータ"}, true},
    {},
    run_hub_load};

}  // namespace noroshi::cli
