// A step along a direction after which the function is low enough and flat enough (the strong Wolfe conditions).

import { cubicStep, type Side } from './cubic-step.ts'

/** The value and slope of a function at a step along a direction. */
export interface At {
  readonly value: number
  readonly slope: number
}

export interface SearchLimits {
  /** The value falls by this share of what the slope at the start promises (Armijo). */
  readonly decrease: number
  /** The slope shrinks to this share. */
  readonly curvature: number
  /** How much of its length the interval of the step may have left; below, the search gives up. */
  readonly width: number
  readonly least: number
  readonly most: number
  readonly evaluations: number
}

/** Why a search ended; after all but `done` the step need not fulfil the conditions. */
export interface Found {
  readonly end: 'done' | 'rounding' | 'evaluations'
  readonly step: number
  readonly at: At
}

/**
 * J. J. Moré and D. J. Thuente, "Line search algorithms with guaranteed sufficient decrease" (1994): an interval that holds such a step
 * shrinks around it, by cubic and quadratic interpolation; until there is one whose value is low enough, for the function less
 * what the Armijo condition allows.
 */
export function lineSearch(phi: (step: number) => At, start: At, first: number, limits: SearchLimits): Found {
  const allowed = limits.decrease * start.slope
  let step = first
  let bracketed = false
  let isLowering = true
  let best: Side = { step: 0, ...start }
  let end: Side = best
  let [least, most] = [0, step + 4 * step]
  let width = limits.most - limits.least
  let widthBefore = width / 0.5
  for (let i = 0; i < limits.evaluations; i++) {
    const at = phi(step)
    const test = start.value + step * allowed
    if (isLowering && at.value <= test && at.slope >= 0) isLowering = false
    if (at.value <= test && Math.abs(at.slope) <= limits.curvature * -start.slope)
      return { end: 'done', step, at }
    const stuck =
      (bracketed && (step <= least || step >= most || most - least <= limits.width * most)) ||
      (step === limits.most && at.value <= test && at.slope <= allowed) ||
      (step === limits.least && (at.value > test || at.slope >= allowed))
    if (stuck) return { end: 'rounding', step, at }
    const shift = isLowering && at.value <= best.value && at.value > test ? allowed : 0
    const less = (side: Side): Side => ({
      step: side.step,
      value: side.value - side.step * shift,
      slope: side.slope - shift,
    })
    const more = (side: Side): Side => ({
      step: side.step,
      value: side.value + side.step * shift,
      slope: side.slope + shift,
    })
    const next = cubicStep(less(best), less(end), less({ step, ...at }), bracketed, least, most)
    ;[best, end, step, bracketed] = [more(next.best), more(next.end), next.step, next.bracketed]
    if (bracketed) {
      const now = Math.abs(end.step - best.step)
      if (now >= 0.66 * widthBefore) step = best.step + 0.5 * (end.step - best.step)
      ;[widthBefore, width] = [width, now]
      ;[least, most] = [Math.min(best.step, end.step), Math.max(best.step, end.step)]
    } else {
      ;[least, most] = [step + 1.1 * (step - best.step), step + 4 * (step - best.step)]
    }
    step = Math.min(Math.max(step, limits.least), limits.most)
    if (bracketed && (step <= least || step >= most || most - least <= limits.width * most)) step = best.step
  }
  return { end: 'evaluations', step, at: start }
}
