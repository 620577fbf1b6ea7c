// The step that an interpolation proposes: section 4 of Moré and Thuente (1994), whose cases these are.

/** A step with its value and slope. */
export interface Side {
  readonly step: number
  readonly value: number
  readonly slope: number
}

export interface Proposal {
  /** The lowest step so far, and the other end of the interval. */
  readonly best: Side
  readonly end: Side
  readonly step: number
  /** Whether a minimum is known to lie in between. */
  readonly bracketed: boolean
}

/** The interval with `now` as one of its ends, and the next step to try. */
export function cubicStep(
  best: Side,
  end: Side,
  now: Side,
  bracketed: boolean,
  least: number,
  most: number,
): Proposal {
  const turned = now.slope * Math.sign(best.slope) < 0
  const higher = now.value > best.value
  let step: number
  if (higher) step = fromHigher(best, now)
  else if (turned) step = fromTurned(best, now)
  else if (Math.abs(now.slope) < Math.abs(best.slope))
    step = fromFlatter(best, end, now, bracketed, least, most)
  else if (bracketed) step = cubicMinimum(now, end)
  else step = now.step > best.step ? most : least
  return {
    best: higher ? best : now,
    end: higher ? now : turned ? best : end,
    step,
    bracketed: bracketed || higher || turned,
  }
}

// Higher: the cubic's minimum if it is nearer to the best, otherwise halfway to the parabola's.
function fromHigher(best: Side, now: Side): number {
  const width = now.step - best.step
  const { theta, gamma } = cubic(best, now, now.step < best.step, false)
  const ratio = (gamma - best.slope + theta) / (gamma - best.slope + gamma + now.slope)
  const byCubic = best.step + ratio * width
  const byParabola = best.step + (best.slope / ((best.value - now.value) / width + best.slope) / 2) * width
  const isNearer = Math.abs(byCubic - best.step) < Math.abs(byParabola - best.step)
  return isNearer ? byCubic : byCubic + (byParabola - byCubic) / 2
}

const secant = (best: Side, now: Side) =>
  now.step + (now.slope / (now.slope - best.slope)) * (best.step - now.step)

// Slopes of different signs: the one of both minima that is farther from here.
function fromTurned(best: Side, now: Side): number {
  const byCubic = cubicMinimum(now, best)
  const bySecant = secant(best, now)
  return Math.abs(byCubic - now.step) > Math.abs(bySecant - now.step) ? byCubic : bySecant
}

// Lower and flatter: the cubic may have its minimum behind, or none.
function fromFlatter(
  best: Side,
  end: Side,
  now: Side,
  bracketed: boolean,
  least: number,
  most: number,
): number {
  const { theta, gamma } = cubic(best, now, now.step > best.step, true)
  const ratio = (gamma - now.slope + theta) / (gamma + (best.slope - now.slope) + gamma)
  let byCubic = now.step > best.step ? most : least
  if (ratio < 0 && gamma !== 0) byCubic = now.step + ratio * (best.step - now.step)
  const bySecant = secant(best, now)
  const isNearer = Math.abs(byCubic - now.step) < Math.abs(bySecant - now.step)
  if (!bracketed) return Math.min(Math.max(isNearer ? bySecant : byCubic, least), most)
  const step = isNearer ? byCubic : bySecant
  const farthest = now.step + 0.66 * (end.step - now.step)
  return now.step > best.step ? Math.min(farthest, step) : Math.max(farthest, step)
}

// The minimum of the cubic through both, seen from `now`.
function cubicMinimum(now: Side, other: Side): number {
  const { theta, gamma } = cubic(other, now, now.step > other.step, false)
  const ratio = (gamma - now.slope + theta) / (gamma - now.slope + gamma + other.slope)
  return now.step + ratio * (other.step - now.step)
}

function cubic(a: Side, b: Side, isNegative: boolean, isMaybeNone: boolean) {
  const theta = (3 * (a.value - b.value)) / (b.step - a.step) + a.slope + b.slope
  const scale = Math.max(Math.abs(theta), Math.abs(a.slope), Math.abs(b.slope))
  const square = (theta / scale) ** 2 - (a.slope / scale) * (b.slope / scale)
  const gamma = scale * Math.sqrt(isMaybeNone ? Math.max(0, square) : square)
  return { theta, gamma: isNegative ? -gamma : gamma }
}
