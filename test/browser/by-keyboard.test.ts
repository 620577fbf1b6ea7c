import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { connect } from '../../src/client/connect.ts'
import { display } from '../../src/values/format/format.ts'
import { closeBrowser, closePages, noBrowser, openPage, pageTest } from './chromium.ts'
import { startPagesNode } from './pages-node.ts'

// The pages beside the notebook, with no mouse: everything is reached by Tab, shows that it has the focus, and is used by keys.

const home = mkdtempSync(join(tmpdir(), 'porpoise-keys-'))
const node = noBrowser ? undefined : await startPagesNode(home)
const port = node?.listener.port ?? 0
const client = node && (await connect({ host: '127.0.0.1', port, user: 'admin', password: '123456' }))

after(async () => {
  await closeBrowser()
  client?.close()
  await node?.close()
  rmSync(home, { recursive: true, force: true })
})

afterEach(closePages)

const shown = async (script: string) => display((await client!.run(script))!)

// What a person could use by a mouse. Of radio buttons and the like one takes the focus for all; there are none.
const USABLE =
  'a[href], button:not(:disabled), input:not(:disabled), select, textarea, summary, [tabindex="0"], [role=grid]'

const MOST_TABS = 120

/** Presses Tab until what is looked for has the focus. */
async function tabTo(page: Page, wanted: Locator, key = 'Tab'): Promise<void> {
  await wanted.waitFor()
  for (let pressed = 0; pressed < MOST_TABS; pressed++) {
    if ((await wanted.and(page.locator(':focus')).count()) > 0) return
    await page.keyboard.press(key)
  }
  assert.fail(`Tab doesn't come to ${wanted}.`)
}

/** Presses a key, and again where the page was just made anew between down and up. */
async function pressUntil(page: Page, key: string, shown: Locator): Promise<void> {
  for (let pressed = 0; pressed < 3; pressed++) {
    await page.keyboard.press(key)
    const there = await shown.waitFor({ timeout: 10_000 }).then(
      () => true,
      () => false,
    )
    if (there) return
  }
  assert.fail(`${key} doesn't bring ${shown}.`)
}

async function open(where: string): Promise<Page> {
  const page = await openPage(`http://127.0.0.1:${port}/#/${where}`)
  await tabTo(page, page.getByLabel('User'))
  await page.keyboard.press('Control+A')
  await page.keyboard.type('admin')
  await page.keyboard.press('Tab')
  await page.keyboard.type('123456')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Log out' }).waitFor()
  await page.locator('main h1').first().waitFor()
  return page
}

interface Stop {
  readonly name: string
  readonly visible: boolean
  readonly outlined: boolean
}

/** Goes once round the page by Tab: what took the focus, and what could be used and didn't. */
async function goRound(
  page: Page,
): Promise<{ readonly stops: readonly Stop[]; readonly missed: readonly string[] }> {
  await page.evaluate('document.activeElement.blur(); window.reached = new Set()')
  const stops: Stop[] = []
  for (;;) {
    await page.keyboard.press('Tab')
    const stop = (await page.evaluate(`(() => {
      const element = document.activeElement
      // Behind the last one Tab leaves the page, and comes in again at the first.
      if (element === document.body) return 'outside'
      if (window.reached.has(element)) return null
      window.reached.add(element)
      const { outlineStyle, outlineWidth } = getComputedStyle(element)
      const { x, y, width, height } = element.getBoundingClientRect()
      // In the middle of what is in sight of it lies it, or a part of it.
      const at = (from, size, end) => (Math.max(0, from) + Math.min(end, from + size)) / 2
      const top = document.elementFromPoint(at(x, width, innerWidth), at(y, height, innerHeight))
      return {
        name: element.getAttribute('aria-label') ?? element.textContent.slice(0, 40) ?? element.tagName,
        outlined: outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2,
        visible: top !== null && (element.contains(top) || top.contains(element)),
      }
    })()`)) as Stop | 'outside' | null
    if (stop === null) break
    if (stop === 'outside') continue
    stops.push(stop)
    assert.ok(stops.length < 400, 'Tab comes to no end.')
  }
  const missed = (await page.evaluate(`[...document.querySelectorAll('${USABLE}')]
    .filter(element => element.checkVisibility() && !window.reached.has(element))
    .map(element => element.outerHTML.slice(0, 160))`)) as string[]
  return { stops, missed }
}

async function everythingIsReached(page: Page): Promise<void> {
  let { stops, missed } = await goRound(page)
  // What came to the page behind Tab's back is met the next time.
  for (let again = 0; missed.length > 0 && again < 3; again++) ({ stops, missed } = await goRound(page))
  assert.deepEqual(missed, [])
  assert.deepEqual(
    stops.filter(({ visible, outlined }) => !visible || !outlined),
    [],
  )
  assert.ok(stops.length > 8)
}

const pageTitles = { explorer: 'DFS Explorer', jobs: 'Jobs', log: 'Log', users: 'Users', cluster: 'Cluster' }

pageTest('on every page Tab comes to all that can be used, and one sees where it is', async () => {
  await client!.run(`
    t = table(2024.01.01..2024.01.03 as day, 1 2 3 as qty)
    database("dfs://keys", VALUE, 2024.01.01..2024.01.03).createPartitionedTable(t, \`t, \`day).append!(t)`)
  const page = await open('users')
  for (const [name, title] of Object.entries(pageTitles)) {
    await tabTo(page, page.getByRole('navigation').getByRole('link', { name: title, exact: true }))
    await page.keyboard.press('Enter')
    await page.locator(`nav a[aria-current=page][href='#/${name}']`).waitFor()
    await page.locator('main h1').first().waitFor()
    await everythingIsReached(page)
  }
  // The first stop leaves the header out.
  await page.evaluate('document.activeElement.blur()')
  await tabTo(page, page.getByRole('link', { name: 'Skip to content' }))
  await page.keyboard.press('Enter')
  assert.equal(await page.evaluate('document.activeElement.id'), 'content')
})

pageTest('a table is found, a partition opened and paged through, and the table dropped', async () => {
  const page = await open('explorer')
  const tree = page.getByRole('navigation', { name: 'Databases' })
  await tabTo(page, tree.getByRole('link', { name: 't', exact: true }))
  await page.keyboard.press('Enter')
  await tabTo(page, tree.getByRole('button', { name: '20240102' }))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Rows of 20240102' }).waitFor()
  await tabTo(page, page.getByRole('grid'))
  await page.keyboard.press('End')
  await page.getByRole('grid').getByText('2024.01.02').first().waitFor()
  const drop = page.getByRole('button', { name: 'Drop this table' })
  await tabTo(page, drop)
  await page.keyboard.press('Enter')
  const question = page.getByRole('dialog')
  await question.waitFor()
  await page.keyboard.press('Escape')
  await question.waitFor({ state: 'detached' })
  // Who says no is where he was.
  await drop.and(page.locator(':focus')).waitFor()
  await pressUntil(page, 'Space', question)
  await tabTo(page, question.getByRole('button', { name: 'Drop' }))
  await page.keyboard.press('Enter')
  await page.getByText('dfs://keys/t is dropped.').waitFor()
  assert.equal(await shown('existsTable("dfs://keys", "t")'), 'false')
})

pageTest('a query of somebody else is cancelled, and the log filtered', async () => {
  const running = client!.run('do { sleep(20) } while (true)').catch(error => (error as Error).message)
  const page = await open('jobs')
  const row = page.getByRole('row').filter({ hasText: 'sleep(20)' })
  await tabTo(page, row.getByRole('button', { name: 'Cancel' }))
  await page.keyboard.press('Space')
  assert.match(String(await running), /cancelled/)
  await client!.run('writeLog("a line to be found"); writeLog("another line")')
  await tabTo(page, page.getByRole('link', { name: 'Log', exact: true }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByLabel('Filter'))
  await page.keyboard.type('to be found')
  const lines = page.getByRole('region', { name: 'Log lines' })
  await lines.getByText('a line to be found').waitFor()
  await lines.getByText('another line').waitFor({ state: 'detached' })
})

pageTest('a user is added, granted something and deleted; the look and the language are chosen', async () => {
  const page = await open('users')
  const adding = page.getByRole('form', { name: 'Add a user' })
  await tabTo(page, adding.getByLabel('Name'))
  await page.keyboard.type('rita')
  await page.keyboard.press('Tab')
  await page.keyboard.type('Rain_2026')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Delete rita' }).waitFor()
  const privileges = page.getByRole('form', { name: 'Privileges' })
  await tabTo(page, privileges.getByLabel('Name'))
  await page.keyboard.type('rita')
  await page.getByText('Nothing is granted or denied to rita.').waitFor()
  await tabTo(page, privileges.getByLabel('Privilege'))
  await page.keyboard.type('SCRIPT_EXEC')
  await tabTo(page, privileges.getByRole('button', { name: 'Deny' }))
  await page.keyboard.press('Enter')
  await page.getByRole('row', { name: 'SCRIPT_EXEC denied' }).waitFor()
  await tabTo(page, page.getByRole('button', { name: 'Delete rita' }), 'Shift+Tab')
  await page.keyboard.press('Enter')
  await tabTo(page, page.getByRole('dialog').getByRole('button', { name: 'Delete' }))
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Delete rita' }).waitFor({ state: 'detached' })
  await tabTo(page, page.getByLabel('Theme'), 'Shift+Tab')
  await page.keyboard.type('Dark')
  await page.locator('html[data-theme=dark]').waitFor({ state: 'attached' })
  await tabTo(page, page.getByLabel('Language'), 'Shift+Tab')
  await page.keyboard.press('ArrowDown')
  await page.getByRole('navigation').getByRole('link', { name: '用户' }).waitFor()
})
