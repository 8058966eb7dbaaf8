// Words that all parts of the operate screen use.
import { dictionary } from "@/text/dictionary";

export const text = dictionary({
  en: {
    title: "Operate",
    lead: "Who may do what, what comes in, what was done, and whether everything is well.",
    tabs: {
      users: "Users and roles",
      keys: "Keys",
      seals: "Seals",
      feeds: "Feeds and inputs",
      sensors: "Exporters and sensors",
      storage: "Storage and retention",
      trail: "Audit trail",
      doctor: "Doctor",
      hub: "Hub",
    },
    forbidden: (account: string, hub: string) => `The account ${account} does not operate “${hub}”. This part is for those who do.`,
    forbiddenHelp: "Whoever operates the hub can look for you, or give your account the right:",
    forbiddenFlows: "This part is for operators of the hub and for the organisation that keeps its flow store.",
  },
  ja: {
    title: "運用",
    lead: "利用者の権限、情報の取り込み、操作の記録、システムの稼働状況を管理します。",
    tabs: {
      users: "利用者と役割",
      keys: "APIキー",
      seals: "eシール",
      feeds: "フィード・入力",
      sensors: "エクスポータ・センサ",
      storage: "記憶領域・保存期間",
      trail: "監査証跡",
      doctor: "点検",
      hub: "ハブの状態",
    },
    forbidden: (account, hub) => `アカウント ${account} は「${hub}」の運用担当ではありません。この画面は運用担当者専用です。`,
    forbiddenHelp: "運用担当者に確認を依頼するか、次のコマンドで権限の付与を依頼してください。",
    forbiddenFlows: "この画面は、ハブの運用担当者と、フローデータを保管する組織の利用者が閲覧できます。",
  },
});
