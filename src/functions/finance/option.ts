import { normalDensity, standardNormal } from '../../kernels/distributions/distribution.ts'

/** A right to buy (or to sell) something with a dividend yield for the strike, at the end (European) or at any time. */
export interface Option {
  readonly spot: number
  readonly strike: number
  /** Rates, the dividend yield and the volatility are of a year. */
  readonly riskFree: number
  readonly dividend: number
  readonly volatility: number
  readonly years: number
  readonly isCall: boolean
  readonly isAmerican: boolean
}

export const greeks = ['npv', 'delta', 'gamma', 'theta', 'vega', 'rho'] as const
export type Valuation = Readonly<Record<(typeof greeks)[number], number>>

/** A European option: F. Black and M. Scholes, "The pricing of options and corporate liabilities" (1973), with R. Merton's dividend yield. */
export function blackScholes({
  spot,
  strike,
  riskFree,
  dividend,
  volatility,
  years,
  isCall,
}: Option): Valuation {
  const side = isCall ? 1 : -1
  const deviation = volatility * Math.sqrt(years)
  const d1 = (Math.log(spot / strike) + (riskFree - dividend + volatility ** 2 / 2) * years) / deviation
  const d2 = d1 - deviation
  const [ahead, discount] = [Math.exp(-dividend * years), Math.exp(-riskFree * years)]
  const [likely, paid] = [standardNormal(side * d1), standardNormal(side * d2)]
  const density = normalDensity(0, 1)(d1)
  const [bought, strikePaid] = [spot * ahead * likely, strike * discount * paid]
  const decay = (spot * ahead * density * volatility) / (2 * Math.sqrt(years))
  return {
    npv: side * (bought - strikePaid),
    delta: side * ahead * likely,
    gamma: (ahead * density) / (spot * deviation),
    theta: -decay - side * riskFree * strikePaid + side * dividend * bought,
    vega: spot * ahead * density * Math.sqrt(years),
    rho: side * years * strikePaid,
  }
}
