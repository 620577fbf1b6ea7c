import assert from 'node:assert/strict'
import { after, test } from 'node:test'
import { describedScript } from '../../src/server/jobs/described-script.ts'
import { nextRun, type Schedule } from '../../src/server/jobs/schedule.ts'
import { daysOfDate } from '../../src/values/elements/civil-date.ts'
import { Table } from '../../src/values/forms/table.ts'
import { TestNode } from './people.ts'

const there = new TestNode({ config: new Map([['maxBatchJobWorker', '1']]) })
after(() => there.close())
await there.node.administration.open()
const admin = there.session('admin')
await admin.shown('createUser(`mary, "apple12")')
const mary = there.session('mary', '10.0.0.4', 4444)

test('a batch job runs apart, with its functions, and leaves its value and messages also after a restart', async () => {
  await mary.shown('def plus(a, b): a + b\ndef work(n){ print("at work"); return plus(n, 1) }')
  assert.equal(await mary.shown('submitJob("j", "a job", work, 41)'), 'j')
  assert.equal(await mary.shown('getJobReturn("j", true)'), '42')
  const lines = (await mary.shown('getJobMessage("j")')).trim().split('\n')
  const moment = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{6} /
  assert.ok(lines.every(line => moment.test(line)))
  assert.deepEqual(
    lines.map(line => line.replace(moment, '')),
    ['Start the job [j]: a job', 'at work', 'The job is done.'],
  )
  const table = await mary.value('getJobStatus("j")')
  assert.ok(table instanceof Table)
  assert.equal(
    table.names.map((name, i) => `${name} ${table.columns[i]!.type}`).join(', '),
    'node STRING, userID STRING, jobId STRING, rootJobId STRING, jobDesc STRING, priority INT, parallelism INT, clientIp IPADDR, clientPort INT, receivedTime TIMESTAMP, startTime TIMESTAMP, endTime TIMESTAMP, errorMsg STRING',
  )
  assert.match(await mary.shown('submitJob("j", "again", work, 1)'), /^j\d{8}0000$/)
  assert.equal(await mary.shown('submitJob("k", , work{1})'), 'k')
  await mary.shown('getJobReturn("k", true)')
  await there.restart()
  const later = there.session('mary')
  assert.equal(await later.shown('getJobReturn("j")'), '42')
  assert.match(await later.shown('getJobMessage("j")'), /at work/)
})

test('jobs wait for a thread, fail with their own words, and are cancelled by their users', async () => {
  const [boss, own, other] = [there.session('admin'), there.session('mary'), there.session('paul')]
  await own.shown('submitJob("long", "long", sleep, 60000)')
  await own.shown('submitJob("next", "next", def(){ throw "no way" })')
  assert.equal(await own.shown('getJobReturn("next")'), 'error: The job [next] is not complete yet.')
  assert.match(await other.shown('cancelJob("long")'), /^error: <NoPrivilege>/)
  await own.shown('cancelJob(`long`none)')
  assert.equal(await own.shown('getJobReturn("long", true)'), 'error: The task was cancelled.')
  assert.match(await own.shown('getJobReturn("next", true)'), /^error: no way/)
  assert.equal(await boss.shown('exec errorMsg from getRecentJobs(1)'), '["no way"]')
  assert.equal(await own.shown('getJobReturn("none")'), 'error: The job [none] does not exist.')
  assert.match(await own.shown('submitJob("../x", "", sleep, 1)'), /^error: A job’s identifier/)
})

test('a scheduled job is kept, and runs with its user’s rights when it is due', async () => {
  const own = there.session('mary')
  await own.shown("scheduleJob(`daily, `it, def(): 7, 00:00m 12:30m, today(), today() + 3, 'D')")
  assert.equal(await own.shown('exec scheduleTime from getScheduledJobs("dai%")'), '[00:00m,12:30m]')
  await there.restart()
  const later = there.session('mary')
  assert.equal(await later.shown('exec userId from getScheduledJobs()'), '["mary","mary"]')
  const complaints = [
    ["scheduleJob(`w, `it, def(): 7, 10:00m, today(), today(), 'W')", 'days are needed for the frequency W.'],
    ["scheduleJob(`w, `it, def(): 7, 10:00m, today(), today(), 'Y')", "frequency is 'D' (daily)"],
    ["scheduleJob(`w, `it, def(): 7, 10:00m, 2001.01.01, 2001.01.02, 'D')", 'The job would never run'],
    ["scheduleJob(`w, `it, def(): 7, 10:00m 10:02m, today(), today() + 1, 'D')", 'Times of scheduleTime are'],
    ['deleteScheduledJob("none")', 'The scheduled job [none] does not exist.'],
  ] as const
  for (const [script, complaint] of complaints) {
    assert.ok((await later.shown(script)).startsWith(`error: ${complaint}`), script)
  }
  assert.match(await there.session('paul').shown('deleteScheduledJob("daily")'), /^error: <NoPrivilege>/)
  assert.equal(await later.shown('deleteScheduledJob("daily"); getScheduledJobs().rows()'), '0')
})

test('when schedules are due', () => {
  const day = daysOfDate(2024, 1, 30) // a Tuesday
  const at = (days: number, minute: number) => days * 86_400_000 + minute * 60_000
  const daily: Schedule = { times: [720, 60], firstDay: day, lastDay: day + 400, frequency: 'D', days: [] }
  assert.equal(nextRun(daily, 0), at(day, 60))
  assert.equal(nextRun(daily, at(day, 60)), at(day, 720))
  assert.equal(nextRun(daily, at(day, 721)), at(day + 1, 60))
  assert.equal(nextRun({ ...daily, lastDay: day }, at(day, 720)), null)
  assert.equal(nextRun({ ...daily, frequency: 'W', days: [0, 2] }, at(day, 900)), at(day + 5, 60))
  assert.equal(
    nextRun({ ...daily, frequency: 'M', days: [31] }, at(day + 1, 900)),
    at(daysOfDate(2024, 3, 31), 60),
  )
})

test('what others read of a script holds no secrets', () => {
  assert.equal(describedScript('login("a", "b(\\")"); x = 1'), 'login(***); x = 1')
  assert.equal(describedScript("createUser(`u, 'p'"), 'createUser(***')
  assert.equal(describedScript('select * from t'), 'select * from t')
})
