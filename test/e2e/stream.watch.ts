import { PreparedSearch, SearchService } from '@app/messages';
import { Stage } from './truth.stage';

/** Watches what the next stream reads; an endless one begins anew at its end. @returns resolves to how many parts when it reads no more */
export function watchReads(
  { api }: Stage,
  { onPart = () => undefined, isEndless = false }: { onPart?: (parts: number) => unknown; isEndless?: boolean },
): Promise<number> {
  const search = api.app.get(SearchService, { strict: false });
  const prepare = search.prepare.bind(search);
  return new Promise((resolve) => {
    async function* watched(readAll: PreparedSearch['readAll']): ReturnType<PreparedSearch['readAll']> {
      let parts = 0;
      try {
        do
          for await (const part of readAll()) {
            onPart((parts += 1));
            yield part;
          }
        while (isEndless);
      } finally {
        resolve(parts);
      }
    }
    jest.spyOn(search, 'prepare').mockImplementation(async (...request) => {
      const prepared = await prepare(...request);
      return { ...prepared, readAll: () => watched(prepared.readAll) };
    });
  });
}
