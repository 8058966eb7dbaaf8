// Options of the commands that ask a store or write to it: which store, which flows, and why.
#pragma once

#include "cli/command.hpp"

namespace noroshi::cli {

inline constexpr Option kConfig{
    "--config",
    Takes::File,
    "FILE",
    {"noroshi.toml of a collector: its store, exporters and subscribers",
     "収集の設定 noroshi.toml。その保管庫、送出元、利用者を使う"},
    ""};

inline constexpr Option kStore{
    "--store",
    Takes::Folder,
    "DIR",
    {"an embedded store without a configuration", "設定なしの組み込み保管庫"},
    ""};

inline constexpr Option kFrom{"--from",
                              Takes::Instant,
                              "TIME",
                              {"flows that began then or later", "この時刻以後のフロー"},
                              ""};

inline constexpr Option kUntil{
    "--to", Takes::Instant, "TIME", {"flows that began before", "この時刻より前のフロー"}, ""};

inline constexpr Option kLast{
    "--last",
    Takes::Duration,
    "DURATION",
    {"flows that began so long ago at most; everything that is kept, unless "
     "given",
     "この長さだけさかのぼる。指定がなければ保管されている全て"},
    ""};

inline constexpr Option kPurpose{
    "--purpose",
    Takes::Word,
    "TEXT",
    {"why single subscribers must be looked at (8 to 500 characters); who asked, what and why is "
     "written to the audit trail before anything is read",
     "個々の利用者を見る必要がある理由 (8〜500 文字)。誰が何をなぜ尋ねたかを、読む前に監査記録に残"
     "す"},
    ""};

inline constexpr Option kEstimate{
    "--estimate",
    Takes::Nothing,
    "",
    {"also what was probably sent: counts times the sampling interval, corrected by what is known "
     "to be lost between exporter and collector",
     "実際の量の推定も示す。計数にサンプリング間隔を掛け、送出元から届かなかった分を補正する"},
    ""};

inline constexpr Option kAnswerFormat{
    "--format",
    Takes::Choice,
    "table|json|jsonl|csv",
    {"how the answer is printed; otherwise a table on a terminal, JSON Lines in a pipe",
     "答えの形式。指定がなければ端末では表、パイプでは JSON Lines"},
    ""};

inline constexpr Positional kFilter{
    "FILTER",
    Takes::Filter,
    {"which flows, such as 'dst port 23 and packets > 3'; all, unless given.  Every word: "
     "docs/formats/filter.md",
     "対象のフロー。例: 'dst port 23 and packets > 3'。指定がなければ全て。語の一覧: "
     "docs/formats/filter.md"},
    false,
    true};

}  // namespace noroshi::cli
