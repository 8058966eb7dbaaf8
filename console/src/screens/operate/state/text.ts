// Words of the state of the hub.
import { dictionary } from "@/text/dictionary";

export const text = dictionary({
  en: {
    lead: "How much there is. Counts only: whoever operates a hub sees no more content for it.",
    objects: "Objects",
    revisions: "Versions",
    assertions: "Statements",
    values: "Values to look up",
    waiting: "Waiting for approval",
    listeners: "Listening now",
    octets: "Size of the base",
    about: "About this hub",
    title: "Title",
    version: "Version",
    base: "Base",
    address: "Address",
  },
  ja: {
    lead: "保有する情報の件数です。運用担当者であっても、閲覧できる情報の内容は増えません。",
    objects: "オブジェクト",
    revisions: "版",
    assertions: "提供の記録",
    values: "照会できる値",
    waiting: "承認待ち",
    listeners: "接続中の受信者",
    octets: "データベースの容量",
    about: "このハブについて",
    title: "名称",
    version: "バージョン",
    base: "データベース",
    address: "アドレス",
  },
});
