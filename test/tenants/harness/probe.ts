import { Request } from './ask';
import { Question } from './questions';
import { Place, Reader } from './world';

/** Who asks what is theirs; who asks what isn't; who asks for their own with parts of others'; who asks in disguise; who plays the operator. */
export type Family = 'rightful' | 'trespass' | 'smuggled' | 'disguised' | 'operator';

/**
 * What the answer must be, beside not showing anything that isn't the asker's: `rows` has some of the place's own, `refused` is a refusal,
 * `fresh` doesn't say that what somebody else has is still good, `any` is any.
 */
export type Rule = 'rows' | 'refused' | 'fresh' | 'any';

export interface Probe {
  readonly family: Family;
  readonly route: string;
  readonly request: Request;
  readonly reader: Reader;
  /** Whose data the answer may show, if the reader may read it; null: nobody's. */
  readonly about: Place | null;
  readonly read: Question['read'];
  readonly rule: Rule;
  /** Whether the same was answered to somebody who may ask it just before. */
  readonly isWarm: boolean;
  /** The same of a location that doesn't exist, which must be answered alike. */
  readonly twin?: { readonly request: Request; readonly locationId: string };
  /** Asked of upstream itself as well, which must refuse with the same status. */
  readonly asUpstream?: true;
}

export function bearer({ token }: Pick<Reader, 'token'>): readonly [string, string] {
  return ['Authorization', `Bearer ${token}`];
}

/** The request with these headers before its own. */
export function withHeaders(request: Request, ...headers: readonly (readonly [string, string])[]): Request {
  const { method, path, body } = request;
  return { method, path, headers: [...headers, ...request.headers], ...(body !== undefined && { body }) };
}
