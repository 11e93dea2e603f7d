import * as fc from 'fast-check';
import { NO_CONTACT_FIELDS, renderContactFields } from './contact';

const field = fc.option(fc.string({ unit: 'grapheme' }));
const contactFields = fc.record({ fullName: field, contactName: field, companyName: field, email: field, phone: field });

describe('contact fields', () => {
  it('are rendered as the end of a JSON object, all five and nothing else', () => {
    fc.assert(
      fc.property(contactFields, (fields) =>
        expect(JSON.parse(`{"id":1${renderContactFields({ ...fields, ...{ tags: ['vip'] } })}}`)).toEqual({ id: 1, ...fields }),
      ),
    );
    expect(JSON.parse(`{"id":1${renderContactFields(NO_CONTACT_FIELDS)}}`)).toEqual({
      id: 1,
      fullName: null,
      contactName: null,
      companyName: null,
      email: null,
      phone: null,
    });
  });
});
