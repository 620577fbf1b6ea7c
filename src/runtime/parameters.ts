import type { Value } from '../values/value.ts'
import { ScriptError } from './script-error.ts'

export interface ParameterInfo {
  readonly name: string
  readonly optional: boolean
  /** As written in the signature, or null. */
  readonly defaultText: string | null
}

/** The parameters of a function: names, which may be left out, and whether the last repeats. */
export class Parameters {
  readonly list: readonly ParameterInfo[]
  /** `...`: the last parameter may be given any number of times. */
  readonly variadic: boolean
  readonly least: number
  readonly most: number

  constructor(list: readonly ParameterInfo[], variadic: boolean) {
    this.list = list
    this.variadic = variadic
    let least = 0
    list.forEach((parameter, i) => {
      if (!parameter.optional) least = i + 1
    })
    this.least = least
    this.most = variadic ? Number.POSITIVE_INFINITY : list.length
  }

  /** The place of a named argument, or −1. Exact name first, then without regard to case; `a|b` has two names. */
  placeOf(name: string): number {
    const exact = this.list.findIndex(parameter => parameter.name === name)
    if (exact >= 0) return exact
    const lower = name.toLowerCase()
    return this.list.findIndex(parameter => parameter.name.toLowerCase().split('|').includes(lower))
  }

  /** @throws ScriptError when `given` arguments are too few or too many for the function `name`. */
  check(name: string, given: number): void {
    if (given >= this.least && given <= this.most) return
    const expected =
      this.least === this.most
        ? `${this.least}`
        : this.most === Number.POSITIVE_INFINITY
          ? `at least ${this.least}`
          : `${this.least} to ${this.most}`
    throw new ScriptError(
      `The function [${name || 'lambda'}] expects ${expected} argument(s), but the actual number of arguments is: ${given}`,
      { refId: 'S02025' },
    )
  }

  /** Puts named arguments into their places after the positional ones. @throws ScriptError for unknown or doubled names. */
  arrange(
    name: string,
    positional: readonly (Value | undefined)[],
    named: readonly (readonly [string, Value])[],
  ): (Value | undefined)[] {
    const args = [...positional]
    for (const [key, value] of named) {
      const place = this.placeOf(key)
      if (place < 0) {
        throw new ScriptError(`The function [${name || 'lambda'}] has no parameter named ${key}`, {
          hint: `its parameters are: ${this.list.map(parameter => parameter.name).join(', ')}`,
        })
      }
      if (args[place] !== undefined) {
        throw new ScriptError(`The parameter ${key} of function [${name || 'lambda'}] is given twice`)
      }
      while (args.length < place) args.push(undefined)
      args[place] = value
    }
    return args
  }
}
