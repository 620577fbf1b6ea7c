import { FUNCTIONDEF } from '../data-type.ts'

/** A function as a value. What it does when called is the runtime's matter (see runtime/callable.ts). */
export abstract class FunctionValue {
  /** Empty for a lambda. */
  abstract readonly name: string

  get form(): 'function' {
    return 'function'
  }

  get type() {
    return FUNCTIONDEF
  }

  /** What printing it shows: its name, or its source. */
  abstract describe(): string
}
