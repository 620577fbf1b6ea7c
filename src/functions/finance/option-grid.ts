import { scratch } from '../../kernels/storage.ts'
import type { Option, Valuation } from './option.ts'

export interface Grid {
  /** Places of the logarithm of the price, at least 3. */
  readonly places: number
  readonly steps: number
  /** How many of the first steps, from the end of the option, are implicit ones: they smooth the kink of what it pays. */
  readonly damping: number
}

const bump = 1e-3

/**
 * An option by finite differences of Black's and Scholes's equation: J. Crank's and P. Nicolson's steps (1947), the first ones implicit (R. Rannacher
 * 1984). One that may be exercised at any time is worth no less than that: M. Brennan and E. Schwartz, "The valuation of American put options" (1977). `beforeStep` may throw, to end it.
 */
export function onGrid(option: Option, grid: Grid, beforeStep: () => void): Valuation {
  const { spot, strike, riskFree, dividend, volatility, years } = option
  const side = option.isCall ? 1 : -1
  const spread = 5 * volatility * Math.sqrt(years) + Math.abs(riskFree - dividend) * years
  const width = Math.max(spread, 1.5 * Math.abs(Math.log(strike / spot)))
  const { now, before, middle, h } = solved(option, grid, width, beforeStep)
  const priceOf = (other: Partial<Option>) => {
    const result = solved({ ...option, ...other }, grid, width, beforeStep)
    return result.now[result.middle]!
  }
  const slope = (of: (shift: number) => Partial<Option>) =>
    (priceOf(of(bump)) - priceOf(of(-bump))) / (2 * bump)
  const [below, here, above] = [now[middle - 1]!, now[middle]!, now[middle + 1]!]
  const [first, second] = [(side * (above - below)) / (2 * h), (above - 2 * here + below) / h ** 2]
  return {
    npv: here,
    delta: first / spot,
    gamma: (second - first) / spot ** 2,
    theta: ((before[middle]! - here) * grid.steps) / years,
    vega: slope(shift => ({ volatility: volatility + shift })),
    rho: slope(shift => ({ riskFree: riskFree + shift })),
  }
}

function solved(option: Option, { places, steps, damping }: Grid, width: number, beforeStep: () => void) {
  const { spot, strike, riskFree, dividend, volatility, years, isCall, isAmerican } = option
  const middle = places >> 1
  const h = (2 * width) / (places - 1)
  const side = isCall ? 1 : -1
  // Places go towards where the option is exercised, from where each step is solved backwards.
  const [price, exercised, factor] = [scratch('f64', places), scratch('f64', places), scratch('f64', places)]
  for (let i = 0; i < places; i++) {
    price[i] = spot * Math.exp(side * (i - middle) * h)
    exercised[i] = Math.max(0, side * (price[i]! - strike))
  }
  // Neighbours' shares in the derivative by time to the end: ½ σ² v″ + (r − q − ½ σ²) v′ − r v.
  const diffusion = volatility ** 2 / (2 * h ** 2)
  const drift = (side * (riskFree - dividend - volatility ** 2 / 2)) / (2 * h)
  const [down, at, up] = [diffusion - drift, -2 * diffusion - riskFree, diffusion + drift]
  const dt = years / steps
  const edge = (i: number, left: number) => {
    const held = side * (price[i]! * Math.exp(-dividend * left) - strike * Math.exp(-riskFree * left))
    return Math.max(0, held, isAmerican ? exercised[i]! : 0)
  }
  let [now, before] = [scratch('f64', places), scratch('f64', places)]
  now.set(exercised)
  for (let step = 1; step <= steps; step++) {
    beforeStep()
    // How much of a step looks ahead: all of it, or half.
    const ahead = (step <= damping ? 1 : 0.5) * dt
    const behind = dt - ahead
    const next = before
    next[0] = edge(0, step * dt)
    next[places - 1] = edge(places - 1, step * dt)
    // Thomas's elimination of the tridiagonal system.
    for (let i = 1; i < places - 1; i++) {
      const right = now[i]! + behind * (down * now[i - 1]! + at * now[i]! + up * now[i + 1]!)
      const pivot = 1 - ahead * at + ahead * down * factor[i - 1]!
      factor[i] = (-ahead * up) / pivot
      next[i] = (right + ahead * down * next[i - 1]!) / pivot
    }
    for (let i = places - 2; i > 0; i--) {
      next[i]! -= factor[i]! * next[i + 1]!
      if (isAmerican && next[i]! < exercised[i]!) next[i] = exercised[i]!
    }
    ;[before, now] = [now, next]
  }
  return { now, before, middle, h }
}
