import { LargeMap } from '../../base/large-map.ts'
import type { DataType } from '../data-type.ts'
import type { Lanes, Raw } from '../null.ts'

/** What distinguishes two raws of one type as a Map key: COMPLEX and POINT have no identity of their own. */
export function keyOf(raw: Raw): number | bigint | string | null {
  if (raw === null || typeof raw !== 'object') return raw === 0 ? 0 : raw
  return 'x' in raw ? `${(raw as Lanes).x},${(raw as Lanes).y}` : `${raw.amount}${raw.unit}`
}

/** Distinct values of one type, in order of insertion. */
export class SetValue {
  readonly type: DataType
  readonly items = new LargeMap<number | bigint | string | null, Raw>()
  aliased = false

  constructor(type: DataType, raws: Iterable<Raw> = []) {
    this.type = type
    for (const raw of raws) this.items.set(keyOf(raw), raw)
  }

  get form(): 'set' {
    return 'set'
  }

  get size(): number {
    return this.items.size
  }

  has(raw: Raw): boolean {
    return this.items.has(keyOf(raw))
  }

  add(raw: Raw): void {
    this.items.set(keyOf(raw), raw)
  }

  delete(raw: Raw): void {
    this.items.delete(keyOf(raw))
  }

  clone(): SetValue {
    return new SetValue(this.type, this.items.values())
  }
}
