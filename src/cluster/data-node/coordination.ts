import type { Clock } from '../../host/clock.ts'
import { StorageError } from '../../storage/storage-error.ts'
import { Coordinator, type CoordinatorEffect, type CoordinatorEvent } from '../../txn/coordinator.ts'
import type { BeginCommand, Begun, BegunChunk, Decision } from '../controller/command.ts'
import type { Peers } from '../peers.ts'
import type { Site } from '../site.ts'
import { type ControllerClient, ControllerSilent } from './controller-client.ts'
import type { DataRequest, Stage } from './data-request.ts'
import type { LocalStage, LocalStageRequest, Participants } from './participants.ts'

/** What a transaction does to a partition. */
export interface Writing {
  readonly path: string
  readonly kind: Stage['kind']
  /** The rows as another node gets them, in pieces that one message takes; none where no rows come. Made when one needs them. */
  readonly pieces: () => readonly Uint8Array[]
  readonly columns: LocalStage['columns']
  /** The commit of which the rows were read that it is made from. */
  readonly read?: number | undefined
}

/** How a transaction ended, and which partitions were left out (`atomic='CHUNK'`). */
export interface Written {
  /** Undefined: this very write of its client had happened before. */
  readonly cid: number | undefined
  readonly skipped: readonly string[]
}

/** The table is not what the rows were made ready for. */
export class TableChanged extends Error {}

export interface CoordinationWorld {
  readonly peers: Peers
  readonly clock: Clock
  readonly controllers: ControllerClient
  /** Of this node, if it holds chunks. */
  readonly participants: Participants | null
  /** Where a data node is. */
  readonly site: (alias: string) => Promise<Site>
}

const BULK = 4 << 20
const PREPARE_PATIENCE = 60_000
// How long the outcome is asked for before the script is told that it is unknown.
const OUTCOME_PATIENCE = 60_000

/** One transaction, from its number to its end: does what the coordinator's machine wants done. */
export class Coordination {
  readonly #world: CoordinationWorld
  readonly #command: BeginCommand
  readonly #version: number
  readonly #writings: ReadonlyMap<string, Writing>
  readonly #machine = new Coordinator()
  readonly #started: (tid: number) => void
  #begun: Extract<Begun, { is: 'begun' }> | null = null
  readonly #silent = new Set<string>()
  #settle!: { resolve: (cid: number) => void; reject: (error: Error) => void }

  /** `version`: of the table, as the rows were made ready for it. `started` is told the number. */
  constructor(
    world: CoordinationWorld,
    command: BeginCommand,
    version: number,
    writings: readonly Writing[],
    started: (tid: number) => void,
  ) {
    this.#world = world
    this.#command = command
    this.#version = version
    this.#writings = new Map(writings.map(writing => [writing.path, writing]))
    this.#started = started
  }

  /** @throws StorageError when it was rolled back; TableChanged; ControllerSilent when the outcome is unknown */
  async run(): Promise<Written> {
    const begun = (await this.#world.controllers.ask(this.#command)) as Begun
    if (begun.is === 'repeated') return { cid: undefined, skipped: [] }
    this.#started(begun.tid)
    this.#begun = begun
    if (begun.version !== this.#version) {
      await this.#world.controllers.ask({ is: 'abort', tid: begun.tid, reason: 'The table was changed.' })
      throw new TableChanged(`The table ${this.#command.table} was changed`)
    }
    const lost = this.#command.force ? undefined : begun.chunks.find(({ nodes }) => nodes.length === 0)
    if (lost) throw await this.#given(begun.tid, lost)
    const outcome = new Promise<number>((resolve, reject) => {
      this.#settle = { resolve, reject }
    })
    const chunks = this.#command.force ? [] : begun.chunks.map(({ id, nodes }) => ({ chunk: id, nodes }))
    this.#step({ is: 'begun', tid: begun.tid, chunks })
    return { cid: await outcome, skipped: begun.skipped }
  }

  // Gives a transaction up that can't be prepared anywhere.
  async #given(tid: number, { path }: BegunChunk): Promise<StorageError> {
    const { table, type } = this.#command
    const remedy = type === 'DROP' ? ', or remove it by dropPartition with forceDelete=true' : ''
    const reason =
      `No node that is there has a good replica of the partition ${path || table} of ${table}: ` +
      `start the nodes that hold it (getClusterChunksStatus tells which)${remedy}`
    await this.#world.controllers.ask({ is: 'abort', tid, reason })
    return new StorageError('conflict', reason)
  }

  #step(event: CoordinatorEvent): void {
    for (const effect of this.#machine.step(event)) {
      this.#perform(effect).then(
        next => next && this.#step(next),
        error => this.#settle.reject(error),
      )
    }
  }

  async #perform(effect: CoordinatorEffect): Promise<CoordinatorEvent | null> {
    switch (effect.is) {
      case 'prepare':
        return this.#prepare(effect.node, effect.tid)
      case 'commit': {
        const silent = [...this.#silent]
        return this.#decision({ is: 'commit', tid: effect.tid, prepared: effect.prepared, silent })
      }
      case 'abort':
        return this.#decision(effect)
      case 'ask':
        return this.#decision({ is: 'outcome', tid: effect.tid }, OUTCOME_PATIENCE)
      // Whoever doesn't hear of the outcome asks.
      case 'publish':
        await this.#tell(effect.node, { is: 'publish', tid: effect.tid, cid: effect.cid })
        return null
      case 'rollback':
        await this.#tell(effect.node, { is: 'rollback', tid: effect.tid })
        return null
      case 'committed':
        this.#settle.resolve(effect.cid)
        return null
      case 'failed':
        this.#settle.reject(new StorageError('conflict', effect.reason))
        return null
    }
  }

  async #decision(
    request: Parameters<ControllerClient['ask']>[0],
    patience?: number,
  ): Promise<CoordinatorEvent> {
    try {
      const outcome = (await this.#world.controllers.ask(request, patience)) as Decision
      return { is: 'decided', outcome, ...(outcome.reason === undefined ? {} : { reason: outcome.reason }) }
    } catch (error) {
      // After a long time nobody can say what became of it: that is what the script is told.
      if (!(error instanceof ControllerSilent) || request.is === 'outcome') throw error
      return { is: 'silent' }
    }
  }

  async #prepare(node: string, tid: number): Promise<CoordinatorEvent> {
    const { table, version, chunks } = this.#begun!
    const stages = chunks
      .filter(({ nodes }) => nodes.includes(node))
      .flatMap(chunk => this.#stages(chunk, node))
    const message = { is: 'stage', tid, table, version } as const
    let number = 0
    try {
      let batch: LocalStage[] = []
      let bytes = 0
      for (const stage of stages) {
        batch.push(stage)
        bytes += stage.rows?.length ?? 0
        if (bytes < BULK || stage === stages.at(-1)) continue
        await this.#stage(node, { ...message, number: number++, stages: batch, prepare: false })
        batch = []
        bytes = 0
      }
      await this.#stage(node, { ...message, number, stages: batch, prepare: true })
      return { is: 'prepared', node }
    } catch (error) {
      const { message: reason, reason: kind } = error as Error & { reason?: string }
      if (kind === 'unreachable' || kind === 'timeout') this.#silent.add(node)
      return { is: 'lost', node, reason }
    }
  }

  #stages({ path, id, base }: BegunChunk, node: string): LocalStage[] {
    const { kind, pieces, columns } = this.#writings.get(path)!
    const stage = { path, chunk: id, base, kind, rows: null }
    if (node === this.#world.peers.self.alias) return [columns ? { ...stage, columns } : stage]
    const [first = null, ...others] = pieces()
    // What follows the first piece of a replacement is added to it.
    return [{ ...stage, rows: first }, ...others.map(rows => ({ ...stage, kind: 'append' as const, rows }))]
  }

  async #stage(node: string, request: LocalStageRequest): Promise<void> {
    const { peers, participants, site } = this.#world
    // This node's own part needs no network.
    if (participants && node === peers.self.alias) return participants.stage(request)
    await peers.ask(await site(node), 'data', request, PREPARE_PATIENCE)
  }

  async #tell(node: string, outcome: Extract<DataRequest, { is: 'publish' | 'rollback' }>): Promise<void> {
    const { peers, site } = this.#world
    try {
      peers.tell(node === peers.self.alias ? peers.self : await site(node), 'data', outcome)
    } catch {
      // A node that isn't known any more: if it comes again, it asks.
    }
  }
}
