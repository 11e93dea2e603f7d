import { Random } from '../../../apps/sandbox/src/seed/random';
import { Answer } from './ask';
import { Probe } from './probe';
import { Shape, SHAPES } from './questions';
import { Place } from './world';

const KEPT = 300;
const NEXT = /"(?:nextCursor|next)":"([^"]+)"/;

interface Answered {
  readonly shape: Shape;
  readonly place: Place;
}

/** What those who may read have been answered: what others try next. */
export class Harvest {
  private questions: Answered[] = [];
  private readonly ends = new Map<string, string>();
  private readonly tags = new Map<string, string[]>();

  /** What was kept is no longer so. */
  forgetAnswered(): void {
    this.questions = [];
  }

  note({ about, rule, route, request }: Probe, { status, rawHeaders, body }: Answer): void {
    if (!about || rule !== 'rows' || status !== 200) return;
    const path = request.path;
    const shape = SHAPES.find((one) => one.route === route && isAsked(one, about, path, request.body));
    if (!shape) return;
    if (this.questions.length < KEPT) this.questions.push({ shape, place: about });
    const end = NEXT.exec(body)?.[1];
    if (end !== undefined) this.ends.set(keyOf(shape, about), end);
    const tag = rawHeaders[rawHeaders.findIndex((name, index) => index % 2 === 0 && name.toLowerCase() === 'etag') + 1];
    if (tag !== undefined && rawHeaders.some((name) => name.toLowerCase() === 'etag'))
      this.tags.set(about.id, [tag, ...(this.tags.get(about.id) ?? [])].slice(0, 20));
  }

  answered(random: Random): Answered | null {
    return this.questions.length === 0 ? null : random.pick(this.questions);
  }

  /** Where the answer to this question about this place ended. */
  place(random: Random, shape: Shape, place: Place): string | undefined {
    const ends = [...this.ends].filter(([key]) => key.startsWith(`${place.letter} `)).map(([, end]) => end);
    return this.ends.get(keyOf(shape, place)) ?? (ends.length > 0 ? random.pick(ends) : undefined);
  }

  tag(random: Random, { id }: Place): string | undefined {
    const tags = this.tags.get(id);
    return tags && random.pick(tags);
  }
}

function isAsked({ about }: Shape, place: Place, path: string, body: string | undefined): boolean {
  const question = about(place);
  return question.path === path && question.body === body;
}

function keyOf(shape: Shape, { letter }: Place): string {
  return `${letter} ${SHAPES.indexOf(shape)}`;
}
