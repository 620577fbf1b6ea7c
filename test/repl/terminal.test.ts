import assert from 'node:assert/strict'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, before, test } from 'node:test'
import { explanation } from '../../src/engine/session/explanation.ts'
import { realHost } from '../../src/host/real/host.ts'
import { runInteractive } from '../../src/repl/interactive.ts'
import { localSession } from '../../src/repl/terminal-session.ts'
import { type LocalNode, openLocalNode } from '../../src/server/local-node.ts'
import { scriptThread } from '../../src/server/scripts/script-thread.ts'
import { sessionBuiltins } from '../../src/server/scripts/session-builtins.ts'
import { Keyboard } from './keyboard.ts'

const folder = mkdtempSync(join(tmpdir(), 'porpoise-terminal-'))
let node: LocalNode

before(() => {
  node = openLocalNode(realHost(), {
    home: join(folder, 'data'),
    workers: 1,
    workingFolder: folder,
    thread: () => scriptThread(),
  })
})
after(async () => {
  await node.close()
  rmSync(folder, { recursive: true, force: true })
})

const CTRL_C = '\x03'
const CTRL_D = '\x04'
const CTRL_R = '\x12'
const CTRL_U = '\x15'
const UP = '\x1b[A'
const LEFT = '\x1b[D'

interface At {
  readonly keyboard: Keyboard
  /** Ticks the clock of the progress line. */
  tick(): void
  /** How many of its clocks tick. */
  ticking(): number
  readonly left: Promise<number>
}

function sit({ colour = false, historyFile = null as string | null } = {}): At {
  const keyboard = new Keyboard()
  const clocks = new Set<() => void>()
  const builtins = sessionBuiltins()
  const left = runInteractive({
    session: localSession(node.engine, node.engine.open('admin')),
    state: { mode: 'box', maxRows: 40, timer: false },
    input: keyboard.input,
    output: keyboard.output,
    colour,
    historyFile,
    isFunction: name => name === 'sum',
    explain: async name => explanation(builtins, name),
    every: (_, action) => {
      clocks.add(action)
      return () => clocks.delete(action)
    },
  })
  return {
    keyboard,
    tick: () => {
      for (const action of clocks) action()
    },
    ticking: () => clocks.size,
    left,
  }
}

test('a statement spans lines until it is complete; an error in it says its line', async () => {
  const { keyboard } = sit()
  await keyboard.shown('admin@local> ')
  keyboard.type('def f(x) { // doubles\r')
  await keyboard.shown('| ')
  keyboard.type('  return x * 2\r')
  await keyboard.shown('| ')
  keyboard.type('}\r')
  await keyboard.shown('> ')
  keyboard.type('f(21)\r')
  assert.match(await keyboard.shown('> '), /^f\(21\)\n42\nadmin@local> $/)
  keyboard.type('def g(x) {\r  y = x\r  return y + nowhere\r}\r')
  const told = await keyboard.shown('^^^^^^^')
  assert.match(
    told,
    /Cannot recognize the token nowhere {4}\(line 3, column 14\)\n +3 │ {3}return y \+ nowhere\n/,
  )
  keyboard.type(`${UP}${CTRL_C}1 + 1\r`)
  assert.match(await keyboard.shown('\n2\n'), /\^C/)
})

test('statements that are pasted run one after the other, and what is typed ahead waits', async () => {
  const { keyboard, ticking } = sit()
  await keyboard.shown('> ')
  keyboard.type('x = 5\rsleep(50)\rx + 1\rx + 2\rtypestr x\r')
  const told = await keyboard.shown('INT')
  const answers = told.split('\n').filter(line => /^\d+$|INT/.test(line))
  assert.deepEqual(answers, ['6', '7', 'INT'])
  assert.ok(told.indexOf('> x + 2') > told.indexOf('\n6\n'), told)
  await keyboard.shown('> ')
  assert.equal(ticking(), 0)
})

test('Ctrl-C cancels what runs and what was typed ahead; the session stays', async () => {
  const { keyboard, tick } = sit()
  await keyboard.shown('> ')
  keyboard.type('kept = 7; print("going"); do { } while (true)\rkept = 8\r')
  await keyboard.shown('\ngoing\n')
  tick()
  tick()
  await keyboard.shown('2 s   (Ctrl-C cancels)')
  keyboard.type(CTRL_C)
  await keyboard.shown('The task was cancelled.\nadmin@local> ')
  keyboard.type('kept\r')
  await keyboard.shown('\n7\n')
  keyboard.type(`nonsense (${CTRL_C}kept + 1\r`)
  await keyboard.shown('\n8\n')
})

test('Tab completes functions, variables, columns and paths', async () => {
  const { keyboard } = sit()
  await keyboard.shown('> ')
  mkdirSync(join(folder, 'filed'))
  writeFileSync(join(folder, 'filed', 'rows.csv'), 'a,b\n1,2\n')
  const completed = async (typed: string, whole: string) => {
    keyboard.type(typed)
    await keyboard.shown(typed.trimStart())
    keyboard.type('\t')
    await keyboard.shown(whole)
    keyboard.type(CTRL_U)
  }
  keyboard.type('trades = table(1 2 as quantity, `a`b as ticker); someVariable = 1\r')
  await keyboard.shown('\nadmin@local> ')
  keyboard.type(
    'database("dfs://complete", VALUE, 1 2).createPartitionedTable(table(1 as idOfRow), `kept, `idOfRow)\r',
  )
  await keyboard.shown('\nadmin@local> ')
  await completed('getClusterDFSD', 'atabases')
  await completed('someV', 'ariable')
  await completed('trades.tick', 'er')
  await completed('select sum(quantit', 'y')
  await completed('exec max(id) from trades where quantit', 'y')
  await completed('loadText("fil', 'ed/')
  await completed('loadText("filed/r', 'ows.csv')
  // Of a table that no variable holds, what is behind the cursor tells.
  const behind = ' from loadTable("dfs://complete", "kept")'
  keyboard.type(`exec idO${behind}${LEFT.repeat(behind.length)}`)
  await keyboard.shown('kept")')
  keyboard.type('\t')
  await keyboard.shown('idOfRow from loadTable')
  keyboard.type(`\x05${CTRL_U}`)
  await completed('loadTable("dfs://co', 'mplete')
  await completed('loadTable("dfs://complete", "k', 'ept')
  // In the midst of a line, what is behind the cursor counts.
  keyboard.type(`exec tick from trades${LEFT.repeat(12)}`)
  await keyboard.shown('trades')
  keyboard.type('\t')
  await keyboard.shown('er from trades')
  keyboard.type('\r')
  await keyboard.shown('["a","b"]')
  // Several: the second Tab lists them.
  keyboard.type('cumsu')
  await keyboard.shown('cumsu')
  keyboard.type('\t')
  keyboard.type('\t')
  await keyboard.shown('cumsum2')
})

test('history: up, Ctrl-R, and again in the next terminal', async () => {
  const historyFile = join(folder, 'history')
  const first = sit({ historyFile })
  await first.keyboard.shown('> ')
  first.keyboard.type('1 + 10\r')
  await first.keyboard.shown('\n11\n')
  first.keyboard.type('2 + 20\r')
  await first.keyboard.shown('\n22\n')
  first.keyboard.type(`${UP}${UP}\r`)
  await first.keyboard.shown('\n11\n')
  first.keyboard.type(CTRL_D)
  assert.equal(await first.left, 0)
  assert.match(readFileSync(historyFile, 'utf8'), /2 \+ 20/)
  const second = sit({ historyFile })
  await second.keyboard.shown('> ')
  second.keyboard.type(CTRL_R)
  second.keyboard.type('+ 20')
  await second.keyboard.shown('2 + 20')
  second.keyboard.type('\r')
  await second.keyboard.shown('\n22\n')
})

test('help on functions, and the terminal’s own commands', async () => {
  const { keyboard, left } = sit()
  await keyboard.shown('> ')
  keyboard.type('?wavg\r')
  assert.match(
    await keyboard.shown('> round'),
    /wavg\(value, weight\).*\nThe mean of the values, weighted\./s,
  )
  for (const [name, signature] of [
    ['loadTable', 'loadTable(database, tableName'],
    ['createUser', 'createUser(userId'],
    ['cumsm', 'Did you mean cumsum?'],
  ]) {
    keyboard.type(`?${name}\r`)
    await keyboard.shown(signature!)
  }
  const script = join(folder, 'read.dos')
  writeFileSync(script, 'fromFile = 6 * 7\nprint("read")\nnowhere')
  for (const [typed, shown] of [
    ['.help', '.maxrows'],
    ['help', '.maxrows'],
    ['?', '.maxrows'],
    ['.tabels', 'There is no command .tabels. Did you mean .tables?'],
    ['.mode csv', '> '],
    ['table(1 2 as id, `a`b as s)', '\nid,s\n1,a\n2,b\n'],
    ['.mode markdown', '> '],
    ['table(1 2 as id)', '\n| id |\n| --- |\n| 1 |\n| 2 |\n'],
    ['.mode vertical', '> '],
    ['table(1 2 as id)', 'row 1\nid: 1\nrow 2\nid: 2\n'],
    ['.mode json', '> '],
    ['table(1 2 as id)', '[{"id":1},{"id":2}]'],
    ['.mode nothing', 'There is no mode nothing; it is one of box,'],
    ['.mode box', '> '],
    ['.maxrows 4', '> '],
    ['table(1..100 as id)', '│   2 │\n│   · │\n│  99 │\n│ 100 │\n└─────┘\n100 rows (4 shown)'],
    ['.timer on', 'The timer is on.'],
    ['1 + 1', ' ms\n'],
    [`.read ${script}`, `Cannot recognize the token nowhere    (${script}, line 3, column 1)`],
    ['.read nothing.dos', 'nothing.dos: there is no such file.'],
  ]) {
    keyboard.type(`${typed}\r`)
    await keyboard.shown(shown!)
  }
  keyboard.type('exit = 5; exit\r')
  await keyboard.shown('\n5\n')
  keyboard.type('exit\r')
  await keyboard.shown('\n5\n')
  keyboard.type('quit\r')
  assert.equal(await left, 0)
})

test('what is typed is coloured, as it is', async () => {
  const { keyboard } = sit({ colour: true })
  await keyboard.shown('> ')
  keyboard.type('sum(`a) // "what')
  await keyboard.shown('"what')
  assert.ok(keyboard.raw.includes('\x1b[33msum\x1b[0m(\x1b[32m`a\x1b[0m)'), 'the function and the symbol')
  assert.ok(keyboard.raw.includes('\x1b[90m // "what\x1b[0m'), 'the comment')
  keyboard.type(`${CTRL_U}x = "open`)
  await keyboard.shown('x = "open')
  assert.ok(!keyboard.raw.includes('"open"'), 'an open string is not closed')
  keyboard.type('"\rdef f() {\r return 1')
  await keyboard.shown('return 1')
  keyboard.type(' ')
  await keyboard.shown(' ')
  assert.ok(keyboard.raw.includes('|  \x1b[34mreturn\x1b[0m'), 'further lines')
  keyboard.type(CTRL_C)
})
