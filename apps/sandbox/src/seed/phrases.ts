/** What people and automations of a small service business write. `{name}`, `{day}`, `{time}` and `{code}` are filled in. */
export const INBOUND_PHRASES = [
  'Hi, is this still available?',
  'Can someone call me back after {time}?',
  'C',
  'STOP',
  'Thanks {name}!',
  'Yes, {day} at {time} works for me',
  'Sorry I missed your call, I was driving 🚗',
  'How much is it "all in", taxes included?',
  'ok',
  'Could we move it to {day}?\nMornings are better, any time before {time}.',
  '👍',
  'I sent the form yesterday, ref {code}',
  'Who is this?',
  '¿Podemos cambiar la cita al {day}? Gracias 🙏',
  'Добрый день! Во сколько вы завтра открываетесь?',
  '予約を{time}に変更できますか?',
  'مرحبا، هل الموعد ما زال قائما يوم {day}؟',
  'שלום, אפשר לקבוע תור ל-{time}?',
  '请问地址在哪里?谢谢',
  'Wir kommen zu zweit – geht {time}? Grüße, {name}',
] as const;

export const OUTBOUND_PHRASES = [
  'Hi {name}, this is a reminder of your appointment on {day} at {time}. Reply C to confirm.',
  'Thanks for reaching out, {name}. When is a good time to talk?',
  "We've received your documents (ref {code}) & will get back to you by {day}.",
  '{name}, your technician is on the way and should arrive around {time}.',
  'Just tried to call you about your quote. Call us back any time before {time} 🙂',
  'Your invoice {code} is ready: https://pay.example.com/i/{code}?src=sms&lang=en',
  'Happy birthday, {name}! 🎉🎂 Enjoy 15% off with code {code}.',
  'Hello {name},\n\nplease bring:\n\t• photo id\n\t• insurance card\n\nSee you {day}.',
  'Your code is {code}. Don\'t share it with anyone; we\'ll never ask for it by "phone".',
  'Gracias por su visita, {name}. ¿Nos deja una reseña? ⭐⭐⭐⭐⭐',
  'Great talking to you! Sending the contract over now.',
  'Could you confirm the address? C:\\Users\\{name} was all that arrived 😅',
] as const;

/** Bodies that trip careless parsers and renderers: line separators, mixed directions, joined emoji, combining marks, markup, great length. */
export const AWKWARD_BODIES: readonly string[] = [
  'line one\u2028line two\u2029paragraph two',
  'שלום (hello) مرحبا 123 \u200Fabc\u200E',
  '👩‍👩‍👧‍👦 🏳️‍🌈 🇩🇪 👋🏽',
  'e\u0301 vs é, Z\u0351\u0363a\u0321l\u0348g\u034Fo',
  '<script>alert("x")</script> & \'quotes\' `ticks` \\n \\u0000 {{name}} ${name} %s',
  '{"messages":[{"id":null}]}',
  '\uFEFFbyte order mark first\u00A0and a hard space\u200B',
  ' ',
  '𝔘𝔫𝔦𝔠𝔬𝔡𝔢 beyond the basic plane 𠜎𠜱',
  'A very long note. '.repeat(900) + 'The end ✅',
];
