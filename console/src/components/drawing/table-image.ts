// The part of a table that is in sight, as an image: grounds and words where they stand on the page.
//
// Signs (SVG) are left out: wherever one stands, a word says the same.
const kScale = 2; // sharp on paper and on fine screens

function paintGround(pen: CanvasRenderingContext2D, element: Element, at: DOMRect): void {
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  if (style.backgroundColor !== "rgba(0, 0, 0, 0)") {
    pen.fillStyle = style.backgroundColor;
    pen.fillRect(box.left - at.left, box.top - at.top, box.width, box.height);
  }
  const line = Number.parseFloat(style.borderBottomWidth);
  if (line > 0 && style.borderBottomStyle !== "none") {
    pen.fillStyle = style.borderBottomColor;
    pen.fillRect(box.left - at.left, box.bottom - at.top - line, box.width, line);
  }
}

/** Wrapped text is drawn line by line; what its cell cuts off is cut off here. */
function paintWords(pen: CanvasRenderingContext2D, cell: Element, at: DOMRect): void {
  const box = cell.getBoundingClientRect();
  pen.save();
  pen.beginPath();
  pen.rect(box.left - at.left, box.top - at.top, box.width, box.height);
  pen.clip();
  const walker = document.createTreeWalker(cell, NodeFilter.SHOW_TEXT);
  for (let node = walker.nextNode(); node; node = walker.nextNode()) {
    const parent = node.parentElement;
    if (!parent || parent.closest(".unseen, svg")) continue;
    const style = getComputedStyle(parent);
    const range = document.createRange();
    range.selectNodeContents(node);
    const lines = [...range.getClientRects()];
    const said = (node.textContent ?? "").replace(/\s+/g, " ");
    pen.fillStyle = style.color;
    pen.font = `${style.fontWeight} ${style.fontSize} ${style.fontFamily}`;
    pen.textBaseline = "middle";
    const first = lines[0];
    if (first && lines.length === 1) pen.fillText(said, first.left - at.left, first.top - at.top + first.height / 2);
    else if (first) paintLines(pen, node, range, at);
  }
  pen.restore();
}

/** Character by character into the line in which the browser put it. */
function paintLines(pen: CanvasRenderingContext2D, node: Node, range: Range, at: DOMRect): void {
  const said = node.textContent ?? "";
  for (let place = 0; place < said.length; ) {
    const sign = String.fromCodePoint(said.codePointAt(place) ?? 32);
    range.setStart(node, place);
    range.setEnd(node, Math.min(said.length, place + sign.length));
    const box = range.getBoundingClientRect();
    if (box.width > 0) pen.fillText(sign, box.left - at.left, box.top - at.top + box.height / 2);
    place += sign.length;
  }
}

/** `scroller` holds the table; null where the browser gives no canvas. */
export function tableImage(scroller: HTMLElement): HTMLCanvasElement | null {
  const at = scroller.getBoundingClientRect();
  const canvas = document.createElement("canvas");
  canvas.width = Math.ceil(at.width * kScale);
  canvas.height = Math.ceil(at.height * kScale);
  const pen = canvas.getContext("2d");
  if (!pen) return null;
  pen.scale(kScale, kScale);
  pen.fillStyle = getComputedStyle(document.documentElement).getPropertyValue("--surface").trim();
  pen.fillRect(0, 0, at.width, at.height);
  // The head stands over the rows that are scrolled below it.
  for (const part of ["tbody", "thead"]) {
    for (const row of scroller.querySelectorAll(`${part} tr[aria-rowindex]`)) {
      const box = row.getBoundingClientRect();
      if (box.bottom < at.top || box.bottom > at.bottom + 1) continue; // half a row tells nothing
      for (const element of [row, ...row.querySelectorAll("*")]) if (!element.closest("svg")) paintGround(pen, element, at);
      for (const cell of row.children) paintWords(pen, cell, at);
    }
  }
  return canvas;
}
