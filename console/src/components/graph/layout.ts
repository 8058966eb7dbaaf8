// Places for the nodes of a small graph, found at once: the forces are run to rest before anything is
// drawn, so that nothing dances before the reader's eyes.  The same graph always lies the same way
// (it starts as a tree, and d3-force's chance is a fixed sequence of numbers).
import { forceCollide, forceLink, forceManyBody, forceSimulation, forceX, forceY, type SimulationNodeDatum } from "d3-force";
import { startingSpots } from "./start";

export interface Link {
  readonly from: string;
  readonly to: string;
}

export interface Spot {
  readonly id: string;
  readonly x: number;
  readonly y: number;
}

interface Body extends SimulationNodeDatum {
  id: string;
  reach: number;
}

/** Enough to come to rest from a tree; each costs about half a millisecond at 200 nodes. */
const kTicks = 45;

/** Links whose ends are not among the ids are passed over. */
export function layOut(ids: readonly string[], links: readonly Link[], centre: string): readonly Spot[] {
  const known = new Set(ids);
  const crowd = Math.min(1, 40 / Math.max(1, ids.length));
  const distance = 46 + 74 * crowd;
  const start = startingSpots(ids, links, known.has(centre) ? centre : (ids[0] ?? ""), distance);
  const bodies: Body[] = ids.map((id) => ({
    ...(start.get(id) ?? { id, x: 0, y: 0 }),
    reach: id === centre ? 26 : 18,
    ...(id === centre ? { fx: 0, fy: 0 } : {}),
  }));
  const drawn = links
    .filter((link) => known.has(link.from) && known.has(link.to) && link.from !== link.to)
    .map((link) => ({ source: link.from, target: link.to }));
  const simulation = forceSimulation(bodies)
    .alpha(0.6)
    .alphaDecay(1 - 0.002 ** (1 / kTicks))
    .force("links", forceLink<Body, { source: string; target: string }>(drawn).id((body) => body.id).distance(distance))
    .force("apart", forceManyBody().strength(-110 - 560 * crowd).distanceMax(420))
    .force("room", forceCollide<Body>((body) => body.reach))
    .force("x", forceX(0).strength(0.03))
    .force("y", forceY(0).strength(0.09)) // pages are wider than high
    .stop();
  simulation.tick(kTicks);
  return bodies.map((body) => ({ id: body.id, x: body.x ?? 0, y: body.y ?? 0 }));
}

export type Direction = "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown";

const kTowards: Readonly<Record<Direction, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** The neighbour that lies most in a direction; undefined where none lies there at all. */
export function neighbourTowards(direction: Direction, from: Spot, neighbours: readonly Spot[]): Spot | undefined {
  const [dx, dy] = kTowards[direction];
  let best: Spot | undefined;
  let bestCosine = 0.2; // within about 78 degrees of the direction
  for (const spot of neighbours) {
    const [x, y] = [spot.x - from.x, spot.y - from.y];
    const cosine = (x * dx + y * dy) / (Math.hypot(x, y) || 1);
    if (cosine > bestCosine) [best, bestCosine] = [spot, cosine];
  }
  return best;
}
