// Where the nodes of a graph begin: a tree seen from above, each branch in a sector as wide as it has
// ends.  From there the forces need few steps, and branches that belong together stay together.
import type { Link, Spot } from "./layout";

interface Branch {
  readonly id: string;
  readonly depth: number;
  readonly children: Branch[];
  ends: number;
}

function linked(ids: readonly string[], links: readonly Link[]): ReadonlyMap<string, string[]> {
  const around = new Map<string, string[]>(ids.map((id) => [id, []]));
  for (const { from, to } of links) {
    if (from === to || !around.has(from) || !around.has(to)) continue;
    around.get(from)?.push(to);
    around.get(to)?.push(from);
  }
  return around;
}

/** Breadth first from the centre; what cannot be reached hangs at the centre as well. */
function treeFrom(centre: string, ids: readonly string[], links: readonly Link[]): Branch {
  const around = linked(ids, links);
  const root: Branch = { id: centre, depth: 0, children: [], ends: 0 };
  const reached = new Set([centre]);
  const found: Branch[] = [root];
  const grow = (parent: Branch, id: string, depth: number): void => {
    if (reached.has(id)) return;
    reached.add(id);
    const branch = { id, depth, children: [], ends: 0 };
    parent.children.push(branch);
    found.push(branch);
  };
  const walk = (from: number): void => {
    for (let at = from; at < found.length; at += 1) {
      const branch = found[at];
      if (branch) for (const id of around.get(branch.id) ?? []) grow(branch, id, branch.depth + 1);
    }
  };
  walk(0);
  for (const id of ids) {
    const from = found.length;
    grow(root, id, 2);
    walk(from);
  }
  for (const branch of [...found].reverse()) {
    branch.ends = Math.max(1, branch.children.reduce((sum, child) => sum + child.ends, 0));
  }
  return root;
}

/** A spot for each id, the centre at (0, 0), rings `step` apart. */
export function startingSpots(ids: readonly string[], links: readonly Link[], centre: string, step: number): ReadonlyMap<string, Spot> {
  const spots = new Map<string, Spot>();
  const place = (branch: Branch, from: number, to: number): void => {
    const angle = (from + to) / 2;
    const radius = branch.depth * step;
    spots.set(branch.id, { id: branch.id, x: radius * Math.cos(angle) * 1.25, y: radius * Math.sin(angle) });
    let start = from;
    for (const child of branch.children) {
      const end = start + ((to - from) * child.ends) / branch.ends;
      place(child, start, end);
      start = end;
    }
  };
  place(treeFrom(centre, ids, links), -Math.PI / 2, 1.5 * Math.PI);
  return spots;
}
