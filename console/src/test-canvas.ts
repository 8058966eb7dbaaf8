// For unit tests alone: a canvas that takes every stroke and keeps none.  The document of the tests has
// no canvas of its own, and the drawing library would throw after the test had ended.
const pen = new Proxy({} as Record<string | symbol, unknown>, {
  get: (kept, name) => (name in kept ? kept[name] : name === "measureText" ? () => ({ width: 0 }) : () => undefined),
});

if (typeof HTMLCanvasElement !== "undefined") {
  HTMLCanvasElement.prototype.getContext = (() => pen) as unknown as HTMLCanvasElement["getContext"];
  globalThis.Path2D ??= class {
    addPath(): void {}
    arc(): void {}
    bezierCurveTo(): void {}
    closePath(): void {}
    lineTo(): void {}
    moveTo(): void {}
    rect(): void {}
  } as unknown as typeof Path2D;
}
