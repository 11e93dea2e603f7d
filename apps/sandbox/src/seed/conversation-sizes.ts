import { Random } from './random';

/** P(at least k messages) = k^-EXPONENT up to LARGEST: two thirds have three or fewer, some have hundreds, the mean is about 13. */
const EXPONENT = 0.8;
const LARGEST = 500;

/** Message counts of conversations, at least 1 each, that sum to `total`. */
export function conversationSizes(random: Random, total: number): number[] {
  const largest = Math.max(1, Math.min(LARGEST, Math.ceil(total / 8)));
  const sizes: number[] = [];
  for (let left = total; left > 0;) {
    const size = Math.min(left, largest, Math.floor((1 - random.next()) ** (-1 / EXPONENT)));
    sizes.push(size);
    left -= size;
  }
  return sizes;
}
