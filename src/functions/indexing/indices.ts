import type { Value } from '../../values/value.ts'

/** One index a dimension; undefined where all of it is meant. */
export type Indices = readonly (Value | undefined)[]
