import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loadavg, tmpdir } from 'node:os'
import { extname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { gzipSync } from 'node:zlib'
import { type Browser, type BrowserContext, type CDPSession, chromium, type Page } from 'playwright-core'
import { build } from 'vite'
import { connect } from '../../src/client/connect.ts'
import { realHost } from '../../src/host/real/host.ts'
import { startSingle } from '../../src/server/serve.ts'
import { display } from '../../src/values/format/format.ts'
import { string } from '../../src/values/forms/scalar.ts'
import { executablePath } from '../browser/chromium.ts'

// How fast the notebook's page is in Chromium, beside a page with nothing but Monaco in it, which is built for the purpose: in one run,
// in turns; medians count. CPU is that of the page's main thread, which another load of the machine changes less than time.
// `node test/bench/pages.ts [--rounds 5] [--keys 100] [--frames 120]`

const { values: flags } = parseArgs({
  options: {
    rounds: { type: 'string', default: '5' },
    keys: { type: 'string', default: '100' },
    frames: { type: 'string', default: '120' },
  },
})
const [rounds, keys, frames] = [Number(flags.rounds), Number(flags.keys), Number(flags.frames)]
const LINES = 2000
const ROWS = 10_000_000

const home = mkdtempSync(join(tmpdir(), 'porpoise-bench-'))
const dist = fileURLToPath(new URL('../../notebook/dist', import.meta.url))
const node = await startSingle(realHost(), {
  home,
  localSite: '127.0.0.1:0:n',
  workingFolder: home,
  workers: 1,
  notebook: dist,
})
const { port } = node.listener
const ours = `http://127.0.0.1:${port}/`
const client = await connect({ host: '127.0.0.1', port, user: 'admin', password: '123456' })
const ticket = display((await client.run('getAuthenticatedUserTicket()'))!)

const median = (numbers: readonly number[]) => percentile(numbers, 0.5)
const percentile = (numbers: readonly number[], share: number) =>
  [...numbers].sort((a, b) => a - b)[Math.min(numbers.length - 1, Math.floor(numbers.length * share))]!
const line = (name: string, text: string) => process.stdout.write(`${name.padEnd(44)}${text}\n`)
const ms = (number: number) => `${number.toFixed(number < 100 ? 1 : 0)} ms`

/** A page with one Monaco editor, with all its features and languages, as its documentation has it; at which address. */
async function bareMonaco(): Promise<{ readonly url: string; close(): void }> {
  const folder = join(home, 'bare')
  const source = fileURLToPath(new URL('./bare-monaco', import.meta.url))
  await build({ root: source, base: './', logLevel: 'error', build: { outDir: folder, emptyOutDir: true } })
  const types: Readonly<Record<string, string>> = {
    '.html': 'text/html',
    '.js': 'text/javascript',
    '.css': 'text/css',
  }
  const server = createServer((request, response) => {
    const path = request.url === '/' ? '/index.html' : request.url!
    response.writeHead(200, {
      'content-type': types[extname(path)] ?? 'application/octet-stream',
      'cache-control': 'max-age=3600',
    })
    response.end(readFileSync(join(folder, path)))
  })
  await new Promise<void>(done => server.listen(0, '127.0.0.1', done))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close: () => void server.close().closeAllConnections(),
  }
}

interface Opened {
  readonly page: Page
  readonly cdp: CDPSession
  /** From the beginning of its navigation to an editor that takes keys. */
  readonly wall: number
  readonly cpu: number
}

// Says in each page when its editor first took the focus. Playwright asks again only every half second once it has waited for a while.
const noteEditor = `(() => {
  const look = () => {
    const editor = document.querySelector('.monaco-editor .native-edit-context, .monaco-editor textarea.inputarea')
    editor?.focus()
    if (editor && document.activeElement === editor) window.editorAt = performance.now()
    else requestAnimationFrame(look)
  }
  requestAnimationFrame(look)
})()`

/** Opens an address until its editor has the focus. */
async function open(context: BrowserContext, url: string): Promise<Opened> {
  const page = await context.newPage()
  const cdp = await context.newCDPSession(page)
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
  await page.goto(url, { waitUntil: 'commit' })
  await page.waitForFunction('window.editorAt', undefined, { timeout: 60_000 })
  const wall = (await page.evaluate('editorAt')) as number
  return { page, cdp, wall, cpu: await taskMilliseconds(cdp) }
}

/** CPU of the main thread since the page began. */
async function taskMilliseconds(cdp: CDPSession): Promise<number> {
  const { metrics } = await cdp.send('Performance.getMetrics')
  return 1000 * metrics.find(({ name }) => name === 'TaskDuration')!.value
}

async function profile(browser: Browser): Promise<BrowserContext> {
  const context = await browser.newContext({ viewport: { width: 1400, height: 900 } })
  await context.addInitScript(`sessionStorage.setItem('porpoise-ticket', ${JSON.stringify(ticket)})`)
  await context.addInitScript(noteEditor)
  return context
}

const subjects = { 'the notebook': `${ours}#/notebook/bench`, 'bare Monaco': '' }
type Subject = keyof typeof subjects

async function firstLoads(browser: Browser): Promise<void> {
  const seen = new Map<string, Opened[]>()
  const names = Object.keys(subjects) as Subject[]
  for (let round = 0; round < rounds; round++) {
    for (const name of names) {
      const context = await profile(browser)
      for (const visit of ['first', 'second']) {
        const opened = await open(context, subjects[name])
        const known = seen.get(`${name}, ${visit} load`) ?? []
        seen.set(`${name}, ${visit} load`, [...known, opened])
        await opened.page.close()
      }
      await context.close()
    }
  }
  for (const [name, all] of seen) {
    const [wall, cpu] = [all.map(({ wall }) => wall), all.map(({ cpu }) => cpu)]
    line(
      name,
      `${ms(median(wall))} to an editor that takes keys (best ${ms(Math.min(...wall))}), CPU ${ms(median(cpu))}`,
    )
  }
}

const script = Array.from(
  { length: LINES },
  (_, i) =>
    `t${i} = select avg(price) as mean, count(*) from trades where sym == \`AAPL, qty > ${i} group by date // ${i}`,
).join('\n')

async function typing(browser: Browser): Promise<void> {
  await client.call('saveNotebook', [string('long'), string(`// %%\n${script}\n`)])
  for (const name of Object.keys(subjects) as Subject[]) {
    const context = await profile(browser)
    const { page, cdp } = await open(
      context,
      name === 'the notebook' ? `${ours}#/notebook/long` : subjects[name],
    )
    if (name === 'bare Monaco') await page.evaluate(`editor.setValue(${JSON.stringify(script)})`)
    // Colours and errors are there.
    await page.waitForTimeout(3000)
    await page.keyboard.press('Control+Home')
    for (let i = 0; i < 20; i++) await page.keyboard.press('ArrowDown')
    await page.keyboard.press('End')
    await page.evaluate(whenPainted)
    const cpus: number[] = []
    const walls: number[] = []
    for (let round = 0; round < rounds; round++) {
      const before = await taskMilliseconds(cdp)
      const latencies: number[] = []
      for (let i = 0; i < keys; i++) {
        await page.keyboard.press('x ;1'[i % 4]!)
        latencies.push(...((await page.evaluate('keyTimes.splice(0)')) as number[]))
      }
      cpus.push(((await taskMilliseconds(cdp)) - before) / keys)
      walls.push(...latencies)
    }
    line(
      `${name}, a key in ${LINES} lines`,
      `CPU ${ms(median(cpus))}; from key to next frame median ${ms(median(walls))}, 95th percentile ${ms(percentile(walls, 0.95))}`,
    )
    await context.close()
  }
}

// Notes how long after a key its handlers and the layout of the frame are done.
const whenPainted = `window.keyTimes = []
addEventListener('keydown', ({ timeStamp }) => {
  const channel = new MessageChannel()
  requestAnimationFrame(() => {
    channel.port1.onmessage = () => keyTimes.push(performance.now() - timeStamp)
    channel.port2.postMessage(null)
  })
}, true)`

async function scrolling(browser: Browser): Promise<void> {
  const context = await profile(browser)
  const { page, cdp } = await open(context, subjects['the notebook'])
  await page.keyboard.insertText(
    `table(1..${ROWS} as id, rand(100.0, ${ROWS}) as price, rand(\`A\`B\`C, ${ROWS}) as sym)`,
  )
  await page.keyboard.press('Control+Enter')
  const grid = page.getByRole('grid')
  await grid.waitFor()
  await grid.hover()
  for (const [name, step] of [
    ['by rows', 72],
    ['by pages', 5000],
  ] as const) {
    const intervals: number[] = []
    const cpus: number[] = []
    for (let round = 0; round < rounds; round++) {
      const before = await taskMilliseconds(cdp)
      const found = (await page.evaluate(`new Promise(resolve => {
        const place = document.querySelector('[role=grid]')
        const times = []
        const frame = now => {
          times.push(now)
          if (times.length > ${frames}) return resolve(times)
          place.dispatchEvent(new WheelEvent('wheel', { deltaY: ${step}, bubbles: true, cancelable: true }))
          requestAnimationFrame(frame)
        }
        requestAnimationFrame(frame)
      })`)) as number[]
      cpus.push(((await taskMilliseconds(cdp)) - before) / frames)
      for (let i = 1; i < found.length; i++) intervals.push(found[i]! - found[i - 1]!)
    }
    const mean = intervals.reduce((a, b) => a + b) / intervals.length
    line(
      `scrolling ${ROWS} rows ${name}`,
      `${(1000 / mean).toFixed(1)} frames/s, 95th percentile ${ms(percentile(intervals, 0.95))} a frame, CPU ${ms(median(cpus))} a frame`,
    )
  }
  await context.close()
}

function sizes(): void {
  const folder = join(dist, 'assets')
  const files = readdirSync(folder).filter(name => /\.(js|css)$/.test(name))
  for (const name of files) {
    const bytes = readFileSync(join(folder, name))
    if (bytes.length > 50_000)
      line(
        name,
        `${(bytes.length / 1000).toFixed(0)} kB, compressed ${(gzipSync(bytes).length / 1000).toFixed(0)} kB`,
      )
  }
}

line('Load of the machine before', loadavg()[0]!.toFixed(1))
const bare = await bareMonaco()
subjects['bare Monaco'] = bare.url
const browser = await chromium.launch({
  executablePath,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
})
await firstLoads(browser)
await typing(browser)
await scrolling(browser)
sizes()
line('Load of the machine after', loadavg()[0]!.toFixed(1))
await browser.close()
bare.close()
client.close()
await node.close()
rmSync(home, { recursive: true, force: true })
