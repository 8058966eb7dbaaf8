// The versions of an object, and what changed between two of them.
import { useAnswer, usePages, type Pages } from "@/api/answer";
import type { Schema } from "@/api/contract";
import { Badge, type Tone } from "@/components/badge";
import { Button } from "@/components/button";
import { Select } from "@/components/forms";
import { Section } from "@/components/page";
import { Answered } from "@/components/states";
import { Timestamp } from "@/components/timestamp";
import { useFormat } from "@/format/format";
import { param, useQuery } from "@/router/query";
import { useText } from "@/text/dictionary";
import { changesBetween, versionNames, type Change } from "./difference";
import { collectionsById } from "./hits";
import { PropertyName, PropertyValue } from "./properties";
import { text } from "./text";

type Version = Schema<"Versions">["items"][number];

const querySpec = { older: param.text(), newer: param.text() };

export function Versions({ id }: { readonly id: string }) {
  const pages = usePages("/objects/{id}/versions", { path: { id }, query: { limit: 200 } });
  return (
    <Answered answer={pages.answer} lines={6}>
      {() => <Listed pages={pages} />}
    </Answered>
  );
}

function Listed({ pages }: { readonly pages: Pages<Version> }) {
  const words = useText(text);
  const format = useFormat();
  const [query, set] = useQuery(querySpec);
  const versions = pages.rows;
  const names = versionNames(versions);
  const at = (name: string, otherwise: number): number => {
    const found = names.indexOf(name);
    return found >= 0 ? found : Math.max(0, otherwise);
  };
  const newer = at(query.newer, versions.length - 1);
  const older = at(query.older, newer - 1);
  const options = names.map((value, index) => ({ value, text: `${format.exactTime(versions[index]?.version)}${value.includes("~") ? ` (${value.split("~")[1]})` : ""}` }));
  const [before, after] = [versions[older], versions[newer]];
  return (
    <div class="stack far">
      <Section title={words.versions} note={words.versionCount(format.count(versions.length))}>
        <VersionTable versions={versions} names={names} chosen={[older, newer]} />
        {pages.unfinished && <Button onClick={pages.more}>{words.moreVersions}</Button>}
      </Section>
      {versions.length < 2 || !before || !after ? (
        <p class="soft">{words.oneVersion}</p>
      ) : (
        <Section
          title={words.compare}
          note={words.compareNote(format.exactTime(before.version), format.exactTime(after.version))}
          actions={
            <div class="row version-choice">
              <Select label={words.older} value={names[older] ?? ""} options={options} onChange={(value) => set({ older: value })} />
              <Select label={words.newer} value={names[newer] ?? ""} options={options} onChange={(value) => set({ newer: value })} />
            </div>
          }
        >
          <Differences changes={changesBetween(before.object, after.object)} />
        </Section>
      )}
    </div>
  );
}

interface VersionTableProps {
  readonly versions: readonly Version[];
  readonly names: readonly string[];
  readonly chosen: readonly [number, number];
}

function VersionTable({ versions, names, chosen }: VersionTableProps) {
  const words = useText(text);
  const collections = useAnswer("/collections", {});
  const titles = collectionsById(collections.data?.items ?? []);
  return (
    <div class="plain-table" role="region" aria-label={words.versionTable} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.version}</th>
            <th scope="col">{words.cameAt}</th>
            <th scope="col">{words.where}</th>
            <th scope="col">STIX</th>
            {versions.length > 1 && <th scope="col">{words.compared}</th>}
          </tr>
        </thead>
        <tbody>
          {versions.map((one, at) => (
            <tr key={names[at]}>
              <td class="mono">{one.version}</td>
              <td>
                <Timestamp at={one.added} />
              </td>
              <td>{titles.get(one.collection)?.title ?? "–"}</td>
              <td>{one.spec_version}</td>
              {versions.length > 1 && <td>{at === chosen[1] ? words.newer : at === chosen[0] ? words.older : ""}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

const kTones: Readonly<Record<Change["what"], Tone>> = { added: "good", removed: "bad", changed: "warn", reordered: "note" };
const kSigns: Readonly<Record<Change["what"], string>> = { added: "+", removed: "−", changed: "≠", reordered: "⇅" };

function Differences({ changes }: { readonly changes: readonly Change[] }) {
  const words = useText(text);
  if (changes.length === 0) return <p class="soft">{words.same}</p>;
  return (
    <div class="plain-table" role="region" aria-label={words.changeTable} tabIndex={0}>
      <table>
        <thead>
          <tr>
            <th scope="col">{words.property}</th>
            <th scope="col">{words.change}</th>
            <th scope="col">{words.before}</th>
            <th scope="col">{words.after}</th>
          </tr>
        </thead>
        <tbody>
          {changes.map((change, at) => (
            <tr key={at}>
              <td>
                <Path path={change.path} />
              </td>
              <td>
                <Badge tone={kTones[change.what]} glyph={kSigns[change.what]}>
                  {words.changes[change.what]}
                </Badge>
              </td>
              <td>{"before" in change && <PropertyValue value={change.before} name={change.path.at(-1) ?? ""} />}</td>
              <td>{"after" in change && <PropertyValue value={change.after} name={change.path.at(-1) ?? ""} />}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Path({ path }: { readonly path: readonly string[] }) {
  return path.length === 1 ? <PropertyName name={path[0] ?? ""} /> : <code>{path.join(" › ")}</code>;
}
