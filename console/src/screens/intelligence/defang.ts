// Addresses of attackers as text that no mail client, PDF viewer or finger turns into a visit.
//
// The console makes no links of data.  But what it shows is copied into mails and printed into
// PDFs, where programs make links by themselves: so that schemes and dots are broken (hxxps,
// evil[.]example), as analysts have long written them.  The hub's look-up takes both spellings.
import { ownOf } from "@/text/own";

const kUrl = /\b(https?|ftps?):\/\/([^\s/?#"'<>[\](){}]+)/giu;

const kBroken: Readonly<Record<string, string>> = { http: "hxxp", https: "hxxps", ftp: "fxp", ftps: "fxps" };

const dotsBroken = (host: string): string => host.replaceAll(".", "[.]");

/** Every URL in a text, made unclickable. */
export function defang(text: string): string {
  return text.replace(kUrl, (_, scheme: string, host: string) => `${ownOf(kBroken, scheme.toLowerCase()) ?? scheme}://${dotsBroken(host)}`);
}

/** What the object itself is about, where that is a thing one could click on. */
export function defangValue(type: string, value: string): string {
  if (type === "domain-name") return dotsBroken(value);
  if (type === "email-addr") return dotsBroken(value.replace("@", "[@]"));
  return defang(value);
}

/** Back to what was meant, for looking up; as the hub does it, and "[@]" besides. */
export function refang(text: string): string {
  return text
    .trim()
    .replaceAll(/\[\.\]|\(\.\)|\{\.\}/g, ".")
    .replaceAll("[@]", "@")
    .replace(/^hxxp/i, "http")
    .replace(/^fxp/i, "ftp");
}
