// For unit tests alone: what is waited for may take long on a loaded machine, and an effect follows its
// drawing at once.
//
// Preact runs effects after the next frame, 35 ms later where there is none; a dialog drawn by an answer
// of the hub would stand closed, and so unseen by role, for as long as a slow machine takes for that.
if (typeof document !== "undefined") {
  const [{ options }, { configure }] = await Promise.all([import("preact"), import("@testing-library/preact")]);
  options.requestAnimationFrame = (flush) => queueMicrotask(flush);
  configure({ asyncUtilTimeout: 20_000 });
}

export {};
