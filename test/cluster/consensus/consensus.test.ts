import assert from 'node:assert/strict'
import { describe, test } from 'node:test'
import { NotLeader } from '../../../src/cluster/consensus/consensus.ts'
import type { Site } from '../../../src/cluster/site.ts'
import { SimGroup, siteOf } from '../../sim/group.ts'
import { registerCommand, registerReply } from '../../sim/register-machine.ts'

const put = (key: string, value: string) => registerCommand({ op: 'put', key, value })

describe('a group of controllers', () => {
  test('one alone leads at once and keeps what it was told', async () => {
    const group = new SimGroup(1)
    await group.found('c1')
    await group.elected(100)
    const c1 = group.member('c1')
    assert.equal(registerReply(await group.timeline.result(c1.consensus.propose(put('a', '1')))), '')
    assert.equal(registerReply(await group.timeline.result(c1.consensus.propose(put('a', '2')))), '1')
    group.crash('c1')
    const again = await group.start('c1')
    await group.elected(100)
    await group.timeline.result(again.consensus.readIndex())
    assert.equal(again.machine.values.get('a'), '2')
  })

  test('three have a leader within a second, and followers name it', async () => {
    const group = new SimGroup(2)
    await group.found('c1', 'c2', 'c3')
    const leader = await group.elected(1100)
    await group.timeline.run(50)
    const follower = [...group.running.values()].find(member => member !== leader)!
    await assert.rejects(
      group.timeline.result(follower.consensus.propose(put('a', '1'))),
      (error: NotLeader) =>
        error instanceof NotLeader && error.message === `<NotLeader>sim:8900:${leader.site.alias}`,
    )
    await group.timeline.result(leader.consensus.propose(put('a', '1')))
    await group.timeline.run(200)
    for (const { machine } of group.running.values()) assert.equal(machine.values.get('a'), '1')
  })

  test('what was acknowledged survives the leader', async () => {
    const group = new SimGroup(3)
    await group.found('c1', 'c2', 'c3')
    const first = await group.elected()
    await group.timeline.result(first.consensus.propose(put('a', '1')))
    group.crash(first.site.alias)
    const second = await group.elected(1500)
    await group.timeline.result(second.consensus.readIndex())
    assert.equal(second.machine.values.get('a'), '1')
    const back = await group.start(first.site.alias)
    await group.timeline.result(second.consensus.propose(put('a', '2')))
    await group.timeline.until(() => back.machine.values.get('a') === '2', 1000)
  })

  test('one that is too far behind is sent the state', async () => {
    const group = new SimGroup(4, { compaction: 10, kept: 5, pieceBytes: 100 })
    await group.found('c1', 'c2', 'c3')
    const leader = await group.elected()
    const late = [...group.running.keys()].find(alias => alias !== leader.site.alias)!
    group.crash(late)
    for (let i = 0; i < 50; i++) await group.timeline.result(leader.consensus.propose(put(`k${i}`, `${i}`)))
    await group.timeline.run(500)
    await group.timeline.result(leader.consensus.propose(put('last', 'x')))
    const back = await group.start(late)
    await group.timeline.until(() => back.machine.values.get('last') === 'x', 3000)
    assert.deepEqual([...back.machine.values].sort(), [...leader.machine.values].sort())
    group.crash(late)
    const again = await group.start(late)
    await group.timeline.until(() => again.machine.values.size === 51, 3000)
  })

  test('a leader whose disk refuses sends nothing as stored that is not', async () => {
    const group = new SimGroup(7, { compaction: 10, kept: 5 })
    await group.found('c1', 'c2', 'c3', 'c4', 'c5')
    const leader = await group.elected()
    const late = [...group.running.keys()].find(alias => alias !== leader.site.alias)!
    group.crash(late)
    for (let i = 0; i < 50; i++) await group.timeline.result(leader.consensus.propose(put('a', `${i}`)))
    // What the last command has changed is in memory alone, and the commit it would go with fails.
    const { faults } = leader.host
    faults.refuse(operation => (operation.startsWith('commit') ? new Error('the disk failed') : undefined))
    const back = await group.start(late)
    await group.timeline.run(400)
    faults.heal()
    const last = () => back.consensus.progress.applied === leader.consensus.progress.applied
    await group.timeline.until(() => back.consensus.progress.applied > 0 && last(), 5000)
    assert.equal(group.leader(), leader)
    assert.equal(back.machine.values.get('a'), '49')
  })

  test('a founder whose disk refuses at first takes part when it no longer does', async () => {
    const group = new SimGroup(8)
    const disk = () => group.world.process('c2').host.faults
    group.onStart = alias => {
      if (alias !== 'c2') return
      disk().refuse(operation => (operation.startsWith('commit') ? new Error('the disk failed') : undefined))
    }
    await group.found('c1', 'c2', 'c3')
    const leader = await group.elected()
    assert.notEqual(leader.site.alias, 'c2')
    disk().heal()
    await group.timeline.result(leader.consensus.propose(put('a', '1')))
    await group.timeline.until(() => group.member('c2').machine.values.get('a') === '1', 5000)
  })

  test('one becomes three, and a leader hands over', async () => {
    const group = new SimGroup(5)
    await group.found('c1')
    const c1 = await group.elected()
    await group.timeline.result(c1.consensus.propose(put('a', '1')))
    for (const alias of ['c2', 'c3']) {
      await group.start(alias)
      await group.timeline.result(c1.consensus.addMember(siteOf(alias)))
    }
    assert.deepEqual(
      c1.consensus.members().map(site => site.alias),
      ['c1', 'c2', 'c3'],
    )
    await group.timeline.result(c1.consensus.transferLeadership('c3'))
    const c3 = group.member('c3')
    assert.equal(group.leader(), c3)
    assert.equal(registerReply(await group.timeline.result(c3.consensus.propose(put('a', '2')))), '1')
    await group.timeline.result(c3.consensus.removeMember('c1'))
    group.crash('c1')
    await group.timeline.result(c3.consensus.propose(put('a', '3')))
    assert.equal(group.member('c2').consensus.members().length, 2)
  })

  // c1 leads and has committed with c2 alone, which then loses its disk: only c1 knows.
  async function lostWitness(seed: number): Promise<{ group: SimGroup; founders: Site[] }> {
    const group = new SimGroup(seed)
    const founders = ['c1', 'c2', 'c3'].map(siteOf)
    await group.found('c1', 'c2', 'c3')
    const first = await group.elected()
    if (first.site.alias !== 'c1') await group.timeline.result(first.consensus.transferLeadership('c1'))
    group.crash('c3')
    await group.timeline.result(group.member('c1').consensus.propose(put('a', '1')))
    group.crash('c2')
    group.world.wipe('c2')
    return { group, founders }
  }

  test('one that has lost its disk votes for nobody: what it has helped to commit is not forgotten', async () => {
    const { group, founders } = await lostWitness(6)
    group.crash('c1')
    await group.start('c2', founders)
    await group.start('c3', founders)
    await group.timeline.run(10_000)
    assert.equal(group.leader(), undefined, 'c2 has nothing, and c3 not all')
    await group.start('c1', founders)
    const leader = await group.elected()
    await group.timeline.result(leader.consensus.readIndex())
    assert.equal(leader.machine.values.get('a'), '1')
  })

  test('one that has lost its disk is taken in anew, and counts again', async () => {
    const { group, founders } = await lostWitness(7)
    await group.start('c3', founders)
    const leader = await group.elected()
    const back = await group.start('c2', founders)
    await group.timeline.until(() => back.machine.values.get('a') === '1', 10_000, 'that c2 has everything')
    const members = () => leader.consensus.members().map(({ alias }) => alias)
    await group.timeline.until(() => members().includes('c2'), 10_000, 'that c2 is a member')
    await group.timeline.run(2000)
    group.crash('c3')
    await group.timeline.result(leader.consensus.propose(put('a', '2')))
    assert.equal(back.machine.values.get('a'), '1')
    await group.timeline.until(() => back.machine.values.get('a') === '2', 1000, 'that c2 follows')
  })

  test('nobody is dismissed if those that stay could not decide', async () => {
    const group = new SimGroup(8)
    await group.found('c1', 'c2', 'c3')
    const leader = await group.elected()
    const [lost, other] = ['c1', 'c2', 'c3'].filter(alias => alias !== leader.site.alias)
    group.crash(lost!)
    await group.timeline.run(1500)
    await assert.rejects(
      group.timeline.result(leader.consensus.removeMember(other!)),
      /no majority of them is there/,
    )
  })

  test('nor if one of those that stay only asks how to found a group', async () => {
    const group = new SimGroup(9)
    const founders = ['c1', 'c2', 'c3'].map(siteOf)
    await group.found('c1', 'c2', 'c3')
    const leader = await group.elected()
    const [lost, other] = ['c1', 'c2', 'c3'].filter(alias => alias !== leader.site.alias)
    group.crash(lost!)
    group.world.wipe(lost!)
    await group.timeline.run(1500)
    // It is heard, but hears nothing: else it would be taken in anew.
    group.world.network.block(leader.site.alias, lost!)
    await group.start(lost!, founders)
    await group.timeline.run(50)
    await assert.rejects(
      group.timeline.result(leader.consensus.removeMember(other!)),
      /no majority of them is there/,
    )
  })
})
