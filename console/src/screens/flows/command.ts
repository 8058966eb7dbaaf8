// The command that asks what this screen never answers: records, pairs and single clients.
//
// It is made to be pasted into a shell, out of a filter that may have come with a link from anybody:
// nothing in it can be anything but the text of an argument.

/** One argument for a POSIX shell: in single quotes, in which only a single quote means anything. */
export function quoted(text: string): string {
  // A line feed would end the line in terminals that paste without brackets.
  const plain = text.replace(/[\u0000-\u001f\u007f]+/g, " ");
  return `'${plain.replaceAll("'", "'\\''")}'`;
}

export interface Asked {
  readonly filter: string;
  readonly from: string;
  readonly to: string;
}

export function purposeCommand({ filter, from, to }: Asked, purpose: string): string {
  // What begins with a dash would be an option.
  const said = filter === "" ? "" : ` ${quoted(filter.startsWith("-") ? `(${filter})` : filter)}`;
  const [begin, end] = [from, to].map((time) => time.replace(/\.0+Z$/, "Z"));
  return `noroshi flow query --config /etc/noroshi/noroshi.toml${said} --from ${begin} --to ${end} --purpose ${quoted(purpose)}`;
}
