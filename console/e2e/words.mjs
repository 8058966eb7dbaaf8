// What an analyst looks for on the screens, as they say it in each language.
export const words = {
  en: {
    account: "Account", password: "Password", signIn: "Sign in", signOut: "Sign out", filter: "Filter",
    why: "Why we believe it", against: "What speaks against it", history: "History", table: "Table", graph: "Chart",
    confirm: "Confirm", confirmed: /is confirmed\.$/, watch: "Watch", watched: "Watched",
    requestRelease: "Request release…", sendRequest: "Request release", wait: /wait for approval/, toSharing: "To Sharing",
    collection: "Collection", release: /^Release/, releaseAct: /^Release( all the same)?$/, reason: "Reason", released: /^Released: /,
    selectAll: /all without objections$/, releaseChosen: /^Release \d+…$/,
    sealedBy: "Sealed by", notSealed: "Not sealed", approveSeals: "Approve the request of sato", approveSealsAct: "Approve",
    nothingToSeal: "Nothing waits for approval.",
    retract: /^(Retract|Take back)/, more: "More", notThere: /not there|not found|nothing/i,
  },
  ja: {
    account: "アカウント", password: "パスワード", signIn: "サインイン", signOut: "サインアウト", filter: "フィルタ",
    why: "判定の根拠", against: "否定する要素", history: "履歴", table: "表", graph: "グラフ",
    confirm: "確認する", confirmed: /確認済みにしました。$/, watch: "注視する", watched: "注視中",
    requestRelease: "共有依頼…", sendRequest: "共有を依頼", wait: /承認待ちです/, toSharing: "情報共有へ",
    collection: "コレクション", release: /承認/, releaseAct: /^(承認して共有|承知のうえで承認)$/, reason: "理由", released: /^承認しました: /,
    selectAll: /^指摘のないものをすべて/, releaseChosen: /^\d+件を承認…$/,
    sealedBy: "eシールの発行元", notSealed: "eシールなし", approveSeals: "sato の要求を承認", approveSealsAct: "承認する",
    nothingToSeal: "承認待ちの要求はありません。",
    retract: /^取り下げ/, more: "その他", notThere: /見つかりません|ありません/,
  },
};
