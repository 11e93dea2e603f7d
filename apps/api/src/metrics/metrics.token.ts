/** The app's metrics; null where nobody can scrape them, so that nothing is measured. */
export const METRICS = Symbol('METRICS');
