/** How many conversations upstream's search returns at most in one answer. */
export const CONVERSATIONS_PER_PAGE = 100;
