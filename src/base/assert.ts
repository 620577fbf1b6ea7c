/** A mistake in this program, never in what a user wrote: those get errors with a RefId. */
export class AssertionError extends Error {
  override name = 'AssertionError'
}

/** What must be so at this point. Stays on in production: a wrong state is better stopped than stored. */
export function assert(condition: boolean, invariant: string): asserts condition {
  if (!condition) throw new AssertionError(`Broken invariant: ${invariant}`)
}

/** For the end of a switch over a closed union: the compiler refuses it while a member is not handled. */
export function unreachable(value: never): never {
  throw new AssertionError(`No case for ${JSON.stringify(value)}`)
}
