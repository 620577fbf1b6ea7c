import type { Registry } from '../functions/registry.ts'
import { bool, double, int, Scalar } from '../values/forms/scalar.ts'
import { copyOf, own, retain } from '../values/ownership.ts'
import type { Value } from '../values/value.ts'
import { vectorOf } from '../values/vectors/build.ts'
import * as rawArithmetic from './plain/raw-arithmetic.ts'
import * as rawLong from './plain/raw-long.ts'
import { makeOperators } from './plain/scalar-fast-path.ts'
import * as access from './support/access.ts'
import * as asking from './support/asking.ts'
import * as building from './support/building.ts'
import * as calling from './support/calling.ts'
import * as failure from './support/failure.ts'
import * as iteration from './support/iteration.ts'
import * as plainElements from './support/plain-elements.ts'
import * as session from './support/session.ts'
import * as truth from './support/truth.ts'

/** Its first argument: for the sake of the second one, which is evaluated after it. */
const first = <T>(value: T, _then: unknown): T => value

/** The raw of a scalar that is known to be a plain number. */
const rawOf = (value: Value): number => (value as Scalar).raw as number

const made = new WeakMap<Registry, Vocabulary>()

/** Everything that generated code may name, by the name it has there: the same for all sessions of a thread. */
export function vocabularyOf(registry: Registry): Vocabulary {
  let vocabulary = made.get(registry)
  if (!vocabulary) {
    vocabulary = makeVocabulary(registry)
    made.set(registry, vocabulary)
  }
  return vocabulary
}

function makeVocabulary(registry: Registry) {
  return {
    ...rawArithmetic,
    ...rawLong,
    ...makeOperators(registry),
    ...access,
    ...asking,
    ...building,
    ...calling,
    ...failure,
    ...iteration,
    ...plainElements,
    ...session,
    ...truth,
    vectorOf,
    own,
    copyOf,
    retain,
    bool,
    double,
    int,
    Scalar,
    first,
    rawOf,
  }
}

export type Vocabulary = ReturnType<typeof makeVocabulary>
