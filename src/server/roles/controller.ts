import { checkOwnPlace, type NodeEntry, nodesText, readNodes } from '../../cluster/config/nodes-file.ts'
import type { Settings } from '../../cluster/config/settings.ts'
import { sharedLines, withShared } from '../../cluster/config/shared-lines.ts'
import { readText, writeText } from '../../cluster/config/text-file.ts'
import type { Consensus } from '../../cluster/consensus/consensus.ts'
import { RaftConsensus } from '../../cluster/consensus/raft-consensus.ts'
import { Controller } from '../../cluster/controller/controller.ts'
import type { ControllerSettings } from '../../cluster/controller/controller-settings.ts'
import { MetadataMachine } from '../../cluster/controller/machine.ts'
import { withoutReplicas } from '../../cluster/data-node/table-node.ts'
import { pack } from '../../cluster/link/packing.ts'
import type { TcpPeers } from '../../cluster/link/tcp-peers.ts'
import { PeerError } from '../../cluster/peers.ts'
import { type ControllerFiles, ControllerRole } from '../../cluster/roles/controller-role.ts'
import { LeaderClient } from '../../cluster/roles/leader-client.ts'
import { isRepeatable } from '../../cluster/roles/message.ts'
import { consensusFor, Machines } from '../../cluster/roster/machines.ts'
import { Roster, type RosterCommand } from '../../cluster/roster/roster.ts'
import { type Site, siteText } from '../../cluster/site.ts'
import type { Host } from '../../host/host.ts'
import { AccountsKeeper } from '../accounts/accounts-keeper.ts'
import { AccountsMachine } from '../accounts/accounts-machine.ts'
import type { ClusterView } from '../cluster-view.ts'
import { clusterTables } from '../tables.ts'
import { firstAdmin } from '../users/own-directory.ts'
import { Foundation, type RoleOptions, type RunningRole } from './start-node.ts'

// The machines of the group, by number.
const METADATA = 0
const ROSTER = 1
// Users, groups and views, after the roster.
const ACCOUNTS = 2

const TICK = 10

/** Starts a controller: alone, or with dfsHAMode=Raft as one of the group that cluster.nodes lists. */
export async function startController(host: Host, options: RoleOptions): Promise<RunningRole> {
  const { settings, nodesFile } = options
  const listed = await nodesOnDisk(host, nodesFile)
  const roster = new Roster()
  const accounts = new AccountsMachine()
  const foundation = await Foundation.lay(host, options, async () =>
    [...roster.nodes, ...(await nodesOnDisk(host, nodesFile).catch(() => []))].map(({ site }) => site.host),
  )
  const { site, peers, folder } = foundation
  const group = settings.text('dfsHAMode') !== null
  if (group) checkOwnPlace(listed, site, 'controller', nodesFile, settings.entry('localSite')?.place ?? null)
  const controllers = group
    ? listed.filter(({ role }) => role === 'controller').map(node => node.site)
    : [site]
  const metadata = new MetadataMachine()
  let consensus: RaftConsensus | null = null
  let role: ControllerRole | null = null
  const client = new LeaderClient(peers, host.clock, controllers)
  const view = viewOf(client, peers, { consensus: () => consensus, role: () => role })
  const metaFolder = settings.text('dfsMetaDir') ?? `${folder}/dfsMeta`
  const stored = (await host.disk.size(`${metaFolder}/data.mdb`)) !== undefined
  peers.serve('group', async () => ({
    members: consensus?.members().map(siteText) ?? null,
    stored,
  }))
  const tableNode = withoutReplicas({
    host,
    peers,
    controllers,
    onControllers: sites => client.follow(sites),
  })
  const serving = await foundation.serve(view, settings, clusterTables(tableNode))
  const founders = stored || !group ? controllers : await findFounders(foundation, controllers)
  await host.disk.makeFolder(metaFolder)
  consensus = await RaftConsensus.open({
    host,
    peers,
    folder: metaFolder,
    machine: new Machines([metadata, roster, accounts]),
    founders,
    settings: { election: settings.count('raftElectionTick') * TICK },
  })
  const lead = consensusFor(consensus, ROSTER)
  const readFiles = () => filesOnDisk(host, options)
  const files = keepFiles(host, roster, options)
  role = new ControllerRole({
    host,
    peers,
    consensus: lead,
    roster,
    ...careSettings(settings),
    readFiles,
    addedByHand: async () => {
      await files.written()
      const known = new Set(roster.nodes.map(node => node.site.alias))
      return (await nodesOnDisk(host, nodesFile)).filter(node => !known.has(node.site.alias))
    },
  })
  const controller = new Controller({
    host,
    peers,
    consensus: consensusFor(consensus, METADATA),
    machine: metadata,
    settings: controllerSettings(settings, listed),
  })
  const stopWatching = peers.watch((alias, here) => {
    if (here) return
    controller.lose(alias)
    consensus?.miss(alias)
  })
  const keeper = new AccountsKeeper({
    host,
    peers,
    consensus: consensusFor(consensus, ACCOUNTS),
    machine: accounts,
    firstAdmin: () => adminFor(host, options),
  })
  const stopBeat = foundation.beat(view, serving, () => consensus!.members())
  void takeUpGroup({ host, consensus, lead, roster, controllers, site, readFiles })
  tellWhoLeads(consensus, site, host)
  return {
    site,
    ended: foundation.ended,
    async close() {
      stopBeat()
      role?.close()
      keeper.close()
      stopWatching()
      controller.close()
      if (consensus?.leader()?.alias === site.alias) await handOver(consensus, site)
      await serving.close()
      await consensus?.close()
      peers.close()
    },
  }
}

function adminFor({ random, clock }: Host, { environment }: RoleOptions) {
  return firstAdmin(random, environment.PORPOISE_ADMIN_PASSWORD ?? null, Number(clock.now()))
}

/** The cluster as scripts of a controller see it. What isn't there yet, while it starts, is null. */
function viewOf(
  client: LeaderClient,
  peers: TcpPeers,
  { consensus, role }: { consensus: () => RaftConsensus | null; role: () => ControllerRole | null },
): ClusterView {
  return {
    role: 'controller',
    peers,
    ready: () => role() !== null,
    activeMaster: async () => {
      const leader = consensus()?.leader()
      if (leader) return leader.alias
      throw new PeerError('unreachable', 'No controller leads now.', '<ControllerNotReady>')
    },
    controllerAlias: () => consensus()?.leader()?.alias ?? peers.self.alias,
    ask: (request, milliseconds) => client.ask('controller', request, milliseconds, isRepeatable(request)),
    askLeader: (topic, request, milliseconds) => client.ask(topic, request, milliseconds),
    askAny: (topic, request, milliseconds) => client.askAny(topic, request, milliseconds),
    async performance(all) {
      const started = role()
      if (started) return started.performance(all)
      throw new PeerError('unreachable', 'This controller is starting.', '<ControllerNotReady>')
    },
    get consensus(): Consensus | null {
      return consensus()
    },
  }
}

function tellWhoLeads(consensus: Consensus, site: Site, { log }: Host): void {
  consensus.subscribe(() => {
    const leader = consensus.leader()
    const name = leader?.alias === site.alias ? 'This controller' : (leader?.alias ?? 'Nobody')
    log.write('info', `${name} leads, in term ${consensus.term}.`)
  })
}

async function filesOnDisk({ disk }: Host, options: RoleOptions): Promise<ControllerFiles> {
  return {
    nodes: (await readText(disk, options.nodesFile)) ?? nodesText([]),
    config: (await readText(disk, options.clusterConfig)) ?? '',
    controllers: sharedLines((await readText(disk, options.configFile)) ?? ''),
  }
}

function careSettings(settings: Settings) {
  return {
    heartbeatTimeout: settings.count('dfsChunkNodeHeartBeatTimeout') * 1000,
    restartInterval: settings.count('datanodeRestartInterval') * 1000,
    restartStopped: settings.text('datanodeRestartLevel') === 'OFFLINE',
  }
}

function controllerSettings(settings: Settings, listed: readonly NodeEntry[]): ControllerSettings {
  const dataNodes = listed.filter(({ role }) => role === 'datanode').length
  return {
    factor: settings.count('dfsReplicationFactor'),
    reliability: settings.count('dfsReplicaReliabilityLevel') as 0 | 1 | 2,
    heartbeatTimeout: settings.count('dfsChunkNodeHeartBeatTimeout') * 1000,
    recoveryWait: settings.count('dfsRecoveryWaitTime'),
    recoveries: settings.number('dfsRecoveryConcurrency') ?? 2 * Math.max(1, dataNodes),
    rebalances: settings.number('dfsRebalanceConcurrency') ?? 2 * Math.max(1, dataNodes),
  }
}

async function nodesOnDisk(host: Host, file: string): Promise<NodeEntry[]> {
  const text = await readText(host.disk, file)
  return text === null ? [] : readNodes(text, file)
}

const ASK_MILLISECONDS = 1000
const ASK_PERIOD = 200

/**
 * Who founds the group, for a controller that has nothing yet: all that are listed, once every one of them says that it
 * has nothing either. If one belongs to a group already, nobody: that group takes this controller in.
 */
async function findFounders(foundation: Foundation, controllers: readonly Site[]): Promise<readonly Site[]> {
  const { peers, host, site } = foundation
  let told = ''
  for (;;) {
    const answers = await Promise.all(
      controllers.map(each =>
        each.alias === site.alias
          ? { members: null, stored: false }
          : (peers.ask(each, 'group', null, ASK_MILLISECONDS).catch(() => null) as Promise<{
              members: readonly string[] | null
              stored: boolean
            } | null>),
      ),
    )
    const own = siteText(site)
    const groups = answers.flatMap(answer =>
      answer?.members && answer.members.length > 0 ? [answer.members] : [],
    )
    // One of the founders may have gone ahead.
    if (groups.some(members => members.includes(own) && members.length === controllers.length))
      return controllers
    if (groups.length > 0) return []
    const missing = controllers.filter((_, i) => answers[i] === null).map(({ alias }) => alias)
    if (missing.length === 0 && answers.every(answer => !answer!.stored)) return controllers
    const text = `The first start of the controllers waits for ${missing.join(', ') || 'a group that is starting'}.`
    if (text !== told) host.log.write('info', text)
    told = text
    await host.clock.sleep(ASK_PERIOD)
  }
}

interface TakingUp {
  readonly host: Host
  readonly consensus: RaftConsensus
  readonly lead: Consensus
  readonly roster: Roster
  readonly controllers: readonly Site[]
  readonly site: Site
  readonly readFiles: () => Promise<ControllerFiles>
}

// A single controller reads its files at each start. One that is to be a group from now on takes the others in.
async function takeUpGroup(taking: TakingUp): Promise<void> {
  const { host, consensus, lead, roster, controllers, site, readFiles } = taking
  if (consensus.members().length !== 1 || consensus.members()[0]!.alias !== site.alias) return
  try {
    while (consensus.leader()?.alias !== site.alias) await host.clock.sleep(50)
    await consensus.readIndex()
    const { nodes, config, controllers: lines } = await readFiles()
    const commands: RosterCommand[] = [
      { is: 'setNodes', nodes },
      { is: 'setConfig', config },
      ...(roster.controllers === null ? [] : [{ is: 'setControllers', lines } as const]),
    ]
    if (roster.founded) for (const command of commands) await lead.propose(pack(command))
    for (const other of controllers) {
      if (other.alias === site.alias) continue
      host.log.write('info', `${siteText(other)} is taken into the group of controllers.`)
      for (let done = false; !done; ) {
        done = await consensus.addMember(other).then(
          () => true,
          () => false,
        )
        if (!done) await host.clock.sleep(500)
      }
    }
  } catch (error) {
    host.log.write('error', `The group of controllers was not made: ${(error as Error).message}`)
  }
}

/**
 * Copies of the roster on this controller's disk, as DolphinDB keeps them: written when the roster has changed, so that
 * what was added by hand stays there until it is taken up.
 */
function keepFiles(
  host: Host,
  roster: Roster,
  { nodesFile, clusterConfig, configFile }: Pick<RoleOptions, 'nodesFile' | 'clusterConfig' | 'configFile'>,
): { written: () => Promise<void> } {
  let writing = Promise.resolve()
  const kept = new Map<string, string>()
  const keep = async (file: string, text: string) => {
    if (kept.get(file) === text) return
    if ((await readText(host.disk, file)) !== text) await writeText(host.disk, file, text)
    kept.set(file, text)
  }
  // Beside what is shared stands what is this controller's own.
  const keepShared = async (lines: readonly string[]) =>
    keep(configFile, withShared((await readText(host.disk, configFile)) ?? '', lines))
  const write = () => {
    if (!roster.founded) return
    writing = writing
      .then(() => keep(nodesFile, nodesText(roster.nodes)))
      .then(() => keep(clusterConfig, roster.config))
      .then(() => (roster.controllers ? keepShared(roster.controllers) : undefined))
      .catch(error =>
        host.log.write('error', `The cluster's files can't be written: ${(error as Error).message}`),
      )
  }
  roster.onChange = write
  return { written: () => writing }
}

// A leader that ends in order leaves no gap.
async function handOver(consensus: RaftConsensus, site: Site): Promise<void> {
  const next = consensus.members().find(({ alias }) => alias !== site.alias)
  if (next) await consensus.transferLeadership(next.alias).catch(() => {})
}
