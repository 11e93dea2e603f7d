import { INestApplication } from '@nestjs/common';
import { ChangeSignals } from '../../../libs/messages/src/changes/change.signals';

/** Resolves when the next caller who wants to know of changes has nothing left to ask of upstream or of the store, and waits. */
export function nextWaiter(app: INestApplication): Promise<void> {
  const signals = app.get(ChangeSignals);
  const untilChanged = signals.untilChanged.bind(signals);
  return new Promise((resolve) => {
    jest.spyOn(signals, 'untilChanged').mockImplementationOnce((...given) => {
      resolve();
      return untilChanged(...given);
    });
  });
}
