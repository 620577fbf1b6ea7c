// V8's maps hold 2²⁴ entries at most.
const LARGEST = 1 << 24

/** A map of any size, in order of insertion: of several maps, of which all but the last are full or were. */
export class LargeMap<K, V> {
  readonly #maps: Map<K, V>[] = [new Map()]
  readonly #largest: number

  constructor(largest = LARGEST) {
    this.#largest = largest
  }

  get size(): number {
    return this.#maps.reduce((sum, map) => sum + map.size, 0)
  }

  has(key: K): boolean {
    return this.#maps.some(map => map.has(key))
  }

  get(key: K): V | undefined {
    return this.#maps.find(map => map.has(key))?.get(key)
  }

  set(key: K, value: V): this {
    const last = this.#maps.at(-1)!
    const known = this.#maps.length === 1 ? last : (this.#maps.find(map => map.has(key)) ?? last)
    if (known.size < this.#largest || known.has(key)) known.set(key, value)
    else this.#maps.push(new Map([[key, value]]))
    return this
  }

  delete(key: K): boolean {
    return this.#maps.some(map => map.delete(key))
  }

  clear(): void {
    this.#maps.splice(0, this.#maps.length, new Map())
  }

  *keys(): Generator<K> {
    for (const map of this.#maps) yield* map.keys()
  }

  *values(): Generator<V> {
    for (const map of this.#maps) yield* map.values()
  }
}
