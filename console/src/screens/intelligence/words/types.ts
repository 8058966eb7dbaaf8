// What the types of STIX 2.1 are called.  Japanese uses the words that analysts use (攻撃手法,
// 脅威アクター, 指標), not the English ones letter by letter.  A type that is not of the standard keeps
// its own name.
import { dictionary, useText } from "@/text/dictionary";

export const typeWords = dictionary({
  en: {
    "attack-pattern": "Attack technique",
    campaign: "Campaign",
    "course-of-action": "Countermeasure",
    grouping: "Grouping",
    identity: "Identity",
    incident: "Incident",
    indicator: "Indicator",
    infrastructure: "Infrastructure",
    "intrusion-set": "Intrusion set",
    location: "Location",
    malware: "Malware",
    "malware-analysis": "Malware analysis",
    note: "Note",
    "observed-data": "Observed data",
    opinion: "Opinion",
    report: "Report",
    "threat-actor": "Threat actor",
    tool: "Tool",
    vulnerability: "Vulnerability",
    relationship: "Relationship",
    sighting: "Sighting",
    "marking-definition": "Marking",
    "language-content": "Translation",
    "extension-definition": "Extension definition",
    artifact: "Artifact",
    "autonomous-system": "Autonomous system",
    directory: "Directory",
    "domain-name": "Domain name",
    "email-addr": "E-mail address",
    "email-message": "E-mail message",
    file: "File",
    "ipv4-addr": "IPv4 address",
    "ipv6-addr": "IPv6 address",
    "mac-addr": "MAC address",
    mutex: "Mutex",
    "network-traffic": "Network traffic",
    process: "Process",
    software: "Software",
    url: "URL",
    "user-account": "User account",
    "windows-registry-key": "Windows registry key",
    "x509-certificate": "X.509 certificate",
  },
  ja: {
    "attack-pattern": "攻撃手法",
    campaign: "攻撃キャンペーン",
    "course-of-action": "対処策",
    grouping: "グルーピング",
    identity: "組織・個人",
    incident: "インシデント",
    indicator: "指標(インジケータ)",
    infrastructure: "攻撃インフラ",
    "intrusion-set": "侵入セット",
    location: "地域",
    malware: "マルウェア",
    "malware-analysis": "マルウェア解析結果",
    note: "注記",
    "observed-data": "観測データ",
    opinion: "見解",
    report: "レポート",
    "threat-actor": "脅威アクター",
    tool: "ツール",
    vulnerability: "脆弱性",
    relationship: "関係",
    sighting: "検知報告(サイティング)",
    "marking-definition": "取扱い区分",
    "language-content": "翻訳",
    "extension-definition": "拡張定義",
    artifact: "アーティファクト",
    "autonomous-system": "AS(自律システム)",
    directory: "ディレクトリ",
    "domain-name": "ドメイン名",
    "email-addr": "メールアドレス",
    "email-message": "メール",
    file: "ファイル",
    "ipv4-addr": "IPv4アドレス",
    "ipv6-addr": "IPv6アドレス",
    "mac-addr": "MACアドレス",
    mutex: "ミューテックス",
    "network-traffic": "ネットワーク通信",
    process: "プロセス",
    software: "ソフトウェア",
    url: "URL",
    "user-account": "ユーザアカウント",
    "windows-registry-key": "レジストリキー",
    "x509-certificate": "X.509証明書",
  },
});

/** Kinds of values that can be looked up; those that are no types. */
export const kindWords = dictionary({
  en: {
    "file-hash": "File hash",
    "file-name": "File name",
    "certificate-hash": "Certificate hash",
    "registry-key": "Registry key",
    "user-agent": "User agent",
    "process-command": "Command line",
    endpoint: "Address and port",
  },
  ja: {
    "file-hash": "ファイルのハッシュ値",
    "file-name": "ファイル名",
    "certificate-hash": "証明書のハッシュ値",
    "registry-key": "レジストリキー",
    "user-agent": "ユーザエージェント",
    "process-command": "コマンドライン",
    endpoint: "アドレスとポート",
  },
});

/** The word for a key, or the key itself: data may bring types that nobody has heard of. */
export function wordFor(words: Readonly<Record<string, string>>, key: string): string {
  return Object.hasOwn(words, key) ? (words[key] ?? key) : key;
}

/** The word for a kind of value, in the reader's language. */
export function useKindWord(): (kind: string) => string {
  const kinds = useText(kindWords);
  const types = useText(typeWords);
  return (kind) => (Object.hasOwn(kinds, kind) ? wordFor(kinds, kind) : wordFor(types, kind));
}

/** The word for a type of object, in the reader's language. */
export function useTypeWord(): (type: string) => string {
  const types = useText(typeWords);
  return (type) => wordFor(types, type);
}
