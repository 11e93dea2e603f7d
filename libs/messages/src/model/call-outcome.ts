/** What becomes of calls, by upstream's published statuses of a call. `pending` and `failed`, and whatever isn't published, is neither. */
export const ANSWERED_STATUSES = ['answered', 'completed'] as const;
export const MISSED_STATUSES = ['busy', 'canceled', 'no-answer', 'voicemail'] as const;

/** Whether messages of the type are calls: TYPE_CALL, TYPE_IVR_CALL, ... */
export function isCallType(messageType: string): boolean {
  return messageType.endsWith('_CALL');
}
