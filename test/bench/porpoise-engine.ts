import { type CheckSession, openSession } from '../check.ts'
import { scriptTrades } from './trades.ts'
import { type BenchEngine, exampleSymbol, type WorkloadId } from './workloads.ts'

const aggregates =
  'sum(qty) as a, wavg(price, qty) as b, first(price) as c, last(price) as d, max(price) as e'

const scripts: Record<WorkloadId, string> = {
  W1a: 'r = select sum(price) as a, count(price) as b from trades',
  W1b: 'r = select avg(gap) as a from trades',
  W2a: `r = select sum(qty) as a from trades where price > 50, exchange = \`${exampleSymbol.exchange}`,
  W2b: `r = select sum(qty) as a from trades where price > 50, sym = \`${exampleSymbol.sym}`,
  W3a: `r = select ${aggregates} from trades group by exchange`,
  W3b: `r = select ${aggregates} from trades group by sym`,
  W3c: 'r = select sum(qty) as a from trades group by key',
  W5a: 'r = select cumsum(qty) as a, mavg(price, 20) as b, ratios(price) as c from trades context by sym',
  W5b: 'r = mavg(price, 20)',
  W13: 'x = 0.0\nfor (i in 0..9999999) {\n  x = x + i * 0.5\n  if (i % 3 == 0) x = x - 1\n}',
  W14: 'def fib(n) { if (n < 2) return n; return fib(n - 1) + fib(n - 2) }\nx = fib(27)',
  W16: 'r = price * spread + price',
}

const answers: Record<WorkloadId, readonly string[]> = {
  W1a: ['r.a[0]', 'r.b[0]'],
  W1b: ['r.a[0]'],
  W2a: ['r.a[0]'],
  W2b: ['r.a[0]'],
  W3a: ['rows(r)', 'sum(r.a)', 'sum(r.b)', 'sum(r.c)', 'sum(r.d)', 'sum(r.e)'],
  W3b: ['rows(r)', 'sum(r.a)', 'sum(r.b)', 'sum(r.c)', 'sum(r.d)', 'sum(r.e)'],
  W3c: ['rows(r)', 'sum(r.a)'],
  W5a: ['sum(r.a)', 'sum(r.b)', 'sum(r.c)'],
  W5b: ['sum(r)'],
  W13: ['x'],
  W14: ['x'],
  W16: ['sum(r)'],
}

// Doubles print with six decimals, which is too few to compare: as whole billionths or thousandths they print in full.
const inFull = `
def inFull(x) {
  if (abs(x) < 1000000) return string(long(x * 1000000000.0)) + "E-9"
  return string(long(x * 1000.0)) + "E-3"
}
`

/** Ours, from scripts: what a user would write, through the whole engine. */
export class PorpoiseEngine implements BenchEngine {
  readonly #session: CheckSession = openSession()

  async load(): Promise<void> {
    this.#run(inFull + scriptTrades)
  }

  variants(): string[] {
    return ['script']
  }

  async run(id: WorkloadId): Promise<void> {
    this.#run(scripts[id])
  }

  async answer(id: WorkloadId): Promise<number[]> {
    this.#run(scripts[id])
    const prints = answers[id].map(expression => `print inFull(${expression})`)
    return this.#run(prints.join('\n')).trim().split('\n').map(Number)
  }

  #run(script: string): string {
    const { printed, error } = this.#session.run(script)
    if (error !== undefined) throw new Error(error)
    return printed
  }
}
