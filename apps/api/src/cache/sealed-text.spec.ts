import { SealedText } from './sealed-text';

const TEXT = '{"value":{"body":"Grüße an Zoë 📞"}}';

describe('sealed texts', () => {
  const sealed = new SealedText(Buffer.alloc(32, 1));

  it('are read again under the name that they were sealed under', () => {
    expect(sealed.open('name', sealed.seal('name', TEXT))).toBe(TEXT);
  });

  it('show nothing of what they hold, nor that two are the same', () => {
    const [one, other] = [sealed.seal('name', TEXT), sealed.seal('name', TEXT)];
    expect(Buffer.from(one, 'base64').includes('Zoë')).toBe(false);
    expect(one).not.toBe(other);
  });

  it.each<[string, (text: string) => string, SealedText, string]>([
    ['moved to another name', (text) => text, sealed, 'other'],
    ['of another installation', (text) => text, new SealedText(Buffer.alloc(32, 2)), 'name'],
    ['cut', (text) => text.slice(0, -8), sealed, 'name'],
    ['no sealed text at all', () => TEXT, sealed, 'name'],
    ['empty', () => '', sealed, 'name'],
    ['altered', (text) => `${text.slice(0, 20)}${text[20] === 'A' ? 'B' : 'A'}${text.slice(21)}`, sealed, 'name'],
  ])('are refused when they are %s', (_, change, opener, name) => {
    expect(() => opener.open(name, change(sealed.seal('name', TEXT)))).toThrow();
  });
});
