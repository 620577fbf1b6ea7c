import assert from 'node:assert/strict'
import { test } from 'node:test'
import { openSession } from '../check.ts'

// Bonds, options, curves and risk: prices that are worked out by hand, and what must go there and back.

const session = openSession()

function shown(script: string): string {
  const { printed, error } = session.run(script)
  assert.equal(error, undefined, script)
  return printed
}

function complaint(script: string): string {
  const { error } = session.run(script)
  assert.ok(error, script)
  return error
}

const bond = (rest: string) =>
  `2023.01.01, 2030.12.31, 100, 0.05, 1, "ActualActualISMA", "FixedRate", 2023.04.01${rest}`

test('a yield gives a price, and the price the yield, whatever the bond', () => {
  shown(`maturities = take(2023.05.15 2030.12.31 2053.02.28, 9)
    kinds = stretch(["FixedRate", "ZeroCoupon", "Discount"], 9)`)
  for (const basis of [
    'Thirty360US',
    'ActualActualISMA',
    'Actual360',
    'Actual365',
    'Thirty360EU',
    'ActualActualISDA',
  ]) {
    for (const frequency of ['1', '"Semiannual"', '4', '"Monthly"', '"Once"']) {
      const bonds = `2023.01.01, maturities, 100, 0.05, ${frequency}, "${basis}", kinds, 2023.04.01`
      const price = `bondDirtyPrice(${bonds}, 0.034, "YTM")`
      assert.equal(
        shown(`all(round(bondYield(${bonds}, ${price}, "DirtyPrice"), 9) == 0.034)`),
        'true',
        bonds,
      )
    }
  }
})

test('a bond that pays what the market asks costs its face value on a day of a coupon', () => {
  const [start, rest] = ['2023.01.01, 2033.01.01, 100, 0.05', '"ActualActualISMA", "FixedRate", 2024.01.01']
  for (const frequency of [1, 2, 4, 12]) {
    assert.equal(shown(`round(bondDirtyPrice(${start}, ${frequency}, ${rest}, 0.05, "YTM"), 9)`), '100')
    assert.equal(shown(`bondAccrInt(${start}, ${frequency}, ${rest})`), '0')
  }
})

test('coupons at the end of a month stay there', () => {
  assert.equal(
    shown(
      'exec paymentDate from bondCashflow(2023.02.28, 2024.02.29, 0.04, 4, "Actual365", "FixedRate", "Table")',
    ),
    '[2023.05.31,2023.08.31,2023.11.30,2024.02.29]',
  )
})

test('what is wrong with a bond is told', () => {
  assert.match(
    complaint('bondAccrInt(2023.01.01, 2022.01.01, 100, 0.05, 1, "Actual365", "FixedRate", 2023.04.01)'),
    /before maturity/,
  )
  assert.match(
    complaint('bondAccrInt(2023.01.01, 2024.01.01, 100, 0.05, 3, "Actual365", "FixedRate", 2023.04.01)'),
    /frequency should be/,
  )
  assert.match(
    complaint('bondAccrInt(2023.01.01, 2024.01.01, 100, 0.05, 1, "Actual", "FixedRate", 2023.04.01)'),
    /dayCountConvention should be/,
  )
  assert.match(
    complaint('bondAccrInt(2023.01.01, 2024.01.01, 100, 0.05, 1, "Actual365", "Fixed", 2023.04.01)'),
    /bondType should be/,
  )
  assert.match(
    complaint('bondAccrInt(2023.01.01, 2024.01.01, 100, 0.05, 1, "Actual365", "FixedRate", 2025.04.01)'),
    /settlement should lie/,
  )
  assert.match(
    complaint(`bondDirtyPrice(${bond(', 1 2, "YTM"').replace('0.05', '[0.05, 0.06, 0.07]')})`),
    /as long as each other/,
  )
  assert.match(complaint(`bondYield(${bond(', 100, "YTM"')})`), /CleanPrice or DirtyPrice/)
})

test('a call less a put is worth the forward (parity), and greeks are slopes', () => {
  const option = (spot: number, rate: number, volatility: number, call: boolean) =>
    `vanillaOption(2024.01.01, 2024.12.31, 2024.01.01, ${spot}, 95, ${rate}, 0.02, ${volatility}, ${call}, "european", 3, "CCFX", mode=2)`
  shown(`c = ${option(100, 0.03, 0.2, true)}; p = ${option(100, 0.03, 0.2, false)}`)
  assert.equal(shown('round(c.npv - p.npv - (100 * exp(-0.02) - 95 * exp(-0.03)), 9)'), '0')
  shown('h = 0.0001')
  const slope = (up: string, down: string) => shown(`round(((${up}).npv - (${down}).npv) / (2 * h), 4)`)
  for (const call of [true, false]) {
    shown(`o = ${option(100, 0.03, 0.2, call)}`)
    assert.equal(
      slope(option(100.0001, 0.03, 0.2, call), option(99.9999, 0.03, 0.2, call)),
      shown('round(o.delta, 4)'),
    )
    assert.equal(
      slope(option(100, 0.0301, 0.2, call), option(100, 0.0299, 0.2, call)),
      shown('round(o.rho, 4)'),
    )
    assert.equal(
      slope(option(100, 0.03, 0.2001, call), option(100, 0.03, 0.1999, call)),
      shown('round(o.vega, 4)'),
    )
  }
  assert.match(
    complaint(option(100, 0.03, 0.2, true).replace('european', 'bermudan')),
    /european or american/,
  )
})

test('on a grid a European option costs what the formula says, and an American one no less', () => {
  const option = (call: boolean, style: string, method: string) =>
    `vanillaOption(1998.05.17, 1999.05.17, 1998.05.15, 36 40 44, 40, 0.06, 0.03, 0.2, ${call}, "${style}", 3, "CCFX", "${method}", , 2)`
  for (const call of [true, false]) {
    shown(
      `a = ${option(call, 'european', 'BS')}; b = ${option(call, 'european', 'FDBS')}; c = ${option(call, 'american', 'FDBS')}`,
    )
    for (const greek of ['npv', 'delta', 'gamma', 'theta']) {
      assert.equal(shown(`all(abs(a.${greek} - b.${greek}) < 0.005)`), 'true', greek)
    }
    for (const greek of ['vega', 'rho']) {
      assert.equal(shown(`all(abs(a.${greek} - b.${greek}) < 0.05)`), 'true', greek)
    }
    assert.equal(
      shown(
        'all(c.npv >= b.npv) and all(c.npv >= iif(' +
          (call ? '36 40 44 > 40, 36 40 44 - 40' : '36 40 44 < 40, 40 - 36 40 44') +
          ', 0) - 1e-9)',
      ),
      'true',
    )
  }
  // F. Longstaff and E. Schwartz, "Valuing American options by simulation" (2001), table 1: 4.478 with 50 exercises a year, a little more without end.
  const put =
    'vanillaOption(1998.05.17, 1999.05.17, 1998.05.15, 36, 40, 0.06, 0, 0.2, false, "american", 3, "CCFX", "FDBS", {xGrid: 1000, tGrid: 500, dampingSteps: 4})'
  assert.match(shown(put), /^4\.48[67]/)
  assert.match(complaint(put.replace('1000', '1')), /xGrid should be between/)
  assert.match(complaint(put.replace('"FDBS", {', '"BS", {')), /needs FDBS/)
})

test('a curve goes through yields that lie on one', () => {
  shown(`true4 = [0.04, -0.03, -0.02, 2.0]
    m = dict(STRING, ANY); m["modelName"] = "ns"; m["params"] = true4
    t = [0.5, 1, 2, 3, 5, 7, 10, 20, 30]
    y = nssPredict(m, t)`)
  for (const method of ['nm', 'bfgs', 'lbfgs', 'slsqp']) {
    assert.equal(
      shown(
        `f = ns(t, y, "${method}", initialGuess=[0.03, -0.02, -0.01, 1.5]); max(abs(predict(f, t) - y)) < 0.001`,
      ),
      'true',
    )
  }
  const bounds = 'matrix([-0.1, -0.1, -0.1, 0.5], [0.1, 0.1, 0.1, 5.0])'
  assert.equal(
    shown(`f = ns(t, y, "de", bounds=${bounds}, seed=1); max(abs(predict(f, t) - y)) < 0.001`),
    'true',
  )
  assert.match(complaint('ns(t, y, "de")'), /needs bounds/)
  assert.match(complaint('ns(t, y, "best")'), /method should be one of/)
  assert.match(complaint('ns(1 2 3, 1 2)'), /vector of 3 numbers/)
  assert.match(complaint('nssPredict({modelName: "nss", params: 1 2 3}, 1)'), /6 elements/)
})

test('risk by simulation is near that of the distribution', () => {
  shown('r = [-0.03, -0.02, 0.01, 0.02, 0.04]')
  for (const risk of ['VaR', 'CVaR']) {
    assert.equal(shown(`abs(${risk}(r, "monteCarlo") - ${risk}(r, "normal")) < 0.001`), 'true')
  }
  assert.match(complaint('VaR(r, "normal", 1)'), /between 0 and 1/)
  assert.match(complaint('VaR(-1 0.5, "normal")'), /greater than -1/)
  assert.match(complaint('VaR(r, "guess")'), /should be normal/)
})
