import { Dictionary } from './forms/dictionary.ts'
import { Table } from './forms/table.ts'
import type { Value } from './value.ts'
import { Tuple } from './vectors/tuple.ts'

// Tables in memory are among the TableValues, which needn't be mutable.
type Mutable = Value & { aliased: boolean; clone(): Value }

const isMutable = (value: Value): value is Mutable => 'aliased' in value

/** Marks `value` as held from more than one place. To be called by whoever keeps it. Returns it. */
export function retain<V extends Value>(value: V): V {
  if (isMutable(value)) value.aliased = true
  return value
}

/** `value` if nobody else holds it, else a copy that may be changed in place. Shared tables are never copied. */
export function own<V extends Value>(value: V): V {
  if (!isMutable(value) || !value.aliased) return value
  const held: Value = value
  if (held instanceof Table && held.sharedName !== null) return value
  return copyOf(value)
}

/** A copy that may be changed in place. What a container holds is then held from two places. */
export function copyOf<V extends Value>(value: V): V {
  if (!isMutable(value)) return value
  const copy: Value = value.clone()
  if (copy instanceof Tuple && copy.type.storage !== 'union') copy.items.forEach(retain)
  else if (copy instanceof Dictionary) for (const entry of copy.entries.values()) retain(entry.value)
  return copy as V
}
