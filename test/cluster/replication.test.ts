import assert from 'node:assert/strict'
import { suite, test } from 'node:test'
import { DB, SimCluster } from '../sim/cluster.ts'

async function cluster(
  controllers: number,
  nodes: number,
  settings: ConstructorParameters<typeof SimCluster>[1] = {},
): Promise<SimCluster> {
  const made = new SimCluster(1, settings)
  await made.start(controllers, nodes)
  await made.createTable('n1')
  return made
}

suite('two replicas', () => {
  test('what one node writes another reads', async () => {
    const sim = await cluster(1, 3)
    await sim.append('n1', [1, 2, 1], [10, 20, 11])
    assert.deepEqual(await sim.read('n2', '1'), [10, 11])
    assert.deepEqual(await sim.read('n3', '2'), [20])
    assert.deepEqual(await sim.read('n3', '7'), [])
    await sim.append('n3', [1], [12])
    assert.deepEqual(await sim.read('n1', '1'), [10, 11, 12])
    assert.deepEqual(sim.chunks(), ['1@2 n1:2 n2:2', '2@1 n1:1 n3:1'])
  })
})
