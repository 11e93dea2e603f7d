import { channelsOf, normalizeMessageType } from './message-type';

describe('message types', () => {
  it.each([
    ['TYPE_SMS', 2, 'TYPE_SMS'],
    ['SMS', 2, 'TYPE_SMS'],
    ['Email', 3, 'TYPE_EMAIL'],
    [' custom sms ', 20, 'TYPE_CUSTOM_SMS'],
    ['Live-Chat', 29, 'TYPE_LIVE_CHAT'],
    ['TYPE_FUTURE_THING', 99, 'TYPE_FUTURE_THING'],
    [undefined, 1, 'TYPE_CALL'],
    [null, 10, 'TYPE_VOICEMAIL'],
    ['', 2, 'TYPE_SMS'],
    [undefined, 12345, 'TYPE_UNKNOWN'],
    [7, '1', 'TYPE_UNKNOWN'],
  ])('spells %p of number %p as %s', (messageType, type, expected) => {
    expect(normalizeMessageType(messageType, type)).toBe(expected);
  });

  it.each([
    [['TYPE_CALL', 'TYPE_SMS'], ['messages']],
    [['TYPE_EMAIL'], ['email']],
    [
      ['TYPE_EMAIL', 'TYPE_SMS'],
      ['messages', 'email'],
    ],
    [['TYPE_CAMPAIGN_EMAIL'], ['messages', 'email']],
    // Its name ends like an e-mail's.
    [['TYPE_VOICEMAIL'], ['messages']],
  ])('of %p come in the channels %p', (messageTypes, channels) => {
    expect(channelsOf(messageTypes)).toEqual(channels);
  });
});
