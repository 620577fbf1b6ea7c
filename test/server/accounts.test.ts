import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { pack, unpack } from '../../src/cluster/link/packing.ts'
import { AccountsMachine } from '../../src/server/accounts/accounts-machine.ts'
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
