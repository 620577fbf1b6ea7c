import assert from 'node:assert/strict'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { TcpPeers } from '../../src/cluster/link/tcp-peers.ts'
import { trustBySecret } from '../../src/cluster/link/trust.ts'
import { realHost } from '../../src/host/real/host.ts'
import { TutorialCluster } from './processes.ts'

// The tutorial's cluster with a secret in a file, and encrypted links.

let cluster: TutorialCluster

before(async () => {
  cluster = await TutorialCluster.make()
  const secret = join(cluster.folder, 'secret')
  writeFileSync(secret, 'of this cluster\n')
  for (const file of ['P1/config/controller.cfg', 'P2/config/controller.cfg', 'P3/config/controller.cfg'])
    cluster.edit(file, text => `${text}\nclusterSecretFile=${secret}\nenableRpcSSL=true\n`)
  for (const file of ['P1/config/agent.cfg', 'P2/config/agent.cfg'])
    cluster.edit(file, text => `${text}\nclusterSecretFile=${secret}\nenableRpcSSL=true\n`)
  await cluster.begin()
  await cluster.startData('datanode1', 'datanode2')
  for (const alias of ['datanode1', 'datanode2'])
    await cluster.shownOnce(alias, 'isNodeInitialized()', 'true')
})
after(() => cluster.end())

test('nodes that an agent starts have the secret from it, and all works as without', async () => {
  await cluster.shown(
    'datanode1',
    'db = database("dfs://kept", VALUE, 1..4); db.createPartitionedTable(table(1:0, `id`x, [INT, INT]), `t, `id).append!(table(take(1..4, 100) as id, 1..100 as x))',
  )
  assert.equal(await cluster.shown('datanode2', 'exec sum(x) from loadTable("dfs://kept", "t")'), '5050')
  assert.equal(await cluster.shown('datanode1', 'rpc("datanode2", getNodeAlias)'), 'datanode2')
})

test('who has another secret, or links that are not encrypted, gets in nowhere', async () => {
  const { network, clock, random } = realHost()
  for (const alias of ['controller1', 'agent1', 'datanode1']) {
    const { host, port } = cluster.node(alias)
    for (const [secret, encrypted, expected] of [
      ['of another', true, /Encryption failed/],
      ['of this cluster', false, /encrypted: set enableRpcSSL=true/],
    ] as const) {
      const stranger = new TcpPeers({
        self: { host: '127.0.0.1', port: 1, alias: 'datanode2' },
        network,
        clock,
        random,
        trust: trustBySecret(secret),
        encrypted,
        log: () => {},
      })
      try {
        await assert.rejects(stranger.ask({ host, port, alias }, 'node', { is: 'hello' }, 10_000), expected)
      } finally {
        stranger.close()
      }
    }
  }
})
