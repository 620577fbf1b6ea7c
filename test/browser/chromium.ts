import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { test } from 'node:test'
import { type Browser, chromium, type Page } from 'playwright-core'

const places = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js')
export const executablePath = process.env.CHROMIUM ?? places.find(existsSync)

/** Where there is no browser, tests of pages can't run; CI has one, so there they must. */
export const noBrowser =
  executablePath === undefined && process.env.CI === undefined
    ? 'no Chromium: install it, or name it in the environment variable CHROMIUM'
    : false

export interface Seen {
  /** Errors of scripts and of the console. */
  readonly errors: string[]
  /** Addresses that were asked of another host than the node. */
  readonly foreign: string[]
}

// A node that was just started loads its engine, once a thread, and answers nothing before: seconds where nothing else runs.
const PATIENCE = 90_000

export const seen: Seen = { errors: [], foreign: [] }

let browser: Browser | undefined

/** A new window with a profile of its own. What goes wrong in it is kept in `seen`. */
export async function openPage(url: string, locale = 'en-US'): Promise<Page> {
  browser ??= await chromium.launch({
    executablePath,
    args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
  })
  const context = await browser.newContext({ locale, viewport: { width: 1400, height: 900 } })
  const page = await context.newPage()
  page.setDefaultTimeout(PATIENCE)
  const { host } = new URL(url)
  page.on('pageerror', error => seen.errors.push(String(error)))
  page.on('console', message => message.type() === 'error' && seen.errors.push(message.text()))
  page.on('request', request => {
    const asked = new URL(request.url())
    if (/^(https?|wss?):$/.test(asked.protocol) && asked.host !== host) seen.foreign.push(request.url())
  })
  await page.goto(url)
  return page
}

/** Logs in at the form that a page shows to guests. */
export async function login(page: Page, user = 'admin', password = '123456'): Promise<void> {
  await page.getByLabel('User').fill(user)
  await page.getByLabel('Password').fill(password)
  await page.getByRole('button', { name: 'Log in' }).click()
}

/** What axe-core finds wrong with a page, by WCAG 2.2 A and AA. */
export async function violations(page: Page): Promise<string[]> {
  // What lies under the header, which stays where it is, counts as too small a target.
  await page.evaluate('scrollTo(0, 0)')
  if (!(await page.evaluate('"axe" in window'))) await page.addScriptTag({ path: axe })
  return (await page.evaluate(
    `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'] }).then(r => r.violations.map(v => v.id + ': ' + v.nodes.map(n => n.html.slice(0, 200)).join(' | ')))`,
  )) as string[]
}

// What is no word of a sentence: the names of things, which are the same in every language.
const NAMES =
  /\b([0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}|ms|price|dfs:[/\w]+|Porpoise|English|Markdown|CSV|Parquet|Arrow|CPU|DFS|MiB|KiB|GiB|TiB|Enter|Shift|Ctrl|Alt|Arrow(Up|Down)|Escape|Raft|TLS|RDMA|[\w.]+\.(cfg|nodes|dos)|(admin|guest|local|jane)|[a-z]+[A-Z]\w*|[A-Z]{2,}[\w-]*)\b/g

/**
 * English words that a page in Chinese shows or tells to screen readers, outside of scripts, values, names that people gave and what is in a
 * fixed-width type.
 */
export async function englishLeft(page: Page): Promise<string[]> {
  const texts = (await page.evaluate(`(() => {
    const data = '.mono, pre, code, kbd, option, datalist, input, textarea, [lang]:not(html), [translate=no], .log, .view-lines'
    const found = []
    const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT)
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const element = node instanceof Element ? node : node.parentElement
      if (!element.checkVisibility() || element.closest('style, script')) continue
      if (element.closest('[role=grid]')) continue
      if (node instanceof Element) found.push(...['aria-label', 'title', 'placeholder', 'alt'].map(name => node.getAttribute(name)))
      else if (!element.closest(data)) found.push(node.data)
    }
    return found.filter(Boolean)
  })()`)) as string[]
  return texts.filter(text => /[A-Za-z]{2,}/.test(text.replaceAll(NAMES, '')))
}

/** Closes all windows: each asks its node again and again. */
export async function closePages(): Promise<void> {
  for (const context of browser?.contexts() ?? []) await context.close()
}

export async function closeBrowser(): Promise<void> {
  await browser?.close()
}

/** A test that needs a browser. */
export function pageTest(name: string, body: () => Promise<void>): void {
  test(name, { skip: noBrowser, timeout: 240_000 }, body)
}
