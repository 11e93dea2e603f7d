/** How long a call to Redis may take; one that is executed later changes nothing. */
export const CALL_MS = 50;
/** How often a process shows that it's there, and tells what it hasn't told yet. */
export const BEAT_MS = 500;
/** A process that wasn't heard of for so long may have lost Redis: its share is kept free for it. */
export const SILENT_MS = 2_000;
/** A process that wasn't heard of for so long is taken for dead. */
export const FORGET_MS = 30_000;
/** A Redis that has forgotten everything waits so long for processes that remember. */
export const SETTLE_MS = 2_000;
/** How long a process that has just started waits for its first word with Redis before it goes on by itself. */
export const FIRST_CONTACT_MS = 2_000;
/** A request whose end nobody reports counts for so long: its process was killed. Longer than any call takes by default. */
export const IN_FLIGHT_MS = 90_000;
/** Slots are remembered a second longer than they count, since upstream may have counted them a moment ago. */
export const MEMORY_MS = 1_000;
/** How soon to ask again when others of a higher class are served first, or a newcomer isn't known to all yet. */
export const ASK_AGAIN_MS = 100;
/** Who waits for a location's slots is forgotten with it. */
export const LINE_MS = 60_000;
