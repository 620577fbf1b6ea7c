import { type Consensus, NotLeader } from '../../cluster/consensus/consensus.ts'
import { pack, unpack } from '../../cluster/link/packing.ts'
import type { Peers } from '../../cluster/peers.ts'
import type { Host } from '../../host/host.ts'
import { SUPERUSER } from '../users/directory.ts'
import type { AccountCommand, FirstAdmin } from './account-command.ts'
import type { AccountNews, AccountRequest, Known, ProposeReply, Refusal } from './account-message.ts'
import type { AccountEntry, AccountsMachine } from './accounts-machine.ts'

export interface KeeperSurroundings {
  readonly host: Host
  readonly peers: Peers
  readonly consensus: Consensus
  readonly machine: AccountsMachine
  /** Makes the super administrator, should this controller found the cluster. */
  readonly firstAdmin: () => Promise<FirstAdmin>
}

const FOLLOW_MILLISECONDS = 10_000

/** What a controller does about users, groups and views: it founds them, changes them as the leader, and tells who asks. */
export class AccountsKeeper {
  readonly #surroundings: KeeperSurroundings
  #founding: Promise<void> | null = null
  readonly #unsubscribe: () => void

  constructor(surroundings: KeeperSurroundings) {
    this.#surroundings = surroundings
    const { peers, consensus } = surroundings
    peers.serve('accounts', request => this.#answer(request as AccountRequest))
    this.#unsubscribe = consensus.subscribe(() => void this.#found())
    void this.#found()
  }

  close(): void {
    this.#unsubscribe()
  }

  async #answer(request: AccountRequest): Promise<AccountNews | ProposeReply> {
    const { consensus, machine, peers } = this.#surroundings
    if (request.is === 'follow') {
      if (!machine.founded || consensus.leader() === null) throw new NotLeader(consensus.leader())
      return this.#whenChanged(request.known)
    }
    if (consensus.leader()?.alias !== peers.self.alias) throw new NotLeader(consensus.leader())
    await consensus.readIndex()
    await this.#found()
    if (request.is === 'refresh') return machine.news(request.known)
    const refusal = await this.#propose({ id: request.id, command: request.command })
    return refusal ? { is: 'refused', refusal } : { is: 'done', news: machine.news(request.known) }
  }

  async #propose(entry: AccountEntry): Promise<Refusal | null> {
    return unpack(await this.#surroundings.consensus.propose(pack(entry))) as Refusal | null
  }

  async #whenChanged(known: Known): Promise<AccountNews> {
    const { machine, host } = this.#surroundings
    const now = machine.news(known)
    // Who knows more than this controller has nothing to learn from it, and waits.
    if (now.era !== known.era || now.revision > known.revision) return now
    await new Promise<void>(resolve => {
      const done = () => {
        stop()
        unsubscribe()
        resolve()
      }
      const stop = host.clock.after(FOLLOW_MILLISECONDS, done)
      const unsubscribe = machine.subscribe(done)
    })
    return machine.news(known)
  }

  // The first leader makes the first user.
  #found(): Promise<void> {
    return (this.#founding ??= this.#tryToFound().finally(() => {
      this.#founding = null
    }))
  }

  async #tryToFound(): Promise<void> {
    const { machine, consensus, peers, host, firstAdmin } = this.#surroundings
    if (machine.founded || consensus.leader()?.alias !== peers.self.alias) return
    try {
      await consensus.readIndex()
      if (machine.founded) return
      const admin = await firstAdmin()
      const text = (bytes: number) => Buffer.from(host.random.bytes(bytes)).toString('base64')
      const command: AccountCommand = { is: 'found', era: text(9), secret: text(32), admin }
      await this.#propose({ id: text(9), command })
    } catch (error) {
      if (!(error instanceof NotLeader))
        host.log.write('warning', `The user ${SUPERUSER} was not made: ${(error as Error).message}`)
    }
  }
}
