import { connect, type Socket } from 'node:net'

// Many clients in a process of their own: `node crowd.ts PORT COUNT`. Each connects and waits for its session; when all have one,
// every fifth asks a script. It says `connected N`, then `answered N`, and stays until its input ends.

const [port, count] = process.argv.slice(2).map(Number)
const AT_ONCE = 200
const sockets: Socket[] = []

/** Sends, and resolves with the answer once it ends as wanted. */
function ask(socket: Socket, bytes: string, ending: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const hear = (chunk: Buffer) => {
      answer += chunk.toString('latin1')
      if (!answer.endsWith(ending)) return
      socket.off('data', hear)
      resolve(answer)
    }
    socket.on('data', hear)
    socket.once('close', () => reject(new Error(`closed after ${JSON.stringify(answer)}`)))
    socket.write(bytes)
  })
}

async function open(): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' })
  socket.on('error', () => {})
  sockets.push(socket)
  await ask(socket, 'API2 0 8 / 0_1_4_64\nconnect\n', 'OK\n')
}

async function each(step: number, work: (i: number) => Promise<unknown>): Promise<number> {
  let next = 0
  let done = 0
  const lane = async () => {
    while (next < count) {
      const i = next
      next += step
      await work(i)
      done++
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return done
}

const say = (text: string) => process.stdout.write(`${text}\n`)
say(`connected ${await each(1, open)}`)
const asked = 'API2 0 10 / 0_1_4_64\nscript\n1+1'
say(`answered ${await each(5, i => ask(sockets[i], asked, '\x04\0\x02\0\0\0'))}`)
process.stdin.resume().on('end', () => process.exit())
