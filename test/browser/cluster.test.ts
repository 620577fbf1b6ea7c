import assert from 'node:assert/strict'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { after } from 'node:test'
import type { Page } from 'playwright-core'
import { closeBrowser, login, noBrowser, openPage, pageTest, seen } from './chromium.ts'
import { RealCluster } from './real-cluster.ts'

const cluster = noBrowser ? null : await RealCluster.lay()
after(async () => {
  await closeBrowser()
  await cluster?.close()
})

const { layout } = cluster ?? {}
let page: Page

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
  cluster!.start([...layout!.of('controller'), ...layout!.of('agent')])
  const leader = await cluster!.leader()
  const follower = layout!.of('controller').find(({ alias }) => alias !== leader.alias)!
  page = await openPage(cluster!.url(follower))
  page.setDefaultTimeout(20_000)
  await page.waitForURL(new RegExp(`//${leader.host}:`))
  await page.getByText(`${follower.alias} follows; ${leader.alias}, whose page this is, leads.`).waitFor()
  await page.getByText(new RegExp(`${leader.alias} leads, in term \\d+`)).waitFor()
  await state(leader.alias, 'leader')
  await state('agent3', 'running')
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
  for (const { folder, host } of layout!.of('controller')) {
    await holds(join(folder, 'config/cluster.cfg'), /^workerNum=2\ndatanode1\.maxMemSize=2\n$/)
    await holds(
      join(folder, 'config/controller.cfg'),
      new RegExp(`^localSite=${host}:[^]*dfsReplicationFactor=3`),
    )
    await holds(join(folder, 'config/controller.cfg'), /^clusterSecretFile=/m)
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

pageTest('a node that can not start says why, with the end of its log', async () => {
  await page
    .getByRole('form', { name: 'Add a setting to cluster.cfg' })
    .getByLabel('Add a setting')
    .fill('volumes')
  await page
    .getByRole('form', { name: 'Add a setting to cluster.cfg' })
    .getByRole('button', { name: 'Add' })
    .click()
  await page.getByLabel('Value of volumes').fill('/proc/nowhere')
  await page.getByLabel('Nodes that volumes is for').fill('datanode3')
  await page.getByRole('button', { name: 'Save cluster.cfg' }).click()
  await page.getByText('cluster.cfg is saved on all controllers.').waitFor()
  await select('datanode3')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await state('datanode3', 'starting')
  const failure = page.getByRole('alert')
  await failure.getByText(/^datanode3: It ended at once/).waitFor({ timeout: 60_000 })
  await failure
    .locator('pre')
    .getByText(/nowhere/)
    .waitFor()
  await page.getByRole('button', { name: 'Remove volumes' }).click()
  await page.getByRole('button', { name: 'Save cluster.cfg' }).click()
  await page.getByText('cluster.cfg is saved on all controllers.').waitFor()
})

pageTest('nodes are started, seen without reloading, stopped, and lead to their notebooks', async () => {
  await select('datanode1', 'datanode2', 'datanode3')
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  for (const alias of ['datanode1', 'datanode2', 'datanode3']) await state(alias, 'running')
  const address = await page.getByRole('link', { name: 'Notebook of datanode1' }).getAttribute('href')
  assert.equal(address, `${cluster!.url(cluster!.node('datanode1'))}#/notebook`)
  await select('datanode3')
  await page.getByRole('button', { name: 'Stop', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Stop' }).click()
  await state('datanode3', 'stopped')
})

pageTest('nothing went wrong unseen, and only nodes were asked', async () => {
  assert.deepEqual(
    seen.foreign.filter(address => !/^(http|ws):\/\/127\.0\.0\.\d:/.test(address)),
    [],
  )
  assert.deepEqual(seen.errors, [])
})
