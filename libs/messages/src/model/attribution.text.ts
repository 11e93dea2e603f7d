import { Attribution, sourceOf } from './attribution';

/** The attribution as it stands in a message's JSON, with the comma that joins it to what stands before. */
export function renderAttribution(attribution: Attribution): string {
  return `,"userId":${JSON.stringify(attribution?.userId ?? null)},"userIdSource":"${sourceOf(attribution)}"`;
}

/** Its length as PostgreSQL counts: in code points. */
export function attributionLength(attribution: Attribution): number {
  return Array.from(renderAttribution(attribution)).length;
}
