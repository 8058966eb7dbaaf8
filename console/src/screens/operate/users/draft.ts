// An account as the form holds it, and what of it is sent.
import type { Schema } from "@/api/contract";

export type Account = Schema<"Account">;
export type RoleOrNone = Schema<"Role"> | "none";
export const kRoles = ["none", "reader", "contributor", "approver", "steward"] as const satisfies readonly RoleOrNone[];
export const kKinds = ["person", "machine", "peer"] as const;

export interface Draft {
  readonly name: string;
  readonly organisation: string;
  readonly kind: Schema<"AccountKind">;
  readonly operates: boolean;
  readonly active: boolean;
  readonly password: string;
  readonly subject: string;
  readonly certificate: string;
  /** By community; a community without a role is not in it. */
  readonly roles: Readonly<Record<string, RoleOrNone>>;
}

export function draftOf(account: Account | null): Draft {
  return {
    name: account?.name ?? "",
    organisation: account?.organisation ?? "",
    kind: account?.kind ?? "person",
    operates: account?.operates ?? false,
    active: account?.active ?? true,
    password: "",
    subject: account?.subject ?? "",
    certificate: account?.certificate ?? "",
    roles: Object.fromEntries((account?.memberships ?? []).map((one) => [one.community, one.role])),
  };
}

type Membership = Schema<"Membership">;

export function membershipsOf(draft: Draft): Membership[] {
  return Object.entries(draft.roles)
    .filter((entry): entry is [string, Schema<"Role">] => entry[1] !== "none")
    .map(([community, role]) => ({ community, role }));
}

const byName = (a: Membership, b: Membership): number => a.community.localeCompare(b.community);
const same = (a: Membership[], b: Membership[]): boolean =>
  JSON.stringify([...a].sort(byName)) === JSON.stringify([...b].sort(byName));

/** Only what differs: what is not said stays. */
export function changeOf(account: Account, draft: Draft): Schema<"AccountChange"> {
  const change: Schema<"AccountChange"> = {};
  if (draft.active !== account.active) change.active = draft.active;
  if (draft.operates !== account.operates) change.operates = draft.operates;
  if (draft.password !== "") change.password = draft.password;
  if (draft.subject.trim() !== (account.subject ?? "")) change.subject = draft.subject.trim();
  if (draft.certificate.trim() !== (account.certificate ?? "")) change.certificate = draft.certificate.trim().toLowerCase();
  if (!same(membershipsOf(draft), account.memberships)) change.memberships = membershipsOf(draft);
  return change;
}

export function newAccountOf(draft: Draft): Schema<"NewAccount"> {
  return {
    name: draft.name.trim(),
    organisation: draft.organisation,
    kind: draft.kind,
    operates: draft.operates,
    memberships: membershipsOf(draft),
    ...(draft.password === "" ? {} : { password: draft.password }),
    ...(draft.subject.trim() === "" ? {} : { subject: draft.subject.trim() }),
    ...(draft.certificate.trim() === "" ? {} : { certificate: draft.certificate.trim().toLowerCase() }),
  };
}

export type Wrong = "name" | "organisation" | "password" | "certificate";

const kShortestPassword = 8; // octets, as the hub asks

export function wrongIn(draft: Draft, isNew: boolean): readonly Wrong[] {
  const wrong: Wrong[] = [];
  if (isNew && draft.name.trim() === "") wrong.push("name");
  if (isNew && draft.organisation === "") wrong.push("organisation");
  if (draft.password !== "" && new TextEncoder().encode(draft.password).length < kShortestPassword) wrong.push("password");
  if (draft.certificate.trim() !== "" && !/^[0-9a-fA-F]{64}$/.test(draft.certificate.trim())) wrong.push("certificate");
  return wrong;
}

/** Whether a change takes the way in from the account itself, or its rights. */
export function locksOut(account: Account, draft: Draft): boolean {
  return (account.active && !draft.active) || (account.operates && !draft.operates);
}
