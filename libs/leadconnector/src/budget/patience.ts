/**
 * How many slots go to others before it's the turn of a class that waits. Eight, so that of any ten in a row each class that waits gets one: when both
 * lower ones are due at once, the one has the ninth and the other the tenth.
 */
export const PATIENCE = 8;

/** A class that could not use its turns for a while doesn't get them all at once. */
export const MOST_CREDIT = 10 * PATIENCE;
