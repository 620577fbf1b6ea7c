import assert from 'node:assert/strict'
import { execFile } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach } from 'node:test'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Page } from 'playwright-core'
import {
  closeBrowser,
  closePages,
  englishLeft,
  login,
  noBrowser,
  openPage,
  pageTest,
  seen,
  violations,
} from './chromium.ts'
import { startPagesNode } from './pages-node.ts'

const home = mkdtempSync(join(tmpdir(), 'porpoise-pages-'))
let node = noBrowser ? undefined : await startPagesNode(home)
const port = node?.listener.port ?? 0
const url = `http://127.0.0.1:${port}/`

after(async () => {
  await closeBrowser()
  await node?.close()
  rmSync(home, { recursive: true, force: true })
})

afterEach(closePages)

const cell = (page: Page, number: number) => page.getByRole('region', { name: `Cell ${number}`, exact: true })

async function write(page: Page, number: number, script: string): Promise<void> {
  const editor = cell(page, number).getByRole('textbox', { name: `Script of cell ${number}` })
  await editor.focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText(script)
}

pageTest('a notebook is written, run, saved, and is there after a reload', async () => {
  const page = await openPage(`${url}#/notebook/first`)
  await login(page)
  await write(page, 1, 'x = 6 * 7\nx')
  await page.keyboard.press('Shift+Enter')
  await cell(page, 1).getByText('42', { exact: true }).waitFor()
  await write(page, 2, 't = table(1..100000 as id, rand(100.0, 100000) as price)\nprint("made")\nt')
  await page.keyboard.press('Control+Enter')
  await cell(page, 2).getByText('100,000 rows × 2 columns').waitFor()
  await cell(page, 2).getByText('made', { exact: true }).waitFor()
  await page.getByRole('complementary', { name: 'Variables' }).getByText('100000 × 2').waitFor()
  await page.getByText(/^Saved/).waitFor()
  const saved = readFileSync(join(home, 'notebooks', 'first.dos'), 'utf8')
  assert.match(saved, /^\/\/ %%\nx = 6 \* 7\nx\n\n\/\/ %%\nt = table/)
  await page.reload()
  await cell(page, 2).getByText('print("made")').waitFor()
})

pageTest('rows of a result are sorted, filtered and scrolled on the node', async () => {
  const page = await openPage(`${url}#/notebook/rows`)
  await login(page)
  await write(page, 1, 'table(1..10000000 as id, 10000000..1 as back)')
  await page.keyboard.press('Control+Enter')
  const grid = cell(page, 1).getByRole('grid')
  await cell(page, 1).getByText('10,000,000 rows').waitFor()
  await grid.press('End')
  await grid.getByText('10000000', { exact: true }).first().waitFor()
  await cell(page, 1)
    .getByRole('textbox', { name: 'Filter of the rows shown' })
    .fill('id % 2 == 0 and id > 10')
  await page.keyboard.press('Enter')
  await cell(page, 1).getByText('4,999,995 rows').waitFor()
  await grid.getByRole('button', { name: 'Sort by back' }).click()
  await grid.getByText('10000000', { exact: true }).first().waitFor()
})

pageTest('a result is saved as a file of each format', async () => {
  const page = await openPage(`${url}#/notebook/files`)
  await login(page)
  await write(page, 1, 'table(1..1000 as id, string(1..1000) as name)')
  await page.keyboard.press('Control+Enter')
  await cell(page, 1).getByText('1,000 rows').waitFor()
  const saved = async (format: string) => {
    const download = page.waitForEvent('download')
    await cell(page, 1)
      .getByRole('button', { name: `Save as ${format} file` })
      .click()
    return readFileSync(await (await download).path())
  }
  assert.match(String(await saved('CSV')), /^id,name\n1,1\n2,2\n/)
  assert.equal(String((await saved('Parquet')).subarray(0, 4)), 'PAR1')
  assert.equal(String((await saved('Arrow')).subarray(0, 6)), 'ARROW1')
})

pageTest(
  'rows of a result, as they are sorted and filtered, are copied as spreadsheets take them',
  async () => {
    const page = await openPage(`${url}#/notebook/copied`)
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write'])
    await login(page)
    await write(
      page,
      1,
      'table(1..1000 as id, take(["a\\tb", "c", ""], 1000) as name, 2024.01.01 + 1..1000 as day)',
    )
    await page.keyboard.press('Control+Enter')
    await cell(page, 1).getByText('1,000 rows').waitFor()
    await cell(page, 1).getByRole('textbox', { name: 'Filter of the rows shown' }).fill('id <= 3')
    await page.keyboard.press('Enter')
    await cell(page, 1).getByText('3 rows').waitFor()
    for (const _ of ['up', 'down']) await cell(page, 1).getByRole('button', { name: 'Sort by id' }).click()
    await cell(page, 1)
      .getByRole('columnheader', { name: 'Sort by id' })
      .and(page.locator('[aria-sort=descending]'))
      .waitFor()
    await cell(page, 1).getByRole('button', { name: 'Copy as text' }).click()
    await cell(page, 1).getByText('Copied 3 rows').waitFor()
    const copied = await page.evaluate('navigator.clipboard.readText()')
    assert.equal(copied, 'id\tname\tday\n3\t\t2024.01.04\n2\tc\t2024.01.03\n1\ta b\t2024.01.02')
  },
)

pageTest('an error is shown with its place, and typing marks what does not parse', async () => {
  const page = await openPage(`${url}#/notebook/errors`)
  await login(page)
  await write(page, 1, 'a = 1\nb = a + nothere')
  await page.keyboard.press('Control+Enter')
  await cell(page, 1)
    .getByRole('alert')
    .getByText(/nothere/)
    .first()
    .waitFor()
  await cell(page, 1).locator('.squiggly-error').first().waitFor()
  await write(page, 1, 'select from from t')
  await cell(page, 1).locator('.squiggly-error').first().waitFor()
})

pageTest('what runs is cancelled, and the variables are still there', async () => {
  const page = await openPage(`${url}#/notebook/cancelled`)
  await login(page)
  await write(page, 1, 'kept = 5')
  await page.keyboard.press('Shift+Enter')
  await write(page, 2, 'do { sleep(20) } while(true)')
  await page.keyboard.press('Control+Enter')
  await cell(page, 2).getByText('Running …').waitFor()
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await cell(page, 2)
    .getByText(/cancelled/)
    .first()
    .waitFor()
  await write(page, 2, 'kept + 1')
  await page.keyboard.press('Control+Enter')
  await cell(page, 2).getByText('6', { exact: true }).waitFor()
})

pageTest('a long query tells how many partitions it has done, until it is cancelled', async () => {
  const page = await openPage(`${url}#/notebook/progress`)
  await login(page)
  await write(
    page,
    1,
    't = table(1..200 as id, 1..200 as x)\ndb = database("dfs://progress", VALUE, 1..200)\nm = db.createPartitionedTable(t, `t, `id).append!(t)\n"made"',
  )
  await page.keyboard.press('Shift+Enter')
  await cell(page, 1).getByText('made', { exact: true }).waitFor()
  await write(page, 2, 'do { s = exec sum(x) from m } while(true)')
  await page.keyboard.press('Control+Enter')
  await cell(page, 2)
    .getByText(/\d+ of 200 partitions/)
    .waitFor()
  const bar = cell(page, 2).getByRole('progressbar')
  assert.equal(await bar.getAttribute('max'), '200')
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await cell(page, 2)
    .getByText(/cancelled/)
    .first()
    .waitFor()
  assert.equal(await bar.count(), 0)
})

pageTest('variables are listed with type, shape or value and memory, and looked at', async () => {
  const page = await openPage(`${url}#/notebook/variables`)
  await login(page)
  await write(page, 1, 'n = 42\nnames = `a`b\nt = table(1..500 as id, string(1..500) as name)')
  await page.keyboard.press('Control+Enter')
  const panel = page.getByRole('complementary', { name: 'Variables' })
  await panel.getByRole('row', { name: 'n INT 42' }).waitFor()
  await panel.getByRole('row', { name: 'names STRING vector 2 × 1' }).waitFor()
  await panel.getByRole('button', { name: 't', exact: true }).click()
  const dialog = page.getByRole('dialog', { name: 't' })
  await dialog.getByText('500 rows × 2 columns').waitFor()
  await dialog.getByRole('grid').press('End')
  await dialog.getByText('500', { exact: true }).first().waitFor()
  assert.deepEqual(await violations(page), [])
  await dialog.getByRole('button', { name: 'Close' }).click()
  await panel.getByRole('button', { name: 'names' }).click()
  await page.getByRole('dialog').getByText('["a","b"]').waitFor()
})

pageTest('the rows of a partition are paged through', async () => {
  const page = await openPage(`${url}#/notebook/paged`)
  await login(page)
  await write(
    page,
    1,
    't = table(take(1 2, 2000) as k, 1..2000 as x)\ndb = database("dfs://paged", VALUE, 1 2)\ndb.createPartitionedTable(t, `t, `k).append!(t)\n"made"',
  )
  await page.keyboard.press('Control+Enter')
  await cell(page, 1).getByText('made', { exact: true }).waitFor()
  await page.goto(`${url}#/explorer/${encodeURIComponent('dfs://paged/t')}`)
  await page.getByRole('button', { name: 'Rows of 2' }).click()
  await page.getByRole('heading', { name: 'Rows of 2 (1,000)' }).waitFor()
  await page.getByRole('grid').press('End')
  await page.getByRole('grid').getByText('2000', { exact: true }).waitFor()
})

pageTest('completion, help and texts', async () => {
  const page = await openPage(`${url}#/notebook/help`)
  await login(page)
  await write(page, 1, '')
  await page.keyboard.type('wav')
  await page.locator('.suggest-widget').getByText('wavg').first().waitFor()
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: '+ Text' }).click()
  await page
    .getByRole('textbox', { name: 'Text 2' })
    .fill('# Title\n\n<img src=x onerror="window.bad=1">*em*')
  await page.keyboard.press('Shift+Enter')
  await page
    .getByRole('button', { name: /Text 2/ })
    .locator('h1')
    .getByText('Title')
    .waitFor()
  assert.equal(await page.evaluate('window.bad'), undefined)
})

pageTest('what is selected runs alone; matrices, dictionaries and every statement show', async () => {
  const page = await openPage(`${url}#/notebook/selected`)
  await login(page)
  await write(page, 1, 'dict(`a`b, 1 2)\nmatrix(1 2, 3 4)\n"third"')
  await page.keyboard.press('Shift+Home')
  await page.keyboard.press('Control+Enter')
  await cell(page, 1).locator('pre.value').getByText('third').waitFor()
  assert.equal(await cell(page, 1).getByRole('grid').count(), 0)
  await page.getByRole('button', { name: 'Run all' }).click()
  await cell(page, 1).locator('pre.value').getByText('a->1').waitFor()
  await cell(page, 1).getByText('2 rows × 2 columns').waitFor()
  await cell(page, 1).locator('pre.value').getByText('third').waitFor()
})

pageTest('an earlier version of a notebook comes back, and it runs as a script', async () => {
  const page = await openPage(`${url}#/notebook/versions`)
  await login(page)
  await write(page, 1, 'print("one")')
  await page.getByText(/^Saved/).waitFor()
  await write(page, 1, 'print("two")')
  await page.getByText(/^Saving/).waitFor()
  await page.getByText(/^Saved/).waitFor()
  await page.getByRole('button', { name: 'History' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('listitem').nth(1).getByRole('button').click()
  await dialog.getByText('print("one")').waitFor()
  await dialog.getByRole('button', { name: 'Take this text' }).click()
  await cell(page, 1).getByText('print("one")').waitFor()
  await page.getByText(/^Saved/).waitFor()
  const file = join(home, 'notebooks', 'versions.dos')
  const { stdout } = await promisify(execFile)(
    fileURLToPath(new URL('../../src/porpoise', import.meta.url)),
    [file],
  )
  assert.equal(stdout.trim(), 'one')
})

pageTest('keys command the cell that is selected, as in Jupyter', async () => {
  const page = await openPage(`${url}#/notebook/keys`)
  await login(page)
  const cells = page.locator('section.cell')
  await write(page, 1, '1 + 1')
  await page.keyboard.press('Alt+Enter')
  await cell(page, 1).getByText('2', { exact: true }).waitFor()
  await write(page, 2, '"second"')
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await cell(page, 2).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('a')
  assert.equal(await cells.count(), 3)
  await cell(page, 2).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('j')
  await cell(page, 3).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('d')
  await page.keyboard.press('d')
  assert.equal(await cells.count(), 2)
  await page.keyboard.press('z')
  await cell(page, 3).getByText('"second"').waitFor()
  await page.keyboard.press('m')
  await page.getByRole('region', { name: 'Text 3' }).getByText('"second"').waitFor()
  await page.keyboard.press('y')
  await cell(page, 3).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Control+Enter')
  await cell(page, 3).locator('pre.value').getByText('second').waitFor()
  await page.keyboard.press('k')
  await page.keyboard.press('k')
  await cell(page, 1).and(page.locator(':focus')).waitFor()
  await page.keyboard.press('Enter')
  await page.keyboard.press('End')
  await page.keyboard.type(' + 5')
  await page.keyboard.press('Shift+Enter')
  await cell(page, 1).getByText('7', { exact: true }).waitFor()
  await page.keyboard.press('Escape')
  await page.keyboard.press('h')
  await page.getByRole('dialog').getByText('bring back what was deleted last').waitFor()
})

pageTest('a chart is built of a result, and written as a script', async () => {
  const page = await openPage(`${url}#/notebook/chart`)
  await login(page)
  await write(page, 1, 't = table(1..100 as day, sqrt(1..100) as price, 100..1 as qty)\nt')
  await page.keyboard.press('Control+Enter')
  await cell(page, 1).getByRole('button', { name: 'Chart' }).click()
  await cell(page, 1).getByRole('img', { name: 'Chart of price over day' }).locator('canvas').waitFor()
  await cell(page, 1).getByRole('checkbox', { name: 'qty' }).check()
  await cell(page, 1).getByRole('img', { name: 'Chart of price, qty over day' }).waitFor()
  await cell(page, 1).getByRole('button', { name: 'Write the script' }).click()
  await cell(page, 2)
    .getByText('plot(select price, qty from t, t["day"], "price, qty over day", LINE)')
    .waitFor()
  await page.keyboard.press('Control+Enter')
  await cell(page, 2).getByRole('img', { name: 'Line: price, qty over day' }).locator('canvas').waitFor()
})

pageTest('administrators see what a user may do; a changed password ends the warning', async () => {
  const page = await openPage(`${url}#/users`)
  await login(page)
  const warning = page.getByRole('complementary', { name: 'Warning about the password' })
  await warning.waitFor()
  const adding = page.getByRole('form', { name: 'Add a user' })
  await adding.getByLabel('Name').fill('jane')
  await adding.getByLabel('Password').fill('Rain_2026')
  await adding.getByRole('button', { name: 'Add a user' }).click()
  const privileges = page.getByRole('form', { name: 'Privileges' })
  await privileges.getByLabel('Name').selectOption('jane')
  await page.getByText('Nothing is granted or denied to jane.').waitFor()
  await privileges.getByLabel('Privilege').selectOption('SCRIPT_EXEC')
  await privileges.getByRole('button', { name: 'Deny' }).click()
  await page
    .getByRole('table', { name: 'Privileges of jane' })
    .getByRole('row', { name: 'SCRIPT_EXEC denied' })
    .waitFor()
  const own = page.getByRole('form', { name: 'Your password (admin)' })
  const change = async (from: string, to: string) => {
    await own.getByLabel('Password until now').fill(from)
    await own.getByLabel('New password').fill(to)
    await own.getByRole('button', { name: 'Change' }).click()
    await own.getByText('Your password is changed.').waitFor()
  }
  await change('123456', 'Sunflower#1')
  await warning.waitFor({ state: 'detached' })
  await page.reload()
  await own.waitFor()
  await change('Sunflower#1', '123456')
})

pageTest('every page, in both languages and all themes, without a violation of accessibility', async () => {
  for (const locale of ['en-US', 'zh-CN']) {
    const page = await openPage(url, locale)
    await page.getByLabel(locale === 'en-US' ? 'User' : '用户名').fill('admin')
    await page.locator('input[type=password]').fill('123456')
    await page.locator('button[type=submit]').click()
    for (const name of ['notebook', 'cluster', 'explorer', 'jobs', 'log', 'users']) {
      await page.evaluate(`location.hash = '#/${name}'`)
      await page.locator(`nav a[aria-current=page][href='#/${name}']`).waitFor()
      await page.locator('main h1').first().waitFor({ state: 'attached' })
      for (const theme of ['light', 'dark', 'contrast']) {
        await page.locator('header select').nth(1).selectOption(theme)
        assert.deepEqual(await violations(page), [], `${name}, ${theme}, ${locale}`)
      }
    }
  }
})

pageTest('in Chinese no English word is left, on no page and in no message', async () => {
  const page = await openPage(url, 'zh-CN')
  const left = async (where: string) => assert.deepEqual(await englishLeft(page), [], where)
  await page.getByLabel('用户名').fill('admin')
  await page.locator('input[type=password]').fill('654321')
  await page.locator('button[type=submit]').click()
  await page.getByText('用户名或密码不正确。').waitFor()
  await left('a wrong password')
  await page.locator('input[type=password]').fill('123456')
  await page.locator('button[type=submit]').click()
  for (const name of ['notebook', 'cluster', 'explorer', 'jobs', 'log', 'users']) {
    await page.evaluate(`location.hash = '#/${name}'`)
    await page.locator(`nav a[aria-current=page][href='#/${name}']`).waitFor()
    await page.locator('main h1').first().waitFor({ state: 'attached' })
    await left(name)
  }
  const adding = page.getByRole('form', { name: '添加用户', exact: true })
  await adding.getByLabel('名称').fill('admin')
  await adding.getByLabel('密码').fill('Rain_2026')
  await adding.locator('button').click()
  await page.getByText('用户 [admin] 已存在。').waitFor()
  await left('a user that is there')
  await page.evaluate(`location.hash = '#/notebook/中文'`)
  const script = page.getByRole('textbox', { name: /1/ }).first()
  await script.focus()
  await page.keyboard.insertText('t = table(1..5 as id)\nt')
  await page.keyboard.press('Control+Enter')
  await page.getByRole('grid').waitFor()
  await left('a result')
  await page.getByRole('textbox', { name: '筛选' }).fill('id + 1')
  await page.keyboard.press('Enter')
  await page.getByText('筛选应是关于列的条件').waitFor()
  for (const button of ['打开', '历史', '快捷键']) {
    await page.getByRole('button', { name: button, exact: true }).click()
    await left(button)
    await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click()
  }
  assert.equal(await script.getAttribute('aria-roledescription'), '编辑器')
  await script.focus()
  await page.keyboard.press('Control+A')
  await page.keyboard.insertText('x = select from t')
  await page.keyboard.press('Control+Enter')
  await page
    .getByRole('alert')
    .getByText(/语法错误：\[第 1 行\] 应为/)
    .waitFor()
})

pageTest('a page goes on when its node was away, and says that variables are lost', async () => {
  const page = await openPage(`${url}#/notebook/away`)
  await login(page)
  await write(page, 1, 'v = 1')
  await page.keyboard.press('Control+Enter')
  await page.getByText(/^Saved/).waitFor()
  await node!.close()
  await page.getByText(/was lost/).waitFor()
  node = await startPagesNode(home, port)
  await cell(page, 1).getByText('v = 1').waitFor()
})

pageTest('nothing went wrong unseen, and no other host was asked', async () => {
  const expected = /WebSocket connection|ERR_CONNECTION_REFUSED/
  assert.deepEqual(
    seen.errors.filter(error => !expected.test(error)),
    [],
  )
  assert.deepEqual(seen.foreign, [])
})
