import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after, before } from 'node:test'
import type { Page } from 'playwright-core'
import { TutorialCluster } from '../cluster/processes.ts'
import { closeBrowser, login, noBrowser, openPage, pageTest, seen, violations } from './chromium.ts'

const controllers = ['controller1', 'controller2', 'controller3']

let cluster: TutorialCluster
let page: Page
let leading: string

before(async () => {
  if (noBrowser) return
  cluster = await TutorialCluster.make()
  await cluster.begin()
})
after(async () => {
  await closeBrowser()
  await cluster?.end()
})

const url = (alias: string) => `http://${cluster.address(alias)}/`
const nodeTable = () => page.getByRole('region', { name: 'Cluster', exact: true })
const state = (alias: string, text: string) =>
  nodeTable().getByRole('row').filter({ hasText: alias }).getByText(text).waitFor({ timeout: 90_000 })

async function select(...aliases: string[]): Promise<void> {
  for (const alias of aliases) await page.getByLabel(`Select ${alias}`).check()
}

async function openForm(title: string) {
  await page.locator('summary').filter({ hasText: title }).first().click()
}

pageTest('a follower’s page goes to the leader’s, which says who leads', async () => {
  const leader = await cluster.leader()
  leading = leader
  const follower = controllers.find(alias => alias !== leader)!
  page = await openPage(url(follower))
  page.setDefaultTimeout(20_000)
  await page.waitForURL(new RegExp(`^${url(leader)}`))
  await page.getByText(`${follower} follows; ${leader}, whose page this is, leads.`).waitFor()
  await page.getByText(new RegExp(`${leader} leads, in term \\d+`)).waitFor()
  await state(leader, 'leader')
  await state('agent1', 'running')
  await state('datanode1', 'stopped')
  // Guests look, administrators change.
  assert.equal(await page.getByRole('button', { name: 'Start' }).count(), 0)
  await page.getByRole('button', { name: 'Log in' }).click()
  await login(page)
  await page.getByRole('button', { name: 'Start' }).waitFor()
})

pageTest('configuration is written in forms, checked, and kept by all controllers', async () => {
  await openForm('Data and compute nodes')
  const settings = page.getByRole('region', { name: 'cluster.cfg' })
  await settings.getByText('workerNum', { exact: true }).waitFor()
  const adding = page.getByRole('form', { name: 'Add a setting to cluster.cfg' })
  await adding.getByLabel('Add a setting').fill('maxMemSise')
  await adding.getByRole('button', { name: 'Add' }).click()
  await page.getByText('there is no parameter maxMemSise. Did you mean maxMemSize?').waitFor()
  await page.getByRole('button', { name: 'Remove maxMemSise' }).click()
  await adding.getByLabel('Add a setting').fill('maxMemSize')
  await adding.getByRole('button', { name: 'Add' }).click()
  await page.getByLabel('Value of maxMemSize').fill('much')
  await page.getByText('maxMemSize=much: a number of at least 0 is expected.').waitFor()
  const save = page.getByRole('button', { name: 'Save cluster.cfg' })
  assert.equal(await save.isDisabled(), true)
  await page.getByLabel('Value of maxMemSize').fill('2')
  await page.getByLabel('Nodes that maxMemSize is for').fill('datanode1')
  await save.click()
  await page.getByText('cluster.cfg is saved on all controllers.').waitFor()
  await openForm('Controllers')
  await page.getByLabel('Value of dfsReplicaReliabilityLevel').waitFor()
  await page.getByLabel('Value of dfsReplicationFactor').fill('3')
  await page.getByRole('button', { name: 'Save controller.cfg' }).click()
  await page.getByText('controller.cfg is saved on all controllers.').waitFor()
  for (const alias of controllers) {
    const { machine, host } = cluster.node(alias)
    const folder = join(cluster.folder, machine)
    await holds(join(folder, 'config/cluster.cfg'), /^datanode1\.maxMemSize=2$/m)
    await holds(
      join(folder, 'config/controller.cfg'),
      new RegExp(`^localSite=${host}:[^]*dfsReplicationFactor=3`),
    )
  }
  await page.getByLabel('Value of dfsReplicationFactor').fill('2')
  await page.getByRole('button', { name: 'Save controller.cfg' }).click()
  await page.getByText('controller.cfg is saved on all controllers.').waitFor()
})

// Copies follow the group's decision.
async function holds(file: string, pattern: RegExp): Promise<void> {
  for (let waited = 0; !pattern.test(readFileSync(file, 'utf8')); waited += 50) {
    assert.ok(waited < 20_000, `${file}: ${readFileSync(file, 'utf8')}`)
    await new Promise(resolve => setTimeout(resolve, 50))
  }
}

pageTest(
  'a node is added by its form, is there at once, stopped, and stands in the list of nodes',
  async () => {
    const { host, port } = cluster.node('datanode1')
    const adding = page.getByRole('form', { name: 'Add a node' })
    await adding.getByLabel('Host').fill(host)
    await adding.getByLabel('Port').fill(String(port))
    await adding.getByLabel('Alias').fill('datanode9')
    await adding.getByRole('button', { name: 'Add' }).click()
    // Where another node is, none can be.
    await page.getByRole('alert').getByText('datanode1').waitFor()
    await adding.getByLabel('Port').fill(String(port + 50))
    await adding.getByRole('button', { name: 'Add' }).click()
    await page.getByText('datanode9 is in the list, stopped. Start it when its agent runs.').waitFor()
    await state('datanode9', 'stopped')
  },
)

pageTest('the list of nodes is edited: checked while it is, and kept by all controllers', async () => {
  await openForm('List of nodes')
  const save = page.getByRole('button', { name: 'Save cluster.nodes' })
  await page.getByLabel('Port: datanode9').fill('many')
  await page.getByRole('region', { name: 'cluster.nodes' }).locator('.problem.bad').waitFor()
  assert.equal(await save.isDisabled(), true)
  const { host, port } = cluster.node('datanode1')
  await page.getByLabel('Port: datanode9').fill(String(port + 51))
  await page.getByLabel('Role: datanode9').selectOption('computenode')
  await page.getByLabel('Zone: datanode9').fill('east')
  await save.click()
  await page.getByText('cluster.nodes is saved on all controllers.').waitFor()
  await nodeTable()
    .getByRole('row')
    .filter({ hasText: 'datanode9' })
    .filter({ hasText: 'compute node' })
    .getByText(`${host}:${port + 51}`)
    .waitFor()
  const files = controllers.map(alias =>
    join(cluster.folder, cluster.node(alias).machine, 'config/cluster.nodes'),
  )
  for (const file of files)
    await holds(file, new RegExp(`^${host}:${port + 51}:datanode9,computenode,[^,]*,east`, 'm'))
  // What is taken out and put in by hand.
  await page.getByRole('button', { name: 'Remove datanode9' }).click()
  await page.getByRole('button', { name: 'Add a line' }).click()
  await page.getByLabel('Alias:').last().fill('datanode8')
  await page.getByLabel('Host: datanode8').fill(host)
  await page.getByLabel('Port: datanode8').fill(String(port + 52))
  await page.getByLabel('Role: datanode8').selectOption('datanode')
  await save.click()
  await state('datanode8', 'stopped')
  await nodeTable().getByRole('row').filter({ hasText: 'datanode9' }).waitFor({ state: 'detached' })
  for (const file of files) await holds(file, /^(?!.*datanode9).*:datanode8,datanode/s)
  await openForm('List of nodes')
})

pageTest('the forms are accessible in every theme', async () => {
  await openForm('List of nodes')
  await page.getByLabel('Alias: controller1').waitFor()
  await page.locator('summary').filter({ hasText: 'known settings' }).first().click()
  for (const theme of ['light', 'dark', 'contrast']) {
    await page.locator('header select').nth(1).selectOption(theme)
    assert.deepEqual(await violations(page), [], theme)
  }
})

pageTest('a node that can not start says why, with the end of its log', async () => {
  await page
    .getByRole('form', { name: 'Add a setting to cluster.cfg' })
    .getByLabel('Add a setting')
    .fill('volumes')
  await page
    .getByRole('form', { name: 'Add a setting to cluster.cfg' })
    .getByRole('button', { name: 'Add' })
    .click()
  await page
    .getByLabel('Value of volumes')
    .last()
    .fill(join(cluster.folder, 'P1/config/cluster.cfg', 'nowhere'))
  await page.getByLabel('Nodes that volumes is for').last().fill('datanode2')
  await page.getByRole('button', { name: 'Save cluster.cfg' }).click()
  await page.getByText('cluster.cfg is saved on all controllers.').waitFor()
  await select('datanode2')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await state('datanode2', 'starting')
  const failure = page.getByRole('alert')
  await failure.getByText(/^datanode2: It ended at once/).waitFor({ timeout: 60_000 })
  await failure
    .locator('pre')
    .getByText(/nowhere/)
    .waitFor()
  await page.getByRole('button', { name: 'Remove datanode2.volumes' }).click()
  await page.getByRole('button', { name: 'Save cluster.cfg' }).click()
  await page.getByText('cluster.cfg is saved on all controllers.').waitFor()
})

pageTest('nodes are started, seen without reloading, stopped, and lead to their notebooks', async () => {
  await select('datanode1', 'datanode2')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  for (const alias of ['datanode1', 'datanode2']) await state(alias, 'running')
  const address = await page.getByRole('link', { name: 'Notebook of datanode1' }).getAttribute('href')
  assert.equal(address, `${url('datanode1')}#/notebook`)
  await select('datanode2')
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click()
  await state('datanode2', 'stopped')
})

pageTest('jobs and sessions of all nodes are listed, and a query of another node is cancelled', async () => {
  const running = cluster.value('datanode1', 'do { sleep(20) } while (true)').then(
    () => 'ended',
    error => (error as Error).message,
  )
  await page.getByRole('link', { name: 'Jobs' }).click()
  const of = (title: string) => page.getByRole('region', { name: title }).getByRole('row')
  const row = of('Running').filter({ hasText: 'sleep(20)' })
  await row.getByRole('cell', { name: 'datanode1' }).waitFor()
  await row.getByRole('button', { name: 'Cancel' }).click()
  assert.match(await running, /cancelled/)
  await row.waitFor({ state: 'detached' })
  await cluster.value(
    'datanode1',
    'submitJob("waits", "waits for long", def () { do { sleep(20) } while (true) })',
  )
  const job = of('Batch jobs').filter({ hasText: 'waits for long' })
  await job.getByRole('cell', { name: 'datanode1' }).waitFor()
  await job.getByRole('button', { name: 'Cancel job waits' }).click()
  await job.getByText(/cancelled/).waitFor()
  for (const alias of ['datanode1', leading])
    await of('Sessions').getByRole('cell', { name: alias }).first().waitFor()
  await page.getByRole('link', { name: 'Cluster' }).click()
})

pageTest('who follows the link to another node stays logged in, and no address keeps the pass', async () => {
  await page.getByRole('link', { name: 'Notebook of datanode1' }).click()
  await page.waitForURL(`${url('datanode1')}#/notebook`)
  const session = page.getByRole('banner')
  await session.getByText('admin').waitFor()
  await page.getByRole('button', { name: 'Run all' }).waitFor()
  assert.doesNotMatch(page.url(), /pass/)
  // The login is the page's own from here on.
  await page.reload()
  await session.getByText('admin').waitFor()
  // To the leader's page it leads back the same way, over a follower's.
  await page.goto(`${url('datanode1')}#/cluster`)
  const follower = controllers.find(alias => alias !== leading)!
  await page.getByRole('link', { name: `Notebook of ${follower}` }).click()
  await page.waitForURL(`${url(follower)}#/notebook`)
  await page.getByRole('link', { name: 'Cluster' }).click()
  await page.waitForURL(new RegExp(`^${url(leading)}`))
  await session.getByText('admin').waitFor()
})

pageTest('nothing went wrong unseen, and only nodes were asked', async () => {
  assert.deepEqual(
    seen.foreign.filter(address => !/^(http|ws):\/\/127\.0\.0\.\d:/.test(address)),
    [],
  )
  assert.deepEqual(seen.errors, [])
})
