import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { after, afterEach } from 'node:test'
import type { Locator, Page } from 'playwright-core'
import { closeBrowser, closePages, login, noBrowser, openPage, pageTest } from './chromium.ts'
import { startPagesNode } from './pages-node.ts'

// What the editor of a cell tells of functions: under the mouse, by the keyboard, and inside of a call.

const home = mkdtempSync(join(tmpdir(), 'porpoise-editor-'))
const node = noBrowser ? undefined : await startPagesNode(home)

after(async () => {
  await closeBrowser()
  await node?.close()
  rmSync(home, { recursive: true, force: true })
})

afterEach(closePages)

async function write(name: string, script: string): Promise<Page> {
  const page = await openPage(`http://127.0.0.1:${node!.listener.port}/#/notebook/${name}`)
  await login(page)
  await page.getByRole('textbox', { name: 'Script of cell 1' }).focus()
  await page.keyboard.insertText(script)
  return page
}

/** Brings the mouse over a word until what it shows is there: a page that is still loading moves its cells away under it. */
async function pointUntil(page: Page, word: string, shown: Locator): Promise<void> {
  do await pointAt(page, word)
  while (
    !(await shown.waitFor({ timeout: 3000 }).then(
      () => true,
      () => false,
    ))
  )
}

/** Brings the mouse over a word of a script. Neighbours of one colour share their element, so the word has none of its own. */
async function pointAt(page: Page, word: string): Promise<void> {
  await page.locator('.view-line').getByText(word).first().waitFor()
  const { x, y } = (await page.evaluate(`(() => {
    const walk = document.createTreeWalker(document.querySelector('.view-lines'), NodeFilter.SHOW_TEXT)
    const range = document.createRange()
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const at = node.data.indexOf('${word}')
      if (at < 0) continue
      range.setStart(node, at)
      range.setEnd(node, at + '${word}'.length)
      break
    }
    const { x, y, width, height } = range.getBoundingClientRect()
    return { x: x + width / 2, y: y + height / 2 }
  })()`)) as { readonly x: number; readonly y: number }
  await page.mouse.move(x, y)
}

pageTest('a function under the mouse is explained, with what its examples print', async () => {
  const page = await write('hover', 'x = wavg(1 2 3, 4 5 6)')
  const told = page.locator('.monaco-hover').filter({ hasText: 'wavg(value, weight)' })
  await pointUntil(page, 'wavg', told)
  await told.getByText('The mean of the values, weighted.').waitFor()
  await told
    .getByText(/wavg\(.*\d/)
    .first()
    .waitFor()
  await pointAt(page, 'x')
  await told.waitFor({ state: 'hidden' })
})

pageTest('the function at the caret is explained by keys, and while a script runs', async () => {
  const page = await write('keys', 'do { sleep(20) } while (true)\nmsum(1 2 3, 2)')
  await page.keyboard.press('Control+Enter')
  await page.getByText('Running …').waitFor()
  await page.keyboard.press('Home')
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Control+K')
  await page.keyboard.press('Control+I')
  await page.locator('.monaco-hover').getByText('msum(X, window').first().waitFor()
  await page.keyboard.press('End')
  await page.keyboard.press('Enter')
  await page.keyboard.type('wav')
  await page.locator('.suggest-widget').getByText('wavg').first().waitFor()
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
})

pageTest('inside of a call its parameters are shown, the one being written marked', async () => {
  const page = await write('call', 'wj')
  await page.keyboard.type('(t1, t2, ')
  const hints = page.locator('.parameter-hints-widget')
  await hints.getByText('wj(').first().waitFor()
  await hints.locator('.parameter.active').getByText('window').waitFor()
  await page.keyboard.type('-5:0, ')
  await hints.locator('.parameter.active').getByText('aggs').waitFor()
  await page.keyboard.type(')')
  await hints.waitFor({ state: 'hidden' })
})
