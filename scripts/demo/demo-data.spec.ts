import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSandbox, Sandbox } from '../../apps/sandbox/src/create-sandbox';
import { DemoData, DemoError } from './demo-data';

const NOW = Date.parse('2026-05-04T10:20:45.678Z');
const LATER = NOW + 86_400_000;

describe('what the demo keeps', () => {
  let folder: string;
  const worldOf = async (seed: number): Promise<Sandbox['world']> => {
    const sandbox = await createSandbox({ messages: 20, seed });
    await sandbox.close();
    return sandbox.world;
  };

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'demo-data-'));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('lets the history end at the minute of the first run, in every run', async () => {
    const first = new DemoData(folder);
    const anchor = first.anchor(NOW);
    expect(anchor).toEqual(new Date('2026-05-04T10:20:00.000Z'));
    first.adopt(await worldOf(1), anchor);
    expect(new DemoData(folder).anchor(LATER)).toEqual(anchor);
  });

  it('lets it end a minute earlier where upstream could not show its end yet', () => {
    expect(new DemoData(folder).anchor(Date.parse('2026-05-04T10:20:03Z'))).toEqual(new Date('2026-05-04T10:19:00.000Z'));
  });

  it('refuses to mix what is stored with another world', async () => {
    const data = new DemoData(folder);
    data.adopt(await worldOf(1), data.anchor(NOW));
    data.adopt(await worldOf(1), data.anchor(LATER));
    const other = await worldOf(2);
    expect(() => data.adopt(other, data.anchor(LATER))).toThrow(DemoError);
  });

  it('says what to do about a folder that is none, and about notes that can not be read', () => {
    const file = join(folder, 'file');
    writeFileSync(file, '');
    expect(() => new DemoData(file)).toThrow(/can't be used .* Set DATA_DIR/);
    writeFileSync(join(folder, 'world.json'), '{"anchor": "soon"}');
    expect(() => new DemoData(folder).anchor(NOW)).toThrow(/world\.json can't be read\. Remove/);
  });
});
