import { integer } from '../../functions/argument.ts'
import { ScriptError } from '../../runtime/script-error.ts'
import type { PartitionLevel } from '../../storage/partitions/level.ts'
import {
  hashLevel,
  listLevel,
  rangeLevel,
  sequenceLevel,
  valueLevel,
} from '../../storage/partitions/scheme.ts'
import { StorageError } from '../../storage/storage-error.ts'
import { typeOfCode, typeOfName } from '../../values/data-type.ts'
import { Scalar } from '../../values/forms/scalar.ts'
import type { Value } from '../../values/value.ts'
import { vectorOf } from '../../values/vectors/build.ts'
import { Tuple } from '../../values/vectors/tuple.ts'
import { Vector } from '../../values/vectors/vector.ts'
import { DatabaseHandle } from '../tables/database-handle.ts'

const USAGE = 'database(directory, partitionType, partitionScheme)'
const kinds = ['SEQ', 'VALUE', 'RANGE', 'LIST', 'COMPO', 'HASH'] as const

/** The levels that `database`'s partition type and scheme describe. @throws ScriptError */
export function levelsOf(type: Value, scheme: Value | undefined): readonly PartitionLevel[] {
  const kind = kinds[integer(type, USAGE, 'partitionType')]
  if (!kind) throw new ScriptError(`partitionType is one of ${kinds.join(', ')}.`)
  if (kind === 'COMPO') return compound(scheme)
  try {
    return [levelOf(kind, scheme)]
  } catch (error) {
    if (error instanceof StorageError) throw new ScriptError(`${error.message}.`, { cause: error })
    throw error
  }
}

function levelOf(kind: Exclude<(typeof kinds)[number], 'COMPO'>, scheme: Value | undefined): PartitionLevel {
  switch (kind) {
    case 'SEQ':
      return sequenceLevel(integer(scheme, USAGE, 'the scheme of SEQ'))
    case 'VALUE':
      return valueLevel(vectorScheme(scheme, kind))
    case 'RANGE':
      return rangeLevel(vectorScheme(scheme, kind))
    case 'LIST':
      return listLevel(listsOf(scheme))
    case 'HASH':
      return hashScheme(scheme)
  }
}

function vectorScheme(scheme: Value | undefined, kind: string): Vector {
  if (scheme instanceof Vector && !(scheme instanceof Tuple)) return scheme
  if (scheme instanceof Scalar) return vectorOf([scheme])
  throw new ScriptError(`The partition scheme of ${kind} is a vector.`)
}

// Each element of a LIST scheme is a vector of values, or one value.
function listsOf(scheme: Value | undefined): Vector[] {
  if (!(scheme instanceof Vector))
    throw new ScriptError('The partition scheme of LIST is a tuple of vectors.')
  return Array.from({ length: scheme.length }, (_, i) => {
    const item = scheme.get(i)
    return item instanceof Vector ? item : vectorOf([item])
  })
}

function hashScheme(scheme: Value | undefined): PartitionLevel {
  const complaint = new ScriptError(
    'The partition scheme of HASH is a type and a number of buckets: [INT, 10].',
  )
  if (!(scheme instanceof Vector) || scheme.length !== 2) throw complaint
  const [type, buckets] = [scheme.get(0), scheme.get(1)]
  if (!(type instanceof Scalar) || !(buckets instanceof Scalar)) throw complaint
  const known = typeof type.raw === 'string' ? typeOfName(type.raw) : typeOfCode(Number(type.raw))
  if (!known) throw complaint
  return hashLevel(known, Number(buckets.raw))
}

function compound(scheme: Value | undefined): readonly PartitionLevel[] {
  const complaint = new ScriptError('The partition scheme of COMPO is a vector of database handles.')
  if (!(scheme instanceof Vector)) throw complaint
  return Array.from({ length: scheme.length }, (_, i) => {
    const handle = scheme.get(i)
    if (!(handle instanceof DatabaseHandle) || handle.levels.length !== 1) throw complaint
    return handle.levels[0]!
  })
}
