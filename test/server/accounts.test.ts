import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { pack, unpack } from '../../src/cluster/link/packing.ts'
import type { Message } from '../../src/cluster/peers.ts'
import type { Known } from '../../src/server/accounts/account-message.ts'
import { AccountsCopy } from '../../src/server/accounts/accounts-copy.ts'
import { AccountsMachine } from '../../src/server/accounts/accounts-machine.ts'
import type { RecordChange, RecordStore } from '../../src/server/record-store.ts'
import type { View } from '../../src/server/views/views.ts'
import { simHost } from '../sim/host.ts'
import { FakeKeyValueStore } from './kept-changes.ts'
import { SeveralNodes } from './several-nodes.ts'

const cluster = new SeveralNodes()
const [a, b] = [cluster.add('A'), cluster.add('B')]
after(() => cluster.close())
for (const node of [a, b]) await node.node.administration.open()
const at = { a: a.session(), b: b.session() }
const refused = 'error: The user name or password is incorrect.'

test('a user made on one node logs in on every node, and so it is with passwords, groups and privileges', async () => {
  assert.equal(await at.a.shown('login(`admin, `123456); createUser(`mary, "apple12"); 1'), '1')
  assert.equal(await at.b.shown('login("mary", "apple12"); getCurrentSessionAndUser()[1]'), 'mary')
  assert.equal(await at.b.shown('changePwd("apple12", "banana12"); 1'), '1')
  assert.equal(await at.a.shown('login(`mary, "apple12")'), refused)
  assert.equal(await at.a.shown('login(`mary, "banana12"); 1'), '1')
  await at.a.shown('login(`admin, `123456); createGroup(`team, `mary); grant(`team, SCRIPT_EXEC)')
  assert.equal(
    await b.session('admin').shown('login(`admin, `123456); getGroupsByUserId("mary")'),
    '["team"]',
  )
  assert.match(await at.a.shown('createUser(`mary, "apple12")'), /^error: The user \[mary\] already exists/)
  assert.match(await at.b.shown('createUser(`paul, "apple12")'), /^error: <NoPrivilege>/)
})

test('a ticket of one node is good on another, until the password changes', async () => {
  const ticket = await at.a.shown('login(`mary, "banana12"); getAuthenticatedUserTicket()')
  assert.equal(await at.b.shown(`authenticateByTicket("${ticket}"); getCurrentSessionAndUser()[1]`), 'mary')
  await at.a.shown('login(`admin, `123456); resetPwd(`mary, "cherry12")')
  assert.equal(await at.b.shown(`authenticateByTicket("${ticket}")`), 'error: The ticket has expired.')
})

test('a pass of one node is good on the one it is for, once', async () => {
  const pass = await at.a.shown('login(`mary, "cherry12"); getNodePass("B")')
  assert.match(await at.a.shown(`authenticateByTicket("${pass}")`), /^error: The ticket is for the node B/)
  assert.equal(await at.b.shown(`authenticateByTicket("${pass}"); getCurrentSessionAndUser()[1]`), 'mary')
  assert.match(await at.b.shown(`authenticateByTicket("${pass}")`), /^error: The ticket was used already/)
})

test('function views are everywhere, with the rights of their owner', async () => {
  await at.a.shown(
    'login(`admin, `123456); def answer(): 42; addFunctionView(answer); grant(`mary, VIEW_EXEC, "answer")',
  )
  await b.node.administration.authenticate('mary', 'cherry12', false, { ip: '10.0.0.1', port: 1 })
  const mary = b.session('mary')
  while ((await mary.shown('answer()')) !== '42') await new Promise(resolve => setTimeout(resolve, 5))
  assert.match(await at.a.shown('def answer(): 43; addFunctionView(answer)'), /already exists/)
  assert.equal(await at.a.shown('rpc("B", answer)'), '43')
  await b.session('admin').shown('dropFunctionView("answer")')
  assert.equal(await at.a.shown('getFunctionViews().rows()'), '0')
})

test('while no controller leads, a node logs in whom it knows, also after a restart, and says why nothing can be changed', async () => {
  cluster.setLeaderDown(true)
  assert.equal(await at.b.shown('login(`mary, "cherry12"); 1'), '1')
  assert.equal(await at.b.shown('login(`mary, "banana12")'), refused)
  await b.restart()
  const session = b.session()
  assert.equal(await session.shown('login(`mary, "cherry12"); 1'), '1')
  assert.match(
    await session.shown('changePwd("cherry12", "date1234")'),
    /^error: Users and function views can't be changed now: /,
  )
  cluster.setLeaderDown(false)
  assert.equal(await session.shown('changePwd("cherry12", "date1234"); 1'), '1')
  const fresh = cluster.add('C')
  cluster.setLeaderDown(true)
  await fresh.node.administration.open()
  assert.match(await fresh.session().shown('login(`mary, "date1234")'), /has not heard of any users yet/)
  cluster.setLeaderDown(false)
  assert.equal(await fresh.session().shown('login(`mary, "date1234"); 1'), '1')
})

test('the machine is the same after a restart, knows commands that come again, and tells what is new', () => {
  const machine = new AccountsMachine()
  const kept = new FakeKeyValueStore()
  const apply = (id: string, command: object) => {
    const reply = unpack(machine.apply(pack({ id, command })))
    kept.take(machine.changes())
    return reply as { message: string } | null
  }
  const view = (name: string) => ({ name, body: '', owner: 'admin', created: 1, work: {} })
  assert.equal(apply('1', { is: 'add views', views: [view('f'), view('g/ü')] }), null)
  assert.match(apply('2', { is: 'add views', views: [view('f')] })!.message, /already exists/)
  assert.equal(apply('1', { is: 'add views', views: [view('f'), view('g/ü')] }), null)
  const { era } = machine.news({ era: '', revision: 0 })
  assert.equal(apply('3', { is: 'drop views', names: ['f'] }), null)
  assert.deepEqual(machine.news({ era, revision: 1 }), {
    era,
    revision: 2,
    all: false,
    changes: [{ kind: 'view', name: 'f', record: null }],
  })
  const again = new AccountsMachine()
  again.load(kept)
  assert.deepEqual(again.news({ era: 'other', revision: 9 }), machine.news({ era: 'other', revision: 9 }))
  assert.equal(again.news({ era, revision: 1 }).all, true)
  assert.deepEqual(
    again.apply(pack({ id: '2', command: { is: 'drop views', names: [] } })),
    machine.apply(pack({ id: '2', command: { is: 'drop views', names: [] } })),
  )
})

test('what a full disk kept out of a copy of the users is in it after the next change', async () => {
  const machine = new AccountsMachine()
  const kept = new Map<string, Map<string, unknown>>()
  let full = false
  const records = {
    all: (kind: string) => kept.get(kind) ?? new Map(),
    commit: async (changes: readonly RecordChange[]) => {
      if (full) throw new Error('no space left on the disk')
      for (const { kind, name, record } of changes) {
        const names = kept.get(kind) ?? new Map()
        kept.set(kind, names)
        if (record === null) names.delete(name)
        else names.set(name, record)
      }
    },
  } as unknown as RecordStore
  const controllers = {
    askAny: () => new Promise<never>(() => {}),
    askLeader: async (_topic: string, request: Message) => {
      const { id, command, known } = request as { id: string; command: object; known: Known }
      machine.apply(pack({ id, command }))
      return { is: 'done', news: machine.news(known) }
    },
  }
  const admin = { is: 'create user', name: 'admin', isAdmin: true, groups: [], credentials: {}, at: 1 }
  machine.apply(pack({ id: 'found', command: { is: 'found', era: 'e', secret: 'AA==', admin } }))
  const open = () => AccountsCopy.open(simHost(1), controllers, records)
  const view = (name: string) => ({ name, body: '', owner: 'admin', created: 1, work: {} }) as unknown as View
  const copy = await open()
  await copy.add([view('f'), view('g')])
  full = true
  await copy.add([view('h')])
  await copy.drop(['f'])
  await copy.saved()
  assert.deepEqual([...(await open()).views.keys()], ['f', 'g'])
  full = false
  await copy.add([view('i')])
  await copy.saved()
  assert.deepEqual([...(await open()).views.keys()].sort(), ['g', 'h', 'i'])
})
