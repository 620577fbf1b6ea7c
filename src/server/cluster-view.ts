import type { NodeRole } from '../cluster/config/nodes-file.ts'
import type { Consensus } from '../cluster/consensus/consensus.ts'
import type { Message, Peers } from '../cluster/peers.ts'
import type { ControllerRequest, Measure } from '../cluster/roles/message.ts'

/** The cluster as one of its nodes sees it. */
export interface ClusterView {
  readonly role: NodeRole
  readonly peers: Peers
  /** Whether the node serves. */
  ready(): boolean
  /** The alias of the leading controller. @throws PeerError when none is found */
  activeMaster(): Promise<string>
  /** The name of a controller that can be asked, without waiting. */
  controllerAlias(): string
  /** The leader's answer. @throws PeerError */
  ask(request: ControllerRequest, milliseconds: number): Promise<unknown>
  /** The leader's answer to a question of any topic; asked again, of whoever leads then, while there is none. @throws PeerError */
  askLeader(topic: string, request: Message, milliseconds: number): Promise<Message>
  /** The answer of the first controller that gives one, the leader first. @throws PeerError */
  askAny(topic: string, request: Message, milliseconds: number): Promise<Message>
  /** Rows of getClusterPerf. */
  performance(controllers: boolean): Promise<Measure[][]>
  /** The group, on a controller. */
  readonly consensus: Consensus | null
}
