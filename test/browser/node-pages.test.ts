import assert from 'node:assert/strict'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach } from 'node:test'
import type { Page } from 'playwright-core'
import { connect } from '../../src/client/connect.ts'
import { display } from '../../src/values/format/format.ts'
import {
  closeBrowser,
  closePages,
  login,
  noBrowser,
  openPage,
  pageTest,
  seen,
  violations,
} from './chromium.ts'
import { startPagesNode } from './pages-node.ts'

// The pages beside the notebook, on one node; scripts that others run come from a client.

const home = mkdtempSync(join(tmpdir(), 'porpoise-node-pages-'))
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

async function open(where: string): Promise<Page> {
  const page = await openPage(`http://127.0.0.1:${port}/#/${where}`)
  await login(page)
  return page
}

pageTest(
  'the explorer shows a database’s scheme, and drops a table and a database when that is confirmed',
  async () => {
    await client!.run(`
    days = database(, VALUE, 2024.01.01..2024.01.03)
    syms = database(, HASH, [SYMBOL, 2])
    db = database("dfs://market", COMPO, [days, syms])
    t = table(2024.01.01..2024.01.03 as day, symbol(\`A\`B\`C) as sym, 1 2 3 as qty)
    for (name in \`trades\`quotes) db.createPartitionedTable(t, name, \`day\`sym).append!(t)`)
    const page = await open('explorer')
    const tree = page.getByRole('navigation', { name: 'Databases' })
    await tree.getByRole('link', { name: 'dfs://market' }).click()
    await page.getByRole('row', { name: 'VALUE [2024.01.01,2024.01.02,2024.01.03]' }).waitFor()
    await page.getByRole('row', { name: 'HASH 2' }).waitFor()
    await page.getByText('Engine OLAP. Atomic: TRANS. Owner: admin.').waitFor()
    assert.deepEqual(await violations(page), [])
    // Partitions of two levels are a tree.
    await tree.getByRole('link', { name: 'trades' }).click()
    await tree.getByText('20240102').click()
    await tree.getByRole('button', { name: 'Key' }).first().click()
    await page.getByRole('heading', { name: 'Rows of 20240102/Key' }).waitFor()
    await page.getByRole('button', { name: 'Drop this table' }).click()
    const question = page.getByRole('dialog')
    await question.getByText('Its 3 rows in 3 partitions, on all replicas, are lost for good.').waitFor()
    await question.getByRole('button', { name: 'Close' }).click()
    assert.equal(await shown('existsTable("dfs://market", "trades")'), 'true')
    await page.getByRole('button', { name: 'Drop this table' }).click()
    await question.getByRole('button', { name: 'Drop' }).click()
    await page.getByText('dfs://market/trades is dropped.').waitFor()
    await tree.getByRole('link', { name: 'trades' }).waitFor({ state: 'detached' })
    await tree.getByRole('link', { name: 'dfs://market' }).click()
    await page.getByRole('button', { name: 'Drop this database' }).click()
    await question.getByText('Its 1 tables (quotes) with all their rows').waitFor()
    await question.getByRole('button', { name: 'Drop' }).click()
    await page.getByText('No databases yet.').waitFor()
  },
)

pageTest('what others run is listed and cancelled; batch jobs and sessions are there', async () => {
  const running = client!.run('do { sleep(20) } while (true)').then(
    () => 'ended',
    error => (error as Error).message,
  )
  const page = await open('jobs')
  const listed = page
    .getByRole('region', { name: 'Running' })
    .getByRole('row')
    .filter({ hasText: 'sleep(20)' })
  await listed.getByRole('button', { name: 'Cancel' }).click()
  assert.match(await running, /cancelled/)
  await listed.waitFor({ state: 'detached' })
  await client!.run('submitJob("count", "counts to ten", sum, 1..10)')
  await page.getByRole('region', { name: 'Batch jobs' }).getByText('counts to ten').waitFor()
  await page.getByRole('region', { name: 'Sessions' }).getByText('admin').first().waitFor()
  await client!.run(`
    t = table(1..200 as id, 1..200 as x)
    m = database("dfs://steps", VALUE, 1..200).createPartitionedTable(t, \`t, \`id).append!(t)`)
  const query = client!.run('do { s = exec sum(x) from m } while (true)').catch(() => {})
  const step = page
    .getByRole('region', { name: 'Running' })
    .getByRole('row')
    .filter({ hasText: 'exec sum(x)' })
  await step.getByText(/\d+ of 200 partitions/).waitFor()
  assert.equal(await step.getByRole('progressbar').getAttribute('max'), '200')
  await step.getByRole('button', { name: 'Cancel' }).click()
  await query
})

pageTest('the log is followed as it grows', async () => {
  const page = await open('log')
  const lines = page.getByRole('region', { name: 'Log lines' })
  await lines.getByText('changePwd').waitFor()
  await client!.run('writeLog("a line that comes later")')
  await lines.getByText('a line that comes later').waitFor()
  await page.getByLabel('Filter').fill('later')
  await lines.getByText('changePwd').waitFor({ state: 'detached' })
})

pageTest('users come into groups and leave them; a group is deleted', async () => {
  await client!.run('createUser("mary", "Rain_2026"); createUser("paul", "Rain_2026")')
  const page = await open('users')
  const adding = page.getByRole('form', { name: 'Add a group' })
  await adding.getByLabel('Name').fill('readers')
  await adding.getByRole('button').click()
  const groups = page.getByRole('table', { name: 'Groups' })
  await groups.getByLabel('New member of readers').selectOption('paul')
  await groups.getByRole('button', { name: 'Add' }).click()
  await groups.getByRole('button', { name: 'Remove paul from readers' }).waitFor()
  assert.equal(await shown('getUsersByGroupId("readers")'), '["paul"]')
  assert.deepEqual(await violations(page), [])
  await groups.getByRole('button', { name: 'Remove paul from readers' }).click()
  await groups.getByLabel('New member of readers').getByText('paul').waitFor({ state: 'attached' })
  await groups.getByRole('button', { name: 'Delete readers' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByText('None yet.').waitFor()
})

pageTest('nothing went wrong unseen', async () => {
  assert.deepEqual(seen, { errors: [], foreign: [] })
})
