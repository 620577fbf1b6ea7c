import type { Clock } from '../../host/clock.ts'
import type { Channel, Network } from '../../host/network.ts'
import type { Random } from '../../host/random.ts'
import { type Message, PeerError, type PeerHandler, type Peers } from '../peers.ts'
import { type Site, siteText } from '../site.ts'
import { Answerer } from './answerer.ts'
import { Budget } from './budget.ts'
import { Caller } from './caller.ts'
import { answer, call, type Identity } from './handshake.ts'
import { CONNECT_MILLISECONDS, INBOUND_BYTES } from './limits.ts'
import { Link } from './link.ts'
import { isMistake, refusalOf } from './refusal.ts'
import type { Trust } from './trust.ts'

export interface TcpPeersOptions {
  readonly self: Site
  readonly network: Network
  readonly clock: Clock
  readonly random: Random
  readonly trust: Trust
  /** TLS by the cluster secret. All nodes must agree. */
  readonly encrypted: boolean
  readonly log: (text: string) => void
}

/** The other nodes over TCP: links are made when needed, proven on both sides, and made again when they break. */
export class TcpPeers implements Peers {
  readonly self: Site
  readonly #options: TcpPeersOptions
  readonly #identity: Identity
  readonly #handlers = new Map<string, PeerHandler>()
  readonly #callers = new Map<string, Caller>()
  readonly #answerer: Answerer
  readonly #budget = new Budget(INBOUND_BYTES)
  readonly #watchers = new Set<(alias: string, here: boolean) => void>()
  #refused = ''

  constructor(options: TcpPeersOptions) {
    const { self, clock, random, trust, encrypted, log } = options
    this.self = self
    this.#options = options
    const instance = Buffer.from(random.bytes(12)).toString('base64')
    this.#identity = { self, instance, secret: trust.secret, encrypted, clock, random }
    this.#answerer = new Answerer({
      clock,
      budget: this.#budget,
      handler: topic => this.#handlers.get(topic),
      presence: (alias, here) => {
        for (const watcher of this.#watchers) watcher(alias, here)
      },
      log,
    })
  }

  async ask(to: Site, topic: string, request: Message, milliseconds: number): Promise<Message> {
    if (to.alias !== this.self.alias) return this.#caller(to).ask(topic, request, milliseconds)
    const handler = this.#handlers.get(topic)
    if (!handler)
      throw new PeerError('refused', `This node does not answer ${topic}.`, '<ControllerNotReady>')
    try {
      return await handler(request, this.self)
    } catch (error) {
      if (isMistake(error)) this.#options.log(`Answering ${topic} failed: ${(error as Error).stack}`)
      throw refusalOf(error)
    }
  }

  tell(to: Site, topic: string, message: Message): void {
    if (to.alias !== this.self.alias) return this.#caller(to).tell(topic, message)
    const failed = (error: Error) => this.#options.log(`What was told about ${topic} failed: ${error.stack}`)
    void this.#handlers.get(topic)?.(message, this.self).catch(failed)
  }

  serve(topic: string, handler: PeerHandler): void {
    this.#handlers.set(topic, handler)
  }

  /** Calls when a node has made its first link to this one (here), and when its last one went. */
  watch(watcher: (alias: string, here: boolean) => void): () => void {
    this.#watchers.add(watcher)
    return () => this.#watchers.delete(watcher)
  }

  /** A connection of another node, whose greeting is among its first bytes. */
  async accept(channel: Channel): Promise<void> {
    try {
      const linked = await answer(channel, this.#identity, address => this.#options.trust.admit(address))
      this.#answerer.serve(new Link(linked))
    } catch (error) {
      const text = `A link from ${channel.remoteAddress} was refused: ${(error as Error).message}`
      // A node that tries again and again is told of once.
      if (text !== this.#refused) this.#options.log(text)
      this.#refused = text
    }
  }

  close(): void {
    for (const caller of this.#callers.values()) caller.close()
    this.#answerer.close()
  }

  #caller(site: Site): Caller {
    const key = siteText(site)
    let caller = this.#callers.get(key)
    if (!caller) {
      const { network, clock, log } = this.#options
      caller = new Caller({
        site,
        clock,
        budget: this.#budget,
        log,
        dial: async purpose => {
          const channel = await network.connect(site.host, site.port, CONNECT_MILLISECONDS)
          return new Link(await call(channel, this.#identity, purpose, site))
        },
      })
      this.#callers.set(key, caller)
    }
    return caller
  }
}
