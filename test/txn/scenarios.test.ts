import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { suite, test } from 'node:test'
import { Coordinator, type CoordinatorEffect, type CoordinatorEvent } from '../../src/txn/coordinator.ts'
import type { Outcome } from '../../src/txn/outcome.ts'
import { Participant, type ParticipantEffect, type ParticipantEvent } from '../../src/txn/participant.ts'
import { readSections } from '../scenario.ts'

function outcomeOf(words: readonly string[]): Outcome {
  const [is, cid] = words
  return (is === 'COMMITTED' ? { is, cid: Number(cid) } : { is }) as Outcome
}

function coordinatorEvent(line: string): CoordinatorEvent {
  const [is, ...words] = line.split(' ')
  const [first, ...rest] = words
  if (is === 'begun') {
    const text = line.slice(line.indexOf(':') + 2)
    const chunks = text === '' ? [] : text.split(', ')
    return {
      is,
      tid: Number.parseInt(first, 10),
      chunks: chunks.map(each => {
        const [chunk, , ...nodes] = each.split(' ')
        return { chunk, nodes }
      }),
    }
  }
  if (is === 'decided') {
    const reason = first === 'ROLLBACK' && rest.length > 0 ? { reason: rest.join(' ') } : {}
    return { is, outcome: outcomeOf(words), ...reason }
  }
  if (is === 'lost') return { is, node: first, reason: rest.join(' ') }
  if (is === 'refused') return { is, reason: words.join(' ') }
  return { is, node: first } as CoordinatorEvent
}

function coordinatorText(effect: CoordinatorEffect): string {
  switch (effect.is) {
    case 'prepare':
    case 'rollback':
      return `${effect.is} ${effect.node}`
    case 'commit':
      return `commit with ${effect.prepared.join(' ')}`.trimEnd()
    case 'abort':
    case 'failed':
      return `${effect.is}: ${effect.reason}`
    case 'ask':
      return 'ask'
    case 'publish':
      return `publish ${effect.node} at ${effect.cid}`
    case 'committed':
      return `committed ${effect.cid}`
  }
}

function participantEvent(line: string): ParticipantEvent {
  const [is, ...words] = line.split(' ')
  if (is === 'outcome') return { is, outcome: outcomeOf(words) }
  if (is === 'failed') return { is, reason: words.join(' ') }
  return { is } as ParticipantEvent
}

function participantText(effect: ParticipantEffect): string {
  switch (effect.is) {
    case 'publish':
      return `publish ${effect.cid}`
    case 'answer':
      return `answer ${effect.answer}`
    case 'refuse':
      return `refuse: ${effect.reason}`
    default:
      return effect.is
  }
}

const scenarios = (file: string) => readSections(readFileSync(new URL(`./${file}`, import.meta.url), 'utf8'))

suite('the coordinator', () => {
  for (const section of scenarios('coordinator.txt')) {
    test(section.title, () => {
      const machine = new Coordinator()
      for (const one of section.cases) {
        const effects = one.input.split('\n').flatMap(line => machine.step(coordinatorEvent(line)))
        const out = [...effects.map(coordinatorText), `(${machine.phase})`].join('\n')
        assert.equal(out, one.output, `coordinator.txt:${one.line}`)
      }
    })
  }
})

suite('the participant', () => {
  for (const section of scenarios('participant.txt')) {
    test(section.title, () => {
      let machine = new Participant()
      for (const one of section.cases) {
        const effects = one.input.split('\n').flatMap(line => {
          if (line !== 'found prepared') return machine.step(participantEvent(line))
          machine = new Participant('prepared')
          return []
        })
        const out = [...effects.map(participantText), `(${machine.phase})`].join('\n')
        assert.equal(out, one.output, `participant.txt:${one.line}`)
      }
    })
  }
})
