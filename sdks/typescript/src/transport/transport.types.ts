/** Sends a request; what `fetch` does, and what every layer around it does. */
export type Send = (request: Request) => Promise<Response>;

/** Adds one concern to sending. */
export type Layer = (next: Send) => Send;

/** A token, or how to get the one that is valid now: asked for before every attempt. */
export type Token = string | (() => string | Promise<string>);
