// What stands around an object, as the graph draws it: the hub's nodes with the reader's words.
import type { Schema } from "@/api/contract";
import type { GraphEdge, GraphNode } from "@/components/graph";
import { nameOf } from "./hits";
import { wordFor } from "./words/types";

export type Around = Schema<"Graph">;
type Node = Around["nodes"][number];

export interface Group {
  readonly id: string;
  readonly type: string;
  readonly count: number;
  readonly capped: boolean;
  /** The object at which it stands, where it can be gone through. */
  readonly at: string;
  readonly atName: string;
}

/** Where a node leads: an object to its page, a group to the object at which it stands. */
export function placeOf(node: Node | undefined): string | undefined {
  if (!node) return undefined;
  return node.group === undefined ? node.id : node.of;
}

export function graphNodes(around: Around, typeWord: (type: string) => string): readonly GraphNode[] {
  return around.nodes.map((node) => ({
    id: node.id,
    title: (node.group === undefined && nameOf(node)) || typeWord(node.type),
    kind: node.type,
    ...(node.group === undefined ? {} : { group: node.group }),
    ...(node.revoked ? { faded: true } : {}),
  }));
}

export function graphEdges(around: Around, relations: Readonly<Record<string, string>>): readonly GraphEdge[] {
  return around.edges.map((edge) => ({ from: edge.from, to: edge.to, relation: wordFor(relations, edge.relation) }));
}

export function groupsOf(around: Around): readonly Group[] {
  const names = new Map(around.nodes.map((node) => [node.id, nameOf(node)]));
  return around.nodes
    .filter((node) => node.group !== undefined && node.of !== undefined)
    .map((node) => ({
      id: node.id,
      type: node.type,
      count: node.group ?? 0,
      capped: node.capped ?? false,
      at: node.of ?? "",
      atName: names.get(node.of ?? "") ?? "",
    }))
    .sort((a, b) => b.count - a.count);
}
