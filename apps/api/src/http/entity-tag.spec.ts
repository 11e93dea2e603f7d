import { entityTag, matchesEntityTag } from './entity-tag';

describe('an If-None-Match header', () => {
  it.each([
    ['the tag', 'W/"abc"', true],
    ['the tag as a strong one', '"abc"', true],
    ['one of a list', '"x", W/"abc" ,"y"', true],
    ['anything', '*', true],
    ['another tag', 'W/"abcd"', false],
    ['the tag without its quotes', 'abc', false],
    ['nothing', undefined, false],
    ['an empty text', '', false],
  ])('that names %s', (_, header, matches) => {
    expect(matchesEntityTag(header, entityTag('abc'))).toBe(matches);
  });
});
