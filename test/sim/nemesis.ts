import { fair } from './network.ts'
import { SimRandom } from './random.ts'
import type { SimWorld } from './world.ts'

/** Whom faults may befall. */
export interface Victims {
  readonly world: SimWorld
  readonly aliases: readonly string[]
  crash(alias: string): void
  restart(alias: string): void
  /** Whom it would hurt most now. */
  favourite(): string | undefined
  /** Changes a stored bit, or loses a whole disk, where that can be borne; tells what, or null: nothing. */
  flip?(alias: string): string | null
  wipe?(alias: string): string | null
}

export type FaultKind =
  | 'crash'
  | 'partition'
  | 'one-way partition'
  | 'bad weather'
  | 'suspension'
  | 'slow disk'
  | 'failing disk'
  | 'full disk'
  | 'slow node'
  | 'flipped bit'
  | 'lost disk'
  | 'clock jump'

/** Lets faults befall a world, as its seed says, and ends each after a while. */
export class Nemesis {
  readonly counts = new Map<string, number>()
  readonly #victims: Victims
  readonly #random: SimRandom
  readonly #kinds: readonly FaultKind[]
  readonly #trace: (line: string) => void
  #stop = () => {}

  constructor(victims: Victims, kinds: readonly FaultKind[], trace: (line: string) => void) {
    this.#victims = victims
    this.#random = new SimRandom(victims.world.random.below(2 ** 32))
    this.#kinds = kinds
    this.#trace = trace
    for (const alias of victims.aliases) victims.world.setClockRate(alias, 0.95 + 0.1 * this.#random.next())
  }

  /** One fault after the other, `interval` milliseconds apart on average, until `calm`. */
  begin(interval: number): void {
    this.#stop = this.#world.timeline.after(this.#random.next() * 2 * interval, () => {
      this.#strike()
      this.begin(interval)
    })
  }

  /** Ends all faults. */
  calm(): void {
    this.#stop()
    this.#world.network.heal()
    this.#world.network.weather = fair
    this.#world.slowDisks.clear()
    this.#world.network.slow.clear()
    for (const alias of this.#victims.aliases) {
      if (this.#world.isRunning(alias)) {
        const { faults, disk } = this.#world.process(alias).host
        faults.heal()
        disk.capacity = Number.POSITIVE_INFINITY
      } else this.#victims.restart(alias)
    }
    this.#trace('calm')
  }

  get #world(): SimWorld {
    return this.#victims.world
  }

  #strike(): void {
    const kind = this.#kinds[this.#random.below(this.#kinds.length)]!
    const alias = this.#victim()
    const duration = this.#random.chance(0.2) ? 5000 * this.#random.next() : 1500 * this.#random.next()
    this.#trace(`fault: ${kind} ${alias} for ${duration.toFixed(0)} ms`)
    const end = this.#begin(kind, alias, duration)
    if (end === undefined) return
    this.counts.set(kind, (this.counts.get(kind) ?? 0) + 1)
    if (end) this.#world.timeline.after(duration, end)
  }

  #victim(): string {
    const favourite = this.#victims.favourite()
    const { aliases } = this.#victims
    return favourite && this.#random.chance(0.5) ? favourite : aliases[this.#random.below(aliases.length)]!
  }

  /** Returns what ends it; null: it ends by itself; undefined: there was none. */
  #begin(kind: FaultKind, alias: string, duration: number): (() => void) | null | undefined {
    const world = this.#world
    const random = this.#random
    const runs = world.isRunning(alias)
    switch (kind) {
      case 'crash':
        if (runs) this.#victims.crash(alias)
        return () => {
          if (!world.isRunning(alias)) this.#victims.restart(alias)
        }
      case 'partition':
        this.#part(alias)
        return () => world.network.heal()
      case 'one-way partition':
        this.#deafen(alias)
        return () => world.network.heal()
      case 'bad weather':
        world.network.weather = {
          delay: [0.2, random.chance(0.5) ? 50 : 400],
          loss: random.next() * 0.3,
          duplication: random.next() * 0.2,
        }
        return () => {
          world.network.weather = fair
        }
      case 'suspension':
        if (runs) world.suspend(alias, duration)
        return null
      case 'slow disk':
        world.slowDisks.set(alias, random.chance(0.5) ? 50 : 1000)
        return () => world.slowDisks.delete(alias)
      case 'failing disk': {
        if (!runs) return undefined
        const { faults } = world.process(alias).host
        // Only commits, or anything now and then.
        const all = random.chance(0.4)
        faults.refuse(operation =>
          (all ? random.chance(0.3) : operation.startsWith('commit'))
            ? new Error('the disk failed')
            : undefined,
        )
        return () => {
          if (!faults.crashed) faults.heal()
        }
      }
      case 'full disk': {
        if (!runs) return undefined
        const { disk } = world.process(alias).host
        disk.capacity = random.below(2000)
        return () => {
          disk.capacity = Number.POSITIVE_INFINITY
        }
      }
      case 'slow node':
        world.network.slow.set(alias, 20 + 300 * random.next())
        return () => world.network.slow.delete(alias)
      case 'flipped bit':
      case 'lost disk': {
        const done = kind === 'flipped bit' ? this.#victims.flip?.(alias) : this.#victims.wipe?.(alias)
        if (!done) return undefined
        this.#trace(`fault: ${done}`)
        return () => {
          if (!world.isRunning(alias)) this.#victims.restart(alias)
        }
      }
      case 'clock jump':
        if (runs) world.process(alias).clock.jump((random.next() - 0.5) * 7_200_000)
        return null
    }
  }

  #part(alias: string): void {
    const others = this.#victims.aliases.filter(other => other !== alias)
    const along = others.filter(() => this.#random.chance(0.3))
    this.#world.network.partition(
      [alias, ...along],
      others.filter(other => !along.includes(other)),
    )
  }

  // It hears others and isn't heard, or the other way round.
  #deafen(alias: string): void {
    const { network } = this.#world
    const inward = this.#random.chance(0.5)
    for (const other of this.#victims.aliases) {
      if (other === alias || this.#random.chance(0.3)) continue
      if (inward) network.block(other, alias)
      else network.block(alias, other)
    }
  }
}
