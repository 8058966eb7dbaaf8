// The organisation in a certificate's subject (RFC 4514), which strangers wrote: text, nothing more.

/** "CN=Notices,O=Example Telecom,C=JP" → "Example Telecom"; without an organisation the whole. */
export function sealerName(subject: string): string {
  for (const part of partsOf(subject)) {
    const name = /^\s*O\s*=\s*(.*)$/su.exec(part)?.[1];
    if (name !== undefined && name.trim() !== "") return unescaped(name.trim());
  }
  return subject;
}

/** Cuts at commas and plus signs that are not escaped. */
function partsOf(subject: string): string[] {
  return subject.match(/(?:\\.|[^,+\\])+/gsu) ?? [];
}

/** "\," → ","; "\E7\8B\90" → the octets as UTF-8. */
function unescaped(value: string): string {
  return value
    .replace(/(?:\\[0-9A-Fa-f]{2})+/gu, (run) => {
      const octets = Uint8Array.from(run.slice(1).split("\\"), (pair) => Number.parseInt(pair, 16));
      return new TextDecoder().decode(octets);
    })
    .replace(/\\(.)/gsu, "$1");
}
