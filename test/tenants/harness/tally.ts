import { Answer } from './ask';
import { Family, Probe } from './probe';
import { BUSY, Finding, hasRows } from './verdict';

export interface ProbeReport {
  readonly seed: number;
  readonly probes: number;
  readonly byFamily: Readonly<Partial<Record<Family, number>>>;
  readonly byStatus: Readonly<Record<string, number>>;
  /** Of those who asked for what isn't theirs: right after somebody was answered the same, or not. */
  readonly trespasses: { readonly warm: number; readonly cold: number };
  /** Comparisons with a location that doesn't exist, and with what upstream says. */
  readonly comparisons: Readonly<Record<string, number>>;
  /** Of those who asked for what is theirs: how many there were, and how many answers had rows, by route. */
  readonly controls: { readonly asked: number; readonly withRows: number; readonly byRoute: Readonly<Record<string, number>> };
  /** Answers that prove nothing, since the service was busy. */
  readonly busy: number;
  readonly findings: readonly Finding[];
}

/** Counts. */
export class Tally {
  probes = 0;
  readonly findings: Finding[] = [];
  private readonly byFamily: Partial<Record<Family, number>> = {};
  private readonly byStatus: Record<string, number> = {};
  private readonly byRoute: Record<string, number> = {};
  private readonly comparisons: Record<string, number> = {};
  private readonly trespasses = { warm: 0, cold: 0 };
  private readonly controls = { asked: 0, withRows: 0 };
  private busy = 0;

  constructor(private readonly seed: number) {}

  count(probe: Probe, answer: Answer, finding: Finding | null): void {
    const { family, route, rule, isWarm } = probe;
    this.probes += 1;
    this.byFamily[family] = (this.byFamily[family] ?? 0) + 1;
    this.byStatus[answer.status] = (this.byStatus[answer.status] ?? 0) + 1;
    if (BUSY.includes(answer.status)) this.busy += 1;
    if (family === 'trespass') this.trespasses[isWarm ? 'warm' : 'cold'] += 1;
    if (rule === 'rows') {
      this.controls.asked += 1;
      const has = hasRows(probe, answer);
      if (has) this.controls.withRows += 1;
      this.byRoute[route] = (this.byRoute[route] ?? 0) + (has ? 1 : 0);
    }
    if (finding) this.findings.push(finding);
  }

  compared(withWhat: string, finding: Finding | null): void {
    this.comparisons[withWhat] = (this.comparisons[withWhat] ?? 0) + 1;
    if (finding) this.findings.push(finding);
  }

  report(): ProbeReport {
    const { seed, probes, byFamily, byStatus, trespasses, comparisons, busy, findings } = this;
    return {
      seed,
      probes,
      byFamily,
      byStatus,
      trespasses,
      comparisons,
      controls: { ...this.controls, byRoute: this.byRoute },
      busy,
      findings,
    };
  }
}
