import type { Faker } from '@faker-js/faker';
import { faker as arabic } from '@faker-js/faker/locale/ar';
import { faker as english } from '@faker-js/faker/locale/en';
import { faker as spanish } from '@faker-js/faker/locale/es';
import { faker as hebrew } from '@faker-js/faker/locale/he';
import { faker as japanese } from '@faker-js/faker/locale/ja';
import { faker as russian } from '@faker-js/faker/locale/ru';
import { faker as chinese } from '@faker-js/faker/locale/zh_CN';
import { INBOUND_PHRASES, OUTBOUND_PHRASES } from './phrases';

export interface PersonName {
  readonly firstName: string;
  readonly lastName: string;
}

/** Values that seeding draws from. Made once for worlds of one seed, since making them is slow and drawing is not; sharing them keeps memory low. */
export interface Pools {
  readonly names: readonly PersonName[];
  readonly foreignNames: readonly PersonName[];
  readonly companies: readonly string[];
  readonly inboundBodies: readonly string[];
  readonly outboundBodies: readonly string[];
  readonly emailBodies: readonly string[];
}

const OTHER_LOCALES = [arabic, spanish, hebrew, japanese, russian, chinese];

let latest: { readonly seed: number; readonly pools: Pools } | undefined;

/** The same for all worlds of a seed. */
export function poolsOf(seed: number): Pools {
  latest = latest?.seed === seed ? latest : { seed, pools: createPools(seed) };
  return latest.pools;
}

function createPools(seed: number): Pools {
  for (const locale of [english, ...OTHER_LOCALES]) locale.seed(seed);
  const names = times(600, () => personName(english));
  return {
    names,
    foreignNames: OTHER_LOCALES.flatMap((locale) => times(40, () => personName(locale))),
    companies: times(200, () => english.company.name()),
    inboundBodies: times(1_000, () => filled(english.helpers.arrayElement(INBOUND_PHRASES), names)),
    outboundBodies: times(1_000, () => filled(english.helpers.arrayElement(OUTBOUND_PHRASES), names)),
    emailBodies: times(100, () => `<p>${filled(english.helpers.arrayElement(OUTBOUND_PHRASES), names)}</p>`),
  };
}

function personName(locale: Faker): PersonName {
  return { firstName: locale.person.firstName(), lastName: locale.person.lastName() };
}

function filled(phrase: string, names: readonly PersonName[]): string {
  return phrase
    .replaceAll('{name}', () => english.helpers.arrayElement(names).firstName)
    .replaceAll('{day}', () => english.date.weekday())
    .replaceAll('{time}', () => `${english.number.int({ min: 8, max: 18 })}:${english.helpers.arrayElement(['00', '15', '30', '45'])}`)
    .replaceAll('{code}', () => english.string.alphanumeric({ length: 8, casing: 'upper' }));
}

function times<T>(count: number, make: () => T): T[] {
  return Array.from({ length: count }, make);
}
