import { assert, unreachable } from '../base/assert.ts'
import type { Outcome } from './outcome.ts'

/** A chunk that the transaction writes, with the nodes that hold a current replica of it. */
export interface Involved {
  readonly chunk: string
  readonly nodes: readonly string[]
}

/** What happens to a coordinator. */
export type CoordinatorEvent =
  /** The controller gave a number and locked the chunks. */
  | { readonly is: 'begun'; readonly tid: number; readonly chunks: readonly Involved[] }
  /** The controller gave none. */
  | { readonly is: 'refused'; readonly reason: string }
  /** A node has all its rows, and will still have them after a crash. */
  | { readonly is: 'prepared'; readonly node: string }
  /** A node refused, or can't be reached. */
  | { readonly is: 'lost'; readonly node: string; readonly reason: string }
  /** The controller told what became of the transaction. */
  | { readonly is: 'decided'; readonly outcome: Outcome; readonly reason?: string }
  /** The controller gave no answer: what was asked of it may have happened or not. */
  | { readonly is: 'silent' }

/** What a coordinator wants done. */
export type CoordinatorEffect =
  /** Bring a node its rows and let it prepare. */
  | { readonly is: 'prepare'; readonly node: string; readonly tid: number }
  /** Ask the controller to commit with these nodes. It alone decides. */
  | { readonly is: 'commit'; readonly tid: number; readonly prepared: readonly string[] }
  | { readonly is: 'abort'; readonly tid: number; readonly reason: string }
  /** Ask the controller for the outcome. */
  | { readonly is: 'ask'; readonly tid: number }
  /** Tell a node. Whoever doesn't hear of it asks the controller. */
  | { readonly is: 'publish'; readonly node: string; readonly tid: number; readonly cid: number }
  | { readonly is: 'rollback'; readonly node: string; readonly tid: number }
  | { readonly is: 'committed'; readonly cid: number }
  | { readonly is: 'failed'; readonly reason: string }

export type CoordinatorPhase = 'beginning' | 'preparing' | 'committing' | 'asking' | 'aborting' | 'ended'

type Progress = 'preparing' | 'prepared' | 'lost'

/**
 * Who leads a transaction through its two phases: rows to every replica, durable there; then the controller decides, which shows
 * all to readers. The nodes publish meanwhile: a reader who comes first waits there. A node that is lost before the decision is left
 * out if each of its chunks has another replica: its own are stale then. After the decision a lost node finds out by itself. It never
 * says `failed` while the outcome is open.
 */
export class Coordinator {
  phase: CoordinatorPhase = 'beginning'
  #tid = 0
  #chunks: readonly Involved[] = []
  #reason = ''
  readonly #nodes = new Map<string, Progress>()

  /** What to do now. Events that come too late change nothing. */
  step(event: CoordinatorEvent): CoordinatorEffect[] {
    switch (event.is) {
      case 'begun':
        return this.#begun(event.tid, event.chunks)
      case 'refused':
        return this.phase === 'beginning' ? this.#fail(event.reason) : []
      case 'prepared':
        return this.#prepared(event.node)
      case 'lost':
        return this.#lost(event.node, event.reason)
      case 'decided':
        return this.#decided(event.outcome, event.reason ?? this.#reason)
      case 'silent':
        return this.#silent()
      default:
        return unreachable(event)
    }
  }

  #begun(tid: number, chunks: readonly Involved[]): CoordinatorEffect[] {
    if (this.phase !== 'beginning') return []
    this.phase = 'preparing'
    this.#tid = tid
    this.#chunks = chunks
    for (const { nodes } of chunks) for (const node of nodes) this.#nodes.set(node, 'preparing')
    if (!this.#eachHasAReplica()) return this.#abort('A chunk has no replica that could be written.')
    // Without chunks there is nobody to wait for.
    if (this.#nodes.size === 0) return this.#commit()
    return [...this.#nodes.keys()].map(node => ({ is: 'prepare', node, tid }))
  }

  #prepared(node: string): CoordinatorEffect[] {
    if (this.#nodes.get(node) !== 'preparing') return []
    this.#nodes.set(node, 'prepared')
    return this.#onward()
  }

  #lost(node: string, reason: string): CoordinatorEffect[] {
    const progress = this.#nodes.get(node)
    if (progress === undefined || progress === 'lost' || this.phase !== 'preparing') return []
    this.#nodes.set(node, 'lost')
    return this.#eachHasAReplica() ? this.#onward() : this.#abort(reason)
  }

  #decided(outcome: Outcome, reason: string): CoordinatorEffect[] {
    if (!['committing', 'asking', 'aborting'].includes(this.phase)) return []
    switch (outcome.is) {
      case 'COMMITTED':
        return this.#done(outcome.cid)
      case 'ROLLBACK': {
        const nodes = [...this.#nodes.keys()]
        return [
          ...nodes.map(node => ({ is: 'rollback' as const, node, tid: this.#tid })),
          ...this.#fail(reason || 'The transaction was rolled back by the controller.'),
        ]
      }
      case 'UNCOMMITTED':
        // The question overtook the commit, or the commit was lost: asking twice changes nothing.
        return this.phase === 'aborting' ? this.#abort(this.#reason) : this.#commit()
      default:
        return unreachable(outcome)
    }
  }

  #silent(): CoordinatorEffect[] {
    switch (this.phase) {
      case 'beginning':
        return this.#fail('No controller answered.')
      case 'committing':
      case 'aborting':
      case 'asking':
        this.phase = 'asking'
        return [{ is: 'ask', tid: this.#tid }]
      default:
        return []
    }
  }

  // Once all have answered, the decision.
  #onward(): CoordinatorEffect[] {
    return this.phase === 'preparing' && this.#in('preparing').length === 0 ? this.#commit() : []
  }

  #commit(): CoordinatorEffect[] {
    this.phase = 'committing'
    return [{ is: 'commit', tid: this.#tid, prepared: this.#in('prepared') }]
  }

  #abort(reason: string): CoordinatorEffect[] {
    this.phase = 'aborting'
    this.#reason = reason
    return [{ is: 'abort', tid: this.#tid, reason }]
  }

  // Nodes that were left out are told too, so that they let go of their chunks.
  #done(cid: number): CoordinatorEffect[] {
    assert(cid > 0, 'a transaction ends well only at a moment')
    this.phase = 'ended'
    const nodes = [...this.#nodes.keys()]
    return [
      ...nodes.map(node => ({ is: 'publish' as const, node, tid: this.#tid, cid })),
      { is: 'committed', cid },
    ]
  }

  #fail(reason: string): CoordinatorEffect[] {
    this.phase = 'ended'
    return [{ is: 'failed', reason }]
  }

  #in(progress: Progress): string[] {
    return [...this.#nodes].filter(([, each]) => each === progress).map(([node]) => node)
  }

  #eachHasAReplica(): boolean {
    return this.#chunks.every(({ nodes }) => nodes.some(node => this.#nodes.get(node) !== 'lost'))
  }
}
