// A chart as an image that can stand alone in a report: its title above, its legend below.
//
// An SVG loses its style sheets on the way, so that a copy carries its colours as attributes.
const kStyles = [
  "fill",
  "fill-opacity",
  "stroke",
  "stroke-width",
  "stroke-opacity",
  "stroke-dasharray",
  "stroke-linecap",
  "stroke-linejoin",
  "paint-order",
  "opacity",
  "font-family",
  "font-size",
  "font-weight",
  "text-anchor",
  "dominant-baseline",
  "visibility",
];

const kScale = 2; // sharp on paper and on fine screens
const kMargin = 12;
const kTitle = 30;
const kEntry = 22; // height of a line of the legend

export interface Around {
  readonly title?: string | undefined;
  /** A list whose entries hold a sign (an SVG) and words. */
  readonly legend?: Element | null | undefined;
}

const token = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

function standAlone(svg: SVGSVGElement): SVGSVGElement {
  const copy = svg.cloneNode(true) as SVGSVGElement;
  const shown = [svg, ...svg.querySelectorAll("*")];
  const drawn = [copy, ...copy.querySelectorAll("*")];
  shown.forEach((element, at) => {
    const style = getComputedStyle(element);
    for (const name of kStyles) drawn[at]?.setAttribute(name, style.getPropertyValue(name));
    drawn[at]?.removeAttribute("class");
  });
  const box = svg.getBoundingClientRect();
  copy.setAttribute("xmlns", "http://www.w3.org/2000/svg");
  copy.setAttribute("width", String(box.width));
  copy.setAttribute("height", String(box.height));
  return copy;
}

async function pictureOf(source: SVGSVGElement | HTMLCanvasElement): Promise<CanvasImageSource> {
  if (source instanceof HTMLCanvasElement) return source;
  const written = new XMLSerializer().serializeToString(standAlone(source));
  const address = URL.createObjectURL(new Blob([written], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    return image;
  } finally {
    URL.revokeObjectURL(address);
  }
}

function sizeOf(source: SVGSVGElement | HTMLCanvasElement): { width: number; height: number } {
  const box = source.getBoundingClientRect();
  // A canvas that is on no page has only its own pixels, drawn at this scale.
  if (box.width > 0 || !(source instanceof HTMLCanvasElement)) return { width: box.width, height: box.height };
  return { width: source.width / kScale, height: source.height / kScale };
}

interface Entry {
  readonly sign: SVGSVGElement | null;
  readonly words: string;
  readonly x: number;
  readonly y: number;
}

/** Entries of a legend beside one another, on the next line where the width ends. */
function placeLegend(pen: CanvasRenderingContext2D, legend: Element | null | undefined, width: number): readonly Entry[] {
  let [x, y] = [0, 0];
  return [...(legend?.children ?? [])].map((item) => {
    const words = item.textContent?.trim() ?? "";
    const sign = item.querySelector("svg");
    const wide = (sign?.getBoundingClientRect().width ?? 0) + 6 + pen.measureText(words).width + 18;
    if (x > 0 && x + wide > width) [x, y] = [0, y + kEntry];
    const entry = { sign, words, x, y };
    x += wide;
    return entry;
  });
}

async function drawLegend(pen: CanvasRenderingContext2D, entries: readonly Entry[], top: number): Promise<void> {
  for (const { sign, words, x, y } of entries) {
    const size = sign?.getBoundingClientRect();
    const middle = top + y + kEntry / 2;
    if (sign && size) pen.drawImage(await pictureOf(sign), kMargin + x, middle - size.height / 2, size.width, size.height);
    pen.fillText(words, kMargin + x + (size?.width ?? 0) + 6, middle + 4);
  }
}

export async function imageOf(source: SVGSVGElement | HTMLCanvasElement, { title, legend }: Around): Promise<HTMLCanvasElement> {
  const { width, height } = sizeOf(source);
  const canvas = document.createElement("canvas");
  const pen = canvas.getContext("2d");
  if (!pen) return canvas;
  const small = `13px ${token("--sans")}`;
  pen.font = small;
  const entries = placeLegend(pen, legend, width);
  const top = title ? kTitle : 0;
  const below = entries.length === 0 ? 0 : (entries.at(-1)?.y ?? 0) + kEntry;
  canvas.width = Math.ceil((width + 2 * kMargin) * kScale);
  canvas.height = Math.ceil((top + height + below + 2 * kMargin) * kScale);
  pen.scale(kScale, kScale); // sizing a canvas resets its pen
  pen.fillStyle = token("--surface");
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.fillStyle = token("--ink");
  pen.font = `600 15px ${token("--sans")}`;
  if (title) pen.fillText(title, kMargin, kMargin + 14);
  pen.drawImage(await pictureOf(source), kMargin, kMargin + top, width, height);
  pen.font = small;
  await drawLegend(pen, entries, kMargin + top + height);
  return canvas;
}
