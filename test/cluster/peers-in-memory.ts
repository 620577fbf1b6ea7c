import { pack, unpack } from '../../src/cluster/link/packing.ts'
import { type Message, PeerError, type PeerHandler, type Peers } from '../../src/cluster/peers.ts'
import type { Site } from '../../src/cluster/site.ts'

/** Nodes in one process that reach each other without sockets. Messages are packed, as between real nodes. */
export class MemoryNetwork {
  readonly #nodes = new Map<string, MemoryPeers>()
  readonly #down = new Set<string>()

  join(self: Site): MemoryPeers {
    const peers = new MemoryPeers(self, this)
    this.#nodes.set(self.alias, peers)
    return peers
  }

  /** A node that is down neither asks nor answers. */
  setDown(alias: string, down: boolean): void {
    if (down) this.#down.add(alias)
    else this.#down.delete(alias)
  }

  /** Undefined: it can't be reached from there. */
  reach(from: string, to: string): MemoryPeers | undefined {
    return this.#down.has(from) || this.#down.has(to) ? undefined : this.#nodes.get(to)
  }
}

export class MemoryPeers implements Peers {
  readonly self: Site
  readonly #network: MemoryNetwork
  readonly #handlers = new Map<string, PeerHandler>()

  constructor(self: Site, network: MemoryNetwork) {
    this.self = self
    this.#network = network
  }

  async ask(to: Site, topic: string, request: Message): Promise<Message> {
    const packed = pack(request)
    await Promise.resolve()
    const handler = this.#network.reach(this.self.alias, to.alias)?.handler(topic)
    if (!handler) throw new PeerError('unreachable', `${to.alias} can't be asked for ${topic}.`)
    try {
      return unpack(pack(await handler(unpack(packed), this.self)))
    } catch (error) {
      const tag = (error as { tag?: string | null }).tag ?? null
      throw error instanceof PeerError ? error : new PeerError('refused', (error as Error).message, tag)
    }
  }

  tell(to: Site, topic: string, message: Message): void {
    void this.ask(to, topic, message).catch(() => {})
  }

  handler(topic: string): PeerHandler | undefined {
    return this.#handlers.get(topic)
  }

  serve(topic: string, handler: PeerHandler): void {
    this.#handlers.set(topic, handler)
  }
}
