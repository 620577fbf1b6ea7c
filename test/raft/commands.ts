/**
 * Scenarios of Raft as text: commands in, what members do and send out. A section is a group of its own.
 *
 *     add-nodes 3            members 1 … 3, which found a group
 *     add-node 4             one that founds nothing
 *     add-node 1 members=1,2,3 term=5 log=1,1,4     one with a history: the terms of its entries
 *     settings window=2      of the machine: window, bytes, and in ticks election, heartbeat, news
 *     elect 1                stands and is elected, without a word; campaign 1: stands, as if its time were over
 *     miss 2 1               knows that 1, which led, is gone
 *     tick 1 5               so many ticks of its clock; tick-heartbeat 1, tick-election 1: enough for that, but not for more
 *     propose 1 x            also: add-voter 1 4, add-learner 1 4, promote 1 4, remove 1 4, transfer 1 2, read 1 token
 *     process-ready 1 2      each makes its batch durable and acts on it; without names, all
 *     deliver-msgs 2 drop=append     delivers what is under way to it, but for what is dropped (a type, or all)
 *     stabilize 1 2          both of these, until nothing is left to do
 *     partition 1 2 | 3      nothing passes between the parts; block 1>2 one way; heal
 *     crash 1, restart 1     the disk keeps what was made durable
 *     compact 1 5            drops its log up to there; snapshot-sent 1 3 yes|no: how a snapshot's way ended
 *     status, log 1, progress 1      prints
 *
 * `quiet` at the end of a line prints nothing of it.
 */
import type { Entry } from '../../src/raft/entry.ts'
import { votersOf } from '../../src/raft/membership.ts'
import { entryText, type Group, membersText, newDisk, voter } from './group.ts'

type Command = (group: Group, words: readonly string[], print: (line: string) => void) => void

const encoder = new TextEncoder()

/** Runs the commands of a case; gives what was printed. */
export function runCommands(group: Group, input: string): string {
  const lines: string[] = []
  for (const line of input.split('\n')) {
    const words = line.split(' ').filter(Boolean)
    const quiet = words.at(-1) === 'quiet' || words[0] === 'elect'
    if (words.at(-1) === 'quiet') words.pop()
    const print = quiet ? () => {} : (text: string) => lines.push(text)
    group.tell = print
    const command = commands[words[0]!]
    if (!command) throw new Error(`there is no command ${words[0]}`)
    const before = standing(group)
    try {
      command(group, words.slice(1), print)
    } catch (error) {
      print(`error: ${(error as Error).message}`)
    }
    for (const [id, now] of standing(group))
      if (before.has(id) && before.get(id) !== now) print(`${id} is ${now}`)
  }
  return lines.join('\n')
}

function standing(group: Group): Map<string, string> {
  return new Map([...group.nodes].map(([id, { raft }]) => [id, `${raft.role} in term ${raft.term}`]))
}

const names = (group: Group, words: readonly string[]) => {
  const given = words.filter(word => !word.includes('='))
  return given.length > 0 ? given : [...group.nodes.keys()]
}

const option = (words: readonly string[], name: string) =>
  words.find(word => word.startsWith(`${name}=`))?.slice(name.length + 1)

// A candidate's time begins anew when it stands.
function stood(group: Group, id: string): boolean {
  const messages = group.node(id).raft.takeMessages()
  group.messages.push(...messages)
  return messages.some(message => message.type === 'pre-vote')
}

const refused = (print: (line: string) => void, outcome: number | string | null) => {
  if (typeof outcome === 'string') print(`refused: ${outcome}`)
}

const commands: Readonly<Record<string, Command>> = {
  'add-nodes': (group, [count]) => {
    const ids = Array.from({ length: Number(count) }, (_, i) => String(i + 1))
    for (const id of ids) group.add(id, newDisk(ids.map(voter)))
  },
  'add-node': (group, [id, ...words]) => {
    const disk = newDisk((option(words, 'members')?.split(',') ?? []).map(voter))
    const terms = option(words, 'log')?.split(',').filter(Boolean) ?? []
    disk.entries = terms.map((term, i): Entry => {
      return { index: i + 1, term: Number(term), payload: { kind: 'command', command: encoder.encode('·') } }
    })
    disk.hardState = { term: Number(option(words, 'term') ?? terms.at(-1) ?? 0), vote: null }
    group.add(id!, disk)
  },
  settings: (group, words) => {
    const number = (name: string, usual: number) => Number(option(words, name) ?? usual)
    group.settings = {
      ...group.settings,
      appendWindow: number('window', group.settings.appendWindow),
      appendBytes: number('bytes', group.settings.appendBytes),
      electionTicks: number('election', group.settings.electionTicks),
      heartbeatTicks: number('heartbeat', group.settings.heartbeatTicks),
      newsTicks: number('news', group.settings.newsTicks),
    }
  },
  elect: (group, [id]) => {
    group.tell = () => {}
    group.node(id!).raft.campaign()
    group.stabilize()
  },
  miss: (group, [id, leader]) => group.node(id!).raft.miss(leader!),
  campaign: (group, [id]) => group.node(id!).raft.campaign(),
  tick: (group, [id, count]) => {
    for (let i = 0; i < Number(count ?? 1); i++) group.node(id!).raft.tick()
  },
  'tick-heartbeat': (group, [id]) => {
    for (let i = 0; i < group.settings.heartbeatTicks; i++) group.node(id!).raft.tick()
  },
  'tick-election': (group, [id]) => {
    const { raft } = group.node(id!)
    // A leader looks at its quorum once in that time; whoever else there is stands when its own time is over.
    if (raft.leading) for (let i = 0; i < raft.timer.ticks; i++) raft.tick()
    else for (let i = 0; i < 2 * raft.timer.ticks && !stood(group, id!); i++) raft.tick()
  },
  propose: (group, [id, text], print) => refused(print, group.node(id!).raft.propose(encoder.encode(text))),
  'add-voter': (group, [id, added], print) =>
    refused(print, group.node(id!).raft.proposeMembership({ add: voter(added!) })),
  'add-learner': (group, [id, added], print) =>
    refused(print, group.node(id!).raft.proposeMembership({ add: { ...voter(added!), votes: false } })),
  promote: (group, [id, learner], print) =>
    refused(print, group.node(id!).raft.proposeMembership({ promote: learner! })),
  remove: (group, [id, removed], print) =>
    refused(print, group.node(id!).raft.proposeMembership({ remove: removed! })),
  transfer: (group, [id, to], print) => refused(print, group.node(id!).raft.transferLeadership(to!)),
  read: (group, [id, token]) => group.node(id!).raft.readIndex(Number(token)),
  'process-ready': (group, words) => void group.process(names(group, words)),
  'deliver-msgs': (group, words) => {
    const drop = option(words, 'drop')
    group.deliver(names(group, words), message => drop === 'all' || message.type === drop)
  },
  stabilize: (group, words) => group.stabilize(names(group, words)),
  partition: (group, words) => {
    const parts = words
      .join(' ')
      .split('|')
      .map(part => part.split(' ').filter(Boolean))
    for (const part of parts) {
      for (const other of parts) {
        if (part !== other) for (const from of part) for (const to of other) group.block(from, to)
      }
    }
  },
  block: (group, [pair]) => group.block(...(pair!.split('>') as [string, string])),
  heal: group => group.heal(),
  crash: (group, [id]) => {
    group.node(id!).alive = false
  },
  restart: (group, [id]) => group.node(id!).restart(),
  compact: (group, [id, index]) => group.node(id!).compact(Number(index)),
  'snapshot-sent': (group, [id, to, yes]) => {
    const node = group.node(id!)
    node.raft.leading?.snapshotSent(to!, yes === 'yes' ? node.disk.applied.index : null)
  },
  status: (group, words, print) => {
    for (const id of names(group, words)) {
      const { raft, alive } = group.node(id)
      const { log } = raft
      const leader = raft.leader === null ? 'nobody' : raft.leader
      const state = alive ? raft.role : 'down'
      print(
        `${id} ${state} term ${raft.term} under ${leader}, last ${log.last.index}/${log.last.term}, commit ${log.commit}`,
      )
    }
  },
  members: (group, [id], print) => print(membersText(group.node(id!).raft.log.members)),
  voters: (group, [id], print) => print(votersOf(group.node(id!).raft.log.members).join(' ')),
  log: (group, words, print) => {
    for (const id of names(group, words)) {
      const { log } = group.node(id).raft
      const entries = log.base.index < log.last.index ? log.from(log.base.index + 1) : []
      const dropped = log.base.index > 0 ? `…${log.base.index}/${log.base.term} ` : ''
      print(`${id} ${dropped}${entries.map(entryText).join(' ')}`.trimEnd())
    }
  },
  progress: (group, [id], print) => {
    const { leading } = group.node(id!).raft
    for (const member of leading?.members ?? []) {
      const { state, match, next, underWay, paused } = leading!.progressOf(member)!
      if (member !== id)
        print(
          `${member} ${state} match ${match} next ${next} under way ${underWay}${paused ? ', paused' : ''}`,
        )
    }
  },
}
