import { z } from 'zod';
import { endpoint } from '../endpoints/endpoint';
import { isRecord, records } from '../endpoints/shapes';

/** Whose token it is: an agency's, or a location's (a sub-account's). */
export type OAuthUserType = 'Company' | 'Location';

/** What upstream gives out. Whatever it is for, it can be had once: who gets it must keep it. */
export interface OAuthTokens {
  readonly accessToken: string;
  /** Dead once it was used; null for a location's token that an agency's was exchanged for. */
  readonly refreshToken: string | null;
  readonly expiresInMs: number;
  readonly userType: OAuthUserType | null;
  readonly locationId: string | null;
  readonly companyId: string | null;
  readonly scope: string | null;
}

export interface InstalledLocation {
  readonly locationId: string;
}

/** The published life of a token, for answers that don't tell it. */
const DEFAULT_LIFE_SECONDS = 86_399;
/** Nothing lives longer, whatever is said of it. */
const MAX_LIFE_SECONDS = 366 * 86_400;
const visible = z.string().regex(/^[\x21-\x7e]+$/);
const optional = z.string().min(1).nullish().catch(null);
const id = z
  .string()
  .regex(/^[\x21-\x7e]{1,128}$/)
  .nullish()
  .catch(null);

const tokens = z
  .object({
    access_token: visible,
    refresh_token: visible.nullish(),
    expires_in: z.coerce.number().positive().catch(DEFAULT_LIFE_SECONDS),
    userType: z.enum(['Company', 'Location']).nullish().catch(null),
    locationId: id,
    companyId: id,
    scope: optional,
  })
  .transform((answer): OAuthTokens => ({
    accessToken: answer.access_token,
    refreshToken: answer.refresh_token ?? null,
    expiresInMs: Math.floor(Math.min(answer.expires_in, MAX_LIFE_SECONDS) * 1000),
    userType: answer.userType ?? null,
    locationId: answer.locationId ?? null,
    companyId: answer.companyId ?? null,
    scope: answer.scope ?? null,
  }));

/** The names are the wire's. */
export interface TokenRequest {
  client_id: string;
  client_secret: string;
  grant_type: 'authorization_code' | 'refresh_token';
  code?: string;
  refresh_token?: string;
  user_type: OAuthUserType;
  redirect_uri?: string;
}

/** Takes a code or a refresh token, each good for one use: to send either twice could only lose what the first answer brought. */
export const requestTokens = endpoint<TokenRequest>()({
  method: 'POST',
  path: '/oauth/token',
  body: ['client_id', 'client_secret', 'grant_type', 'code', 'refresh_token', 'user_type', 'redirect_uri'],
  form: true,
  anonymous: true,
  idempotent: false,
  scope: '',
  answer: tokens,
});

/** A token of one of the agency's locations, for the agency's. Uses nothing up, so it may be repeated. */
export const requestLocationToken = endpoint<{ companyId: string; locationId: string }>()({
  method: 'POST',
  path: '/oauth/locationToken',
  body: ['companyId', 'locationId'],
  form: true,
  version: '2021-07-28',
  idempotent: true,
  scope: 'oauth.write',
  answer: tokens,
});

/** Where the agency has installed the app. */
export const listInstalledLocations = endpoint<{ companyId: string; appId: string; skip: number; limit: number; isInstalled: boolean }>()({
  method: 'GET',
  path: '/oauth/installedLocations',
  query: ['companyId', 'appId', 'skip', 'limit', 'isInstalled'],
  version: '2021-07-28',
  idempotent: true,
  scope: 'oauth.readonly',
  answer: z.object({ locations: records }).transform(({ locations }) => ({
    count: locations.length,
    // A row that says it isn't installed is left out whatever was asked for.
    installed: locations.flatMap((row): InstalledLocation[] =>
      isRecord(row) && typeof row._id === 'string' && row._id !== '' && row.isInstalled !== false ? [{ locationId: row._id }] : [],
    ),
  })),
});
