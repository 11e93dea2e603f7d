import { exportedTypes } from './export-channel';

const USUAL = ['TYPE_CALL', 'TYPE_EMAIL', 'TYPE_FACEBOOK', 'TYPE_INSTAGRAM', 'TYPE_SMS', 'TYPE_WHATSAPP'];

describe('what an export shows', () => {
  it.each([
    [undefined, ['TYPE_CALL', 'TYPE_FACEBOOK', 'TYPE_INSTAGRAM', 'TYPE_SMS', 'TYPE_WHATSAPP']],
    ['Call', ['TYPE_CALL']],
    ['SMS', ['TYPE_SMS']],
    ['Email', ['TYPE_EMAIL']],
    ['WhatsApp', ['TYPE_WHATSAPP']],
    ['Instagram', ['TYPE_INSTAGRAM']],
    ['Facebook', ['TYPE_FACEBOOK']],
  ])('of the channel %s is what it is named after, of none all but e-mail', (channel, shown) => {
    expect(exportedTypes(channel, USUAL)).toEqual({ shown, doubtful: [] });
  });

  it.each<[string, string | undefined, boolean]>([
    ['TYPE_FUTURE_THING', undefined, false],
    ['TYPE_ACTIVITY_CONTACT', undefined, false],
    ['TYPE_VOICEMAIL', undefined, false],
    ['TYPE_CAMPAIGN_EMAIL', undefined, true],
    ['TYPE_UNKNOWN', undefined, true],
    ['TYPE_VOICEMAIL', 'Call', true],
    ['TYPE_VOICEMAIL', 'SMS', false],
    ['TYPE_CAMPAIGN_SMS', 'SMS', true],
    ['TYPE_FUTURE_THING', 'SMS', true],
    ['TYPE_ACTIVITY_CONTACT', 'SMS', false],
    ['TYPE_ACTIVITY_WHATSAPP', 'WhatsApp', true],
    ['TYPE_ACTIVITY_WHATSAPP', 'SMS', false],
    ['TYPE_SMS', 'Fax', true],
  ])('of %s under the channel %s is doubtful: %s', (type, channel, isDoubtful) => {
    const { shown, doubtful } = exportedTypes(channel, [type]);
    expect(doubtful).toEqual(isDoubtful ? [type] : []);
    expect(shown).toEqual(isDoubtful || channel !== undefined ? [] : [type]);
  });
});
