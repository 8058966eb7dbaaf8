// The program itself, and what it tells about itself: help, version, completion.
#pragma once

#include <array>

#include "cli/command_options.hpp"
#include "cli/subcommands.hpp"

namespace noroshi::cli {

inline constexpr std::array kRootOptions{
    kHelp, kLang,
    Option{
        "--version", Takes::Nothing, "", {"show the version and stop", "版を表示して終わる"}, ""}};

inline constexpr std::array kRootExamples{
    Example{
        {"Is there a command-and-control server in this log?", "この記録に C&C サーバーはいるか"},
        "noroshi c2 hunt conn.log"},
    Example{{"Why do you think so?", "なぜそう考えるのか"},
            "noroshi c2 explain conn.log --server 192.0.2.7:6667"},
    Example{{"A day of an imagined ISP to practise on", "練習用に、架空の ISP の一日を作る"},
            "noroshi lab traffic --seed 7 --out day.ipfix --truth truth.json"}};

inline constexpr Command kNoroshi{
    "",
    {"see attack infrastructure early, and say why", "攻撃の基盤を早く見つけ、理由を示す"},
    {"Noroshi (狼煙, beacon fire) finds command-and-control servers in flow records and "
     "packet headers, and names its evidence in counts and units that a person can "
     "check.  It reads no payload and reports no customer.",
     "Noroshi (狼煙) は、フロー記録とパケットのヘッダーから C&C サーバーを見つけ、人が確かめら"
     "れる件数と単位で根拠を示します。通信の中身は読まず、利用者は報告しません。"},
    kRootOptions,
    {},
    kRootExamples};

inline constexpr std::array kHelpOptions{
    Option{"--man",
           Takes::Folder,
           "DIR",
           {"write the man pages of all commands below this folder, English in man1, Japanese in "
            "ja/man1",
            "全コマンドの man ページをこのフォルダーの下に書く。英語は man1、日本語は ja/man1"},
           ""},
    kLang, kHelp};

inline constexpr std::array kHelpExamples{
    Example{{"The same as noroshi c2 hunt --help", "noroshi c2 hunt --help と同じ"},
            "noroshi help c2 hunt"}};

inline constexpr Command kNoroshiHelp{
    "help",
    {"explain a command", "コマンドを説明する"},
    {"Shows what a command does, its options and examples.",
     "コマンドの働き、指定、使用例を表示します。"},
    kHelpOptions,
    {"COMMAND",
     Takes::Word,
     {"the words of a command, such as c2 hunt", "c2 hunt のようなコマンドの語"},
     false,
     true},
    kHelpExamples,
    run_help};

inline constexpr Command kNoroshiVersion{
    "version",
    {"show the version", "版を表示する"},
    {"The version of the program, for bug reports.", "不具合報告のための、プログラムの版です。"},
    kCommonOptions,
    {},
    {},
    run_version};

inline constexpr std::array kCompletionExamples{
    Example{{"For this shell", "今のシェルで"}, "source <(noroshi completion bash)"},
    Example{{"For every fish of this user", "このユーザーの fish で常に"},
            "noroshi completion fish > ~/.config/fish/completions/noroshi.fish"}};

inline constexpr Command kNoroshiCompletion{
    "completion",
    {"print the completion script of a shell", "シェルの補完スクリプトを出力する"},
    {"Installed packages bring completion along; this is for everything else.",
     "パッケージで導入した場合は補完も付いています。それ以外の場合に使います。"},
    kCommonOptions,
    {"bash|zsh|fish", Takes::Choice, {"the shell", "シェル"}, true},
    kCompletionExamples,
    run_completion};

inline constexpr Command kNoroshiComplete{
    "complete",
    {"candidates for a word of a filter", "フィルターの語の候補"},
    {"For completion scripts: prints the words that could end TEXT, one a line.",
     "補完スクリプト用: TEXT の最後に来る語の候補を一行に一つ出力します。"},
    kCommonOptions,
    {"TEXT", Takes::Word, {"the filter so far", "フィルターの途中まで"}, false, true},
    {},
    run_complete,
    true};

}  // namespace noroshi::cli
