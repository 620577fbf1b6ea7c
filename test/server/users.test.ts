import assert from 'node:assert/strict'
import { constants, createHash, createHmac, pbkdf2Sync, publicEncrypt } from 'node:crypto'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, test } from 'node:test'
import { TestNode } from './people.ts'

const there = new TestNode()
after(() => there.close())
await there.node.administration.open()
const admin = there.session('admin')

test('the known password of the first start is warned of, and no more once it is changed', async () => {
  assert.match(there.lines.join('\n'), /^warning The user admin has the password from the documentation/)
  assert.equal(await admin.shown('isDefaultPassword()'), 'true')
  const own = new TestNode({ adminPassword: 'Sunflower#1' })
  await own.node.administration.open()
  assert.deepEqual(own.lines, [])
  const person = own.session()
  assert.equal(
    await person.shown('login("admin", "123456")'),
    'error: The user name or password is incorrect.',
  )
  assert.equal(await person.shown('login("admin", "Sunflower#1"); isDefaultPassword()'), 'false')
  await own.close()
})

test('people log in and out, change their passwords, and are who they say', async () => {
  await admin.shown('createUser("mary", "apple12"); createUser("paul", "pear123", , true)')
  const mary = there.session()
  assert.match(await mary.shown('getCurrentSessionAndUser()'), /^\(\d+,"guest","10\.0\.0\.1",5000\)$/)
  assert.equal(await mary.shown('login(`mary, "apple12")'), 'true')
  assert.equal(await mary.shown('getCurrentSessionAndUser()[1]'), 'mary')
  assert.equal(await mary.shown('login(`mary, "wrong")'), 'error: The user name or password is incorrect.')
  assert.equal(
    await mary.shown(`login("${'m'.repeat(9000)}", "x")`),
    'error: The user name or password is incorrect.',
  )
  assert.equal(await mary.shown('changePwd("pear", "plum123")'), 'error: The old password is incorrect.')
  assert.equal(await mary.shown('changePwd("apple12", "plum123")'), '')
  assert.equal(await mary.shown('logout(); getCurrentSessionAndUser()[1]'), 'guest')
  assert.equal(await mary.shown('login(`mary, "apple12")'), 'error: The user name or password is incorrect.')
  assert.equal(await mary.shown('login(`mary, "plum123")'), 'true')
  await admin.shown('resetPwd("mary", "apple12")')
  assert.equal(await mary.shown('login(`mary, "plum123")'), 'error: The user name or password is incorrect.')
  assert.equal(await admin.shown('getUserList()'), '["mary","paul"]')
})

test('users, groups and privileges are for administrators; what makes no sense is said in one line', async () => {
  const mary = there.session('mary')
  for (const script of [
    'createUser("x", "yyyyyy")',
    'deleteUser("paul")',
    'getUserList()',
    'createGroup("g")',
  ]) {
    const [name] = script.split('(')
    assert.equal(
      await mary.shown(script),
      `error: <NoPrivilege>Only administrators execute function ${name}.`,
    )
  }
  const complaints: readonly (readonly [script: string, complaint: string])[] = [
    ['createUser("mary", "123456")', 'The user [mary] already exists.'],
    ['createUser("guest", "123456")', 'The user [guest] already exists.'],
    ['createUser("1x", "123456")', 'The name [1x] of a user or group may have'],
    [`createUser("${'x'.repeat(31)}", "123456")`, 'The name [xxx'],
    ['createUser("new1", "12 456")', "A password can't contain spaces"],
    ['createUser("new1", "")', 'The password is empty.'],
    ['createUser("new1", "123456", `nogroup)', 'The group [nogroup] does not exist.'],
    ['deleteUser("admin")', "The super administrator can't be deleted."],
    ['deleteUser("nobody")', 'The user [nobody] does not exist.'],
    ['grant("mary", "FLY", "*")', 'There is no privilege FLY.'],
    ['grant("mary", 4711, "*")', 'There is no privilege with the access code 4711.'],
    ['grant("nobody", TABLE_READ, "*")', 'There is no user or group [nobody].'],
    ['revoke("admin", TABLE_READ, "*")', "The privileges of the super administrator can't be changed."],
    ['grant("mary", TABLE_READ, "dfs://none/t")', 'The table [dfs://none/t] does not exist. RefId: S04001'],
    ['grant("mary", DB_MANAGE, "dfs://none")', 'The database [dfs://none] does not exist. RefId: S04001'],
    [
      'grant("mary", DB_OWNER, "dfs://none")',
      "The parameter objs must be a string that begins with 'dfs://'",
    ],
    ['grant("mary", VIEW_EXEC, "none")', 'The function view [none] does not exist. RefId: S04002'],
    ['grant("mary", QUERY_RESULT_MEM_LIMIT, -1)', 'QUERY_RESULT_MEM_LIMIT needs a positive number'],
  ]
  for (const [script, complaint] of complaints) {
    const shown = await admin.shown(script)
    assert.ok(shown.startsWith(`error: ${complaint}`), `${script}: ${shown}`)
    assert.ok(!shown.includes('\n'))
  }
})

test('groups have members, and getGroupAccess and getUserAccess their columns', async () => {
  await admin.shown('createGroup(`crew, `mary); addGroupMember(`paul, `crew); grant(`crew, TABLE_READ, "*")')
  assert.equal(await admin.shown('getUsersByGroupId(`crew)'), '["mary","paul"]')
  assert.equal(await admin.shown('getGroupsByUserId(`mary)'), '["crew"]')
  assert.equal(await admin.shown('getGroupList()'), '["crew"]')
  const access = 'exec ACCESS_READ from getUserAccess'
  assert.equal(await admin.shown(`${access}(\`mary)`), '["none"]')
  assert.equal(await admin.shown(`${access}(\`mary, true)`), '["allow"]')
  assert.equal(await admin.shown('exec users from getGroupAccess(`crew)'), '["mary,paul"]')
  const schema = await admin.shown('exec name + ":" + typeString from schema(getUserAccess()).colDefs')
  for (const column of [
    'userId:STRING',
    'groups:STRING',
    'isAdmin:BOOL',
    'VIEW_EXEC:STRING',
    'DB_READ_denied:STRING',
  ]) {
    assert.ok(schema.includes(`"${column}"`), column)
  }
  await admin.shown('deleteGroupMember(`mary, `crew); deleteGroup(`crew)')
  assert.equal(await admin.shown(`${access}(\`paul, true)`), '["none"]')
})

test('a ticket holds in other sessions and after a restart, until the password changes', async () => {
  const mary = there.session('mary')
  const ticket = await mary.shown('getAuthenticatedUserTicket()')
  const other = there.session()
  assert.equal(await other.shown(`authenticateByTicket("${ticket}")`), 'true')
  assert.equal(await other.shown('getCurrentSessionAndUser()[1]'), 'mary')
  assert.equal(
    await other.shown(`authenticateByTicket("${ticket.slice(0, -2)}xx")`),
    'error: The ticket is invalid.',
  )
  assert.equal(
    await mary.shown('getAuthenticatedUserTicket(2001.01.01T00:00:00)'),
    'error: The ticket would have expired already.',
  )
  await there.restart()
  const later = there.session()
  assert.equal(await later.shown(`authenticateByTicket("${ticket}")`), 'true')
  const boss = there.session('admin')
  await boss.shown('resetPwd("mary", "apple13")')
  assert.equal(await later.shown(`authenticateByTicket("${ticket}")`), 'error: The ticket has expired.')
})

test('a pass is good once, on its node, and for half a minute', async () => {
  const mary = there.session('mary')
  const own = await mary.shown('getNodeAlias()')
  const enter = (pass: string) => there.session().shown(`authenticateByTicket("${pass}")`)
  const pass = await mary.shown(`getNodePass("${own}")`)
  assert.equal(await enter(pass), 'true')
  assert.equal(await enter(pass), 'error: The ticket was used already.')
  assert.equal(await enter(await mary.shown(`getNodePass("${own}")`)), 'true')
  assert.equal(
    await enter(await mary.shown('getNodePass("elsewhere")')),
    'error: The ticket is for the node elsewhere.',
  )
  assert.equal(await there.session().shown(`getNodePass("${own}")`), 'error: Log in first.')
  const { expires } = JSON.parse(Buffer.from(pass.split('.')[0]!, 'base64url').toString())
  assert.ok(expires - Date.now() <= 30_000)
})

test('a log-in encrypted as Java clients do it', async () => {
  const person = there.session()
  const key = await person.shown('getDynamicPublicKey()')
  // Java breaks base64 into lines.
  const hidden = (text: string) =>
    publicEncrypt({ key, padding: constants.RSA_PKCS1_PADDING }, Buffer.from(text))
      .toString('base64')
      .replace(/(.{76})/g, '$1\\r\\n')
  assert.equal(await person.shown(`login("${hidden('mary')}", "${hidden('apple13')}", true)`), 'true')
  assert.equal(await person.shown('getCurrentSessionAndUser()[1]'), 'mary')
  const wrong = 'error: The user name or password is incorrect.'
  assert.equal(await person.shown(`login("${hidden('mary')}", "${hidden('pear')}", true)`), wrong)
  assert.equal(await person.shown('login("AAAA", "BBBB", true)'), wrong)
})

test('a log-in by SCRAM-SHA-256; a wrong proof, a second use and an unknown user are refused alike', async () => {
  const person = there.session()
  const clientNonce = Buffer.from('0123456789abcdef').toString('base64')
  const proofOf = async (user: string, password: string) => {
    const first = await person.shown(`scramClientFirst("${user}", "${clientNonce}")`)
    const [salt, iterations, nonce] = first.slice(1, -1).replaceAll('"', '').split(',') as [
      string,
      string,
      string,
    ]
    const salted = pbkdf2Sync(password, Buffer.from(salt, 'base64'), Number(iterations), 32, 'sha256')
    const mac = (key: Uint8Array, text: string) => createHmac('sha256', key).update(text).digest()
    const clientKey = mac(salted, 'Client Key')
    const message = `n=${user},r=${clientNonce},r=${nonce},s=${salt},i=${iterations},c=biws,r=${nonce}`
    const signature = mac(createHash('sha256').update(clientKey).digest(), message)
    return {
      nonce,
      proof: Buffer.from(clientKey.map((byte, i) => byte ^ signature[i]!)).toString('base64'),
      expected: mac(mac(salted, 'Server Key'), message).toString('base64'),
    }
  }
  const { nonce, proof, expected } = await proofOf('mary', 'apple13')
  assert.equal(await person.shown(`scramClientFinal("mary", "${nonce}", "${proof}")`), expected)
  assert.equal(await person.shown('getCurrentSessionAndUser()[1]'), 'mary')
  const wrong = 'error: The user name or password is incorrect.'
  assert.equal(await person.shown(`scramClientFinal("mary", "${nonce}", "${proof}")`), wrong)
  for (const [user, password] of [
    ['mary', 'pear'],
    ['nobody', 'apple13'],
  ] as const) {
    const other = await proofOf(user, password)
    assert.equal(await person.shown(`scramClientFinal("${user}", "${other.nonce}", "${other.proof}")`), wrong)
  }
})

test('wrong passwords lock a user out of an address only if so configured; right ones never do', async () => {
  const strict = new TestNode({
    adminPassword: 'Sunflower#1',
    config: new Map([
      ['enhancedSecurityVerification', 'true'],
      ['failedLoginAttempts', '3'],
    ]),
  })
  await strict.node.administration.open()
  const boss = strict.session('admin')
  assert.match(
    await boss.shown('createUser(`eve, "simple")'),
    /^error: A password has at least 1 capital letter/,
  )
  await boss.shown('createUser(`eve, "Simple#1")')
  const [eve, elsewhere] = [strict.session('guest', '10.0.0.2'), strict.session('guest', '10.0.0.3')]
  for (let i = 0; i < 20; i++) assert.equal(await eve.shown('login(`eve, "Simple#1")'), 'true')
  for (let i = 0; i < 3; i++) await eve.shown('login(`eve, "wrong")')
  assert.match(
    await eve.shown('login(`eve, "Simple#1")'),
    /^error: The user \[eve\] is locked for 10 minutes/,
  )
  assert.equal(await elsewhere.shown('login(`eve, "Simple#1")'), 'true')
  assert.equal(await boss.shown('exec IP from getUserLockedStatus()'), '["10.0.0.2"]')
  await boss.shown('unlockUser(`eve)')
  assert.equal(await eve.shown('login(`eve, "Simple#1")'), 'true')
  await boss.shown('lockUser(`eve)')
  assert.match(await elsewhere.shown('login(`eve, "Simple#1")'), /^error: The user \[eve\] is locked\./)
  await strict.close()
})

test('no password is in the log or on the disk', async () => {
  const files = readdirSync(there.home, { recursive: true, withFileTypes: true }).filter(file =>
    file.isFile(),
  )
  const bytes = files.map(file => readFileSync(join(file.parentPath, file.name), 'latin1'))
  assert.ok(bytes.some(text => text.includes('storedKey')))
  assert.ok(![...bytes, ...there.lines].some(text => /apple|plum|pear/.test(text)))
})
