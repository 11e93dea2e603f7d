import { BudgetScript, budgetScript } from '../budget.redis';
import { announce } from './announce.script';
import { exchange } from './exchange.script';
import { leave } from './leave.script';
import { prelude, REDIS_TIME } from './prelude';
import { report } from './report.script';

export interface BudgetScripts {
  readonly announce: BudgetScript;
  readonly report: BudgetScript;
  readonly exchange: BudgetScript;
  readonly leave: BudgetScript;
}

/** `clock` is Lua that sets `now` in whole ms; tests have one of their own. */
export function budgetScripts(clock = REDIS_TIME): BudgetScripts {
  const beginning = prelude(clock);
  return {
    announce: budgetScript('announce', beginning + announce),
    report: budgetScript('report', beginning + report),
    exchange: budgetScript('exchange', beginning + exchange),
    leave: budgetScript('leave', beginning + leave),
  };
}
